from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# What an accountant compares, and in which words.
HEADER = {
    "journal": _lt("Journal"),
    "number": _lt("Number"),
    "date": _lt("Date"),
    "relation": _lt("Customer or supplier"),
    "currency": _lt("Currency"),
    "total": _lt("Total"),
    "reference": _lt("Payment reference"),
    "period": _lt("Period"),
    "dues": _lt("Due"),
    "description": _lt("Description"),
    "texts": _lt("Free fields"),
}
LINE = {
    "account": _lt("Account"),
    "relation": _lt("Customer or supplier"),
    "amount": _lt("Net"),
    "vat": _lt("VAT code"),
    "vat_amount": _lt("VAT"),
    "balance": _lt("Net in company currency"),
    "vat_balance": _lt("VAT in company currency"),
    "description": _lt("Description"),
    "cost_centre": _lt("Cost centre"),
    "project": _lt("Project"),
}


def get_differences(before, after):
    """[{line (0: header), field, before, after}] between two documents, line by
    line."""
    found = []
    for name in HEADER:
        one, other = _header(before, name), _header(after, name)
        if one != other:
            found.append({"line": 0, "field": name, "before": one, "after": other})
    names = list(LINE)
    if {before.currency, after.currency} == {after.company_currency}:
        names = [name for name in names if not name.endswith("balance")]
    for number in range(max(len(before.lines), len(after.lines))):
        for name in names:
            one, other = (
                _text(getattr(document.lines[number], name))
                if number < len(document.lines)
                else ""
                for document in (before, after)
            )
            if one != other:
                change = {"field": name, "before": one, "after": other}
                found.append({"line": number + 1, **change})
    return found


def _header(document, name):
    if name in ("journal", "number"):
        return getattr(document.key, name)
    if name == "dues":
        return ", ".join(f"{due.date} {due.amount}" for due in document.dues)
    if name == "texts":
        return ", ".join(text.value for text in document.texts)
    return _text(getattr(document, name))


def _text(value):
    """Short and comparable: a code, an amount, a date."""
    if value is None:
        return ""
    return getattr(value, "code", None) or str(value)
