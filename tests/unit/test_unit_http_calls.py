"""How a call is made: how often and how long it is tried, and where it may lead."""

import logging
import socket
import threading
import time
from contextlib import contextmanager
from functools import partial

import pytest
import requests
from loopback import reply, reset, silence

from odoo.addons.connector_base.ledger import http as ledger_http
from odoo.addons.connector_base.ledger.deadline import Adapter
from odoo.addons.connector_base.ledger.errors import InDoubt, Unavailable
from odoo.addons.connector_base.ledger.http import Session, is_server, is_within

HOSTS = ["127.0.0.1"]


@pytest.fixture
def http():
    with Session(hosts=HOSTS, timeout=2) as session:
        yield session


def refused(call, kind=Unavailable):
    """The error, and how many seconds it took."""
    began = time.monotonic()
    with pytest.raises(kind) as caught:
        call()
    return caught.value, time.monotonic() - began


def test_reading_is_tried_three_times(http, server):
    server.then(reset, reset, reset, reply("fine"))
    error, _seconds = refused(lambda: http.request("GET", server.url, writing=False))
    assert error.code == "unreachable"
    assert len(server.requests) == 3


def test_who_refuses_is_tried_three_times(http, caplog):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with caplog.at_level(logging.WARNING, "urllib3"):
            refused(lambda: http.request("POST", url, writing=True))
    assert len(caplog.records) == 2


@contextmanager
def deaf():
    """An address that takes no connection, and refuses none."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listening:
        address = listening.getsockname()
        waiting = []
        for _place in range(4):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(address)
            waiting.append(one)
        yield f"http://127.0.0.1:{address[1]}"
        for one in waiting:
            one.close()


def test_who_takes_no_connection_is_tried_once_and_not_for_long(monkeypatch):
    monkeypatch.setattr(ledger_http, "CONNECT", 0.2)
    with deaf() as url, Session(hosts=HOSTS, timeout=5) as http:
        error, seconds = refused(lambda: http.request("POST", url, writing=True))
    assert error.code == "unreachable"
    assert 0.2 <= seconds < 0.55


@contextmanager
def speaking(*pieces):
    """An address where nobody listens to what is said: (address, connections so far)"""
    seen = []

    def speak():
        while True:
            try:
                connection, _address = listening.accept()
                seen.append(connection)
                with connection:
                    for piece in pieces:
                        connection.sendall(piece)
                        time.sleep(0.05 if len(pieces) > 1 else 0)
                    connection.recv(1)
            except OSError:
                if listening.fileno() < 0:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=speak, daemon=True).start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}", seen


def test_what_is_no_tls_is_asked_once():
    with speaking(b"HTTP/1.1 400 Bad Request\r\n\r\n") as (url, seen):
        with Session(hosts=HOSTS, timeout=2) as http:
            refused(lambda: http.request("GET", url, writing=False))
        assert len(seen) == 1


@pytest.mark.parametrize("writing", [False, True])
def test_a_drip_ends_before_anything_could_be_asked(writing):
    """Each wait is short, and the handshake would never end."""
    drip = [b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc", *[b"\x03"] * 40]
    with speaking(*drip) as (url, _seen):
        with Session(hosts=HOSTS, timeout=5, deadline=0.3) as http:
            kind = InDoubt if writing else Unavailable
            method = "POST" if writing else "GET"
            call = partial(http.request, method, url, writing=writing)
            _error, seconds = refused(call, kind)
    assert seconds < 1


def test_reading_waits_less_long_than_writing(server, monkeypatch):
    monkeypatch.setattr(ledger_http, "LOOK", 0.2)
    server.then(silence)
    with Session(hosts=HOSTS, timeout=1) as http:
        _error, seconds = refused(
            lambda: http.request("GET", server.url, writing=False)
        )
    assert seconds < 0.8
    server.then(silence)
    with Session(hosts=HOSTS, timeout=0.6) as http:
        _error, seconds = refused(
            lambda: http.request("POST", server.url, writing=True), InDoubt
        )
    assert seconds >= 0.6


def test_proxy_of_the_house_is_used(http, server, monkeypatch):
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    server.then(reply("by proxy"))
    answer = http.request("GET", "http://127.0.0.1:9/x", writing=False)
    assert answer.text == "by proxy"
    assert server.requests[0].path == "http://127.0.0.1:9/x"


def test_no_more_is_said_of_us_than_is_needed(http, server):
    server.then(reply("fine"))
    http.request("GET", server.url, writing=False, headers={"X-Own": "1"})
    headers = server.requests[0].headers
    assert headers["Accept-Encoding"] == "gzip, deflate"
    assert headers["X-Own"] == "1"
    assert set(headers) == {
        *("Host", "User-Agent", "Accept-Encoding", "Accept", "Connection", "X-Own")
    }


def test_connections_end_with_the_session(server):
    ended = threading.Event()

    def keep(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        connection.settimeout(3)
        if not connection.recv(1):
            ended.set()

    server.then(keep)
    with Session(hosts=HOSTS) as http:
        assert http.request("GET", server.url, writing=False).text == "ok"
        assert not ended.is_set()
    assert ended.wait(2)
    assert http.hosts


def test_time_is_watched_only_while_a_call_lasts():
    adapter = Adapter(60)
    with adapter.watched():
        (timer,) = [
            one for one in threading.enumerate() if isinstance(one, threading.Timer)
        ]
    timer.join(2)
    assert not timer.is_alive()


@pytest.mark.parametrize("failure", [None, ValueError("its own")])
def test_what_took_too_long_says_so_whatever_came_of_it(failure):
    adapter = Adapter(0.05)
    with pytest.raises(TimeoutError) as caught, adapter.watched():
        time.sleep(0.1)
        if failure:
            raise failure
    assert str(caught.value) == "deadline"
    assert caught.value.__cause__ is failure
    with pytest.raises(ValueError), adapter.watched():
        raise ValueError("in time")


def test_nobody_is_called_after_the_end(server):
    adapter = Adapter(0.05)
    session = requests.Session()
    session.mount("http://", adapter)
    server.then(reply("before any"))
    assert session.get(server.url, timeout=1).text == "before any"
    with deaf() as url, pytest.raises(TimeoutError), adapter.watched():
        time.sleep(0.1)
        _error, seconds = refused(lambda: session.get(url, timeout=0.5), Exception)
    assert seconds < 0.3


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://api.ledger.example/x?y=z#a", True),
        # Where both read the same host all the same
        ("https://api.ledger.example/a b", False),
        ("https://api.ledger.example/a\\b", False),
        ("https://api.ledger.example/\x01", False),
        # One reads a host that another one does not
        ("https://b\u00fccher.ledger.example/", False),
    ],
)
def test_address_that_may_be_read_in_two_ways_leads_nowhere(url, allowed):
    assert is_within(url, ["*.ledger.example"]) is allowed


def test_who_is_entered_must_be_one_of_the_ledgers():
    assert is_server("https://api.ledger.example", ["*.ledger.example"])
    assert not is_server("https://api.ledger.example", ["*.other.example"])


def test_refused_address_is_told_without_what_may_be_secret(http):
    url = "https://other.example/" + "x" * 300
    error, _seconds = refused(lambda: http.request("GET", url, writing=False))
    assert (error.code, error.detail) == ("host_not_allowed", url[:200])
    url = "https://other.example/a?token=s3cr3t"
    error, _seconds = refused(lambda: http.request("GET", url, writing=False))
    assert error.detail == "https://other.example/a"
