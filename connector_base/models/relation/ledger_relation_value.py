from dataclasses import asdict

from odoo import api, models

from ...ledger.values import Address, ItemKind, Relation
from ..mapping.ledger_text import Untold


class LedgerRelationValue(models.AbstractModel):
    """A partner as the ledger shall know it."""

    _name = "ledger.relation.value"
    _description = "Customer or Supplier as the Ledger Shall Know It"

    @api.model
    def _of(self, link):
        """A ``Relation``."""
        link.ensure_one()
        partner = link.partner_id.with_company(link.company_id)
        mandate, signed, bank = self._get_mandate(link, partner)
        bank = bank or self._get_banks(link, partner)[:1]
        return Relation(
            kind=ItemKind(link.role),
            code=self._get_code(link),
            name=partner.name or "",
            **asdict(self._get_address(partner)),
            vat="" if partner.vat == "/" else partner.vat or "",
            chamber=partner.company_registry or "",
            email=partner.email_normalized or "",
            phone=partner.phone or "",
            website=partner.website or "",
            iban=bank.sanitized_acc_number or "",
            bic=bank.bank_bic or "",
            currency=self._get_currency(link, partner),
            payment_days=self._get_payment_days(link, partner),
            mandate=mandate or "",
            mandate_date=signed or None,
            delivery=self._get_delivery(partner),
            is_company=partner.is_company,
            texts=self._get_texts(link, partner),
        )

    @api.model
    def _get_address(self, partner):
        return Address(
            street=", ".join(filter(None, (partner.street, partner.street2))),
            postcode=partner.zip or "",
            city=partner.city or "",
            country=partner.country_id.code or "",
        )

    @api.model
    def _get_delivery(self, partner):
        """The address of its first contact for deliveries, where it is another one."""
        contact = partner.browse(partner.address_get(["delivery"])["delivery"])
        address = self._get_address(contact)
        known = (Address(), self._get_address(partner))
        return None if address in known else address

    @api.model
    def _get_texts(self, link, partner):
        """Of one that is about to be created; what can't be told is not."""
        if link.item_id:
            return ()
        try:
            return tuple(link.connection_id.text_ids._get_texts(partner))
        except Untold:
            return ()

    @api.model
    def _get_code(self, link):
        """The ledger's code where it is known, else our own, where the connection
        wants that."""
        if link.item_id:
            return link.item_id.code
        own = link.connection_id.relation_code == "ref"
        return (link.partner_id.ref or "").strip() if own else ""

    @api.model
    def _get_payment_days(self, link, partner):
        name = {
            "customer": "property_payment_term_id",
            "supplier": "property_supplier_payment_term_id",
        }[link.role]
        term = partner[name]
        return max(term.line_ids.mapped("nb_days")) if term.line_ids else None

    @api.model
    def _get_currency(self, link, partner):
        """Of its price list, or of what is bought from it; "" where none is said."""
        if link.role == "customer":
            return partner.property_product_pricelist.currency_id.name or ""
        bought = partner._fields.get("property_purchase_currency_id")
        return bought and partner[bought.name].name or ""

    @api.model
    def _get_banks(self, link, partner):
        """The accounts of the partner itself, in its own order."""
        companies = (link.company_id.browse(), link.company_id)
        return partner.bank_ids.filtered(lambda bank: bank.company_id in companies)

    @api.model
    def _get_mandate(self, link, partner):
        """(reference, date signed, bank account) of the direct debit mandate; empty
        values for none. Modules that keep mandates override it."""
        banks = self._get_banks(link, partner)
        if "mandate_ids" in banks._fields:
            for mandate in banks.mandate_ids.filtered(lambda m: m.state == "valid"):
                if mandate.company_id == link.company_id:
                    reference = mandate.unique_mandate_reference
                    return reference, mandate.signature_date, mandate.partner_bank_id
        bank = banks.filtered("ledger_mandate")[:1]
        return bank.ledger_mandate, bank.ledger_mandate_date, bank
