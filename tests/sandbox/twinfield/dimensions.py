"""Dimensions: reading, creating and changing them."""

import uuid
from copy import deepcopy

from lxml import etree

from . import dimension_types
from .annotate import Report, add, put, text
from .dimension_checks import OFFICIAL, check
from .dimension_records import LISTS, WHOLE, render
from .dimension_types import office_names
from .masters import where
from .records import Dimension

CODE_LENGTH = 16
KEYS = {"office", "type", "code"}
OWN = (*KEYS, "name", "shortname", *LISTS, *WHOLE)
# The server's own; sent back with a record that was read, they change nothing [C].
SENT_BACK = {
    *("uid", "behaviour", "touched", "modified", "created", "editdimensionname"),
}


class Dimensions:
    def __init__(self, service):
        self.service = service
        self.read_type = dimension_types.read_type
        self.save_types = dimension_types.save_types

    def save_all(self, root, session):
        single = root.tag == "dimension"
        fine = True
        for element in [root] if single else root.findall("dimension"):
            fine = self.save(element, session) and fine
        if not single and not self.service.quirks["batch_without_result"]:
            root.set("result", "1" if fine else "0")
        return root

    def save(self, element, session):
        report = Report(session.language)
        office = session.office_of(element, report)
        if office is None and element.find("office") is not None:
            element.find("office").text = ""  # as recorded [B]
        if _is_question(element):
            record = self._find(element, office, report) if office else None
            if report.write(element):
                self._echo(element, office, record)
            return record is not None
        record = self._find_or_new(element, office, report) if office else None
        if record is not None:
            check(element, office, record.type, report, self.service.quirks)
        if not report.write(element):
            return False
        self._write(element, office, record)
        self._echo(element, office, record)
        return True

    def _type(self, element, office, report):
        """Its code; None where there is none of that name."""
        type_ = text(element, "type").upper()
        if type_ in office.types:
            return type_
        report.error(where(element, "type"), "type_unknown", code=type_)
        return None

    def _find(self, element, office, report):
        type_ = self._type(element, office, report)
        code = text(element, "code").upper()
        known = office.dimension(type_, code)
        if type_ and known is None:
            self._absent(element, office, type_, code, report)
        return known

    def _absent(self, element, office, type_, code, report):
        """A code that does not fit the mask is refused as such, read or written [B]."""
        place, mask = where(element, "code"), office.types[type_][1]
        if office.fits(type_, code):
            report.error(place, "dimension_unknown", code=code)
        else:
            report.error(place, "code_mask", mask=mask)

    def _find_or_new(self, element, office, report):
        type_ = self._type(element, office, report)
        if type_ is None:
            return None
        code = text(element, "code").upper()
        known = office.dimension(type_, code) if code else None
        if known:
            return known
        mask = office.types[type_][1]
        if not code:
            code = office.free_code(type_, self.service.quirks["first_free_code"])
            if code is None:
                report.error(element, "code_none_free", mask=mask)
                return None
        elif len(code) > CODE_LENGTH or not office.fits(type_, code):
            report.error(element.find("code"), "code_mask", mask=mask)
            return None
        return Dimension(type_, code, "", uid=str(uuid.uuid4()))

    def _write(self, element, office, record):
        """What is delivered counts, what is not stays as it was [?]."""
        now, quirks = office.clock.now(), self.service.quirks
        record.name = text(element, "name")
        record.shortname = text(element, "shortname", record.shortname)
        record.created = record.created or now
        record.modified = now
        status = element.get("status")
        if status:
            used = office.is_used(record)
            record.status = "hide" if status == "deleted" and used else status
        if quirks["absent_cleared"]:
            record.fields, record.wholes = {}, {}
        own = {*OWN, *SENT_BACK}
        if quirks["relation_numbers"] == "dropped":
            own.update(OFFICIAL)
        for child in element:
            if child.tag in LISTS:
                known = [] if quirks["lists_replaced"] else getattr(record, child.tag)
                setattr(record, child.tag, _merge(known, child))
            elif child.tag in WHOLE or child.find("childvalidations") is not None:
                whole = child if child.tag in WHOLE else child.find("childvalidations")
                record.wholes[whole.tag] = deepcopy(whole)
            if child.tag not in own:
                _keep(record.fields, child, child.tag)
        office.dimensions[record.type, record.code] = record

    def _echo(self, element, office, record):
        """The whole record comes back [B], and what the server does not know."""
        made = self.record(office, record)
        unknown = [c for c in element if made.find(c.tag) is None]
        element.attrib.update(made.attrib)
        element[:] = [*made, *unknown]

    def record(self, office, record):
        return render(self.service, office, record)

    def read(self, root, session):
        """``<read><type>dimensions</type>``. A refusal is a ``dimension`` with the
        request's children [B]."""
        report = Report(session.language)
        answer = etree.Element("dimension")
        type_, code = text(root, "dimtype").upper(), text(root, "code").upper()
        wanted = text(root, "office") or session.company
        for name, value in (("office", wanted), ("type", type_), ("code", code)):
            add(answer, name, value)
        office = self.service.offices.get(wanted.upper())
        if office is None or office.code not in self.service.rights:
            report.error(answer, "office_unknown")
        elif code or type_ not in office.types:
            self._find(answer, office, report)
        if report.failed and office:
            office_names(answer.find("office"), office)
            if type_ in office.types:
                name = office.types[type_][0]
                put(answer, "type", type_, name=name, shortname=name)
        if report.failed:
            report.write(answer)
            return answer
        if code:
            return self.record(office, office.dimension(type_, code))
        many = etree.Element("dimensions", result="1")
        many.extend(self.record(office, one) for one in office.of_type(type_))
        return many


def _is_question(element):
    """Office, type and code alone: a read [C]."""
    if len(element) > len(KEYS):
        return False
    tags = {child.tag for child in element}
    return tags <= KEYS and {"type", "code"} <= tags and element.get("status") is None


def _keep(fields, element, path):
    """The texts of ``element`` by their path."""
    if not len(element):
        fields[path] = (element.text or "").strip()
    for child in element:
        if child.tag != "childvalidations":
            _keep(fields, child, f"{path}/{child.tag}")


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
