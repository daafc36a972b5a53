"""Browse data: definitions, operators, sorting, what is odd about it."""

import time

import pytest

VALUE = "fin.trs.line.valuesigned"
INVOICE = "fin.trs.line.invnumber"
# The columns of 130_1 as recorded: field, operator where it is asked for
RECORDED = [
    ("fin.trs.head.office", ""),
    ("fin.trs.head.officename", ""),
    ("fin.trs.head.year", ""),
    ("fin.trs.head.period", ""),
    ("fin.trs.head.yearperiod", "between"),
    ("fin.trs.head.code", "like"),
    ("fin.trs.head.shortname", ""),
    ("fin.trs.head.number", ""),
    ("fin.trs.head.status", "equal"),
    ("fin.trs.head.date", ""),
    ("fin.trs.line.datedue", ""),
    ("fin.trs.line.invnumber", ""),
    ("fin.trs.head.curcode", ""),
    ("fin.trs.head.customer.respuser", ""),
    ("fin.trs.head.customer.respusername", ""),
    ("fin.trs.head.customer.creditlimit", ""),
    ("fin.trs.head.modified", ""),
    ("fin.trs.line.dim1", "between"),
    ("fin.trs.line.dim1name", ""),
    ("fin.trs.line.dim2", "between"),
    ("fin.trs.line.dim2name", ""),
    ("fin.trs.line.valuesigned", ""),
    ("fin.trs.line.basevaluesigned", ""),
    ("fin.trs.line.repvaluesigned", ""),
    ("fin.trs.line.openbasevaluesigned", ""),
    ("fin.trs.line.matchstatus", "equal"),
    ("fin.trs.line.matchdate", ""),
    ("fin.trs.line.matchnumber", ""),
    ("fin.trs.line.payrun", ""),
    ("fin.trs.line.modified", ""),
    ("fin.trs.line.freetext1", ""),
    ("fin.trs.line.freetext2", ""),
    ("fin.trs.line.freetext3", ""),
]


def column(field, operator="none", start="", end="", visible="true"):
    return (
        f"<column><field>{field}</field><label>L</label><visible>{visible}</visible>"
        f"<ask>true</ask><operator>{operator}</operator><from>{start}</from>"
        f"<to>{end}</to></column>"
    )


def browse(twinfield, code, *columns, sort=""):
    return twinfield.process(
        f'<columns code="{code}">{sort}{"".join(columns)}</columns>'
    )


def cells(answer):
    return [[td.text for td in tr.findall("td")] for tr in answer.findall("tr")]


def definition(twinfield, code):
    return twinfield.process(
        f"<read><type>browse</type><office>NL001</office><code>{code}</code></read>"
    )


# Definitions


def test_recorded_definition(twinfield):
    root = definition(twinfield, "130_1")
    assert [e.tag for e in root] == [
        *("office", "code", "name", "shortname", "visible", "columns")
    ]
    assert root.find("columns").get("code") == "130_1"
    rows = root.findall("columns/column")
    assert [(c.findtext("field"), c.findtext("operator")) for c in rows] == [
        (field, operator or "none") for field, operator in RECORDED
    ]
    assert [e.tag for e in rows[0]] == [
        *("field", "label", "visible", "ask", "operator", "from", "to", "finderparam")
    ]
    status = rows[8]
    assert (status.findtext("from"), status.findtext("label")) == ("normal", "Status")
    assert rows[4].findtext("visible") == "false"
    assert rows[4].findtext("label") == "Jaar/periode (JJJJ/PP)"
    assert [c.get("id") for c in rows] == [str(n) for n in range(1, len(rows) + 1)]


CODES = (
    *("000", "010", "020", "030_1", "030_2", "030_3", "100", "130_1", "130_2"),
    *("130_3", "164", "200", "230_1", "230_2", "230_3"),
)


@pytest.mark.parametrize("code", CODES)
def test_every_code_answers_all_columns_it_defines(twinfield, code):
    twinfield.process(twinfield.invoice())
    rows = definition(twinfield, code).findall("columns/column")
    fields = [c.findtext("field") for c in rows]
    assert len(set(fields)) == len(fields) > 15
    answer = browse(twinfield, code, *(column(field) for field in fields))
    assert answer.get("result") == "1"
    assert [td.text for td in answer.findall("th/td")] == fields


def test_unknown_code_is_refused(twinfield):
    answer = definition(twinfield, "999")
    assert answer.find("code").get("result") == "0"
    assert browse(twinfield, "999", column(VALUE)).get("result") == "0"


