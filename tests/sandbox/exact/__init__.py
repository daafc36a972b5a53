"""The Exact Online sandbox: log-in, divisions, and control of both."""

import threading

from ..clock import Clock
from ..faults import Faults, Journal
from . import seeds
from .accountant import Accountant
from .division import QUIRKS
from .gate import Gate
from .limits import DAILY, MINUTELY, Limits
from .lists import Lists
from .messages import Refused
from .oauth import OAuth
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
        self.quirks = dict(QUIRKS)
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
        self.quirks.clear()
        self.quirks.update(QUIRKS)
        for division in self.divisions.values():
            division.quirks = self.quirks
            division.writer = Writer(division, self.webhooks)
            division.listeners.append(self._listener(division))
        self.current_division = next(iter(self.divisions.values()))
        self.rights = set(self.divisions)
        self.missing_scopes = set()
        self.language = "nl-NL"
        self.reason = ""
        self.limits.forget()
        self.webhooks.reset()
        self.faults.clear()
        self.journal.clear()
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

    def info(self, base_url):
        return {
            "base_url": base_url,
            "client_id": self.oauth.client_id,
            "client_secret": self.oauth.client_secret,
            "webhook_secret": self.oauth.webhook_secret,
            "redirect_uri": self.oauth.redirect_uris[0],
            "refresh_token": self.oauth.issued,
            "user": self.user["user"],
            "password": self.user["password"],
            "administrations": sorted(map(str, self.divisions)),
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

    def control_right(self, division, granted):
        (self.rights.add if granted else self.rights.discard)(int(division))

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

    def control_quirks(self, **changes):
        unknown = set(changes) - set(QUIRKS)
        if unknown:
            raise ValueError(f"unknown: {sorted(unknown)}")
        self.quirks.update(changes)
        return dict(self.quirks)

    def control_webhooks(self):
        return {"sent": self.webhooks.sent}
