"""The newer services (.svc): periods and deleted transactions.

Source: WSDL of the services, Twinfield developer documentation, Web Services Overview.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from odoo.addons.connector_base.ledger.errors import ProtocolError

from . import const
from .api import Api
from .xml import Element

_DIGITS = re.compile("[0-9]{1,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """``code`` "2026/04"; ``end`` None when Twinfield has none."""

    code: str
    name: str
    open: bool
    end: date | None


def deleted(api: Api, start: datetime, end: datetime) -> Iterator[str]:
    """``Booked.id`` of the transactions that were deleted. Whether the two moments
    (UTC) are compared with the day of the deletion or of the transaction is not
    documented: take a wide span. Raises LedgerError."""
    result = query(
        api,
        "DeletedTransactionsService",
        "GetDeletedTransactions",
        CompanyCode=api.office,
        DateFrom=_moment(start),
        DateTo=_moment(end),
    )
    for node in result.iter("{*}DeletedTransaction"):
        daybook, number = _said(node, "Daybook"), _said(node, "TransactionNumber")
        yield f"{daybook}/{number}"


def periods(api: Api, first_year: int) -> Iterator[Period]:
    """Those of ``first_year`` and later. Raises LedgerError."""
    years = query(api, "PeriodService", "GetYears")
    for year in years.iter("{*}int"):
        said = (year.text or "").strip()
        if not _DIGITS.fullmatch(said) or int(said) < first_year:
            continue
        found = query(api, "PeriodService", "GetPeriods", Year=said)
        for node in found.iter("{*}Period"):
            number = _said(node, "Number")
            if _DIGITS.fullmatch(number):
                yield Period(
                    code=f"{said}/{int(number):02}",
                    name=_said(node, "Name"),
                    open=_said(node, "Open").lower() == "true",
                    end=_end(_said(node, "EndDate")),
                )


def query(api: Api, service: str, name: str, **values: str) -> Element:
    """The result of one query: one request."""
    root = api.query(service, name, **values)
    result = next(root.iter(f"{{{const.NAMESPACE}}}Result"), None)
    if result is None:
        raise ProtocolError("unreadable_answer", "no Result")
    return result


def _said(node: Element, name: str) -> str:
    return (node.findtext(f"{{*}}{name}") or "").strip()


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S")


def _end(said: str) -> date | None:
    try:
        return date.fromisoformat(said[:10])
    except ValueError:
        return None
