"""Log-in, consent, tokens and their life (reference 1)."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import requests

BACK = "https://localhost/back"


def page(box, **changes):
    return {
        "client_id": box.info["client_id"],
        "redirect_uri": BACK,
        "response_type": "code",
        "state": "st",
        **changes,
    }


def log_in(exact, box, consent="yes", divisions=(), **changes):
    """The address that the person is sent back to."""
    form = {
        **page(box, **changes),
        "username": box.info["user"],
        "password": box.info["password"],
        "consent": consent,
        "division": divisions,
    }
    answer = requests.post(
        f"{exact.base}/api/oauth2/auth", data=form, timeout=10, allow_redirects=False
    )
    assert answer.status_code == 302, answer.text
    return urlsplit(answer.headers["Location"])


def code(exact, box, **more):
    return parse_qs(log_in(exact, box, **more).query)["code"][0]


def by_code(exact, text, **changes):
    form = {
        "grant_type": "authorization_code",
        "code": text,
        "redirect_uri": BACK,
        **changes,
    }
    return exact.ask_token(**form)


# Log-in


def test_page_asks_for_name_and_password_then_for_consent(exact, box):
    first = requests.get(
        f"{exact.base}/api/oauth2/auth", params=page(box, force_login=1), timeout=10
    )
    assert (first.status_code, "password" in first.text) == (200, True)
    form = {**page(box), "username": box.info["user"], "password": box.info["password"]}
    second = requests.post(f"{exact.base}/api/oauth2/auth", data=form, timeout=10)
    assert 'value="124132"' in second.text
    assert 'value="124133"' in second.text


def test_wrong_password_asks_again(exact, box):
    form = {**page(box), "username": box.info["user"], "password": "wrong"}
    answer = requests.post(f"{exact.base}/api/oauth2/auth", data=form, timeout=10)
    assert (answer.status_code, "password" in answer.text) == (200, True)


def test_state_comes_back_with_the_code(exact, box):
    back = parse_qs(log_in(exact, box).query)
    assert set(back) == {"code", "state"}
    assert back["state"] == ["st"]


def test_no_state_where_none_was_given(exact, box):
    assert set(parse_qs(log_in(exact, box, state="").query)) == {"code"}


def test_code_has_characters_that_are_quoted(exact, box):
    query = log_in(exact, box).query
    assert "%21" in query
    assert "!" in unquote(query)


def test_refused_consent(exact, box):
    back = parse_qs(log_in(exact, box, consent="no").query)
    assert back["error"] == ["access_denied"]


def test_implicit_flow_has_the_token_in_the_fragment(exact, box):
    back = parse_qs(log_in(exact, box, response_type="token").fragment)
    assert back["expires_in"] == ["600"]
    assert "refresh_token" not in back


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": f"{BACK}/"},
        {"redirect_uri": "https://other.example/back"},
        {"client_id": "x"},
        {"response_type": "id_token"},
        {"response_type": ""},
    ],
)
def test_page_refuses_what_is_not_registered(exact, box, changes):
    answer = requests.get(
        f"{exact.base}/api/oauth2/auth", params=page(box, **changes), timeout=10
    )
    assert answer.status_code == 400


def test_plain_http_is_refused(exact, box):
    uri = "http://odoo.example/back"
    box.control("client", redirect_uris=[uri])
    answer = requests.get(
        f"{exact.base}/api/oauth2/auth",
        params=page(box, redirect_uri=uri),
        timeout=10,
    )
    assert answer.status_code == 400


def test_chosen_divisions_are_those_of_the_token(exact, box):
    text = code(exact, box, divisions=["124133"])
    exact.token = by_code(exact, text).json()["access_token"]
    assert exact.get("hrm/Divisions", 124133, select="Code").status_code == 200
    refused = exact.get("hrm/Divisions", 124132, select="Code")
    assert refused.headers["Reason"] == "NoDivisionAccess"
    rows = exact.rows("hrm/Divisions", 124133, select="Code")
    assert [row["Code"] for row in rows] == [124133]


# Tokens


def test_answer_of_the_token_endpoint(exact, box):
    answer = by_code(exact, code(exact, box))
    assert answer.headers["Content-Type"] == "application/json;charset=utf-8"
    body = answer.json()
    assert set(body) == {"access_token", "token_type", "expires_in", "refresh_token"}
    assert body["token_type"].lower() == "bearer"
    # A string of digits: clients insist on it.
    assert body["expires_in"] == "600"
    assert "!" in body["refresh_token"]


def test_code_is_good_once(exact, box):
    text = code(exact, box)
    assert by_code(exact, text).status_code == 200
    again = by_code(exact, text)
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})


def test_code_lives_three_minutes(exact, box):
    young, old = code(exact, box), code(exact, box)
    box.control("clock", advance=179)
    assert by_code(exact, young).status_code == 200
    box.control("clock", advance=2)
    assert by_code(exact, old).json() == {"error": "invalid_grant"}


def test_code_that_was_not_decoded_is_unknown(exact, box):
    text = code(exact, box).replace("!", "%21")
    assert by_code(exact, text).status_code == 400


def test_code_wants_its_own_address(exact, box):
    answer = by_code(exact, code(exact, box), redirect_uri=f"{BACK}/")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "form",
    [
        {"grant_type": "refresh_token"},
        {"grant_type": "authorization_code", "code": "x"},
        {"grant_type": "password"},
        {},
    ],
)
def test_missing_fields(exact, form):
    answer = exact.ask_token(**form)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


@pytest.mark.parametrize("changes", [{"client_secret": "x"}, {"client_id": "x"}])
def test_wrong_client(exact, box, changes):
    token = box.control("tokens/restore")["refresh_token"]
    answer = exact.ask_token(grant_type="refresh_token", refresh_token=token, **changes)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_client"})


def test_token_endpoint_takes_posts_only(exact):
    answer = requests.get(f"{exact.base}/api/oauth2/token", timeout=10)
    assert answer.status_code == 405


def test_every_refresh_gives_a_new_token(exact, box):
    first = box.control("tokens/restore")["refresh_token"]
    second = exact.refresh(first).json()["refresh_token"]
    assert second != first
    box.control("clock", advance=575)
    third = exact.refresh(second).json()["refresh_token"]
    assert third not in (first, second)


def test_old_refresh_token(exact, box):
    token = box.control("tokens/restore")["refresh_token"]
    exact.refresh(token)
    answer = exact.refresh(token)
    assert answer.status_code == 401
    assert answer.json() == {
        "error": "unauthorized_client",
        "error_description": "Old refresh token used.",
    }


def test_unknown_refresh_token(exact):
    answer = exact.refresh("nonsense")
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


def test_too_early(exact, box):
    token = exact.refresh().json()["refresh_token"]
    box.control("clock", advance=568)
    answer = exact.refresh(token)
    text = "Rate limit exceeded: access_token not expired"
    assert answer.status_code == 401
    assert answer.headers["Reason"] == f"TooEarlyToRefreshTokens: {text}"
    assert answer.json() == {"error": "access_denied", "error_description": text}
    # It was not used up.
    box.control("clock", advance=3)
    assert exact.refresh(token).status_code == 200


def test_refresh_token_of_thirty_days(exact, box):
    token = exact.refresh().json()["refresh_token"]
    box.control("clock", advance=30 * 86400 + 5)
    answer = exact.refresh(token)
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"
    text = answer.json()["error_description"]
    assert text.startswith("The refresh token expired at 7/15/2026 12:00:")
    assert " PM and it is now 7/15/2026 12:00:" in text


def test_refresh_token_within_thirty_days(exact, box):
    token = exact.refresh().json()["refresh_token"]
    box.control("clock", advance=29 * 86400)
    assert exact.refresh(token).status_code == 200


def test_person_takes_the_application_away(exact, box):
    token = exact.refresh().json()["refresh_token"]
    box.control("tokens/revoke")
    assert exact.get("current/Me", None).status_code == 401
    assert exact.refresh(token).status_code == 400


def test_grace_for_the_old_token_is_a_switch(exact, box):
    box.control("quirks", refresh_grace=True)
    token = box.control("tokens/restore")["refresh_token"]
    lost = exact.refresh(token)
    again = exact.refresh(token)
    assert again.status_code == 200
    exact.token = again.json()["access_token"]
    exact.get("current/Me", None)
    assert lost.status_code == 200
    assert exact.refresh(token).status_code == 401


# Using them


def test_without_a_token(exact):
    answer = requests.get(f"{exact.root}/current/Me", timeout=10)
    assert (answer.status_code, answer.text) == (401, "")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer error=")


def test_garbage_for_a_token(exact):
    exact.token = "nonsense"  # noqa: S105 - made up
    answer = exact.get("current/Me", None)
    assert answer.status_code == 401
    assert "expired" not in answer.headers["WWW-Authenticate"]


def test_token_of_ten_minutes(exact, box):
    box.control("clock", advance=595)
    assert exact.get("current/Me", None).status_code == 200
    box.control("clock", advance=6)
    answer = exact.get("current/Me", None)
    assert answer.status_code == 401
    text = unquote(answer.headers["WWW-Authenticate"])
    assert "message expired" in text
    assert "access token expired" in text


def test_a_token_may_live_on_after_a_refresh(exact, box):
    token = exact.refresh()
    exact.token = token.json()["access_token"]
    box.control("clock", advance=575)
    assert exact.refresh(token.json()["refresh_token"]).status_code == 200
    assert exact.get("current/Me", None).status_code == 200


# Rights


def test_division_of_somebody_else(exact):
    answer = exact.get("crm/Accounts", 999, select="ID")
    assert (answer.status_code, answer.headers["Reason"]) == (403, "NoDivisionAccess")
    assert answer.json()["error"]["message"]["value"] == "Forbidden"


def test_right_that_is_taken_away(exact, box):
    box.control("right", division=124133, granted=False)
    answer = exact.get("crm/Accounts", 124133, select="ID")
    assert answer.headers["Reason"] == "NoDivisionAccess"
    assert exact.get("crm/Accounts", select="ID").status_code == 200


@pytest.mark.parametrize(
    "reason", ["BlockedUser", "InactiveUser", "BlockedCustomer", "LicenseExpired"]
)
def test_reason_of_a_refusal(exact, box, reason):
    box.control("blocked", reason=reason)
    answer = exact.get("crm/Accounts", select="ID")
    assert (answer.status_code, answer.headers["Reason"]) == (403, reason)


def test_division_in_a_backup(exact, box):
    box.control("blocked", division=124132, reason="DivisionBlocked")
    answer = exact.get("crm/Accounts", select="ID")
    assert (answer.status_code, answer.headers["Reason"]) == (403, "DivisionBlocked")
    rows = exact.rows("hrm/Divisions", 124133, select="Code,BlockingStatus")
    found = {row["Code"]: row["BlockingStatus"] for row in rows}
    assert found == {124132: 1, 124133: 0}


@pytest.mark.parametrize("verb", ["read", "write"])
def test_scope_that_the_application_lacks(exact, box, verb):
    box.control("scope", scope="crm", granted=False)
    if verb == "read":
        answer = exact.get("crm/Accounts", select="ID")
    else:
        answer = exact.post("crm/Accounts", {"Name": "Voorbeeld"})
    assert answer.status_code == 403
    text = answer.json()["error"]["message"]["value"]
    assert text == f"Forbidden - Application Scope Violated. Cannot {verb}"
    assert exact.get("financial/GLAccounts", select="ID").status_code == 200


def test_question_after_a_right(exact, box):
    values = {"endpoint": "'salesentry/SalesEntries'", "action": "'POST'"}
    answer = exact.get("users/UserHasRights", **values)
    assert answer.json() == {"d": {"UserHasRights": True}}
    box.control("scope", scope="salesentry", granted=False)
    answer = exact.get("users/UserHasRights", **values)
    assert answer.json() == {"d": {"UserHasRights": False}}
