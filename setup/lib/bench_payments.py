"""The bench of payments: what their import asks of the ledgers, and how much dearer or
cheaper they are than Odoo's own, one by one."""

import time
from datetime import date, timedelta

from copies import own_items
from demo import say
from measures import Measure, peak

from odoo import fields

PORTION = 1000  # invoices that are made, or put in the queue, at once
STATEMENT = 50  # receipts that one bank statement has
TOGETHER = 25  # invoices that the importer follows up in one go
LONGEST = 1800  # s that one export, or import, may take


class Payments:
    """Of a ``Bench``, once it exported."""

    def imports(self, name, day):
        """So many receipts, each of one invoice, and the import that brings them; then
        so many payments as a person would register them in Odoo."""
        with self.env():
            cursor = self.cursor()
        paid, by_hand = (
            self.exported[: self.paid],
            self.exported[self.paid : 2 * self.paid],
        )
        with self.env():
            self.import_run().write(
                {"cursor": cursor, "full_at": fields.Datetime.now()}
            )
        self.receive(paid, day)
        with Measure(self) as fetched, self.env() as env:
            self.fetch(env)
        with Measure(self) as applied, self.env() as env:
            applier = env["ledger.applier"]
            waiting = applier._get(self.connection, "waiting")
            for start in range(0, len(waiting), TOGETHER):
                applier._apply(waiting[start : start + TOGETHER])
                env.cr.commit()
        with Measure(self) as registered, self.env() as env:
            self.register(env, by_hand)
        self.check_paid(paid + by_hand)
        say(f"    import of {self.paid} payments among {name}:")
        say(f"      fetched in {fetched.requests} requests; {fetched.each(self.paid)}")
        say(f"      applied;   {applied.each(self.paid)}")
        say(f"      Odoo's own {registered.each(self.paid)}")
        self.note(f"import_requests_{name}", fetched.requests)
        self.note(f"import_cpu_s_{name}", fetched.cpu)
        self.note(f"import_peak_mib_{name}", peak(), 0)
        self.figures["payment_apply_ratio"] = applied.cpu / registered.cpu

    def fetch(self, env):
        """Into the mirror, without what follows."""
        run = self.import_run().with_context(ledger_patience=40)
        ours, exports = env["ledger.standing"]._get_ours(run.connection_id)
        with run.connection_id._open() as ledger:
            for page in ledger.changes(run.cursor, ours):
                env["ledger.mirror"]._store(page.settled, exports)
                run.cursor = page.cursor
                env.cr.commit()

    def receive(self, ids, day, together=1):
        """Receipts in the ledger, each for so many of these invoices."""
        with self.env() as env:
            names = env["account.move"].browse(ids).mapped("name")
        invoices = [{"invoicenumber": name} for name in names]
        for start in range(0, len(invoices), together):
            some = invoices[start : start + together]
            self.box.control(
                "receipt", invoices=some, date=day.isoformat(), **self.where
            )

    def import_all(self):
        """All that is exported and not paid yet, by bank statements, in one run."""
        self.exported = self.exported[2 * self.paid :]
        day, count = date.today() - timedelta(days=2), len(self.exported)
        say(f"==> Import of {count} payments in one run")
        self.receive(self.exported, day, STATEMENT)
        before = peak()
        with Measure(self) as cost, self.env():
            run = self.import_run().with_context(ledger_patience=40)
            run._go(time.monotonic() + LONGEST)
        self.check_paid(self.exported)
        say(f"    {cost.requests} requests; {cost.each(count)}")
        self.note("import_all_payments", count, 0)
        self.note("import_all_requests", cost.requests)
        self.note("import_all_cpu_ms_per_payment", 1000 * cost.cpu / count)
        self.note("import_all_wall_s", cost.wall)
        self.note("import_all_peak_growth_mib", peak() - before)

    def import_run(self):
        return self.connection.env["ledger.run"]._get(self.connection, "import")

    def cursor(self):
        """As after an import just now."""
        if self.ledger.provider == "twinfield":
            # What was modified before is not read again, as it is for five minutes.
            time.sleep(1)
            return (fields.Datetime.now() + timedelta(minutes=5)).isoformat()
        # Exact tells of each exported one once, and that it is known then.
        run = self.import_run()
        run.cursor = ""
        self.fetch(run.env)
        return run.cursor

    def register(self, env, ids):
        """Odoo's own way, one by one: create, post, reconcile."""
        journal = env["ledger.payment.journal"]._ensure(self.connection)
        method = journal.inbound_payment_method_line_ids[:1]
        for move in env["account.move"].browse(ids):
            for line in move.line_ids.filtered(
                lambda line: line.display_type == "payment_term"
            ):
                payment = env["account.payment"].create(
                    {
                        "date": date.today(),
                        "amount": abs(line.amount_residual_currency),
                        "currency_id": move.currency_id.id,
                        "payment_type": "inbound",
                        "partner_type": "customer",
                        "partner_id": move.commercial_partner_id.id,
                        "journal_id": journal.id,
                        "payment_method_line_id": method.id,
                        "destination_account_id": line.account_id.id,
                        "memo": move.name,
                    }
                )
                payment.action_post()
                counterpart = payment.move_id.line_ids.filtered(
                    lambda other, line=line: other.account_id == line.account_id
                )
                (counterpart | line).reconcile()
                env.cr.commit()

    def check_paid(self, ids):
        with self.env() as env:
            left = env["account.move"].browse(ids).filtered("amount_residual")
            if left:
                rows = left.ledger_export_ids.allocation_ids
                raise RuntimeError(f"{len(left)} not paid: {rows.mapped('reason')}")

    def imports_among_many(self):
        """Open items that are ours too: their invoices in Odoo have no lines."""
        say(f"==> Import among {self.many} open items")
        entries = self.fill()
        with self.env() as env:
            own_items(env.cr, self.connection_id, self.exported[0], entries)
        self.exported = self.exported[2 * self.paid :]
        # Another day: what was settled with the same customer on the same day is
        # looked at together.
        self.imports("many", date.today() - timedelta(days=1))
        few, many = (self.extra[f"import_requests_{n}"] for n in ("few", "many"))
        self.figures["import_requests_ratio"] = many / few

    def fill(self):
        """Their ids in the ledger."""
        if self.ledger.provider == "twinfield":
            # Not "just modified" for the import that follows.
            self.box.control("clock", advance=-7200)
            found = []
            for _some in range(0, self.many, 10 * PORTION):
                count = min(self.many - len(found), 10 * PORTION)
                first = self.box.control("fill", entries=count, **self.where)["first"]
                found += [f"VRK/{number}" for number in range(first, first + count)]
            self.box.control("clock", advance=7200)
            return found
        with self.env() as env:
            name = env["account.move"].browse(self.exported[-1]).name
        found = []
        while len(found) < self.many:
            found += self.box.control(
                "fill_open",
                entries=min(self.many - len(found), 10 * PORTION),
                invoicenumber=name,
                **self.where,
            )["entries"]
        return found