@pytest.mark.parametrize(
    ("code", "field", "result"),
    [
        ("130_1", "fin.trs.line.openvaluesigned", "0"),
        ("130_3", "fin.trs.line.openvaluesigned", "1"),
        ("100", "fin.trs.line.vatcode", "0"),
        ("030_3", "fin.trs.line.vatcode", "1"),
        ("030_3", "fin.trs.nonsense", "0"),
    ],
)
def test_each_code_offers_its_own_fields(twinfield, code, field, result):
    answer = browse(twinfield, code, column(field))
    assert answer.get("result") == result
    if result == "0":
        assert answer.find("column/field").get("msg") == "Veld bestaat niet"


def test_fields_have_types_and_options(twinfield):
    root = twinfield.process("<list><type>browsefields</type></list>")
    assert (root.tag, root.get("result")) == ("browsefields", None)
    found = {e.findtext("code"): e for e in root}
    assert found[VALUE].findtext("datatype") == "value"
    assert found["fin.trs.head.date"].findtext("datatype") == "date"
    options = found["fin.trs.line.matchstatus"].findall("dropdown/option")
    assert ("Beschikbaar", "available") in [(o.get("name"), o.text) for o in options]


# Rows


@pytest.fixture
def booked(twinfield):
    """Three invoices: F1 of 121 in March, F2 of 242 in April, F3 of 60.50 in 2025."""
    for number, value, net, date in (
        ("F1", "121.00", "100.00", "20260315"),
        ("F2", "242.00", "200.00", "20260415"),
        ("F3", "60.50", "50.00", "20250315"),
    ):
        xml = twinfield.invoice(number, value, net, date=date)
        assert twinfield.process(xml).get("result") == "1"


@pytest.mark.parametrize(
    ("operator", "start", "end", "found"),
    [
        ("none", "F1", "", "F1 F2 F3"),
        ("equal", "F1", "", "F1"),
        ("equal", "", "", "F1 F2 F3"),
        ("between", "F2", "F3", "F2 F3"),
        ("between", "", "F2", "F1 F2"),
        ("like", "F", "", "F1 F2 F3"),
        ("like", "*2", "", "F2"),
        ("like", "2", "", "F2"),
        ("notequal", "F1", "", "F2 F3"),
        ("greaterequal", "F2", "", "F2 F3"),
        ("lessequal", "F2", "", "F1 F2"),
        ("in", "F1,F3", "", "F1 F3"),
    ],
)
def test_operators(twinfield, booked, operator, start, end, found):
    answer = browse(twinfield, "100", column(INVOICE, operator, start, end))
    assert [row[0] for row in cells(answer)] == found.split()


def test_values_compare_as_numbers(twinfield, booked):
    answer = browse(twinfield, "100", column(VALUE, "between", "100", "1000"))
    assert cells(answer) == [["121.00"], ["242.00"]]


@pytest.mark.parametrize("operator", ["smaller", "EQUALS"])
def test_unknown_operator_is_refused(twinfield, operator):
    answer = browse(twinfield, "100", column(INVOICE, operator, "F1"))
    assert answer.find("column/operator").get("result") == "0"


def test_default_period_is_the_current_year(twinfield, booked):
    period = column("fin.trs.head.yearperiod", "between", "$DEFAULT$")
    answer = browse(twinfield, "100", column(INVOICE), period)
    assert [row[0] for row in cells(answer)] == ["F1", "F2"]


@pytest.mark.parametrize(
    ("order", "found"), [("", "F3 F1 F2"), (' order="descending"', "F2 F1 F3")]
)
def test_sorted_by_any_field(twinfield, booked, order, found):
    sort = f"<sort><field{order}>{VALUE}</field></sort>"
    answer = browse(twinfield, "100", column(INVOICE), sort=sort)
    assert [row[0] for row in cells(answer)] == found.split()


def test_hidden_columns_filter_without_a_cell(twinfield, booked):
    hidden = column(INVOICE, "equal", "F1", visible="false")
    answer = browse(twinfield, "100", column(VALUE), hidden)
    assert cells(answer) == [["121.00"]]
    assert [td.text for td in answer.findall("th/td")] == [VALUE]


def test_labels_types_and_words(twinfield, booked):
    answer = browse(
        twinfield,
        "030_3",
        column("fin.trs.head.date"),
        column("fin.trs.line.matchstatus"),
        column("fin.trs.line.matchnumber"),
        column(INVOICE, "equal", "F1"),
    )
    (date, status, number, _invoice), *others = [
        tr.findall("td") for tr in answer.findall("tr")
    ]
    assert (date.get("type"), date.get("name"), date.text) == (
        "Date",
        "15/03/2026",
        "20260315",
    )
    assert status.get("name") == "Beschikbaar"
    assert (number.text, number.get("name")) == (None, None)
    assert {row[1].get("name") for row in others} == {"Niet afletterbaar"}
    assert answer.find("th/td").get("label") == "L"


