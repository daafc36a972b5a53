"""Quotas, their headers, error velocity and sizes (reference 2)."""

import base64
from datetime import datetime
from email.utils import parsedate_to_datetime

import pytest
from exact_client import BANK

MINUTE = datetime(2026, 6, 15, 12, 1)
MIDNIGHT = datetime(2026, 6, 16)
DAY = ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]
MINUTELY = [name.replace("Limit-", "Limit-Minutely-", 1) for name in DAY]


def milliseconds(moment):
    return int((moment - datetime(1970, 1, 1)).total_seconds() * 1000)


def numbers(answer, names):
    return [int(answer.headers[name]) for name in names]


def journals(exact, division=124132):
    return exact.get("financial/Journals", division, select="Code")


def test_both_families_on_every_answer(exact, box):
    box.control("limits")
    answer = journals(exact)
    assert numbers(answer, DAY) == [5000, 4999, milliseconds(MIDNIGHT)]
    assert numbers(answer, MINUTELY) == [60, 59, milliseconds(MINUTE)]


def test_refused_calls_count_too(exact, box):
    box.control("limits")
    assert exact.get("crm/Nothing").status_code == 404
    assert exact.get("crm/Accounts", filter="Nonsense eq 1").status_code == 400
    answer = exact.post("crm/Accounts", {})
    assert answer.status_code == 500
    assert numbers(answer, MINUTELY)[1] == numbers(answer, DAY)[1] - 4940 == 57


def test_minute_is_used_up(exact, box):
    box.control("limits", minutely=3)
    assert [journals(exact).status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = journals(exact)
    assert (answer.status_code, answer.content) == (429, b"")
    assert numbers(answer, MINUTELY) == [3, 0, milliseconds(MINUTE)]
    assert not set(DAY) & set(answer.headers)
    assert "Retry-After" not in answer.headers


def test_day_is_used_up(exact, box):
    box.control("limits", daily=2)
    journals(exact)
    journals(exact)
    answer = journals(exact)
    assert answer.status_code == 429
    assert numbers(answer, DAY) == [2, 0, milliseconds(MIDNIGHT)]
    assert not set(MINUTELY) & set(answer.headers)


def test_minute_begins_anew(exact, box):
    box.control("limits", minutely=1)
    journals(exact)
    assert journals(exact).status_code == 429
    box.control("clock", set="2026-06-15T12:01:00")
    assert journals(exact).status_code == 200


def test_day_begins_anew_at_midnight_utc(exact, box):
    box.control("limits", minutely=None, daily=1)
    journals(exact)
    box.control("clock", set="2026-06-15T23:59:58")
    exact.token = exact.refresh().json()["access_token"]
    assert journals(exact).status_code == 429
    box.control("clock", set="2026-06-16T00:00:00")
    assert journals(exact).status_code == 200


def test_each_division_has_its_own(exact, box):
    box.control("limits", minutely=1)
    journals(exact)
    assert journals(exact).status_code == 429
    assert journals(exact, 124133).status_code == 200


def test_calls_without_division_are_free(exact, box):
    box.control("limits", minutely=1)
    for _ in range(3):
        answer = exact.get("current/Me", None, select="UserID")
        assert answer.status_code == 200
        assert not any(name.startswith("X-Rate") for name in answer.headers)
    assert journals(exact).status_code == 200


def test_date_is_that_of_the_limits(exact, box):
    """The wait is Reset less Date, whatever the clock of the client says."""
    box.control("limits", minutely=1)
    journals(exact)
    answer = journals(exact)
    now = parsedate_to_datetime(answer.headers["Date"]).replace(tzinfo=None)
    wait = milliseconds(MINUTE) - milliseconds(now)
    assert 0 < wait <= 60000


def test_no_headers_where_there_are_no_limits(exact):
    assert not any(name.startswith("X-Rate") for name in journals(exact).headers)


# Error velocity


@pytest.mark.parametrize("status", [400, 403, 404])
def test_more_than_ten_errors_close_the_place_for_an_hour(exact, box, status):
    if status == 403:
        box.control("scope", scope="crm", granted=False)
    path = "crm/Accounts"
    query = {"filter": "Nonsense eq 1"} if status == 400 else {}
    if status == 404:
        path += "(guid'11111111-1111-1111-1111-111111111111')"
    for _ in range(11):
        assert exact.get(path, **query).status_code == status
    box.control("scope", scope="crm", granted=True)
    assert exact.get("crm/Accounts", select="ID").status_code == 403
    assert exact.get("crm/Contacts", select="ID").status_code == 200
    assert exact.get("crm/Accounts", 124133, select="ID").status_code == 200
    box.control("clock", advance=3601)
    exact.token = exact.refresh().json()["access_token"]
    assert exact.get("crm/Accounts", select="ID").status_code == 200


def test_ten_errors_close_nothing(exact):
    for _ in range(10):
        exact.get("crm/Accounts", filter="Nonsense eq 1")
    assert exact.get("crm/Accounts", select="ID").status_code == 200


def test_errors_of_another_hour_do_not_count(exact, box):
    for _ in range(8):
        exact.get("crm/Accounts", filter="Nonsense eq 1")
    box.control("clock", advance=3601)
    exact.token = exact.refresh().json()["access_token"]
    for _ in range(8):
        exact.get("crm/Accounts", filter="Nonsense eq 1")
    assert exact.get("crm/Accounts", select="ID").status_code == 200


def test_refusals_of_business_do_not_count(exact):
    for _ in range(15):
        assert exact.post("crm/Accounts", {}).status_code == 500
    assert exact.get("crm/Accounts", select="ID").status_code == 200


def test_empty_lists_are_no_errors(exact):
    for _ in range(15):
        assert exact.rows("crm/Accounts", filter="Name eq 'x'", select="ID") == []


def test_velocity_can_be_switched_off(exact):
    exact.upgrade(error_velocity=False)
    for _ in range(15):
        exact.get("crm/Accounts", filter="Nonsense eq 1")
    assert exact.get("crm/Accounts", select="ID").status_code == 200


# Sizes


def attach(exact, size):
    document = exact.create("documents/Documents", {"Subject": "x", "Type": 55})
    content = base64.b64encode(b"x" * size).decode()
    body = {"Document": document["ID"], "FileName": "x.pdf", "Attachment": content}
    return exact.post("documents/DocumentAttachments", body)


def test_attachment_is_measured_raw(exact):
    assert attach(exact, 9 * 1024 * 1024).status_code == 201


def test_attachment_of_more_than_ten_megabytes(exact):
    assert attach(exact, 10 * 1024 * 1024 + 2000).status_code == 413


def test_body_of_more_than_ten_megabytes(exact):
    body = {"JournalCode": "20", "BankEntryLines": [{"Notes": "x" * 11 * 1024 * 1024}]}
    assert exact.post(BANK, body).status_code == 413
