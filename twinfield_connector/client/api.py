"""Twinfield's web services, called through our HTTP session.

zeep writes the envelopes from our own small WSDL, so nothing is fetched at start;
it neither sends (its transport logs tokens) nor reads (our parser is stricter about
entities and more tolerant about unknown, empty and single elements).
"""

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from pathlib import Path

import zeep
from lxml import etree

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.connector_base.ledger.values import Remark

from . import const, failures, limits
from .xml import Element, parse, tostring

_WSDL = Path(__file__).parent / "wsdl" / "twinfield.wsdl"
_NS = f"{{{const.NAMESPACE}}}"


@lru_cache(maxsize=1)
def _writer() -> zeep.Client:
    return zeep.Client(str(_WSDL))


def _envelope(operation: str, *body: object, **told: object) -> bytes:
    writer = _writer()
    made = writer.create_message(writer.service, operation, *body, **told)
    return etree.tostring(made, xml_declaration=True, encoding="utf-8")


class Api:
    """Calls for one office (its code; "" before one was chosen).

    ``token(stale=None)`` gives the access token, a newer one when told that
    ``stale`` was not accepted. ``remarks``: what was left out so far, of which
    ``refused`` is the memory: (report or finder type, column or option).
    """

    def __init__(
        self,
        session: Session,
        token: Callable[..., str],
        cluster_url: str,
        office: str = "",
    ):
        self.office = office
        self.remarks: list[Remark] = []
        self.refused: set[tuple[str, str]] = set()
        self._session = session
        self._token = token
        self._cluster = cluster_url.rstrip("/")

    def process(
        self, request: Element, *, writing: bool = False, company: bool = True
    ) -> Element:
        """The answer to one ProcessXml document: one request. ``company``: in this
        office; only the list of offices may go without. Raises LedgerError."""
        envelope = self.call(
            const.PROCESS_XML,
            "ProcessXmlString",
            str(request.tag),
            {"xmlRequest": tostring(request)},
            writing=writing,
            company=company,
        )
        result = envelope.findtext(f".//{_NS}ProcessXmlStringResult")
        if not result:
            raise ProtocolError("unreadable_answer", "no ProcessXmlStringResult")
        return parse(result)

    def query(self, service: str, name: str, **values: str) -> Element:
        """The envelope of the answer of a .svc service to the query of that name."""
        asked = _writer().get_type(f"{{{const.DATA}.{service}}}{name}")(**values)

        def send(token):
            header = {"AccessToken": token, "CompanyCode": self.office}
            return self._exchange(
                f"/webservices/{service.lower()}.svc",
                f"{const.NAMESPACE}{service}/Query",
                name,
                _envelope("Query", asked, _soapheaders={"Authentication": header}),
                False,
                limits.READ,
            )

        return self._with_token(send)

    def call(
        self,
        path: str,
        operation: str,
        name: str,
        arguments: Mapping[str, object],
        *,
        writing: bool = False,
        company: bool = True,
    ) -> Element:
        """The envelope of the answer of an .asmx service; ``name``: of the call, in
        the log and for what it costs."""

        def send(token):
            return self._send(path, operation, name, token, writing, company, arguments)

        return self._with_token(send)

    def remark(self, code: str, detail: str) -> None:
        """That something was not done as asked; each once."""
        made = Remark(code=code, detail=detail[:500])
        if made not in self.remarks:
            self.remarks.append(made)

    def unwelcome(self, about: str) -> set[str]:
        """Elements and attributes that ``about`` goes without."""
        return {name for what, name in self.refused if what == about}

    def do_without(
        self, about: str, found: Mapping[str, str], left_out: Collection[str]
    ) -> bool:
        """Let ``about`` go without what was ``found`` unwelcome, {name: words}, from
        now on. Whether some of it was not ``left_out`` before: then it is worth
        sending once more."""
        for name, words in found.items():
            self.refused.add((about, name))
            self.remark("element_refused", f"{about} {name}: {words}")
        return any(name not in left_out for name in found)

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
        return self._exchange(
            path,
            const.NAMESPACE + operation,
            name,
            _envelope(operation, **arguments, _soapheaders={"Header": header}),
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
