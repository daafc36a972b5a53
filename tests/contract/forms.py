"""What the tables of forms of both ledgers share: a form is whatever of a request a
server may refuse, and a row says what each work does without it."""

from dataclasses import dataclass, replace
from typing import Any

from odoo.addons.connector_base.ledger.errors import LedgerError
from odoo.addons.connector_base.ledger.values import ItemKind, Rejected, Relation
from odoo.addons.connector_base.tests.contract import Mirror

WORKS = {
    "connects": (
        *("administrations", "check", "items", "items_beside", "items_first"),
        "items_since",
    ),
    "exports": (
        *("relations", "save_relation", "update_relation", "own_code", "find"),
        *("post", "post_foreign", "post_in_a_period", "post_again", "post_bill"),
        *("post_payment", "find_bill", "amend", "remove", "match", "attach"),
    ),
    "imports": ("changes", "audit", "gone"),
    "controls": ("booked", "on_account"),
}
# What stands above each table, below what it is about
NEVER = """\
What may not be left out is why something does not work: what an entry says in money,
when, of whom, under which number and on which account, for another entry would be
booked; and what something is looked up by, for else it would be made twice. A control
report that can't tell an entry's day or book tells nothing of it instead of that it is
gone.
"""
COLUMNS = f"""
| kind | form | {" | ".join(WORKS)} | remarked |
|---|---|{"---|" * len(WORKS)}---|"""


class Failed(Exception):
    """It did not do what it was asked for, and said why."""


def ensure(found):
    if not found:
        raise Failed("nothing")


def accepted(outcome):
    if isinstance(outcome, Rejected):
        raise Failed(outcome.message or outcome.code)
    return outcome


@dataclass
class Forms:
    """``harness``: a running server; ``opened`` gives the client of it. Each duty of
    ``WORKS`` that a ledger has is a method of that name, and perhaps there is one that
    makes ready for it while nothing is refused."""

    harness: Any
    count: int = 0
    relation = {
        "street": "Dam 1",
        "postcode": "1012JS",
        "city": "Amsterdam",
        "country": "NL",
        "vat": "NL001234567B01",
        "chamber": "30123456",
        "email": "ap@forms.example",
        "phone": "030",
        "website": "https://forms.example",
    }

    def opened(self):
        raise NotImplementedError

    @property
    def duties(self):
        return [duty for work in WORKS.values() for duty in work if hasattr(self, duty)]

    def number(self):
        self.count += 1
        return f"F{self.count}"

    def users(self):
        """{form: the duties that use it}"""
        found = {}
        for duty in self.duties:
            for form in self._used_by(duty):
                found.setdefault(form, []).append(duty)
        return dict(sorted(found.items()))

    def _used_by(self, duty):
        """The forms that it uses: each (kind, resource or "", name)."""
        with self.opened() as ledger:
            ready = self.make_ready(duty, ledger)
        self.harness.control("used/clear")
        with self.opened() as ledger:
            getattr(self, duty)(ledger, ready)
        return {
            (form["kind"], form.get("resource") or "", form["name"])
            for form in self.harness.control("used")["used"]
            if form["kind"] != "scope"
        }

    def make_ready(self, duty, ledger):
        make = getattr(self, f"before_{duty}", None)
        return make and make(ledger)

    def without(self, form, duties):
        """({duty: why it failed}, the remarks' codes) when ``form`` is refused."""
        kind, resource, name = form
        refused = {"kind": kind, "name": name}
        if resource:
            refused["resource"] = resource
        failed, said = {}, set()
        for duty in duties:
            with self.opened() as ledger:
                ready = self.make_ready(duty, ledger)
            self.harness.control("refuse", **refused)
            try:
                with self.opened() as ledger:
                    getattr(self, duty)(ledger, ready)
            except (LedgerError, Failed) as error:
                failed[duty] = str(error)
            finally:
                self.harness.control("refuse/clear")
            said |= {remark.code for remark in ledger.remarks}
        return failed, said

    # Duties that are tried alike

    def administrations(self, ledger, _ready):
        ensure(ledger.administrations())

    def check(self, ledger, _ready):
        failed = [check for check in ledger.check() if not check.passed]
        if failed:
            raise Failed("; ".join(f"{check.name}: {check.detail}" for check in failed))

    def relations(self, ledger, _ready):
        like = Relation(kind=ItemKind.CUSTOMER, **self.harness.customer_as)
        ensure(ledger.relations(like))

    def _new_relation(self):
        name = f"Nieuw {self.number()}"
        return Relation(kind=ItemKind.CUSTOMER, name=name, **self.relation)

    def save_relation(self, ledger, _ready):
        accepted(ledger.save_relation(self._new_relation()))

    def before_update_relation(self, ledger):
        relation = self._new_relation()
        return replace(relation, code=accepted(ledger.save_relation(relation)).ref.code)

    def update_relation(self, ledger, relation):
        accepted(ledger.save_relation(replace(relation, city="Zeist"), {"city"}))

    def invoice(self, **more):
        raise NotImplementedError

    def booked_invoice(self, ledger):
        return accepted(ledger.post([self.invoice()])[0])

    def post_foreign(self, ledger, _ready):
        document = replace(self.invoice(), currency="USD")
        accepted(ledger.post([document])[0])

    def post_in_a_period(self, ledger, _ready):
        accepted(ledger.post([self.invoice(period="2026/03")])[0])

    def amend(self, ledger, ready):
        accepted(ledger.amend(*ready))

    def remove(self, ledger, booked):
        accepted(ledger.remove(booked, "Dubbel"))

    before_find = booked_invoice

    def find(self, ledger, booked):
        ensure(ledger.find([booked.key])[booked.key])

    def before_changes(self, ledger):
        booked = self.booked_invoice(ledger)
        mirror = Mirror(ledger, booked)
        mirror.look("")
        self.harness.receive((booked, "121.00"))
        return mirror, booked

    def changes(self, ledger, ready):
        mirror, booked = ready
        mirror.ledger = ledger
        ensure(mirror.look().get(booked.id))

    before_audit = before_changes

    def audit(self, ledger, ready):
        mirror, booked = ready
        mirror.ledger = ledger
        ensure(mirror.look("").get(booked.id))

    def booked(self, ledger, _ready):
        ensure(list(ledger.booked(self.harness.day, self.harness.received)))

    def before_on_account(self, _ledger):
        self.harness.deposit(self.harness.customer, "3.00")

    def on_account(self, ledger, _ready):
        ensure(list(ledger.on_account(self.harness.day)))


def row(form, duties, failed, said):
    """Of the table. ``duties``: those that use the form; ``failed``: {duty: why};
    ``said``: codes of remarks."""
    kind, resource, name = form
    where = resource if name == resource else f"{resource} {name}".strip()
    cells = []
    for work in WORKS.values():
        used = [duty for duty in work if duty in duties]
        lost = [duty for duty in used if duty in failed]
        cells.append(f"not: {', '.join(lost)}" if lost else "yes" if used else "")
    told = ", ".join(sorted(said)) or "-"
    return f"| {kind} | `{where}` | {' | '.join(cells)} | {told} |"


def place_of(line):
    """(kind, resource and name) of a row"""
    _, kind, where, *_rest = (cell.strip() for cell in line.split("|"))
    return kind, where.strip("`")


def write(path, head, forms):
    lines = [
        row(form, duties, *forms.without(form, duties))
        for form, duties in forms.users().items()
    ]
    path.write_text("\n".join([head, *lines, ""]))
