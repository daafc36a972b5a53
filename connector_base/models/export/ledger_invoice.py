from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain
from odoo.tools import mute_logger

from ..composing.choices import Choices
from ..composing.composer import Composer
from ..composing.outcomes import UNDECIDED
from ..mapping.move_kinds import ENTRY


class LedgerInvoice(models.AbstractModel):
    """Invoices, bills and credit notes: which of them are to be exported, and how."""

    _name = "ledger.invoice"
    _description = "Invoice to Export"
    _inherit = "ledger.subject"
    _field = "move_id"

    @api.model
    def _enqueue_due(self, connection, all_of_them):
        if all_of_them and connection.auto_export and not connection.at_night:
            self._enqueue_automatic(connection)

    @api.model
    def _enqueue_automatic(self, connection):
        """What was posted from the starting date on and has no row yet."""
        moves = self.env["account.move"].search(
            self.env["ledger.scope"]._get_domain(connection)
            & Domain("id", "not in", self._get_exported())
        )
        if moves:
            self._enqueue(moves, {})

    @api.model
    def _get_exported(self, *domain):
        """The invoices of the exports that fit, for a domain."""
        exports = self.env["ledger.export"]
        return exports._search([("move_id", "!=", False), *domain]).subselect("move_id")

    @api.model
    def _enqueue(self, moves, choices):
        """Intend to export ``moves``; returns the rows that will be sent. Nothing is
        sent here: a request of a browser may be executed several times.

        What is exported or under way already, through whichever connection to the same
        books, is left alone; so is what a person has to look at first.
        """
        moves.check_access("read")
        now = fields.Datetime.now()
        known, new = self.env["ledger.export"].sudo().browse(), []
        asked = self.env["ledger.connection"].sudo()
        # In the order in which they were made, whatever a list showed.
        for move, connection, row in self._get_present(
            moves.sorted(lambda m: (m.invoice_date or m.date, m.id))
        ):
            if not row:
                new.append(
                    {
                        "connection_id": connection.id,
                        "move_id": move.id,
                        "next_try": now,
                        **choices,
                    }
                )
            elif row.state in ("waiting", "rejected") and row.error_code != UNDECIDED:
                known |= row
            else:
                continue
            asked |= connection
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                made = known.create(new)
        except UniqueViolation as error:
            # Somebody else pressed for one of them at this moment: Odoo does all of
            # it once more, and then sees theirs.
            raise ConcurrencyError() from error
        # Those that are about to be sent anyway are not touched.
        known.filtered(
            lambda row: choices or row.state != "waiting" or row.next_try > now
        )._again(choices)
        rows = known | made
        asked._ask("export")
        return rows

    @api.model
    def _get_present(self, moves):
        """(move, its connection, its present export or none) of those that have a
        connection: what is exported stays where it is, whatever its journal goes
        through since."""
        none, live = self.env["ledger.export"].sudo(), {}
        connections = self.env["ledger.scope"]._for_moves(moves)
        for row in none.search(none._live_domain(moves), order="id"):
            if row.connection_id._is_in_use():
                connections[row.move_id] = row.connection_id
        for connection in self.env["ledger.connection"].union(*connections.values()):
            mine = moves.filtered(lambda m, c=connection: connections[m] == c)
            live |= self.env["ledger.standing"]._get_live(connection, mine)
        for move in moves:
            if connections[move]:
                yield move, connections[move], live.get(move, none)

    @api.model
    def _mapped(self, connections, mended):
        """As ``ledger.work``: export what was refused for want of a rule."""
        fixes = self.env["ledger.problem"]._get_fixes()
        kinds = {code: kind for code, (_model, kind) in fixes.items()}
        mine = [("connection_id", "in", connections.ids), ("state", "=", "rejected")]
        refused = self.env["ledger.export"].sudo()
        refused = refused.search([*mine, ("error_code", "in", tuple(kinds))])
        rows = refused.filtered(
            lambda row: all(
                (kinds.get(problem["code"]), id_) in mended
                for problem in row.problems or []
                for id_ in problem["ids"]
            )
        )
        if rows:
            rows._again({})
            rows._trigger()

    @api.model
    def _compose_for(self, row, rules):
        composer = Composer(row.move_id, rules, self._get_choices(row))
        return composer.document, composer.problems

    @api.model
    def _get_dialog(self, moves, connections):
        """The export dialog for ``moves``."""
        return {
            "type": "ir.actions.act_window",
            "name": connections._get_export_label(),
            "res_model": "ledger.export.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_ids": moves.ids},
        }

    @api.model
    def _get_choices(self, row):
        return Choices(
            relation=row.relation_item_id,
            journal=row.journal_item_id,
            account=row.account_item_id,
            vat=row.vat_item_id,
            period=row.period_item_id,
            final=row.final or "",
            link=row.move_id.move_type != ENTRY
            and self.env["ledger.document.link"]._get_key(row)
            or "",
        )
