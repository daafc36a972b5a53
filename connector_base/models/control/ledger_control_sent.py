import datetime
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ...ledger.comparing import Sent
from ...ledger.values import Part
from ..composing.period import get_periods


class LedgerControlSent(models.AbstractModel):
    """What was sent, for the comparison with what stands there."""

    _name = "ledger.control.sent"
    _description = "Entries as They Were Sent"

    @api.model
    def _get(self, exports):
        """{export id: Sent} of what stands in the ledger."""
        if not exports:
            return {}
        exports.flush_recordset(["booked_document"])
        # Amounts as text: Odoo reads numbers of PostgreSQL as floats.
        query = SQL(
            """
            SELECT id, document->'relation'->>'code', document->'relation'->>'id',
                   document->'key'->>'journal', document->'key'->>'number',
                   document->>'date', document->>'mark',
                   (SELECT SUM((due->>'amount')::numeric)::text
                      FROM jsonb_array_elements(document->'dues') due),
                   (SELECT SUM((due->>'balance')::numeric)::text
                      FROM jsonb_array_elements(document->'dues') due),
                   (SELECT (-SUM((line->>'vat_amount')::numeric))::text
                      FROM jsonb_array_elements(document->'lines') line),
                   document->>'period', document->'lines',
                   document->>'currency' = document->>'company_currency'
              FROM (SELECT id, booked_document AS document
                      FROM ledger_export
                     WHERE id IN %s AND booked_document IS NOT NULL) export
            """,
            exports._ids,
        )
        rows = self.env.execute_query(query)
        connection = exports.connection_id[:1]
        untold = self._get_untold(connection)
        days = {datetime.date.fromisoformat(row[5]) for row in rows}
        # Where the ledger does not tell how its periods end, it knows better.
        periods = {
            day: period.code
            for day, period in get_periods(connection, days).items()
            if (period.attributes or {}).get("end")
        }
        return {row[0]: _sent(row, periods, untold) for row in rows}

    @api.model
    def _get_untold(self, connection):
        """Codes of accounts of which the ledger may not tell what stands there."""
        query = SQL(
            """
            SELECT code FROM ledger_item
             WHERE connection_id = %s AND kind = 'account'
               AND attributes->>'type' = 'balance'
            """,
            connection.id,
        )
        self.env["ledger.item"].flush_model()
        return {code for (code,) in self.env.execute_query(query)}


def _sent(row, periods, untold):
    (relation, relation_id, journal, number, day, mark, total, balance, vat) = row[1:10]
    period, lines, own = row[10:]
    day = datetime.date.fromisoformat(day)
    parts = [
        Part(
            account=line["account"]["code"],
            vat=_code(line, "vat"),
            cost_centre=_code(line, "cost_centre"),
            project=_code(line, "project"),
            amount=Decimal(line["amount"]),
        )
        for line in lines or ()
        if line["account"]["code"] not in untold
    ]
    # Cents of another currency are moved, and the rest of a charge to the buyer that
    # is not deducted is a cost.
    exact = own and not any(line.get("reverse") for line in lines or ())
    return Sent(
        relation=relation or "",
        relation_id=relation_id or "",
        journal=journal or "",
        number=number or "",
        date=day,
        mark=mark or "",
        total=Decimal(total or 0),
        balance=Decimal(balance or 0),
        vat=Decimal(vat or 0),
        period=period or periods.get(day, ""),
        parts=tuple(parts),
        exact=exact,
    )


def _code(line, name):
    return (line.get(name) or {}).get("code", "")
