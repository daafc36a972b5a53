"""What settles an invoice here, and whose that is."""


class Settling:
    """Of one exported invoice: amounts in its currency, positive where they settle it.

    ``own``: {allocation: what is registered for it}; ``exported``: {``Booked.id`` of a
    payment that was exported: what it pays here}; ``foreign``: {another entry: what it
    settles}: what a person, a till or a payment provider registered.
    """

    def __init__(self, export):
        self.currency = export.move_id.currency_id
        self.sign = -export.move_id.direction_sign
        self.rows = export.allocation_ids
        self.own = dict.fromkeys(self.rows, 0.0)
        self.exported, self.foreign = {}, {}
        for entry, amount in self._parts(export.move_id).items():
            self._assign(export.connection_id, entry, amount)

    def _parts(self, move):
        """{entry: what it settles of the invoice}"""
        parts = {}
        lines = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        for partial in lines.matched_debit_ids | lines.matched_credit_ids:
            if partial.debit_move_id in lines:
                entry = partial.credit_move_id.move_id
                amount = self.sign * partial.debit_amount_currency
            else:
                entry = partial.debit_move_id.move_id
                amount = -self.sign * partial.credit_amount_currency
            parts[entry] = parts.get(entry, 0.0) + amount
        return parts

    def _assign(self, connection, entry, amount):
        rows = self.rows.filtered(
            lambda one: (
                entry in one.payment_ids.move_id | one.entry_ids | one.offset_move_id
            )
        )
        if rows:
            # Of several matches of the same two to each what it has, then what it lacks
            for share in (self._registered, self.missing):
                for row in rows:
                    part = min(amount, max(share(row), 0.0))
                    self.own[row] += part
                    amount = self.currency.round(amount - part)
            self.own[rows[-1]] += amount
            return
        sent = entry.origin_payment_id.ledger_export_ids.filtered(
            lambda one: one.connection_id == connection and one.ledger_id
        )
        of, key = (self.exported, sent[:1].ledger_id) if sent else (self.foreign, entry)
        of[key] = of.get(key, 0.0) + amount

    def wanted(self, row):
        """What the ledger says that it settles."""
        return self.currency.round(self.sign * row.amount) if row.present else 0.0

    def missing(self, row):
        return self.currency.round(self.wanted(row) - self.own[row])

    def is_undone(self, row):
        """Whether somebody took back here what was registered for it."""
        return self.currency.compare_amounts(self.own[row], self._registered(row)) < 0

    def _registered(self, row):
        return self.sign * row.applied_amount

    @property
    def distance(self):
        """How far the sum that is settled here is from that in the ledger."""
        here = [*self.own.values(), *self.exported.values(), *self.foreign.values()]
        return abs(self.currency.round(sum(here) - sum(map(self.wanted, self.rows))))

    def get_missing(self, ours):
        """{row: what is to be registered for it}, without what others settled here by
        the same amounts, one by one or all together. ``ours``: ids of payments that
        were exported: what they settled in the ledger they do here, too."""
        left, rest = {}, {**self.exported}
        for row in self.rows:
            amount, by = self.missing(row), {*(row.settled_by or [])}
            if amount * self.wanted(row) < 0:
                # More is settled with that document than it is about.
                amount = 0.0
            if by and by <= ours:
                amount = 0.0
                for id_ in by:
                    rest.pop(id_, None)
            for id_ in by & {*rest}:
                part = min(amount, rest[id_])
                rest[id_] -= part
                amount = self.currency.round(amount - part)
            if not self.currency.is_zero(amount):
                left[row] = amount
        return self._without_equal(left, [*self.foreign.values(), *rest.values()])

    def _without_equal(self, left, others):
        for row, amount in list(left.items()):
            same = (one for one in others if self.currency.is_zero(one - amount))
            if (one := next(same, None)) is not None:
                others.remove(one)
                del left[row]
        equal = self.currency.is_zero(sum(others) - sum(left.values()))
        return {} if equal else left
