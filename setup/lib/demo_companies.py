"""What the demo's companies are like, and what they sell."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """What the demo has to know of a ledger. ``place``: what its sandbox calls the
    administration, ``code``: which one, and of which ``seed``; ``zero``: the VAT code
    of zero-rated sales; ``account``: the ledger account of what is not mapped;
    ``journal``: that of sales; ``limits``: of the sandbox, where the real ones would
    make a demo of minutes; ``settings`` of the connection."""

    provider: str
    name: str
    place: str
    code: str
    zero: str
    account: str
    journal: str
    seed: str = "default"
    limits: dict | None = None
    settings: dict


@dataclass(frozen=True, kw_only=True)
class Country:
    """A company's: its ``chart``, with the ``taxes`` that the patterns name, what its
    customers are like, and the ledgers."""

    name: str
    chart: str
    taxes: dict[str, str]
    customer: dict[str, str]
    ledgers: tuple[Ledger, ...]


TWINFIELD = {
    "provider": "twinfield",
    "name": "Twinfield",
    "place": "office",
    "settings": {"final": "final"},
}
EXACT = {
    "provider": "exact",
    "name": "Exact Online",
    "place": "division",
    "zero": "0",
    "limits": {"minutely": 1000, "daily": 100000},
    # A PDF for each invoice takes a second; switch it on in the settings.
    "settings": {"attach_pdf": False},
}
COUNTRIES = {
    "nl": Country(
        name="Dutch",
        chart="nl",
        taxes={
            "high": "btw_21",
            "service": "btw_21_d",
            "low": "btw_9",
            "zero": "btw_0",
            "eu": "btw_X0_producten",
        },
        customer={
            "name": "Voorbeeldklant {:02} B.V.",
            "street": "Voorbeeldstraat {}",
            "zip": "10{:02} AA",
            "city": "Voorbeeldstad",
            "email": "administratie@klant{:02}.example",
        },
        ledgers=(
            Ledger(**TWINFIELD, code="NL001", zero="VN", account="8000", journal="VRK"),
            Ledger(**EXACT, code="124132", account="8000", journal="70"),
        ),
    ),
    "be": Country(
        name="Belgian",
        # The one for companies; "be" is what it and the one for associations share.
        chart="be_comp",
        taxes={
            "high": "attn_VAT-OUT-21-L",
            "service": "attn_VAT-OUT-21-S",
            "low": "attn_VAT-OUT-06-L",
            "zero": "attn_VAT-OUT-00-L",
            "eu": "attn_VAT-OUT-00-EU-L",
        },
        customer={
            "name": "Client d'exemple {:02} SA",
            "street": "Rue de l'Exemple {}",
            "zip": "10{:02}",
            "city": "Exempleville",
            "email": "factures@client{:02}.example",
        },
        ledgers=(
            Ledger(
                **TWINFIELD,
                code="BE001",
                zero="V0",
                account="700000",
                journal="VEN",
                seed="be",
            ),
            Ledger(**EXACT, code="210001", account="700000", journal="700"),
        ),
    ),
}
# (quantity, price, discount %, tax), by turns: all rates, mixed lines, discounts
PATTERNS = [
    [(1, 100.00, 0, "high")],
    [(3, 33.33, 0, "high"), (2, 12.55, 0, "low")],
    [(7, 19.99, 10, "high")],
    [(10, 4.95, 0, "low"), (1, 25.00, 0, "zero")],
    [(1, 1250.00, 5, "service"), (12, 0.37, 0, "low")],
    [(2, 60.00, 0, "zero")],
    [(1, 500.00, 0, "high"), (1, -50.00, 0, "high"), (4, 8.15, 12.5, "low")],
    [(13, 1.99, 0, "low"), (17, 0.89, 0, "high"), (3, 7.77, 0, "zero")],
]
