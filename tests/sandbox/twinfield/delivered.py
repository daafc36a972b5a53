"""A line as it was delivered."""

from decimal import Decimal, InvalidOperation


class Delivered:
    """Its children by name; what is wrong with them goes into the report."""

    __slots__ = ("element", "report", "_children")

    def __init__(self, element, report):
        self.element, self.report = element, report
        self._children = {}
        for child in element:
            self._children.setdefault(child.tag, child)

    def text(self, name):
        found = self._children.get(name)
        return (found.text or "").strip() if found is not None else ""

    def where(self, name):
        """The child of that name to note something on, else the line itself."""
        found = self._children.get(name)
        return found if found is not None else self.element

    def number(self, name):
        """None where it is empty or no number."""
        text = self.text(name)
        if not text:
            return None
        try:
            value = Decimal(text)
            if value.is_finite():
                return value
        except InvalidOperation:
            pass
        self.report.error(self.where(name), "value_invalid")
        return None

    def starting_with(self, names):
        """{name: text} of those children."""
        return {
            tag: child.text or ""
            for tag, child in self._children.items()
            if tag.startswith(names)
        }
