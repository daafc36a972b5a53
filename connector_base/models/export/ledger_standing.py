from dataclasses import replace

from odoo import api, fields, models
from odoo.tools import SQL

from ...ledger.matching import is_same
from ...ledger.values import Entries, Ref, to_json
from ..composing.problem import Problem
from .ledger_export import DEAD


class LedgerStanding(models.AbstractModel):
    """What stands in an administration, and whose it is.

    An entry belongs to one export, whichever connection that went through; and what
    was exported once is exported, though the connection was made anew since.
    """

    _name = "ledger.standing"
    _description = "What Stands in the Books"

    # Whose books

    @api.model
    def _get_name(self, connection):
        """Of the administration: the same for all connections that lead there."""
        parts = ("provider", "server_url", "organisation", "administration_code")
        return "|".join(connection[name] or "" for name in parts)

    @api.model
    def _get_connections(self, connection):
        """All that lead, or led, into the same books. The organisation may not be
        known of one that is new or old."""
        connection = connection.sudo()
        if not connection.administration_code:
            return connection
        names = ("provider", "server_url", "administration_code")
        same = connection.with_context(active_test=False).search(
            [(name, "=", connection[name]) for name in names]
        )
        organisations = {False, "", connection.organisation}
        return connection | same.filtered(
            lambda one: not connection.organisation or one.organisation in organisations
        )

    @api.model
    def _get_live(self, connection, moves):
        """{move: its present export into the books of ``connection``}"""
        exports = self.env["ledger.export"].sudo()
        rows = exports.search(
            [
                ("connection_id", "in", self._get_connections(connection).ids),
                *exports._live_domain(moves),
            ]
        )
        return {row.move_id: row for row in rows}

    @api.model
    def _take_over(self, connection):
        """What went through a connection that was archived since goes on by the one
        that leads to the same books now."""
        former = self._get_connections(connection).filtered(
            lambda one: not one.active and one.company_id == connection.company_id
        )
        exports = self.env["ledger.export"]
        rows = exports.search([("connection_id", "in", former.ids)])
        if rows:
            known = exports.search([("connection_id", "=", connection.id)]).move_id
            rows.filtered(lambda r: r.move_id not in known).connection_id = connection

    # Whose entry

    @api.model
    def _get_holders(self, connection, ids):
        """{``Booked.id``: the export that the entry belongs to}"""
        rows = self.env["ledger.export"].search(
            [
                ("connection_id", "in", self._get_connections(connection).ids),
                ("ledger_id", "in", list(ids)),
                ("state", "!=", "removed"),
                ("ledger_gone", "=", False),
            ]
        )
        return {row.ledger_id: row for row in rows}

    @api.model
    def _taken(self, row, id_):
        """The ledger gave ``id_`` to a new entry: another one of it, of which we have
        not heard yet, must be gone."""
        holder = self.env["ledger.export"].search(
            [
                ("administration", "=", row.administration),
                ("ledger_id", "=", id_),
                ("state", "!=", "removed"),
                ("ledger_gone", "=", False),
                ("id", "!=", row.id),
            ]
        )
        if id_ and holder:
            holder.ledger_gone = True
            holder.flush_recordset()

    @api.model
    def _get_former(self, row):
        """Exports of the same invoice whose entries still stand there, cancelled by
        their opposites."""
        return self.env["ledger.export"].search(
            [("move_id", "=", row.move_id.id or 0), ("state", "=", "superseded")]
        )

    @api.model
    def _get_ours(self, connection):
        """({``Booked.id``: ``Ours``}, {``Booked.id``: row id}) of the invoices that
        stand in the ledger by this connection."""
        self.env["ledger.export"].flush_model()
        query = SQL(
            """
            SELECT id, ledger_id, ledger_memo, ledger_open, ledger_total,
                   booked_document -> 'key'
              FROM ledger_export
             WHERE connection_id = %s AND ledger_id IS NOT NULL
               AND state NOT IN %s AND mode != 'reverse' AND payment_id IS NULL
               AND booked_document -> 'key' ->> 'kind' IS DISTINCT FROM 'entry'
          ORDER BY COALESCE(ledger_gone, false) DESC, id
            """,
            connection.id,
            DEAD,
        )
        told, rows = {}, {}
        for id_, ledger_id, *said in self.env.execute_query(query):
            told[ledger_id], rows[ledger_id] = said, id_
        return Entries(told), rows

    # Look up

    @api.model
    def _look_up(self, rows, ledger):
        """Where ``rows`` of one connection stand, by one look-up."""
        self._find({row: self._get_present(row) for row in rows}, ledger)

    @api.model
    def _find(self, documents, ledger):
        """``documents``: {row: what is looked for}, of one connection."""
        if not documents:
            return
        keys = list(dict.fromkeys(document.key for document in documents.values()))
        found = ledger.find(keys)
        ids = {hit.id for hits in found.values() for hit in hits}
        connection = next(iter(documents)).connection_id
        holders = self._get_holders(connection, ids) if ids else {}
        for row, document in documents.items():
            self._judge(row, document, found[document.key], holders, ledger.traits)
            if row.state == "done":
                holders[row.ledger_id] = row

    @api.model
    def _get_present(self, row):
        """The document as it was sent, but for the code of its customer, which may
        have got another one there."""
        document = row._document()
        if not document.relation.code:
            return document
        role = "customer" if document.key.kind.is_sale else "supplier"
        item = self.env["ledger.item"].search(
            [
                ("connection_id", "=", row.connection_id.id),
                ("kind", "=", role),
                ("remote_id", "=", document.relation.id or False),
            ],
            limit=1,
        )
        if not item or item.code == document.relation.code:
            return document
        key = document.key
        return replace(
            document,
            relation=Ref(code=item.code, id=document.relation.id),
            key=replace(key, relation=key.relation and item.code),
        )

    @api.model
    def _judge(self, row, document, hits, holders, traits):
        """An entry of another export is none of ours; of the others the one that is
        equal in all that the ledger tells is this one."""
        free = [hit for hit in hits if holders.get(hit.id, row) == row]
        equal = [hit for hit in free if is_same(hit, document)]
        if len(equal) == 1:
            row._done(equal[0], adopted=True)
            return
        if free:
            code, shown = "several_entries" if equal else "different_entry", free
            detail = ", ".join(
                f"{hit.key.journal} {hit.number}".strip() for hit in shown
            )
        elif row.error_code == "duplicate":
            others = [holders[hit.id] for hit in hits if hit.id in holders]
            code = "duplicate_ours" if others else "duplicate_elsewhere"
            detail = ", ".join(
                f"{one.display_name} ({one.ledger_journal} {one.ledger_number})"
                for one in others
            )
        elif row.state == "in_doubt":
            row._missed(traits)
            return
        else:
            # Never sent: there is nothing to wait for.
            return
        row.looked_up_at = fields.Datetime.now()
        problem = Problem.on(code, row._subject(), detail)
        row._refuse([problem], row.error_text)

    # Before it is sent for the first time

    @api.model
    def _get_unseen_domain(self, connection):
        """Of what is older than the connection and was not looked up since."""
        since = connection.connected_at or connection.create_date
        return [
            ("mode", "=", "book"),
            "|",
            ("move_id.create_date", "<", since),
            ("payment_id.create_date", "<", since),
            "|",
            ("looked_up_at", "=", False),
            ("looked_up_at", "<", since),
        ]

    @api.model
    def _look_up_old(self, composed, ledger):
        """``composed``: {row: document} of rows that wait and may stand there from
        before. Those that do not are sent next."""
        for row, document in composed.items():
            row.document = to_json(document)
            row.looked_up_at = fields.Datetime.now()
        # Booked there once more on purpose, it is no question what stands there.
        fresh = {row: one for row, one in composed.items() if not one.attempt}
        self._find(fresh, ledger)

    @api.model
    def _is_restored(self, row):
        """Whether it may have been booked by a database whose backup this one is."""
        since = row.connection_id.confirmed_at
        return bool(
            since
            and row._subject().create_date < since
            and not (row.looked_up_at and row.looked_up_at >= since)
        )