def test_nothing_found_has_only_a_head(twinfield):
    answer = browse(twinfield, "130_3", column(VALUE))
    assert dict(answer.attrib) == {
        "result": "1",
        "first": "0",
        "last": "0",
        "total": "0",
    }
    assert [e.tag for e in answer] == ["th"]


def test_office_may_stand_in_a_column(twinfield, booked):
    one = column("fin.trs.head.office", "equal", "NL002")
    assert cells(browse(twinfield, "100", column(VALUE), one)) == []
    one = column("fin.trs.head.office", "equal", "NL001")
    answer = twinfield.process(
        f'<columns code="100">{column(VALUE)}{one}</columns>', company="NL002"
    )
    assert len(cells(answer)) == 3


def test_only_daybooks_of_sales_count_for_open_items(twinfield, box, booked):
    box.control("receipt", office="NL001", invoices=[{"invoicenumber": "F1"}])
    codes = column("fin.trs.head.code")
    assert len(cells(browse(twinfield, "130_3", codes))) == 3
    assert len(cells(browse(twinfield, "100", codes))) == 4
    assert cells(browse(twinfield, "230_2", codes)) == []


# Oddities


@pytest.mark.parametrize("name", ["basevalue", "basedebet", "basecredit"])
def test_unsigned_values_are_a_fault(twinfield, name):
    xml = f'<columns code="030_1">{column(f"fin.trs.line.{name}")}</columns>'
    assert twinfield.fault(twinfield.post(xml)) == 100


@pytest.mark.parametrize(
    ("quirk", "columns", "usual"),
    [
        ("date_operator", column("fin.trs.head.date", "equal", "20260315"), False),
        (
            "matchstatus_operator",
            column("fin.trs.line.matchstatus", "equal", "available"),
            True,
        ),
        ("strict_operators", column("fin.trs.line.datedue", "equal", "20260414"), True),
    ],
)
def test_operators_that_some_servers_refuse(twinfield, box, quirk, columns, usual):
    for switch in (False, True):
        box.control("quirks", **{quirk: switch})
        answer = browse(twinfield, "100", columns)
        assert answer.get("result") == ("0" if switch else "1")
    box.control("reset")
    assert browse(twinfield, "100", columns).get("result") == ("1" if usual else "0")


def test_account_with_relation_may_be_a_fault(twinfield, box):
    both = column("fin.trs.line.dim1") + column("fin.trs.line.dim2")
    assert browse(twinfield, "100", both).get("result") == "1"
    box.control("quirks", dim1_dim2=True)
    answer = twinfield.post(f'<columns code="100">{both}</columns>')
    assert twinfield.fault(answer) == 100


def test_columns_after_a_hidden_one_may_go_missing(twinfield, box, booked):
    box.control("quirks", hidden_columns=True)
    hidden = column(INVOICE, "equal", "F1", visible="false")
    answer = browse(
        twinfield, "100", column("fin.trs.head.code"), hidden, column(VALUE)
    )
    assert cells(answer) == [["VRK"]]


@pytest.mark.parametrize("switch", [True, False])
def test_matching_changes_the_stamp_of_the_line_and_perhaps_of_the_head(
    twinfield, box, booked, switch
):
    box.control("quirks", head_stamp=switch)
    box.control("clock", set="2026-07-01T12:00:00")
    box.control("receipt", office="NL001", invoices=[{"invoicenumber": "F1"}])
    twinfield.token = twinfield.refresh()["access_token"]
    for field, changed in (("line", True), ("head", switch)):
        stamp = column(
            f"fin.trs.{field}.modified", "between", "20260701000000", "20260702000000"
        )
        answer = browse(twinfield, "100", stamp, column(INVOICE, "equal", "F1"))
        lines = [tr.findtext("key/code") for tr in answer.findall("tr")]
        assert ("VRK" in lines) == changed


def test_ten_thousand_entries_take_no_time(twinfield, box):
    box.control("fill", office="NL001", entries=10000)
    # The sandbox is a thread of this process; others on the machine do not count.
    start = time.process_time()
    answer = browse(
        twinfield,
        "100",
        column("fin.trs.head.yearperiod", "between", "2026/00", "2026/55"),
        column(INVOICE, "equal", "FILL9999"),
        column(VALUE),
    )
    assert cells(answer) == [["2026/06", "FILL9999", "121.00"]]
    whole = browse(twinfield, "130_3", column(INVOICE), column(VALUE))
    assert whole.get("total") == "10000"
    assert time.process_time() - start < 4
