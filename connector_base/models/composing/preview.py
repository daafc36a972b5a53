from functools import partial

from odoo.tools.misc import formatLang
from odoo.tools.translate import LazyTranslate

from ..mapping.move_kinds import kind_of
from .composer import get_dues
from .lines import CHOSEN, DEFAULT
from .trial import foresee_number

_lt = LazyTranslate(__name__)

WORDS = {CHOSEN: _lt("Chosen here"), DEFAULT: _lt("Default of the connection")}


def get_preview(composer):
    """The entry line by line, as the lines of the document that would be sent, each
    with the rules that chose its account and VAT code: a dict for the template
    ``connector_base.entry_preview``; empty where lines are missing."""
    sources = composer.lines.sources
    if composer.lines.problems or not sources:
        return {}
    move, name = composer.move, _get_namer(composer.rules.connection)
    # As on the invoice: what is owed is positive.
    sign = -1 if kind_of(move).is_sale else 1
    lines = [
        {
            "description": line.description,
            "net": sign * line.amount,
            "vat_amount": sign * line.vat_amount,
            "account": _get_place(name, line),
            "vat": name("vat", line.vat),
            "cost_centre": name("cost_centre", line.cost_centre),
            "project": name("project", line.project),
            "why": _get_reasons(composer, item),
        }
        for item, line in sources
    ]
    net = sum(line["net"] for line in lines)
    vat = sum(line["vat_amount"] for line in lines)
    return {
        "lines": lines,
        "net": net,
        "vat": vat,
        "total": _get_total(composer) or net + vat,
        "currency": composer.lines.currency.name,
        "written": partial(
            formatLang, move.env, digits=composer.lines.currency.decimal_places
        ),
        "number": foresee_number(composer)[0],
        "dues": [(-sign * due.amount, due.date) for due in get_dues(move)],
        "projects": any(line["project"] for line in lines),
        "centres": any(line["cost_centre"] for line in lines),
    }


def _get_place(name, line):
    """Its account, and who owes it of a journal entry."""
    places = name("account", line.account), name(line.role, line.relation)
    return " ".join(filter(None, places))


def _get_total(composer):
    """Of a journal entry: its two sides are nothing together."""
    return composer.is_entry and composer.sketch and composer.sketch.total


def _get_namer(connection):
    """Code and name of a ``Ref`` of this kind."""
    items = {(item.kind, item.code): item for item in connection.item_ids}

    def name(kind, ref):
        if ref is None:
            return ""
        item = items.get((kind, ref.code))
        return item.display_name if item else ref.code

    return name


def _get_reasons(composer, item):
    """In words, what chose account and VAT code."""
    lang = composer.move.env.lang or "en_US"
    reasons = []
    for kind in ("account", "vat"):
        decided = composer.lines.why.get((kind, item))
        if decided in WORDS:
            reasons.append(WORDS[decided]._translate(lang))
        elif decided:
            reasons.append(decided.rule.display_name)
    return " · ".join(dict.fromkeys(reasons))
