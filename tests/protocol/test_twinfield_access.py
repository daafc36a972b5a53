"""Log-in, tokens, services and faults, as any client meets them."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import zeep
from zeep.exceptions import Fault

ROOT = Path(__file__).resolve().parents[2]
BACK = "http://localhost/back"
KEYS = {
    "base_url",
    "client_id",
    "client_secret",
    "redirect_uri",
    "refresh_token",
    "user",
    "password",
    "organisation",
    "administrations",
    "control_url",
}


def page(box, **changes):
    return {
        "client_id": box.info["client_id"],
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "openid twf.user twf.organisation twf.organisationUser offline_access",
        "state": "st",
        "nonce": "no",
        **changes,
    }


def log_in(twinfield, box, consent="yes", **changes):
    """What comes back to the redirect address."""
    form = {
        **page(box, **changes),
        "username": box.info["user"],
        "password": box.info["password"],
        "consent": consent,
    }
    answer = requests.post(
        f"{twinfield.connect}/authorize", data=form, timeout=10, allow_redirects=False
    )
    assert answer.status_code == 302, answer.text
    return parse_qs(urlsplit(answer.headers["Location"]).query)


def test_code_is_good_once(twinfield, box):
    back = log_in(twinfield, box)
    assert back["state"] == ["st"]
    form = {
        "grant_type": "authorization_code",
        "code": back["code"][0],
        "redirect_uri": BACK,
    }
    first = twinfield.ask_token(**form)
    assert set(first.json()) >= {"access_token", "refresh_token", "expires_in"}
    assert re.fullmatch("[0-9a-f]{32}", first.json()["access_token"])
    again = twinfield.ask_token(**form)
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})


def test_person_may_refuse(twinfield, box):
    assert log_in(twinfield, box, consent="no")["error"] == ["access_denied"]


@pytest.mark.parametrize(
    "changes",
    [{"redirect_uri": "http://localhost/other"}, {"nonce": ""}, {"client_id": "x"}],
)
def test_page_refuses_what_is_not_registered(twinfield, box, changes):
    answer = requests.get(
        f"{twinfield.connect}/authorize", params=page(box, **changes), timeout=10
    )
    assert answer.status_code == 400


def test_refusals_of_the_token_endpoint(twinfield, box):
    refused = twinfield.ask_token(grant_type="refresh_token", refresh_token="wrong")
    assert refused.json() == {"error": "invalid_grant"}
    assert twinfield.ask_token(grant_type="password").json() == {
        "error": "unauthorized_client"
    }
    answer = requests.post(
        f"{twinfield.connect}/token",
        data={"grant_type": "refresh_token"},
        auth=("x", "y"),
        timeout=10,
    )
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_client"})


def test_secret_in_the_body_is_fine_and_strange_parameters_too(twinfield, box):
    answer = requests.post(
        f"{twinfield.connect}/token",
        data={
            "grant_type": "refresh_token",
            "refresh_token": box.control("tokens/restore")["refresh_token"],
            "client_id": box.info["client_id"],
            "client_secret": box.info["client_secret"],
            "approval_prompt": "auto",
        },
        timeout=10,
    )
    assert answer.status_code == 200


def test_cluster_is_told_only_with_the_scope_of_the_organisation(twinfield, box):
    assert twinfield.claims()["twf.clusterUrl"] == f"{box.base_url}/cluster"
    back = log_in(twinfield, box, scope="openid twf.user twf.organisationUser")
    answer = twinfield.ask_token(
        grant_type="authorization_code", code=back["code"][0], redirect_uri=BACK
    ).json()
    assert "refresh_token" not in answer
    twinfield.token = answer["access_token"]
    assert "twf.clusterUrl" not in twinfield.claims()


def test_validation_of_a_dead_token_is_http_400(twinfield, box):
    box.control("tokens/expire")
    answer = requests.get(
        f"{twinfield.connect}/accesstokenvalidation",
        params={"token": twinfield.token},
        timeout=10,
    )
    assert answer.status_code == 400 and "Message" in answer.json()


# Stock clients


def stock(twinfield, service):
    client = zeep.Client(f"{twinfield.cluster}/webservices/{service}.asmx?wsdl")
    header = client.get_element("{http://www.twinfield.com/}Header")(
        AccessToken=twinfield.token, CompanyCode="NL001", CompanyId=zeep.xsd.Nil
    )
    return client, [header]


@pytest.mark.parametrize("version", ["Soap", "Soap12"])
def test_stock_client_processes_xml_in_both_versions(twinfield, version):
    client, headers = stock(twinfield, "processxml")
    service = client.bind("ProcessXml", f"ProcessXml{version}")
    answer = service.ProcessXmlString(
        "<list><type>offices</type></list>", _soapheaders=headers
    )
    assert "NL001" in answer


def test_stock_client_searches_with_options_and_pages(twinfield):
    client, headers = stock(twinfield, "finder")
    options = {"ArrayOfString": [{"string": ["dimtype", "DEB"]}]}
    answer = client.service.Search("DIM", "*", 0, 2, 1, options, _soapheaders=headers)
    assert answer.data.TotalRows == 3
    assert [row.string[0] for row in answer.data.Items.ArrayOfString] == ["1001"]
    wrong = {"ArrayOfString": [{"string": ["dimtype", "XXX"]}]}
    answer = client.service.Search("DIM", "*", 0, 1, 9, wrong, _soapheaders=headers)
    messages = answer.SearchResult.MessageOfErrorCodes
    assert messages[0].Code == "InvalidEnumerationOptionValue"


def test_stock_client_with_a_session_of_old(twinfield, box):
    client = zeep.Client(f"{box.base_url}/webservices/session.asmx?wsdl")
    info = box.info
    answer = client.service.Logon(info["user"], info["password"], info["organisation"])
    body = answer.body if hasattr(answer, "body") else answer
    assert body.LogonResult == "Ok"
    assert body.cluster == f"{box.base_url}/cluster"


def test_stock_client_gets_faults_with_their_code(twinfield, box):
    client, headers = stock(twinfield, "processxml")
    box.control("tokens/expire")
    with pytest.raises(Fault) as caught:
        client.service.ProcessXmlString("<list/>", _soapheaders=headers)
    assert caught.value.detail.findtext("code") == "354"


def test_command_prints_what_a_client_needs_and_ends_when_told():
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "twinfield"],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT / "tests")},
        text=True,
    )
    info = json.loads(process.stdout.readline())
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    process.stdout.close()
    assert set(info) == KEYS
    assert info["administrations"] == ["NL001", "NL002"]


# Faults and rights


@pytest.mark.parametrize(
    ("token", "company", "status", "code"),
    [("", "NL001", 500, 101), ("dead", "NL001", 401, 354), (None, "XX", 500, 358)],
)
def test_who_may_not_gets_a_fault(twinfield, token, company, status, code):
    token = twinfield.token if token is None else token or " "
    answer = twinfield.post("<read/>", company=company, token=token)
    assert (answer.status_code, twinfield.fault(answer)) == (status, code)


def test_company_may_be_missing_for_the_list_of_offices_only(twinfield):
    offices = twinfield.process("<list><type>offices</type></list>", company="")
    assert [office.text for office in offices] == ["NL001", "NL002"]
    answer = twinfield.post("<read><type>office</type></read>", company="")
    assert twinfield.fault(answer) == 101


def test_office_without_right_is_not_there(twinfield, box):
    box.control("right", office="NL001", granted=False)
    offices = twinfield.process("<list><type>offices</type></list>")
    assert [office.text for office in offices] == ["NL002"]
    assert twinfield.post("<read/>").status_code == 500


def test_malformed_envelope_is_an_empty_400(twinfield):
    answer = requests.post(
        f"{twinfield.cluster}/webservices/processxml.asmx", data="<x>", timeout=10
    )
    assert (answer.status_code, answer.content) == (400, b"")


def test_broken_inner_document_is_fault_187(twinfield):
    assert twinfield.fault(twinfield.post("<list>")) == 187


def test_unknown_type_is_told(twinfield):
    answer = twinfield.process("<list><type>banks</type></list>")
    assert answer.find("type").get("msg") == "Type niet geïmplementeerd."


def test_uncertified_client_is_slowed_down_with_the_time_to_wait(twinfield, box):
    box.control("limits", certified=False)
    statuses = [
        twinfield.post("<list><type>offices</type></list>").status_code
        for _ in range(26)
    ]
    assert statuses == [200] * 25 + [429]
    answer = twinfield.post("<list><type>offices</type></list>")
    assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_answer_lost_after_booking_has_booked_once(twinfield, box):
    box.control("fault", kind="lost_answer", root="transaction")
    with pytest.raises(requests.ConnectionError):
        twinfield.post(twinfield.invoice())
    assert len(box.control("transactions", office="NL001")["transactions"]) == 1


def test_reset_before_has_booked_nothing(twinfield, box):
    box.control("fault", kind="reset_before", root="transaction")
    with pytest.raises(requests.ConnectionError):
        twinfield.post(twinfield.invoice())
    assert not box.control("transactions", office="NL001")["transactions"]
