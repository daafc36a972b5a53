"""Logging in with a password, as clients of before OAuth 2."""

import pytest
import zeep
from zeep.exceptions import Fault

TWF = "http://www.twinfield.com/"
MINUTE = 60


class Old:
    """A client of the old days: log-in host, cluster, session."""

    def __init__(self, twinfield, box):
        self.info, self.box = box.info, box
        self.login = zeep.Client(f"{box.base_url}/webservices/session.asmx?wsdl")
        self.cluster = zeep.Client(f"{twinfield.cluster}/webservices/session.asmx?wsdl")
        self.process_xml = zeep.Client(
            f"{twinfield.cluster}/webservices/processxml.asmx?wsdl"
        )
        self.session = ""

    def log_on(self, operation="Logon", *values):
        info = self.info
        values = values or (info["user"], info["password"], info["organisation"])
        answer = self.login.service[operation](*values)
        header = getattr(answer, "header", None)
        if header is not None and header.Header is not None:
            self.session = header.Header.SessionID
        return getattr(answer, "body", answer)

    def headers(self, client, session=None, company=None):
        made = client.get_element(f"{{{TWF}}}Header")(
            SessionID=session or self.session,
            CompanyCode=company,
            CompanyId=zeep.xsd.Nil,
        )
        return [made]

    def call(self, operation, *values):
        headers = self.headers(self.cluster)
        return self.cluster.service[operation](*values, _soapheaders=headers)

    def offices(self, session=None, company=None):
        return self.process_xml.service.ProcessXmlString(
            "<list><type>offices</type></list>",
            _soapheaders=self.headers(self.process_xml, session, company),
        )

    def read_customer(self):
        return self.process_xml.service.ProcessXmlString(
            "<read><type>dimensions</type><dimtype>DEB</dimtype><code>1000</code></read>",
            _soapheaders=self.headers(self.process_xml),
        )


def code(call, *values):
    with pytest.raises(Fault) as caught:
        call(*values)
    return caught.value.detail.findtext("code")


@pytest.fixture
def old(twinfield, box):
    return Old(twinfield, box)


def test_whole_way_of_a_session(old, box):
    answer = old.log_on()
    assert (answer.LogonResult, answer.nextAction) == ("Ok", "None")
    assert answer.cluster == f"{box.base_url}/cluster"
    assert old.call("SelectCompany", "NL002") == "Ok"
    assert old.call("SelectCompany", "XX") == "Invalid"
    assert "NL001" in old.offices()
    assert ">NL002</office>" in old.read_customer()
    assert old.call("GetRole").startswith("LEVEL")
    old.call("Abandon")
    assert code(old.offices) == "103"


def test_session_has_a_company_from_the_start(old):
    old.log_on()
    assert ">NL001</office>" in old.read_customer()


def test_user_without_any_company(old, box):
    for office in ("NL001", "NL002"):
        box.control("right", office=office, granted=False)
    old.log_on()
    assert code(old.offices) == "109"


@pytest.mark.parametrize(
    "values", [("ODOO", "wrong", "VOORBEELD"), ("X", "s3cr3t-twinfield-user", "X")]
)
def test_wrong_log_on_gives_no_session(old, values):
    answer = old.log_on("Logon", *values)
    assert (answer.LogonResult, answer.cluster) == ("Invalid", None)
    assert not old.session


def test_second_log_on_ends_the_first_session(old):
    old.log_on()
    first = old.session
    old.log_on()
    assert old.session != first
    assert code(old.offices, first) == "168"
    assert old.offices()


def test_twinfield_logs_off(old, box):
    old.log_on()
    box.control("sessions/end")
    assert code(old.offices) == "169"


def test_session_ends_after_twenty_idle_minutes(old, box):
    old.log_on()
    box.control("clock", advance=19 * MINUTE)
    old.call("KeepAlive")
    box.control("clock", advance=19 * MINUTE)
    assert old.offices()
    box.control("clock", advance=21 * MINUTE)
    assert code(old.offices) == "103"


def test_unknown_session_and_company(old):
    old.log_on()
    assert code(old.offices, "11111111-1111-1111-1111-111111111111") == "103"
    assert code(old.offices, None, "XX") == "358"


