"""What goes wrong at Twinfield: by which code and words it is told."""

from datetime import date

import pytest
from loopback import reply
from twinfield_answers import opened

from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    LedgerError,
    NotAuthorised,
    NotExecuted,
    ProtocolError,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.twinfield_connector.client import (
    const,
    failures,
    limits,
    oauth,
    xml,
)


@pytest.fixture
def api(server):
    with opened(server) as ledger:
        yield ledger._api


def said(*parts, kind="Fault"):
    """An envelope with one element of a fault each; "" for one that is empty."""
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in parts)
    return f"<s:Envelope xmlns:s='urn:s'><s:{kind}>{inner}</s:{kind}></s:Envelope>"


FAULTS = [
    # (body, status, reason, type, code, detail)
    (said(("code", "100"), ("faultstring", "A")), 200, "OK", "ledger_down", "100: A"),
    (said(("Code", "100"), ("Text", "A")), 200, "OK", "ledger_down", "100: A"),
    (said(("code", " 100 "), ("message", "A")), 200, "OK", "ledger_down", "100: A"),
    (said(("code", " "), ("Code", "100")), 200, "OK", "ledger_down", "100: "),
    (said(("faultstring", "A"), ("Message", "B")), 200, "OK", "ledger_down", "A"),
    (said(("faultstring", "A")), 500, "Oh", "ledger_down", "HTTP 500 A"),
    (said(("ValidationFault", "")), 200, "OK", "refused", "ValidationFault: "),
    (said(("code", "Odd"), ("message", "A")), 200, "OK", "refused", "Odd: A"),
    (
        said(("code", "Odd"), ("ValidationFault", "")),
        *(200, "OK", "refused", "Odd: "),
    ),
    (said(("code", "187")), 200, "OK", "malformed", "187: "),
    ("", 400, "", "malformed", "187: HTTP 400"),
    ("", 403, "No", "access_denied", "102: HTTP 403 No"),
    ("", 401, "No", "token_rejected", "354: HTTP 401 No"),
    ("", 500, " 354 : No", "token_rejected", "354: HTTP 500 354 : No"),
    ("", 500, "1234", "ledger_down", "HTTP 500 1234"),
    ("<html/>", 503, "Busy", "ledger_down", "HTTP 503 Busy"),
    ("", 504, "", "ledger_down", "HTTP 504"),
]


@pytest.mark.parametrize(("body", "status", "reason", "code", "detail"), FAULTS)
def test_fault_is_told_by_its_code_and_its_words(
    api, server, body, status, reason, code, detail
):
    # A token that is refused is renewed once.
    server.then(*[reply(body, status=status, reason=reason)] * 2)
    with pytest.raises(LedgerError) as caught:
        api.process(xml.E("read"))
    assert (caught.value.code, caught.value.detail) == (code, detail)


@pytest.mark.parametrize("status", [504, 524])
def test_who_waited_too_long_for_an_answer_may_ask_for_less(api, server, status):
    server.then(reply("", status=status, reason="Gateway"))
    with pytest.raises(failures.Slow) as caught:
        api.process(xml.E("read"))
    assert failures.is_too_much(caught.value)
    server.then(reply("", status=status, reason="354"))
    server.then(reply("", status=status, reason="354"))
    with pytest.raises(failures.Stale):
        api.process(xml.E("read"))
    server.then(reply("", status=status, reason="Gateway"))
    with pytest.raises(InDoubt) as caught:
        api.process(xml.E("read"), writing=True)
    assert caught.value.detail == f"HTTP {status} Gateway"


def test_answer_that_lacks_what_it_answers_is_none(api, server):
    server.then(reply("<s:Envelope xmlns:s='urn:s'/>"))
    with pytest.raises(ProtocolError) as caught:
        api.process(xml.E("read"))
    assert caught.value.detail == "no ProcessXmlStringResult"


UNREACHABLE = Unavailable("unreachable", "ReadTimeout")
MEANINGS = [
    # (error, too much was asked, refused, of one service, its form)
    (failures.Slow("ledger_down", "HTTP 504"), True, False, False, False),
    (UNREACHABLE, True, False, False, False),
    (Unavailable("unreachable", "TimeoutError"), True, False, False, False),
    (Unavailable("unreachable", "ConnectionError"), False, False, False, False),
    (Unavailable("ledger_down", "ReadTimeout"), False, False, False, False),
    (Unavailable("ledger_down", "100: A"), False, False, False, True),
    (Unavailable("ledger_down", "1000"), False, False, False, False),
    (ProtocolError("answer_too_large", "100:"), True, False, False, False),
    (ProtocolError("refused", ""), False, True, True, True),
    (ProtocolError("finder_refused", ""), False, True, True, False),
    (NotAuthorised("access_denied", ""), False, True, True, False),
    (NotExecuted("malformed", ""), False, False, True, True),
    (ProtocolError("unexpected_answer", ""), False, False, True, False),
    (ProtocolError("unreadable_answer", ""), False, False, True, False),
    (NotAuthorised("token_rejected", ""), False, False, False, False),
]


