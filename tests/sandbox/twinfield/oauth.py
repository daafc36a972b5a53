"""The log-in host: authorisation page, tokens, validation, user info [A]."""

import base64
import html
import json
import secrets
from datetime import timedelta
from urllib.parse import urlencode

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

PREFIX = "/auth/authentication/connect/"
TOKEN_LIFE = timedelta(seconds=3600)
CODE_LIFE = timedelta(seconds=60)
REQUIRED = ("client_id", "redirect_uri", "response_type", "scope", "state", "nonce")
SCOPES = {
    "openid",
    "twf.user",
    "twf.organisation",
    "twf.organisationUser",
    "offline_access",
}
PAGE = """<!doctype html><html lang="nl"><head><meta charset="utf-8">
<title>{title}</title><style>
body{{font:16px sans-serif;max-width:26rem;margin:4rem auto}}
label{{display:block;margin:1rem 0}}input{{display:block;width:100%;padding:.4rem}}
button{{padding:.5rem 1.2rem;margin-right:.6rem}}</style></head>
<body><h1>{title}</h1>{body}</body></html>"""


class OAuth:
    def __init__(self, service, redirect_uris):
        self.service = service
        self.redirect_uris = list(redirect_uris)
        self.client_id = "ledger-connectors"
        self.reset()

    def reset(self):
        self.client_secret = "s3cr3t-twinfield-client"  # noqa: S105 - made up
        self.rotating = False
        self.codes, self.access, self.refresh = {}, {}, {}
        everything = " ".join(sorted(SCOPES))
        self.issued = "s3cr3t-refresh-" + secrets.token_hex(8)
        self.refresh[self.issued] = everything

    def handle(self, request):
        name = request.path.removeprefix(PREFIX)
        page = getattr(self, f"page_{name}", None)
        if page is None:
            return Response("Not found", 404)
        return page(request)

    # Pages for people

    def page_authorize(self, request):
        values = request.values
        problem = self._check(values)
        if problem:
            return Response(
                PAGE.format(title="Fout", body=problem), 400, mimetype="text/html"
            )
        if request.method == "POST" and values.get("consent"):
            return self._consent(values)
        if request.method == "POST" and not self._knows(values):
            return self._form(values, "log-in", wrong=True)
        return self._form(values, "consent" if request.method == "POST" else "log-in")

    def _check(self, values):
        missing = [name for name in REQUIRED if not values.get(name)]
        if missing:
            return f"invalid_request: {', '.join(missing)}"
        if values["client_id"] != self.client_id:
            return "invalid_client"
        if values["redirect_uri"] not in self.redirect_uris:
            return "invalid_redirect_uri"
        if values["response_type"] != "code":
            return "unsupported_response_type"
        if set(values["scope"].split()) - SCOPES:
            return "invalid_scope"
        return ""

    def _knows(self, values):
        user = self.service.user
        return (
            values.get("username") == user["user"]
            and values.get("password") == user["password"]
        )

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
        if values["consent"] != "yes":
            query = {"error": "access_denied", "state": values["state"]}
        else:
            code = secrets.token_hex(16)
            self.codes[code] = {
                "redirect_uri": values["redirect_uri"],
                "scope": values["scope"],
                "nonce": values["nonce"],
                "until": self.service.clock.now() + CODE_LIFE,
            }
            query = {"code": code, "state": values["state"]}
        return redirect(f"{values['redirect_uri']}?{urlencode(query)}")

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
        if grant == "authorization_code":
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
        if self.rotating:
            del self.refresh[token]
            token = "s3cr3t-refresh-" + secrets.token_hex(8)
            self.refresh[token] = scope
        return _json({**self._issue(scope), "refresh_token": token})

    def _issue(self, scope):
        token = secrets.token_hex(16)
        self.access[token] = {
            "scope": scope,
            "until": self.service.clock.now() + TOKEN_LIFE,
        }
        seconds = int(TOKEN_LIFE.total_seconds())
        return {"access_token": token, "expires_in": seconds, "token_type": "Bearer"}

    def _identity(self, nonce):
        claims = {"iss": self.service.base_url, "nonce": nonce, "aud": self.client_id}
        parts = [{"alg": "RS256"}, claims, {"signature": "sandbox"}]
        return ".".join(
            base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
            for part in parts
        )

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
        user = self.service.user
        claims = {
            "iss": f"{self.service.base_url}/auth/authentication",
            "exp": str(int(self.access[token]["until"].timestamp())),
            "client_id": self.client_id,
            "scope": scopes,
            "twf.organisationId": user["organisation_id"],
            "twf.organisationUserCode": user["user"],
        }
        if "twf.organisation" in scopes:
            claims["twf.organisationCode"] = user["organisation"]
            claims["twf.clusterUrl"] = self.service.cluster_url
        return claims


def _json(content, status=200):
    return Response(json.dumps(content), status, mimetype="application/json")


def _error(code):
    return _json({"error": code}, 400)
