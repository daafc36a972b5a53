"""Subscriptions and notices (reference 6)."""

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from exact_client import BANK, ENTRIES, error

PATH = "webhooks/WebhookSubscriptions"


class Receiver:
    """Keeps what it is sent."""

    def __init__(self):
        outer = self
        self.status, self.bodies = 200, []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                size = self.headers.get("Content-Length")
                body = self.rfile.read(int(size or 0))
                outer.bodies.append((size, self.headers.get("Content-Type"), body))
                self.send_response(outer.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        serve = threading.Thread(
            target=self.server.serve_forever, args=(0.01,), daemon=True
        )
        serve.start()

    def contents(self):
        return [json.loads(body)["Content"] for _size, _kind, body in self.bodies[1:]]


@pytest.fixture
def receiver():
    running = Receiver()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def subscribe(exact, receiver):
    def make(topic="SalesEntries", **more):
        body = {"CallbackURL": receiver.url, "Topic": topic, **more}
        return exact.post(PATH, body)

    return make


def told(box, receiver):
    box.service.webhooks.wait()
    return receiver.contents()


def test_subscription(exact, box, subscribe, receiver):
    answer = subscribe()
    assert answer.status_code == 201
    row = answer.json()["d"]
    assert (row["CallbackURL"], row["Topic"]) == (receiver.url, "SalesEntries")
    assert (row["Division"], row["IsInstant"]) == (124132, False)
    assert row["ClientID"] == box.info["client_id"]
    # Before that, an empty POST asked whether somebody is there.
    assert receiver.bodies[0][0] == "0"
    assert receiver.bodies[0][2] == b""
    assert len(exact.rows(PATH)) == 1


def test_callback_must_answer(exact, subscribe, receiver):
    receiver.status = 503
    answer = subscribe()
    assert answer.status_code == 500
    text = error(answer)
    assert text.startswith("Invalid: Post to callback URL endpoint returns 503 Service")
    assert exact.rows(PATH) == []


def test_callback_that_is_not_there(exact):
    body = {"CallbackURL": "http://127.0.0.1:9/hook", "Topic": "SalesEntries"}
    answer = exact.post(PATH, body)
    assert error(answer).startswith("Invalid: Post to callback URL endpoint returns")


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"Topic": None}, "Verplicht: Topic"),
        ({"CallbackURL": None}, "Verplicht: Callback URL"),
        ({"Topic": "PaymentTerms"}, "Ongeldig: Topic"),
        ({"CallbackURL": "http://odoo.example/hook"}, "Ongeldig: Callback URL"),
        ({"CallbackURL": "https://other.example/hook"}, "Ongeldig: Callback URL"),
    ],
)
def test_refusals(subscribe, values, text):
    assert error(subscribe(**values)) == text


def test_once_for_a_topic_and_division(exact, subscribe, receiver):
    row = subscribe().json()["d"]
    assert error(subscribe()) == "Gegeven bestaat reeds."
    assert subscribe("BankEntries").status_code == 201
    body = {"CallbackURL": receiver.url, "Topic": "SalesEntries"}
    assert exact.post(PATH, body, 124133).status_code == 201
    assert exact.delete(PATH, row["ID"]).status_code == 204
    assert subscribe().status_code == 201


def test_put_does_not_work(exact, subscribe):
    row = subscribe().json()["d"]
    values = {"CallbackURL": "https://localhost/other"}
    assert exact.put(PATH, row["ID"], values).status_code == 500
    exact.upgrade(webhook_put=True)
    assert exact.put(PATH, row["ID"], values).status_code == 204


def test_notice(exact, box, subscribe, receiver):
    subscribe()
    entry = exact.sell()
    assert told(box, receiver)[0] == {
        "Topic": "SalesEntries",
        "ClientId": box.info["client_id"],
        "Division": 124132,
        "Action": "Create",
        "Key": entry["EntryID"],
        "ExactOnlineEndpoint": entry["__metadata"]["uri"],
        "EventCreatedOn": receiver.contents()[0]["EventCreatedOn"],
    }
    assert receiver.contents()[0]["EventCreatedOn"].startswith("2026-06-15T14:0")
    assert exact.get(entry["__metadata"]["uri"]).status_code == 200
    assert receiver.bodies[1][1] == "application/json"


