"""Options of the finder: which values they take, and what is said of others [A]."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from .soap import TWF


class Problem(Exception):
    def __init__(self, code, *parameters):
        super().__init__(code)
        self.code = code
        self.parameters = parameters


def read_options(envelope, type_, allowed, forms):
    """{name: value} of a search of this type."""
    node = envelope.argument("options")
    options = {}
    for pair in node if node is not None else ():
        texts = [e.text or "" for e in pair.iter(f"{{{TWF}}}string", "string")]
        if len(texts) < 2:
            continue  # some clients send empty ones
        name = texts[0].lower()
        known = forms.knows("option", f"{type_}/{name}") and name in allowed
        if not known or name in options:
            raise Problem("OptionNotAllowed", texts[0])
        options[name] = texts[1].strip()
        if name in FIXED and not forms.knows("value", f"{type_}/{name}/{texts[1]}"):
            raise Problem("InvalidEnumerationOptionValue", name)
    return {n: KINDS[n](n, v) if n in KINDS else v for n, v in options.items()}


def read_integer(envelope, name):
    value = envelope.text(name).strip() or "0"
    if not value.lstrip("-").isdigit() or abs(int(value)) > 2**31 - 1:
        raise Problem("ParameterOutOfRange", name)
    return int(value)


def _boolean(name, value):
    if value.lower() not in ("0", "1", "true", "false"):
        raise Problem("InvalidBooleanOptionValue", name)
    return value.lower() in ("1", "true")


def _choice(*allowed):
    def read(name, value):
        found = next((one for one in allowed if one.lower() == value.lower()), None)
        if found is None:
            raise Problem("InvalidEnumerationOptionValue", name)
        return found

    return read


def _integer(low, high):
    def read(name, value):
        if not value.lstrip("-").isdigit():
            raise Problem("InvalidIntegerOptionValue", name)
        if not low <= int(value) <= high:
            raise Problem("OptionValueOutOfRange", name)
        return int(value)

    return read


def _decimal(name, value):
    try:
        return Decimal(value)
    except InvalidOperation:
        raise Problem("InvalidDecimalOptionValue", name) from None


def _moment(name, value):
    pattern = {8: "%Y%m%d", 14: "%Y%m%d%H%M%S"}.get(len(value))
    if pattern is None:
        raise Problem("InvalidDateTimeOptionLength", name)
    try:
        return datetime.strptime(value, pattern)
    except ValueError:
        raise Problem("InvalidDateTimeOptionValue", name) from None


# Options with a fixed set of values
FIXED = {
    *("banktype", "category", "dimtype", "matchtype", "paytype", "section"),
    *("vat", "vattype"),
}
KINDS = {
    **dict.fromkeys(
        (
            "includehidden",
            "includeid",
            "hidden",
            "ic",
            "withouttaxgroup",
            "consolidate",
        ),
        _boolean,
    ),
    **dict.fromkeys(("accessrules", "mutualoffices"), _boolean),
    "level": _integer(1, 6),
    "finlevel": _integer(1, 6),
    "banktype": _integer(-1, 1),
    "section": _choice("financials", "teq"),
    "matchtype": _choice("relation", "DEB", "CRD"),
    # Banks and cash books come by banktype [A, C].
    "category": _choice("sales", "purchase", "journal"),
    "vattype": _choice("sales", "purchase"),
    "vat": _choice("inclusive", "exclusive"),
    "paytype": _choice("pay", "collect"),
    "value": _decimal,
    "openvalue": _decimal,
    "modifiedsince": _moment,
}
