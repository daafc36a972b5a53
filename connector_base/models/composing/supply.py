from ...ledger.values import Supply
from ..mapping.move_kinds import ENTRY, day_of

NORTHERN_IRELAND = "XI"


def get_supply(item, vat, problems):
    """What an intra-community supply is reported by, else None. Where the ledger does
    not say whether the VAT code is one, the partner decides."""
    intra = vat and (vat.attributes or {}).get("intra")
    move = item.move_id
    partner = move.commercial_partner_id
    if move.move_type == ENTRY:
        partner = item.partner_id.commercial_partner_id
    if not vat or intra is False:
        return None
    service = item.product_id.type == "service"
    if intra is None and not _is_intra(item, partner, service):
        return None
    if not partner.vat or partner.vat == "/":
        problems.add("vat_number_missing", partner, vat.display_name)
        return None
    return Supply(
        kind="services" if service else "goods",
        country=_get_country(partner),
        vat=partner.vat,
        date=move.delivery_date or day_of(move),
    )


def _get_country(partner):
    """In which it is reported: Monaco's VAT is France's, and who has a number of
    Northern Ireland trades from there."""
    prefix = (partner.vat or "")[:2].upper()
    if prefix == NORTHERN_IRELAND:
        return prefix
    code = partner.country_id.code or {"EL": "GR"}.get(prefix, prefix)
    return {"MC": "FR"}.get(code, code)


def _is_intra(item, partner, service):
    """A business in another country of the Union, and no VAT charged. Northern Ireland
    is in it for goods."""
    europe = {*item.env.ref("base.europe").country_ids.mapped("code")}
    home = item.company_id.account_fiscal_country_id.code
    home = {"MC": "FR"}.get(home, home)
    there = _get_country(partner)
    if not service:
        europe.add(NORTHERN_IRELAND)
    charged = any(
        sum(
            repartition.factor_percent
            for repartition in tax.invoice_repartition_line_ids
            if repartition.repartition_type == "tax"
        )
        and tax.amount
        for tax in item.tax_ids.flatten_taxes_hierarchy()
    )
    return bool(
        partner.vat and there != home and {there, home} <= europe and not charged
    )