def test_each_operation_has_its_host(old, twinfield, box):
    address = f"{box.base_url}/webservices/session.asmx"
    old.log_on()
    misled = old.cluster.create_service(f"{{{TWF}}}SessionSoap", address)
    headers = old.headers(old.cluster)
    with pytest.raises(Fault) as caught:
        misled.SelectCompany("NL001", _soapheaders=headers)
    assert caught.value.detail.findtext("code") == "108"
    info = box.info
    values = (info["user"], info["password"], info["organisation"])
    assert code(old.cluster.service.Logon, *values) == "110"
    misled = old.process_xml.create_service(
        f"{{{TWF}}}ProcessXmlSoap", f"{box.base_url}/webservices/processxml.asmx"
    )
    with pytest.raises(Fault) as caught:
        misled.ProcessXmlString("<list/>", _soapheaders=headers)
    assert caught.value.detail.findtext("code") == "108"


def test_token_makes_a_session(old, twinfield):
    assert old.log_on("AccessTokenLogon", twinfield.token).AccessTokenLogonResult == (
        "Ok"
    )
    assert old.offices()
    answer = old.log_on("AccessTokenLogon", "dead")
    assert answer.AccessTokenLogonResult == "TokenInvalid"


def test_log_on_of_oauth_one(old, twinfield, box):
    info = box.info
    client = (info["client_id"], info["client_secret"])
    answer = old.log_on("OAuthLogon", *client, twinfield.token, "secret")
    assert answer.OAuthLogonResult == "Ok"
    answer = old.log_on("OAuthLogon", "x", "y", twinfield.token, "secret")
    assert answer.OAuthLogonResult == "ClientInvalid"
    answer = old.log_on("OAuthLogon", *client, "dead", "secret")
    assert answer.OAuthLogonResult == "TokenInvalid"


def test_text_message_before_anything_else(old, box):
    box.control("logon", action="SMSLogon")
    assert old.log_on().nextAction == "SMSLogon"
    assert code(old.offices) == "103"
    assert code(old.call, "SelectCompany", "NL001") == "103"
    assert old.call("SmsLogon", "123456").SmsLogonResult == "Invalid"
    assert old.call("SmsSendCode") == 1
    assert old.call("SmsLogon", "000000").SmsLogonResult == "Invalid"
    assert old.call("SmsLogon", "123456").SmsLogonResult == "Ok"
    assert old.offices()
    assert old.call("SmsLogon", "123456").SmsLogonResult == "Disabled"


def test_text_message_in_time(old, box):
    box.control("logon", action="SMSLogon")
    old.log_on()
    old.call("SmsSendCode")
    box.control("clock", advance=6 * MINUTE)
    assert old.call("SmsLogon", "123456").SmsLogonResult == "TimeOut"


def test_password_is_changed_before_anything_else(old, box):
    box.control("logon", action="ChangePassword")
    assert old.log_on().nextAction == "ChangePassword"
    assert code(old.offices) == "103"
    password = box.info["password"]

    def change(*values):
        return old.call("ChangePassword", *values).ChangePasswordResult

    assert change("wrong", "a-new-password") == "Invalid"
    assert change(password, password) == "NotDifferent"
    assert change(password, "short") == "NotSecure"
    assert change(password, "a-new-password") == "Ok"
    assert old.offices()
    assert old.log_on().LogonResult == "Invalid"
    values = (box.info["user"], "a-new-password", box.info["organisation"])
    assert old.log_on("Logon", *values).LogonResult == "Ok"


@pytest.mark.parametrize(
    "result",
    [
        "Blocked",
        "Untrusted",
        "Deleted",
        "Disabled",
        "OrganisationInactive",
        "ClientInvalid",
        "Failed",
        "NoAvailableCompanies",
        "OAuth2AuthenticationRequired",
    ],
)
def test_every_result_of_a_log_on_can_be_had(old, box, result):
    box.control("logon", result=result)
    assert old.log_on().LogonResult == result
    assert not old.session
    assert old.log_on().LogonResult == "Ok"


def test_results_of_later_steps_can_be_had_too(old, box):
    old.log_on()
    box.control("logon", operation="SmsLogon", result="Disabled")
    assert old.call("SmsLogon", "1").SmsLogonResult == "Disabled"
    box.control("logon", operation="ChangePassword", result="Disabled", times=2)
    for _ in range(2):
        answer = old.call("ChangePassword", "a", "b")
        assert answer.ChangePasswordResult == "Disabled"
    box.control("logon", operation="SelectCompany", result="Invalid")
    assert old.call("SelectCompany", "NL001") == "Invalid"
    with pytest.raises(ValueError):
        box.control("logon", result="Nonsense")
