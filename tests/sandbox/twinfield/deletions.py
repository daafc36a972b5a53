"""deletedtransactionsservice.svc: what was deleted, by whom and why [A]."""

from datetime import datetime, time

from .svc import Contract, SvcFault


def get_deleted_transactions(request):
    code = (request["CompanyCode"] or "").upper()
    if code not in request.service.rights:
        raise SvcFault("InvalidCompanyCode", f"Company {code} is invalid.")
    office = request.service.offices[code]
    daybook = (request["Daybook"] or "").upper()
    if daybook and daybook not in office.daybooks:
        raise SvcFault("InvalidDaybook", f"Daybook {daybook} is invalid.")
    first, last = request["DateFrom"], request["DateTo"]
    if first and last and first > last:
        raise SvcFault("InvalidDates", "DateFrom is after DateTo.")
    return {
        "DeletedTransactions": [
            {
                "Daybook": one["daybook"],
                "DeletionDate": one["deleted"],
                "ReasonForDeletion": one["reason"],
                "TransactionDate": datetime.combine(one["date"], time()),
                "TransactionNumber": one["number"],
                "User": one["user"],
            }
            for one in office.deleted
            if daybook in ("", one["daybook"])
            and (not first or one["deleted"] >= first)
            and (not last or one["deleted"] <= last)
        ]
    }


CONTRACT = Contract(
    "DeletedTransactionsService",
    types={
        "GetDeletedTransactions": (
            "Query",
            {
                "CompanyCode": "string",
                "DateFrom": "dateTime",
                "DateTo": "dateTime",
                "Daybook": "string",
            },
        ),
        "GetDeletedTransactionsResult": (
            "QueryResult",
            {"DeletedTransactions": ["DeletedTransaction"]},
        ),
        "DeletedTransaction": (
            "",
            {
                "Daybook": "string",
                "DeletionDate": "dateTime",
                "ReasonForDeletion": "string",
                "TransactionDate": "dateTime",
                "TransactionNumber": "int",
                "User": "string",
            },
        ),
    },
    codes=("InvalidCompanyCode", "InvalidDaybook", "InvalidDates"),
    queries={"GetDeletedTransactions": get_deleted_transactions},
)
