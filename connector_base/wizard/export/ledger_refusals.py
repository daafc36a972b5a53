from odoo import api, fields, models


class LedgerRefusals(models.TransientModel):
    """The work list: what was refused, by cause, each cause once."""

    _name = "ledger.refusals"
    _inherit = "ledger.guarded"
    _description = "Refused Invoices"

    connection_id = fields.Many2one("ledger.connection", ondelete="cascade")
    cause_ids = fields.One2many("ledger.refusals.cause", "refusals_id")
    count = fields.Integer(compute="_compute_count")
    cause_count = fields.Integer(compute="_compute_count")

    @api.depends("cause_ids.export_ids.state")
    def _compute_count(self):
        for refusals in self:
            rows = refusals.cause_ids.export_ids
            refusals.count = len(rows.filtered(lambda row: row.state == "rejected"))
            refusals.cause_count = len(refusals.cause_ids.filtered("count"))

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Refused Invoices")

    @api.model
    def _show(self, connections=None):
        """The action that shows it, of these connections or of all."""
        domain = [("state", "=", "rejected")]
        if connections:
            domain.append(("connection_id", "in", connections.ids))
        rows = self.env["ledger.export"].search(domain)
        refusals = self.create(
            {
                "connection_id": connections
                and len(connections) == 1
                and connections.id,
                "cause_ids": [
                    fields.Command.create(
                        {
                            "name": words,
                            "problem": problem,
                            "export_ids": [fields.Command.set(ids)],
                        }
                    )
                    for words, (problem, ids) in self._get_causes(rows)
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refused Invoices"),
            "res_model": self._name,
            "res_id": refusals.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.model
    def _get_causes(self, rows):
        """[(words, (a problem of that cause, ids of the rows that it holds up))], what
        holds up most first. Problems with the same words are one cause."""
        words, wording = self.env["ledger.problem"], self.env["ledger.wording"]
        known, causes = {}, {}
        for row in rows:
            connection = row.connection_id
            for problem in row.problems or wording._get_reasons(row):
                key = (connection.id, str(problem))
                if key not in known:
                    records = problem["model"] and self.env[problem["model"]].browse(
                        problem["ids"]
                    )
                    known[key] = words._words(
                        problem["code"],
                        connection=connection,
                        records=records or None,
                        detail=problem["detail"],
                    )
                ids = causes.setdefault(known[key], (problem, []))[1]
                if row.id not in ids[-1:]:
                    ids.append(row.id)
        return sorted(causes.items(), key=lambda one: -len(one[1][1]))


class LedgerRefusalsCause(models.TransientModel):
    _name = "ledger.refusals.cause"
    _inherit = "ledger.guarded"
    _description = "Cause of Refusals"
    _order = "id"

    refusals_id = fields.Many2one("ledger.refusals", required=True, ondelete="cascade")
    name = fields.Text(string="Cause", required=True)
    problem = fields.Json(readonly=True)
    export_ids = fields.Many2many("ledger.export")
    count = fields.Integer(string="Invoices", compute="_compute_count")
    owner = fields.Selection(
        selection=lambda self: (
            self.env["ledger.export"]._fields["owner"]._description_selection(self.env)
        ),
        string="Who Acts",
        compute="_compute_count",
    )

    @api.depends("export_ids.state")
    def _compute_count(self):
        """What is still refused: the list says so after each button."""
        for cause in self:
            rows = cause._get_rows()
            cause.count = len(rows)
            code = (cause.problem or {}).get("code")
            connection = cause.export_ids[:1].connection_id
            cause.owner = code and self.env["ledger.problem"]._owner(code, connection)

    def _get_rows(self):
        return self.export_ids.filtered(lambda row: row.state == "rejected")

    def action_fix(self):
        """Where this cause is mended; what waits for that goes out by itself."""
        row = self._get_rows()[:1]
        return row and (row._get_fix(self.problem) or row.action_fix())

    def action_retry(self):
        """All of this cause once more."""
        self._get_rows().action_retry()

    def action_help(self):
        self.ensure_one()
        connection = self.export_ids[:1].connection_id
        code = (self.problem or {}).get("code")
        return self.env["ledger.help"]._get_action(connection, code)

    def action_open(self):
        rows = self._get_rows()
        return rows._get_records_action(name=self.env._("Refused Invoices"))
