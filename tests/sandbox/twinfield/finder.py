"""The finder: code lists with search, options and paging [A: WSDL, Finder]."""

from datetime import datetime

from ..books import matches_pattern
from .soap import TWF, element

CATEGORIES = ("sales", "purchase", "bank", "cash", "journal")
COUNTRIES = [("BE", "België"), ("DE", "Duitsland"), ("NL", "Nederland")]


class Problem(Exception):
    def __init__(self, code, *parameters):
        super().__init__(code)
        self.code = code
        self.parameters = parameters


def search(envelope, session):
    """The children of ``SearchResponse``."""
    type_ = envelope.text("type").upper()
    try:
        finder = FINDERS.get(type_)
        if finder is None:
            raise Problem("InvalidFinderType", type_)
        function, allowed = finder
        options = _options(envelope, allowed)
        field = _integer(envelope, "field", 0, 10)
        first = _integer(envelope, "firstRow", 1, 10**9)
        most = _integer(envelope, "maxRows", 0, 10**9)
        pattern = envelope.text("pattern") or "*"
        rows = list(function(session, options, pattern, field))
    except Problem as problem:
        return [_refusal(problem)]
    return [
        element("SearchResult"),
        _data(rows[first - 1 : first - 1 + most], len(rows)),
    ]


def _options(envelope, allowed):
    node = envelope.argument("options")
    options = {}
    for pair in node if node is not None else ():
        texts = [e.text or "" for e in pair.iter(f"{{{TWF}}}string", "string")]
        if len(texts) < 2:
            continue
        name = texts[0].lower()
        if name not in allowed or name in options:
            raise Problem("OptionNotAllowed", texts[0])
        options[name] = texts[1]
    if "office" in options and "company" in options:
        raise Problem("OptionCompanyAndOptionOfficeCannotBeBothProvided")
    return options


def _integer(envelope, name, low, high):
    value = envelope.text(name) or "0"
    if not value.lstrip("-").isdigit() or not low <= int(value) <= high:
        raise Problem("ParameterOutOfRange", name)
    return int(value)


def _office(session, options):
    code = options.get("office") or options.get("company") or session.company
    office = session.service.offices.get((code or "").upper())
    if office is None or office.code not in session.service.rights:
        raise Problem("NoAccessToOffice", code or "")
    return office


def _choice(options, name, allowed):
    value = options.get(name)
    if value is not None and value.lower() not in allowed:
        raise Problem("InvalidEnumerationOptionValue", name)
    return value.lower() if value else None


def _select(pairs, pattern, field):
    for row in pairs:
        texts = {1: row[:1], 2: row[1:2]}.get(field, row[:2])
        if any(matches_pattern(text, pattern) for text in texts):
            yield row


def _offices(session, options, pattern, field):
    rows = [
        (office.code, office.name)
        for office in session.service.offices.values()
        if office.code in session.service.rights
    ]
    return _select(rows, pattern, field)


def _dimensions(session, options, pattern, field):
    office = _office(session, options)
    type_ = options.get("dimtype", "").upper()
    if type_ and type_ not in office.types:
        raise Problem("InvalidEnumerationOptionValue", "dimtype")
    since = _since(options.get("modifiedsince"))
    hidden = options.get("includehidden") == "1"
    for kind in [type_] if type_ else sorted(office.types):
        for record in office.of_type(kind):
            if (record.blocked and not hidden) or (since and record.modified < since):
                continue
            if any(matches_pattern(t, pattern) for t in _texts(record, field)):
                row = (record.code, record.name)
                yield (*row, record.status) if hidden else row


def _texts(record, field):
    if field == 4:
        return [
            leaf.text or "" for address in record.addresses for leaf in address.iter()
        ]
    if field == 3:
        return [
            leaf.text or ""
            for bank in record.banks
            for leaf in bank.iter("iban", "accountnumber")
        ]
    texts = {1: [record.code], 2: [record.name]}
    return texts.get(field, [record.code, record.name])


