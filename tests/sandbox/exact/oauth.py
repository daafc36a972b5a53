"""The log-in and the tokens: short-lived access, single-use refresh [A, C, I]."""

import html
import json
import secrets
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from ..pages import PAGE

PREFIX = "/api/oauth2/"
ACCESS_LIFE = timedelta(seconds=600)
EARLIEST = timedelta(seconds=570)
REFRESH_LIFE = timedelta(days=30)
CODE_LIFE = timedelta(minutes=3)
LOG_IN_LIFE = timedelta(minutes=10)
NEEDED = ("client_id", "redirect_uri", "response_type")
KEPT = (*NEEDED, "state", "force_login")
TOO_EARLY = "Rate limit exceeded: access_token not expired"


class OAuth:
    def __init__(self, service, redirect_uris):
        self.service = service
        self.redirect_uris = list(redirect_uris)
        self.client_id = "2f0c4a10-0000-4c1e-9d11-000000000001"
        self.client_secret = "s3cr3t-exact-client"  # noqa: S105 - made up
        self.webhook_secret = "s3cr3t-exact-webhook"  # noqa: S105 - made up
        self.reset()

    def reset(self):
        self.codes, self.tickets = {}, {}
        self.access = {}  # {token: (until, divisions)}
        self.refresh = {}  # {token: {"issued", "divisions", "old", "heir"}}
        self.issued = self._new_refresh(None, valid_at_once=True)

    def change(self, redirect_uris=None, secret=None, webhook_secret=None):
        """The registered application."""
        if redirect_uris is not None:
            self.redirect_uris = list(redirect_uris)
        if secret:
            self.client_secret = secret
        if webhook_secret:
            self.webhook_secret = webhook_secret

    @property
    def now(self):
        return self.service.clock.now()

    def handle(self, request):
        # With a slash at its end, too, the page for people is found [C].
        name = request.path[len(PREFIX) :].lower()
        page, methods = {
            "auth": (self.page_auth, ("GET", "POST")),
            "auth/": (self.page_auth, ("GET", "POST")),
            "token": (self.page_token, ("POST",)),
        }.get(name, (None, ()))
        if page is None:
            return Response("Not found", 404)
        if request.method not in methods:
            return Response(b"", 405, {"Allow": ", ".join(methods)})
        return page(request)

    def divisions_of(self, token):
        """The divisions a valid access token may open (None: all); KeyError, or
        TimeoutError for one that was."""
        until, divisions = self.access[token]
        if until <= self.now:
            raise TimeoutError
        return divisions

    def expire(self):
        """All access tokens; the refresh tokens may be used at once."""
        for token, (_until, divisions) in self.access.items():
            self.access[token] = (self.now - timedelta(seconds=1), divisions)
        for one in self.refresh.values():
            one["issued"] = min(one["issued"], self.now - ACCESS_LIFE)

    # Pages for people

    def page_auth(self, request):
        values = request.values
        problem = self._check(values)
        if problem:
            page = PAGE.format(title="Fout", body=html.escape(problem))
            return Response(page, 400, mimetype="text/html")
        if request.method != "POST":
            return self._form(values, "log-in")
        if not (self._knows(values) or self._has_ticket(values)):
            return self._form(values, "log-in", wrong="username" in values)
        if values.get("consent"):
            return self._consent(values)
        return self._form(values, "consent")

    def _check(self, values):
        missing = [name for name in NEEDED if not values.get(name)]
        if missing:
            return f"invalid_request: {', '.join(missing)}"
        if values["client_id"].lower() != self.client_id:
            return "invalid_client"
        if values["redirect_uri"] not in self.redirect_uris:
            return "The redirect URI is not the registered one."
        address = urlsplit(values["redirect_uri"])
        # Plain HTTP is refused; loopback is this sandbox's own concession.
        if address.scheme != "https" and address.hostname not in LOOPBACK:
            return "The redirect URI must use HTTPS."
        if values["response_type"] not in ("code", "token"):
            return "unsupported_response_type"
        return ""

    def _knows(self, values):
        user = self.service.user
        return (
            values.get("username", "").lower() == user["user"]
            and values.get("password") == user["password"]
        )

    def _has_ticket(self, values):
        until, wish = self.tickets.get(values.get("ticket"), (None, None))
        return until is not None and until >= self.now and wish == _wish(values)

    def _form(self, values, step, wrong=False):
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(values[name])}">'
            for name in KEPT
            if values.get(name)
        )
        if step == "log-in":
            title = "Inloggen"
            body = (
                ("<p>Onjuiste gegevens.</p>" if wrong else "")
                + '<label>Gebruikersnaam<input name="username"></label>'
                + '<label>Wachtwoord<input name="password" type="password"></label>'
                + "<button>Inloggen</button>"
            )
        else:
            title = "Toegang geven"
            ticket = secrets.token_hex(16)
            self.tickets[ticket] = self.now + LOG_IN_LIFE, _wish(values)
            hidden += f'<input type="hidden" name="ticket" value="{ticket}">'
            rows = "".join(
                f'<label><input type="checkbox" name="division" value="{one.code}" '
                f'checked style="display:inline;width:auto"> {one.code} '
                f"{html.escape(one.name)}</label>"
                for one in self.service.divisions.values()
            )
            body = (
                f"<p>Odoo vraagt toegang tot deze administraties:</p>{rows}"
                '<button name="consent" value="yes">Toestaan</button>'
                '<button name="consent" value="no">Weigeren</button>'
            )
        page = PAGE.format(
            title=title, body=f'<form method="post">{hidden}{body}</form>'
        )
        return Response(page, mimetype="text/html")

    def _consent(self, values):
        self.tickets.pop(values.get("ticket"), None)
        if values["consent"] != "yes":
            return self._back(values, {"error": "access_denied"})
        chosen = {int(code) for code in values.getlist("division")} or None
        if values["response_type"] == "token":
            answer = self._issue(chosen)
            del answer["refresh_token"]
            return self._back(values, answer, "#")
        # Codes hold characters that a URL must quote.
        code = f"stampNL001.{secrets.token_urlsafe(24)}!IAAA"
        self.codes[code] = {
            "redirect_uri": values["redirect_uri"],
            "divisions": chosen,
            "until": self.now + CODE_LIFE,
        }
        return self._back(values, {"code": code})

    def _back(self, values, answer, mark="?"):
        if mark in values["redirect_uri"]:
            mark = "&"
        if values.get("state"):
            answer = {**answer, "state": values["state"]}
        return redirect(f"{values['redirect_uri']}{mark}{urlencode(answer)}")

    # Tokens

    def page_token(self, request):
        values = request.form
        given = (values.get("client_id", "").lower(), values.get("client_secret"))
        if given != (self.client_id, self.client_secret):
            return _error("invalid_client")
        grant = values.get("grant_type")
        if grant == "authorization_code":
            return self._by_code(values)
        if grant == "refresh_token":
            return self._by_refresh(values.get("refresh_token"))
        return _error("invalid_request")

    def _by_code(self, values):
        if not values.get("code") or not values.get("redirect_uri"):
            return _error("invalid_request")
        found = self.codes.pop(values["code"], None)
        if (
            not found
            or found["until"] < self.now
            or found["redirect_uri"] != values["redirect_uri"]
        ):
            return _error("invalid_grant")
        return _json(self._issue(found["divisions"]))

    def _by_refresh(self, token):
        one = self.refresh.get(token)
        if not token or one is None:
            return _error("invalid_request" if not token else "invalid_grant")
        if one["old"] and not self._has_grace(one):
            return _error("unauthorized_client", "Old refresh token used.", 401)
        if one["issued"] + REFRESH_LIFE < self.now:
            expired, now = (
                f"{moment.month}/{moment.day}/{moment.year} "
                f"{moment.hour % 12 or 12}:{moment:%M:%S %p}"
                for moment in (one["issued"] + REFRESH_LIFE, self.now)
            )
            text = f"The refresh token expired at {expired} and it is now {now}"
            return _error("invalid_request", text)
        if one["issued"] + EARLIEST > self.now and not one["old"]:
            response = _error("access_denied", TOO_EARLY, 401)
            response.headers["Reason"] = f"TooEarlyToRefreshTokens: {TOO_EARLY}"
            return response
        one["old"] = True
        answer = self._issue(one["divisions"])
        one["heir"] = answer["access_token"]
        return _json(answer)

    def _has_grace(self, one):
        """Until the access token that replaced it is first used (unsure 6)."""
        return self.service.quirks["refresh_grace"] and one["heir"] not in self.used

    @property
    def used(self):
        return self.service.used_tokens

    def _issue(self, divisions):
        token = f"stampNL001.{secrets.token_urlsafe(90)}"
        self.access[token] = (self.now + ACCESS_LIFE, divisions)
        return {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": str(int(ACCESS_LIFE.total_seconds())),
            "refresh_token": self._new_refresh(divisions),
        }

    def _new_refresh(self, divisions, valid_at_once=False):
        token = f"{secrets.token_urlsafe(6)}!IAAA{secrets.token_urlsafe(60)}"
        issued = self.now - (ACCESS_LIFE if valid_at_once else timedelta())
        self.refresh[token] = {
            "issued": issued,
            "divisions": divisions,
            "old": False,
            "heir": "",
        }
        return token


LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def _wish(values):
    return [values.get(name) for name in KEPT]


def _json(answer, status=200):
    return Response(
        json.dumps(answer), status, content_type="application/json;charset=utf-8"
    )


def _error(error, description="", status=400):
    answer = {"error": error}
    if description:
        answer["error_description"] = description
    return _json(answer, status)
