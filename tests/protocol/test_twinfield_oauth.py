"""Logging in, consent, tokens."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from test_twinfield_transport import OFFICES

BACK = "http://localhost/back"
SCOPE = "openid twf.user twf.organisation twf.organisationUser offline_access"


def wish(box, **changes):
    return {
        "client_id": box.info["client_id"],
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": SCOPE,
        "state": "st",
        "nonce": "no",
        **changes,
    }


class Browser:
    """A person who fills in forms."""

    def __init__(self, twinfield, box):
        self.address = f"{twinfield.connect}/authorize"
        self.box, self.token_page = box, twinfield.ask_token

    def open(self, **changes):
        return requests.get(
            self.address,
            params=wish(self.box, **changes),
            timeout=10,
            allow_redirects=False,
        )

    def submit(self, page, **values):
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
        form = {**dict(hidden), **values}
        return requests.post(self.address, data=form, timeout=10, allow_redirects=False)

    def log_in(self, page, **changes):
        info = self.box.info
        names = ("user", "password", "organisation")
        values = dict(
            zip(("username", *names[1:]), (info[n] for n in names), strict=True)
        )
        return self.submit(page, **{**values, **changes})

    def back(self, **changes):
        """Parameters that the application gets in the end."""
        answer = self.submit(self.log_in(self.open(**changes)), consent="yes")
        parts = urlsplit(answer.headers["Location"])
        return {k: v[0] for k, v in parse_qs(parts.query or parts.fragment).items()}

    def tokens(self, code):
        return self.token_page(
            grant_type="authorization_code", code=code, redirect_uri=BACK
        )


@pytest.fixture
def browser(twinfield, box):
    return Browser(twinfield, box)


def test_person_logs_in_then_consents(browser):
    page = browser.open(approval_prompt="auto")
    assert 'name="password"' in page.text and 'name="consent"' not in page.text
    page = browser.log_in(page)
    assert 'name="password"' not in page.text and 'name="consent"' in page.text
    assert "twf.organisation" in page.text
    answer = browser.submit(page, consent="yes")
    place = urlsplit(answer.headers["Location"])
    assert answer.status_code == 302 and place._replace(query="").geturl() == BACK
    query = parse_qs(place.query)
    assert query["state"] == ["st"]
    assert browser.tokens(query["code"][0]).status_code == 200


@pytest.mark.parametrize(
    "changes", [{"password": "x"}, {"username": "x"}, {"organisation": "x"}]
)
def test_wrong_log_in_is_asked_again(browser, changes):
    page = browser.log_in(browser.open(), **changes)
    assert "Onjuiste" in page.text and 'name="consent"' not in page.text
    page = browser.log_in(browser.open(), consent="yes", **changes)
    assert page.status_code == 200


def test_no_consent_without_logging_in(browser, box):
    page = browser.submit(browser.open(), consent="yes")
    assert page.status_code == 200 and 'name="password"' in page.text
    asked = browser.log_in(browser.open())
    box.control("clock", advance=601)
    assert browser.submit(asked, consent="yes").status_code == 200


def test_log_in_is_for_one_wish_and_once(browser):
    page = browser.log_in(browser.open())
    assert browser.submit(page, consent="yes", state="other").status_code == 200
    assert browser.submit(page, consent="yes").status_code == 302
    assert browser.submit(page, consent="yes").status_code == 200


def test_refusal_of_the_person(browser):
    answer = browser.submit(browser.log_in(browser.open()), consent="no")
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert query == {"error": ["access_denied"], "state": ["st"]}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": "openid twf.organisationUser nonsense"}, "invalid_scope"),
        ({"scope": "openid twf.user"}, "invalid_scope"),
        ({"scope": "twf.user twf.organisationUser"}, "invalid_scope"),
        ({"response_type": "magic"}, "unsupported_response_type"),
        ({"response_type": "id_token token"}, "unauthorized_client"),
    ],
)
def test_application_is_told_what_it_did_wrong(browser, changes, error):
    answer = browser.open(**changes)
    assert answer.status_code == 302
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert query == {"error": [error], "state": ["st"]}


@pytest.mark.parametrize(
    "name", ["client_id", "redirect_uri", "response_type", "scope", "state", "nonce"]
)
def test_all_six_parameters_are_needed(browser, name):
    answer = browser.open(**{name: ""})
    assert answer.status_code == 400 and name in answer.text


def test_implicit_flow(browser, box, twinfield):
    box.control("client", flow="implicit")
    back = browser.back(response_type="id_token token")
    assert back["state"] == "st" and back["token_type"] == "Bearer"
    assert back["expires_in"] == "3600" and back["id_token"].count(".") == 2
    twinfield.token = back["access_token"]
    assert twinfield.claims()["twf.clusterUrl"]
    answer = browser.open()
    assert "unauthorized_client" in answer.headers["Location"]
    assert browser.tokens("x").json() == {"error": "unauthorized_client"}


def test_implicit_answer_is_in_the_fragment(browser, box):
    box.control("client", flow="implicit")
    page = browser.log_in(browser.open(response_type="id_token token"))
    place = urlsplit(browser.submit(page, consent="yes").headers["Location"])
    assert "access_token" in place.fragment and not place.query


def test_code_dies_with_the_minute(browser, box):
    code = browser.back()["code"]
    box.control("clock", advance=61)
    assert browser.tokens(code).json() == {"error": "invalid_grant"}


def test_code_belongs_to_its_address(browser, twinfield):
    answer = twinfield.ask_token(
        grant_type="authorization_code",
        code=browser.back()["code"],
        redirect_uri="http://localhost/other",
    )
    assert answer.json() == {"error": "invalid_grant"}


def test_new_secret_ends_refresh_tokens(twinfield, box):
    token = box.control("tokens/restore")["refresh_token"]
    box.control("client", secret=box.info["client_secret"])
    answer = twinfield.ask_token(grant_type="refresh_token", refresh_token=token)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


def test_content_type_with_a_space_behind(twinfield, box):
    token = box.control("tokens/restore")["refresh_token"]
    info = box.info
    answer = requests.post(
        f"{twinfield.connect}/token",
        data=f"grant_type=refresh_token&refresh_token={token}",
        auth=(info["client_id"], info["client_secret"]),
        headers={"Content-Type": "application/x-www-form-urlencoded;"},
        timeout=10,
    )
    assert answer.status_code == 200


def test_token_page_takes_posts_alone(twinfield):
    assert requests.get(f"{twinfield.connect}/token", timeout=10).status_code == 405


def test_readable_tokens_for_a_client_that_wants_them(twinfield, box):
    box.control("client", token_format="jwt")
    token = box.control("tokens/restore")["refresh_token"]
    box.control("client", token_format="jwt")
    answer = twinfield.ask_token(grant_type="refresh_token", refresh_token=token)
    twinfield.token = answer.json()["access_token"]
    assert twinfield.token.count(".") == 2
    assert twinfield.post(OFFICES).status_code == 200


def test_token_dies_after_an_hour(twinfield, box):
    box.control("clock", advance=3599)
    assert twinfield.post(OFFICES).status_code == 200
    box.control("clock", advance=2)
    assert twinfield.fault(twinfield.post(OFFICES)) == 354
