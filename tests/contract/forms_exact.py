"""What the connector does without when Exact Online refuses something that it uses: an
option or column of a query, a property in a filter, a method, an element, a resource.
Run as a script it writes the table FORMS_EXACT.md, of which the tests look up a sample,
the nightly ones all."""

import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).parent
if __name__ == "__main__":
    sys.path[:0] = [str(HERE), str(HERE.parent / "unit"), str(HERE.parent)]
    import odoo_namespace

    odoo_namespace.prepare()

from forms import COLUMNS, Failed, accepted, ensure, line  # noqa: E402
from harness_exact import ExactHarness  # noqa: E402

from odoo.addons.connector_base.ledger.errors import LedgerError  # noqa: E402
from odoo.addons.connector_base.ledger.http import Session  # noqa: E402
from odoo.addons.connector_base.ledger.values import (  # noqa: E402
    Document,
    Due,
    ItemKind,
    Key,
    Kind,
    Line,
    Ref,
    Relation,
    Text,
)
from odoo.addons.connector_base.tests.contract import Mirror  # noqa: E402
from odoo.addons.exact_connector.client.ledger import ExactLedger  # noqa: E402

TABLE = HERE / "FORMS_EXACT.md"
RELATION = {
    "street": "Dam 1",
    "postcode": "1012JS",
    "city": "Amsterdam",
    "country": "NL",
    "vat": "NL001234567B01",
    "chamber": "30123456",
    "email": "ap@forms.example",
    "phone": "030",
    "website": "https://forms.example",
    "currency": "EUR",
}
TEXTS = (
    Text(field="OrderNumber", value="4500017"),
    Text(field="Notes", value="Zie bijlage"),
)
PDF = ("INV_1.pdf", b"%PDF-1.4 forms")


