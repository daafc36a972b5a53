"""Fair use: what Exact Online counts, per application and division.

Source: Exact Online developer knowledge base, API limits. The numbers differ by
contract: the answers' headers tell them.
"""

from odoo.addons.connector_base.ledger.budget import Limit

from . import const


def limits(client_id: str, division: str) -> tuple[Limit, ...]:
    key = f"exact:{client_id}:{division}"
    return (
        Limit(
            key=f"{key}:minute",
            credits=60,
            headers="X-RateLimit-Minutely",
            ceiling=False,
        ),
        # Thousands a day are not counted here: the ledger says when none is left.
        Limit(key=f"{key}:day", seconds=const.DAY_SECONDS, headers="X-RateLimit"),
    )
