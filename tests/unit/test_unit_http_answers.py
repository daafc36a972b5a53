"""What is made of an answer: what of the call is recorded, how long a pause is, and who
is to blame."""

import gzip
from contextlib import contextmanager
from datetime import timedelta

import pytest
from loopback import reply

from odoo.addons.connector_base.ledger.errors import (
    ProtocolError,
    Throttled,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import Session, judge, utcnow

HOSTS = ["127.0.0.1"]


@pytest.fixture
def recorded():
    return []


@pytest.fixture
def http(recorded):
    with Session(hosts=HOSTS, timeout=2, record=recorded.append) as session:
        yield session


def refused(call, kind):
    with pytest.raises(kind) as caught:
        call()
    return caught.value


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ({}, ""),
        ({"data": b"<a>\xff</a>"}, "<a>\ufffd</a>"),
        ({"data": "Café".encode()}, "Café"),
        ({"data": {"a": "1", "b": "2"}}, "a=1&b=2"),
        ({"data": "a=1"}, "a=1"),
        ({"json": {"a": [1]}}, '{"a": [1]}'),
    ],
)
def test_call_is_recorded_as_it_was_sent_and_answered(
    http, server, recorded, sent, text
):
    server.then(reply(b"<b>\xff</b>"))
    http.request("POST", f"{server.url}/v", writing=True, operation="book", **sent)
    (exchange,) = recorded
    assert exchange.request == text
    assert exchange.response == "<b>\ufffd</b>"
    assert (exchange.method, exchange.url) == ("POST", f"{server.url}/v")
    assert (exchange.operation, exchange.status, exchange.error) == ("book", 200, "")
    assert 0 <= exchange.seconds < 2
    assert abs(utcnow() - exchange.at) < timedelta(seconds=3)


class Budget:
    """One that lets all pass."""

    def __init__(self, silence=0.0):
        self.asked, self.answers, self.silence = [], [], silence

    @contextmanager
    def call(self, credits):
        self.asked.append(credits)
        yield

    def learn(self, response):
        self.answers.append(response.status_code)
        return self.silence


def test_budget_is_asked_for_what_costs_something_and_learns_from_all(server):
    budget = Budget()
    server.then(reply("first"), reply("second"))
    with Session(hosts=HOSTS, budget=budget) as http:
        for credits, text in ((0, "first"), (3, "second")):
            answer = http.request("GET", server.url, writing=False, credits=credits)
            assert answer.text == text
    assert (budget.asked, budget.answers) == ([3], [200, 200])
    server.then(reply("third"))
    with Session(hosts=HOSTS) as http:
        answer = http.request("GET", server.url, writing=False, credits=3)
    assert answer.text == "third"


@pytest.mark.parametrize(
    ("told", "learnt", "low", "high"),
    [
        ({}, 0, 59, 60),
        ({}, 7, 6, 7),
        ({}, 0.01, 0.05, 1),
        ({}, 1e9, 86399, 86400),
        ({"Retry_After": "0"}, 0, 0.05, 1),
        ({"Retry_After": "5"}, 7, 4, 5),
    ],
)
def test_pause_is_what_the_answer_says_else_what_the_budget_understood(
    server, told, learnt, low, high
):
    server.then(reply(status=429, reason="Slow down", **told))
    with Session(hosts=HOSTS, budget=Budget(learnt)) as http:
        error = refused(
            lambda: http.request("POST", server.url, writing=True), Throttled
        )
    pause = error.retry_at - utcnow()
    assert timedelta(seconds=low) < pause <= timedelta(seconds=high)
    assert (error.code, error.detail) == ("throttled", "Slow down")


def test_maintenance_that_says_how_long_is_waited_for(http, server):
    server.then(reply(status=503, reason="Backup", Retry_After="soon"))
    error = refused(lambda: http.request("GET", server.url, writing=False), Throttled)
    assert (error.code, error.detail) == ("ledger_down", "HTTP 503 Backup")
    assert timedelta(seconds=55) < error.retry_at - utcnow() <= timedelta(seconds=60)
    server.then(reply(status=500, Retry_After="7"), reply(status=503))
    for status in (500, 503):
        answer = http.request("GET", server.url, writing=False)
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("status", "reason", "writing", "kind", "code", "detail"),
    [
        (500, "Oops", False, Unavailable, "ledger_down", "HTTP 500 Oops"),
        (500, "Oops", True, ProtocolError, "unexpected_answer", "HTTP 500 Oops"),
        (404, "", False, ProtocolError, "unexpected_answer", "HTTP 404"),
        (404, "", True, ProtocolError, "unexpected_answer", "HTTP 404"),
    ],
)
def test_answer_that_makes_no_sense_is_judged(
    http, server, status, reason, writing, kind, code, detail
):
    server.then(reply(status=status, reason=reason))
    error = judge(http.request("POST", server.url, writing=True), writing=writing)
    assert type(error) is kind
    assert (error.code, error.detail) == (code, detail)


PACKED = gzip.compress(b"hello" * 100)


@pytest.mark.parametrize(
    ("content", "writing", "kind", "code"),
    [
        (PACKED[:-12], False, Unavailable, "unreachable"),
        (PACKED[:-12], True, ProtocolError, "answer_cut_short"),
        (b"no gzip", False, ProtocolError, "unreadable_answer"),
        (b"no gzip", True, ProtocolError, "unreadable_answer"),
    ],
)
def test_what_was_cut_short_may_be_asked_again_what_is_garbled_not(
    http, server, content, writing, kind, code
):
    server.then(reply(content, Content_Encoding="gzip"))
    error = refused(lambda: http.request("POST", server.url, writing=writing), kind)
    assert type(error) is kind
    assert error.code == code
