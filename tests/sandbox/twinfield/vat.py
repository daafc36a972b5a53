"""VAT: what a code makes of a net amount, and the lines it generates."""

from decimal import Decimal

from lxml import etree

from .annotate import add, day, stamp
from .ids import vat_id
from .records import ZERO, Line, money


def amount(code, net, on):
    """VAT of ``net`` (signed) by the rate valid on that day."""
    rate = code.rate_on(on)
    return money(net * rate.percentage / Decimal(100))


def lines(office, details, on, first_id, quirks):
    """One VAT line per code and account of it, in order of the codes' first use; the
    amounts are the details' own. Reverse charge has two accounts of opposite share;
    a rate of nothing has its line too [B]."""
    groups = {}
    for index, line in enumerate(details, 1):
        if line.vatcode:
            groups.setdefault(line.vatcode, (index, []))[1].append(line)
    made = []
    for vatcode, (baseline, group) in groups.items():
        rate = office.vat[vatcode].rate_on(on)
        if not quirks["baseline_counts"]:
            baseline = 1
        is_nothing = not sum(share for _account, share, _group in rate.accounts)
        if is_nothing and not quirks["reverse_charge_lines"]:
            continue
        for account, share, _group in rate.accounts:
            made.append(_line(group, account, share, baseline, first_id + len(made)))
    return made


def _line(group, account, share, baseline, number):
    first = group[0]

    def part(name):
        return money(sum((getattr(one, name) for one in group), ZERO) * share / 100)

    return Line(
        id=number,
        type="vat",
        amount=part("vat"),
        base=part("vatbase"),
        rep=part("vatrep"),
        rate=first.rate,
        reprate=first.reprate,
        dim1=account,
        vatcode=first.vatcode,
        turnover=sum((one.amount for one in group), ZERO),
        turnoverbase=sum((one.base for one in group), ZERO),
        baseline=baseline,
        extra={
            name: value
            for name, value in first.extra.items()
            if name.startswith("performance")
        },
    )


def record(office, code):
    root = etree.Element("vat", status=code.status, result="1")
    add(root, "code", code.code)
    add(root, "name", code.name)
    add(root, "shortname", code.shortname or code.name[:20])
    uid = code.uid or vat_id(office.code, code.code)
    add(root, "uid", uid)
    add(root, "created", "20200101000000")
    add(root, "modified", stamp(code.modified) or "20200101000000")
    add(root, "touched", "0")
    add(root, "user", "SUPER", name="Site supervisor", shortname="SUPER")
    add(root, "type", code.type)
    percentages = add(root, "percentages")
    for rate in code.rates:
        one = add(percentages, "percentage", status="active", inuse="true")
        add(one, "date", day(rate.start))
        add(one, "percentage", f"{rate.percentage:.9f}")
        add(one, "created", "20200101000000")
        add(one, "name", code.name)
        add(one, "shortname", code.shortname or code.name[:20])
        add(one, "user", "SUPER", name="Site supervisor", shortname="SUPER")
        add(one, "discountaccount", name="", shortname="", dimensiontype="")
        add(one, "writeoffaccount", name="", shortname="", dimensiontype="")
        accounts = add(one, "accounts")
        for number, (account, share, group) in enumerate(rate.accounts, 1):
            row = add(accounts, "account", id=str(number))
            dimension = office.account(account)
            add(
                row,
                "dim1",
                account,
                name=dimension.name if dimension else "",
                shortname="",
                dimensiontype=dimension.type if dimension else "",
            )
            country, name = office.country
            add(row, "groupcountry", country, name=name, shortname="")
            name = office.vat_groups.get(group, group)
            add(row, "group", group, name=name, shortname="")
            add(row, "percentage", f"{share:.1f}")
            add(row, "linetype", "vat")
    return root
