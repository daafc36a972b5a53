from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.connector_base.ledger.port import DUTIES, has
from odoo.addons.connector_base.tests.cases import Working

from ..client.ledger import BOOKS, MemoryLedger, seed


def needs(*names):
    """Decorates a test of what not every ledger has, see ``LedgerCase.can``; a case of
    a ledger without it has not that test."""

    def decorate(test):
        test.needs = frozenset(names)
        return test

    return decorate


class Killed(BaseException):
    """A worker is, in the midst of a call."""


class LedgerCase(Working, AccountTestInvoicingCommon):
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
        cls.company, cls.customer = cls.company_data["company"], cls.partner_a
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

    def raise_once(self, error, duty="post", when="before", times=1):
        """The next calls of ``duty`` fail: ``before`` they are executed, or ``after``;
        all others go on as they do."""
        left = [error] * times

        def fault(called, moment):
            if (called, moment) == (duty, when) and left:
                raise left.pop()

        self.books.fault = fault

    def work(self):
        """As the cron does, with its real commits."""
        self.run_cron("ir_cron_export")

    def import_payments(self):
        self.run_cron("ir_cron_import")

    def numbers(self):
        return [e.document.key.number for e in self.books.entries.values()]
