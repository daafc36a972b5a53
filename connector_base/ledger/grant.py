"""What lets a connector call the ledger."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Grant:
    """What the admin granted: ``token(stale=None)`` gives an access token that is
    valid now, never the one passed as ``stale``; ``account`` is what the provider's
    ``_<provider>_account`` learnt about whom it belongs to."""

    token: object
    account: dict = field(default_factory=dict)
