"""transactionblockedvalueservice.svc: an amount of an open line that may not be paid;
and documentservice.svc, of which the WSDL alone is known. Fault codes are ours
[inf]."""

from .svc import Contract, SvcFault


def _line(request):
    """Key and line that the command speaks of."""
    code = (request["CompanyCode"] or "").upper()
    if code not in request.service.rights:
        raise SvcFault("InvalidCompanyCode", f"Company {code} is invalid.")
    office = request.service.offices[code]
    key = (
        (request["TransactionCode"] or "").upper(),
        int(request["TransactionNumber"] or 0),
    )
    entry = office.entries.get(key)
    if entry is None:
        raise SvcFault("TransactionNotFound", f"Transaction {key} not found.")
    number = request["TransactionLineId"] or 0
    line = entry.line(number)
    if line is None or not line.open:
        raise SvcFault("TransactionLineNotFound", f"No open line {number}.")
    return (code, *key, number), line


def register(request):
    key, line = _line(request)
    value = request["BlockedValue"]
    if value is None or not 0 < value <= abs(line.open):
        raise SvcFault("InvalidBlockedValue", f"{value} exceeds the open value.")
    request.service.blocked[key] = value


def unregister(request):
    key, _line_itself = _line(request)
    if request.service.blocked.pop(key, None) is None:
        raise SvcFault("BlockedValueNotFound", "Nothing is blocked.")


_LINE = {
    "CompanyCode": "string",
    "TransactionCode": "string",
    "TransactionLineId": "int",
    "TransactionNumber": "decimal",
}
CONTRACT = Contract(
    "TransactionBlockedValueService",
    types={
        "RegisterBlockedAmountForTransaction": (
            "Command",
            {"BlockedValue": "decimal", **_LINE},
        ),
        "UnregisterBlockedAmountForTransaction": ("Command", _LINE),
    },
    codes=(
        "InvalidCompanyCode",
        "TransactionNotFound",
        "TransactionLineNotFound",
        "InvalidBlockedValue",
        "BlockedValueNotFound",
    ),
    commands={
        "RegisterBlockedAmountForTransaction": register,
        "UnregisterBlockedAmountForTransaction": unregister,
    },
)
DOCUMENTS = Contract("DocumentService", types={}, codes=("NotSupported",))
