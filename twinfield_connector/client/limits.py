"""Fair use: what Twinfield counts, and how much it allows.

Source: Twinfield developer documentation, Fair Use Policy.
"""

from odoo.addons.connector_base.ledger.budget import Limit

# ProcessXml roots that only ask; they cost one credit, all others three.
_ASKING = ("list", "read", "columns", "accountcode", "accountcodes")
READ, WRITE = 1, 3


def credits(root: str) -> int:
    """What a ProcessXml document costs. A dimension type is asked for by its own
    root, and that counts as writing."""
    return READ if root in _ASKING else WRITE


def limits(client_id: str, organisation: str) -> tuple[Limit, ...]:
    """Those of a certified application. One that Wolters Kluwer has not certified gets
    a twentieth, and is told so by the headers of the answers."""
    return (
        Limit(
            key=f"twinfield:{client_id}:{organisation}",
            credits=500,
            concurrent=10,
            headers="X-RateLimit",
        ),
        Limit(key=f"twinfield:{client_id}", credits=1000, concurrent=20),
    )
