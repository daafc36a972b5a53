"""Whose entry has which number in the ledger, as far as we booked it."""

from .ledger_export import DEAD


def holder_of(connection):
    """A function (document, number) -> the invoice whose entry bears it there, in the
    same journal; none where nobody's does."""

    def get_holder(document, number):
        found = connection.env["ledger.export"].search(
            [
                ("connection_id", "=", connection.id),
                ("ledger_number", "=", number),
                ("ledger_journal", "=", document.key.journal or False),
                ("state", "not in", DEAD),
                ("ledger_gone", "=", False),
            ],
            limit=1,
        )
        return found.move_id

    return get_holder
