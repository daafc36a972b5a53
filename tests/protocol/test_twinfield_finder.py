"""The finder: every type, its options, its headings, its refusals."""

import uuid

import pytest
from test_twinfield_examples import call

KINDS = (
    "ACT ART ASM BDS BNK BSN CDA CER CQT CTR CUR DIM DMT DVT FLT FMT GRP GWY HIE HND "
    "INV IVT MAT OFF OFG OIC PAY PIS PRD PRJ REP REW RMD ROL SAR SPM TEQ TRS TRT TXG "
    "USR VAT VATN VGM VTB XLT"
).split()


def find(
    twinfield,
    kind,
    pattern="*",
    field=0,
    first=1,
    most=100,
    options=(),
    company="NL001",
):
    pairs = "".join(
        f"<ArrayOfString><string>{name}</string><string>{value}</string>"
        "</ArrayOfString>"
        for name, value in (options.items() if isinstance(options, dict) else options)
    )
    return call(
        twinfield,
        "finder",
        "Search",
        f'<Search xmlns="http://www.twinfield.com/"><type>{kind}</type>'
        f"<pattern>{pattern}</pattern><field>{field}</field><firstRow>{first}</firstRow>"
        f"<maxRows>{most}</maxRows><options>{pairs}</options></Search>",
        company,
    )


def rows(answer):
    return [[e.text for e in row] for row in answer.findall("data/Items/ArrayOfString")]


def codes(answer):
    return [row[0] for row in rows(answer)]


def headings(answer):
    return [e.text for e in answer.findall("data/Columns/string")]


def refusal(answer):
    message = answer.find("SearchResult/MessageOfErrorCodes")
    return message.findtext("Code"), message.findtext("Parameters/string")


@pytest.mark.parametrize("kind", KINDS)
def test_every_type_answers(twinfield, kind):
    answer = find(twinfield, kind)
    assert not len(answer.find("SearchResult"))
    assert int(answer.findtext("data/TotalRows")) == len(rows(answer))
    assert len(headings(answer)) >= 2


@pytest.mark.parametrize(
    ("kind", "some"),
    [
        ("TRS", ["BNK", "INK", "KAS", "MEMO", "VRK"]),
        ("BNK", ["BNK", "KAS"]),
        ("CUR", ["EUR", "GBP", "USD"]),
        ("DMT", ["ACT", "AST", "BAS", "CRD", "DEB", "KPL", "PNL", "PRJ"]),
        ("MAT", ["070", "170", "270", "370"]),
        ("PAY", ["SEPANLCT", "SEPANLDD"]),
        ("PRJ", ["P0001", "P0002", "P0003"]),
        ("INV", ["FACTUUR"]),
        ("OFF", ["NL001", "NL002"]),
        ("DVT", ["purchase", "sales"]),
    ],
)
def test_what_is_found(twinfield, kind, some):
    assert codes(find(twinfield, kind)) == some


@pytest.mark.parametrize(
    ("kind", "options", "found"),
    [
        ("TRS", {"category": "sales"}, ["VRK"]),
        ("TRS", {"category": "journal"}, ["MEMO"]),
        ("TRS", {"banktype": "0"}, ["BNK"]),
        ("TRS", {"banktype": "1"}, ["KAS"]),
        ("TRS", {"banktype": "-1"}, ["BNK", "KAS"]),
        ("TRS", {"banktype": "0", "category": "sales"}, []),
        (
            "TRS",
            {"hidden": "1"},
            ["AFLETTEREN", "BNK", "INK", "KAS", "MEMO", "VRK"],
        ),
        ("BNK", {"banktype": "0"}, ["BNK"]),
        ("BNK", {"banktype": "1"}, ["KAS"]),
        ("PAY", {"paytype": "collect"}, ["SEPANLDD"]),
        ("VAT", {"vattype": "purchase"}, ["IEUD", "IH", "IL", "IN", "IV"]),
        ("DMT", {"finlevel": "1"}, ["BAS", "PNL"]),
        ("DIM", {"dimtype": "DEB"}, ["1000", "1001", "1002"]),
        ("DIM", {"dimtype": "CRD", "office": "NL002"}, ["2000", "2001"]),
        ("DIM", {"matchtype": "relation"}, ["2000", "2001", "1000", "1001", "1002"]),
        ("DIM", {"matchtype": "CRD"}, ["2000", "2001"]),
        ("DIM", {"level": "3"}, ["P0001", "P0002", "P0003"]),
        (
            "DIM",
            {"section": "teq", "level": "1"},
            ["P0001", "P0002", "P0003"],
        ),
        ("VATN", {}, ["DE123456789"]),
        ("ART", {"vat": "inclusive"}, []),
    ],
)
def test_options_choose(twinfield, kind, options, found):
    assert codes(find(twinfield, kind, options=options)) == found


