from odoo import api, models

from ...ledger import vat
from .tax_facts import facts_of, is_levy, is_like


class LedgerVatCodes(models.AbstractModel):
    """What a person shall know who chooses a VAT code, or an account, of the ledger."""

    _name = "ledger.vat.codes"
    _description = "VAT Codes of the Ledger"

    @api.model
    def _why_none(self, connection, use=""):
        """(problem code, detail) of why there is no VAT code to choose for this ``use``
        ("sale", "purchase", "" for any); (None, "") where there are some."""
        items = (
            self.env["ledger.item"]
            .with_context(active_test=False)
            .search([("connection_id", "=", connection.id), ("kind", "=", "vat")])
        )
        usable = items.filtered("active")
        uses = {(item.attributes or {}).get("use") or "" for item in usable}
        if usable and (not use or uses & {"", use}):
            return None, ""
        if usable:
            return f"vat_codes_of_{'purchases' if use == 'sale' else 'sales'}", ""
        if items:
            return "vat_codes_blocked", ", ".join(items.mapped("code"))
        run = self.env["ledger.run"]._get(connection, "items")
        if "access_denied" in (connection.problem_code, run.problem_code):
            return "vat_codes_denied", ""
        return "vat_codes_none" if run.done_at else "vat_codes_unread", ""

    @api.model
    def _explain_none(self, connection, use=""):
        """The same in words; False where there are some."""
        code, detail = self._why_none(connection, use)
        words = self.env["ledger.problem"]
        return words._words(code, connection=connection, detail=detail)

    @api.model
    def _judge(self, rule, item):
        """Why ``item`` is a strange choice for this rule, or why there is none, in
        words; False for nothing."""
        if rule.kind == "vat" and rule.connection_id and not item:
            use = rule.tax_id.type_tax_use or ""
            return self._explain_none(rule.connection_id, use)
        return self._warn(rule, item)

    @api.model
    def _warn(self, rule, item):
        if rule.account_id and item and not is_like(rule.account_id, item):
            return self.env._(
                "%(item)s is of another kind there than %(account)s is here.",
                item=item.display_name,
                account=rule.account_id.display_name,
            )
        if not (rule.tax_id and item) or is_levy(rule.tax_id):
            return False
        tax = facts_of(rule.tax_id)
        code = vat.of_code(item.name or "", item.attributes or {})
        texts = [
            self._warn_of(what, tax, code) for what in vat.contradictions(tax, code)
        ]
        return " ".join(filter(None, texts)) or False

    @api.model
    def _warn_of(self, what, tax, code):
        """Not of cases: these are read out of names as well."""
        if what == "use":
            if tax.use == "sale":
                return self.env._("The VAT code is for purchases, the tax for sales.")
            return self.env._("The VAT code is for sales, the tax for purchases.")
        if what == "rate" and None not in (code.rate, tax.rate):
            if tax.deductible == code.rate == 0:
                # Of what is not claimed at all nothing is booked as VAT.
                return ""
            return self.env._(
                "The VAT code charges %(theirs)s %%, the tax %(ours)s %%.",
                theirs=f"{code.rate.normalize():f}",
                ours=f"{tax.rate.normalize():f}",
            )
        if what == "reverse":
            if code.reverse:
                return self.env._(
                    "With the VAT code the buyer owes the VAT, with the tax not."
                )
            return self.env._(
                "With the tax the buyer owes the VAT, with the VAT code not."
            )
        if what == "deductible":
            return self.env._("The VAT code claims another part of the VAT back.")
        return ""
