"""Which forms requests use, by name, and the refusal of single ones.

A form is whatever a server may not know: see ``KINDS``. Names are taken from requests
as they come, so that a test can refuse what a client uses, one at a time.
"""

from fnmatch import fnmatchcase

# {kind: what it is, with an example of a name}
KINDS = {
    "operation": "of a service: finder/Search, periodservice/GetYears",
    "document": "of ProcessXml: read/vat, list/offices, transaction, columns",
    "element": "of a document, attributes too: transaction/header/freetext1, "
    "dimension/@status, read/vat/code",
    "member": "of a query or command of a .svc service: periodservice/GetPeriods/Year",
    "browse": "a browse code: 030_3",
    "column": "of a browse code: 100/fin.trs.line.vatcode",
    "operator": "on a column: 100/fin.trs.head.date/equal",
    "finder": "a type of the finder: TRS",
    "option": "of the finder, or of a REST resource: TRS/category, vat/vatcodes/fields",
    "value": "of an option with a fixed set of them: TRS/category/sales",
    "resource": "of the REST interface: vat/vatcodes",
    "scope": "of an authorisation: twf.user",
}
# {kind: how it may be refused, the usual way first}, where there are several
ANSWERS = {
    # A message; or dropped, as VAT numbers of a relation are [B]
    "element": ("refused", "ignored"),
    # A ValidationFault; or dropped, as WCF does with what a contract lacks
    "member": ("refused", "ignored"),
    # A message; or an empty list, as for a user with too few rights
    "finder": ("refused", "empty"),
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
        self.kept = {}
        self.clear_used()
        self.reset()

    def reset(self):
        """What was refused for good stays so."""
        self._refused = {}  # {kind: {pattern: answer}}
        for (kind, pattern), answer in self.kept.items():
            self._refused.setdefault(kind, {})[pattern] = answer

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
        return not (patterns and _answer(name, patterns))

    def answer_to(self, kind, name):
        """How the server refuses it, "" if it does not; notes that it was asked."""
        self._used[kind].add(name)
        patterns = self._refused.get(kind)
        return _answer(name, patterns) if patterns else ""

    # Refused

    def refuse(self, kind, name, answer="", refused=True, keep=False):
        """``name`` may have wildcards: ``*/category``."""
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {sorted(KINDS)}")
        answers = ANSWERS.get(kind, ("refused",))
        answer = answer or answers[0]
        if answer not in answers:
            raise ValueError(f"answer must be one of {answers}")
        patterns = self._refused.setdefault(kind, {})
        if not refused:
            patterns.pop(name, None)
            self.kept.pop((kind, name), None)
            return
        patterns[name] = answer
        if keep:
            self.kept[kind, name] = answer

    def refused(self):
        rows = [
            {"kind": kind, "name": name, "answer": answer}
            for kind, patterns in self._refused.items()
            for name, answer in patterns.items()
        ]
        return sorted(rows, key=lambda row: (row["kind"], row["name"]))

    def clear_refused(self):
        self._refused, self.kept = {}, {}

    # Elements

    def name_of(self, root):
        """Of a document: a batch is called after what it is one of."""
        return root.tag if root.tag == "match" else BATCHES.get(root.tag, root.tag)

    def unknown_elements(self, root, name):
        """{document of a batch, or the root: [names of elements not known]}; notes all
        of them, and takes away what is ignored. ``name``: of the document."""
        tag = BATCHES.get(root.tag)
        if tag is None:
            _note(root, self._elements.setdefault(name, {}))
            if root.tag in ("list", "read"):
                # What is asked for is the document itself.
                self._elements[name].pop("type", None)
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
        found = {
            one: _unknown(one, name if tag is None else tag, patterns)
            for one in documents
        }
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


def _answer(name, patterns):
    for pattern, answer in patterns.items():
        if fnmatchcase(name, pattern):
            return answer
    return ""


def _unknown(element, path, patterns):
    """The names of what is refused in ``element``, each once; what is ignored is gone
    from it then."""
    found = {}
    for name in [*element.attrib]:
        answer = _answer(f"{path}/@{name}", patterns)
        if answer == "ignored":
            del element.attrib[name]
        elif answer:
            found[name] = True
    for child in [*element]:
        below = f"{path}/{child.tag}"
        answer = _answer(below, patterns)
        if answer == "ignored":
            element.remove(child)
            continue
        if answer:
            found[child.tag] = True
        found.update(dict.fromkeys(_unknown(child, below, patterns)))
    return [*found]
