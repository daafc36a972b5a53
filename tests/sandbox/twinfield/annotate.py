"""The echo: an answer is the request with results, messages and names written on it.

``result="0"`` stands on the offending element and on all above it, ``msgtype`` and
``msg`` on the element itself; several messages are joined with ``//`` [A, B].
"""

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


def text(parent, path, default=""):
    found = parent.find(path) if parent is not None else None
    return (found.text or "").strip() if found is not None else default


def put(parent, tag, value="", /, **attributes):
    """The child ``tag`` with this text, made where there is none."""
    child = parent.find(tag)
    if child is None:
        child = etree.SubElement(parent, tag)
    child.text = "" if value is None else str(value)
    for attribute, content in attributes.items():
        child.set(attribute, content)
    return child


def add(parent, tag, value="", /, **attributes):
    child = etree.SubElement(parent, tag)
    child.text = "" if value is None else str(value)
    for attribute, content in attributes.items():
        child.set(attribute, content)
    return child


def stamp(moment):
    return moment.strftime("%Y%m%d%H%M%S") if moment else ""


def day(value):
    return value.strftime("%Y%m%d") if value else ""
