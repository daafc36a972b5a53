"""Dimensions: records, creating and changing them."""

import uuid
from copy import deepcopy

from lxml import etree

from . import dimension_types
from .annotate import Report, add, stamp, text
from .dimension_checks import check
from .dimension_types import LEVELS, office_names
from .records import Dimension

CODE_LENGTH = 16
LISTS = ("addresses", "banks")  # kept by the id of each
WHOLE = ("groups", "postingrules")  # replaced as a whole
OWN = ("office", "type", "code", "name", "shortname", *LISTS, *WHOLE)
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
session_names = office_names


class Dimensions:
    def __init__(self, service):
        self.service = service
        self.read_type = dimension_types.read_type
        self.save_types = dimension_types.save_types

    # Saving

    def save_all(self, root, session):
        single = root.tag == "dimension"
        fine = True
        for element in [root] if single else root.findall("dimension"):
            fine = self.save(element, session) and fine
        if not single:
            root.set("result", "1" if fine else "0")
        return root

    def save(self, element, session):
        report = Report(session.language)
        office = session.office_of(element, report)
        if office is None and element.find("office") is not None:
            element.find("office").text = ""  # as recorded [B]
        record = self._find_or_new(element, office, report) if office else None
        if record is not None:
            check(element, office, record.type, report, self.service.quirks)
        if not report.write(element):
            return False
        self._write(element, office, record)
        self._echo(element, office, record)
        return True

    def _find_or_new(self, element, office, report):
        kind = element.find("type")
        type_ = text(element, "type").upper()
        if type_ not in office.types:
            report.error(
                kind if kind is not None else element, "type_unknown", code=type_
            )
            return None
        code = text(element, "code").upper()
        known = office.dimension(type_, code) if code else None
        if known:
            return known
        mask = office.types[type_][1]
        if not code:
            code = office.free_code(type_)
            if code is None:
                report.error(element, "code_none_free", mask=mask)
                return None
        elif len(code) > CODE_LENGTH or not office.fits(type_, code):
            report.error(element.find("code"), "code_mask", mask=mask)
            return None
        return Dimension(type_, code, "", uid=str(uuid.uuid4()))

    def _write(self, element, office, record):
        """What is delivered counts, what is not stays as it was [U]."""
        now = office.clock.now()
        record.name = text(element, "name")
        record.shortname = text(element, "shortname", record.shortname)
        record.created = record.created or now
        record.modified = now
        status = element.get("status")
        if status:
            used = office.is_used(record.code)
            record.status = "hide" if status == "deleted" and used else status
        for child in element:
            if child.tag in LISTS:
                setattr(record, child.tag, _merge(getattr(record, child.tag), child))
            elif child.tag in WHOLE or child.find("childvalidations") is not None:
                whole = child if child.tag in WHOLE else child.find("childvalidations")
                record.wholes[whole.tag] = deepcopy(whole)
            if child.tag not in OWN:
                _keep(record.fields, child, child.tag)
        office.dimensions[record.type, record.code] = record

    def _echo(self, element, office, record):
        """The whole record comes back [B], and what the server does not know."""
        made = self.record(office, record)
        unknown = [c for c in element if made.find(c.tag) is None]
        element.attrib.update(made.attrib)
        element[:] = [*made, *unknown]

    # Reading

    def record(self, office, record):
        root = etree.Element("dimension", status=record.status, result="1")
        office_names(add(root, "office", office.code), office)
        name = office.types[record.type][0]
        add(root, "type", record.type, name=name, shortname=name)
        add(root, "code", record.code)
        add(root, "uid", record.uid)
        add(root, "name", record.name)
        add(root, "shortname", record.shortname)
        add(root, "inuse", "true" if office.is_used(record.code) else "false")
        add(root, "behaviour", "normal")
        add(root, "touched", "0")
        for tag in PLAIN:
            default = "0" if tag.startswith(("begin", "end")) else ""
            add(root, tag, record.fields.get(tag, default))
        add(root, "editdimensionname", "true")
        self._financials(root, office, record)
        if record.type == "DEB":
            _section(root, record, "creditmanagement", CREDIT)
        if record.type in ("DEB", "CRD"):
            _section(root, record, "remittanceadvice", ("sendtype", "sendmail"))
            _section(root, record, "invoicing", ("discountarticle",))
            names = ("discountdays", "discountpercentage")
            _section(root, record, "paymentconditions", names)
        if record.type in ("PRJ", "ACT"):
            _section(root, record, "projects", PROJECT)
        for tag in LISTS:
            section = add(root, tag)
            section.extend(deepcopy(one) for one in getattr(record, tag))
        for tag in WHOLE:
            if tag in record.wholes:
                root.append(deepcopy(record.wholes[tag]))
            else:
                add(root, tag)
        add(root, "created", stamp(record.created))
        add(root, "modified", stamp(record.modified))
        return root

    def _financials(self, root, office, record):
        section = add(root, "financials")
        values = self._defaults(office, record)
        prefix = "financials/"
        given = {
            path.removeprefix(prefix): value
            for path, value in record.fields.items()
            if path.startswith(prefix) and "childvalidation" not in path
        }
        values.update({k: v for k, v in given.items() if v or k != "substitutewith"})
        for path in (*FINANCIALS, *(set(values) - set(FINANCIALS))):
            if path in values:
                _put_path(section, path, values[path])
        for name, known in (
            ("substitutewith", office.account(values.get("substitutewith", ""))),
            ("vatcode", office.vat.get(values.get("vatcode", ""))),
        ):
            found = section.find(name)
            if found is not None:
                found.set("name", known.name if known else "")
                found.set("shortname", known.shortname if known else "")
        self._validations(section, record, values)

    def _validations(self, section, record, values):
        if "childvalidations" in record.wholes:
            section.append(deepcopy(record.wholes["childvalidations"]))
        elif values.get("substitutewith"):
            account = values["substitutewith"]
            rules = add(section, "childvalidations")
            add(rules, "childvalidation", account, type="code", level="1")

    def _defaults(self, office, record):
        relation = record.type in office.control_accounts
        values = {
            "matchtype": "customersupplier" if relation else "notmatchable",
            "accounttype": "profitandloss" if record.type == "PNL" else "balance",
            "subanalyse": "false",
            "duedays": "30" if relation else "0",
            "level": str(LEVELS.get(record.type, 2)),
            "payavailable": "false",
            "meansofpayment": "none",
            "vatcode": "",
            "vatobligatory": "false",
        }
        if record.type not in ("BAS", "PNL"):
            values["accounttype"] = "inherit"
        if record.type == "PNL":
            values["subanalyse"] = "maybe"
        if relation:
            values["substitutionlevel"] = "1"
            values["substitutewith"] = office.control_accounts[record.type]
            values["ebilling"] = "false"
        return values


