from odoo import api, fields, models
from odoo.exceptions import UserError

from ...ledger.port import has
from ...ledger.values import Kind
from .ledger_item import of_kind
from .ledger_run import CHECKED, CRONS

CALLBACK = "/ledger/oauth/callback"
# Not counted further: a card costs the same after years.
MOST_COUNTED = 1000


def _item(kind, string, **more):
    """A field for one item of this connection."""
    domain = f"[('connection_id', '=', id), ('kind', '=', '{kind}')]"
    return fields.Many2one(
        "ledger.item", string=string, domain=domain, ondelete="restrict", **more
    )


class LedgerConnection(models.Model):
    """One Odoo company linked to one administration of a ledger: its facts and
    settings. What is done with it are services (``ledger.access``, ``ledger.identity``
    and those of ``ledger.work``), and what came of that stands on ``ledger.run``.

        draft --authorised, administration chosen--> connected <--> reauthorise
        connected, reauthorise --disconnect--> disconnected --authorised--> connected

    The provider's code is found by name: see ``ledger.access``.
    """

    _name = "ledger.connection"
    _description = "Ledger Connection"
    _inherit = [
        "ledger.guarded",
        "mail.thread",
        "mail.activity.mixin",
        "ledger.application",
        "ledger.buttons",
        "ledger.kinds",
    ]
    _owned_by = ("company_id",)
    _fitting = {
        name: of_kind(kind, "self")
        for name, kind in {
            "account_item_id": "account",
            "expense_item_id": "account",
            "journal_item_id": "journal",
            "cost_centre_item_id": "cost_centre",
            "project_item_id": "project",
            "default_customer_item_id": "customer",
            "payment_journal_item_id": "journal",
            "payment_account_item_id": "account",
        }.items()
    }
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
    stopped = fields.Boolean(
        readonly=True,
        copy=False,
        help="Nothing is exported or imported until it goes on.",
    )
    problem_code = fields.Char(readonly=True, copy=False)
    problem_detail = fields.Char(readonly=True, copy=False)
    problem = fields.Char(compute="_compute_problem")
    run_ids = fields.One2many("ledger.run", "connection_id")
    item_ids = fields.One2many("ledger.item", "connection_id")
    mapping_ids = fields.One2many("ledger.mapping", "connection_id")
    text_ids = fields.One2many("ledger.text", "connection_id", string="Free Fields")

    # The administration, and who may call it
    administration_code = fields.Char(
        string="Administration", readonly=True, copy=False
    )
    administration_name = fields.Char(readonly=True, copy=False)
    available_administrations = fields.Json(readonly=True, copy=False)
    organisation = fields.Char(readonly=True, copy=False)
    other_organisation = fields.Char(readonly=True, copy=False)
    database_identity = fields.Char(readonly=True, copy=False)
    is_copy = fields.Boolean(compute="_compute_identity")
    confirmed_at = fields.Datetime(readonly=True, copy=False)
    connected_at = fields.Datetime(readonly=True, copy=False)
    authorised_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    deactivated_at = fields.Datetime(readonly=True, copy=False)
    redirect_uri = fields.Char(
        string="Redirect Address",
        compute="_compute_identity",
        help="Register this address for your application at the ledger.",
    )

    # What is exported, and how
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
    final = fields.Selection(
        [("draft", "Draft"), ("final", "Final")],
        "Book Entries As",
        default="draft",
        required=True,
        help="Final entries can't be changed in the ledger any more.",
    )
    numbering = fields.Selection(
        [
            ("odoo", "Odoo"),
            ("ledger", "The ledger"),
            ("take", "The ledger, and the invoice takes its number"),
        ],
        string="Who Numbers",
        default="ledger",
        required=True,
        help="Odoo: an entry gets the digits of the invoice's number, which must be "
        "free in the ledger's journal. The ledger: it takes its next number.",
    )
    attach_pdf = fields.Boolean(
        string="Attach PDF",
        default=True,
        help="The PDF of the invoice, and other PDFs and photos that are attached to "
        "it, are laid beside the entry.",
    )
    pdf_days = fields.Integer(
        string="PDF Link (days)",
        default=90,
        help="For so long the link in the ledger opens the invoice's PDF, and so long "
        "again since it was opened, or the entry exported, the last time. 0: entries "
        "get no link.",
    )
    pdf_revision = fields.Integer(readonly=True, copy=False)
    can_attach = fields.Boolean(compute="_compute_can")
    can_number = fields.Boolean(compute="_compute_can")
    can_draft = fields.Boolean(compute="_compute_can")
    can_pay = fields.Boolean(compute="_compute_can")
    has_journals = fields.Boolean(compute="_compute_can")

    account_item_id = _item(
        "account",
        "Default Ledger Account",
        help="Used for income of sales whose account is not mapped. "
        "Leave it empty to refuse such invoices instead.",
    )
    expense_item_id = _item(
        "account",
        "Default Expense Account",
        help="Used for costs of bills whose account is not mapped. "
        "Leave it empty to refuse such bills instead.",
    )
    journal_item_id = _item("journal", "Default Ledger Journal")
    cost_centre_item_id = _item(
        "cost_centre",
        "Default Cost Centre",
        help="For lines without a mapped analytic account, as far as the ledger "
        "account allows a cost centre.",
    )
    project_item_id = _item("project", "Default Project")

    # Customers and suppliers
    relation_code = fields.Selection(
        [
            ("ledger", "The ledger chooses"),
            ("ref", "The reference of the partner in Odoo"),
        ],
        string="Code of New Customers",
        default="ledger",
        required=True,
        help="The code that a customer or supplier gets when it is created in the "
        "ledger.",
    )
    update_relations = fields.Boolean(
        default=True,
        help="Changes of name, address, numbers, bank account and the like go to the "
        "ledger. What is changed there is never overwritten by what did not change "
        "in Odoo.",
    )
    default_customer_item_id = _item(
        "customer",
        "Default Customer",
        copy=False,
        help="The collective customer for those that shall not get one of their own, "
        "as the buyers of a web shop.",
    )
    default_customer_individuals = fields.Boolean(
        string="For Individuals",
        help="Individuals without a VAT number are booked on the default customer.",
    )
    default_customer_category_ids = fields.Many2many(
        "res.partner.category",
        string="For Tags",
        help="Partners with one of these tags are booked on the default customer.",
    )

    # Payments
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
    payment_by_journal = fields.Boolean(
        string="Use Mapped Bank Journals",
        help="A payment is registered in the Odoo journal that is mapped to the bank "
        "book of the ledger, else in the journal above. Leave it off where Odoo reads "
        "the bank statements too: they would count twice.",
    )
    difference_account_id = fields.Many2one(
        "account.account",
        string="Differences",
        check_company=True,
        ondelete="restrict",
        help="Discounts, write-offs and bank charges that were kept back at matching. "
        "Empty: shown for your decision.",
    )
    settlement_account_id = fields.Many2one(
        "account.account",
        string="Settled by Journal Entry",
        check_company=True,
        ondelete="restrict",
        help="What was settled by a journal entry instead of money. Empty: shown for "
        "your decision.",
    )
    locked_payments = fields.Selection(
        [("wait", "Ask me"), ("next", "Register on the first open day")],
        string="In Locked Periods",
        default="wait",
        required=True,
        help="What was paid or undone in a period that is locked in Odoo.",
    )
    notify = fields.Selection(
        [("none", "Nobody"), ("daily", "Once a day"), ("once", "At each import")],
        string="Tell of Payments",
        default="none",
        required=True,
    )
    notify_user_ids = fields.Many2many("res.users", string="Tell Whom")
    payment_export = fields.Boolean(
        string="Export Payments",
        help="Payments registered in Odoo are booked in the ledger and matched with "
        "the invoices there. Leave it off where the ledger reads the bank itself.",
    )
    payment_journal_item_id = _item(
        "journal",
        "Journal for Payments",
        help="Used for payments whose journal is not mapped.",
    )
    payment_account_item_id = _item(
        "account",
        "Bank or Clearing Account",
        help="Used for payments whose account is not mapped. Take a clearing account "
        "where the ledger reads the bank statements itself.",
    )
    log_days = fields.Integer("Keep Log (days)", default=90, help="Older is deleted.")
    control_from = fields.Date("Control Report From", help="Empty: the last 400 days.")

    progress = fields.Char(compute="_compute_progress")
    health_text = fields.Text(string="To Mend", compute="_compute_health_text")
    last_export_at = fields.Datetime("Last Export", compute="_compute_runs")
    last_import_at = fields.Datetime("Last Payment Import", compute="_compute_runs")
    last_control_at = fields.Datetime("Last Control", compute="_compute_runs")
    waiting_count = fields.Integer(compute="_compute_counts")
    rejected_count = fields.Integer(compute="_compute_counts")
    doubt_count = fields.Integer(compute="_compute_counts")
    done_count = fields.Integer(compute="_compute_counts", help="1000: or more.")
    draft_count = fields.Integer(
        string="Not Final Yet",
        compute="_compute_counts",
        help="Draft entries in the ledger: they can't be paid there yet.",
    )
    changed_count = fields.Integer(compute="_compute_counts")
    conflict_count = fields.Integer(compute="_compute_counts")
    difference_count = fields.Integer(compute="_compute_counts")
    mapping_count = fields.Integer(compute="_compute_counts")
    relation_problem_count = fields.Integer(compute="_compute_counts")

    _administration_uniq = models.UniqueIndex(
        "(company_id, provider, administration_code) "
        "WHERE active AND administration_code IS NOT NULL",
        "This company already has a connection to this administration.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        connections = super().create(vals_list)
        for work in CRONS:
            self.env["ledger.run"]._get(connections, work)
        return connections

    def copy_data(self, default=None):
        """Without what is the original's alone."""
        return super().copy_data({**dict.fromkeys(self._fitting), **(default or {})})

    def write(self, vals):
        """What was given for one server is not for another."""
        names = self._get_address_fields().intersection(vals)
        moved = self.filtered(
            lambda one: any((one[n] or False) != (vals[n] or False) for n in names)
        )
        moved.sudo().credential_ids._forget(secrets=True)
        return super().write(vals)

    @api.model
    def _get_address_fields(self):
        return {"provider", "server_url"}

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

    @api.constrains(*CHECKED)
    def _check_settings(self):
        self.env["ledger.access"]._check_address(self)
        self.env["ledger.work"]._ask_all("_check", self)

    @api.constrains("login_id")
    def _check_log_in(self):
        self.env["ledger.login"]._check_log_in(self)

    @api.onchange("start_date")
    def _onchange_start_date(self):
        told = self.env["ledger.work"]._ask_all("_warn_of_start", self)
        return next(filter(None, told), None)

    @api.depends("run_ids.problem", "problem_code", "problem_detail")
    def _compute_problem(self):
        for connection in self:
            own = self.env["ledger.problem"]._words(
                connection.problem_code,
                detail=connection.problem_detail,
                connection=connection,
            )
            texts = [own, *connection.run_ids.mapped("problem")]
            connection.problem = "\n".join(dict.fromkeys(filter(None, texts))) or False

    @api.depends_context("lang", "tz")
    def _compute_progress(self):
        for connection in self:
            texts = filter(None, connection.run_ids.mapped("progress"))
            stopped = self.env._("Stopped: nothing is exported or imported.")
            connection.progress = " ".join(texts) or (connection.stopped and stopped)

    @api.depends("run_ids.done_at")
    def _compute_runs(self):
        for connection in self:
            runs = {run.work: run for run in connection.run_ids}
            for work in ("export", "import", "control"):
                connection[f"last_{work}_at"] = work in runs and runs[work].done_at

    def _compute_counts(self):
        for counts in self.env["ledger.work"]._ask_all("_get_counts", self):
            for name, numbers in counts.items():
                for connection in self:
                    connection[name] = numbers.get(connection.id, 0)

    @api.depends("state", "credential_ids.expires_at", "login_id")
    @api.depends_context("lang")
    def _compute_health_text(self):
        for connection in self:
            told = self.env["ledger.work"]._ask_all("_get_warnings", connection)
            connection.health_text = "\n".join(filter(None, told)) or False

    def _compute_identity(self):
        for connection in self:
            connection.is_copy = self.env["ledger.identity"]._is_copy(connection)
            connection.redirect_uri = connection.get_base_url() + CALLBACK

    def _compute_can(self):
        for connection in self:
            ledger = connection.provider and connection._look()
            connection.can_attach = ledger and has(ledger, "attach")
            connection.can_number = ledger and ledger.traits.own_numbers
            connection.can_draft = ledger and ledger.traits.entries == "draft"
            books = ledger.traits.books if ledger else ()
            connection.can_pay = any(kind.is_payment for kind in books)
            connection.can_enter = Kind.ENTRY in books
            connection.has_journals = ledger and "journal" in ledger.kinds

    def _ask(self, work, at=None, full=False):
        """Ask for a work (see ``ledger.run``) on these connections, now or ``at`` one
        or several moments; ``full``: all of it, not only what changed."""
        if self:
            self.env["ledger.request"]._put(self, work, at, full)
            self._trigger_work(work, at)

    def _trigger_work(self, work, at):
        """Here of the crons, which work on all connections."""
        self.env["ledger.run"]._wake(work, at)

    def _open(self):
        return self.env["ledger.access"]._open(self)

    def _look(self):
        return self.env["ledger.access"]._look(self)
