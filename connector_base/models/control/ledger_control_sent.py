from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ...ledger.comparing import Sent
from ...ledger.money import ZERO, debit_of
from ...ledger.values import Kind, Part
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
        query = SQL(
            """
            SELECT id, booked_document FROM ledger_export
             WHERE id IN %s AND booked_document IS NOT NULL
            """,
            exports._ids,
        )
        documents = dict(self.env.execute_query(query))
        connection = exports.connection_id[:1]
        untold = self._get_untold(connection)
        days = {fields.Date.to_date(one["date"]) for one in documents.values()}
        # Where the ledger does not tell how its periods end, it knows better.
        periods = {
            day: period.code
            for day, period in get_periods(connection, days).items()
            if (period.attributes or {}).get("end")
        }
        return {id_: get_sent(one, periods, untold) for id_, one in documents.items()}

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


def get_sent(document, periods, untold):
    """``document``: as plain JSON, in which amounts are texts; ``periods``: {day:
    code}; ``untold``: codes of accounts."""
    key, relation = document["key"], document["relation"]
    day, lines = fields.Date.to_date(document["date"]), document["lines"]
    parts = [
        Part(
            account=line["account"]["code"],
            vat=_code(line, "vat"),
            cost_centre=_code(line, "cost_centre"),
            project=_code(line, "project"),
            amount=Decimal(line["amount"]),
        )
        for line in lines
        if line["account"]["code"] not in untold
    ]
    # Cents of another currency are moved, and the rest of a charge to the buyer that
    # is not deducted is a cost.
    own = document["currency"] == document["company_currency"]
    exact = own and not any(line.get("reverse") for line in lines)
    return Sent(
        relation=relation["code"],
        relation_id=relation.get("id", ""),
        journal=key["journal"],
        number=key["number"],
        date=day,
        mark=document.get("mark", ""),
        total=_get_total(document, "amount"),
        balance=_get_total(document, "balance"),
        vat=ZERO - _sum(lines, "vat_amount"),
        period=document.get("period") or periods.get(day, ""),
        parts=tuple(parts),
        exact=exact,
    )


def _get_total(document, name):
    """As of ``Document``."""
    if document["key"]["kind"] == Kind.ENTRY.value:
        return debit_of(Decimal(line[name]) for line in document["lines"])
    return _sum(document["dues"], name)


def _sum(rows, name):
    return sum((Decimal(row.get(name) or 0) for row in rows), ZERO)


def _code(line, name):
    return (line.get(name) or {}).get("code", "")
