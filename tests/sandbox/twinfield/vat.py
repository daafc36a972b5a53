"""VAT: what a code makes of a net amount, and the lines it generates."""

from decimal import Decimal

from lxml import etree

from ..books import ZERO, Line, money
from .annotate import add, day, stamp
from .ids import vat_id


def amount(code, net, on):
    """VAT of ``net`` (signed) by the rate valid on that day."""
    rate = code.rate_on(on)
    return money(net * rate.percentage / Decimal(100))


def lines(office, details, on, first_id):
    """One VAT line per code and account of it, in order of the codes' first use; the
    amounts are the details' own. Reverse charge has two accounts of opposite share."""
    sums = {}
    for index, line in enumerate(details, 1):
        if line.vatcode:
            known = sums.setdefault(line.vatcode, [ZERO, ZERO, index])
            known[0] += line.amount
            known[1] += line.vat or ZERO
    made = []
    for vatcode, (turnover, vat, baseline) in sums.items():
        code = office.vat[vatcode]
        rate = code.rate_on(on)
        for account, share, _group in rate.accounts:
            value = money(vat * share / 100)
            if len(rate.accounts) == 1 and not value:
                continue
            made.append(
                Line(
                    id=first_id + len(made),
                    type="vat",
                    amount=value,
                    dim1=account,
                    vatcode=vatcode,
                    turnover=turnover,
                    baseline=baseline,
                )
            )
    return made


def effect(office, line, on):
    """What the VAT of a detail adds to the document: nothing for reverse charge."""
    if not line.vatcode:
        return ZERO
    rate = office.vat[line.vatcode].rate_on(on)
    share = sum((share for _account, share, _group in rate.accounts), ZERO)
    return money((line.vat or ZERO) * share / 100)


def record(office, code):
    root = etree.Element("vat", status=code.status, result="1")
    add(root, "code", code.code)
    add(root, "name", code.name)
    add(root, "shortname", code.shortname or code.name[:20])
    add(root, "uid", vat_id(office.code, code.code))
    add(root, "created", "20200101000000")
    add(root, "modified", stamp(office.clock.now()))
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
            add(row, "groupcountry", "NL", name="Nederland", shortname="")
            add(row, "group", group, name=group, shortname="")
            add(row, "percentage", f"{share:.1f}")
            add(row, "linetype", "vat")
    return root
