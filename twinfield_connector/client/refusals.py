"""Results and messages: Twinfield echoes what it was sent, with ``result`` on every
element of a failing path and ``msgtype`` and ``msg`` on the offending one.

Source: Twinfield developer documentation, XML Web services.
"""

import re
from dataclasses import dataclass

from odoo.addons.connector_base.ledger.errors import NotAuthorised, ProtocolError
from odoo.addons.connector_base.ledger.values import Rejected

from . import const
from .xml import Element

_QUOTED = re.compile(r"""['"<]([a-z][a-z0-9]*)['">]""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """``kind``: "error" or "warning". ``where``: the path in Twinfield's words,
    "line 2/vatcode". ``words``: its own, one message a line."""

    code: str
    kind: str
    where: str
    words: str


def messages(record: Element) -> list[Message]:
    """All that Twinfield has to say about ``record``, in its order."""
    return [
        _message(record, node)
        for node in record.iter("{*}*")
        if node.get("msgtype") is not None
    ]


def is_refused(record: Element) -> bool:
    return record.get("result") == "0"


def warnings(record: Element) -> tuple[str, ...]:
    return tuple(message.words for message in messages(record))


def rejected(record: Element) -> Rejected:
    """Why ``record`` was refused: the code and field of the decisive message, the
    words of all. A duplicate decides first, for it says that nothing need be booked;
    an error before a warning, one that we understand before one that we don't, one on
    an element before one on its line."""
    found = messages(record)
    if not found:
        return Rejected(code="refused", message="")
    first = min(
        found,
        key=lambda message: (
            message.code != "duplicate",
            message.kind != "error",
            message.code == "refused",
            -message.where.count("/"),
        ),
    )
    words = list(dict.fromkeys(message.words for message in found))
    return Rejected(code=first.code, message="\n".join(words), field=first.where)


def unwelcome(record: Element) -> dict[str, str]:
    """{element: Twinfield's words} of what ``record`` is refused for though it can be
    left out; none when it is refused for anything else too."""
    found = {}
    for node in record.iter("{*}*"):
        if (node.get("msgtype") or "").lower() != "error":
            continue
        words = (node.get("msg") or "").strip()
        quoted = _QUOTED.search(words)
        name = quoted[1] if quoted and const.FORM.search(words) else str(node.tag)
        is_form = const.FORM.search(words) and name in const.DISPENSABLE
        if not is_form and name not in const.ORNAMENTS:
            return {}
        found[name] = words
    return found


def is_denied(record: Element) -> bool:
    """Whether the office as a whole is refused."""
    return is_refused(record) and rejected(record).code == "administration_denied"


def ensure(root: Element, *tags: str) -> Element:
    """``root``, when it is one of ``tags`` and not refused: for reading. Raises
    NotAuthorised("administration_denied") and ProtocolError."""
    if is_refused(root):
        refusal = rejected(root)
        if refusal.code == "administration_denied":
            raise NotAuthorised(refusal.code, refusal.message)
        raise ProtocolError("refused", refusal.message)
    if root.tag not in tags:
        raise ProtocolError("unexpected_answer", str(root.tag)[:80])
    return root


def is_absent(root: Element) -> bool:
    """Refused because of its code: there is no such record."""
    return is_refused(root) and any(
        node.get("msgtype") is not None for node in root.iterchildren("code")
    )


def _message(record: Element, node: Element) -> Message:
    kind = (node.get("msgtype") or "").lower()
    parts = [part.strip() for part in (node.get("msg") or "").split("//")]
    words = "\n".join(dict.fromkeys(part for part in parts if part))
    return Message(
        code=_classify(node, kind, words),
        kind=kind,
        where=_where(record, node),
        words=words,
    )


def _classify(node: Element, kind: str, words: str) -> str:
    """Our code: by the element where it tells, by the words as the last resort."""
    line = next(node.iterancestors("line"), None)
    type_ = "" if line is None else line.get("type") or ""
    for key in ((node.tag, type_, ""), (node.tag, "", kind), (node.tag, "", "")):
        if key in const.ELEMENTS:
            return const.ELEMENTS[key]
    for code, pattern in const.WORDS.items():
        if pattern.search(words) and node.tag not in const.WORDS_NOT_ON.get(code, ()):
            return code
    return const.ELEMENTS_ELSE.get(node.tag, "refused")


def _where(record: Element, node: Element) -> str:
    path = [node, *node.iterancestors()]
    if record in path:
        path = path[: path.index(record)]
    names = []
    for one in path:
        if one.tag == "line":
            before = sum(1 for _line in one.itersiblings("line", preceding=True))
            names.append(f"line {one.get('id') or before + 1}")
        elif one.tag not in ("lines", "header"):
            names.append(str(one.tag))
    return "/".join(reversed(names)) or str(record.tag)
