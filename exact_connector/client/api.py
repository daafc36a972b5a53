"""Exact Online's REST API: one division, pages, tokens.

Source: Exact Online developer knowledge base.
"""

from collections.abc import Callable, Iterator
from urllib.parse import quote, urlsplit

from requests import Response

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.http import Session, judge

from . import const, odata
from .failures import failure

_SAFE = "$=,'()/:*"


class Api:
    """``site`` without a slash at its end; ``division`` may be empty for calls that
    need none. ``token(stale=None)`` gives a valid access token."""

    def __init__(
        self, session: Session, token: Callable[..., str], site: str, division: str
    ):
        self.division = division
        self._session = session
        self._token = token
        self._site = site
        self._root = f"{site}{const.API}"

    # Reading

    def rows(
        self,
        resource: str,
        select: str,
        where: str = "",
        *,
        top: int = 0,
        division: bool = True,
    ) -> Iterator[dict]:
        """All rows, page by page. ``select``: names with commas, always given, for
        many resources refuse to answer without."""
        options = [f"$select={select}"]
        if where:
            options.append(f"$filter={where}")
        if top:
            options.append(f"$top={top}")
        query = "&".join(quote(option, _SAFE) for option in options)
        url = f"{self._address(resource, division)}?{query}"
        while url:
            found, url = self._page(url, resource)
            yield from found

    def _address(self, resource: str, division: bool = True) -> str:
        middle = f"/{self.division}" if division else ""
        return f"{self._root}{middle}/{resource}"

    def _page(self, url: str, resource: str) -> tuple[list[dict], str]:
        data = self._call("GET", url, resource, writing=False)
        if isinstance(data, list):
            return data, ""
        if not isinstance(data, dict) or not isinstance(data.get("results"), list):
            raise ProtocolError("unexpected_answer", resource)
        following = data.get("__next") or ""
        if following and urlsplit(following)[:2] != urlsplit(self._site)[:2]:
            raise ProtocolError("unexpected_answer", "the next page is elsewhere")
        return data["results"], following

    # Writing

    def post(self, resource: str, values: dict) -> dict:
        """The new record, whole. Raises Refused."""
        data = self._call("POST", self._address(resource), resource, True, values)
        if not isinstance(data, dict):
            raise ProtocolError("unexpected_answer", resource)
        return data

    def put(self, resource: str, id_: str, values: dict) -> None:
        """Changes these values alone. Raises Refused."""
        self._call("PUT", self._record(resource, id_), resource, True, values)

    def delete(self, resource: str, id_: str) -> None:
        """Raises Refused."""
        self._call("DELETE", self._record(resource, id_), resource, True)

    def _record(self, resource: str, id_: str) -> str:
        return f"{self._address(resource)}({odata.guid(id_)})"

    # Calls

    def _call(self, method, url, operation, writing, values=None):
        """What the answer has under ``d``; None for an empty one."""
        token = self._token()
        response = self._send(method, url, operation, writing, values, token)
        if response.status_code == 401:
            # Certainly not executed: once more with a newer token.
            token = self._token(token)
            response = self._send(method, url, operation, writing, values, token)
        if response.status_code in (200, 201):
            return self._data(response, writing)
        if response.status_code == 204:
            return None
        raise failure(response, writing)

    def _send(self, method, url, operation, writing, values, token) -> Response:
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
            operation=f"{method} {operation}",
            credits=1 if self.division else 0,
            headers=headers,
            **more,
        )

    @staticmethod
    def _data(response: Response, writing: bool):
        if writing and not response.content:
            return None
        try:
            return response.json(parse_float=str)["d"]
        except (ValueError, KeyError, TypeError) as error:
            raise judge(response, writing) from error
