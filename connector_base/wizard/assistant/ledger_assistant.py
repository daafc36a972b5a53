from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...models.provider.ledger_setup import STEPS

ORDER = [name for name, _label in STEPS]


class LedgerAssistant(models.TransientModel):
    """Leads from nothing to the first invoice in a ledger, page by page.

    What is entered goes to the connection at once, with the step (``setup_step``):
    who leaves it goes on where that was. Whatever is wrong is said on the page
    (``problem``), which stays as it is. Which ledger it is, only its own hooks and
    words say.
    """

    _name = "ledger.assistant"
    _inherit = [
        "ledger.guarded",
        "ledger.assistant.log.in",
        "ledger.assistant.mapping",
        "ledger.assistant.use",
    ]
    _description = "Connect a Ledger"

    @api.depends("connection_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for assistant in self:
            name = assistant.connection_id.display_name
            assistant.display_name = (
                self.env._("Connect %(connection)s", connection=name)
                if name
                else self.env._("Connect a Ledger")
            )

    # Where it stands

    @api.model
    def _get_step(self, connection):
        """Where the set-up of ``connection`` stands: at the first step that is not
        done, as far as that can be seen, else where it was left."""
        connection = connection.sudo()
        if not (
            connection.login_id or (connection.client_id and connection.has_secret)
        ):
            return "application"
        offered = connection.available_administrations
        if connection.state not in ("draft", "connected") or not offered:
            return "log_in"
        if not connection.administration_code:
            return "books"
        later = ORDER[ORDER.index("mapping") :]
        noted = connection.setup_step or "done"
        return noted if noted in later else "mapping"

    @api.model
    def _lead(self, connection, step=None, problem=""):
        """The action that shows it, where the set-up stands or at ``step``."""
        stands = self._get_step(connection)
        step = step or stands
        if step == "trial":
            # What was chosen there and not stored yet is chosen once more.
            step = "settings"
        assistant = self.create(
            {
                "connection_id": connection.id,
                "company_id": connection.company_id.id,
                "provider": connection.provider,
            }
        )
        assistant._go(step, note=step == stands)
        assistant.problem = problem or (
            connection.state != "connected" and connection.problem
        )
        return assistant._get_action()

    def _get_action(self):
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("connector_base.ledger_assistant_action")
        return {**action, "res_id": self.id}

    @api.model
    def _get_page(self, connection, problem="", step=None):
        """The path to which the ledger's log-in page leads back. ``problem``: what went
        wrong, to be said at ``step``; where nobody knows of which connection, the
        assistant says it that the user has open. None where there is no such one."""
        if connection:
            id_ = self._lead(connection, step, problem)["res_id"]
        else:
            mine = [("create_uid", "=", self.env.uid), ("step", "=", "log_in")]
            assistant = self.search(mine, order="id desc", limit=1)
            if assistant:
                assistant.problem = problem
            id_ = assistant.id
        path = "/odoo/action-connector_base.ledger_assistant_action"
        return f"{path}/{id_}" if id_ else None

    def _go(self, step, note=True):
        """Show the page of ``step``; ``note``: the set-up stands there."""
        self.write({"step": step, "problem": False})
        if note and step != "ledger":
            connection = self.connection_id._to_change()
            connection.setup_step = step != "done" and step
        enter = getattr(self, f"_enter_{step}", None)
        if enter:
            enter()

    def _try(self, act):
        """What ``act`` returns; what it objects to is said on the page."""
        self.ensure_one()
        self.problem = False
        try:
            with self.env.cr.savepoint():
                return act()
        except AccessError:
            raise
        except UserError as error:
            self.problem = str(error)
            return None

    # Buttons

    def action_next(self):
        """To the next page, or what is wrong with this one."""
        return self._try(getattr(self, f"_leave_{self.step}"))

    def action_back(self):
        self._go(ORDER[max(ORDER.index(self.step) - 1, 0)])

    def action_log_in(self):
        return self._try(self._log_in)

    def action_overview(self):
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("connector_base.ledger_connection_action")
        return {**action, "target": "main"}
