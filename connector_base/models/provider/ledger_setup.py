from odoo import api, fields, models

# What leads from nothing to the first invoice, in this order.
STEPS = [
    ("ledger", "Ledger"),
    ("application", "Client ID"),
    ("log_in", "Log In"),
    ("books", "Books"),
    ("mapping", "Mapping"),
    ("settings", "How to Work"),
    ("trial", "Trial"),
    ("done", "Done"),
]


class LedgerSetup(models.AbstractModel):
    """How far the set-up of a connection is: the assistant goes on from there."""

    _name = "ledger.setup"
    _description = "Set-up of a Ledger Connection"

    setup_step = fields.Selection(
        STEPS,
        string="Set-up",
        readonly=True,
        copy=False,
        help="Up to which step the assistant was followed. Empty: it is not needed.",
    )
    setup_progress = fields.Char(
        string="Steps of the Set-up", compute="_compute_setup_progress"
    )

    @api.depends("setup_step", "state")
    @api.depends_context("lang")
    def _compute_setup_progress(self):
        """As "3 of 7"; nothing where it is set up."""
        assistant, last = self.env["ledger.assistant"], len(STEPS) - 1
        for connection in self:
            is_begun = connection.setup_step or connection.state == "draft"
            step = assistant._get_step(connection) if is_begun else "done"
            number = 1 + [name for name, _label in STEPS].index(step)
            connection.setup_progress = number <= last and self.env._(
                "%(step)s of %(all)s", step=number, all=last
            )

    def action_setup(self):
        """The assistant, where the set-up stands, or at the step that the button
        names."""
        self.ensure_one()
        self.check_access("write")
        step = self.env.context.get("ledger_step")
        return self.env["ledger.assistant"]._lead(self, step)
