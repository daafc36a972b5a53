"""The log-in host: authorisation page, tokens, validation, user info [A]."""

import base64
import html
import json
import secrets
from datetime import timedelta, timezone
from urllib.parse import urlencode

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from ..pages import PAGE
from . import ids

PREFIX = "/auth/authentication/connect/"
TOKEN_LIFE = timedelta(seconds=3600)
CODE_LIFE = timedelta(seconds=60)
REQUIRED = ("client_id", "redirect_uri", "response_type", "scope", "state", "nonce")
USUAL = {
    "openid",
    "twf.user",
    "twf.organisation",
    "twf.organisationUser",
    "offline_access",
}
# Those of the REST interface [A: Swagger]
REST = {
    "readBookkeeping",
    "readBookkeepingMatches",
    "readBudgets",
    "readCustomers",
    "readFixedAssets",
    "readSuppliers",
    "readVat",
    "readVatGroup",
}
SCOPES = USUAL | REST
LOG_IN_LIFE = timedelta(minutes=10)  # between logging in and consenting [inf]
# Flow of a client: the response type it uses, and no other [A]
FLOWS = {"code": "code", "implicit": "id_token token"}


class OAuth:
    def __init__(self, service, redirect_uris):
        self.service = service
        self.redirect_uris = list(redirect_uris)
        self.client_id = "ledger-connectors"
        self.reset()

    def reset(self, scope=""):
        """``scope`` of the refresh token that is issued beforehand."""
        self.client_secret = "s3cr3t-twinfield-client"  # noqa: S105 - made up
        self.rotating, self.flow, self.token_format = False, "code", "opaque"
        self.codes, self.access, self.refresh, self.tickets = {}, {}, {}, {}
        self.issued = "s3cr3t-refresh-" + secrets.token_hex(8)
        self.refresh[self.issued] = scope or " ".join(sorted(USUAL))

    def change(
        self,
        redirect_uris=None,
        secret=None,
        rotating=None,
        flow=None,
        token_format=None,
    ):
        """The registered application."""
        if flow not in (None, *FLOWS) or token_format not in (None, "opaque", "jwt"):
            raise ValueError(f"flow: {sorted(FLOWS)}; token_format: opaque or jwt")
        if redirect_uris is not None:
            self.redirect_uris = list(redirect_uris)
        if secret:
            # Resetting the secret ends the refresh tokens [A].
            self.client_secret = secret
            self.refresh.clear()
        if rotating is not None:
            self.rotating = rotating
        self.flow = flow or self.flow
        self.token_format = token_format or self.token_format

    def handle(self, request):
        name = request.path[len(PREFIX) :].lower()
        page, methods = {
            "authorize": (self.page_authorize, ("GET", "POST")),
            "token": (self.page_token, ("POST",)),
            "accesstokenvalidation": (self.page_accesstokenvalidation, ("GET",)),
            "userinfo": (self.page_userinfo, ("GET", "POST")),
        }.get(name, (None, ()))
        if page is None:
            return Response("Not found", 404)
        if request.method not in methods:
            return Response(b"", 405, {"Allow": ", ".join(methods)})
        return page(request)

    # Pages for people

    def page_authorize(self, request):
        values = request.values
        problem = self._check(values)
        if problem:
            page = PAGE.format(title="Fout", body=html.escape(problem))
            return Response(page, 400, mimetype="text/html")
        problem = self._check_wish(values)
        if problem:
            return self._back(values, {"error": problem})
        if request.method != "POST":
            return self._form(values, "log-in")
        if not (self._knows(values) or self._has_ticket(values)):
            is_wrong = "username" in values or "password" in values
            return self._form(values, "log-in", wrong=is_wrong)
        if values.get("consent"):
            return self._consent(values)
        return self._form(values, "consent")

    def _check(self, values):
        """What is told to the person: there is no safe address to send it to."""
        missing = [name for name in REQUIRED if not values.get(name)]
        if missing:
            return f"invalid_request: {', '.join(missing)}"
        if values["client_id"] != self.client_id:
            return "invalid_client"
        if values["redirect_uri"] not in self.redirect_uris:
            return "invalid_redirect_uri"
        return ""

    def _check_wish(self, values):
        """What is told to the application [inf: that these go there]."""
        kinds = {" ".join(sorted(kind.split())): flow for flow, kind in FLOWS.items()}
        flow = kinds.get(" ".join(sorted(values["response_type"].split())))
        if flow is None:
            return "unsupported_response_type"
        if flow != self.flow:
            return "unauthorized_client"
        scopes, forms = set(values["scope"].split()), self.service.forms
        unknown = [s for s in sorted(scopes) if not forms.knows("scope", s)]
        is_poor = "twf.user" in scopes and "openid" not in scopes
        is_poor = is_poor or "twf.organisationUser" not in scopes
        if unknown or scopes - SCOPES or is_poor:
            return "invalid_scope"
        return ""

    def _knows(self, values):
        user = self.service.user
        organisation = values.get("organisation") or user["organisation"]
        return (
            values.get("username", "").upper() == user["user"]
            and values.get("password") == user["password"]
            and organisation.upper() == user["organisation"]
        )

    def _has_ticket(self, values):
        """Whether this person has logged in for the same application."""
        until, wish = self.tickets.get(values.get("ticket"), (None, None))
        return until is not None and (
            until >= self.service.clock.now() and wish == self._wish(values)
        )

    def _wish(self, values):
        return [values[name] for name in REQUIRED]

    def _form(self, values, step, wrong=False):
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(values[name])}">'
            for name in REQUIRED
        )
        if step == "log-in":
            title = "Inloggen"
            body = (
                ("<p>Onjuiste gegevens.</p>" if wrong else "")
                + '<label>Gebruiker<input name="username"></label>'
                + '<label>Wachtwoord<input name="password" type="password"></label>'
                + '<label>Organisatie<input name="organisation"></label>'
                + "<button>Inloggen</button>"
            )
        else:
            title = "Toegang geven"
            ticket = secrets.token_hex(16)
            until = self.service.clock.now() + LOG_IN_LIFE
            self.tickets[ticket] = until, self._wish(values)
            hidden += f'<input type="hidden" name="ticket" value="{ticket}">'
            scopes = "".join(
                f"<li>{html.escape(one)}</li>" for one in values["scope"].split()
            )
            body = (
                f"<p>Odoo vraagt toegang:</p><ul>{scopes}</ul>"
                '<button name="consent" value="yes">Ja, toestaan</button>'
                '<button name="consent" value="no">Nee</button>'
            )
        page = PAGE.format(
            title=title, body=f'<form method="post">{hidden}{body}</form>'
        )
        return Response(page, mimetype="text/html")

    def _consent(self, values):
        self.tickets.pop(values.get("ticket"), None)
        if values["consent"] != "yes":
            return self._back(values, {"error": "access_denied"})
        if self.flow == "implicit":
            answer = self._issue(values["scope"])
            answer["id_token"] = self._identity(values["nonce"])
            return self._back(values, answer)
        code = secrets.token_hex(16)
        self.codes[code] = {
            "redirect_uri": values["redirect_uri"],
            "scope": values["scope"],
            "nonce": values["nonce"],
            "until": self.service.clock.now() + CODE_LIFE,
        }
        return self._back(values, {"code": code})

    def _back(self, values, answer):
        """Back to the application, in the query or for the implicit flow behind #."""
        mark = "#" if self.flow == "implicit" else "?"
        if mark in values["redirect_uri"]:
            mark = "&"
        answer = {**answer, "state": values["state"]}
        return redirect(f"{values['redirect_uri']}{mark}{urlencode(answer)}")

    # Tokens

    def page_token(self, request):
        values = request.form
        auth = request.authorization
        given = (
            (auth.username, auth.password)
            if auth and auth.type == "basic"
            else (values.get("client_id"), values.get("client_secret"))
        )
        if given != (self.client_id, self.client_secret):
            return _error("invalid_client")
        grant = values.get("grant_type")
        if grant == "authorization_code" and self.flow == "code":
            return self._by_code(values)
        if grant == "refresh_token":
            return self._by_refresh(values)
        return _error("unauthorized_client")

    def _by_code(self, values):
        found = self.codes.pop(values.get("code"), None)
        if (
            not found
            or found["until"] < self.service.clock.now()
            or found["redirect_uri"] != values.get("redirect_uri")
        ):
            return _error("invalid_grant")
        answer = self._issue(found["scope"])
        if "offline_access" in found["scope"].split():
            token = "s3cr3t-refresh-" + secrets.token_hex(8)
            self.refresh[token] = found["scope"]
            answer["refresh_token"] = token
        if "openid" in found["scope"].split():
            answer["id_token"] = self._identity(found["nonce"])
        return _json(answer)

    def _by_refresh(self, values):
        token = values.get("refresh_token")
        scope = self.refresh.get(token)
        if scope is None:
            return _error("invalid_grant")
        if self.rotating or self.service.quirks["rotating_tokens"]:
            del self.refresh[token]
            token = "s3cr3t-refresh-" + secrets.token_hex(8)
            self.refresh[token] = scope
        return _json({**self._issue(scope), "refresh_token": token})

    def _issue(self, scope):
        token = secrets.token_hex(16)
        if self.token_format == "jwt":
            token = _jwt({"scope": scope.split(), "jti": token, **self._twf(scope)})
        self.access[token] = {
            "scope": scope,
            "until": self.service.clock.now() + TOKEN_LIFE,
        }
        seconds = int(TOKEN_LIFE.total_seconds())
        return {"access_token": token, "expires_in": seconds, "token_type": "Bearer"}

    def _identity(self, nonce):
        now = _seconds(self.service.clock.now())
        claims = {
            "iss": f"{self.service.base_url}/auth/authentication",
            "aud": self.client_id,
            "sub": self.service.user["user"],
            "nonce": nonce,
            "iat": now,
            "exp": now + int(TOKEN_LIFE.total_seconds()),
        }
        return _jwt(claims)

    # Validation

    def is_valid(self, token):
        found = self.access.get(token)
        return bool(found) and found["until"] > self.service.clock.now()

    def page_accesstokenvalidation(self, request):
        token = request.args.get("token", "")
        if not self.is_valid(token):
            return _json({"Message": "Token invalid."}, 400)
        return _json(self._claims(token))

    def page_userinfo(self, request):
        token = (request.headers.get("Authorization") or "").removeprefix("Bearer ")
        if not self.is_valid(token):
            return _json({"Message": "Token invalid."}, 401)
        return _json(self._claims(token))

    def _claims(self, token):
        scopes = self.access[token]["scope"].split()
        return {
            "iss": f"{self.service.base_url}/auth/authentication",
            "exp": str(_seconds(self.access[token]["until"])),
            "client_id": self.client_id,
            "scope": scopes,
            **self._twf(self.access[token]["scope"]),
        }

    def _twf(self, scope):
        """Claims by scope; without that of the organisation no cluster is told [C]."""
        user, scopes = self.service.user, scope.split()
        claims = {
            "twf.organisationId": user["organisation_id"],
            "twf.organisationUserCode": user["user"],
            "twf.organisationCode": user["organisation"],
        }
        if "twf.user" in scopes:
            claims["twf.id"] = ids.record_id("user", user["user"])
        if "twf.organisation" in scopes:
            claims["twf.clusterUrl"] = self.service.cluster_url
        return claims


def _seconds(moment):
    return int(moment.replace(tzinfo=timezone.utc).timestamp())


def _jwt(claims):
    """Looks like a signed token; the signature is none."""
    parts = [{"alg": "RS256", "typ": "JWT"}, claims, {"signature": "sandbox"}]
    return ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in parts
    )


def _json(content, status=200):
    return Response(json.dumps(content), status, mimetype="application/json")


def _error(code):
    return _json({"error": code}, 400)
