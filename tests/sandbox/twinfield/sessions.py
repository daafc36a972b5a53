"""session.asmx: logging in with a password, as clients of before OAuth 2 do [A: WSDL].

``Logon`` is for the log-in host, everything after it for the cluster that it names.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from . import soap

IDLE = timedelta(minutes=20)  # [C]
SMS_LIFE = timedelta(minutes=5)  # [inf]
SMS_CODE = "123456"
ON_LOGIN = {"Logon", "OAuthLogon", "AccessTokenLogon"}
LOGON = (
    "Ok Blocked Untrusted Invalid Deleted Disabled OrganisationInactive ClientInvalid "
    "Failed TokenInvalid NoAvailableCompanies OAuth2AuthenticationRequired"
).split()
ACTIONS = ["None", "SMSLogon", "ChangePassword"]
# {operation: the values of its result} [A: WSDL]
RESULTS = {
    **dict.fromkeys(ON_LOGIN, LOGON),
    "SmsLogon": ["Ok", "Invalid", "TimeOut", "Disabled"],
    "ChangePassword": ["Ok", "Invalid", "NotDifferent", "NotSecure", "Disabled"],
    "SelectCompany": ["Ok", "Invalid"],
}
SHORTEST = 8  # of a password that is secure [inf]


@dataclass
class Live:
    """One session."""

    company: str
    used: datetime
    pending: str = "None"
    sms_sent: datetime = None


class Sessions:
    def __init__(self, service):
        self.service = service
        self.reset()

    def reset(self):
        self.live, self.ended, self.forced = {}, {}, []

    def force(self, operation="Logon", result=None, action=None, times=1):
        """What the next call of ``operation`` answers."""
        if result not in (None, *RESULTS[operation]) or action not in (None, *ACTIONS):
            raise ValueError(f"{operation}: {RESULTS[operation]}, {ACTIONS}")
        self.forced.append([operation, result, action, times])

    def _forced(self, operation):
        for one in self.forced:
            if one[0] == operation:
                one[3] -= 1
                if one[3] <= 0:
                    self.forced.remove(one)
                return one[1], one[2]
        return None, None

    def end(self, code=169):
        """Twinfield ends all sessions."""
        self.ended.update(dict.fromkeys(self.live, int(code)))
        self.live = {}

    def find(self, session_id, pending=()):
        """The living session; a fault where there is none, or where it still waits for
        something else than one of ``pending``."""
        if session_id in self.ended:
            raise soap.Fault(self.ended[session_id])
        found, now = self.live.get(session_id), self.service.clock.now()
        if found is None or now - found.used > IDLE:
            self.live.pop(session_id, None)
            raise soap.Fault(103)
        if found.pending not in ("None", *pending):
            raise soap.Fault(103)
        found.used = now
        return found

    def call(self, envelope, on_login):
        name = envelope.operation
        if on_login and name not in ON_LOGIN:
            raise soap.Fault(108)
        if not on_login and name in ON_LOGIN:
            raise soap.Fault(110)
        if on_login:
            return self._logon(envelope)
        session = self.find(envelope.header.get("SessionID"), ACTIONS)
        children = getattr(self, f"_{name}")(envelope, session)
        return soap.answer(envelope, children)

    # Logging in

    def _logon(self, envelope):
        name = envelope.operation
        result, action = self._forced(name)
        result = result or getattr(self, f"_{name}")(envelope)
        action = action or "None"
        children = [
            soap.element(f"{name}Result", result),
            soap.element("nextAction", action),
        ]
        if result != "Ok":
            return soap.answer(envelope, children)
        # A second log-in of the same user ends the first session [C].
        self.end(168)
        session_id = str(uuid.uuid4())
        company = min(self.service.rights, default="")
        self.live[session_id] = Live(company, self.service.clock.now(), action)
        header = soap.element("Header")
        header.append(soap.element("SessionID", session_id))
        children.append(soap.element("cluster", self.service.cluster_url))
        return soap.answer(envelope, children, [header])

    def _Logon(self, envelope):
        user = self.service.user
        fine = envelope.text("password") == user["password"] and all(
            envelope.text(name).upper() == user[name].upper()
            for name in ("user", "organisation")
        )
        return "Ok" if fine else "Invalid"

    def _AccessTokenLogon(self, envelope):
        token = envelope.text("accessToken")
        return "Ok" if self.service.oauth.is_valid(token) else "TokenInvalid"

    def _OAuthLogon(self, envelope):
        """OAuth 1 is gone; a token of today takes its place [inf]."""
        oauth = self.service.oauth
        given = envelope.text("clientToken"), envelope.text("clientSecret")
        if given != (oauth.client_id, oauth.client_secret):
            return "ClientInvalid"
        return self._AccessTokenLogon(envelope)

    # On the cluster

    def _SmsSendCode(self, envelope, session):
        session.sms_sent = self.service.clock.now()
        return [soap.element("SmsSendCodeResult", 1)]  # what it counts: unknown [inf]

    def _SmsLogon(self, envelope, session):
        result, action = self._forced("SmsLogon")
        result = result or self._sms(envelope.text("smsCode"), session)
        if result == "Ok":
            session.pending = action or "None"
        return [
            soap.element("SmsLogonResult", result),
            soap.element("nextAction", action or "None"),
        ]

    def _sms(self, code, session):
        if session.pending != "SMSLogon":
            return "Disabled"
        if session.sms_sent is None or code != SMS_CODE:
            return "Invalid"
        late = self.service.clock.now() - session.sms_sent > SMS_LIFE
        return "TimeOut" if late else "Ok"

    def _ChangePassword(self, envelope, session):
        old, new = envelope.text("currentPassword"), envelope.text("newPassword")
        result, action = self._forced("ChangePassword")
        result = result or self._judge(old, new)
        if result == "Ok":
            self.service.user["password"] = new
            session.pending = action or "None"
        return [
            soap.element("ChangePasswordResult", result),
            soap.element("nextAction", action or "None"),
        ]

    def _judge(self, old, new):
        if old != self.service.user["password"]:
            return "Invalid"
        if old == new:
            return "NotDifferent"
        return "Ok" if len(new) >= SHORTEST else "NotSecure"

    def _SelectCompany(self, envelope, session):
        self._ready(session)
        company = envelope.text("company").upper()
        result, _action = self._forced("SelectCompany")
        result = result or ("Ok" if company in self.service.rights else "Invalid")
        if result == "Ok":
            session.company = company
        return [soap.element("SelectCompanyResult", result)]

    def _GetRole(self, envelope, session):
        self._ready(session)
        return [soap.element("GetRoleResult", self.service.level)]

    def _KeepAlive(self, envelope, session):
        return []

    def _Abandon(self, envelope, session):
        del self.live[envelope.header["SessionID"]]
        return []

    def _ready(self, session):
        if session.pending != "None":
            raise soap.Fault(103)
