from .common import LedgerCase


class MappingCase(LedgerCase):
    def suggest(self):
        self.connection.mapping_ids.unlink()
        self.env["ledger.suggestion"]._suggest(self.connection)
        return {
            rule._record(): rule.item_id.code for rule in self.connection.mapping_ids
        }

    def give(self, kind, code, connection=None, **attributes):
        """An item of the ledger."""
        values = {
            "connection_id": (connection or self.connection).id,
            "kind": kind,
            "code": code,
            "remote_id": code,
            "name": code,
            "attributes": attributes,
        }
        return self.env["ledger.item"].sudo().create(values)

    def rule(self, kind, field, record, **values):
        self.connection.mapping_ids.filtered(lambda r: r[field] == record).unlink()
        of = {"connection_id": self.connection.id, "kind": kind, field: record.id}
        return self.env["ledger.mapping"].create({**of, **values})
