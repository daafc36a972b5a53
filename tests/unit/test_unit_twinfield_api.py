"""One call: what goes over the wire, and what each failure of it means."""

import pytest
from loopback import close, fault, garbage, reply, reset, silence, soap

from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    NotAuthorised,
    NotExecuted,
    ProtocolError,
    Throttled,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.twinfield_connector.client.api import Api
from odoo.addons.twinfield_connector.client.xml import E, parse

REQUEST = E("transactions", E("transaction", "é < & >"))
DONE = soap('<?xml version="1.0" encoding="utf-16"?><transactions result="1"/>')


class Tokens:
    def __init__(self, *tokens):
        self.tokens = list(tokens)
        self.stale = []

    def __call__(self, stale=None):
        if stale is not None:
            self.stale.append(stale)
            self.tokens.pop(0)
        return self.tokens[0]


@pytest.fixture
def recorded():
    return []


@pytest.fixture
def api(server, recorded):
    http = Session(hosts=["127.0.0.1"], timeout=1, record=recorded.append)
    with http:
        tokens = Tokens("s3cr3t-old", "s3cr3t-new", "s3cr3t-newest")
        yield Api(http, tokens, server.url + "/", "NL001")


def test_envelope_names_token_and_company_and_escapes_the_document(api, server):
    server.then(DONE)
    assert api.process(REQUEST, writing=True).get("result") == "1"
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/webservices/processxml.asmx")
    assert (
        request.headers["SOAPAction"] == '"http://www.twinfield.com/ProcessXmlString"'
    )
    assert request.headers["Content-Type"] == "text/xml; charset=utf-8"
    envelope = parse(request.body)
    header = next(envelope.iter("{http://www.twinfield.com/}Header"))
    assert [(node.tag.split("}")[1], node.text) for node in header] == [
        ("AccessToken", "s3cr3t-old"),
        ("CompanyCode", "NL001"),
        ("CompanyId", None),
    ]
    sent = next(envelope.iter("{http://www.twinfield.com/}xmlRequest")).text
    assert parse(sent).findtext("transaction") == "é < & >"


def test_list_of_offices_goes_without_company(api, server):
    server.then(soap('<offices result="1"/>'))
    api.process(E("list"), company=False)
    assert "CompanyCode" not in server.requests[0].body


@pytest.mark.parametrize("code", [103, 351, 354])
@pytest.mark.parametrize("writing", [True, False])
def test_expired_token_is_renewed_and_the_call_repeated_once(
    api, server, code, writing
):
    server.then(fault(code, 401, "Unauthorized"), DONE)
    api.process(REQUEST, writing=writing)
    assert api._token.stale == ["s3cr3t-old"]
    assert "s3cr3t-new<" in server.requests[1].body


def test_token_refused_twice_is_the_admins_business(api, server):
    server.then(fault(354, 401), fault(354, 401))
    with pytest.raises(NotAuthorised) as caught:
        api.process(REQUEST, writing=True)
    assert caught.value.code == "token_rejected"
    assert len(server.requests) == 2


def test_reason_phrase_tells_the_code_when_there_is_no_body(api, server):
    refusal = reply(status=401, reason="354 : Access denied. Token invalid.")
    server.then(refusal, refusal)
    with pytest.raises(NotAuthorised) as caught:
        api.process(REQUEST, writing=True)
    assert caught.value.detail == "354: HTTP 401 354 : Access denied. Token invalid."