@pytest.mark.parametrize(("error", "much", "refused", "service", "form"), MEANINGS)
def test_what_an_error_means_for_the_rest(error, much, refused, service, form):
    assert failures.is_too_much(error) is much
    assert failures.is_refusal(error) is refused
    assert failures.is_of_one_service(error) is service
    assert failures.is_form(error) is form


# XML


@pytest.mark.parametrize(
    ("content", "code", "detail"),
    [
        ("<a", "unreadable_answer", "XMLSyntaxError"),
        ("", "unreadable_answer", "XMLSyntaxError"),
        ("<!DOCTYPE a><a/>", "unreadable_answer", "DOCTYPE"),
        ("<" + "a" * const.MAX_TEXT, "answer_too_large", "XMLSyntaxError"),
        ("<" + "a" * (const.MAX_TEXT - 1), "unreadable_answer", "XMLSyntaxError"),
    ],
)
def test_answer_that_is_no_xml_says_what_it_is(content, code, detail):
    with pytest.raises(ProtocolError) as caught:
        xml.parse(content)
    assert (caught.value.code, caught.value.detail) == (code, detail)


@pytest.mark.parametrize("day", ["2024-03-15", "20240230", "2024031", "x" * 50])
def test_day_that_is_none_is_told_as_it_came(day):
    with pytest.raises(ProtocolError) as caught:
        xml.read_day(day)
    assert (caught.value.code, caught.value.detail) == ("unreadable_date", day[:40])


def test_comments_and_instructions_are_no_part_of_a_text():
    root = xml.parse("<a><b>1<!-- x -->2<?y z?>3</b><!-- x --></a>")
    assert [(one.tag, one.text) for one in root] == [("b", "123")]


def test_day_may_have_a_time_of_the_day():
    assert (
        xml.read_day("20240315") == xml.read_day("20240315101112") == date(2024, 3, 15)
    )
    assert xml.read_day("") is None


# Credits, and the log-in


@pytest.mark.parametrize(
    ("root", "credits"),
    [
        *[(r, 1) for r in ("list", "read", "columns", "accountcode", "accountcodes")],
        *[(r, 3) for r in ("transactions", "dimensiontype", "dimension", "match")],
    ],
)
def test_questions_cost_one_credit_and_all_else_three(root, credits):
    assert limits.credits(root) == credits


def test_limits_are_those_of_a_certified_application():
    first, second = limits.limits("client", "org")
    assert (first.key, first.credits, first.concurrent, first.headers) == (
        "twinfield:client:org",
        500,
        10,
        "X-RateLimit",
    )
    assert (second.key, second.credits, second.concurrent) == (
        "twinfield:client",
        1000,
        20,
    )


CLAIMS = (
    '{"twf.organisationCode":"ORG","twf.organisationUserCode":"U",'
    '"twf.clusterUrl":"%s"}'
)


def validate(server, act):
    server.then(act)
    with Session(hosts=["127.0.0.1"], timeout=2) as http:
        return oauth.validate(http, f"{server.url}/", "t0k3n")


def test_token_tells_whose_it_is_and_where(server):
    account = validate(server, reply(CLAIMS % f"{server.url}/"))
    assert (account.organisation_code, account.user_code) == ("ORG", "U")
    assert account.cluster_url == server.url
    (one,) = server.requests
    assert (one.method, one.headers["Accept"]) == ("GET", "application/json")
    assert one.path == f"{const.VALIDATION}?token=t0k3n"


@pytest.mark.parametrize(
    ("act", "type_", "code", "detail"),
    [
        *[
            (reply("", status=n), NotAuthorised, "token_rejected", f"HTTP {n}")
            for n in (400, 401, 403)
        ],
        (reply("", status=503), Unavailable, "ledger_down", "HTTP 503 OK"),
        (reply("[]"), ProtocolError, "token_answer_unexpected", ""),
        (reply("{"), ProtocolError, "token_answer_unexpected", ""),
        (reply("{}"), NotAuthorised, "cluster_missing", ""),
        (
            reply(CLAIMS % "https://evil.example/"),
            *(NotAuthorised, "cluster_foreign", "https://evil.example"),
        ),
        (
            reply(CLAIMS % "http://127.0.0.1#x"),
            *(NotAuthorised, "cluster_foreign", "http://127.0.0.1#x"),
        ),
        (
            reply(CLAIMS % "http://127.0.0.1?x"),
            *(NotAuthorised, "cluster_foreign", "http://127.0.0.1?x"),
        ),
    ],
)
def test_token_that_is_good_for_nothing(server, act, type_, code, detail):
    with pytest.raises(type_) as caught:
        validate(server, act)
    assert (caught.value.code, caught.value.detail) == (code, detail)


def test_hosts_of_a_log_in_are_its_own_and_of_twinfields_all_clusters():
    ours = oauth.provider(f"{const.LOGIN}/")
    assert ours.authorise_url == const.LOGIN + const.AUTHORISE
    assert ours.token_url == const.LOGIN + const.EXCHANGE
    assert ours.hosts == (const.LOGIN.removeprefix("https://"), const.CLUSTERS)
    assert ours.scope == const.SCOPE
    assert oauth.provider("http://127.0.0.1:8080").hosts == ("127.0.0.1",)
