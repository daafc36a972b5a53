"""Was it executed? The session against a server that misbehaves."""

import logging
import socket
from datetime import timedelta

import pytest
from loopback import close, garbage, reply, reset, silence

from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    LedgerError,
    NotExecuted,
    ProtocolError,
    Throttled,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import Session, judge, utcnow

SECRET = "s3cr3t-9f0c1e"


@pytest.fixture
def recorded():
    return []


@pytest.fixture
def http(recorded):
    with Session(hosts=["127.0.0.1"], timeout=1, record=recorded.append) as session:
        yield session


def cut(connection):
    reply("abc", announced=100)(connection)


LOST = {
    "reset": reset,
    "closed": close,
    "cut short": cut,
    "slow": silence,
    "garbage": garbage,
}


@pytest.mark.parametrize("name", LOST)
def test_lost_answer_is_doubt_after_writing_and_harmless_after_reading(
    http, server, name
):
    server.then(LOST[name])
    with pytest.raises(InDoubt) as caught:
        http.request("POST", server.url, writing=True, data="x")
    assert not isinstance(caught.value, NotExecuted)
    assert len(server.requests) == 1
    server.then(LOST[name])
    with pytest.raises(Unavailable):
        http.request("POST", server.url, writing=False, data="x")
    assert len(server.requests) == 2


@pytest.mark.parametrize("writing", [True, False])
def test_refused_connection_was_certainly_not_executed(http, server, writing):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(Unavailable) as caught:
            http.request("POST", f"http://127.0.0.1:{port}", writing=writing)
    assert caught.value.code == "unreachable"


def test_unknown_host_was_certainly_not_executed():
    with Session(hosts=["*.invalid"], timeout=1) as http:
        with pytest.raises(Unavailable):
            http.request("POST", "https://ledger.invalid/", writing=True)


def test_reading_again_is_safe_for_get_only(http, server):
    server.then(reset, reply("fine"))
    assert http.request("GET", server.url, writing=False).text == "fine"
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        ("7", 6, 8),
        ("0", 0, 2),
        ("", 59, 61),
        ("soon", 59, 61),
        ("²", 59, 61),
        ("9" * 30, 86399, 86401),
        ("-5", 59, 61),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 2),
        ("Fri, 01 Jan 2100 00:00:00 -0000", 86399, 86401),
    ],
)
def test_too_many_requests_says_when_to_come_back(http, server, value, low, high):
    server.then(reply(status=429, Retry_After=value.encode().decode("latin-1")))
    with pytest.raises(Throttled) as caught:
        http.request("POST", server.url, writing=True)
    pause = caught.value.retry_at - utcnow()
    assert timedelta(seconds=low - 1) < pause < timedelta(seconds=high)
    assert isinstance(caught.value, NotExecuted)


@pytest.mark.parametrize(("status", "code"), [(429, "throttled"), (503, "ledger_down")])
def test_reading_waits_as_long_as_it_was_told(http, server, status, code):
    """Not "unreachable", and not asked again at once."""
    server.then(reply(status=status, Retry_After="7"))
    with pytest.raises(Throttled) as caught:
        http.request("GET", server.url, writing=False)
    assert caught.value.code == code
    pause = caught.value.retry_at - utcnow()
    assert timedelta(seconds=5) < pause < timedelta(seconds=8)
    assert len(server.requests) == 1


def test_whether_writing_was_done_in_spite_of_503_is_for_the_connector(http, server):
    server.then(reply(status=503, Retry_After="7"))
    assert http.request("POST", server.url, writing=True).status_code == 503


def test_what_keeps_silent_is_asked_once(http, server):
    """Each silence costs the whole time-out, and Odoo's limit is not far."""
    server.then(silence, reply("fine"))
    with pytest.raises(Unavailable) as caught:
        http.request("GET", server.url, writing=False)
    assert (caught.value.code, caught.value.detail) == ("unreachable", "ReadTimeout")
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [200, 302, 400, 401, 404, 500, 503])
def test_other_statuses_are_for_the_connector_to_judge(http, server, status):
    server.then(reply("words", status=status, Location="http://elsewhere/"))
    response = http.request("POST", server.url, writing=True)
    assert (response.status_code, response.text) == (status, "words")
    assert isinstance(judge(response, writing=True), InDoubt)
    assert isinstance(judge(response, writing=False), LedgerError)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "http://api.ledger.example/",
        "https://127.0.0.1.evil.example/",
        "https://127.0.0.1@evil.example/",
        "ftp://127.0.0.1/",
        "//x",
        "",
    ],
)
def test_token_goes_to_no_other_host_and_never_in_the_clear(url, recorded):
    allowed = ["api.ledger.example"]
    with Session(hosts=allowed, record=recorded.append) as http:
        with pytest.raises(Unavailable):
            http.request("POST", url, writing=True, headers={"a": SECRET})
    assert SECRET not in repr(recorded)


@pytest.mark.parametrize("writing", [True, False])
def test_endless_answer_is_not_read_to_its_end(http, server, monkeypatch, writing):
    monkeypatch.setattr("odoo.addons.connector_base.ledger.http.MAX_BYTES", 1000)
    server.then(reply("x" * 5000))
    with pytest.raises(ProtocolError) as caught:
        http.request("POST", server.url, writing=writing)
    assert caught.value.code == "answer_too_large"


def test_every_call_is_recorded_without_its_secrets(http, server, recorded):
    server.then(reply(f'{{"access_token": "{SECRET}", "naam": "Café"}}'), reset)
    http.request(
        "POST",
        f"{server.url}/a?token={SECRET}",
        writing=False,
        operation="token",
        data={"client_secret": SECRET},
        headers={"Authorization": SECRET},
    )
    with pytest.raises(InDoubt):
        http.request("POST", server.url, writing=True, json={"a": {"password": SECRET}})
    first, second = recorded
    assert (first.operation, first.status, first.error) == ("token", 200, "")
    assert "Café" in first.response
    assert (second.status, second.error) == (0, "no_answer: ConnectionError")
    assert "password" in second.request
    assert SECRET not in repr(recorded)


def test_what_a_session_was_told_to_hide_is_not_recorded(server, recorded):
    key, issued = "s3cr3t-key", "s3cr3t-issued"
    with Session(
        hosts=["127.0.0.1"],
        record=recorded.append,
        secrets=[key],
        secret_names=["lock"],
    ) as http:
        http.hide(issued)
        server.then(reply(f'{{"a": "{issued}", "lock": "{SECRET}", "b": "c"}}'))
        http.request("POST", f"{server.url}/{key}", writing=False, data=f"k={key}")
    (exchange,) = recorded
    assert '"b": "c"' in exchange.response
    assert "s3cr3t" not in repr(recorded)


def test_libraries_log_no_address_with_a_token(http, server, caplog):
    with caplog.at_level(logging.DEBUG):
        server.then(reset, reply("fine"))
        http.request(
            "GET", f"{server.url}/v", writing=False, params={"token": SECRET, "a": "b"}
        )
    assert "a=b" in caplog.text
    assert SECRET not in caplog.text


def test_answer_that_was_cut_short_is_an_outage_and_others_are_not(http, server):
    server.then(cut)
    with pytest.raises(Unavailable) as caught:
        http.request("GET", server.url, writing=False)
    assert caught.value.code == "unreachable"