def _since(value):
    if not value:
        return None
    for pattern in ("%Y%m%d", "%Y%m%d%H%M%S"):
        try:
            return datetime.strptime(value, pattern)
        except ValueError:
            continue
    raise Problem("InvalidDateTimeOptionValue", "modifiedsince")


def _daybooks(session, options, pattern, field):
    office = _office(session, options)
    category = _choice(options, "category", CATEGORIES)
    rows = [
        (book.code, book.name)
        for book in office.daybooks.values()
        if category in (None, book.category)
        and (options.get("hidden") == "1" or not book.hidden)
    ]
    return _select(rows, pattern, field)


def _vat(session, options, pattern, field):
    office = _office(session, options)
    kind = _choice(options, "vattype", ("sales", "purchase"))
    rows = [
        (code.code, code.name)
        for code in office.vat.values()
        if kind in (None, code.type) and code.status == "active"
    ]
    return _select(rows, pattern, field)


def _types(session, options, pattern, field):
    office = _office(session, options)
    return _select([(t, n) for t, (n, _m) in office.types.items()], pattern, field)


def _currencies(session, options, pattern, field):
    return _select(list(session.currencies.items()), pattern, field)


def _banks(session, options, pattern, field):
    books = _office(session, options).daybooks.values()
    rows = [(b.code, b.name) for b in books if b.category in ("bank", "cash")]
    return _select(rows, pattern, field)


def _periods(session, options, pattern, field):
    periods = sorted(_office(session, options).periods)
    return _select([(p, p) for p in periods], pattern, field)


def _countries(session, options, pattern, field):
    return _select(COUNTRIES, pattern, field)


def _users(session, options, pattern, field):
    user = session.service.user
    return _select([(user["user"], "Odoo koppeling")], pattern, field)


def _open_invoices(session, options, pattern, field):
    office = _office(session, options)
    for entry in office.entries.values():
        line = entry.total
        if line is None or not line.open:
            continue
        relation = office.relation(line.dim2)
        if matches_pattern(entry.invoicenumber, pattern):
            yield (
                entry.invoicenumber,
                f"{abs(line.open):.2f}",
                line.dim2,
                relation.name if relation else "",
                "D" if line.open > 0 else "C",
            )


COMMON = {"office", "company"}
FINDERS = {
    "OFF": (_offices, {"consolidate", "withouttaxgroup", "includeid"}),
    "DIM": (
        _dimensions,
        COMMON
        | {"dimtype", "level", "section", "modifiedsince", "group", "matchtype"}
        | {"includehidden"},
    ),
    "TRS": (_daybooks, COMMON | {"category", "hidden", "ic", "banktype"}),
    "VAT": (_vat, COMMON | {"vattype"}),
    "DMT": (_types, COMMON | {"dim", "finlevel"}),
    "CUR": (_currencies, COMMON),
    "BNK": (_banks, COMMON | {"banktype"}),
    "PRD": (_periods, COMMON),
    "CTR": (_countries, COMMON),
    "USR": (_users, COMMON | {"accessrules", "mutualoffices"}),
    "IVT": (
        _open_invoices,
        COMMON | {"dim1", "dim2", "dim3", "dim4", "dim5", "dim6", "value", "openvalue"},
    ),
}


def _data(rows, total):
    data = element("data")
    data.append(element("TotalRows", total))
    columns = element("Columns")
    for name in ("Code", "Naam"):
        columns.append(element("string", name))
    data.append(columns)
    items = element("Items")
    for row in rows:
        one = element("ArrayOfString")
        for value in row:
            one.append(element("string", value))
        items.append(one)
    data.append(items)
    return data


def _refusal(problem):
    result = element("SearchResult")
    message = element("MessageOfErrorCodes")
    message.append(element("Type", "Error"))
    message.append(element("Text", f"{problem.code}: {', '.join(problem.parameters)}"))
    message.append(element("Code", problem.code))
    parameters = element("Parameters")
    for value in problem.parameters:
        parameters.append(element("string", value))
    message.append(parameters)
    result.append(message)
    return result
