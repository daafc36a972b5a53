"""What the connector does without when Exact Online refuses something that it uses: an
option or column of a query, a property in a filter, a method, an element, a resource.
Run as a script it writes the table FORMS_EXACT.md, of which the tests look up a sample,
the nightly ones all."""

import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).parent
if __name__ == "__main__":
    sys.path[:0] = [str(HERE), str(HERE.parent / "unit"), str(HERE.parent)]
    import odoo_namespace

    odoo_namespace.prepare()

from forms import COLUMNS, NEVER, Failed, Forms, accepted, ensure, write  # noqa: E402
from harness_exact import ExactHarness  # noqa: E402

from odoo.addons.connector_base.ledger.http import Session  # noqa: E402
from odoo.addons.connector_base.ledger.values import (  # noqa: E402
    Document,
    Due,
    ItemKind,
    Key,
    Kind,
    Line,
    Ref,
    Text,
)
from odoo.addons.connector_base.tests.contract import Mirror  # noqa: E402
from odoo.addons.exact_connector.client.ledger import ExactLedger  # noqa: E402

TABLE = HERE / "FORMS_EXACT.md"
TEXTS = (
    Text(field="OrderNumber", value="4500017"),
    Text(field="Notes", value="Zie bijlage"),
)
PDF = ("INV_1.pdf", b"%PDF-1.4 forms")


@dataclass
class ExactForms(Forms):
    relation = Forms.relation | {"currency": "EUR"}

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

    def ref(self, kind, code):
        return self.harness.item(self.known[kind], code).ref

    # Duties

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

    before_attach = before_remove = Forms.booked_invoice

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

    def before_find_bill(self, ledger):
        return accepted(ledger.post([self.bill()])[0])

    find_bill = Forms.find

    def before_gone(self, ledger):
        booked = self.booked_invoice(ledger)
        mirror = Mirror(ledger, booked)
        mirror.look("")
        accepted(ledger.remove(booked, "Dubbel"))
        return mirror, booked

    def gone(self, ledger, ready):
        mirror, booked = ready
        mirror.ledger = ledger
        ensure(mirror.look().get(booked.id))


HEAD = f"""# What Exact Online may refuse

Generated by `forms_exact.py`: each form that the client uses, refused alone; what then
connects, exports, imports and controls, with the duties that don't work; what is
remarked on the connection. What does not work says why, in Exact's words or in a
remark. Empty: not used there.

{NEVER}{COLUMNS}"""


def main():
    harness = ExactHarness()
    try:
        harness.fresh()
        write(TABLE, HEAD, ExactForms(harness))
    finally:
        harness.stop()


if __name__ == "__main__":
    main()
