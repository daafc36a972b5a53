"""XML of Twinfield: built with elements, read with everything dangerous off.

Source of the formats: Twinfield developer documentation, XML Web services.
"""

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from lxml import etree
from lxml.builder import ElementMaker

from odoo.addons.connector_base.ledger.body import check_memory
from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.reading import amount

from . import const

E = ElementMaker()
Element = etree._Element

_DECLARATION = re.compile(r"^[\s\ufeff]*<\?xml[^>]*\?>")
# What XML 1.0 can't hold, and the control characters that Twinfield refuses.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{6})?")


def text(value: str, limit: int = 0) -> str:
    """``value`` on one line, without control characters, at most ``limit`` long."""
    value = " ".join(_CONTROL.sub(" ", value).split())
    return value[:limit].rstrip() if limit else value


def field(name: str, value, **attributes: str) -> Element:
    """``<name>value</name>`` with the text cleaned and cut to the field's length."""
    return E(name, text(str(value), const.LENGTHS.get(name, 0)), **attributes)


def fields(**values) -> list[Element]:
    """Elements for the ``values`` that are known: an empty element would clear."""
    made = [field(name, value) for name, value in values.items() if value]
    return [element for element in made if element.text]


def day(value: date) -> str:
    return value.strftime("%Y%m%d")


def value(number: Decimal) -> str:
    """Unsigned: the side says the rest."""
    return format(abs(number), "f")


def tostring(element: Element) -> str:
    return etree.tostring(element, encoding="unicode")


def strip(element: Element, names: Collection[str]) -> None:
    """Take all children and attributes of these names out of it, at any depth."""
    for node in list(element.iter()):
        for name in set(node.attrib) & set(names):
            del node.attrib[name]
        if node.tag in names and (parent := node.getparent()) is not None:
            parent.remove(node)


def parse(content: bytes | str) -> Element:
    """The root of an answer. Raises ProtocolError."""
    if isinstance(content, str):
        # A declared encoding is wrong once the text is decoded.
        content = _DECLARATION.sub("", content).encode("utf-8", "replace")
    # A blank before the declaration is none too many for Twinfield.
    content = content.lstrip()
    check_memory(content, "xml")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError) as error:
        large = len(content) > const.MAX_TEXT
        code = "answer_too_large" if large else "unreadable_answer"
        raise ProtocolError(code, type(error).__name__) from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise ProtocolError("unreadable_answer", "DOCTYPE")
    return root


def said(node: Element, path: str) -> str:
    """The text at ``path`` below ``node``; "" when it is not there."""
    return (node.findtext(path) or "").strip()


def read_amount(said_text: str) -> Decimal:
    """Raises ProtocolError."""
    return amount(said_text)


def no_negative_zero(number: Decimal) -> Decimal:
    """``number``, but never -0.00."""
    return number if number else abs(number)


def read_day(said_text: str) -> date | None:
    """None when empty. Raises ProtocolError."""
    if not said_text:
        return None
    found = _DATE.fullmatch(said_text)
    if found is None:
        raise ProtocolError("unreadable_date", said_text[:40])
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise ProtocolError("unreadable_date", said_text) from error
