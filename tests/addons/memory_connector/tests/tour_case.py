"""What tests with a browser share."""

from odoo.tests import HttpCase, new_test_user

from .corrected_case import CorrectedCase
from .paid_case import PaidCase
from .relation_case import RelationCase
from .standing_case import StandingCase

MANAGER = "account.group_account_manager"
# What Odoo logs when a person is refused something, and when a view is wrong.
TROUBLE = ("odoo.http", "odoo.addons.base.models.ir_ui_view")


class Touring(HttpCase):
    """A tour fails by what the console calls an error; this one by any refusal and by
    any warning of a view, too."""

    def tour(self, name, user, path="/odoo/ledger-connections", size="1440x900"):
        self.env.flush_all()
        self.browser_size = size
        http, views = TROUBLE
        with (
            self.assertNoLogs(http, "WARNING"),
            self.assertNoLogs(views, "WARNING"),
        ):
            self.start_tour(path, name, login=user.login, timeout=300)
        self.env.invalidate_all()


class TourCase(RelationCase, PaidCase, CorrectedCase, StandingCase, Touring):
    """Buttons are pressed by who manages the accounting and may not change Odoo's
    settings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.tax"].search([("tax_exigibility", "=", "on_payment")]).write(
            {"tax_exigibility": "on_invoice"}
        )
        cls.manager = cls.make_user("tour-manager", MANAGER)

    @classmethod
    def make_user(cls, login, groups, **values):
        return new_test_user(
            cls.env,
            login,
            groups,
            company_id=cls.company.id,
            company_ids=cls.company.ids,
            **values,
        )

    def of(self, name, *lines, **values):
        """An invoice of a customer called so."""
        partner = self.env["res.partner"].create({"name": name})
        return self.invoice(*lines, partner=partner, **values)

    def connection_called(self, name, **values):
        """Of the same company; only one of them has a day on which it takes over."""
        count = self.connection.sudo().search_count([])
        return (
            self.connection.sudo()
            .with_context(active_test=False)
            .create(
                {
                    "name": name,
                    "provider": self.provider,
                    "company_id": self.company.id,
                    "start_date": f"{2030 + count}-01-01",
                    "client_id": "tests",
                    "client_secret": self.books.token,
                    "state": "connected",
                    "administration_code": f"M{count + 1}",
                    "database_identity": self.connection.database_identity,
                    **values,
                }
            )
        )

    def begin_second(self, *books):
        """A second connection, by the assistant, up to the choice of the books."""
        assistants = self.env["ledger.assistant"].with_user(self.manager)
        assistant = assistants.create({"provider": self.provider})
        assistant.action_next()
        assistant.write({"client_id": "tests", "client_secret": self.books.token})
        assistant.action_next()
        connection = assistant.connection_id.sudo()
        connection.available_administrations = [
            {"code": code, "name": name, "currency": currency}
            for code, name, currency in books
        ]
        connection.name = "Begun"
        assistant._go("books")
        return assistant
