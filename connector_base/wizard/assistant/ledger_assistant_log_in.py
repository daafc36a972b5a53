from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...ledger import oauth
from ...models.mapping.ledger_books import OBSTACLES
from .ledger_assistant_page import of


class LedgerAssistantLogIn(models.AbstractModel):
    """The pages up to the books: ledger, client id, log-in, and which books."""

    _name = "ledger.assistant.log.in"
    _inherit = "ledger.assistant.page"
    _description = "Connect a Ledger: Log In"

    guide = fields.Html(compute="_compute_guide", sanitize=False)
    log_in_hint = fields.Char(compute="_compute_guide")
    redirect_uri = fields.Char(related="connection_id.redirect_uri")
    login_id = of(fields.Many2one, "login_id")
    can_share = fields.Boolean(compute="_compute_can_share")
    client_id = of(fields.Char, "client_id", groups="account.group_account_manager")
    client_secret = of(
        fields.Char, "client_secret", groups="account.group_account_manager"
    )
    has_secret = fields.Boolean(related="connection_id.has_secret")
    is_unsealed = fields.Boolean(
        related="connection_id.is_unsealed", groups="account.group_account_manager"
    )
    server_url = of(fields.Char, "server_url")
    account = fields.Char(compute="_compute_account")

    books_ids = fields.One2many("ledger.assistant.books", "assistant_id")
    shared = fields.Boolean(
        string="Shared With Another Company",
        help="Tick it only where these books are those of several companies of Odoo "
        "on purpose.",
    )
    is_taken = fields.Boolean(compute="_compute_is_taken")
    administration_name = fields.Char(related="connection_id.administration_name")

    def write(self, vals):
        """The address first: secrets that were given for another one are forgotten."""
        connections = self.env["ledger.connection"]
        names = connections._get_address_fields() & {*vals} - {"provider"}
        if names:
            self.connection_id.write({name: vals[name] for name in names})
        return super().write({n: vals[n] for n in vals if n not in names})

    # Ledger

    def _leave_ledger(self):
        if not self.provider:
            raise UserError(self.env._("Choose the ledger."))
        connection = self.connection_id or self._get_begun() or self._make()
        if connection.provider != self.provider:
            connection.write({"provider": self.provider, "name": self._get_name()})
        self.connection_id = connection
        self._go("application")

    def _get_begun(self):
        """Who begins twice goes on with the first one."""
        return self.env["ledger.connection"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("provider", "=", self.provider),
                ("state", "=", "draft"),
                ("setup_step", "!=", False),
            ],
            limit=1,
        )

    def _make(self):
        return self.env["ledger.connection"].create(
            {
                "company_id": self.company_id.id,
                "provider": self.provider,
                "name": self._get_name(),
            }
        )

    def _get_name(self):
        """That of the ledger, with a number where there is one already."""
        name = dict(self._get_providers())[self.provider]
        taken = self.env["ledger.connection"].search_count(
            [("company_id", "=", self.company_id.id), ("provider", "=", self.provider)]
        )
        return f"{name} {taken + 1}" if taken else name

    # Application and log-in

    @api.depends("connection_id")
    @api.depends_context("lang")
    def _compute_guide(self):
        for assistant in self:
            guide = assistant.connection_id._get_guide()
            link = Markup('<p><a href="%s" target="_blank" rel="noopener">%s</a></p>')
            items = Markup("").join(Markup("<li>%s</li>") % one for one in guide.steps)
            assistant.log_in_hint = guide.log_in
            assistant.guide = (
                (link % (guide.address, guide.address) if guide.address else "")
                + (Markup("<ol>%s</ol>") % items if items else Markup(""))
            ) or False

    def _compute_can_share(self):
        for assistant in self:
            one = assistant.connection_id
            assistant.can_share = one.login_id or self.env[
                "ledger.connection"
            ].search_count(
                [
                    ("provider", "=", one.provider),
                    ("server_url", "=", one.server_url),
                    ("state", "=", "connected"),
                    ("login_id", "=", False),
                    ("id", "!=", one.id),
                ],
                limit=1,
            )

    def _leave_application(self):
        connection = self.connection_id
        if not (connection.login_id or (self.client_id and connection.has_secret)):
            raise UserError(
                self.env._("Enter the client id and the client secret first.")
            )
        self._go("log_in")
        if connection.login_id or not self._has_log_in_page():
            self._log_in()

    def _has_log_in_page(self):
        grant = self.env["ledger.access"]._call(self.connection_id, "oauth")
        return isinstance(grant, oauth.Provider)

    def _leave_log_in(self):
        return self._log_in()

    def _log_in(self):
        """To the ledger's log-in page; where nobody has to log in, to the books."""
        action = self.connection_id.action_connect()
        if action.get("type") == "ir.actions.act_url":
            return action
        self._go(self._get_step(self.connection_id))
        self.problem = not self.connection_id.administration_code and (
            self.connection_id.problem
        )
        return None

    def _compute_account(self):
        for assistant in self:
            connection = assistant.connection_id
            credential = self.env["ledger.access"]._get_credential(connection)
            known = credential.account or {}
            names = filter(None, (known.get("user"), known.get("organisation")))
            assistant.account = " · ".join(names)

    # Books

    def _enter_books(self):
        offered = self.connection_id.available_administrations or []
        names = ("code", "name", "currency")
        self.books_ids = [
            fields.Command.clear(),
            *(
                fields.Command.create({name: one.get(name) for name in names})
                for one in offered
            ),
        ]

    def _compute_is_taken(self):
        for assistant in self:
            code = assistant.connection_id.problem_code
            assistant.is_taken = code == "administration_taken"

    @api.model
    def _get_same(self, connection, code):
        """Others of the company to the same administration."""
        same = [("provider", "=", connection.provider), ("id", "!=", connection.id)]
        mine = [*same, ("company_id", "=", connection.company_id.id)]
        return connection.search([*mine, ("administration_code", "=", code)])

    @api.model
    def _choose_only(self, connection, code):
        """The only one that is offered, unless it has its connection already."""
        if not self._get_same(connection, code):
            self.env["ledger.login"]._choose(connection, code)

    def _choose(self, code):
        return self._try(lambda: self._take(code))

    def _take(self, code):
        connection = self.connection_id
        if same := self._get_same(connection, code):
            raise UserError(
                self.env._(
                    "%(connection)s leads to these books already.",
                    connection=same[0].display_name,
                )
            )
        missing = connection._choose(code, shared=self.shared)
        if connection.problem_code in OBSTACLES:
            self.problem = connection.problem
            return
        self._go("mapping")
        # What can be done without shows when it is needed.
        self.problem = missing or False

    def _leave_books(self):
        connection = self.connection_id
        if not connection.administration_code:
            word = connection._get_vocabulary().administration
            raise UserError(
                self.env._("Choose the %(administration)s.", administration=word)
            )
        self._go("mapping")
