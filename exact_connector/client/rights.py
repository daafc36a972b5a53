"""What the user may: which divisions, and trial calls in one of them.

Source: Exact Online REST API reference, current/Me, hrm and system/Divisions.
"""

from collections.abc import Callable

from odoo.addons.connector_base.ledger import trials
from odoo.addons.connector_base.ledger.values import Administration, Check

from . import const, odata
from .api import ME, Api
from .failures import OF_ONE_RESOURCE, Denied, Refused, TooManyErrors

# All licences of the user, where it is allowed to ask for them: an accountant's clients
# have their own. And the licence of the division that was open last.
_DIVISIONS = ("system/Divisions", "hrm/Divisions")


def administrations(api: Api) -> list[Administration]:
    (me,) = api.rows(ME, "CurrentDivision")
    current = str(me["CurrentDivision"])
    found: dict[str, Administration] = {}
    for resource in _DIVISIONS:
        try:
            address = f"/{current}/{resource}"
            for row in api.rows(address, "Code", more="Description,Currency"):
                code = odata.read_code(str(row["Code"]))
                one = Administration(
                    code=code,
                    name=odata.read_text(row.get("Description")) or code,
                    currency=odata.read_code(row.get("Currency")),
                )
                found.setdefault(code, one)
        except OF_ONE_RESOURCE as error:
            api.leave_out(resource, error)
    return list(found.values()) or [Administration(code=current, name=current)]


def check(api: Api) -> list[Check]:
    """Some lists want a filter, and some may be empty."""
    calls: dict[str, Callable[[], object]] = {
        "administrations": lambda: ", ".join(one.code for one in administrations(api)),
        "accounts": lambda: _first(api, "financial/GLAccounts", "Code"),
        "vat": lambda: _first(api, "vat/VATCodes", "Code"),
        "journals": lambda: _first(api, "financial/Journals", "Code"),
        "customers": lambda: _customer(api) or "ok",
        "receivables": lambda: _receivables(api),
        "transactions": lambda: (
            _first(api, "salesentry/SalesEntries", "EntryNumber") or "ok"
        ),
    }
    return trials.run(calls, (Denied, TooManyErrors))


def _receivables(api: Api) -> str:
    """The accounts on which customers owe."""
    where = f"Type eq {const.RECEIVABLE}"
    rows = api.rows("financial/GLAccounts", "Code", where, more="Description")
    told = ((row["Code"], row.get("Description")) for row in rows)
    return ", ".join(" ".join(map(odata.read_text, pair)).strip() for pair in told)


def _customer(api: Api) -> str:
    try:
        return _first(api, "crm/Accounts", "Code", "Status eq 'C'")
    except Refused:
        return _first(api, "crm/Accounts", "Code")


def _first(api: Api, resource: str, select: str, where: str = "") -> str:
    row = api.first(resource, select, where)
    return odata.read_text(str(row[select])) if row else ""
