"""What a fault may befall: each kind of call, what is done so that it is made, and what
must be true of it afterwards."""

from datetime import date, timedelta
from itertools import count

from field import CUSTOMERS

TURN = count(1)


class Export:
    """``mark``: the request that the fault is meant for, after ``skip`` others;
    ``also``: others after it that a fault of one request befalls too; ``intent``:
    where it is stored that something is about to be done, ``outcome``: what came of
    it."""

    mark, skip, job = "entry", 0, "export"
    also = ()
    intent = outcome = "ledger_export"
    forgotten = 0

    def __init__(self, field):
        self.field = field
        kinds = ("out_invoice", "out_invoice", "out_refund")
        self.moves = field.make_invoices(field.customers, kinds)

    def act(self):
        self.field.client.export(self.moves)

    def forget(self):
        """As if a backup from before had been restored."""
        self.forgotten = 1
        self.field.sql(
            "UPDATE ledger_export SET state = 'waiting', ledger_id = NULL, "
            "ledger_number = NULL, document = NULL, booked_document = NULL, "
            "attempts = 0, next_try = now() AT TIME ZONE 'UTC' "
            "WHERE move_id = ANY(%s)",
            self.moves,
        )

    def check(self):
        self.field.check_books()
        names = self.field.sql(
            "SELECT name FROM account_move WHERE id = ANY(%s)", self.moves
        )
        # Whatever the ledger itself does against duplicates: asked once.
        assert self.field.asked("entry", names) == {1 + self.forgotten}


class Creation(Export):
    mark, skip = "customer", 1
    intent = outcome = "ledger_relation"

    def __init__(self, field):
        self.field = field
        self.stem = f"Nieuwe klant {next(TURN):03}"
        self.customers = field.make_customers(self.stem)
        self.moves = field.make_invoices(self.customers, alike=1)

    def forget(self):
        super().forget()
        self.field.sql(
            "UPDATE ledger_relation SET item_id = NULL, sent = NULL, attempt = NULL "
            "WHERE partner_id = ANY(%s)",
            self.customers,
        )

    def check(self):
        super().check()
        there = self.field.ledger.customers(self.field.box)
        ours = {name: n for name, n in there.items() if name.startswith(self.stem)}
        assert ours == {f"{self.stem} {n:03}": 1 for n in range(CUSTOMERS)}
        assert self.field.asked("customer", [(name,) for name in ours]) == {1}


class Attachment(Export):
    """A file is sent; whether it is there is asked by who can't know any more."""

    mark, skip = "file", 1
    also = ("files",)
    intent, outcome = None, "ledger_export"

    def __init__(self, field):
        super().__init__(field)
        field.print_invoices(self.moves)

    def act(self):
        self.attach(True)
        super().act()

    def attach(self, wanted):
        field, vals = self.field, {"attach_pdf": wanted}
        field.call("ledger.connection", "write", [field.connection], vals)

    def check(self):
        super().check()
        self.attach(False)
        names = self.field.sql(
            "SELECT name FROM account_move WHERE id = ANY(%s)", self.moves
        )
        files = self.field.ledger.files(self.field.box)
        assert {name: files[name] for (name,) in names} == {n: [1] for (n,) in names}


class Update:
    mark, skip, job = "customer", 1, "update"
    also = ()
    intent, outcome = None, "ledger_relation"

    def __init__(self, field):
        self.field = field
        self.street = f"Nieuwe straat {next(TURN)}"

    def act(self):
        vals = {"street": self.street}
        self.field.call("res.partner", "write", self.field.customers, vals)

    def check(self):
        field = self.field
        codes = field.sql(
            "SELECT i.code FROM ledger_relation r JOIN ledger_item i "
            "ON i.id = r.item_id WHERE r.partner_id = ANY(%s)",
            field.customers,
        )
        streets = [field.ledger.street(field.box, code) for (code,) in codes]
        assert streets == [self.street] * len(field.customers)


class Import(Export):
    mark, skip, job = "payments", 0, "import"
    intent, outcome = None, "ledger_allocation"

    def __init__(self, field):
        self.field, self.moves = field, field.booked
        names = [
            n
            for (n,) in field.sql(
                "SELECT name FROM account_move WHERE id = ANY(%s)", self.moves
            )
        ]
        field.box.control(
            "receipt",
            **field.ledger.place,
            # On a day of its own: what is settled on one day Exact tells as one.
            date=f"{date(2026, 3, 20) + timedelta(field.receipts)}",
            invoices=[{"invoicenumber": name, "amount": "1.00"} for name in names],
        )
        field.receipts += 1

    def act(self):
        field = self.field
        field.call("ledger.connection", "action_import_payments", [field.connection])

    def check(self):
        super().check()
        assert self.paid() == dict.fromkeys(self.moves, self.field.receipts)

    def paid(self):
        """How many payments each invoice has."""
        return dict(
            self.field.sql(
                "SELECT a.move_id, count(*) FROM account_payment p "
                "JOIN ledger_allocation a ON a.id = p.ledger_allocation_id "
                "WHERE p.state <> 'canceled' GROUP BY 1"
            )
        )


SUBJECTS = {
    "export": Export,
    "relation create": Creation,
    "relation update": Update,
    "attachment": Attachment,
    "payment import": Import,
}
