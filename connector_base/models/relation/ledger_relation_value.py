from odoo import models

from ...ledger.values import ItemKind, Relation


class LedgerRelation(models.Model):
    """The partner as the ledger shall know it."""

    _inherit = "ledger.relation"

    def _value(self):
        self.ensure_one()
        partner = self.partner_id.with_company(self.company_id)
        mandate, signed, bank = self._get_mandate(partner)
        bank = bank or self._get_banks(partner)[:1]
        return Relation(
            kind=ItemKind(self.role),
            code=self._get_code(),
            name=partner.name or "",
            street=", ".join(filter(None, (partner.street, partner.street2))),
            postcode=partner.zip or "",
            city=partner.city or "",
            country=partner.country_id.code or "",
            vat="" if partner.vat == "/" else partner.vat or "",
            chamber=partner.company_registry or "",
            email=partner.email_normalized or "",
            phone=partner.phone or "",
            website=partner.website or "",
            iban=bank.sanitized_acc_number or "",
            bic=bank.bank_bic or "",
            payment_days=self._get_payment_days(partner),
            mandate=mandate or "",
            mandate_date=signed or None,
            is_company=partner.is_company,
        )

    def _get_code(self):
        """The ledger's code where it is known, else our own, where the connection
        wants that."""
        if self.item_id:
            return self.item_id.code
        own = self.connection_id.relation_code == "ref"
        return (self.partner_id.ref or "").strip() if own else ""

    def _get_payment_days(self, partner):
        sells = self.role == "customer"
        term = (
            partner.property_payment_term_id
            if sells
            else partner.property_supplier_payment_term_id
        )
        return max(term.line_ids.mapped("nb_days")) if term.line_ids else None

    def _get_banks(self, partner):
        """The accounts of the partner itself, in its own order."""
        companies = (self.company_id.browse(), self.company_id)
        return partner.bank_ids.filtered(lambda bank: bank.company_id in companies)

    def _get_mandate(self, partner):
        """(reference, date signed, bank account) of the direct debit mandate; empty
        values for none. Modules that keep mandates override it."""
        banks = self._get_banks(partner)
        if "mandate_ids" in banks._fields:
            for mandate in banks.mandate_ids.filtered(lambda m: m.state == "valid"):
                if mandate.company_id == self.company_id:
                    reference = mandate.unique_mandate_reference
                    return reference, mandate.signature_date, mandate.partner_bank_id
        bank = banks.filtered("ledger_mandate")[:1]
        return bank.ledger_mandate, bank.ledger_mandate_date, bank
