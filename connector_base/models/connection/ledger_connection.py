from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...ledger.http import LOOPBACK

CALLBACK = "/ledger/oauth/callback"


class LedgerConnection(models.Model):
    """One Odoo company linked to one administration of a ledger.

        draft --authorised, administration chosen--> connected <--> reauthorise
        connected, reauthorise --disconnect--> disconnected --authorised--> connected

    The provider's code is found by name, as ``delivery.carrier`` does:
    ``_<provider>_open(grant, session)`` (a context manager that yields the port),
    ``_<provider>_capabilities()`` (what that port can do),
    ``_<provider>_oauth()`` (None where the secret is the token),
    ``_<provider>_account(http, token)`` and ``_<provider>_entry_url(export)``.
    """

    _name = "ledger.connection"
    _description = "Ledger Connection"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True
    _order = "company_id, name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
        index=True,
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    provider = fields.Selection([], string="Ledger", required=True)
    state = fields.Selection(
        [
            ("draft", "Not connected yet"),
            ("connected", "Connected"),
            ("reauthorise", "Authorisation needed"),
            ("disconnected", "Disconnected"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    problem_code = fields.Char(readonly=True, copy=False)
    problem_detail = fields.Char(readonly=True, copy=False)
    problem = fields.Char(compute="_compute_problem")

    # Administration
    administration_code = fields.Char(string="Administration", copy=False)
    administration_name = fields.Char(readonly=True, copy=False)
    administration_key = fields.Char(readonly=True, copy=False)
    available_administrations = fields.Json(readonly=True, copy=False)

    # Credential, kept in ``ledger.credential``
    server_url = fields.Char(
        string="Log-in Address",
        help="Empty for the real ledger. Another address is for a test server.",
    )
    client_id = fields.Char(
        string="Client ID",
        compute="_compute_client_id",
        inverse="_inverse_client_id",
        groups="account.group_account_manager",
    )
    client_secret = fields.Char(
        compute="_compute_client_secret",
        inverse="_inverse_client_secret",
        groups="account.group_account_manager",
        help="Written only: it is never shown again.",
    )
    has_secret = fields.Boolean(compute="_compute_has_secret", compute_sudo=True)
    redirect_uri = fields.Char(
        string="Redirect Address",
        compute="_compute_redirect_uri",
        help="Register this address for your application at the ledger.",
    )

    # What is exported, and how
    journal_ids = fields.Many2many(
        "account.journal",
        check_company=True,
        domain="[('type', 'in', ('sale', 'purchase'))]",
        help="Invoices of these journals go through this connection; "
        "empty means all journals of the company.",
    )
    account_item_id = fields.Many2one(
        "ledger.item",
        string="Default Ledger Account",
        domain="[('connection_id', '=', id), ('kind', '=', 'account')]",
        ondelete="restrict",
        help="Used for income of sales whose account is not mapped. "
        "Leave it empty to refuse such invoices instead.",
    )
    expense_item_id = fields.Many2one(
        "ledger.item",
        string="Default Expense Account",
        domain="[('connection_id', '=', id), ('kind', '=', 'account')]",
        ondelete="restrict",
        help="Used for costs of bills whose account is not mapped. "
        "Leave it empty to refuse such bills instead.",
    )
    journal_item_id = fields.Many2one(
        "ledger.item",
        string="Default Ledger Journal",
        domain="[('connection_id', '=', id), ('kind', '=', 'journal')]",
        ondelete="restrict",
    )
    final = fields.Selection(
        [("draft", "Draft"), ("final", "Final")],
        default="draft",
        required=True,
        help="Final entries can't be changed in the ledger any more.",
    )
    start_date = fields.Date(
        string="Starting Date",
        default=lambda self: fields.Date.context_today(self).replace(month=1, day=1),
        required=True,
        help="Invoices dated before this day are never exported.",
    )
    auto_export = fields.Boolean(
        string="Automatic Export", help="Export invoices as soon as they are posted."
    )
    at_night = fields.Boolean(
        string="Only at Night", help="What was posted during the day is exported then."
    )
    payment_import = fields.Boolean(
        string="Import Payments",
        default=True,
        help="Register in Odoo what was paid according to the ledger.",
    )
    payment_journal_id = fields.Many2one(
        "account.journal",
        check_company=True,
        domain="[('type', '=', 'bank')]",
        ondelete="restrict",
        copy=False,
        help="Imported payments are registered here. "
        "Created when the first payment comes in.",
    )
    cursor = fields.Char(readonly=True, copy=False)
    full_import_at = fields.Datetime(
        "All Payments Compared",
        readonly=True,
        copy=False,
        help="Every week, whatever the ledger called a change.",
    )
    log_days = fields.Integer(
        string="Keep Log (days)", default=90, help="Older log entries are deleted."
    )

    # Freshness
    requested_at = fields.Datetime(readonly=True, copy=False)
    connected_at = fields.Datetime(readonly=True, copy=False)
    authorised_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    deactivated_at = fields.Datetime(readonly=True, copy=False)
    last_items_at = fields.Datetime("Last Master Data", readonly=True, copy=False)
    last_export_at = fields.Datetime("Last Export", readonly=True, copy=False)
    last_import_at = fields.Datetime("Last Payment Import", readonly=True, copy=False)
    waiting_count = fields.Integer(compute="_compute_counts")
    rejected_count = fields.Integer(compute="_compute_counts")
    doubt_count = fields.Integer(compute="_compute_counts")
    done_count = fields.Integer(compute="_compute_counts")
    conflict_count = fields.Integer(compute="_compute_counts")
    mapping_count = fields.Integer(compute="_compute_counts")

    credential_ids = fields.One2many("ledger.credential", "connection_id")
    item_ids = fields.One2many("ledger.item", "connection_id")
    mapping_ids = fields.One2many("ledger.mapping", "connection_id")

    _administration_uniq = models.UniqueIndex(
        "(company_id, provider, administration_code) "
        "WHERE active AND administration_code IS NOT NULL",
        "This company already has a connection to this administration.",
    )

    # Constraints

    @api.constrains("company_id", "journal_ids", "active")
    def _check_journals(self):
        """Each invoice has at most one connection: where a company has several, each
        names its own journals."""
        for company in self.company_id:
            connections = self.search([("company_id", "=", company.id)])
            if len(connections) < 2:
                continue
            seen = self.env["account.journal"]
            for connection in connections.filtered(lambda c: c.state == "connected"):
                journals = connection.journal_ids
                if not journals or journals & seen:
                    raise ValidationError(
                        self.env._(
                            "%(company)s has several connections: give each of them "
                            "its own journals.",
                            company=company.display_name,
                        )
                    )
                seen |= journals

    @api.constrains("server_url")
    def _check_server_url(self):
        for connection in self.filtered("server_url"):
            parts = urlsplit(connection.server_url)
            if parts.scheme != "https" and parts.hostname not in LOOPBACK:
                raise ValidationError(
                    self.env._("The log-in address must start with https://.")
                )

    # Compute

    def _compute_problem(self):
        for connection in self:
            connection.problem = self.env["ledger.problem"]._words(
                connection.problem_code,
                detail=connection.problem_detail,
                connection=connection,
            )

    @api.depends("credential_ids")
    def _compute_client_id(self):
        for connection in self:
            connection.client_id = connection.sudo().credential_ids.client_id

    def _inverse_client_id(self):
        for connection in self:
            connection._credential().client_id = connection.client_id

    def _compute_client_secret(self):
        """Written only."""
        self.client_secret = False

    def _inverse_client_secret(self):
        for connection in self.filtered("client_secret"):
            credential = connection._credential()
            credential.client_secret = credential._encrypt(connection.client_secret)

    @api.depends("credential_ids.client_secret")
    def _compute_has_secret(self):
        for connection in self:
            connection.has_secret = bool(connection.credential_ids.client_secret)

    def _compute_redirect_uri(self):
        for connection in self:
            connection.redirect_uri = connection.get_base_url() + CALLBACK

    def _compute_counts(self):
        exports = self.env["ledger.export"]._read_group(
            [("connection_id", "in", self.ids)], ["connection_id", "state"], ["__count"]
        )
        counts = {(c.id, state): count for c, state, count in exports}
        conflicts = dict(
            self.env["ledger.allocation"]._read_group(
                [("connection_id", "in", self.ids), ("state", "=", "conflict")],
                ["connection_id"],
                ["__count"],
            )
        )
        mappings = dict(
            self.env["ledger.mapping"]._read_group(
                [("connection_id", "in", self.ids)], ["connection_id"], ["__count"]
            )
        )
        for connection in self:
            key = connection.id
            connection.waiting_count = counts.get((key, "waiting"), 0) + counts.get(
                (key, "sending"), 0
            )
            connection.rejected_count = counts.get((key, "rejected"), 0)
            connection.doubt_count = counts.get((key, "in_doubt"), 0)
            connection.done_count = counts.get((key, "done"), 0)
            connection.conflict_count = conflicts.get(connection, 0)
            connection.mapping_count = mappings.get(connection, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_exported(self):
        """What was booked where must stay known, or it could be booked twice."""
        for connection in self.filtered("done_count"):
            raise UserError(
                self.env._(
                    "Invoices were exported through %(connection)s. Disconnect and "
                    "archive it instead of deleting it.",
                    connection=connection.display_name,
                )
            )

    # Actions

    def action_suggest_mappings(self):
        self.env["ledger.mapping"]._suggest(self)
        return self.action_open_mappings()

    def action_export(self):
        """Export what waits, now."""
        self._ask("export")

    def action_import_payments(self):
        """Ask the worker to import payments now; the form refreshes by itself."""
        self._check_can_import()
        self._ask("import")
        return self._notify(
            self.env._("Payment import started"),
            self.env._("New payments appear within a minute."),
        )

    def _check_can_import(self):
        for connection in self.filtered(lambda c: c.state != "connected"):
            raise UserError(
                self.env["ledger.problem"]._words(
                    "not_connected", connection=connection
                )
            )

    def _open_action(self, model, name, domain, **context):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "list,form",
            "domain": [("connection_id", "in", self.ids), *domain],
            "context": {"default_connection_id": self[:1].id, **context},
        }

    def action_open_exports(self):
        state = self.env.context.get("ledger_state")
        states = {"waiting": ("waiting", "sending")}.get(state, (state,))
        return self._open_action(
            "ledger.export",
            self.env._("Exports"),
            [("state", "in", states)] if state else [],
        )

    def action_open_mappings(self):
        return self._open_action("ledger.mapping", self.env._("Mappings"), [])

    def action_open_items(self):
        return self._open_action("ledger.item", self.env._("Ledger Items"), [])

    def action_open_allocations(self):
        return self._open_action("ledger.allocation", self.env._("Payments"), [])

    def action_open_log(self):
        return self._open_action("ledger.log", self.env._("Log"), [])

    def _notify(self, title, message, kind="success"):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": title,
                "message": message,
                "type": kind,
                "sticky": kind == "danger",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # Business

    def _ask(self, work, at=None):
        """Ask for the ``export`` or ``import`` of these connections, now or ``at`` one
        or several moments: here of the cron, which works on all connections."""
        if self:
            self.env.ref(f"connector_base.ir_cron_{work}").sudo()._trigger(at)

    @api.model
    def _for_moves(self, moves):
        """{move: its connection or an empty one}; a branch without one of its own
        uses that of the company it belongs to."""
        companies = moves.company_id.sudo().parent_ids
        connections = self.sudo().search(
            [("company_id", "in", companies.ids), ("state", "!=", "draft")],
            order="state, id",
        )
        return {move: connections._for_move(move) for move in moves}

    def _for_move(self, move):
        # From the branch itself upwards.
        for company in reversed(move.company_id.sudo().parent_ids):
            own = self.filtered(lambda c, company=company: c.company_id == company)
            if own:
                return own.filtered(
                    lambda c: not c.journal_ids or move.journal_id in c.journal_ids
                )[:1]
        return self.browse()

    def _exportable_domain(self):
        """Posted documents that this connection has to export."""
        self.ensure_one()
        domain = Domain(
            [
                ("company_id", "in", self._get_companies().ids),
                ("state", "=", "posted"),
                ("move_type", "in", self._move_types()),
                ("invoice_date", ">=", self.start_date),
            ]
        )
        if self.journal_ids:
            domain &= Domain("journal_id", "in", self.journal_ids.ids)
        return domain

    def _get_companies(self):
        """Its company, and the branches below without a connection of their own."""
        below = self.company_id.sudo().search([("id", "child_of", self.company_id.id)])
        others = self.sudo().search(
            [("company_id", "in", (below - self.company_id).ids)]
        )
        return below - others.company_id.filtered(
            lambda company: company != self.company_id
        )

    def _ensure_payment_journal(self):
        """The journal of imported payments. They are booked on its own control
        account at once, so that invoices are paid without a bank statement."""
        self.ensure_one()
        if not self.payment_journal_id:
            self.payment_journal_id = self.env["account.journal"].create(
                {
                    "name": self.env._("Payments %(name)s", name=self.name),
                    "type": "bank",
                    "code": self._free_journal_code(),
                    "company_id": self.company_id.id,
                }
            )
        journal = self.payment_journal_id
        lines = (
            journal.inbound_payment_method_line_ids
            | journal.outbound_payment_method_line_ids
        )
        for line in lines.filtered(
            lambda line: line.payment_account_id != journal.default_account_id
        ):
            line.payment_account_id = journal.default_account_id
        return journal

    def _free_journal_code(self):
        taken = set(
            self.env["account.journal"]
            .with_context(active_test=False)
            .search([("company_id", "=", self.company_id.id)])
            .mapped("code")
        )
        stem = self.provider[:3].upper()
        return next(f"{stem}{n}" for n in range(1, 1000) if f"{stem}{n}" not in taken)
