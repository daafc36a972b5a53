"""Faults, switches, seeds, and the books as the accountant reads them."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from exact_client import ENTRIES, error

ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    "base_url",
    "client_id",
    "client_secret",
    "webhook_secret",
    "redirect_uri",
    "refresh_token",
    "user",
    "password",
    "administrations",
    "countries",
    "control_url",
}


# Faults


def fault(exact, kind, **more):
    exact.box.control("fault", kind=kind, **more)


def count(exact):
    return len(exact.rows(ENTRIES, select="EntryID"))


@pytest.mark.parametrize(
    ("kind", "booked"), [("lost_answer", 1), ("timeout", 1), ("reset_before", 0)]
)
def test_connection_that_breaks(exact, kind, booked):
    body = exact.invoice()
    fault(exact, kind, root="SalesEntries", operation="POST", seconds=0)
    with pytest.raises(requests.ConnectionError):
        exact.post(ENTRIES, body)
    assert count(exact) == booked


@pytest.mark.parametrize(("after", "booked"), [(False, 0), (True, 1)])
@pytest.mark.parametrize("status", [502, 503, 504])
def test_gateway(exact, status, after, booked):
    body = exact.invoice()
    fault(exact, "status", status=status, after=after, root="SalesEntries")
    assert exact.post(ENTRIES, body).status_code == status
    assert count(exact) == booked


def test_page_of_a_gateway(exact):
    fault(exact, "gateway_timeout", root="Journals")
    answer = exact.get("financial/Journals")
    assert (answer.status_code, answer.headers["Content-Type"]) == (524, "text/html")


def test_too_many(exact):
    fault(exact, "status", status=429, retry_after=3, root="Journals")
    answer = exact.get("financial/Journals")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3")
    assert exact.get("financial/Journals").status_code == 200


def test_slow(exact):
    fault(exact, "slow", seconds=0.3, root="Journals")
    start = time.monotonic()
    assert exact.get("financial/Journals").status_code == 200
    assert time.monotonic() - start > 0.29


@pytest.mark.parametrize("kind", ["garbage", "html"])
def test_answer_that_is_none(exact, kind):
    fault(exact, kind, root="Journals")
    with pytest.raises(requests.exceptions.JSONDecodeError):
        exact.get("financial/Journals").json()


def test_answer_that_stops_in_the_middle(exact):
    fault(exact, "truncated", root="Journals")
    with pytest.raises(requests.RequestException):
        exact.get("financial/Journals").json()


def test_token_that_ends_in_the_middle(exact):
    fault(exact, "expired_token", root="Journals")
    answer = exact.get("financial/Journals")
    assert answer.status_code == 401
    assert "expired" in answer.headers["WWW-Authenticate"]
    assert exact.get("financial/Journals").status_code == 200


def test_tokens_that_expire(exact, box):
    box.control("tokens/expire")
    assert exact.get("current/Me", None).status_code == 401


def test_generic_refusal(exact):
    fault(exact, "fault_code", code="generic", root="SalesEntries")
    answer = exact.post(ENTRIES, exact.invoice())
    assert answer.status_code == 500
    assert error(answer).startswith("Er is een probleem opgetreden.")


def test_lost_answer_of_the_token(exact, box):
    """The chain is broken: the token that was sent is used up."""
    token = box.control("tokens/restore")["refresh_token"]
    fault(exact, "lost_answer", service="oauth2")
    with pytest.raises(requests.ConnectionError):
        exact.refresh(token)
    assert exact.refresh(token).status_code == 401


def test_faults_skip_and_repeat_and_go(exact, box):
    fault(exact, "status", status=503, root="Journals", skip=1, times=2)
    found = [exact.get("financial/Journals").status_code for _ in range(4)]
    assert found == [200, 503, 503, 200]
    fault(exact, "status", status=503)
    box.control("fault/clear")
    assert exact.get("financial/Journals").status_code == 200


def test_requests_are_kept(exact, box):
    box.control("requests/clear")
    exact.get("financial/Journals")
    exact.post(ENTRIES, {})
    rows = box.control("requests")["requests"]
    found = [(r["service"], r["root"], r["kind"], r["status"]) for r in rows]
    assert found == [
        ("financial", "Journals", "read", 200),
        ("salesentry", "SalesEntries", "post", 500),
    ]
    assert rows[0]["division"] == 124132


# Switches


def test_unknown_switch(box):
    with pytest.raises(ValueError, match="nonsense"):
        box.control("quirks", nonsense=True)


def test_reset_takes_switches_back(box):
    box.control("quirks", webhook_put=True)
    box.control("reset")
    assert box.control("quirks")["webhook_put"] is False


def test_unknown_path(box):
    for path in ("nonsense", "_division", "reset/nonsense"):
        with pytest.raises(ValueError, match=path):
            box.control(path)


# The accountant


def test_books(exact):
    exact.sell(CostCenter="AMS", lines=[exact.line(CostCenter="AMS")])
    exact.buy()
    (first, second) = exact.act("transactions")["transactions"]
    assert (first["invoicenumber"], first["amount"], first["open"]) == (
        "INV/1",
        "121.00",
        "121.00",
    )
    assert (first["relation"], first["period"]) == ("1000", "2026/06")
    assert first["lines"][1]["cost_centre"] == "AMS"
    assert second["open"] == "-121.00"
    totals = exact.act("totals")
    assert totals["accounts"]["1300"] == "121.00"
    assert totals["open"] == {"INV/1": "121.00", "F-1": "-121.00"}
    assert totals["vat"]["2"] == {"turnover": "100.00", "vat": "21.00"}


def test_master_data(exact):
    exact.act("rename", type="relation", code="1000", name="Voorbeeld Anders")
    assert exact.one("crm/Accounts", "trim(Code) eq '1000'")["Name"] == (
        "Voorbeeld Anders"
    )
    exact.act("block", type="account", code="8000")
    assert exact.one("financial/GLAccounts", "Code eq '8000'")["IsBlocked"] is True
    exact.act("block", type="account", code="8000", blocked=False)
    exact.act("add", type="cost_centre", code="NIEUW", name="Nieuw")
    exact.act("add", type="relation", code="3000", name="Voorbeeld", Status="C")
    exact.act("add", type="vat", code="30", name="Nieuw", percentage="0.05", pay="1500")
    exact.act("add", type="account", code="8900", name="Nieuw")
    exact.act("add", type="condition", code="60", name="60 dagen", days=60)
    entry = exact.sell(
        Customer=exact.account("3000"),
        lines=[exact.line(vat="30", gl="8900", CostCenter="NIEUW")],
        PaymentCondition="60",
    )
    assert entry["VATAmountFC"] == 5
    exact.act("change", type="relation", code="3000", values={"Status": "P"})
    assert exact.act("relation", code="3000")["Status"] == "P"
    exact.act("remove", type="condition", code="60")
    exact.act("rate", currency="CHF", rate="1.05", date="2026-01-01")
    assert exact.sell(Currency="CHF")["AmountDC"] == 127.05


def test_account_that_the_accountant_blocks(exact):
    exact.act("block", type="account", code="8000")
    answer = exact.post(ENTRIES, exact.invoice())
    assert error(answer) == "Geblokkeerd: Grootboekrekening"


# Seeds


@pytest.fixture
def seeded(box):
    yield lambda seed: box.control("reset", seed=seed)
    box.control("reset", seed="default")


@pytest.mark.parametrize(
    ("seed", "codes", "relations", "country"),
    [
        ("default", [124132, 124133], 5, "NL "),
        ("single", [124132], 5, "NL "),
        ("empty", [124132], 0, "NL "),
        ("be", [124132, 124133], 5, "BE "),
    ],
)
def test_seeds(exact, seeded, seed, codes, relations, country):
    seeded(seed)
    rows = exact.rows("hrm/Divisions")
    assert [row["Code"] for row in rows] == codes
    assert {row["Country"] for row in rows} == {country}
    assert len(exact.rows("crm/Accounts", select="ID")) == relations
    assert len(exact.rows("financial/GLAccounts", select="ID")) == 33
    assert exact.rows("sync/Cashflow/PaymentTerms", filter="Timestamp gt 1") == []
    wanted = 0 if seed == "empty" else 3
    assert len(exact.rows("logistics/Items", select="ID")) == wanted


def test_unknown_seed(box):
    with pytest.raises(ValueError, match="no seed"):
        box.control("reset", seed="nonsense")


def test_reset_leaves_nothing(exact, box):
    exact.sell()
    box.control("reset")
    assert exact.rows(ENTRIES) == []


@pytest.mark.parametrize("year", [2024, 2031])
def test_years_are_those_around_the_clock(exact, box, year):
    box.control("clock", set=f"{year}-12-31T12:00:00")
    box.control("reset")
    exact.token = exact.refresh().json()["access_token"]
    rows = exact.rows("financial/FinancialPeriods", select="FinYear")
    years = range(year - 2, year + 2)
    assert {row["FinYear"] for row in rows} == set(years)
    assert exact.sell(EntryDate=f"{year}-12-30")["ReportingYear"] == year


def test_invoice_is_found_at_once_among_many(exact):
    exact.act("fill", entries=5000)
    start = time.monotonic()
    rows = exact.rows(ENTRIES, filter="YourRef eq 'FILL5000'", select="EntryID")
    assert len(rows) == 1
    assert time.monotonic() - start < 1


def test_in_a_process_of_its_own():
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "exact", "--seed", "single"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "tests")},
    )
    try:
        info = json.loads(process.stdout.readline())
        assert set(info) == KEYS
        assert info["administrations"] == ["124132"]
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
