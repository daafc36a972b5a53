"""Matching: sets of lines, and undoing them."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from .annotate import Report, add, put, text
from .books import Refusal
from .records import ZERO, money
from .soap import element

# {code: (name, types of the dimension matched on)}
MATCH_CODES = {
    "070": ("Tussenrekeningen", ("BAS", "PNL")),
    "170": ("Debiteuren afletteren", ("DEB",)),
    "270": ("Crediteuren afletteren", ("CRD",)),
    "370": ("Projecten", ("PRJ", "AST")),
}


def save(root, session):
    fine = True
    for one in root.iter("set"):
        fine = MatchSet(one, session).save() and fine
    root.set("result", "1" if fine else "0")
    root.tag = session.service.quirks["match_root"]
    return root


class MatchSet:
    """One set of lines on its way to being matched."""

    def __init__(self, element, session):
        self.element = element
        self.session = session
        self.report = Report(session.language)
        # By the key of the line: what is matched of it, its element, its open values
        self.parts, self.nodes, self.before = {}, {}, {}
        self.writeoffs = []

    def save(self):
        one, report = self.element, self.report
        self.office = self.session.office_of(one, report)
        code = text(one, "matchcode")
        if code not in MATCH_CODES:
            where = one.find("matchcode")
            report.error(where if where is not None else one, "match_code")
        if not report.failed:
            for line in one.findall("lines/line"):
                self._read_line(line, MATCH_CODES[code][1])
        match = None if report.failed else self._match()
        if report.write(one):
            self._echo(match)
            return True
        if self.nodes:
            self._work_out()
        return False

    def _match(self):
        if len(self.parts) < 2:
            self.report.error(self.element, "match_lines")
            return None
        try:
            day = datetime.strptime(text(self.element, "matchdate"), "%Y%m%d").date()
            return self.office.match(self.parts, day, self.writeoffs)
        except ValueError:
            where = self.element.find("matchdate")
            self.report.error(
                where if where is not None else self.element, "date_invalid"
            )
        except Refusal as refusal:
            self.report.error(self.element, refusal.code, **refusal.values)
        return None

    def _read_line(self, line, types):
        number, row = text(line, "transnumber"), text(line, "transline")
        key = (
            text(line, "transcode").upper(),
            int(number) if number.isdigit() else 0,
            int(row) if row.isdigit() else 0,
        )
        try:
            found = self.office.open_line(key)
        except Refusal as refusal:
            self.report.error(line, refusal.code)
            return
        if self.office.any_dimension(found.matched_on, types) is None:
            self.report.error(line, "match_type")
            return
        value = self._number(line, "matchvalue")
        self.parts[key] = found.open if value is None else value
        self.nodes[key] = line
        self.before[key] = (found.openbase, found.openrep, found.open)
        for writeoff in line.findall("writeoff"):
            self._read_writeoff(writeoff)

    def _read_writeoff(self, element):
        kind = element.get("type", "writeoff").lower()
        if kind not in self.office.writeoff_accounts:
            self.report.error(element, "writeoff_type")
        amount = self._number(element.getparent(), "writeoff")
        if amount:
            self.writeoffs.append((kind, amount))

    def _number(self, line, name):
        try:
            return money(Decimal(text(line, name))) if text(line, name) else None
        except InvalidOperation:
            self.report.error(line.find(name), "value_invalid")
            return None

    def _echo(self, match):
        if match.corrections:
            self.element.set("status", match.status)
        for key, node in self.nodes.items():
            node.set("result", "1")
            put(node, "matchvalue", f"{match.parts[key][0]:.2f}")
        self._work_out()
        for key, node in self.nodes.items():
            amount, _base, rep = match.parts[key]
            add(node, "matchvaluerep", f"{rep:.2f}")
            add(node, "matchvaluecur", f"{amount:.2f}")
        add(
            add(self.element, "dimensions"),
            "dimension",
            match.relation,
            level=str(match.level),
            matchnumber=str(match.number),
        )
        add(self.element, "value", f"{ZERO:.2f}")

    def _work_out(self):
        """Names and open values of the lines, refused or not [B]."""
        code = text(self.element, "matchcode")
        put(self.element, "matchcode", code, name=MATCH_CODES[code][0])
        for key, node in self.nodes.items():
            entry = self.office.entries[key[:2]]
            line = entry.line(key[2])
            book = self.office.daybooks[entry.daybook]
            put(node, "transcode", key[0], name=book.name, shortname=book.shortname)
            add(node, "origin", entry.origin)
            add(node, "status", entry.location)
            add(node, "dim1", line.dim1)
            add(node, "dim2", line.dim2)
            add(node, "matchlevel", str(line.level))
            names = ("basevalueopen", "repvalueopen", "valueopen")
            for name, value in zip(names, self.before[key], strict=True):
                add(node, name, f"{value:.2f}")


UNDO_TEXTS = {
    "DimensionNotFoundByType": "Dimension not found.",
    "MatchNotFound": "Match not found.",
    "MatchingTransactionsCouldNotBeDeleted": (
        "The matching transactions could not be deleted."
    ),
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
            try:
                office.unmatch(match)
            except Refusal:
                return "MatchingTransactionsCouldNotBeDeleted"
            return ""
    return "MatchNotFound"
