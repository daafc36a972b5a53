"""What the connector does without when Twinfield does not know something that it uses:
an option of the finder, a column, an element, a service. Run as a script it writes the
table FORMS.md, of which the tests look up a sample, the nightly ones all."""

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
from harness_twinfield import TwinfieldHarness  # noqa: E402

from odoo.addons.connector_base.ledger.errors import LedgerError  # noqa: E402
from odoo.addons.connector_base.ledger.http import Session  # noqa: E402
from odoo.addons.connector_base.ledger.values import (  # noqa: E402
    Against,
    Document,
    Due,
    ItemKind,
    Key,
    Kind,
    Line,
    Ref,
    Relation,
    Supply,
    Text,
)
from odoo.addons.connector_base.tests.contract import Mirror  # noqa: E402
from odoo.addons.twinfield_connector.client.ledger import TwinfieldLedger  # noqa: E402

TABLE = HERE / "FORMS.md"
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
    "iban": "NL91ABNA0417164300",
    "bic": "ABNANL2A",
    "payment_days": 14,
    "mandate": "M1",
    "mandate_date": date(2026, 1, 1),
}


@dataclass
class Forms:
    """``harness``: a running Twinfield. Each of ``DUTIES`` has a method of its name,
    and perhaps one that makes ready for it while nothing is refused."""

    harness: TwinfieldHarness
    count: int = 0

    @contextmanager
    def opened(self):
        harness = self.harness
        with Session(hosts=["127.0.0.1"], timeout=10) as http:
            yield TwinfieldLedger(
                http,
                harness.token,
                harness.weather.url + harness._cluster,
                "NL001",
                mark_field="freetext1",
                link_field="freetext3",
                base_values=True,
            )

    def number(self):
        self.count += 1
        return f"F{self.count}"

    def used_by(self, duty):
        """The forms that it uses."""
        with self.opened() as ledger:
            ready = self.make_ready(duty, ledger)
        self.harness.control("used/clear")
        with self.opened() as ledger:
            getattr(self, duty)(ledger, ready)
        used = self.harness.control("used")["used"]
        return {(form["kind"], form["name"]) for form in used}

    def make_ready(self, duty, ledger):
        make = getattr(self, f"before_{duty}", None)
        return make and make(ledger)

    def without(self, form, duties):
        """({duty: why it failed}, the remarks' codes) when ``form`` is refused."""
        failed, said = {}, set()
        for duty in duties:
            with self.opened() as ledger:
                ready = self.make_ready(duty, ledger)
            self.harness.control("refuse", kind=form[0], name=form[1])
            try:
                with self.opened() as ledger:
                    getattr(self, duty)(ledger, ready)
            except (LedgerError, Failed) as error:
                failed[duty] = str(error)
            finally:
                self.harness.control("refuse/clear")
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
        for kind in (ItemKind.ACCOUNT, ItemKind.VAT, ItemKind.JOURNAL):
            ensure(list(ledger.items(kind)))
        ensure(list(ledger.items(ItemKind.CUSTOMER)))

    def items_beside(self, ledger, _ready):
        """Those that one can do without."""
        for kind in ledger.kinds:
            list(ledger.items(kind))

    def items_since(self, ledger, _ready):
        for kind in ledger.traits.incremental:
            list(ledger.items(kind, "2020-01-01T00:00:00"))

    def relations(self, ledger, _ready):
        like = Relation(kind=ItemKind.CUSTOMER, **self.harness.customer_as)
        ensure(ledger.relations(like))

    def save_relation(self, ledger, _ready):
        name = f"Nieuw {self.number()}"
        accepted(
            ledger.save_relation(
                Relation(kind=ItemKind.CUSTOMER, name=name, **RELATION)
            )
        )

    def before_update_relation(self, ledger):
        name = f"Nieuw {self.number()}"
        relation = Relation(kind=ItemKind.CUSTOMER, name=name, **RELATION)
        return replace(relation, code=accepted(ledger.save_relation(relation)).ref.code)

    def update_relation(self, ledger, relation):
        accepted(ledger.save_relation(replace(relation, city="Zeist"), {"city"}))

    def own_code(self, ledger, _ready):
        relation = Relation(kind=ItemKind.CUSTOMER, name="Eigen", code="X9")
        if ledger.save_relation(relation).code != "code_not_fitting":
            raise Failed("saved")

    def invoice(self, **more):
        return self.harness.document(
            self.number(),
            **{"mark": "odoo-1", "link": "L1", "reference": "RF18 5390 0754", **more},
        )

    def post(self, ledger, _ready):
        for one in ledger.post([self.invoice(), self.invoice(final=False)]):
            accepted(one)

    def post_foreign(self, ledger, _ready):
        document = replace(self.invoice(), currency="USD")
        accepted(ledger.post([document])[0])

    def post_in_a_period(self, ledger, _ready):
        accepted(ledger.post([self.invoice(period="2026/03")])[0])

    def before_post_again(self, ledger):
        document = self.invoice()
        accepted(ledger.post([document])[0])
        return replace(document, attempt=1)

    def post_again(self, ledger, document):
        accepted(ledger.post([document])[0])

    def post_bill(self, ledger, _ready):
        day, amount = self.harness.day, Decimal("200.00")
        supply = Supply(kind="services", country="DE", vat="DE123456789", date=day)
        line = Line(
            account=Ref(code="4000"),
            amount=amount,
            balance=amount,
            vat=Ref(code="IEUD"),
            reverse=True,
            description="Hosting",
            supply=supply,
        )
        number = self.harness.salt + self.number()
        key = Key(kind=Kind.BILL, journal="INK", number=number, relation="2000")
        due = Due(date=day + timedelta(days=30), amount=-amount, balance=-amount)
        document = Document(
            key=key,
            date=day,
            currency="EUR",
            company_currency="EUR",
            relation=Ref(code="2000"),
            lines=(line,),
            dues=(due,),
            texts=(
                Text(field="freetext2", value="Noord"),
                Text(field="comment", value="Zie bijlage"),
            ),
            final=True,
        )
        accepted(ledger.post([document])[0])

    def before_amend(self, ledger):
        draft = self.invoice(final=False)
        return accepted(ledger.post([draft])[0]), replace(draft, final=True)

    def amend(self, ledger, ready):
        accepted(ledger.amend(*ready))

    def before_remove(self, ledger):
        return self.before_amend(ledger)[0]

    def remove(self, ledger, booked):
        accepted(ledger.remove(booked, "Dubbel"))

    def post_payment(self, ledger, _ready):
        accepted(ledger.post([self.harness.payment(self.number(), "5.00")])[0])

    def before_match(self, ledger):
        invoice, payment = self.invoice(), self.harness.payment(self.number(), "50.00")
        return [accepted(ledger.post([one])[0]) for one in (invoice, payment)]

    def match(self, ledger, ready):
        invoice, payment = ready
        against = [Against(id=invoice.id, amount=Decimal("50.00"))]
        accepted(ledger.match(payment, against, self.harness.received))

    def before_find(self, ledger):
        return accepted(ledger.post([self.invoice()])[0])

    def find(self, ledger, booked):
        ensure(ledger.find([booked.key])[booked.key])

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

    def booked(self, ledger, _ready):
        ensure(list(ledger.booked(self.harness.day, self.harness.received)))

    def before_on_account(self, _ledger):
        self.harness.deposit(self.harness.customer, "3.00")

    def on_account(self, ledger, _ready):
        ensure(list(ledger.on_account(self.harness.day)))


DUTIES = [
    name
    for name, member in vars(Forms).items()
    if callable(member)
    and not name.startswith(("_", "before_"))
    and name not in ("opened", "number", "used_by", "make_ready", "without", "invoice")
]


def users(forms):
    """{form: the duties that use it}"""
    found = {}
    for duty in DUTIES:
        for form in forms.used_by(duty):
            if form[0] != "scope":
                found.setdefault(form, []).append(duty)
    return dict(sorted(found.items()))


def row(form, duties, failed, said):
    """As the table has it: what works without the form, and what is remarked."""
    kind, name = form
    return line(kind, name, duties, failed, said)


HEAD = f"""# What Twinfield may not know

Generated by `forms_twinfield.py`: each form that the client uses, refused alone; what
then connects, exports, imports and controls, with the duties that don't work; what is
remarked on the connection. What does not work says why, in Twinfield's words. Empty:
not used there.

What may not be left out is why something does not work: what an entry says in money,
when, of whom, under which number and on which account, for another entry would be
booked; and what something is looked up by, for else it would be made twice. A control
report that can't tell an entry's day or book tells nothing of it instead of that it is
gone.
{COLUMNS}"""


def main():
    harness = TwinfieldHarness()
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
