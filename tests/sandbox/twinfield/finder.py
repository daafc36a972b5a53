"""The finder: code lists with search, options and paging [A: WSDL, Finder]."""

from lxml import etree

from .finder_options import Problem, read_integer, read_options
from .finder_rows import HEADINGS, ROWS
from .masks import matches_pattern
from .messages import column_of
from .soap import TWF, XSI, element

COMMON = ("office", "company")
# type: (function of the rows or None, its options)
FINDERS = {
    **dict.fromkeys(
        "ASM BDS BSN CDA CER CQT FLT GWY HIE HND OFG PIS REP REW RMD SAR SPM TEQ TRT "
        "TXG XLT".split(),
        COMMON,
    ),
    **dict.fromkeys("CTR CUR DVT FMT MAT PRD ROL VGM VTB VATN".split(), COMMON),
    "ACT": (*COMMON, "accessrules", "accessuser", "role", "trscode"),
    "ART": (*COMMON, "vat"),
    "BNK": (*COMMON, "banktype"),
    "DIM": (
        *COMMON,
        *("dimtype", "level", "section", "modifiedsince", "group", "matchtype"),
        "includehidden",
    ),
    "DMT": (*COMMON, "dim", "finlevel"),
    "GRP": (*COMMON, "prefix", "dimtype"),
    "INV": (*COMMON, "vat"),
    "IVT": (
        *COMMON,
        *("dim1", "dim2", "dim3", "dim4", "dim5", "dim6", "value", "openvalue"),
    ),
    "OFF": ("consolidate", "withouttaxgroup", "includeid"),
    "OIC": (),
    "PAY": (*COMMON, "paytype"),
    "PRJ": (*COMMON, "accessrules", "accessuser", "role", "trscode"),
    "TRS": (*COMMON, "category", "hidden", "ic", "banktype"),
    "USR": (*COMMON, "accessrules", "mutualoffices"),
    "VAT": (*COMMON, "vattype"),
}
ALL_OFFICES = ("DIM", "TRS", "VAT", "BNK", "IVT")  # "*" as the office


def search(envelope, session):
    """The children of ``SearchResponse``; a refusal has no data [A]."""
    try:
        rows, headings = _search(envelope, session)
        first = read_integer(envelope, "firstRow")
        most = read_integer(envelope, "maxRows")
        if first < 1 or most < 0:
            raise Problem("ParameterTooSmall", "firstRow" if first < 1 else "maxRows")
    except Problem as problem:
        return [_refusal(problem)]
    page = rows[first - 1 : first - 1 + most]
    nil = not rows and session.service.quirks["finder_nil"]
    return [element("SearchResult"), _data(page, len(rows), headings, nil)]


def _search(envelope, session):
    type_ = envelope.text("type").upper()
    forms = session.service.forms
    answer = forms.answer_to("finder", type_)
    if answer == "refused" or type_ not in FINDERS:
        raise Problem("InvalidFinderType", type_)
    options = read_options(envelope, type_, FINDERS[type_], forms)
    _check_together(options)
    field = read_integer(envelope, "field")
    if not 0 <= field <= 10:
        raise Problem("ParameterOutOfRange", "field")
    pattern = envelope.text("pattern") or "*"
    function = None if answer == "empty" else ROWS.get(type_)
    rows = []
    if function:
        for office in _offices(session, options, type_):
            rows += _fitting(function(session, office, options), pattern, field)
    headings = HEADINGS.get(type_, HEADINGS[""])[column_of(session.language)]
    headings = list(headings)
    if options.get("includehidden"):
        headings.append("Status")
    if options.get("includeid"):
        place = 2 if session.service.quirks["office_id_first"] else len(headings)
        headings.insert(place, "Id")
    return rows, headings


def _check_together(options):
    if "office" in options and "company" in options:
        raise Problem("OptionCompanyAndOptionOfficeCannotBeBothProvided")
    if options.get("hidden") and options.get("ic"):
        raise Problem("OptionIcIncompatibleWithOptionHidden")
    if options.get("section") == "teq" and "level" not in options:
        raise Problem("OptionLevelMandatoryForSectionTeq")


def _offices(session, options, type_):
    code = options.get("office") or options.get("company") or session.company or ""
    service = session.service
    if code == "*" and type_ in ALL_OFFICES:
        return [o for o in service.offices.values() if o.code in service.rights]
    office = service.offices.get(code.upper())
    if office is None or office.code not in service.rights:
        raise Problem("NoAccessToOffice", code)
    return [office]


def _fitting(rows, pattern, field):
    """The cells of those rows where the field asked for fits the pattern."""
    found = []
    for cells, further in rows:
        both = [*cells[:2], *further.get(0, ())]
        fields = {**further, 0: both, 1: cells[:1], 2: cells[1:2]}
        texts = fields.get(field, both)
        if any(matches_pattern(text, pattern) for text in texts):
            found.append(cells)
    return found


def _data(rows, total, headings, nil):
    data = element("data")
    data.append(element("TotalRows", total))
    if nil:
        for name in ("Columns", "Items"):
            one = element(name)
            one.set(f"{{{XSI}}}nil", "true")
            data.append(one)
        return data
    columns, items = element("Columns"), element("Items")
    data.extend([columns, items])
    _strings(columns, headings)
    for row in rows:
        _strings(etree.SubElement(items, f"{{{TWF}}}ArrayOfString"), row)
    return data


def _strings(parent, values):
    for value in values:
        etree.SubElement(parent, f"{{{TWF}}}string").text = str(value)


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