# (answer, error after reading, error after writing)
MEANINGS = {
    "not yours": (fault(102, 403), NotAuthorised, NotAuthorised, "access_denied"),
    "user gone": (fault(104, 403), NotAuthorised, NotAuthorised, "user_disabled"),
    "claims": (fault(352, 403), NotAuthorised, NotAuthorised, "access_denied"),
    "no company": (fault(101), NotAuthorised, NotAuthorised, "administration_denied"),
    "company": (fault(358), NotAuthorised, NotAuthorised, "administration_denied"),
    "cluster": (fault(108), NotAuthorised, NotAuthorised, "cluster_moved"),
    "bare 403": (reply(status=403), NotAuthorised, NotAuthorised, "access_denied"),
    "bad request": (reply(status=400), NotExecuted, NotExecuted, "malformed"),
    "bad xml": (fault(187), NotExecuted, NotExecuted, "malformed"),
    "unexpected": (fault(100), Unavailable, InDoubt, None),
    "new code": (fault(999), Unavailable, InDoubt, None),
    "fault with 200": (fault(100, 200, "OK"), Unavailable, InDoubt, None),
    "front end": (reply("<html>", status=524), Unavailable, InDoubt, None),
    "maintenance": (reply(status=503), Unavailable, InDoubt, None),
    "moved away": (reply(status=302, Location="/"), ProtocolError, ProtocolError, None),
    "not found": (reply(status=404), ProtocolError, ProtocolError, None),
    "html": (reply("<html><p>Sign in</html>"), ProtocolError, ProtocolError, None),
    "other xml": (reply("<html/>"), ProtocolError, ProtocolError, None),
    "empty": (reply(), ProtocolError, ProtocolError, None),
    "empty result": (soap(" "), ProtocolError, ProtocolError, None),
    "no xml inside": (soap("Server busy"), ProtocolError, ProtocolError, None),
    "doctype": (soap("<!DOCTYPE a><a/>"), ProtocolError, ProtocolError, None),
    "limit": (reply(status=429, Retry_After="7"), Throttled, Throttled, "throttled"),
    "reset": (reset, Unavailable, InDoubt, None),
    "closed": (close, Unavailable, InDoubt, None),
    "silence": (silence, Unavailable, InDoubt, None),
    "garbage": (garbage, Unavailable, InDoubt, None),
}


@pytest.mark.parametrize("writing", [False, True])
@pytest.mark.parametrize("name", MEANINGS)
def test_what_a_failure_means_for_what_was_booked(api, server, name, writing):
    act, reading_error, writing_error, code = MEANINGS[name]
    server.then(act)
    with pytest.raises(writing_error if writing else reading_error) as caught:
        api.process(REQUEST, writing=writing)
    executed = not isinstance(caught.value, NotExecuted)
    assert executed == issubclass(writing_error if writing else reading_error, InDoubt)
    if code:
        assert caught.value.code == code
    assert len(server.requests) == 1


def test_entities_are_never_resolved(api, server, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("s3cr3t-file")
    bomb = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><a>&x;</a>'
    server.then(reply(bomb), soap(bomb))
    for _ in range(2):
        with pytest.raises(ProtocolError) as caught:
            api.process(REQUEST)
        assert "s3cr3t-file" not in str(caught.value)


def test_no_record_of_a_call_holds_the_token(api, server, recorded, caplog):
    caplog.set_level(0)
    server.then(fault(354, 401), DONE, reset)
    api.process(REQUEST, writing=True)
    with pytest.raises(InDoubt):
        api.process(REQUEST, writing=True)
    assert [exchange.operation for exchange in recorded] == ["transactions"] * 3
    assert (
        "<transaction>" in recorded[1].request or "transaction" in recorded[1].request
    )
    assert "s3cr3t" not in repr(recorded) + caplog.text


def test_remarks_are_told_once_and_at_some_length(api):
    for _twice in range(2):
        api.remark("option_refused", "x" * 501)
    (remark,) = api.remarks
    assert (remark.code, remark.detail) == ("option_refused", "x" * 500)


def test_without_an_office_none_is_named(api, server):
    api.office = ""
    server.then(DONE)
    api.process(REQUEST)
    assert "CompanyCode" not in server.requests[0].body


@pytest.mark.parametrize(
    ("writing", "status", "code", "detail"),
    [
        (False, 524, "ledger_down", "HTTP 524 OK"),
        (True, 524, "ledger_failed", "HTTP 524 OK"),
        (True, 500, "ledger_failed", "HTTP 500 OK"),
        (False, 500, "ledger_down", "HTTP 500 OK"),
    ],
)
def test_failure_of_the_front_end_is_told_as_far_as_it_is_known(
    api, server, writing, status, code, detail
):
    server.then(reply("<html>", status=status))
    with pytest.raises((Unavailable, InDoubt)) as caught:
        api.process(REQUEST, writing=writing)
    assert (caught.value.code, caught.value.detail) == (code, detail)
