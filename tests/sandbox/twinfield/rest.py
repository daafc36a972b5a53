"""The REST interface: /Api/organisations/{id}/companies/{id}/... [A: Swagger].

The Swagger gives words for refusals and no shape: theirs is ours [inf], as are the
values of ``eventType``.
"""

import json
import re
import uuid
from datetime import datetime

from werkzeug.wrappers import Response

from . import ids, soap
from .masks import matches_pattern

PATH = re.compile(r"organisations/([^/]+)/companies/([^/]+)/(.+?)/?", re.IGNORECASE)
ALWAYS = {"openid", "twf.organisationUser", "twf.user"}
# {resource: one of these scopes as well}
SCOPES = {
    "bookkeeping/audittrails/matching": {"readBookkeepingMatches"},
    "bookkeeping/accounts": {
        "readBookkeeping",
        "readBudgets",
        "readCustomers",
        "readFixedAssets",
        "readSuppliers",
        "readVat",
        "readVatGroup",
    },
    "vat/vatcodes": {"readVat"},
}
# {type in the parameter, in lower case: (type in the answer, dimension type)}
TYPES = {
    "activity": ("activity", "ACT"),
    "balance": ("balance", "BAS"),
    "costcenter": ("costCenter", "KPL"),
    "creditor": ("creditor", "CRD"),
    "debtor": ("debtor", "DEB"),
    "fixedasset": ("fixedAsset", "AST"),
    "profitandloss": ("profitAndLoss", "PNL"),
    "project": ("project", "PRJ"),
}
SUBANALYSIS = {"true": "mandatory", "maybe": "allowed"}
VAT_DEFAULT = ("id", "code", "type", "name", "shortName")
UNAUTHORIZED = "Unauthorized"
FORBIDDEN = "The current role doesn't have access to this functionality"
INCORRECT = "Incorrect search parameters were provided."


