from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...ledger.values import Guide, Vocabulary


class LedgerProvider(models.AbstractModel):
    """Which ledger a connection leads to, and what its users call things.

    A connector adds its ledger to ``provider`` by ``selection_add`` and says nothing
    of ``ondelete``: when it is uninstalled the connection stays, with all that is known
    of it, and is that ledger's again when the connector comes back.
    """

    _name = "ledger.provider"
    _description = "Provider of a Ledger Connection"

    provider = fields.Selection(
        [],
        string="Ledger",
        default=lambda self: self._get_only_provider(),
        tracking=True,
        help="The software in which your accountant keeps the books.",
    )
    former_provider = fields.Char(
        readonly=True, copy=False, help="Of which the connector was uninstalled."
    )
    ledger_name = fields.Char(compute="_compute_words")
    administration_label = fields.Char("Word for the Books", compute="_compute_words")
    journal_label = fields.Char(compute="_compute_words")

    @api.model
    def _get_only_provider(self):
        """That of the only connector that is installed."""
        codes = [code for code, _name in self._fields["provider"].selection]
        return len(codes) == 1 and codes[0]

    @api.constrains("name", "provider")
    def _check_provider(self):
        for connection in self:
            if not (connection.provider or connection.former_provider):
                raise ValidationError(self.env._("Choose the ledger."))

    @api.onchange("provider")
    def _onchange_provider(self):
        self.name = self.name or self.ledger_name

    @api.depends("provider", "former_provider")
    @api.depends_context("lang")
    def _compute_words(self):
        names = dict(self._fields["provider"]._description_selection(self.env))
        for connection in self:
            words = connection._get_vocabulary()
            connection.ledger_name = (
                names.get(connection.provider) or connection.former_provider
            )
            connection.administration_label = _label(words.administration)
            connection.journal_label = _label(words.journal)

    def _get_vocabulary(self):
        """That of ``_<provider>_vocabulary()``, completed by the general words."""
        own = getattr(self, f"_{self.provider}_vocabulary", Vocabulary)()
        return Vocabulary(
            administration=own.administration or self.env._("books"),
            journal=own.journal or self.env._("journal"),
        )

    def _get_guide(self):
        """That of ``_<provider>_guide()``: how one comes to a client id and logs in."""
        return getattr(self, f"_{self.provider}_guide", Guide)()

    def _get_export_label(self):
        """What the button says that exports through these; False where none can."""
        names = sorted({one.ledger_name for one in self if one.provider})
        if not names:
            return False
        return self.env._("Export to %(ledger)s", ledger=" / ".join(names))

    def _is_in_use(self):
        """Neither archived nor disconnected."""
        return self.active and self.state != "disconnected"

    # When a connector goes and comes back

    def write(self, vals):
        """Whose it was is kept."""
        if not vals.get("provider", True):
            for code, some in self.grouped("provider").items():
                if code:
                    super(LedgerProvider, some).write({"former_provider": code})
        return super().write(vals)

    def init(self):
        """Called for each connector that is installed or updated."""
        if not self._auto:
            return
        codes = [code for code, _name in self._fields["provider"].selection]
        self.env.cr.execute(
            SQL(
                """UPDATE %s SET provider = former_provider, former_provider = NULL
                    WHERE provider IS NULL AND former_provider = ANY(%s)""",
                SQL.identifier(self._table),
                codes,
            )
        )


def _label(word):
    """A word of a sentence, to stand by itself."""
    return word[:1].upper() + word[1:]
