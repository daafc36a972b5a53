"""Which forms requests use, by name, and the refusal of single ones.

A form is whatever a server may not know: see ``KINDS``. Names are taken from requests
as they come, so that a test can refuse what a client uses, one at a time.
"""

from fnmatch import fnmatchcase

# {kind: what it is, with an example of a name}
KINDS = {
    "operation": "of a service: finder/Search, periodservice/GetYears",
    "document": "of ProcessXml: read/vat, list/offices, transaction, columns",
    "element": "in a document that is none of list and read, attributes too: "
    "transaction/header/freetext1, dimension/@status",
    "browse": "a browse code: 030_3",
    "column": "of a browse code: 100/fin.trs.line.vatcode",
    "operator": "on a column: 100/fin.trs.head.date/equal",
    "finder": "a type of the finder: TRS",
    "option": "of the finder: TRS/category",
    "value": "of an option with a fixed set of them: TRS/category/sales",
    "resource": "of the REST interface: vat/vatcodes",
    "scope": "of an authorisation: twf.user",
}
BATCHES = {
    "articles": "article",
    "currencies": "currency",
    "dimensiongroups": "dimensiongroup",
    "dimensions": "dimension",
    "dimensiontypes": "dimensiontype",
    "match": "set",
    "offices": "office",
    "salesinvoices": "salesinvoice",
    "statements": "statement",
    "transactions": "transaction",
    "vats": "vat",
}


class Forms:
    def __init__(self):
        self.kept = set()
        self.clear_used()
        self.reset()

    def reset(self):
        """What was refused for good stays so."""
        self._refused = {}
        for kind, pattern in self.kept:
            self._refused.setdefault(kind, set()).add(pattern)

    # Used

    def clear_used(self):
        self._used = {kind: set() for kind in KINDS}
        self._elements = {}

    def used(self):
        rows = [(kind, name) for kind, names in self._used.items() for name in [*names]]
        rows += [("element", "/".join(path)) for path in _paths(self._elements)]
        return [{"kind": kind, "name": name} for kind, name in sorted(rows)]

    def knows(self, kind, name):
        """Whether the server does; notes that it was asked."""
        self._used[kind].add(name)
        patterns = self._refused.get(kind)
        return not patterns or not any(fnmatchcase(name, p) for p in patterns)

    # Refused

    def refuse(self, kind, name, refused=True, keep=False):
        """``name`` may have wildcards: ``*/category``."""
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {sorted(KINDS)}")
        patterns = self._refused.setdefault(kind, set())
        (patterns.add if refused else patterns.discard)(name)
        if keep or not refused:
            (self.kept.add if refused else self.kept.discard)((kind, name))

    def refused(self):
        rows = [(kind, name) for kind, names in self._refused.items() for name in names]
        return [{"kind": kind, "name": name} for kind, name in sorted(rows)]

    def clear_refused(self):
        self._refused, self.kept = {}, set()

    # Elements

    def name_of(self, root):
        """Of a document: a batch is called after what it is one of."""
        return root.tag if root.tag == "match" else BATCHES.get(root.tag, root.tag)

    def unknown_elements(self, root):
        """{document of a batch, or the root: [names of elements not known]}; notes all
        of them."""
        tag = BATCHES.get(root.tag)
        if tag is None:
            _note(root, self._elements.setdefault(root.tag, {}))
        else:
            place = self._elements.setdefault(root.tag, {})
            for name in root.attrib:
                place[f"@{name}"] = {}
            place = self._elements.setdefault(tag, {})
            for child in root:
                if child.tag == tag:
                    _note(child, place)
        patterns = self._refused.get("element")
        if not patterns:
            return {}
        documents = [root] if tag is None else root.findall(tag)
        found = {one: _unknown(one, patterns) for one in documents}
        return {one: names for one, names in found.items() if names}


def _note(element, place):
    """The names in ``element`` go into ``place``, a tree of dictionaries."""
    for name in element.attrib:
        place[f"@{name}"] = {}
    for child in element:
        tag = child.tag
        known = place.get(tag)
        if known is None:
            known = place[tag] = {}
        if len(child) or child.attrib:
            _note(child, known)


def _paths(place, above=()):
    """Those of leaves and of what is above them, but for documents themselves."""
    for name, below in place.items():
        path = (*above, name)
        if above:
            yield path
        yield from _paths(below, path)


def _unknown(document, patterns):
    tree = {}
    _note(document, tree)
    return [
        path[-1].removeprefix("@")
        for path in _paths({document.tag: tree})
        if any(fnmatchcase("/".join(path), pattern) for pattern in patterns)
    ]
