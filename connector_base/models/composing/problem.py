from dataclasses import asdict, dataclass


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
