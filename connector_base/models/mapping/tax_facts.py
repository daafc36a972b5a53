"""What is known of a tax, in the words of ``ledger/vat.py``; and of an account."""

from decimal import Decimal

from ...ledger import vat

# What is sold or bought under the tax, as Odoo's charts say it.
SCOPES = {"service": "services", "merch": "goods", "consu": "goods", "invest": "goods"}


def facts_of(tax):
    """A ``vat.Vat`` of this ``account.tax``."""
    tax = tax.with_context(lang="en_US")
    parts = tax.invoice_repartition_line_ids
    said = (tax.name, tax.description, tax.invoice_label)
    return vat.of_tax(
        use=tax.type_tax_use,
        rate=Decimal(str(tax.amount)) if tax.amount_type == "percent" else None,
        reverse=min(parts.mapped("factor_percent"), default=0) < 0,
        deductible=_get_deductible(tax),
        boxes=[_get_box(tax, tag) for tag in parts.tag_ids if tag.name],
        scope=SCOPES.get(tax.tax_scope, ""),
        name=" ".join(filter(None, said)),
    )


def is_levy(tax):
    """A fixed amount, or one that is withheld: no VAT anywhere."""
    return tax.amount_type == "fixed" or tax.amount < 0


def is_like(account, item):
    """Whether the ledger's account may be of the same kind, as far as it tells."""
    attributes = item.attributes or {}
    group, statement = attributes.get("group"), attributes.get("type")
    if group:
        return group == account.internal_group
    if statement:
        ours = account.internal_group in ("income", "expense")
        return ours == (statement == "profit_and_loss")
    return True


def _get_box(tax, tag):
    """(country, box): of "+1e (omzet)" and "89_TAX" what stands in the form."""
    country = tag.country_id.code or tax.country_id.code or ""
    return country, tag.name.split(" ")[0].split("_")[0].lstrip("+-")


def _get_deductible(tax):
    """Which part of what is paid is claimed back, in percent: the rest is a cost."""
    parts = tax.invoice_repartition_line_ids.filtered(
        lambda part: part.repartition_type == "tax" and part.factor_percent > 0
    )
    whole = sum(parts.mapped("factor_percent"))
    if tax.type_tax_use != "purchase" or not (whole and tax.amount):
        return vat.HUNDRED
    claimed = sum(parts.filtered(_is_claimed).mapped("factor_percent"))
    return Decimal(str(round(100 * claimed / whole, 2)))


def _is_claimed(part):
    account = part.account_id
    charged = account.internal_group in ("income", "expense")
    return part.use_in_tax_closing or bool(account and not charged)
