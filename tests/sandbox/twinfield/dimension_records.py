"""One dimension as the server tells it; the names, empty children and attributes are
those of recorded answers [B]."""

from copy import deepcopy

from lxml import etree

from .annotate import add, child, stamp
from .dimension_types import office_names
from .finder_rows import COUNTRIES, PAYMENT_TYPES
from .records import LEVELS

LISTS = ("addresses", "banks")  # kept by the id of each
WHOLE = ("groups", "postingrules")  # replaced as a whole
PLAIN = (
    *("beginperiod", "beginyear", "endperiod", "endyear"),
    *("website", "cocnumber", "vatnumber"),
)
FINANCIALS = (
    *("matchtype", "accounttype", "subanalyse", "duedays", "level", "payavailable"),
    *("meansofpayment", "paycode", "ebilling", "ebillmail", "substitutionlevel"),
    *("substitutewith", "relationsreference", "vattype", "vatcode", "vatobligatory"),
    *("performancetype", "collectmandate/id", "collectmandate/signaturedate"),
    *("collectmandate/firstrundate", "collectionschema"),
)
CREDIT = {
    "responsibleuser": "",
    "basecreditlimit": "0.00",
    "sendreminder": "true",
    "reminderemail": "",
    "blocked": "false",
    "freetext1": "",
    "freetext2": "",
    "freetext3": "",
    "comment": "",
}
PROJECT = (
    *("invoicedescription", "validfrom", "validtill", "authoriser", "customer"),
    *("billable", "rate", "quantities"),
)
DISCOUNT = ("paymentcondition/discountdays", "paymentcondition/discountpercentage")
COUNTRY_NAMES = dict(COUNTRIES)
PAYMENT_NAMES = {code: name for code, name, _kind in PAYMENT_TYPES}


def render(service, office, record):
    root = etree.Element("dimension", status=record.status, result="1")
    office_names(add(root, "office", office.code), office)
    name = office.types[record.type][0]
    add(root, "type", record.type, name=name, shortname=name)
    add(root, "code", record.code)
    add(root, "uid", record.uid)
    add(root, "name", record.name)
    add(root, "shortname", record.shortname)
    add(root, "inuse", "true" if office.is_used(record) else "false")
    add(root, "behaviour", "normal")
    add(root, "touched", "0")
    for tag in PLAIN:
        default = "0" if tag.startswith(("begin", "end")) else ""
        add(root, tag, record.fields.get(tag, default))
    add(root, "editdimensionname", "true")
    _financials(root, office, record)
    if record.type == "DEB":
        _credit(root, service, record)
    if record.type in ("DEB", "CRD"):
        _section(root, record, "remittanceadvice", ("sendtype", "sendmail"))
        _section(root, record, "invoicing", ("discountarticle",))
        _section(root, record, "paymentconditions", DISCOUNT)
    if record.type in ("PRJ", "ACT"):
        _section(root, record, "projects", PROJECT)
    for tag in LISTS:
        section = add(root, tag)
        section.extend(deepcopy(one) for one in getattr(record, tag))
        for country in section.iter("country"):
            _name(country, COUNTRY_NAMES.get(country.text, ""))
    for tag in WHOLE:
        if tag in record.wholes:
            root.append(deepcopy(record.wholes[tag]))
        else:
            add(root, tag)
    add(root, "created", stamp(record.created))
    add(root, "modified", stamp(record.modified))
    return root


def _name(element, name, shortname="", **attributes):
    element.attrib.update({"name": name, "shortname": shortname, **attributes})


def _financials(root, office, record):
    section = add(root, "financials")
    values = _defaults(office, record)
    for name, value in _given(record, "financials/"):
        if value or name != "substitutewith":
            values[name] = value
    for path in FINANCIALS:
        if path in values:
            _put_path(section, path, values.pop(path))
    for path, value in values.items():
        _put_path(section, path, value)
    _name_codes(section, office)
    _validations(section, record)


def _name_codes(section, office):
    account = child(section, "substitutewith")
    if account is not None:
        known = office.account(account.text)
        names = (known.name, known.shortname) if known else ("", "")
        _name(account, *names, type=known.type if known else "", id="1")
    vat = child(section, "vatcode")
    if vat is not None:
        known = office.vat.get(vat.text)
        names = (known.name, known.shortname) if known else ("", "")
        _name(vat, *names, type=known.type if known else "", fixed="false")
    paycode = child(section, "paycode")
    if paycode is not None:
        _name(paycode, PAYMENT_NAMES.get(paycode.text, ""))


def _validations(section, record):
    account = child(section, "substitutewith")
    if "childvalidations" in record.wholes:
        section.append(deepcopy(record.wholes["childvalidations"]))
    elif account is not None and account.text:
        rules = add(section, "childvalidations")
        add(rules, "childvalidation", account.text, type="code", level="1")


def _defaults(office, record):
    relation = record.type in office.control_accounts
    values = {
        "matchtype": "customersupplier" if relation else "notmatchable",
        "accounttype": "profitandloss" if record.type == "PNL" else "balance",
        "subanalyse": "false",
        "duedays": "30" if relation else "0",
        "level": str(LEVELS.get(record.type, 2)),
        "payavailable": "false",
        "meansofpayment": "none",
        "paycode": "",
        "relationsreference": "",
        "vattype": "",
        "vatcode": "",
        "vatobligatory": "false",
        "performancetype": "",
    }
    if record.type not in ("BAS", "PNL"):
        values["accounttype"] = "inherit"
    if record.type == "PNL":
        values["subanalyse"] = "maybe"
    if record.type == "CRD":
        values["collectionschema"] = "core"
    if relation:
        values["substitutionlevel"] = "1"
        values["substitutewith"] = office.control_accounts[record.type]
        values["ebilling"] = "false"
    return values


def _credit(root, service, record):
    section = _section(root, record, "creditmanagement", CREDIT)
    user = child(section, "responsibleuser")
    name = service.users.get(user.text, "")
    _name(user, name, name)
    child(section, "blocked").set("locked", "false")
    if service.quirks["credit_twice"]:
        section.extend([deepcopy(child) for child in section])


def _section(root, record, tag, names):
    """Those fields of a section, with their defaults, and what else was given."""
    section = add(root, tag)
    values = dict(names) if isinstance(names, dict) else dict.fromkeys(names, "")
    values.update(_given(record, f"{tag}/"))
    for path, value in values.items():
        _put_path(section, path, value)
    return section


def _given(record, prefix):
    start = len(prefix)
    fields = record.fields.items()
    return [(path[start:], text) for path, text in fields if path.startswith(prefix)]


def _put_path(section, path, value):
    if "/" in path:
        *parents, path = path.split("/")
        for name in parents:
            found = child(section, name)
            section = found if found is not None else add(section, name)
    add(section, path, value)
