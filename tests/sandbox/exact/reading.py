"""GET: one row, or a page of those that a query asks for."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from werkzeug.wrappers import Response

from . import answers, filters, messages, odata, schema
from .described import RULES
from .messages import BadRequest

SAFE = "$,'/*():"  # in the addresses of following pages
PART = re.compile(r"(\w+)=('(?:[^']|'')*'|[^,]+)")


@dataclass
class Asked:
    """Rows of ``resource``; ``options``: what the URL says, by name."""

    request: object
    resource: object
    division: object
    options: dict


class Reading:
    """The part of ``Gate`` that shows."""

    def _get(self, request, call, division, show):
        resource, options = call.resource, _options(request)
        if resource.path == "current/Me":
            query = self._query(resource, options, division)
            entity = show.entity(resource, self.service.lists.me(), query)
            if call.key is not None:
                return show.one(resource, entity)
            return show.many(resource, [entity], bare=False)
        if call.key is not None:
            return self._get_one(request, call, division, show, options)
        if call.rest and call.rest != ["$count"]:
            raise BadRequest(messages.NOT_FOUND.format(name=call.rest[0]), 404)
        if division and resource.path == "sync/Deleted":
            division.forget_deletions()
        rows = self.service.lists.rows(resource, division, options)
        asked = Asked(request, resource, division, options)
        return self._list(asked, show, rows, call.rest)

    def _get_one(self, request, call, division, show, options):
        resource = call.resource
        row = self._row(resource, division, call.key)
        if not call.rest:
            query = self._query(resource, options, division)
            return show.one(resource, show.entity(resource, row, query))
        navigation = resource.navigations.get(call.rest[0])
        if navigation is None and resource.fields.get(call.rest[0]) == "C":
            return show.many(resource, [], bare=False)
        if navigation is None:
            raise BadRequest(messages.NOT_FOUND.format(name=call.rest[0]), 404)
        path, foreign, own = navigation
        target = schema.RESOURCES[path]
        rows = division.table(path).by(foreign, row[own])
        asked = Asked(request, target, division, options)
        return self._list(asked, show, rows, call.rest[1:])

    def _query(self, resource, options, division):
        navigations = {n: {} for n, letter in resource.fields.items() if letter == "C"}
        for name, (path, _foreign, _own) in resource.navigations.items():
            navigations[name] = schema.RESOURCES[path].fields
        query = odata.parse(
            options,
            resource.fields,
            navigations,
            lambda row, name: answers.look(division, resource, row, name),
        )
        forms = self.service.forms
        forms.note_query(resource.path, options, query)
        if forms.refused:
            forms.check_query(resource.path, options, query)
        return query

    def _list(self, asked, show, rows, rest):
        resource, division, quirks = asked.resource, asked.division, self.quirks
        query = self._query(resource, asked.options, division)
        self._check_query(resource, query, asked.options, bool(rest))
        if rows is None:
            rows = self._rows(resource, division, query)
        if query.test:
            rows = [row for row in rows if query.test.of(row)]
        if rest:
            return Response(str(len(rows)), content_type="text/plain")
        count = len(rows) if query.count else None
        order = query.order + [(name, False) for name in resource.keys]
        rows = _sorted(resource, rows, order)
        if query.after:
            rows = _after(resource, rows, order, query.after)
        page = resource.page
        if quirks["read_lists_whole"] and resource.path.startswith("read/"):
            page = len(rows)
        wanted = page if query.top is None else min(page, query.top)
        shown = rows[:wanted]
        following = ""
        left = None if query.top is None else query.top - len(shown)
        if len(rows) > wanted and left != 0:
            following = self._next(asked, order, shown[-1], left)
        bare = query.top is not None and query.top <= page
        if query.top == page and resource.path == "salesinvoice/SalesInvoices":
            bare = not quirks["sales_invoices_in_results"]
        entities = [show.entity(resource, row, query) for row in shown]
        return show.many(
            resource, entities, bare=bare, following=following, count=count
        )

    @property
    def quirks(self):
        return self.service.quirks

    def _check_query(self, resource, query, options, is_count):
        asks = "$select" in options or query.top == 1 or is_count
        wanted = resource.needs_select and self.quirks["select_required"]
        if (wanted or resource.is_bulk) and not asks:
            raise BadRequest(messages.SELECT)
        allowed = resource.filters
        if allowed is not None and query.names - allowed:
            if resource.is_sync:
                raise BadRequest(messages.SYNC_FILTER)
            fields = ", ".join(sorted(query.names - allowed))
            raise BadRequest(messages.BULK_FILTER.format(fields=fields))
        wanted = set(schema.ACCOUNT_FILTERS)
        if (
            resource.path == "crm/Accounts"
            and self.quirks["accounts_need_filter"]
            and not query.names & wanted
        ):
            fields = ", ".join(schema.ACCOUNT_FILTERS)
            raise BadRequest(messages.MANDATORY_FILTER.format(fields=fields))

    def _rows(self, resource, division, query):
        name, only = resource.table
        table = division.table(name)
        found = None
        for field, values in query.indexed.items():
            if field in resource.keys and field == table.key:
                found = [table.rows[v] for v in values if v in table.rows]
                break
            if schema.is_left_padded(resource, field):
                values = {
                    value.strip()
                    for value in values
                    if value and value == value.strip().rjust(schema.WIDTH)
                }
            # What is told by something else is not in the rows.
            if None not in values and field not in RULES:
                found = table.by(field, *values)
                break
        if found is None:
            found = list(table)
        for field, value in only.items():
            found = [row for row in found if row.get(field) == value]
        return found

    def _next(self, asked, order, last, left):
        resource = asked.resource
        token = ",".join(
            odata.token(resource.fields[name], last.get(name)) for name, _down in order
        )
        pairs = [
            (name, value)
            for name, value in asked.options.items()
            if name not in ("$skiptoken", "$top", "$skip")
        ]
        text = "&".join(f"{name}={quote(value, safe=SAFE)}" for name, value in pairs)
        if left is not None:
            text += f"&$top={left}"
        root = asked.request.base_url
        return f"{root}?{text.lstrip('&')}{'&' if text else ''}$skiptoken={token}"

    def _row(self, resource, division, key):
        """The row of a key; 404 where there is none."""
        letter = resource.fields[resource.key]
        found = None
        if len(resource.keys) > 1:
            found = self._row_of_parts(resource, division, key or "")
        elif key is not None:
            kinds = list(filters.tokens(key))
            if len(kinds) != 1:
                raise filters.SyntaxProblem
            literal = filters.read_literal(*kinds[0])
            if literal.letter != letter and literal.letter not in "D":
                raise filters.SyntaxProblem
            value = int(literal.value) if literal.letter == "D" else literal.value
            rows = self.service.lists.rows(resource, division, {})
            if rows is None:
                rows = division.table(resource.table[0]).by(resource.key, value)
            found = next((r for r in rows if r.get(resource.key) == value), None)
        if found is None:
            raise BadRequest(messages.NOT_FOUND.format(name=resource.name), 404)
        return found

    def _row_of_parts(self, resource, division, key):
        """Of a key with several parts: Journal='70',Period=3,Year=2026."""
        wanted = dict(PART.findall(key))
        for row in division.table(resource.table[0]):
            parts = {
                name: answers.key_text(resource.fields[name], row.get(name))
                for name in resource.keys
            }
            if parts == wanted:
                return row
        return None


def _options(request):
    """Without the empty ones, which count as absent [C]."""
    return {n: value for n, value in request.args.items() if value.strip()}


def _sorted(resource, rows, order):
    for name, down in reversed(order):
        letter = resource.fields[name]
        rows = sorted(
            rows, key=lambda row: odata.sort_key(letter, row.get(name)), reverse=down
        )
    return rows


def _after(resource, rows, order, token):
    """The rows behind those that have been seen."""
    if len(token) == 1 and len(order) > 1:
        # The value of the key alone
        token = [None] * (len(order) - 1) + token
        order = [*order]
        seen = [
            i for i, row in enumerate(rows) if row.get(order[-1][0]) == token[-1].value
        ]
        return rows[seen[-1] + 1 :] if seen else rows
    if len(token) != len(order):
        raise filters.SyntaxProblem
    return [row for row in rows if _is_behind(resource, row, order, token)]


def _is_behind(resource, row, order, token):
    for (name, down), literal in zip(order, token, strict=True):
        letter = resource.fields[name]
        value = literal.value
        if letter in "IHLY" and value is not None:
            value = int(value)
        own, seen = odata.sort_key(letter, row.get(name)), odata.sort_key(letter, value)
        if own != seen:
            return (own < seen) if down else (own > seen)
    return False
