import logging
from dataclasses import asdict, dataclass

from ...ledger.errors import UNREADABLE

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Problem:
    """Why a document can't be composed: a code of ``ledger.problem`` and what it is
    about."""

    code: str
    model: str = ""
    ids: tuple = ()
    detail: str = ""

    @classmethod
    def on(cls, code, records, detail=""):
        return cls(code, records._name, tuple(records.ids), detail)

    def as_json(self):
        return asdict(self)

    def words(self, connection):
        """What is wrong and what to do, in the language of the connection's user."""
        records = self.model and connection.env[self.model].browse(self.ids)
        return connection.env["ledger.problem"]._words(
            self.code,
            connection=connection,
            records=records or None,
            detail=self.detail,
        )


def attempt(subject, compose, *args):
    """``compose(*args)``; where what is kept of ``subject`` is not as it should be, it
    alone is refused."""
    try:
        return compose(*args)
    except UNREADABLE as error:
        _logger.exception("%s can't be composed", subject)
        return None, [Problem.on("record_unreadable", subject, type(error).__name__)]


class Problems(list):
    """All that stands in the way of one document."""

    def add(self, code, records, detail=""):
        self.append(Problem.on(code, records, detail))

    def check(self, item, missing, record):
        """``item``, when it exists and is open in the ledger; else that is a problem
        too: of code ``missing``, and with ``record`` of Odoo."""
        if not item:
            self.add(missing, record)
        elif not item.active:
            self.add("item_closed", record, item.display_name)
        return item
