"""Dimensions: lists, records, creating and changing them, dimension types."""

import uuid
from copy import deepcopy

from lxml import etree

from ..books import Dimension
from .annotate import Report, add, put, stamp, text

READONLY = (
    "uid",
    "inuse",
    "behaviour",
    "touched",
    "editdimensionname",
    "modified",
    "created",
)
CODE_LENGTH = 16
DEFAULT_ACCOUNT = {"DEB": "1300", "CRD": "1600"}
SECTIONS = ("financials", "creditmanagement", "remittanceadvice", "groups", "projects")


class Dimensions:
    def __init__(self, service):
        self.service = service

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
        record = self._find_or_new(element, office, report) if office else None
        if record is not None:
            self._check(element, office, report)
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

    def _check(self, element, office, report):
        for name in READONLY:
            found = element.find(name)
            if found is not None:
                report.error(element, "element_readonly", name=name)
        if not text(element, "name"):
            name = element.find("name")
            report.error(name if name is not None else element, "name_missing")
        for bank in element.iterfind("banks/bank/ascription"):
            if len(bank.text or "") > 40:
                report.error(bank, "beneficiary")
        if text(element, "financials/ebilling") == "true":
            mail = element.find("financials/ebillmail")
            if not text(element, "financials/ebillmail"):
                report.error(mail if mail is not None else element, "ebill_mail")
        account = element.find("financials/substitutewith")
        if account is not None and account.text and not office.account(account.text):
            report.error(account, "level_unknown", code=account.text, level=1)

    def _write(self, element, office, record):
        now = office.clock.now()
        record.name = text(element, "name")
        record.created = record.created or now
        record.modified = now
        status = element.get("status")
        if status:
            used = any(
                record.code in (line.dim1, line.dim2, line.dim3)
                for entry in office.entries.values()
                for line in entry.lines
            )
            record.status = "hide" if status == "deleted" and used else status
        for child in element:
            if child.tag in ("shortname",):
                record.shortname = child.text or ""
            elif child.tag in ("addresses", "banks"):
                setattr(record, child.tag, _merge(getattr(record, child.tag), child))
            elif child.tag in SECTIONS:
                for leaf in child.iter():
                    if not len(leaf) and leaf is not child:
                        record.fields[f"{child.tag}/{leaf.tag}"] = leaf.text or ""
            elif not len(child) and child.tag not in ("office", "type", "code", "name"):
                record.fields[child.tag] = child.text or ""
        office.dimensions[record.type, record.code] = record

    def _echo(self, element, office, record):
        """The echo of a created record has what the server added [B]."""
        element.set("status", record.status)
        session_names(element.find("office"), office)
        name = office.types[record.type][0]
        put(element, "type", record.type, name=name, shortname=name)
        put(element, "code", record.code)
        put(element, "uid", record.uid)
        put(element, "inuse", "false")
        put(element, "behaviour", "normal")
        put(element, "touched", "0")
        put(element, "modified", stamp(record.modified))

    # Reading

    def record(self, office, record):
        root = etree.Element("dimension", status=record.status, result="1")
        session_names(add(root, "office", office.code), office)
        name = office.types[record.type][0]
        add(root, "type", record.type, name=name, shortname=name)
        add(root, "code", record.code)
        add(root, "uid", record.uid)
        add(root, "name", record.name)
        add(root, "shortname", record.shortname)
        for tag, value in (
            ("inuse", "false"),
            ("behaviour", "normal"),
            ("touched", "0"),
            ("beginperiod", "0"),
            ("beginyear", "0"),
            ("endperiod", "0"),
            ("endyear", "0"),
        ):
            add(root, tag, value)
        for tag in ("website", "cocnumber", "vatnumber"):
            add(root, tag, record.fields.get(tag, ""))
        add(root, "editdimensionname", "true")
        self._financials(root, office, record)
        for tag in ("addresses", "banks"):
            section = add(root, tag)
            section.extend(deepcopy(one) for one in getattr(record, tag))
        add(root, "created", stamp(record.created))
        add(root, "modified", stamp(record.modified))
        return root

    def _financials(self, root, office, record):
        section = add(root, "financials")
        relation = record.type in DEFAULT_ACCOUNT
        defaults = {
            "matchtype": "customersupplier" if relation else "notmatchable",
            "accounttype": "inherit" if relation else "balance",
            "subanalyse": "false",
            "duedays": "30" if relation else "0",
            "level": "1" if record.type in ("BAS", "PNL") else "2",
            "payavailable": "false",
            "meansofpayment": "none",
            "vatcode": "",
            "vatobligatory": "false",
        }
        given = {
            path.split("/")[1]: value
            for path, value in record.fields.items()
            if path.startswith("financials/")
        }
        for tag, value in (defaults | given).items():
            if tag != "substitutewith":
                add(section, tag, value)
        if relation:
            code = given.get("substitutewith") or DEFAULT_ACCOUNT[record.type]
            account = office.account(code)
            add(section, "substitutionlevel", "1")
            add(
                section,
                "substitutewith",
                code,
                name=account.name if account else "",
                shortname="",
            )

    # Dimension types

    def read_type(self, element, session):
        report = Report(session.language)
        office = session.office_of(element, report)
        type_ = text(element, "code").upper()
        if office and type_ not in office.types:
            report.error(element.find("code"), "type_unknown", code=type_)
        if report.failed:
            report.write(element)
            return element
        return self.type_record(office, type_)

    def type_record(self, office, type_):
        name, mask = office.types[type_]
        root = etree.Element("dimensiontype", result="1", status="active")
        session_names(add(root, "office", office.code), office)
        add(root, "code", type_)
        add(root, "name", name)
        add(root, "shortname", name)
        add(root, "mask", mask)
        add(root, "touched", "0")
        levels = add(root, "levels")
        add(levels, "financials", "1" if type_ in ("BAS", "PNL") else "2")
        add(levels, "time", "0")
        address = add(root, "address")
        for number, label in enumerate(
            ("T.a.v.", "Adres", "Adres 2", "BTW-nummer", "KvK-nummer", ""), 1
        ):
            add(address, f"label{number}", label)
        return root

    def save_types(self, root, session):
        for element in (
            root.findall("dimensiontype") if root.tag.endswith("s") else [root]
        ):
            report = Report(session.language)
            office = session.office_of(element, report)
            type_ = text(element, "code").upper()
            if office and type_ not in office.types:
                report.error(element.find("code"), "type_unknown", code=type_)
            if report.write(element):
                name, mask = office.types[type_]
                mask = text(element, "mask", mask)
                office.types[type_] = (text(element, "name", name), mask)
        root.set("result", "0" if root.find(".//*[@result='0']") is not None else "1")
        return root


def session_names(element, office):
    """Codes of offices come back with their names [B]."""
    if element is not None:
        element.text = office.code
        element.set("name", office.name)
        element.set("shortname", office.name)


def _merge(known, section):
    """Given records replace those of the same id; the others stay."""
    merged = {one.get("id"): one for one in known}
    for child in section:
        child = deepcopy(child)
        if child.get("id") is None:
            numbers = [int(i) for i in merged if (i or "").isdigit()]
            child.set("id", str(max(numbers, default=0) + 1) if merged else "1")
        for note in ("result", "msg", "msgtype"):
            child.attrib.pop(note, None)
        if child.get("default") == "true":
            for other in merged.values():
                other.set("default", "false")
        merged[child.get("id")] = child
    return list(merged.values())
