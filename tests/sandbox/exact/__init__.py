"""The Exact Online sandbox: log-in, divisions, and control of both."""

import threading

from ..clock import Clock
from ..faults import Faults, Journal
from ..switches import Positions
from . import seeds
from .accountant import Accountant
from .forms import ANSWERS, Forms
from .gate import Gate
from .limits import DAILY, MINUTELY, Limits
from .lists import Lists
from .messages import Refused
from .oauth import OAuth
from .switches import SWITCHES
from .webhooks import Webhooks
from .writer import Writer

USER = {"user": "odoo", "password": "s3cr3t-exact-user"}  # made up


class Service:
    base_url = ""

    def __init__(self, seed, redirect_uris):
        self.seed = seed
        self.clock = Clock()
        self.faults = Faults()
        self.journal = Journal(self.clock)
        self.lock = threading.RLock()
        self.user = dict(USER)
        self.quirks = Positions(SWITCHES)
        self.forms = Forms()
        self.used_tokens = set()
        self.allowed = None  # divisions of the token in use; None: all
        self.limits = Limits(self)
        self.lists = Lists(self)
        self.oauth = OAuth(self, redirect_uris)
        self.webhooks = Webhooks(self)
        self.accountant = Accountant(self)
        self.gate = Gate(self)
        self.reset()

    def reset(self, seed=None):
        """Books and rights as at the start; tokens and limits stay."""
        self.divisions = seeds.divisions(seed or self.seed, self.clock)
        self.seed = seed or self.seed
        self.quirks.reset()
        for division in self.divisions.values():
            division.quirks = self.quirks
            division.writer = Writer(division, self.webhooks)
            division.listeners.append(self._listener(division))
        self.current_division = next(iter(self.divisions.values()))
        self.rights = set(self.divisions)
        self.missing_scopes = set()
        self.missing_rights = set()  # {(division or None, resource, verb or "")}
        self.language = "nl-NL"
        self.reason = ""
        self.limits.forget()
        self.webhooks.reset()
        self.faults.clear()
        self.journal.clear()
        self.forms.reset()
        return {}

    def _listener(self, division):
        return lambda name, row, action: self.webhooks.tell(division, name, row, action)

    @property
    def allowed_divisions(self):
        return [
            one
            for one in self.divisions.values()
            if one.code in self.rights
            and (not self.allowed or one.code in self.allowed)
        ]

    @property
    def failure_language(self):
        return self.language if self.quirks["localised_generic"] else "en-US"

    def lacks_right(self, division, path, method):
        """Whether the user may not do this: a right, or a module of the licence, is
        missing there."""
        code = division and division.code
        return any(
            where in (None, code)
            and (path == place or path.startswith(f"{place}/"))
            and verb in ("", method)
            for where, place, verb in self.missing_rights
        )

    def info(self, base_url):
        """What a client may know. ``administrations``: those of the first licence;
        ``countries``: the first one of each country."""
        first = self.current_division.licence
        own = [one for one in self.divisions.values() if one.licence is first]
        countries = {}
        for one in self.divisions.values():
            countries.setdefault(one.country.lower(), str(one.code))
        return {
            "base_url": base_url,
            "client_id": self.oauth.client_id,
            "client_secret": self.oauth.client_secret,
            "webhook_secret": self.oauth.webhook_secret,
            "redirect_uri": self.oauth.redirect_uris[0],
            "refresh_token": self.oauth.issued,
            "user": self.user["user"],
            "password": self.user["password"],
            "administrations": sorted(str(one.code) for one in own),
            "countries": countries,
            "control_url": f"{base_url}/_control/",
        }

    def handle(self, request):
        return self.gate.handle(request)

    # Control

    def control(self, path, values):
        own = getattr(self, f"control_{path.replace('/', '_')}", None)
        with self.lock:
            if own:
                return own(**values) or {}
            act = getattr(self.accountant, path.replace("/", "_"), None)
            if act is None or path.startswith("_"):
                raise LookupError(path)
            try:
                return act(**values) or {}
            except Refused as refused:
                raise ValueError(refused.text("en-US")) from refused

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

    def control_tokens_expire(self):
        self.oauth.expire()

    def control_tokens_revoke(self):
        self.oauth.refresh.clear()
        self.oauth.access.clear()

    def control_tokens_restore(self):
        self.oauth.reset()
        return {"refresh_token": self.oauth.issued}

    def control_clock(self, set=None, advance=None):
        if set:
            self.clock.set(set)
        if advance:
            self.clock.advance(advance)
        return {"now": self.clock.now().isoformat()}

    def control_language(self, language):
        self.language = language

    def control_right(self, granted, division=None, resource="", verb=""):
        """Of the user: a division, or there (or everywhere) a resource ("cashflow" or
        "cashflow/Receivables"), or one verb of it."""
        code = None if division is None else int(division)
        if resource:
            act = self.missing_rights.discard if granted else self.missing_rights.add
            act((code, resource, verb))
        elif code is not None:
            (self.rights.add if granted else self.rights.discard)(code)
        else:
            raise ValueError("a division or a resource")

    def control_scope(self, scope, granted):
        """Of the application: "crm", "salesentry" …"""
        (self.missing_scopes.discard if granted else self.missing_scopes.add)(scope)

    def control_blocked(self, division=None, reason=""):
        """Of one division, or of the user: the header Reason of a 403, or nothing."""
        if division is None:
            self.reason = reason
        else:
            self.divisions[int(division)].reason = reason

    def control_limits(self, minutely=MINUTELY, daily=DAILY):
        self.limits.set(minutely, daily)

    def control_quirks(self, keep=False, **changes):
        """Positions of switches; answers all of them. ``keep``: through resets too."""
        self.quirks.switch(changes, keep)
        return self.quirks

    def control_switches(self):
        return {"switches": [switch.tell() for switch in SWITCHES]}

    def control_refuse(self, **form):
        """One more form of requests: {kind, name, resource?, answer?}, or one less
        (``refused`` false); answers all."""
        if form:
            self.forms.refuse(**form)
        return {"refused": self.forms.told(), "kinds": ANSWERS}

    def control_refuse_clear(self):
        self.forms.clear()

    def control_used(self):
        """The forms of all requests since the reset, or since used/clear."""
        return {"used": self.forms.used()}

    def control_used_clear(self):
        self.forms.forget()

    def control_webhooks(self):
        return {"sent": self.webhooks.sent}