@pytest.mark.parametrize(
    ("kind", "options", "code", "parameter"),
    [
        ("XXX", {}, "InvalidFinderType", "XXX"),
        ("TRS", {"dimtype": "DEB"}, "OptionNotAllowed", "dimtype"),
        ("CTR", {"nonsense": "1"}, "OptionNotAllowed", "nonsense"),
        (
            "DIM",
            [("dimtype", "DEB"), ("dimtype", "CRD")],
            "OptionNotAllowed",
            "dimtype",
        ),
        ("DIM", {"dimtype": "BAT"}, "InvalidEnumerationOptionValue", "dimtype"),
        ("DIM", {"level": "x"}, "InvalidIntegerOptionValue", "level"),
        ("DIM", {"level": "7"}, "OptionValueOutOfRange", "level"),
        ("DIM", {"includehidden": "yes"}, "InvalidBooleanOptionValue", "includehidden"),
        ("DIM", {"modifiedsince": "2026"}, "InvalidDateTimeOptionLength", None),
        ("DIM", {"modifiedsince": "20261301"}, "InvalidDateTimeOptionValue", None),
        ("DIM", {"section": "teq"}, "OptionLevelMandatoryForSectionTeq", None),
        ("IVT", {"value": "x"}, "InvalidDecimalOptionValue", "value"),
        ("TRS", {"category": "bank"}, "InvalidEnumerationOptionValue", "category"),
        ("TRS", {"category": "cash"}, "InvalidEnumerationOptionValue", "category"),
        ("TRS", {"category": "matching"}, "InvalidEnumerationOptionValue", "category"),
        ("TRS", {"banktype": "2"}, "OptionValueOutOfRange", "banktype"),
        (
            "TRS",
            {"hidden": "1", "ic": "1"},
            "OptionIcIncompatibleWithOptionHidden",
            None,
        ),
        (
            "DIM",
            {"office": "NL001", "company": "NL001"},
            "OptionCompanyAndOptionOfficeCannotBeBothProvided",
            None,
        ),
        ("DIM", {"office": "NO"}, "NoAccessToOffice", "NO"),
    ],
)
def test_refusals_are_messages(twinfield, kind, options, code, parameter):
    found = refusal(find(twinfield, kind, options=options))
    assert found[0] == code
    assert parameter is None or found[1] == parameter


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"field": 11}, "ParameterOutOfRange"),
        ({"first": 0}, "ParameterTooSmall"),
        ({"most": -1}, "ParameterTooSmall"),
    ],
)
def test_parameters_have_bounds(twinfield, values, code):
    assert refusal(find(twinfield, "DIM", **values))[0] == code


@pytest.mark.parametrize(
    ("language", "kind", "options", "wanted"),
    [
        ("nl-NL", "DIM", {}, ["Code", "Naam"]),
        ("en-GB", "DIM", {}, ["Code", "Name"]),
        ("nl-NL", "DIM", {"includehidden": "1"}, ["Code", "Naam", "Status"]),
        ("nl-NL", "OFF", {}, ["Code", "Naam", "Land"]),
        ("nl-NL", "OFF", {"includeid": "1"}, ["Code", "Naam", "Land", "Id"]),
        (
            "nl-NL",
            "IVT",
            {},
            ["Factuurnr.", "Bedrag", "Debiteur", "Naam", "Debet/credit"],
        ),
        ("en-GB", "VATN", {}, ["VAT number", "Code", "Name"]),
    ],
)
def test_headings_speak_the_language(twinfield, box, language, kind, options, wanted):
    box.control("language", language=language)
    assert headings(find(twinfield, kind, options=options)) == wanted


def test_pages(twinfield):
    options = {"dimtype": "DEB"}
    answer = find(twinfield, "DIM", first=2, most=1, options=options)
    assert answer.findtext("data/TotalRows") == "3"
    assert codes(answer) == ["1001"]
    beyond = find(twinfield, "DIM", first=9, options=options)
    assert (beyond.findtext("data/TotalRows"), codes(beyond)) == ("3", [])


