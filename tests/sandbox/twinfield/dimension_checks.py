"""What a delivered dimension may hold [A]; words of most refusals are our own [inf]."""

from .annotate import text, to_day

READONLY = ("inuse",)  # the others that are read only may be sent back [C]
OFFICIAL = ("vatnumber", "cocnumber")
BOOLEAN = ("true", "false")
CHOICES = {
    "financials/matchtype": ("customersupplier", "matchable", "notmatchable"),
    "financials/accounttype": ("inherit", "balance", "profitandloss"),
    "financials/subanalyse": ("true", "false", "maybe"),
    "financials/payavailable": BOOLEAN,
    "financials/meansofpayment": ("none", "paymentfile", "cheques"),
    "financials/ebilling": BOOLEAN,
    "financials/vattype": ("sales", "purchase"),
    "financials/vatobligatory": BOOLEAN,
    "financials/performancetype": ("goods", "services"),
    "financials/collectionschema": ("core", "b2b"),
    "creditmanagement/sendreminder": ("true", "false", "email"),
    "creditmanagement/blocked": BOOLEAN,
    "remittanceadvice/sendtype": ("ToFileManager", "ByEmail"),
    "projects/billable": BOOLEAN,
}
LENGTHS = {
    "creditmanagement/responsibleuser": 16,
    "creditmanagement/reminderemail": 200,
    "creditmanagement/freetext2": 40,
    "financials/collectmandate/id": 35,
    "banks/bank/address/field2": 128,
    "banks/bank/address/field3": 128,
    "banks/bank/accountnumber": 40,
    "banks/bank/bankname": 40,
    "banks/bank/biccode": 16,
    "banks/bank/city": 40,
    "banks/bank/country": 2,
    "banks/bank/iban": 40,
    "banks/bank/natbiccode": 20,
    "banks/bank/postcode": 16,
    "banks/bank/state": 40,
}
DATES = (
    "financials/collectmandate/signaturedate",
    "financials/collectmandate/firstrundate",
    "projects/validfrom",
    "projects/validtill",
)
NUMBERS = (
    *("financials/duedays", "financials/level", "financials/substitutionlevel"),
    *("beginperiod", "beginyear", "endperiod", "endyear"),
)
STATUSES = ("active", "deleted", "inactive", "hide")
ADDRESS_TYPES = ("invoice", "postal", "contact")
ASCRIPTION = 40


def check(element, office, type_, report, quirks):
    if element.get("status", "active") not in STATUSES:
        report.error(element, "field_invalid", name="status")
    _not_to_provide(element, report, quirks)
    if not text(element, "name"):
        name = element.find("name")
        report.error(name if name is not None else element, "name_missing")
    _values(element, report)
    _codes(element, office, report)
    _relation(element, type_, report)
    for address in element.iterfind("addresses/address"):
        if address.get("type", "invoice") not in ADDRESS_TYPES:
            report.error(address, "field_invalid", name="type")


def _not_to_provide(element, report, quirks):
    for name in READONLY:
        if element.find(name) is not None:
            report.error(element, "element_readonly", name=name)
    if quirks["relation_numbers"] == "refused":
        for name in OFFICIAL:
            if text(element, name):
                report.error(element, "element_readonly", name=name)
    if quirks["refuse_ictcountrycode"]:
        for found in element.iterfind("addresses/address/ictcountrycode"):
            report.error(found, "element_readonly", name="ictcountrycode")


def _values(element, report):
    for path, found in _paths(element):
        value = (found.text or "").strip()
        if value and not _fits(path, value):
            report.error(found, "field_invalid", name=found.tag)
        length = LENGTHS.get(path)
        if length and len(found.text or "") > length:
            report.error(found, "too_long", name=found.tag, length=length)


def _paths(element, above=""):
    for child in element:
        path = above + child.tag
        yield path, child
        if len(child):
            yield from _paths(child, f"{path}/")


def _fits(path, value):
    if path in CHOICES:
        return value in CHOICES[path]
    if path in NUMBERS:
        return value.isdigit()
    return path not in DATES or to_day(value) is not None


def _codes(element, office, report):
    account = element.find("financials/substitutewith")
    if account is not None and account.text and not office.account(account.text):
        report.error(account, "level_unknown", code=account.text, level=1)
    vat = element.find("financials/vatcode")
    if vat is not None and vat.text and vat.text.upper() not in office.vat:
        report.error(vat, "vat_unknown", code=vat.text)
    for group in element.iterfind("groups/group"):
        if group.text and group.text.upper() not in office.groups:
            report.error(group, "group_unknown", code=group.text)


def _relation(element, type_, report):
    for bank in element.iterfind("banks/bank/ascription"):
        if len(bank.text or "") > ASCRIPTION:
            report.error(bank, "beneficiary")
    if text(element, "financials/ebilling") == "true":
        mail = element.find("financials/ebillmail")
        if not text(element, "financials/ebillmail"):
            report.error(mail if mail is not None else element, "ebill_mail")
    credit = element.find("creditmanagement")
    if credit is not None and len(credit) and type_ != "DEB":
        report.error(credit, "element_readonly", name="creditmanagement")
