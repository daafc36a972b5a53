"""What the tests of all connectors share: a Dutch company connected to a sandbox over
real HTTP. Odoo is real, and so are the cron workers' commits."""

import os
import time
from contextlib import contextmanager
from decimal import Decimal

import sandbox

from odoo import sql_db

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.connector_base.tests.cases import Working

# Also for Odoo's own runner: the sandbox is on this machine.
os.environ.setdefault("LEDGER_CONNECTOR_HOSTS", "localhost,127.0.0.1")


class UnspentCase(AccountTestInvoicingCommon):
    """Begins with all of the ledger's allowance: what was spent is real, and outlives
    each test."""

    def setUp(self):
        super().setUp()
        self.forget_what_was_spent()

    def forget_what_was_spent(self):
        with sql_db.db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute("DELETE FROM ledger_budget")


class SandboxCase(Working, UnspentCase):
    """``provider``; ``administration``, and what the sandbox calls it (``place``);
    ``sold``, ``zero``, ``bought``: the VAT codes of sales at the high rate, of
    zero-rated ones and of purchases;
    ``account``: of what is not mapped;
    ``settings`` of the connection; ``journal``: of sales;
    ``connected``: once, for all tests of the class.
    Of the sandbox's entries: ``book``, ``account_of`` (a line) and its ``dimensions``
    are what it calls them."""

    connected = False
    provider = ""
    administration = ""
    place = ""
    sold = ""
    zero = ""
    account = ""
    bought = ""
    journal = ""
    book = ""
    account_of = ""
    dimensions = ()
    settings = {}
    # Of the company: its country, and three taxes of its chart.
    country = "nl"
    taxes = ("btw_21", "btw_9", "btw_0")

    @classmethod
    def setUpClass(cls):
        cls.country_code = cls.country.upper()
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.start_box()
        cls.connection = cls.new_connection(cls.company)
        cls.tax_high, cls.tax_low, cls.tax_zero = map(cls.chart_tax, cls.taxes)
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Voorbeeld Afnemer B.V.",
                "is_company": True,
                "street": "Voorbeeldstraat 1",
                "zip": "1000 AA",
                "city": "Voorbeeldstad",
                "country_id": cls.env.ref("base.nl").id,
                "email": "afnemer@voorbeeld.example",
            }
        )
        if cls.connected:
            case = cls("connect")
            case.forget_what_was_spent()
            with case.enter_registry_test_mode():
                case.connect()

    @classmethod
    def start_box(cls):
        cls.box = sandbox.start(cls.provider)
        cls.addClassCleanup(cls.box.stop)

    @classmethod
    def new_connection(cls, company, **values):
        return cls.env["ledger.connection"].create(
            {
                "name": cls.provider.capitalize(),
                "provider": cls.provider,
                "company_id": company.id,
                "server_url": cls.box.base_url,
                "client_id": cls.box.info["client_id"],
                "client_secret": cls.box.info["client_secret"],
                "start_date": "2026-01-01",
                **cls.settings,
                **values,
            }
        )

    def setUp(self):
        super().setUp()
        self.box.control("reset")
        mode = self.enter_registry_test_mode()
        mode.__enter__()
        self.addCleanup(mode.__exit__, None, None, None)
        if self.connected:
            # The last one may have used or lost it.
            self.give_token(self.connection)
            self.connection._credential()._grant(self.connection)
            self.box.control("requests/clear")

    @contextmanager
    def rolled_back(self):
        """For one of many generated examples: whatever it does to Odoo is undone, and
        the books begin anew."""
        self.box.control("reset")
        self.forget_what_was_spent()
        savepoint = self.env.cr.savepoint()
        try:
            yield
        finally:
            savepoint.rollback()
            self.env.invalidate_all()
            savepoint.close(rollback=False)

    def authorise(self, connection=None):
        """With the refresh token that the sandbox issued."""
        connection = connection or self.connection
        self.give_token(connection)
        connection._grant_received()

    def give_token(self, connection):
        token = self.box.control("tokens/restore")["refresh_token"]
        credential = connection._credential()
        credential.write(
            {"refresh_token": credential._encrypt(token), "access_token": False}
        )
        # Refreshed in a cursor of its own, which must see it.
        self.env.flush_all()

    def connect_company(self, company, **values):
        """A second connection, of another company, to the same sandbox; nothing is
        mapped yet. Returns it, with its master data."""
        self.env.user.company_ids |= company
        connection = (
            self.env["ledger.connection"]
            .with_company(company)
            .create(
                {
                    "name": company.name,
                    "provider": self.provider,
                    "company_id": company.id,
                    "server_url": self.box.base_url,
                    "client_id": self.box.info["client_id"],
                    "client_secret": self.box.info["client_secret"],
                    "start_date": "2026-01-01",
                    **self.settings,
                    **values,
                }
            )
        )
        self.authorise(connection)
        connection._choose(self.administration, shared=True)
        self.run_cron("ir_cron_refresh_items")
        return connection

    def connect(self):
        """Authorised, its master data fetched, mappings accepted."""
        self.authorise()
        self.connection._choose(self.administration)
        self.run_cron("ir_cron_refresh_items")
        self.connection.mapping_ids.filtered(
            lambda rule: rule.tax_id == self.tax_zero
        ).item_id = self.item("vat", self.zero)
        self.connection.mapping_ids.action_accept()
        account = self.item("account", self.account)
        self.connection.write({"account_item_id": account, "expense_item_id": account})
        self.box.control("requests/clear")

    def connect_anew(self):
        """The same administration by a new connection: the old one is archived."""
        self.connection.action_disconnect()
        self.connection.active = False
        self.connection = self.new_connection(self.company)
        self.connect()

    def item(self, kind, code):
        return self.connection.item_ids.filtered(
            lambda item: (item.kind, item.code) == (kind, code)
        )

    def export(self, moves, **choices):
        if "destiny" in choices:  # its name before
            choices["final"] = {"temporary": "draft"}.get(
                choices["destiny"], choices.pop("destiny")
            )
        return super().export(moves, **choices)

    def go(self, work):
        """What the cron does for this work, without waiting for the ledger's minute."""
        self.env.flush_all()
        with self.registry.cursor() as cr:
            env = self.env(cr=cr, context={**self.env.context, "ledger_patience": 0})
            self.run_of(work).with_env(env).sudo()._go(time.monotonic() + 60)
        self.env.invalidate_all()

    # The ledger's side

    def act(self, path, **values):
        """As the accountant, in the administration of these tests."""
        return self.box.control(path, **{self.place: self.administration}, **values)

    def entries(self):
        """What stands in the books, by invoice number."""
        found = self.act("transactions")["transactions"]
        return {one["invoicenumber"]: one for one in found if one.get("invoicenumber")}

    def requests(self, kind=None):
        rows = self.box.control("requests")["requests"]
        return [row for row in rows if kind in (None, row["kind"])]

    def totals(self):
        return self.act("totals")

    def receive(self, *pairs):
        """One bank receipt for (invoice, amount) pairs."""
        return self.act(
            "receipt",
            date="2026-03-20",
            invoices=[
                {"invoicenumber": move.name, "amount": str(Decimal(str(amount)))}
                for move, amount in pairs
            ],
        )