def test_nothing_found_has_no_items(twinfield):
    answer = find(twinfield, "DIM", "nobody", options={"dimtype": "DEB"})
    assert answer.findtext("data/TotalRows") == "0"
    assert not len(answer.find("data/Items"))
    assert headings(answer)


@pytest.mark.parametrize(
    ("pattern", "field", "found"),
    [
        ("100*", 0, ["1000", "1001", "1002"]),
        ("*winkel*", 0, ["1001"]),
        ("*winkel*", 1, []),
        ("*winkel*", 2, ["1001"]),
        ("100?", 1, ["1000", "1001", "1002"]),
        ("NL91*", 3, ["1000"]),
        ("Utrecht", 4, ["1000"]),
        ("Utrecht", 0, []),
    ],
)
def test_fields_are_searched(twinfield, pattern, field, found):
    twinfield.process(
        "<dimension><office>NL001</office><type>DEB</type><code>1000</code>"
        "<name>Voorbeeld Groothandel</name><addresses><address><city>Utrecht</city>"
        "</address></addresses><banks><bank><iban>NL91ABNA0417164300</iban></bank>"
        "</banks></dimension>"
    )
    answer = find(twinfield, "DIM", pattern, field, options={"dimtype": "DEB"})
    assert codes(answer) == found


def test_hidden_ones_are_shown_on_demand(twinfield, box):
    box.control("block", office="NL001", type="DEB", code="1001")
    assert codes(find(twinfield, "DIM", options={"dimtype": "DEB"})) == ["1000", "1002"]
    options = {"dimtype": "DEB", "includehidden": "1"}
    assert [row[2] for row in rows(find(twinfield, "DIM", options=options))] == [
        *("active", "hide", "active")
    ]


def test_company_id_is_always_the_same(twinfield):
    first, again = (
        rows(find(twinfield, "OFF", options={"includeid": "1"})) for _ in range(2)
    )
    assert first == again
    assert first[0][:3] == ["NL001", "Voorbeeld Administratie", "NL"]
    assert str(uuid.UUID(first[0][3])) == first[0][3]


def test_groups_choose_dimensions(twinfield):
    twinfield.process(
        "<dimensiongroup><office>NL001</office><code>KLANT</code><name>Klanten</name>"
        "<dimensions><dimension><type>DEB</type><code>1001</code></dimension>"
        "</dimensions></dimensiongroup>"
    )
    assert rows(find(twinfield, "GRP")) == [["KLANT", "Klanten"]]
    assert codes(find(twinfield, "GRP", options={"dimtype": "CRD"})) == []
    assert codes(find(twinfield, "DIM", options={"group": "KLANT"})) == ["1001"]


@pytest.mark.parametrize(
    ("pattern", "options", "found"),
    [
        ("*", {}, ["F1", "F2"]),
        ("F1", {}, ["F1"]),
        ("*winkel", {}, ["F2"]),
        ("121*", {}, ["F1"]),
        ("*", {"dim2": "1001"}, ["F2"]),
        ("*", {"dim1": "1600"}, []),
        ("*", {"openvalue": "242.00"}, ["F2"]),
        ("*", {"value": "121"}, ["F1"]),
    ],
)
def test_open_invoices(twinfield, pattern, options, found):
    twinfield.process(twinfield.invoice("F1"))
    twinfield.process(
        twinfield.invoice("F2", value="242.00", net="200.00", relation="1001")
    )
    answer = find(twinfield, "IVT", pattern, options=options)
    assert codes(answer) == found
    if found == ["F1"]:
        assert rows(answer) == [
            ["F1", "121.00", "1000", "Voorbeeld Groothandel", "D"],
        ]


def test_all_offices_at_once(twinfield):
    answer = find(twinfield, "TRS", options={"office": "*", "category": "sales"})
    assert codes(answer) == ["VRK", "VRK"]


def test_empty_options_of_some_clients(twinfield):
    answer = call(
        twinfield,
        "finder",
        "Search",
        '<Search xmlns="http://www.twinfield.com/"><type>TRS</type><pattern>*</pattern>'
        "<field>0</field><firstRow>1</firstRow><maxRows>9</maxRows><options>"
        "<ArrayOfString/></options></Search>",
    )
    assert len(rows(answer)) == 5
