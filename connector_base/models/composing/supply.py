from ...ledger.values import Supply


def get_supply(item, vat, problems):
    """What an intra-community supply is reported by, else None. Where the ledger does
    not say whether the VAT code is one, the partner decides."""
    intra = vat and (vat.attributes or {}).get("intra")
    move = item.move_id
    partner = move.commercial_partner_id
    if not vat or intra is False:
        return None
    if intra is None and not _is_intra(item, partner):
        return None
    if not partner.vat or partner.vat == "/":
        problems.add("vat_number_missing", partner, vat.display_name)
        return None
    service = item.product_id.type == "service"
    return Supply(
        kind="services" if service else "goods",
        country=partner.country_id.code or partner.vat[:2],
        vat=partner.vat,
        date=move.delivery_date or move.invoice_date,
    )


def _is_intra(item, partner):
    """A business in another country of the Union, and no VAT charged."""
    europe = item.env.ref("base.europe").country_ids
    home = item.company_id.account_fiscal_country_id
    there = partner.country_id
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
        partner.vat and there != home and {there, home} <= set(europe) and not charged
    )