class Problem(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


# The feed of matches


class MatchLog(list):
    """An office's matches, with a feed of what comes and goes. The books use it as
    the list it is and know nothing of feeds."""

    def __init__(self, service):
        super().__init__()
        self.service, self.events = service, []

    def append(self, match):
        match.uid = str(uuid.uuid4())
        super().append(match)
        self._record("Matched", match)

    def remove(self, match):
        super().remove(match)
        self._record("Unmatched", match)

    def _record(self, kind, match):
        moment = self.service.clock.now().isoformat(timespec="milliseconds") + "Z"
        self.events.append(
            {
                "sequence": len(self.events) + 1,
                "logTimestamp": moment,
                "userCode": self.service.actor,
                "eventId": str(uuid.uuid4()),
                "eventTimestamp": moment,
                "eventType": kind,
                "matchId": match.uid,
                "matchLevel": match.level,
                "dimensionCode": match.relation,
                "matchNumber": match.number,
                "matchDate": {
                    "year": match.date.year,
                    "month": match.date.month,
                    "day": match.date.day,
                },
                "transactionLines": [
                    _matched_line(key, amount) for key, amount in match.parts.items()
                ],
            }
        )


def _matched_line(key, amounts):
    names = ("TransactionCurrency", "", "ReportingCurrency")
    return {
        "transactionTypeCode": key[0],
        "transactionNumber": key[1],
        "transactionLineId": key[2],
        **{
            f"matchedAmount{name}": float(amount)
            for name, amount in zip(names, amounts, strict=True)
        },
    }


# Requests


def token_of(request):
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def refused(error):
    status = soap.STATUS.get(error.code, 500)
    return _json({"message": str(error)}, status)


def handle(service, request, path):
    try:
        return _handle(service, request, path)
    except Problem as problem:
        response = _json({"message": str(problem)}, problem.status)
        if problem.status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response


def _handle(service, request, path):
    token = token_of(request)
    if not service.oauth.is_valid(token):
        raise Problem(401, UNAUTHORIZED)
    found = PATH.fullmatch(path)
    resource, one = _resource(found[3]) if found else ("", "")
    if not resource:
        raise Problem(404, "Not found")
    if not service.forms.knows("resource", resource):
        raise Problem(403, FORBIDDEN)
    scopes = set(service.oauth.access[token]["scope"].split())
    if not scopes >= ALWAYS or not scopes & SCOPES[resource]:
        raise Problem(403, FORBIDDEN)
    office = _office(service, found[1], found[2])
    if request.method == "OPTIONS" and resource == "bookkeeping/accounts":
        return Response(b"", 200, {"Allow": "GET, OPTIONS"})
    if request.method not in ("GET", "HEAD"):
        return Response(b"", 405, {"Allow": "GET"})
    if not all(
        service.forms.knows("option", f"{resource}/{name}") for name in request.args
    ):
        raise Problem(400, INCORRECT)
    return _json(RESOURCES[resource](office, Parameters(request.args), one))


def _resource(path):
    """Its name, and the id of one record."""
    path = path.lower()
    if path in SCOPES:
        return path, ""
    name, _slash, one = path.rpartition("/")
    return (name, one) if name == "vat/vatcodes" else ("", "")


def _office(service, organisation, company):
    """A company without right is as one that is not there [inf]."""
    for text in (organisation, company):
        try:
            uuid.UUID(text)
        except ValueError:
            raise Problem(400, INCORRECT) from None
    if organisation.lower() == service.user["organisation_id"]:
        for code in service.rights:
            if ids.company_id(code) == company.lower():
                return service.offices[code]
    raise Problem(403, FORBIDDEN)


class Parameters:
    """Of the query; what does not fit is HTTP 400."""

    def __init__(self, values):
        self.values = {name.lower(): value for name, value in values.items()}

    def text(self, name, default=""):
        return self.values.get(name.lower(), default)

    def integer(self, name, default, low, high=2**63 - 1):
        value = self.text(name) or str(default)
        if not value.lstrip("-").isdigit() or not low <= int(value) <= high:
            raise Problem(400, INCORRECT)
        return int(value)

    def choice(self, name, allowed, default=""):
        value = self.text(name).lower() or default
        if value and value not in allowed:
            raise Problem(400, INCORRECT)
        return value

    def moment(self, name):
        value = self.text(name).strip()
        try:
            found = datetime.fromisoformat(value.replace("Z", "+00:00"))
        except ValueError:
            if value:
                raise Problem(400, INCORRECT) from None
            return None
        return found.replace(tzinfo=None) - (found.utcoffset() or found - found)

    def searched(self, rows, *columns):
        """``rows`` of which one of these columns holds the pattern."""
        pattern = self.text("searchPattern")
        if not re.search("[*?]", pattern):
            pattern = f"*{pattern}*"
        return [r for r in rows if any(matches_pattern(r[c], pattern) for c in columns)]

    def ordered(self, rows, *columns):
        key = self.choice("orderBy", columns, columns[0])
        is_ascending = self.choice("asc", ("true", "false"), "true") == "true"
        return sorted(rows, key=lambda row: row[key], reverse=not is_ascending)


def _matching(office, parameters, _one):
    first = parameters.integer("fromSequence", 0, 0)
    limit = parameters.integer("limit", 200, 1, 200)
    found = [e for e in office.matches.events if e["sequence"] >= first][:limit]
    events = [{"companyId": ids.company_id(office.code), **event} for event in found]
    after = found[-1]["sequence"] + 1 if found else max(first, 1)
    return {"events": events, "nextSequenceNumber": after}


def _accounts(office, parameters, _one):
    wanted = parameters.text("types") or "Balance,ProfitAndLoss"
    wanted = [kind.strip().lower() for kind in wanted.split(",")]
    if set(wanted) - set(TYPES):
        raise Problem(400, INCORRECT)
    since = parameters.moment("modifiedSince")
    offset = parameters.integer("offset", 0, 0)
    limit = parameters.integer("limit", 50, 1)
    rows = [
        _account(record, TYPES[kind][0])
        for kind in wanted
        for record in office.of_type(TYPES[kind][1])
        if since is None or record.modified >= since
    ]
    found = parameters.searched(rows, "code", "name")
    found = parameters.ordered(found, "code", "name")
    page = found[offset : offset + limit]
    return {
        "pageIndex": offset // limit,
        "pageSize": limit,
        "page": page,
        "total": len(rows),
        "filteredTotal": len(found),
        "remaining": max(len(found) - offset - len(page), 0),
    }


def _account(record, kind):
    analysis = record.fields.get("financials/subanalyse", "false")
    return {
        "id": record.uid,
        "code": record.code,
        "name": record.name,
        "type": kind,
        "subanalysis": SUBANALYSIS.get(analysis, "forbidden"),
        "defaultParentAccountId": None,
    }


def _vat_codes(office, parameters, one):
    kind = parameters.choice("type", ("sales", "purchase"))
    offset = parameters.integer("offset", 0, 0, 32767)
    limit = parameters.integer("limit", 50, 1, 250)
    rows = [_vat_code(office, code) for code in office.vat.values()]
    if one:
        found = [row for row in rows if row["id"] == one]
        if not found:
            raise Problem(404, "VAT Code with specified id does not exist")
        return _only(found[0], parameters)
    rows = [row for row in rows if kind in ("", row["type"])]
    found = parameters.searched(rows, "code", "name", "type")
    found = parameters.ordered(found, "code", "name", "type")
    return [_only(row, parameters) for row in found[offset : offset + limit]]


def _only(row, parameters):
    """The members asked for; which ones come unasked is not documented [inf]."""
    fields = parameters.text("fields").strip()
    if fields == "*":
        return row
    asked = {one.strip().split("/")[0].lower() for one in fields.split(",") if one}
    asked = asked or {name.lower() for name in VAT_DEFAULT}
    return {name: value for name, value in row.items() if name.lower() in asked}


def _vat_code(office, code):
    short = code.shortname or code.name[:20]
    stamps = {
        "version": 1,
        "createdAt": "2020-01-01T00:00:00Z",
        "lastModifiedAt": "2020-01-01T00:00:00Z",
        "modifiedBy": "SUPER",
    }
    return {
        "id": ids.vat_id(office.code, code.code),
        **stamps,
        "code": code.code,
        "type": code.type,
        "name": code.name,
        "shortName": short,
        "invoiceText": None,
        "translations": [],
        "rates": [
            {
                "id": ids.vat_rate_id(office.code, code.code, rate.start),
                **stamps,
                "name": code.name,
                "shortName": short,
                "startDate": f"{rate.start}T00:00:00",
                "percent": float(rate.percentage),
                "discountAccountId": None,
                "writeOffAccountId": None,
                "translations": [],
                "allocationRules": [
                    _allocation(office, account, share, group)
                    for account, share, group in rate.accounts
                ],
            }
            for rate in code.rates
        ],
    }


def _allocation(office, account, share, group):
    found = office.account(account)
    return {
        "ruleId": ids.record_id("rule", office.code, account, group),
        "isVatLine": True,
        "percent": float(share),
        "generalLedgerAccountId": found.uid if found else None,
        "costCenterAccountId": None,
        "vatGroupId": ids.record_id("group", group),
    }


RESOURCES = {
    "bookkeeping/audittrails/matching": _matching,
    "bookkeeping/accounts": _accounts,
    "vat/vatcodes": _vat_codes,
}


def _json(content, status=200):
    return Response(json.dumps(content), status, mimetype="application/json")
