"""The Twinfield sandbox: log-in host, cluster, and control of both."""

import threading

from .books import Refusal
from ..clock import Clock
from ..faults import Faults, Journal
from ..switches import Positions
from . import processxml, seeds
from .annotate import text
from .control import Accountant
from .dimensions import Dimensions
from .fairuse import FairUse
from .forms import ANSWERS, KINDS, Forms
from .gate import CLUSTER, Gate
from .oauth import OAuth
from .rest import MatchLog
from .sessions import Sessions
from .switches import SWITCHES
from .transactions import Transactions

LEVELS = [f"LEVEL{number}" for number in range(1, 10)]

USER = {
    "user": "ODOO",
    "password": "s3cr3t-twinfield-user",
    "organisation": "VOORBEELD",
    "organisation_id": "7f0b1d3c-2f4e-4a5b-9c6d-1e2f3a4b5c6d",
}


class Session:
    """Who calls, for which company, in which language."""

    def __init__(self, service, company):
        self.service = service
        self.company = company.upper()
        self.language = service.language
        self.user = service.user["user"]

    def office_of(self, element, report):
        """The office named in ``element``, which goes before the header's [C]; a
        refusal stands on the element itself [B]."""
        return self.office_by_code(text(element, "office"), report, element)

    def office_by_code(self, code, report, where):
        office = self.service.offices.get((code or self.company).upper())
        if office is None or office.code not in self.service.rights:
            report.error(where, "no_access" if office else "office_unknown")
            return None
        return office


class Service:
    base_url = ""
    actor = ""  # who does what is being done

    def __init__(self, seed, redirect_uris):
        self.seed = seed
        self.clock = Clock()
        self.faults = Faults()
        self.journal = Journal(self.clock)
        self.lock = threading.RLock()
        self.user = dict(USER)
        self.oauth = OAuth(self, redirect_uris)
        self.dimensions = Dimensions(self)
        self.transactions = Transactions(self)
        self.processxml = processxml.ProcessXml(self)
        self.accountant = Accountant(self)
        self.sessions = Sessions(self)
        self.fair_use = FairUse()
        self.forms, self.quirks = Forms(), Positions(SWITCHES)
        self.gate = Gate(self)
        self.reset()

    def reset(self, seed=None):
        self.offices = seeds.offices(seed or self.seed, self.clock)
        self.seed = seed or self.seed
        for office in self.offices.values():
            office.matches = MatchLog(self)
        self.rights = set(self.offices)
        self.forms.reset()
        self.quirks.reset()
        self._apply_quirks()
        self.level = seeds.LEVELS.get(self.seed, "LEVEL3")
        self.language = seeds.LANGUAGES.get(self.seed, "nl-NL")
        self.user = dict(USER)
        self.users = {self.user["user"]: "Odoo koppeling", **seeds.USERS}
        # By the code of the office; the .svc services keep these
        self.period_details, self.bank_details, self.statements = {}, {}, {}
        self.blocked = {}
        self.sessions.reset()
        self.fair_use.set()
        self.faults.clear()
        self.journal.clear()
        return {}

    def _apply_quirks(self):
        for office in self.offices.values():
            office.matching_touches_head = self.quirks["head_stamp"]
            office.matching_touches_line = self.quirks["line_stamp"]
            office.matching_drafts = self.quirks["matching_drafts"]

    @property
    def cluster_url(self):
        return self.base_url + CLUSTER

    def info(self, base_url):
        return {
            "base_url": base_url,
            "client_id": self.oauth.client_id,
            "client_secret": self.oauth.client_secret,
            "redirect_uri": self.oauth.redirect_uris[0],
            "refresh_token": self.oauth.issued,
            "user": self.user["user"],
            "password": self.user["password"],
            "organisation": self.user["organisation"],
            "administrations": sorted(self.offices),
            "control_url": f"{base_url}/_control/",
        }

    def session(self, company):
        """What a document's handlers know of the caller."""
        self.actor = self.user["user"]
        return Session(self, company)

    def handle(self, request):
        return self.gate.handle(request)

    # Control

    def control(self, path, values):
        own = getattr(self, f"control_{path.replace('/', '_')}", None)
        with self.lock:
            self.actor = "ACCOUNTANT"
            if own:
                return own(**values) or {}
            act = getattr(self.accountant, path.replace("/", "_"), None)
            if act is None or path.startswith("_"):
                raise LookupError(path)
            try:
                return act(**values) or {}
            except Refusal as refusal:
                raise ValueError(refusal.code) from refusal

    def control_reset(self, seed=None):
        self.reset(seed)

    def control_client(self, **changes):
        self.oauth.change(**changes)

    def control_fault(self, **values):
        self.faults.add(values)

    def control_fault_clear(self):
        self.faults.clear()

    def control_requests(self):
        return {"requests": self.journal.rows}

    def control_requests_clear(self):
        self.journal.clear()

    def control_quirks(self, keep=False, **changes):
        """Switch what is in doubt; answers how all of it stands. ``keep``: through
        resets too."""
        self.quirks.switch(changes, keep)
        self._apply_quirks()
        return self.quirks

    def control_switches(self):
        return {"switches": [switch.tell() for switch in SWITCHES]}

    def control_refuse(self, kind="", name="", answer="", refused=True, keep=False):
        """A form that the server does not know; without one: which those are."""
        if kind or name:
            self.forms.refuse(kind, name, answer, refused, keep)
        return {"refused": self.forms.refused(), "kinds": KINDS, "answers": ANSWERS}

    def control_refuse_clear(self):
        self.forms.clear_refused()

    def control_used(self):
        return {"used": self.forms.used()}

    def control_used_clear(self):
        self.forms.clear_used()

    def control_level(self, level):
        """The role of the user: LEVEL1 (most rights) to LEVEL9."""
        if level not in LEVELS:
            raise ValueError(f"level is one of {LEVELS}")
        self.level = level

    def control_tokens_expire(self):
        self.oauth.access.clear()

    def control_tokens_revoke(self):
        self.oauth.refresh.clear()

    def control_tokens_restore(self, scope=""):
        self.oauth.reset(scope)
        return {"refresh_token": self.oauth.issued}

    def control_clock(self, set=None, advance=None):
        if set:
            self.clock.set(set)
        if advance:
            self.clock.advance(advance)
        return {"now": self.clock.now().isoformat()}

    def control_language(self, language):
        self.language = language

    def control_right(self, office, granted):
        (self.rights.add if granted else self.rights.discard)(office)

    def control_limits(self, certified=None, **numbers):
        self.fair_use.set(certified, **numbers)

    def control_logon(self, **values):
        self.sessions.force(**values)

    def control_sessions_end(self, code=169):
        self.sessions.end(code)
