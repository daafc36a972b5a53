"""What the user may: which divisions, and trial calls in one of them.

Source: Exact Online REST API reference, current/Me, hrm and system/Divisions.
"""

from collections.abc import Callable

from odoo.addons.connector_base.ledger.errors import NotAuthorised, ProtocolError
from odoo.addons.connector_base.ledger.values import Administration, Check

from . import odata
from .api import Api
from .failures import Refused


def administrations(api: Api) -> list[Administration]:
    """Those of the licence of the division that the user had open last."""
    (me,) = api.rows("current/Me", "CurrentDivision", division=False)
    current = str(me["CurrentDivision"])
    for resource in ("hrm/Divisions", "system/Divisions"):
        try:
            rows = api.rows(
                f"{current}/{resource}", "Code,Description,Currency", division=False
            )
            return [
                Administration(
                    code=str(row["Code"]),
                    name=odata.read_text(row["Description"]),
                    currency=odata.read_text(row["Currency"]),
                )
                for row in rows
            ]
        except (NotAuthorised, ProtocolError) as error:
            if error.code == "token_rejected":
                raise
    return [Administration(code=current, name=current)]


def check(api: Api) -> list[Check]:
    trials = {
        "administrations": lambda: ", ".join(one.code for one in administrations(api)),
        "accounts": lambda: _first(api, "financial/GLAccounts"),
        "vat": lambda: _first(api, "vat/VATCodes"),
        "journals": lambda: _first(api, "financial/Journals"),
        "customers": lambda: _first(api, "crm/Accounts") or "ok",
        "transactions": lambda: (
            _first(api, "salesentry/SalesEntries", "EntryID") or "ok"
        ),
    }
    return [_try(name, trial) for name, trial in trials.items()]


def _first(api: Api, resource: str, select: str = "Code") -> str:
    row = next(api.rows(resource, select, top=1), None)
    return odata.read_text(str(row[select])) if row else ""


def _try(name: str, trial: Callable[[], str]) -> Check:
    """Raises what concerns every call: the token, the network, the limits."""
    try:
        detail = trial()
    except NotAuthorised as error:
        if error.code not in ("access_denied", "administration_denied"):
            raise
        return Check(name=name, passed=False, detail=error.detail)
    except (ProtocolError, Refused) as error:
        return Check(name=name, passed=False, detail=str(error))
    return Check(name=name, passed=bool(detail), detail=detail)
