"""What the divisions hold at the start; the facts of each country are in a file of its
own."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from . import schema, seed_be, seed_de, seed_nl
from .division import Division
from .entries import Entries
from .store import guid, same_ids
from .writer import Writer

RATES = [("USD", "0.90"), ("GBP", "1.15")]


@dataclass(frozen=True)
class Licence:
    """A contract with Exact, of one customer of theirs; divisions belong to one."""

    customer: str
    code: str
    name: str


GROUP = Licence("5c2e0000-0000-4b0a-9c00-000000000001", "1", "Voorbeeld Groep")
BELGIAN = Licence("5c2e0000-0000-4b0a-9c00-000000000002", "2", "Exemple Groupe")
GERMAN = Licence("5c2e0000-0000-4b0a-9c00-000000000003", "3", "Beispiel Gruppe")
FIRST = (124132, "Voorbeeld Handel B.V.", "NL", seed_nl, GROUP)
SECOND = (124133, "Voorbeeld Beheer B.V.", "NL", seed_nl, GROUP)
BELGIUM = (210001, "Exemple Commerce SA", "BE", seed_be, BELGIAN)
GERMANY = (310001, "Beispiel Handel GmbH", "DE", seed_de, GERMAN)
SEEDS = {
    "default": (FIRST, SECOND, BELGIUM, GERMANY),
    "single": (FIRST,),
    "empty": (FIRST,),
    # Dutch books under Belgian rules
    "be": tuple((code, name, "BE", *more) for code, name, _, *more in (FIRST, SECOND)),
}


def divisions(seed, clock):
    """{code: division} of a seed; each is filled when it is first opened."""
    if seed not in SEEDS:
        raise ValueError(f"no seed {seed!r}: {', '.join(SEEDS)}")
    made = {}
    for code, name, country, data, licence in SEEDS[seed]:
        division = Division(code, name, clock, country)
        division.entries = Entries(division)
        division.terms = division.entries.terms
        division.data, division.licence = data, licence
        division.hid = 1 + sum(one.licence is licence for one in made.values())
        division.seed = _masters if seed == "empty" else _whole
        made[code] = division
    return made


def _whole(division):
    _masters(division, more=(_relations, _analysis, _items))


def _masters(division, more=()):
    with same_ids(division.code):
        for add in (_finance, _documents, _years, *more):
            add(division)


def _finance(division):
    data = division.data
    for code, name in data.CURRENCIES:
        division.add(
            "general/Currencies",
            {
                "Code": code,
                "Description": name,
                "AmountPrecision": Decimal("0.01"),
                "PricePrecision": Decimal("0.01"),
            },
        )
    for code, name, type_, *more in data.ACCOUNTS:
        division.add_gl(code, name, type_, **(more[0] if more else {}))
    account = division.gl(data.USUAL["with_cost_centre"])
    division.change("financial/GLAccounts", account, UseCostcenter=1, UseCostunit=0)
    for code, name, type_, account in data.JOURNALS:
        details = data.BANK_DETAILS.get(code, {})
        division.add_journal(code, name, type_, account, **details)
    for code, name, percentage, kind, more in data.VAT_CODES:
        row = division.add_vat(code, name, percentage, kind, **more)
        for field, number in getattr(data, "DISCOUNTS", {}).get(code, {}).items():
            _add_discount(division, row, field, number)
    for code, name, days, months, method in data.CONDITIONS:
        add_condition(division, code, name, days, months, method)
    # Two instalments behind one code
    for days in (14, 44):
        add_condition(division, *data.INSTALMENTS, days, 0, "B", Decimal("0.5"))


def _add_discount(division, row, field, number):
    account = division.gl(number)
    values = {
        field: account["ID"],
        f"{field}Code": account["Code"],
        f"{field}Description": account["Description"],
    }
    division.change("vat/VATCodes", row, **values)


def _documents(division):
    for id_, name in division.data.DOCUMENT_TYPES:
        division.add(
            "documents/DocumentTypes",
            {
                "ID": id_,
                "Description": name,
                "DocumentIsCreatable": True,
                "DocumentIsDeletable": True,
                "DocumentIsUpdatable": True,
                "DocumentIsViewable": True,
                "TypeCategory": 2,
            },
        )


def _years(division):
    year = division.clock.now().year
    for one in range(year - 2, year + 2):
        division.add_periods(one)
    for currency, rate in RATES:
        add_rate(division, currency, rate, datetime(year - 2, 1, 1))


def add_condition(division, code, name, days, months, method, percentage=None):
    division.add(
        "cashflow/PaymentConditions",
        {
            "ID": guid(),
            "Code": code,
            "Description": name,
            "PaymentDays": days,
            "PaymentEndOfMonths": months,
            "PaymentMethod": method,
            "Percentage": percentage or Decimal(1),
            "DiscountPercentage": Decimal(0),
            "DiscountPaymentDays": 0,
        },
    )


def add_rate(division, currency, rate, day):
    division.add(
        "financial/ExchangeRates",
        {
            "ID": guid(),
            "SourceCurrency": currency,
            "TargetCurrency": division.currency,
            "Rate": Decimal(rate),
            "StartDate": day,
        },
    )


def _relations(division):
    writer = Writer(division, None)
    for code, name, more in division.data.CUSTOMERS:
        add_account(writer, {"Code": code, "Name": name, "Status": "C", **more})
    for code, name, more in division.data.SUPPLIERS:
        add_account(writer, {"Code": code, "Name": name, "IsSupplier": True, **more})


def add_account(writer, values):
    """``_gl``: the code of its own account of debtors."""
    values = {**writer.division.data.RELATION, **values}
    own = values.pop("_gl", None)
    if own:
        values["GLAR"] = writer.division.gl(own)["ID"]
    return writer.post(schema.RESOURCES["crm/Accounts"], values)


def _analysis(division):
    data = division.data
    for code, name in data.COST_CENTRES:
        division.add(
            "hrm/Costcenters",
            {"ID": guid(), "Code": code, "Description": name, "Active": True},
        )
    for code, name in data.COST_UNITS:
        division.add("hrm/Costunits", {"ID": guid(), "Code": code, "Description": name})
    for code, name in data.PROJECTS:
        division.add(
            "project/Projects",
            {"ID": guid(), "Code": code, "Description": name, "Type": 3},
        )


def _items(division):
    data = division.data
    for code, name, sort, time in data.UNITS:
        division.add(
            "logistics/Units",
            {
                "ID": guid(),
                "Code": code,
                "Description": name,
                "Type": sort,
                "TimeUnit": time,
                "Active": True,
                "Main": 0,
            },
        )
    revenue = division.gl(data.USUAL["revenue"])["ID"]
    group = division.add(
        "logistics/ItemGroups",
        {
            "ID": guid(),
            "Code": "ALG",
            "Description": data.ITEM_GROUP,
            "IsDefault": 1,
            "GLRevenue": revenue,
        },
    )
    for code, name, unit, price, account, vat in data.ITEMS:
        sort = division.table("logistics/Units").one("Code", unit)["Type"]
        division.add(
            "logistics/Items",
            {
                "ID": guid(),
                "Code": code,
                "Description": name,
                "SearchCode": code,
                "Unit": unit,
                "UnitType": sort,
                "IsTime": int(sort == "T"),
                "ItemGroup": group["ID"],
                "GLRevenue": division.gl(account)["ID"],
                "SalesVatCode": vat,
                "StandardSalesPrice": Decimal(price),
                "CostPriceCurrency": division.currency,
                "StartDate": datetime(division.clock.now().year, 1, 1),
            },
        )
