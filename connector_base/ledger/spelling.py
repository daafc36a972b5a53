"""The one form in which numbers, codes and names are compared, however spelt."""

import re
from collections.abc import Sequence
from unicodedata import category
from unicodedata import normalize as unicode_form

# Ledgers cut names; shorter ones are not cut but different.
CUT_NAME = 30
# Beginnings of VAT numbers.
_COUNTRIES = frozenset(
    "AT BE BG CH CY CZ DE DK EE EL ES FI FR GB HR HU IE IT LT LU LV MT NL NO PL PT RO "
    "SE SI SK SM XI".split()
)
_SAME_COUNTRY = {"GR": "EL"}
# What says of a company no more than that it is one, without dots.
_LEGAL_FORMS = frozenset(
    "bv nv vof cv ba ua sa srl sprl bvba cvba asbl vzw gmbh ag kg ohg ug eg ev ltd "
    "limited plc llc inc sas sarl eurl spa snc se".split()
)
# Before or behind a number of the chamber of commerce.
_CHAMBER_WORDS = ("KVK", "KBO", "BCE", "NUMMER", "NR")


def normal(text: str) -> str:
    """Of numbers and codes: without blanks at the ends, single ones within, however
    wide, composed or large the letters are."""
    return " ".join(unicode_form("NFKC", text).casefold().split())


def bare(text: str) -> str:
    """Letters and digits alone: of bank accounts, postcodes and the like."""
    return "".join(filter(str.isalnum, text)).upper()


def vat(text: str) -> tuple[str, str]:
    """(country or "", number): some ledgers leave the country away, or zeros, or say
    behind it that it is one."""
    said = bare(text)
    country, number = said[:2], said[2:]
    country = _SAME_COUNTRY.get(country, country)
    if country not in _COUNTRIES:
        country, number = "", said
    if country == "CH":
        number = re.sub(r"^E|(MWST|TVA|IVA)$", "", number)
    return country, number.lstrip("0")


def chamber(text: str) -> tuple[str, str]:
    """(digits, letters): of letters, as of the register that it stands in, some say
    more than others."""
    said = bare(text)
    letters = "".join(filter(str.isalpha, said))
    for word in _CHAMBER_WORDS:
        letters = letters.replace(word, "")
    digits = "".join(filter(str.isdigit, said)).lstrip("0")
    return (digits, letters) if digits else (said, "")


def is_spelt_apart(one: str, other: str) -> bool:
    """Whether both say something (nothing is within everything), and neither what the
    other says."""
    return one not in other and other not in one


def words(name: str) -> tuple[str, ...]:
    """Of a name, without accents and what says only that it is a company."""
    folded = unicode_form("NFKD", name).casefold().replace(".", "")
    plain = "".join(letter for letter in folded if category(letter) != "Mn")
    found = re.findall(r"\w+", plain)
    return tuple(word for word in found if word not in _LEGAL_FORMS) or tuple(found)


def is_cut(one: str, other: str) -> bool:
    """Whether one name is the beginning of the other, as ledgers with short fields
    have it."""
    short, long = sorted((normal(one), normal(other)), key=len)
    return len(short) >= CUT_NAME and long.startswith(short)


def is_part(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one name says what the other says, and more."""
    short, long = sorted((set(one), set(other)), key=len)
    return short <= long
