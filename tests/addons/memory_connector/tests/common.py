from odoo import fields

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.connector_base.ledger.port import DUTIES, has

from ..client.ledger import BOOKS, MemoryLedger, seed


def needs(*names):
    """Decorates a test of what not every ledger has, see ``LedgerCase.can``; a case of
    a ledger without it has not that test."""

    def decorate(test):
        test.needs = frozenset(names)
        return test

    return decorate


class LedgerCase(AccountTestInvoicingCommon):
    """A Dutch company connected to a ledger in memory, its mappings accepted."""

    provider, label, ledger = "memory", "Memory", MemoryLedger
    books, seed = BOOKS, staticmethod(seed)
    # What a payment was made by is told, not only what is open.
    allocations = True

    def __init_subclass__(cls):
        super().__init_subclass__()
        for name in (n for n in dir(cls) if n.startswith("test_")):
            if getattr(getattr(cls, name), "needs", frozenset()) - cls.can():
                setattr(cls, name, None)

    @classmethod
    def can(cls):
        """Its duties, and some of what it is like."""
        traits = cls.ledger.traits
        found = {duty for duty in DUTIES if has(cls.ledger, duty)}
        found |= {kind.value for kind in cls.ledger.kinds}
        found |= {f"entries {traits.entries}"}
        return found | ({"allocations"} if cls.allocations else set())

    @classmethod
    @AccountTestInvoicingCommon.setup_country("nl")
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.seed()
        cls.addClassCleanup(cls.books.reset)
        cls.connection = cls.env["ledger.connection"].create(
            {**cls.settings(), "name": cls.label, "company_id": cls.company.id}
        )
        cls.tax_high = cls.company_data["default_tax_sale"]
        cls.tax_low = cls.chart_tax("btw_9")
        cls.tax_zero = cls.chart_tax("btw_0")
        # Once for all tests of the class.
        case = cls("connect")
        with case.enter_registry_test_mode():
            case.connect()

    @classmethod
    def settings(cls):
        return {
            "provider": cls.provider,
            "start_date": "2026-01-01",
            "client_id": "tests",
            "client_secret": cls.books.token,
            "attach_pdf": False,
        }

    @classmethod
    def chart_tax(cls, code):
        return cls.env["account.chart.template"].with_company(cls.company).ref(code)

    def setUp(self):
        super().setUp()
        self.seed()
        self.enter_context(self.enter_registry_test_mode())

    def connect(self):
        self.connection.action_connect()
        self.refresh()
        self.map_all()

    def enter_context(self, manager):
        """unittest's own one is younger than Python 3.10."""
        value = manager.__enter__()
        self.addCleanup(manager.__exit__, None, None, None)
        return value

    def map_all(self):
        """Every tax, account and journal in use to its item, by hand."""
        items = {item.code: item for item in self.connection.item_ids}
        targets = {
            "VH": self.tax_high,
            "VL": self.tax_low,
            "VN": self.tax_zero,
        }
        self.connection.mapping_ids.unlink()
        rules = [
            {"kind": "vat", "tax_id": tax.id, "item_id": items[code].id}
            for code, tax in targets.items()
        ]
        rules.append(
            {
                "kind": "account",
                "account_id": self.company_data["default_account_revenue"].id,
                "item_id": items["8000"].id,
            }
        )
        if "VRK" in items:
            journal = self.company_data["default_journal_sale"]
            item = items["VRK"]
            rules.append(
                {"kind": "journal", "journal_id": journal.id, "item_id": item.id}
            )
        self.env["ledger.mapping"].create(
            [{"connection_id": self.connection.id, **rule} for rule in rules]
        )

    def invoice(self, *lines, **values):
        """A posted invoice; each line is (price, taxes)."""
        move = self.env["account.move"].create(self.values_of(*lines, **values))
        move.action_post()
        return move

    def invoices(self, number):
        """So many that are alike, made at once."""
        moves = self.env["account.move"].create(
            [self.values_of() for _ in range(number)]
        )
        moves.action_post()
        return moves

    def values_of(self, *lines, move_type="out_invoice", partner=None, **values):
        lines = lines or ((100.0, self.tax_high),)
        return {
            "move_type": move_type,
            "partner_id": (partner or self.partner_a).id,
            "invoice_date": fields.Date.to_date("2026-03-10"),
            "invoice_payment_term_id": False,
            "invoice_line_ids": [
                (
                    0,
                    0,
                    {
                        "name": f"Line {number}",
                        "quantity": 1,
                        "price_unit": price,
                        "tax_ids": [(6, 0, taxes.ids if taxes else [])],
                    },
                )
                for number, (price, taxes) in enumerate(lines, 1)
            ],
            **values,
        }

    def export(self, moves, **choices):
        """Enqueue and let the worker run once."""
        rows = self.env["ledger.export"]._enqueue(moves, choices)
        self.work()
        return rows

    def work(self):
        """As the cron does, with its real commits."""
        self.run_cron("ir_cron_export")

    def run_cron(self, name):
        self.env.flush_all()
        # Odoo logs what escapes from a scheduled action, and goes on.
        with self.assertNoLogs("odoo.addons.base.models.ir_cron", "ERROR"):
            self.env.ref(f"connector_base.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def run_of(self, work):
        """What is known of this work on the connection."""
        return self.env["ledger.run"]._get(self.connection, work)

    def refresh(self):
        """All master data, now."""
        self.connection.action_refresh_items()
        self.run_cron("ir_cron_refresh_items")

    def control(self):
        self.connection.action_control()
        self.run_cron("ir_cron_control")

    def import_payments(self):
        self.run_cron("ir_cron_import")

    def due_now(self, rows, sent_ago=0):
        """Time passes: the next try is due."""
        rows.write({"next_try": fields.Datetime.now()})
        rows.connection_id.sudo().run_ids.filtered(
            "next_at"
        ).next_at = fields.Datetime.now()
        if sent_ago:
            rows.sent_at = fields.Datetime.subtract(
                fields.Datetime.now(), seconds=sent_ago
            )

    def numbers(self):
        return [e.document.key.number for e in self.books.entries.values()]