def _keep(fields, element, path):
    """The texts of ``element`` by their path."""
    if not len(element):
        fields[path] = (element.text or "").strip()
    for child in element:
        if child.tag != "childvalidations":
            _keep(fields, child, f"{path}/{child.tag}")


def _section(root, record, tag, names):
    """Those fields of a section, with their defaults, and what else was given."""
    section = add(root, tag)
    defaults = names if isinstance(names, dict) else dict.fromkeys(names, "")
    given = {
        path.removeprefix(f"{tag}/"): value
        for path, value in record.fields.items()
        if path.startswith(f"{tag}/")
    }
    for path, value in {**defaults, **given}.items():
        _put_path(section, path, value)


def _put_path(section, path, value):
    *parents, tag = path.split("/")
    for name in parents:
        found = section.find(name)
        section = found if found is not None else add(section, name)
    return add(section, tag, value)


def _merge(known, section):
    """Given records replace those of the same id; the others stay. One is the
    default."""
    merged = {one.get("id"): one for one in known}
    for child in section:
        child = deepcopy(child)
        if child.get("id") is None:
            numbers = [int(i) for i in merged if (i or "").isdigit()]
            child.set("id", str(max(numbers, default=0) + 1))
        for note in ("result", "msg", "msgtype"):
            child.attrib.pop(note, None)
        if child.get("default") == "true":
            for other in merged.values():
                other.set("default", "false")
        merged[child.get("id")] = child
    records = list(merged.values())
    if records and not any(one.get("default") == "true" for one in records):
        records[0].set("default", "true")
    for one in records:
        one.set("default", one.get("default") or "false")
    return records