def test_worked_example(exact, box, subscribe, receiver):
    """Example 14 of the reference."""
    row = subscribe("BankEntries").json()["d"]
    assert {"ID", "CallbackURL", "Topic", "Division"} <= set(row)
    entry = exact.receipt()
    told(box, receiver)
    body = receiver.bodies[1][2]
    assert list(json.loads(body)) == ["Content", "HashCode"]
    content = json.loads(body)["Content"]
    assert list(content) == [
        "Topic",
        "ClientId",
        "Division",
        "Action",
        "Key",
        "ExactOnlineEndpoint",
        "EventCreatedOn",
    ]
    assert type(content["Division"]) is int
    assert content["ExactOnlineEndpoint"].endswith(f"{BANK}(guid'{entry['EntryID']}')")
    assert len(json.loads(body)["HashCode"]) == 64


def test_hash_is_over_the_bytes_of_the_content(exact, box, subscribe, receiver):
    subscribe()
    exact.sell()
    told(box, receiver)
    body = receiver.bodies[1][2]
    content = body[len(b'{"Content":') : body.rindex(b',"HashCode":')]
    secret = box.info["webhook_secret"].encode()
    code = hmac.new(secret, content, hashlib.sha256).hexdigest().upper()
    assert json.loads(body)["HashCode"] == code
    assert set(json.loads(body)) == {"Content", "HashCode"}


def test_changes_and_deletions(exact, box, subscribe, receiver):
    subscribe()
    entry = exact.sell()
    exact.put(ENTRIES, entry["EntryID"], {"YourRef": "x"})
    exact.delete(ENTRIES, entry["EntryID"])
    actions = [one["Action"] for one in told(box, receiver)]
    assert actions[0] == "Create"
    assert "Update" in actions
    assert actions[-1] == "Delete"
    assert {one["Key"] for one in receiver.contents()} == {entry["EntryID"]}


def test_topic_of_an_entry_is_that_of_its_lines(exact, box, subscribe, receiver):
    entry = exact.sell()
    subscribe()
    exact.create("salesentry/SalesEntryLines", exact.line(EntryID=entry["EntryID"]))
    assert {one["Key"] for one in told(box, receiver)} == {entry["EntryID"]}


@pytest.mark.parametrize(
    ("topic", "path", "body"),
    [
        ("Accounts", "crm/Accounts", {"Name": "Voorbeeld"}),
        ("GLAccounts", "financial/GLAccounts", {"Code": "9", "Description": "x"}),
        ("Documents", "documents/Documents", {"Subject": "x", "Type": 55}),
        ("Items", "logistics/Items", {"Code": "X", "Description": "x"}),
    ],
)
def test_topics(exact, box, subscribe, receiver, topic, path, body):
    subscribe(topic)
    row = exact.create(path, body)
    (content,) = told(box, receiver)
    assert (content["Topic"], content["Key"]) == (topic, row["ID"])
    assert content["ExactOnlineEndpoint"] == row["__metadata"]["uri"]


def test_bank_entries(exact, box, subscribe, receiver):
    subscribe("BankEntries")
    exact.sell()
    exact.act("receipt", invoices=[{"invoicenumber": "INV/1"}])
    (entry,) = exact.rows(BANK, select="EntryID")
    assert {one["Key"] for one in told(box, receiver)} == {entry["EntryID"]}


def test_matching_tells_nothing(exact, box, subscribe, receiver):
    subscribe("SalesEntries")
    exact.sell("INV/1")
    exact.sell("RINV/1", lines=[exact.line("-100")])
    before = len(told(box, receiver))
    exact.act("match", invoices=[{"invoicenumber": r} for r in ("INV/1", "RINV/1")])
    assert len(told(box, receiver)) == before


def test_periods_are_told(exact, box, subscribe, receiver):
    subscribe("JournalStatusList")
    exact.act("period", period="2026/03", open=False, journal="70")
    (content,) = told(box, receiver)
    assert content["Action"] == "Update"


def test_other_divisions_tell_nothing(exact, box, subscribe, receiver):
    subscribe("Accounts")
    exact.create("crm/Accounts", {"Name": "Voorbeeld"}, division=124133)
    assert told(box, receiver) == []
