"""Twinfield's web services, called through our HTTP session.

zeep writes the envelopes from our own small WSDL, so nothing is fetched at start;
it neither sends (its transport logs tokens) nor reads (our parser is stricter about
entities and more tolerant about unknown, empty and single elements).
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import zeep
from lxml import etree

from odoo.addons.connector_base.ledger.errors import NotAuthorised, ProtocolError
from odoo.addons.connector_base.ledger.http import Session

from . import const, failures, limits
from .xml import Element, parse, tostring

_WSDL = Path(__file__).parent / "wsdl" / "twinfield.wsdl"
_NS = f"{{{const.NAMESPACE}}}"


@lru_cache(maxsize=1)
def _writer() -> zeep.Client:
    return zeep.Client(str(_WSDL))


class Api:
    """Calls for one office (its code; "" before one was chosen).

    ``token(stale=None)`` gives the access token, a newer one when told that
    ``stale`` was not accepted.
    """

    def __init__(
        self,
        session: Session,
        token: Callable[..., str],
        cluster_url: str,
        office: str = "",
    ):
        self.office = office
        self._session = session
        self._token = token
        self._cluster = cluster_url.rstrip("/")

    def process(
        self, request: Element, *, writing: bool = False, company: bool = True
    ) -> Element:
        """The answer to one ProcessXml document: one request. ``company``: in this
        office; only the list of offices may go without. Raises LedgerError."""
        envelope = self._call(
            const.PROCESS_XML,
            "ProcessXmlString",
            request.tag,
            writing=writing,
            company=company,
            arguments={"xmlRequest": tostring(request)},
        )
        result = next(envelope.iter(f"{_NS}ProcessXmlStringResult"), None)
        if result is None or not result.text or not result.text.strip():
            raise ProtocolError("unreadable_answer", "no ProcessXmlStringResult")
        return parse(result.text)

    def query(
        self, service: str, name: str, envelope: Callable[[str], bytes]
    ) -> Element:
        """The root of the answer of a .svc service to ``envelope(token)``."""
        action = f"{const.NAMESPACE}{service}/Query"
        path = f"/webservices/{service.lower()}.svc"

        def send(token):
            return self._exchange(
                path, action, name, envelope(token), False, limits.READ
            )

        return self._with_token(send)

    def search(
        self,
        kind: str,
        pattern: str = "*",
        options: Mapping[str, str] = MappingProxyType({}),
        *,
        field: int = 0,
    ) -> Iterator[list[str]]:
        """All rows that the finder has, page after page: code, name, ..."""
        first, total = 1, 1
        while first <= total:
            rows, total = self._page(kind, pattern, field, first, options)
            yield from (row for row in rows if row and row[0])
            if not rows:
                return
            first += len(rows)

    def _page(self, kind, pattern, field, first, options):
        named = {"office": self.office, **options}
        envelope = self._call(
            const.FINDER,
            "Search",
            f"finder {kind}",
            writing=False,
            company=True,
            arguments={
                "type": kind,
                "pattern": pattern,
                "field": field,
                "firstRow": first,
                "maxRows": const.PAGE,
                "options": {
                    "ArrayOfString": [{"string": list(o)} for o in named.items()]
                },
            },
        )
        return _rows(envelope)

    def _call(self, path, operation, name, *, writing, company, arguments) -> Element:
        def send(token):
            return self._send(path, operation, name, token, writing, company, arguments)

        return self._with_token(send)

    def _with_token(self, send: Callable[[str], Element]) -> Element:
        """A token that was not accepted is renewed and the request repeated, once:
        it was certainly not executed."""
        used = self._token()
        try:
            return send(used)
        except failures.Stale:
            newer = self._token(stale=used)
        return send(newer)

    def _send(self, path, operation, name, token, writing, company, arguments):
        header = {"AccessToken": token, "CompanyId": None}
        if company and self.office:
            header["CompanyCode"] = self.office
        writer = _writer()
        envelope = writer.create_message(
            writer.service, operation, **arguments, _soapheaders={"Header": header}
        )
        return self._exchange(
            path,
            const.NAMESPACE + operation,
            name,
            etree.tostring(envelope, xml_declaration=True, encoding="utf-8"),
            writing,
            limits.READ if path == const.FINDER else limits.credits(name),
        )

    def _exchange(self, path, action, name, content, writing, credits) -> Element:
        response = self._session.request(
            "POST",
            self._cluster + path,
            writing=writing,
            operation=name,
            credits=credits,
            data=content,
            headers={
                "Content-Type": "text/xml; charset=utf-8",
                "SOAPAction": f'"{action}"',
            },
        )
        return failures.read(response, writing)


def _rows(envelope: Element) -> tuple[list[list[str]], int]:
    """Rows of a finder answer and how many there are in all. Raises ProtocolError,
    also when the finder says that it did not do what was asked."""
    answer = next(envelope.iter(f"{_NS}SearchResponse"), None)
    if answer is None:
        raise ProtocolError("unreadable_answer", "no SearchResponse")
    for message in answer.iter(f"{_NS}MessageOfErrorCodes"):
        if message.findtext(f"{_NS}Type") == "Error":
            code = message.findtext(f"{_NS}Code") or ""
            words = message.findtext(f"{_NS}Text") or ""
            if code in const.FINDER_DENIED:
                raise NotAuthorised(const.FINDER_DENIED[code], words)
            raise ProtocolError("finder_refused", f"{code}: {words}")
    rows = [
        [(cell.text or "").strip() for cell in row.iter(f"{_NS}string")]
        for row in answer.iterfind(f"{_NS}data/{_NS}Items/{_NS}ArrayOfString")
    ]
    total = (answer.findtext(f"{_NS}data/{_NS}TotalRows") or "").strip()
    return rows, int(total) if total.isdecimal() else len(rows)
