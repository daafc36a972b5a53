from odoo import fields, models

from ...models.mapping.ledger_mapping import CONDITIONS, TARGETS


class LedgerCopyWizard(models.TransientModel):
    """Take over the mapping rules of another connection."""

    _name = "ledger.copy.wizard"
    _inherit = "ledger.guarded"
    _description = "Copy Mappings"

    connection_id = fields.Many2one(
        "ledger.connection", required=True, ondelete="cascade", string="To"
    )
    source_id = fields.Many2one(
        "ledger.connection",
        required=True,
        ondelete="cascade",
        string="From",
        domain="[('id', '!=', connection_id)]",
    )

    def action_copy(self):
        self.ensure_one()
        made = self._copy_rules()
        action = self.connection_id._open_list("ledger_mapping_action")
        return {**action, "domain": [("id", "in", made.ids)]}

    def _copy_rules(self):
        """The rules of the source that the target has none for: each with the item of
        the same code, as a suggestion where there is none. Returns those made."""
        target = self.connection_id
        known = {_key(rule, rule._record()) for rule in target.mapping_ids}
        items = {(item.kind, item.code): item for item in target.item_ids}
        made, kinds = target.mapping_ids.browse(), target._look().kinds
        for rule in self.source_id.mapping_ids.filtered(lambda r: r.kind in kinds):
            record = _counterpart(rule._record(), target.company_id)
            if rule._record() and not record:
                continue
            item = items.get((rule.kind, rule.item_id.code), rule.item_id.browse())
            values = {
                "connection_id": target.id,
                "item_id": item.id,
                "suggested": rule.suggested or not (item or rule.apart),
                TARGETS[rule.kind]: record.id,
            }
            if _key(rule, record) not in known:
                made |= rule.copy(values)
        return made


def _key(rule, record):
    """What no two rules of a connection have in common."""
    conditions = (*CONDITIONS, "product_scope", "move_type")
    return rule.kind, record.id, *(rule[name] for name in conditions)


def _counterpart(record, company):
    """The same record in this company, found by code, or name of tax and the like; or
    none."""
    owners = record.company_ids if "company_ids" in record else record.company_id
    if not record or not owners or company in owners:
        return record
    has_code = record._name in ("account.account", "account.journal")
    field = "code" if has_code else "name"
    wanted = record.with_company(owners[:1])[field]
    records = record.with_company(company).search(record._check_company_domain(company))
    return records.filtered(lambda one: one[field] == wanted)[:1]
