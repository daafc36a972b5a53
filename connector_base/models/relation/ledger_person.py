from odoo import api, models
from odoo.exceptions import AccessError

from ...ledger import redact
from ...ledger.packing import pack

# Of a partner and of what the ledger told: what a person is known by.
KNOWN_BY = ("name", "email", "phone", "vat", "street", "company_registry")
KEPT = ("sent", "attempt", "refused", "error_text")
BATCH = 500


class LedgerPerson(models.AbstractModel):
    """What is kept of a person beside the books: what the ledger was told and told us,
    and what the log has of that. Exports, which prove what was booked, are the books'.
    """

    _name = "ledger.person"
    _description = "Data of a Person"

    @api.model
    def _check(self):
        if not self.env.user.has_group("account.group_account_manager"):
            raise AccessError(
                self.env._("Only an accounting administrator may do that.")
            )

    @api.model
    def _get_links(self, partners):
        partners.check_access("read")
        return self.env["ledger.relation"].search([("partner_id", "in", partners.ids)])

    @api.model
    def _get_kept(self, partners):
        """As plain JSON: of each link what is kept, and which calls spoke of it."""
        self._check()
        people = partners | partners.commercial_partner_id
        links = self._get_links(people)
        words = self._get_words(people, links)
        return {
            "links": [
                {
                    "connection": link.connection_id.display_name,
                    "role": link.role,
                    "code": link.item_id.code,
                    "name": link.item_id.name,
                    "known_there": link.item_id.attributes or {},
                    **{name: link[name] for name in KEPT},
                }
                for link in links
            ],
            "log": [
                {"at": row.at.isoformat(), "operation": row.operation}
                for row in self._get_log(links, words)
            ],
        }

    @api.model
    def _erase(self, partners):
        """All of it, but for the links of the company that a person works for: it goes
        on being invoiced. What the ledger still has comes in again by its refresh."""
        self._check()
        links = self._get_links(partners)
        words = self._get_words(partners, links)
        met = self._get_links(partners.commercial_partner_id) | links
        for row in self._get_log(met, words).sudo():
            row.write(
                {
                    "url": redact.text(row.url or "", secrets=words),
                    "error": redact.text(row.error or "", secrets=words),
                    "request_gz": pack(redact.text(row.request, secrets=words)),
                    "response_gz": pack(redact.text(row.response, secrets=words)),
                }
            )
        items = links.sudo().item_id
        proposals = self.env["ledger.relation.proposal"].sudo()
        proposals.search([("item_id", "in", items.ids)]).unlink()
        links.unlink()
        items.write({"name": False, "attributes": False})

    @api.model
    def _get_words(self, partners, links):
        """What the person is known by, long enough to be found."""
        people = partners | partners.child_ids.filtered(
            lambda one: one.type == "delivery"
        )
        words = {person[name] for person in people for name in KNOWN_BY}
        words.update(people.bank_ids.mapped("acc_number"))
        for item in links.sudo().item_id:
            words.update([item.name, *(item.attributes or {}).values()])
        return sorted(
            word
            for word in words
            if isinstance(word, str) and len(word) >= redact.SHORTEST
        )

    @api.model
    def _get_log(self, links, words):
        rows = found = self.env["ledger.log"]
        domain = [("connection_id", "in", links.connection_id.ids)]
        for start in range(0, rows.search_count(domain), BATCH):
            some = rows.search(domain, limit=BATCH, offset=start)
            found |= some.filtered(lambda row: self._speaks_of(row, words))
            some.invalidate_recordset()
        return found

    @api.model
    def _speaks_of(self, row, words):
        said = "\n".join(filter(None, (row.url, row.error, row.request, row.response)))
        return said != redact.text(said, secrets=words)
