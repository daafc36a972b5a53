"""Exact Online's REST API: one division, pages, tokens.

Source: Exact Online developer knowledge base.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from urllib.parse import urlsplit

from requests import Response

from odoo.addons.connector_base.ledger.body import check_memory
from odoo.addons.connector_base.ledger.errors import LedgerError, ProtocolError
from odoo.addons.connector_base.ledger.http import Session, judge
from odoo.addons.connector_base.ledger.values import Remark

from . import const, odata
from .failures import Denied, Missing, Refused, TooManyErrors, failure
from .lean import WITHOUT, Lean, Page
from .query import Query, joined, portions

ME = "/current/Me"
_MISTAKES = (400, 401, 403, 404)  # what the ledger counts as errors


class Api:
    """``site`` without a slash at its end; ``division`` may be empty for calls that
    need none. ``token(stale=None)`` gives a valid access token. ``without``: see
    ``Lean``; may be kept for the next one."""

    def __init__(
        self,
        session: Session,
        token: Callable[..., str],
        site: str,
        division: str,
        remarks: list[Remark] | None = None,
    ):
        self.site, self.division = site, division
        self.remarks = [] if remarks is None else remarks
        self._lean = Lean(self._ask, self.remark)
        self.without = self._lean.without
        self._session = session
        self._token = token
        self._root = f"{site}{const.API}"
        self._denied: dict[tuple[str, str], LedgerError] = {}
        self._mistakes: Counter[str] = Counter()

    def remark(self, code: str, detail: str) -> None:
        """Something was left out; told once."""
        one = Remark(code=code, detail=detail[:500])
        if one not in self.remarks:
            self.remarks.append(one)

    def leave_out(self, resource: str, error: LedgerError) -> None:
        """The rest goes on without it."""
        name, words = _name(resource), error.detail
        told = words if words.startswith(name) else f"{name}: {words}"
        self.remark("resource_refused", told)

    def recall(self, without: Iterable[str]) -> None:
        """What was refused the last time, as ``without`` had it: it still is."""
        self._lean.recall(without)

    # Reading

    def rows(
        self,
        resource: str,
        select: str,
        where: str = "",
        *,
        more: str = "",
        order: str = "",
        top: int = 0,
    ) -> Iterator[dict]:
        """All rows, page by page; see ``Query``."""
        query = Query(resource, select, where, more, order, top)
        for page in self.pages(query):
            yield from page

    def first(self, resource: str, select: str, where: str = "", *, more: str = ""):
        """One row, or None."""
        return next(self.rows(resource, select, where, more=more, top=1), None)

    def any_of(
        self, query: Query, conditions: Iterable[str], frame: str = "{}"
    ) -> Iterator[dict]:
        """Rows for which one of ``conditions`` holds, in as few queries as may be."""
        for some in portions(query, conditions, frame):
            yield from self._some(query, some, frame)

    def _some(self, query: Query, conditions: tuple[str, ...], frame: str):
        """By halves, where servers take shorter addresses than they should."""
        pages = self.pages(joined(query, conditions, frame))
        try:
            page = next(pages)
        except Missing:
            if len(conditions) == 1:
                raise
            middle = len(conditions) // 2
            yield from self._some(query, conditions[:middle], frame)
            yield from self._some(query, conditions[middle:], frame)
            return
        yield from page
        for page in pages:
            yield from page

    def pages(self, query: Query) -> Iterator[list[dict]]:
        page, following = self._lean.first(query)
        while True:
            yield page
            if not following:
                return
            page, following = self._page(following, query.resource)

    def _ask(self, query: Query) -> Page:
        page, following = self._page(
            f"{self.address(query.resource)}?{query.text}", query.resource
        )
        for name in query.select.split(","):
            if page and name not in page[0]:
                raise Refused(f"{_name(query.resource)}{WITHOUT}{name}")
        return page, following

    def address(self, resource: str) -> str:
        """Resources that say their division themselves, or need none, begin with a
        slash."""
        if resource.startswith("/"):
            return f"{self._root}{resource}"
        return f"{self._root}/{self.division}/{resource}"

    def _page(self, url: str, resource: str) -> Page:
        data = self._call("GET", url, resource, writing=False)
        if isinstance(data, list):
            return data, ""
        if not isinstance(data, dict) or not isinstance(data.get("results"), list):
            raise ProtocolError("unexpected_answer", resource)
        following = data.get("__next") or ""
        if following and urlsplit(following)[:2] != urlsplit(self.site)[:2]:
            raise ProtocolError("unexpected_answer", "the next page is elsewhere")
        return data["results"], following

    # Writing

    def post(self, resource: str, values: dict, spare: Collection[str] = ()) -> dict:
        """The new record, whole. ``spare``: elements that it may go without. Raises
        Refused."""
        data = self._lean.send(
            resource,
            values,
            spare,
            lambda body: self._call(
                "POST", self.address(resource), resource, True, body
            ),
        )
        if not isinstance(data, dict):
            raise ProtocolError("unexpected_answer", resource)
        return data

    def put(
        self, resource: str, id_: str, values: dict, spare: Collection[str] = ()
    ) -> None:
        """Changes these values alone. Raises Refused."""
        self._lean.send(
            resource,
            values,
            spare,
            lambda body: self._call(
                "PUT", self._record(resource, id_), resource, True, body
            ),
        )

    def delete(self, resource: str, id_: str) -> None:
        """Raises Refused."""
        self._call("DELETE", self._record(resource, id_), resource, True)

    def _record(self, resource: str, id_: str) -> str:
        return f"{self.address(resource)}({odata.guid(id_)})"

    # Calls

    def _call(self, method, url, resource, writing, values=None):
        """What the answer has under ``d``; None for an empty one."""
        if known := self._denied.get((method, resource)):
            # It would only count as one more mistake.
            raise known
        token = self._token()
        response = self._send(method, url, resource, writing, values, token)
        if response.status_code == 401:
            # Certainly not executed: once more with a newer token.
            token = self._token(token)
            response = self._send(method, url, resource, writing, values, token)
        if response.status_code in (200, 201):
            return self._data(response, writing)
        if response.status_code == 204:
            return None
        mistakes = self._mistakes[resource]
        self._mistakes[resource] += response.status_code in _MISTAKES
        error = failure(response, writing, _name(resource), mistakes)
        if isinstance(error, (Denied, TooManyErrors)) and method != "DELETE":
            self._denied[method, resource] = error
        raise error

    def _send(self, method, url, resource, writing, values, token) -> Response:
        headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/json",
            "Prefer": "return=representation",
        }
        more = {}
        if values is not None:
            headers["Content-Type"] = "application/json"
            more["data"] = odata.body(values).encode()
        return self._session.request(
            method,
            url,
            writing=writing,
            operation=f"{method} {_name(resource)}",
            # What needs no division is not counted.
            credits=0 if resource == ME else 1,
            headers=headers,
            **more,
        )

    @staticmethod
    def _data(response: Response, writing: bool):
        if writing and not response.content:
            return None
        try:
            check_memory(response.content, "json")
            return response.json(parse_float=str, parse_constant=_no_number)["d"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise judge(response, writing) from error


def _no_number(name: str):
    """NaN and Infinity are no JSON, though Python reads them."""
    raise ValueError(name)


def _name(resource: str) -> str:
    """Without the division that it may say itself."""
    return resource.lstrip("/0123456789")
