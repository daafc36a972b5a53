from dataclasses import replace

from odoo.addons.connector_base.ledger.errors import InDoubt

from .common import LedgerCase


class StandingCase(LedgerCase):
    """What looks alike, made on purpose."""

    def lose(self, times=1, when="after", duty="post"):
        """The answers to the next writing requests never come."""
        self.raise_once(InDoubt("no_answer"), duty, when, times)

    def later(self, *rows):
        """Time passes, and all is looked up, and sent, as often as that takes."""
        for _again in range(3):
            for row in rows:
                self.due_now(row, sent_ago=1000)
            self.work()

    def journal(self, code="WEB"):
        """Another sales journal, mapped to the same one of the ledger."""
        first = self.company_data["default_journal_sale"]
        journal = first.copy({"code": code, "name": code})
        journal.default_account_id = first.default_account_id
        self.env["ledger.mapping"].create(
            {
                "connection_id": self.connection.id,
                "kind": "journal",
                "journal_id": journal.id,
                "item_id": self.item("VRK").id,
            }
        )
        return journal

    def item(self, code):
        return self.connection.item_ids.filtered(lambda item: item.code == code)

    def twins(self):
        """Two invoices of the same number, customer, date and amount."""
        web = self.journal()
        first = self.invoice(name="2026-00001")
        return first, self.invoice(name="2026-00001", journal_id=web.id)

    def link(self):
        """Each customer of the books to the partner of that name: by a name alone
        nobody is taken for somebody."""
        for item in self.connection.item_ids.filtered(lambda i: i.kind == "customer"):
            self.env["ledger.relation"].create(
                {
                    "connection_id": self.connection.id,
                    "partner_id": self.partner_a.id,
                    "role": "customer",
                    "item_id": item.id,
                }
            )

    def forget_marks(self):
        """As a ledger that does not tell them."""
        for entry in self.books.entries.values():
            entry.booked = replace(entry.booked, mark="")

    def entry(self, row):
        return self.books.entries[row.ledger_id]
