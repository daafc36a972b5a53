"""Master data to begin with."""

from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref


def chart():
    """A small Dutch one, without journals."""
    rates = (
        ("VH", "VAT high", "21.00", ["NL1A"]),
        ("VL", "VAT low", "9.00", ["NL1B"]),
        ("VN", "VAT zero", "0.00", ["NL1E"]),
    )
    return [
        Item(kind=ItemKind.ACCOUNT, ref=Ref(code="8000"), name="Revenue"),
        Item(kind=ItemKind.ACCOUNT, ref=Ref(code="8100"), name="Revenue low"),
        *(
            Item(
                kind=ItemKind.VAT,
                ref=Ref(code=code),
                name=name,
                attributes={"use": "sale", "percentage": percentage, "groups": groups},
            )
            for code, name, percentage, groups in rates
        ),
    ]
