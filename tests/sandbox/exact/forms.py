"""Forms of requests: which were used, and which are refused one at a time.

A form is a resource, a method of one, an option of a query, a column that is selected,
expanded or ordered by, a property or a function in a filter, or an element of a body.
What a client uses is written down from its requests, so that a test can refuse each
form in turn and see what becomes of the rest."""

from . import messages, schema
from .filters import SyntaxProblem
from .messages import BadRequest, Refused

# {kind: how it may be refused, the usual way first}
ANSWERS = {
    # 403 for a right or a licence's module, 403 for the application's scope, 404
    "resource": ("right", "scope", "missing"),
    "method": ("verb",),  # 405
    "option": ("syntax",),  # 400
    "column": ("syntax",),  # 400; and it is in no answer
    "filter": ("filter",),  # 400
    "function": ("syntax",),  # 400
    # 500 with words; or dropped, as what the server does not know [B]
    "element": ("refused", "ignored"),
}
OTHERS = ("users/UserHasRights",)


class Forms:
    def __init__(self):
        self.clear()
        self.forget()

    def reset(self):
        """What is refused for good stays so."""
        self.refused = dict(self._kept)
        self.forget()

    # What was used

    def forget(self):
        self._ways, self._queries, self._bodies = set(), set(), set()

    def note_way(self, path, method):
        self._ways.add((path, method))

    def note_query(self, path, options, query):
        columns = (*query.select, *query.expand, *(name for name, _down in query.order))
        inner = (frozenset(query.names), frozenset(query.functions))
        self._queries.add((path, tuple(options), columns, *inner))

    def note_body(self, path, names):
        own = frozenset(name for name in names if name[:2] != "__")
        self._bodies.add((path, own))

    def used(self):
        """[{kind, resource, name}], each as ``refuse`` takes it."""
        found = set()
        for path, method in self._ways:
            found |= {("resource", path, path), ("method", path, method)}
        for path, options, columns, filters, functions in self._queries:
            found |= {("option", path, name) for name in options}
            found |= {("column", path, name) for name in columns}
            found |= {("filter", path, name) for name in filters}
            found |= {("function", path, name) for name in functions}
        for path, names in self._bodies:
            found |= {("element", path, name) for name in names}
        names = ("kind", "resource", "name")
        return [dict(zip(names, one, strict=True)) for one in sorted(found)]

    # What is refused

    def clear(self):
        self.refused = {}  # {(kind, resource or "", name): answer}
        self._kept = {}  # those that survive a reset

    def refuse(self, kind, name, resource="", answer="", refused=True, keep=False):
        """``resource``: of what it is a form; nothing: wherever it is used. ``keep``:
        through resets too."""
        if kind not in ANSWERS:
            raise ValueError(f"kind must be one of {', '.join(ANSWERS)}")
        answer = answer or ANSWERS[kind][0]
        if answer not in ANSWERS[kind]:
            raise ValueError(f"answer must be one of {', '.join(ANSWERS[kind])}")
        if kind == "resource":
            resource, name = "", resource or name
        path = (name if kind == "resource" else resource).removesuffix("/$count")
        if path not in {"", *schema.RESOURCES, *OTHERS}:
            raise ValueError(f"no resource {path}")
        for forms in (self.refused, self._kept) if keep else (self.refused,):
            forms[kind, resource, name] = answer
        if not refused:
            self.refused.pop((kind, resource, name))
            self._kept.pop((kind, resource, name), None)

    def told(self):
        """[{kind, resource, name, answer}]"""
        names = ("kind", "resource", "name")
        return [
            {**dict(zip(names, form, strict=True)), "answer": answer}
            for form, answer in sorted(self.refused.items())
        ]

    def _answer(self, kind, path, name):
        found = self.refused.get((kind, path, name))
        return found or self.refused.get((kind, "", name))

    def check_way(self, path, method):
        answer = self._answer("resource", "", path)
        if answer == "missing":
            name = path.rpartition("/")[2]
            raise BadRequest(messages.NOT_FOUND.format(name=name), 404)
        if answer == "scope":
            verb = "read" if method == "GET" else "write"
            raise Refused(messages.SCOPE.format(verb=verb), status=403)
        if answer == "right":
            raise Refused(messages.FORBIDDEN, status=403)

    def takes(self, path, method):
        return not self._answer("method", path, method)

    def check_query(self, path, options, query):
        columns = [*query.select, *query.expand, *query.names]
        columns += [name for name, _down in query.order]
        if any(self._answer("option", path, name) for name in options):
            raise SyntaxProblem
        if any(self._answer("column", path, name) for name in columns):
            raise SyntaxProblem
        if any(self._answer("function", path, name) for name in query.functions):
            raise SyntaxProblem
        if any(self._answer("filter", path, name) for name in query.names):
            raise BadRequest(messages.SYNC_FILTER)

    def check_body(self, path, body):
        """The body without what is dropped."""
        kept = {}
        for name, value in body.items():
            answer = self._answer("element", path, name)
            if answer == "refused":
                raise Refused(("not_allowed", {"field": name}))
            if not answer:
                kept[name] = value
        return kept

    def hidden(self, path):
        """The columns that no answer has."""
        return {
            name
            for kind, resource, name in self.refused
            if kind == "column" and resource in ("", path)
        }
