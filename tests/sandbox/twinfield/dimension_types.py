"""Dimension types with their masks and labels, and groups of dimensions."""

from lxml import etree

from .annotate import Report, add, put, stamp, text
from .records import LEVELS

LABELS = ("T.a.v.", "Adres", "Adres 2", "BTW-nummer", "KvK-nummer", "")
TIME = {"PRJ": 1, "ACT": 2}


def office_names(element, office):
    """Codes of offices come back with their names [B]."""
    if element is not None:
        element.text = office.code
        element.set("name", office.name)
        element.set("shortname", office.shortname)


def read_type(element, session):
    report = Report(session.language)
    office = session.office_of(element, report)
    type_ = text(element, "code").upper()
    if office and type_ not in office.types:
        where = element.find("code")
        where = where if where is not None else element
        report.error(where, "type_unknown", code=type_)
    if report.failed:
        report.write(element)
        return element
    return type_record(office, type_)


def type_record(office, type_):
    name, mask = office.types[type_]
    root = etree.Element("dimensiontype", result="1", status="active")
    office_names(add(root, "office", office.code), office)
    add(root, "code", type_)
    add(root, "name", name)
    add(root, "shortname", office.type_shortnames.get(type_, name))
    add(root, "mask", mask)
    add(root, "touched", "0")
    levels = add(root, "levels")
    add(levels, "financials", str(LEVELS.get(type_, 0)))
    add(levels, "time", str(TIME.get(type_, 0)))
    add(levels, "fixedassets", "0")
    add(levels, "invoices", "0")
    address = add(root, "address")
    known = office.type_labels.get(type_, {})
    for number, label in enumerate(LABELS, 1):
        add(address, f"label{number}", known.get(f"label{number}", label))
    return root


def save_types(root, session):
    fine = True
    plural = root.tag.endswith("s")
    for element in root.findall("dimensiontype") if plural else [root]:
        fine = _save_type(element, session) and fine
    if plural:
        root.set("result", "1" if fine else "0")
    return root


def _save_type(element, session):
    report = Report(session.language)
    office = session.office_of(element, report)
    type_ = text(element, "code").upper()
    if office and type_ not in office.types:
        where = element.find("code")
        where = where if where is not None else element
        report.error(where, "type_unknown", code=type_)
    if not report.write(element):
        return False
    name, mask = office.types[type_]
    office.types[type_] = (text(element, "name", name), text(element, "mask", mask))
    if element.find("shortname") is not None:
        office.type_shortnames[type_] = text(element, "shortname")
    labels = office.type_labels.setdefault(type_, {})
    for number in range(1, 7):
        if element.find(f"address/label{number}") is not None:
            labels[f"label{number}"] = text(element, f"address/label{number}")
    record = type_record(office, type_)
    element.attrib.update(record.attrib)
    element[:] = list(record)
    return True


# Groups


def save_groups(root, session):
    """With no more than its code it is read, else written [C]."""
    if root.tag == "dimensiongroup":
        _group(root, session)
        return root
    fine = True
    for element in root.findall("dimensiongroup"):
        fine = _group(element, session) and fine
    root.set("result", "1" if fine else "0")
    return root


def read_group(element, session):
    element.tag = "dimensiongroup"
    _group(element, session)
    return element


def _group(element, session):
    report = Report(session.language)
    office = session.office_of(element, report)
    code = text(element, "code").upper()
    where = element.find("code")
    where = where if where is not None else element
    reading = element.find("name") is None and element.find("dimensions") is None
    if office and (not code or (reading and code not in office.groups)):
        report.error(where, "group_unknown", code=code)
    members = [] if reading or not office else _members(element, office, report)
    if not report.write(element):
        return False
    if not reading:
        known = office.groups.get(code, {})
        office.groups[code] = {
            "name": text(element, "name", known.get("name", "")),
            "shortname": text(element, "shortname", known.get("shortname", "")),
            "status": element.get("status", known.get("status", "active")),
            "dimensions": members,
            "modified": office.clock.now(),
        }
    _group_record(element, office, code)
    return True


def _members(element, office, report):
    found = []
    for one in element.iterfind("dimensions/dimension"):
        type_, code = text(one, "type").upper(), text(one, "code").upper()
        if office.dimension(type_, code) is None:
            where = one.find("code")
            where = where if where is not None else one
            report.error(where, "dimension_unknown", code=code)
        found.append((type_, code))
    return found


def _group_record(element, office, code):
    group = office.groups[code]
    for child in list(element):
        element.remove(child)
    element.set("status", group["status"])
    office_names(put(element, "office", office.code), office)
    put(element, "code", code)
    put(element, "name", group["name"])
    put(element, "shortname", group["shortname"])
    put(element, "modified", stamp(group["modified"]))
    section = add(element, "dimensions")
    for type_, member in group["dimensions"]:
        one = add(section, "dimension")
        add(one, "type", type_, name=office.types[type_][0])
        add(one, "code", member, name=office.dimension(type_, member).name)
