from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..composing.trial import Trial
from ..export.ledger_export import DEAD
from ..export.numbers import holder_of
from ..mapping.rules import Rules

NOT_EXPORTED = "not_exported"
# What of a posted invoice can still be changed and stands in the ledger.
WATCHED = {
    "ref",
    "payment_reference",
    "invoice_date_due",
    "partner_id",
    "delivery_date",
}


class AccountMove(models.Model):
    """Shows where an invoice stands at the ledger. Nothing is written on the invoice
    itself: a posted one may not be."""

    _inherit = "account.move"

    ledger_export_ids = fields.One2many("ledger.export", "move_id")
    ledger_export_id = fields.Many2one(
        "ledger.export",
        string="Present Export",
        compute="_compute_ledger",
        compute_sudo=True,
    )
    ledger_connection_id = fields.Many2one(
        "ledger.connection", compute="_compute_ledger", compute_sudo=True
    )
    ledger_export_label = fields.Char(compute="_compute_ledger", compute_sudo=True)
    ledger_state = fields.Selection(
        selection="_get_ledger_states",
        string="Ledger Status",
        compute="_compute_ledger",
        search="_search_ledger_state",
        compute_sudo=True,
    )
    ledger_number = fields.Char(
        string="Entry in the Ledger",
        compute="_compute_ledger",
        search="_search_ledger_number",
        compute_sudo=True,
    )
    ledger_place = fields.Char(
        string="Place in the Ledger",
        compute="_compute_ledger_words",
        compute_sudo=True,
        help="Books, journal and number, ready to copy.",
    )
    ledger_message = fields.Text(compute="_compute_ledger_words", compute_sudo=True)
    ledger_words = fields.Text(compute="_compute_ledger_words", compute_sudo=True)
    ledger_warnings = fields.Text(compute="_compute_ledger_words", compute_sudo=True)
    ledger_remedy = fields.Char(compute="_compute_ledger_words", compute_sudo=True)
    ledger_forecast = fields.Text(
        compute="_compute_ledger_forecast",
        compute_sudo=True,
        help="What the ledger would refuse, before it is asked.",
    )
    ledger_changed = fields.Boolean(
        string="Changed Since Export",
        compute="_compute_ledger",
        search="_search_ledger_changed",
        compute_sudo=True,
    )
    ledger_is_draft = fields.Boolean(
        string="Not Final in the Ledger",
        compute="_compute_ledger",
        search="_search_ledger_is_draft",
        compute_sudo=True,
    )

    @api.depends("state", "ledger_state")
    @api.depends_context("lang")
    def _compute_ledger_forecast(self):
        rules = {}
        for move in self:
            connection = move.ledger_connection_id
            move.ledger_forecast = False
            if (move.state, move.ledger_state) != ("posted", NOT_EXPORTED):
                continue
            if connection and connection.state == "connected":
                if connection not in rules:
                    rules[connection] = Rules.of(connection)
                trial = Trial(move, rules[connection], holder_of(connection))
                causes = trial.causes
                move.ledger_forecast = "\n".join(text for text, _ids in causes)

    @api.model
    def _get_ledger_states(self):
        states = self.env["ledger.export"]._fields["state"]
        return [
            (NOT_EXPORTED, self.env._("Not exported")),
            *(
                (value, label)
                for value, label in states._description_selection(self.env)
                if value not in DEAD
            ),
        ]

    @api.depends("ledger_export_ids.state", "state", "journal_id", "company_id")
    @api.depends_context("lang")
    def _compute_ledger(self):
        """What lists show: of few statements, however many invoices."""
        exports = self.env["ledger.export"].search(
            self.env["ledger.export"]._live_domain(self), order="id"
        )
        latest = {export.move_id: export for export in exports}
        connections = self.env["ledger.scope"]._for_moves(self)
        for move in self:
            export = latest.get(move, exports.browse())
            connection = export.connection_id
            if not connection._is_in_use():
                # None yet, or one that is not used any more.
                connection = connections[move] or connection
            move.ledger_export_id = export
            move.ledger_connection_id = connection
            move.ledger_export_label = connection._get_export_label()
            number = filter(None, (export.ledger_journal, export.ledger_number))
            move.ledger_number = bool(export.ledger_number) and " ".join(number)
            move.ledger_changed = export.changed
            move.ledger_is_draft = export.is_draft_entry
            is_due = connection and move.state == "posted"
            is_due = is_due and self.env["ledger.scope"]._is_due(connection, move)
            move.ledger_state = export.state or (NOT_EXPORTED if is_due else False)

    @api.depends("ledger_export_id", "ledger_state")
    @api.depends_context("lang")
    def _compute_ledger_words(self):
        """What a form shows."""
        opposites = self._get_ledger_opposites()
        wording = self.env["ledger.wording"]
        remedy = self.env["ledger.correction"]._get_remedy
        for move in self:
            export = move.ledger_export_id
            blocked = opposites.get(move, export)
            move.ledger_place = export.ledger_place
            move.ledger_message = blocked.message
            move.ledger_words = wording._get_words(blocked)
            move.ledger_warnings = wording._get_notes(export)
            move.ledger_remedy = export.state == "done" and remedy(export)

    def _get_ledger_opposites(self):
        """{move: the opposite entry that could not be booked}"""
        rows = self.env["ledger.export"].search(
            [
                ("move_id", "in", self.ids),
                ("mode", "=", "reverse"),
                ("state", "in", ("waiting", "sending", "in_doubt", "rejected")),
            ]
        )
        return {row.move_id: row for row in rows}

    def _search_ledger_changed(self, operator, value):
        return self._search_ledger_flag("changed", operator, value)

    def _search_ledger_is_draft(self, operator, value):
        return self._search_ledger_flag("is_draft_entry", operator, value)

    def _search_ledger_flag(self, name, operator, value):
        if operator != "in":
            return NotImplemented
        done = [("state", "=", "done"), (name, "=", True)]
        domain = Domain("ledger_export_ids", "any", done)
        return domain if True in value else ~domain

    def _search_ledger_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        live = Domain("ledger_export_ids.state", "not in", DEAD)
        domain = Domain("ledger_export_ids.state", "in", list(value))
        if NOT_EXPORTED in value:
            domain |= ~live & self.env["ledger.scope"]._get_domain_of_all()
        return domain

    def _search_ledger_number(self, operator, value):
        """As it is shown, or without its journal."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        alike = "=" if operator == "in" else operator
        texts = [value] if isinstance(value, str) else [*value]
        found = Domain("ledger_number", operator, value)
        for text in filter(None, texts):
            journal, _blank, number = text.rpartition(" ")
            place = ("ledger_journal", alike, journal), ("ledger_number", alike, number)
            found |= Domain([*place])
        found = Domain("ledger_export_ids", "any", found)
        numbered = Domain("ledger_export_ids.ledger_number", "!=", False)
        return found | ~numbered if False in texts else found

    # The buttons of a list, which has no invoice to name its ledger

    @api.model
    def _get_ledger_list_label(self):
        """That of all through which the companies at hand may export."""
        companies = self.env.companies.sudo().parent_ids
        connections = self.env["ledger.connection"].sudo()
        return connections.search(
            [("company_id", "in", companies.ids), ("state", "!=", "draft")]
        )._get_export_label()

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, view_type == "list" and self._get_ledger_list_label())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "list":
            label = self._get_ledger_list_label()
            buttons = "//header/button[@name='action_ledger_export']"
            for button in arch.xpath(buttons) if label else ():
                button.set("string", label)
        return arch, view

    # Actions

    def action_ledger_export(self):
        """The export dialog for this selection."""
        self.check_access("read")
        moves = self.filtered("ledger_connection_id")
        if not moves:
            raise UserError(
                self.env._(
                    "None of these invoices belongs to a connected ledger. Connect "
                    "one in the Accounting settings."
                )
            )
        return self.env["ledger.invoice"]._get_dialog(moves, moves.ledger_connection_id)

    def action_ledger_fix(self):
        self.ensure_one()
        return self.ledger_export_id.sudo(False).action_fix()

    def action_ledger_help(self):
        self.ensure_one()
        return self.ledger_export_id.sudo(False).action_help()

    def action_ledger_open(self):
        """The entry in the ledger, or what is known of its export."""
        self.ensure_one()
        export = self.ledger_export_id.sudo(False)
        export.check_access("read")
        if export.ledger_url:
            return export.action_open_url()
        return export.get_formview_action()

    def action_ledger_correct(self):
        """The dialog with the differences and the remedy."""
        self.ensure_one()
        return self.ledger_export_id.sudo(False).action_correct()

    def action_ledger_finalise(self):
        """Make the draft entries of this selection final."""
        rows = self.ledger_export_id.sudo(False)
        rows.check_access("read")
        return rows.filtered("is_draft_entry").action_finalise()

    # What the export forbids, and what it must know

    def button_draft(self):
        """Not while it is being sent: what is booked there must be what is here."""
        self._check_not_being_sent()
        result = super().button_draft()
        self.env["ledger.correction"]._touched(self)
        return result

    def button_cancel(self):
        self._check_not_being_sent()
        result = super().button_cancel()
        self.env["ledger.correction"]._touched(self)
        return result

    def _check_not_being_sent(self):
        exports = self.env["ledger.export"].sudo()
        rows = exports.search(
            [("move_id", "in", self.ids), ("state", "not in", (*DEAD, "done"))]
        )
        # Who sends holds the rows locked until they say so.
        free = rows.try_lock_for_update()
        busy = (rows - free) | free.filtered(
            lambda row: row.state in ("sending", "in_doubt")
        )
        if busy:
            raise UserError(
                self.env._(
                    "%(invoice)s is being sent to %(ledger)s. Wait until the outcome "
                    "is known, then change it.",
                    invoice=busy[0].move_id.display_name,
                    ledger=busy[0].connection_id.display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_ledger(self):
        rows = self.env["ledger.export"].sudo().search([("move_id", "in", self.ids)])
        for row in rows.filtered(lambda row: row.ledger_id or row.state == "done"):
            if row.state not in DEAD or row.state == "superseded":
                raise UserError(
                    self.env._(
                        "%(invoice)s is booked in %(ledger)s. Cancel it and correct "
                        "it there instead of deleting it.",
                        invoice=row.move_id.display_name,
                        ledger=row.connection_id.display_name,
                    )
                )
        rows.unlink()

    def write(self, vals):
        result = super().write(vals)
        if WATCHED.intersection(vals):
            self.env["ledger.correction"]._touched(self)
        return result

    # Posting

    def _post(self, soft=True):
        posted = super()._post(soft)
        scope = self.env["ledger.scope"]
        connections = scope._for_moves(posted)
        automatic = posted.filtered(
            lambda move: (
                connections[move].auto_export
                and not connections[move].at_night
                and scope._is_due(connections[move], move)
            )
        )
        if automatic:
            self.env["ledger.invoice"]._enqueue(automatic, {})
        self.env["ledger.correction"]._touched(posted)
        return posted
