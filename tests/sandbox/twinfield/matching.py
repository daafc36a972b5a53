"""Matching: sets of lines, and undoing them."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from ..books import ZERO, Refusal, money
from .annotate import Report, add, put, text
from .soap import element

MATCH_CODES = {
    "070": "Tussenrekeningen",
    "170": "Debiteuren afletteren",
    "270": "Crediteuren afletteren",
    "370": "Projecten",
}


def save(root, session):
    fine = True
    for one in root.findall("set"):
        fine = _save_set(one, session) and fine
    root.set("result", "1" if fine else "0")
    return root


def _save_set(one, session):
    report = Report(session.language)
    office = session.office_of(one, report)
    code = text(one, "matchcode")
    if code not in MATCH_CODES:
        report.error(one.find("matchcode"), "match_code")
    parts, writeoffs, nodes = {}, {}, {}
    if not report.failed:
        for line in one.findall("lines/line"):
            _read_line(line, office, report, parts, writeoffs, nodes)
    match = None
    if not report.failed:
        before = {key: _open(office, key) for key in parts}
        try:
            day = datetime.strptime(text(one, "matchdate"), "%Y%m%d").date()
            match = office.match(parts, day, writeoffs=writeoffs)
        except ValueError:
            report.error(one.find("matchdate"), "date_invalid")
        except Refusal as refusal:
            report.error(one, refusal.code, **refusal.values)
    if not report.write(one):
        return False
    _echo(one, office, match, nodes, before)
    return True


def _read_line(line, office, report, parts, writeoffs, nodes):
    number, row = text(line, "transnumber"), text(line, "transline")
    key = (
        text(line, "transcode").upper(),
        int(number) if number.isdigit() else 0,
        int(row) if row.isdigit() else 0,
    )
    value = _open(office, key)
    if not value:
        report.error(line, "match_line")
        return
    try:
        if text(line, "matchvalue"):
            value = money(Decimal(text(line, "matchvalue")))
        if text(line, "writeoff"):
            writeoffs[key] = money(Decimal(text(line, "writeoff")))
    except InvalidOperation:
        report.error(line.find("matchvalue"), "value_invalid")
    parts[key], nodes[key] = value, line


def _open(office, key):
    entry = office.entries.get(key[:2])
    line = entry.line(key[2]) if entry else None
    return line.open if line is not None else None


def _echo(one, office, match, nodes, before):
    put(
        one,
        "matchcode",
        text(one, "matchcode"),
        name=MATCH_CODES[text(one, "matchcode")],
    )
    for key, node in nodes.items():
        node.set("result", "1")
        entry = office.entries[key[:2]]
        line = entry.line(key[2])
        daybook = office.daybooks[entry.daybook]
        put(node, "transcode", key[0], name=daybook.name, shortname=daybook.shortname)
        put(node, "matchvalue", f"{match.parts[key]:.2f}")
        add(node, "origin", entry.origin)
        add(node, "status", entry.location)
        add(node, "dim1", line.dim1)
        add(node, "dim2", line.dim2)
        add(node, "matchlevel", "2")
        for name in ("basevalueopen", "repvalueopen", "valueopen"):
            add(node, name, f"{before[key]:.2f}")
        for name in ("matchvaluerep", "matchvaluecur"):
            add(node, name, f"{match.parts[key]:.2f}")
    dimensions = add(one, "dimensions")
    add(
        dimensions,
        "dimension",
        match.relation,
        level="2",
        matchnumber=str(match.number),
    )
    add(one, "value", f"{ZERO:.2f}")


UNDO_TEXTS = {
    "DimensionNotFoundByType": "Dimension not found.",
    "MatchNotFound": "Match not found.",
}


def undo(envelope, session):
    """matching.asmx UndoMatch [A: WSDL]."""
    report = Report(session.language)
    office = session.office_by_code(envelope.text("office"), report, envelope.call)
    code = ""
    if office is None or not office.dimension(
        envelope.text("dimensionType").upper(), envelope.text("dimension").upper()
    ):
        code = "DimensionNotFoundByType"
    else:
        code = _undo(office, envelope)
    result = element("UndoMatchResult")
    if code:
        message = element("MessageOfUndoSetByTypeResult")
        message.append(element("Type", "Error"))
        message.append(element("Text", UNDO_TEXTS[code]))
        message.append(element("Code", code))
        message.append(element("Parameters"))
        result.append(message)
    return [result]


def _undo(office, envelope):
    number = envelope.text("matchNumber")
    for match in office.matches:
        if (str(match.number), match.relation) == (
            number,
            envelope.text("dimension").upper(),
        ):
            office.unmatch(match)
            return ""
    return "MatchNotFound"
