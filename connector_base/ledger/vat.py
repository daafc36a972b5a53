"""What a VAT code of the ledger and a tax of Odoo have in common.

Of both is known on which side of trade they stand, how much is charged, whether the
buyer owes it, how much of it is deducted and what it is for. That last one is told by
the boxes of the VAT return, else by what the ledger says of supplies within the Union,
and where these leave several possibilities by the words in the name. A code is proposed
for a tax where nothing speaks against it, it is for all that the tax may be for, and no
other code is as good. Bookkeeping is not guessed.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .vat_cases import BOXES, EU, GOODS, SERVICES, WORLD, Case

HUNDRED = Decimal(100)
TOLD = {
    "goods": Case.EU_GOODS,
    "services": Case.EU_SERVICES,
    "triangle": Case.TRIANGLE,
}


_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?) ?%")
# What names say, in the languages of these countries and English.
_WORDS = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "goods": r"goods|goeder|product|\bbiens|marchandis|\bwaren\b|\bliefer|\blever|"
        r"livrais|deliver",
        "acquired": r"acquisi|erwerb|verwerv",
        "imported": r"import|invoer|einfuhr",
        "services": r"servi[cz]|dienst|leistung|prestation",
        "triangle": r"triang|dreieck|driehoek|\ba-?b-?c\b",
        "reverse": r"verlegd|reverse|referred|\b13b|co-?contract|medecontract|"
        r"autoliquid|steuerschuldner",
        "world": r"buiten (de )?(eu\b|europe)|outside (the )?(eu\b|europe)|non-?eu\b|"
        r"extra-?comm|hors (de l.)?ue\b|au(ß|ss)erhalb|drittl|third countr|"
        r"export|uitvoer|ausfuhr",
        "eu": r"intra-?comm|innergem|\bic[pl]\b|\beu\b|\bue\b|europe",
        "distance": r"\boss\b|one.stop|distan|afstand|remote|fernverk|versandh",
        "outside": r"nicht steuerb|niet belastbaar|not taxable|non-?taxable|hors champ",
        "undeducted": r"(non|not|niet|nicht)[- ]?(d[eé]duct|aftrek|abzieh|abzug)|"
        r"ohne vorsteuer",
        "special": r"marge|margin|differenz|priv[eé]|eigen gebruik|private|farmer|"
        r"landbouw|landwirt|vehicle|voertuig|fahrzeug",
    }.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vat:
    """What is known of a tax or a VAT code. ``use``: "sale", "purchase", or "" for
    both; ``rate`` and ``deductible`` in percent, which like ``reverse`` are None where
    they are not known; ``cases``: all that it may be for."""

    use: str
    rate: Decimal | None
    reverse: bool | None
    cases: frozenset[Case]
    deductible: Decimal | None = HUNDRED


def of_code(name: str, attributes: Mapping[str, Any]) -> Vat:
    """A VAT code, by what ``values.Item`` tells of it."""
    rate = _amount(attributes.get("percentage"))
    words = _words(name)
    boxes = [(group[:2], group[2:]) for group in attributes.get("groups") or ()]
    use = attributes.get("use") or ""
    reverse = attributes.get("reverse")
    if reverse is None and use == "purchase" and rate:
        # Not told: its boxes, else its name must do.
        told = _in_boxes(boxes) or words & {"reverse", "world", "eu"}
        reverse = bool(told) and told != {Case.HOME}
    cases = _in_boxes(boxes)
    if cases:
        cases = _narrow(cases, words)
    elif attributes.get("eu") in TOLD:
        cases = frozenset({TOLD[attributes["eu"]]})
    elif attributes.get("intra"):
        cases = _narrow(EU, words)
    elif attributes.get("reported") is False:
        cases = frozenset({Case.UNREPORTED})
    else:
        within = frozenset() if attributes.get("intra") is False else EU
        cases = _by_words(rate, reverse, words, within)
    return Vat(
        use=use,
        rate=rate,
        reverse=reverse,
        cases=cases,
        deductible=_deductible(name, attributes, rate),
    )


def of_tax(
    *,
    use: str,
    rate: Decimal | None,
    reverse: bool,
    deductible: Decimal,
    boxes: Iterable[tuple[str, str]],
    scope: str,
    name: str,
) -> Vat:
    """A tax. ``boxes``: (country, box) of an invoice; ``scope``: "goods", "services" or
    "" for both; ``name``: all that is said of it."""
    words = _words(name) | ({scope} & _WORDS.keys())
    cases = _in_boxes(boxes)
    if cases:
        cases = _narrow(cases, words)
    else:
        cases = _by_words(rate, reverse, words, EU)
    return Vat(use=use, rate=rate, reverse=reverse, cases=cases, deductible=deductible)


def best(tax: Vat, codes: Mapping[int, Vat]) -> int | None:
    """The key of the code that is certainly meant by the tax; None where that leaves a
    doubt."""
    fitting = [
        key
        for key, code in codes.items()
        if not contradictions(tax, code) and tax.cases <= code.cases
    ]
    if not fitting:
        return None
    fewest = min(len(codes[key].cases) for key in fitting)
    closest = [key for key in fitting if len(codes[key].cases) == fewest]
    return closest[0] if len(closest) == 1 else None


def contradictions(tax: Vat, code: Vat) -> list[str]:
    """What of the code speaks against the tax: "use", "rate", "reverse", "deductible",
    "case"; of the last one only that they have nothing in common."""
    found = []
    if code.use and code.use != tax.use:
        found.append("use")
    if tax.rate is None or code.rate != tax.rate:
        found.append("rate")
    # Of nothing it makes no difference who owes it.
    if tax.use == "purchase" and tax.rate and code.rate:
        if code.reverse is not None and code.reverse != tax.reverse:
            found.append("reverse")
        if code.deductible != tax.deductible:
            found.append("deductible")
    if not tax.cases & code.cases:
        found.append("case")
    return found


def _in_boxes(boxes: Iterable[tuple[str, str]]) -> frozenset[Case]:
    """What stands in all of these boxes; nothing where that is not known."""
    told = [
        cases
        for country, box in boxes
        if (cases := BOXES.get(country.upper(), {}).get(box.lower()))
    ]
    return frozenset.intersection(*told) if told else frozenset()


def _words(name: str) -> frozenset[str]:
    found = {word for word, pattern in _WORDS.items() if pattern.search(name)}
    if "world" in found:
        # "Outside the EU" names the Union too.
        found.discard("eu")
    if found & {"acquired", "imported"} and "services" not in found:
        # Goods are, unless it says otherwise.
        found.add("goods")
    return frozenset(found)


def _by_words(
    rate: Decimal | None,
    reverse: bool | None,
    words: Collection[str],
    within: frozenset[Case],
) -> frozenset[Case]:
    """Where nothing else tells: the plain case, unless the name says more. ``within``:
    what of the Union is possible."""
    for word, case in (
        ("special", Case.SPECIAL),
        ("distance", Case.DISTANCE),
        ("outside", Case.OUTSIDE),
    ):
        if word in words:
            return frozenset({case})
    if rate and not reverse:
        return frozenset({Case.HOME})
    plain = frozenset({Case.REVERSE if reverse else Case.ZERO})
    if "eu" in words and within:
        return _narrow(within, words)
    if "world" in words or (reverse and "imported" in words):
        return _narrow(WORLD, words)
    return frozenset({Case.REVERSE}) if "reverse" in words else plain


def _narrow(cases: frozenset[Case], words: Collection[str]) -> frozenset[Case]:
    """Those of ``cases`` that the name speaks of; all where it does not."""
    meant = dict.fromkeys(GOODS, "goods") | dict.fromkeys(SERVICES, "services")
    if "triangle" in words and Case.TRIANGLE in cases:
        return frozenset({Case.TRIANGLE})
    if Case.HOME in cases and "distance" in words:
        return frozenset({Case.DISTANCE})
    if "world" in words and cases & WORLD:
        # Charged to the buyer as well, but not within the country.
        cases &= WORLD
    elif Case.REVERSE in cases and "reverse" in words:
        return frozenset({Case.REVERSE})
    said = frozenset(case for case in cases if meant.get(case) in words)
    if said:
        return said
    # What is plain need not be said.
    return cases & {Case.ZERO, Case.HOME} or cases


def _deductible(
    name: str, attributes: Mapping[str, Any], rate: Decimal | None
) -> Decimal | None:
    """Where the ledger does not tell its name must do; one that says another percentage
    than the rate is a part of something."""
    if "deductible" in attributes:
        return _amount(attributes["deductible"])
    said = {Decimal(one.replace(",", ".")) for one in _PERCENT.findall(name)}
    if said - {rate}:
        return None
    return Decimal(0) if "undeducted" in _words(name) else HUNDRED


def _amount(text: Any) -> Decimal | None:
    return None if text in (None, "") else Decimal(str(text))