@dataclass
class Forms:
    """``harness``: a running Exact Online. Each of ``DUTIES`` has a method of its name,
    and perhaps one that makes ready for it while nothing is refused."""

    harness: ExactHarness
    count: int = 0

    def __post_init__(self):
        self.known = {}
        with self.opened() as ledger:
            self.known = {kind: list(ledger.items(kind)) for kind in ledger.kinds}

    @contextmanager
    def opened(self):
        harness = self.harness
        with Session(hosts=["127.0.0.1"], timeout=20) as http:
            yield ExactLedger(
                http,
                harness.token,
                harness.weather.url,
                harness.administration,
                cached=lambda kind: self.known.get(kind, []),
                link_base="https://odoo.example/ledger/document/",
            )

    def number(self):
        self.count += 1
        return f"F{self.count}"

    def ref(self, kind, code):
        return self.harness.item(self.known[kind], code).ref

    def used_by(self, duty):
        """The forms that it uses."""
        with self.opened() as ledger:
            ready = self.make_ready(duty, ledger)
        self.harness._control("used/clear")
        with self.opened() as ledger:
            getattr(self, duty)(ledger, ready)
        used = self.harness._control("used")["used"]
        return {
            (form["kind"], form.get("resource") or "", form["name"]) for form in used
        }

    def make_ready(self, duty, ledger):
        make = getattr(self, f"before_{duty}", None)
        return make and make(ledger)

    def without(self, form, duties):
        """({duty: why it failed}, the remarks' codes) when ``form`` is refused."""
        kind, resource, name = form
        failed, said = {}, set()
        for duty in duties:
            with self.opened() as ledger:
                ready = self.make_ready(duty, ledger)
            refused = {"kind": kind, "name": name}
            if resource:
                refused["resource"] = resource
            self.harness._control("refuse", **refused)
            try:
                with self.opened() as ledger:
                    getattr(self, duty)(ledger, ready)
            except (LedgerError, Failed) as error:
                failed[duty] = str(error)
            finally:
                self.harness._control("refuse/clear")
            said |= {remark.code for remark in ledger.remarks}
        return failed, said

    # Duties

    def administrations(self, ledger, _ready):
        ensure(ledger.administrations())

    def check(self, ledger, _ready):
        failed = [check for check in ledger.check() if not check.passed]
        if failed:
            raise Failed("; ".join(f"{check.name}: {check.detail}" for check in failed))

    def items(self, ledger, _ready):
        for kind in ledger.kinds:
            ensure(list(ledger.items(kind)))

    def items_since(self, ledger, _ready):
        for kind in ledger.traits.incremental:
            ensure(list(ledger.items(kind, "2020-01-01T00:00:00")))

    def items_first(self, ledger, _ready):
        """At connecting, when nothing is known yet."""
        ledger._cached = lambda _kind: []
        for kind in (ItemKind.ACCOUNT, ItemKind.VAT, ItemKind.JOURNAL):
            ensure(list(ledger.items(kind)))
        ensure(list(ledger.items(ItemKind.CUSTOMER)))

    def relations(self, ledger, _ready):
        like = Relation(kind=ItemKind.CUSTOMER, **self.harness.customer_as)
        ensure(ledger.relations(like))

    def save_relation(self, ledger, _ready):
        name = f"Nieuw {self.number()}"
        relation = Relation(kind=ItemKind.CUSTOMER, name=name, **RELATION)
        accepted(ledger.save_relation(relation))

    def before_update_relation(self, ledger):
        name = f"Nieuw {self.number()}"
        relation = Relation(kind=ItemKind.CUSTOMER, name=name, **RELATION)
        return replace(relation, code=accepted(ledger.save_relation(relation)).ref.code)

    def update_relation(self, ledger, relation):
        accepted(ledger.save_relation(replace(relation, city="Zeist"), {"city"}))

    def invoice(self, **more):
        line = {
            "cost_centre": self.ref(ItemKind.COST_CENTRE, "AMS"),
            "project": self.ref(ItemKind.PROJECT, "CONS"),
        }
        known = {
            "mark": "odoo-1",
            "link": "L1",
            "reference": "RF18 5390 0754",
            "description": "Onderhoud",
            "condition": self.ref(ItemKind.CONDITION, "30"),
            "texts": TEXTS,
            "line": line,
        }
        return self.harness.document(self.number(), **{**known, **more})

    def post(self, ledger, _ready):
        accepted(ledger.post([self.invoice()])[0])

    def post_foreign(self, ledger, _ready):
        document = replace(self.invoice(), currency="USD")
        accepted(ledger.post([document])[0])

    def post_in_a_period(self, ledger, _ready):
        accepted(ledger.post([self.invoice(period="2026/03")])[0])

    def post_bill(self, ledger, _ready):
        accepted(ledger.post([self.bill()])[0])

    def bill(self):
        day, amount = self.harness.day, Decimal("200.00")
        line = Line(
            account=self.ref(ItemKind.ACCOUNT, "4000"),
            amount=amount,
            balance=amount,
            vat=Ref(code="10"),
            reverse=True,
            description="Hosting",
        )
        number = self.harness.salt + self.number()
        supplier = self.known[ItemKind.SUPPLIER][0].ref
        return Document(
            key=Key(
                kind=Kind.BILL, journal="60", number=number, relation=supplier.code
            ),
            date=day,
            currency="EUR",
            company_currency="EUR",
            relation=supplier,
            lines=(line,),
            dues=(Due(date=day + timedelta(days=30), amount=-amount, balance=-amount),),
            final=True,
        )

    def before_attach(self, ledger):
        return accepted(ledger.post([self.invoice()])[0])

    def attach(self, ledger, booked):
        accepted(ledger.attach(booked, *PDF))
        if PDF[0] not in self.harness.files(booked):
            raise Failed("the document is not the entry's")

    def before_amend(self, ledger):
        document = self.invoice()
        (line,) = document.lines
        changed = replace(
            document,
            description="Anders",
            lines=(replace(line, description="Anders"),),
        )
        return accepted(ledger.post([document])[0]), changed

    def amend(self, ledger, ready):
        accepted(ledger.amend(*ready))

    before_remove = before_attach

    def remove(self, ledger, booked):
        accepted(ledger.remove(booked, "Dubbel"))

    before_find = before_attach

    def find(self, ledger, booked):
        ensure(ledger.find([booked.key])[booked.key])

    def before_find_bill(self, ledger):
        return accepted(ledger.post([self.bill()])[0])

    find_bill = find

    def before_changes(self, ledger):
        booked = accepted(ledger.post([self.invoice()])[0])
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

    def before_gone(self, ledger):
        booked = accepted(ledger.post([self.invoice()])[0])
        mirror = Mirror(ledger, booked)
        mirror.look("")
        accepted(ledger.remove(booked, "Dubbel"))
        return mirror, booked

    def gone(self, ledger, ready):
        mirror, booked = ready
        mirror.ledger = ledger
        ensure(mirror.look().get(booked.id))

    def booked(self, ledger, _ready):
        ensure(list(ledger.booked(self.harness.day, self.harness.received)))

    def before_on_account(self, _ledger):
        self.harness.deposit(self.harness.customer, "3.00")

    def on_account(self, ledger, _ready):
        ensure(list(ledger.on_account(date(2026, 1, 1))))


NO_DUTIES = (
    "opened",
    "number",
    "ref",
    "used_by",
    "make_ready",
    "without",
    "invoice",
    "bill",
)
DUTIES = [
    name
    for name, member in vars(Forms).items()
    if callable(member)
    and not name.startswith(("_", "before_"))
    and name not in NO_DUTIES
]


def users(forms):
    """{form: the duties that use it}"""
    found = {}
    for duty in DUTIES:
        for form in forms.used_by(duty):
            found.setdefault(form, []).append(duty)
    return dict(sorted(found.items()))


def row(form, duties, failed, said):
    """As the table has it: what works without the form, and what is remarked."""
    kind, resource, name = form
    where = resource if name == resource else f"{resource} {name}".strip()
    return line(kind, where, duties, failed, said)


HEAD = f"""# What Exact Online may refuse

Generated by `forms_exact.py`: each form that the client uses, refused alone; what then
connects, exports, imports and controls, with the duties that don't work; what is
remarked on the connection. What does not work says why, in Exact's words or in a
remark. Empty: not used there.

What may not be left out is why something does not work: what an entry says in money,
when, of whom, under which number and on which account, for another entry would be
booked; and what something is looked up by, for else it would be made twice. A control
report that can't tell an entry's day or book tells nothing of it instead of that it is
gone.
{COLUMNS}"""


def main():
    harness = ExactHarness()
    try:
        harness.fresh()
        forms = Forms(harness)
        rows = [
            row(form, duties, *forms.without(form, duties))
            for form, duties in users(forms).items()
        ]
    finally:
        harness.stop()
    TABLE.write_text("\n".join([HEAD, *rows, ""]))


if __name__ == "__main__":
    main()
