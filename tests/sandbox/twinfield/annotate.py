"""The echo: an answer is the request with results, messages and names written on it.

``result="0"`` stands on the offending element and on all above it, ``msgtype`` and
``msg`` on the element itself; several messages are joined with ``//`` [A, B].
"""

from datetime import date

from lxml import etree

from .messages import say


class Report:
    """Collects what is wrong with one document."""

    def __init__(self, language):
        self.language = language
        self._notes = []  # [(element, type, text)]

    def error(self, element, key, /, **values):
        self._notes.append((element, "error", say(self.language, key, **values)))

    def warning(self, element, key, /, **values):
        self._notes.append((element, "warning", say(self.language, key, **values)))

    @property
    def failed(self):
        return bool(self._notes)

    def write(self, top):
        """Write the notes; ``top`` is the document's own element."""
        texts = {}
        for element, kind, text in self._notes:
            texts.setdefault(element, []).append(text)
            if element.get("msgtype") != "error":
                element.set("msgtype", kind)
        for element, said in texts.items():
            element.set("msg", "//".join(said))
            while element is not None:
                element.set("result", "0")
                if element is top:
                    break
                element = element.getparent()
        if not texts:
            top.set("result", "1")
        return not texts


def child(parent, tag):
    """The first of that tag, or None. Quicker than ``find``, which reads paths."""
    for found in parent.iterchildren(tag):
        return found
    return None


def text(parent, path, default=""):
    if parent is None:
        return default
    found = parent.find(path) if "/" in path else child(parent, path)
    return (found.text or "").strip() if found is not None else default


def put(parent, tag, value="", /, **attributes):
    """The child ``tag`` with this text, made where there is none."""
    found = child(parent, tag)
    if found is None:
        found = etree.SubElement(parent, tag)
    found.text = "" if value is None else str(value)
    for attribute, content in attributes.items():
        found.set(attribute, content)
    return found


def add(parent, tag, value="", /, **attributes):
    made = etree.SubElement(parent, tag, attributes)
    made.text = "" if value is None else str(value)
    return made


def stamp(moment):
    return moment.strftime("%Y%m%d%H%M%S") if moment else ""


def to_day(text):
    """The date of ``yyyyMMdd``; None where it is none."""
    try:
        if len(text) == 8 and text.isdecimal():
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        pass
    return None


def day(value):
    return value.strftime("%Y%m%d") if value else ""
