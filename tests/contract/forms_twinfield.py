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

from forms import COLUMNS, NEVER, Failed, Forms, accepted, ensure, write  # noqa: E402
from harness_twinfield import TwinfieldHarness  # noqa: E402

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
from odoo.addons.twinfield_connector.client.ledger import TwinfieldLedger  # noqa: E402

TABLE = HERE / "FORMS.md"


@dataclass
class TwinfieldForms(Forms):
    relation = Forms.relation | {
        "iban": "NL91ABNA0417164300",
        "bic": "ABNANL2A",
        "payment_days": 14,
        "mandate": "M1",
        "mandate_date": date(2026, 1, 1),
    }

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

    # Duties

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

    def before_remove(self, ledger):
        return self.before_amend(ledger)[0]

    def post_payment(self, ledger, _ready):
        accepted(ledger.post([self.harness.payment(self.number(), "5.00")])[0])

    def before_match(self, ledger):
        invoice, payment = self.invoice(), self.harness.payment(self.number(), "50.00")
        return [accepted(ledger.post([one])[0]) for one in (invoice, payment)]

    def match(self, ledger, ready):
        invoice, payment = ready
        against = [Against(id=invoice.id, amount=Decimal("50.00"))]
        accepted(ledger.match(payment, against, self.harness.received))


HEAD = f"""# What Twinfield may not know

Generated by `forms_twinfield.py`: each form that the client uses, refused alone; what
then connects, exports, imports and controls, with the duties that don't work; what is
remarked on the connection. What does not work says why, in Twinfield's words. Empty:
not used there.

{NEVER}{COLUMNS}"""


def main():
    harness = TwinfieldHarness()
    try:
        harness.fresh()
        write(TABLE, HEAD, TwinfieldForms(harness))
    finally:
        harness.stop()


if __name__ == "__main__":
    main()
