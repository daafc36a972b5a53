"""What recorded answers and clients that run live show of bookings and matches.

The docstring of each test begins with the point of the evidence and its tag: A vendor's
documentation, B recorded answer, C live client, inf inferred, ? open.
"""

import pytest
from test_twinfield_books import BANK, entry, line
from test_twinfield_browse import browse, column
from test_twinfield_currency import dollars
from test_twinfield_examples import tags, values
from test_twinfield_matching import invoice, match, one, read, receipt

# Refusals


def refused(twinfield, **changes):
    answer = twinfield.process(twinfield.invoice(**changes))
    assert answer.get("result") == "0"
    return answer


def test_refused_transaction_comes_back_worked_out(twinfield):
    """8 [B]"""
    answer = refused(twinfield, value="122.00")
    assert (answer.get("destiny"), answer.get("location")) == ("final", None)
    header = answer.find("header")
    assert header.find("code").get("name") == "Verkoopfactuur"
    assert header.find("office").get("name") == "Voorbeeld Administratie"
    assert values(header, "period", "origin", "user", "regime", "number") == [
        *("2026/03", "import", "ODOO", "generic", None)
    ]
    total, detail = answer.findall("lines/line")
    assert values(total, "basevalue", "rate", "matchstatus") == [
        *("122.00", "1", "available")
    ]
    assert values(detail, "basevalue", "repvalue", "reprate", "matchstatus") == [
        *("100.00", "100.00", "1", "notmatchable")
    ]
    assert dict(total.find("dim2").attrib) == {
        "name": "Voorbeeld Groothandel",
        "shortname": "",
        "type": "DEB",
        "inuse": "true",
        "vatcode": "",
        "vatobligatory": "false",
    }
    assert detail.find("vatcode").get("name") == "BTW hoog"
    assert total.find("openvalue") is None


def test_warned_one_comes_back_worked_out_too(twinfield):
    """8 [B]"""
    invoice(twinfield)
    answer = refused(twinfield)
    number = answer.find("header/invoicenumber")
    assert number.get("msgtype") == "warning"
    assert answer.findtext("lines/line/matchstatus") == "available"


@pytest.mark.parametrize(
    "changes", [{"destiny": "nowhere"}, {"code": "XXX"}, {"date": "20100315"}]
)
def test_early_failure_is_an_echo_and_no_more(twinfield, changes):
    """8 [B]"""
    answer = refused(twinfield, **changes)
    assert answer.find("header/user") is None
    assert tags(answer.find("lines/line")) == ["dim2", "value", "debitcredit"]


def test_refused_set_comes_back_worked_out(twinfield):
    """8 [B]"""
    number, bank = invoice(twinfield), receipt(twinfield, "120.00")
    answer = twinfield.process(match(one("VRK", number, 1), one("BNK", bank, 2)))
    assert answer.get("result") == "0"
    found = answer.find("set")
    assert found.find("matchcode").get("name") == "Debiteuren afletteren"
    assert found.find("dimensions") is None
    first = found.find("lines/line")
    assert first.find("transcode").get("name") == "Verkoopfactuur"
    assert values(first, "status", "dim2", "matchlevel", "valueopen") == [
        *("final", "1000", "2", "121.00")
    ]


def test_line_that_is_none_is_not_worked_out(twinfield):
    """8 [B]: the others of its set are"""
    bank = receipt(twinfield)
    answer = twinfield.process(match(one("VRK", "202699999", 1), one("BNK", bank, 2)))
    wrong, right = answer.findall("set/lines/line")
    assert wrong.get("msg") == "De regel bestaat niet."
    assert wrong.find("valueopen") is None
    assert right.findtext("valueopen") == "-121.00"


# Reads


def test_matched_line_tells_no_open_value(twinfield):
    """9 [B]"""
    number, bank = invoice(twinfield), receipt(twinfield)
    twinfield.process(match(one("VRK", number, 1), one("BNK", bank, 2)))
    found = read(twinfield, "VRK", number).find("lines/line")
    assert values(found, "matchstatus", "matchlevel", "relation", "matchdate") == [
        *("matched", "2", "2", "20260320")
    ]
    assert not {"valueopen", "basevalueopen", "repvalueopen"} & {*tags(found)}


def test_open_line_in_the_base_currency(twinfield):
    """9 [B]"""
    found = read(twinfield, "VRK", invoice(twinfield)).find("lines/line")
    assert found.findtext("basevalueopen") == "121.00"
    assert not {"valueopen", "repvalueopen", "reprate", "repvalue"} & {*tags(found)}


def test_open_line_in_another_currency(twinfield):
    """9 [inf]: there both are told"""
    answer = twinfield.process(dollars(twinfield))
    number = answer.findtext("header/number")
    found = read(twinfield, "VRK", number).find("lines/line")
    assert values(found, "valueopen", "basevalueopen") == ["110.00", "101.20"]


# Matches


def matched_numbers(twinfield, code):
    answer = browse(
        twinfield,
        "100",
        column("fin.trs.line.matchnumber"),
        column("fin.trs.head.code", "equal", code),
    )
    return [cell.text for cell in answer.iterfind("tr/td[1]")]


def test_line_in_several_matches_lists_their_numbers(twinfield):
    """10 [B]"""
    number = invoice(twinfield)
    for _part in range(3):
        bank = receipt(twinfield, "20.00")
        lines = [one("VRK", number, 1, "20.00"), one("BNK", bank, 2, "-20.00")]
        assert twinfield.process(match(*lines)).get("result") == "1"
    assert matched_numbers(twinfield, "VRK") == ["1, 2, 3"]
    assert sorted(matched_numbers(twinfield, "BNK")) == ["1", "2", "3"]


def write_off(twinfield, number, **changes):
    numbers = (
        invoice(twinfield, number, **changes),
        receipt(twinfield, "120.00"),
    )
    off = '<writeoff type="writeoff">1.00</writeoff>'
    lines = [one("VRK", numbers[0], 1, more=off), one("BNK", numbers[1], 2)]
    answer = twinfield.process(match(*lines))
    assert answer.get("result") == "1"
    return answer.find("set").get("status"), answer.findtext(".//dimension")


def test_daybook_of_matching_counts_through_the_years(twinfield):
    """10 [B]: AFLETTEREN, from 1 on"""
    write_off(twinfield, "F1", date="20250315")
    write_off(twinfield, "F2")
    found = [read(twinfield, "AFLETTEREN", number) for number in (1, 2)]
    assert [one.findtext("header/number") for one in found] == ["1", "2"]
    assert found[0].find("header/code").get("name") == "Afletteren"
    assert found[0].findtext("lines/line/matches/set/lines/line/code") == "VRK"


@pytest.mark.parametrize("destiny", ["temporary", "final"])
def test_drafts_take_part_in_matches(twinfield, destiny):
    """10 [B]; that such a match is a draft itself: inf"""
    status, _relation = write_off(twinfield, "F1", destiny=destiny)
    assert status == destiny
    entry = read(twinfield, "AFLETTEREN", "1")
    assert entry.get("location") == destiny
    found = read(twinfield, "VRK", "202600001").find("lines/line")
    assert found.find("matches/set").get("status") == destiny


def test_match_is_final_when_its_draft_is(twinfield, box):
    """10 [inf]"""
    write_off(twinfield, "F1", destiny="temporary")
    box.control("finalise", office="NL001", invoicenumber="F1")
    assert read(twinfield, "AFLETTEREN", "1").get("location") == "final"


# Echoes


@pytest.mark.parametrize("value", ["true", "false"])
def test_raisewarning_is_echoed(twinfield, value):
    """11 [B]"""
    xml = twinfield.invoice(attributes=f'raisewarning="{value}"')
    answer = twinfield.process(xml)
    assert dict(answer.attrib) == {
        "raisewarning": value,
        "result": "1",
        "location": "final",
    }


RELATION = "<dim2>1000</dim2>"


@pytest.mark.parametrize(
    ("code", "lines", "names"),
    [
        (
            "BNK",
            [
                line("1100", "5.00", "debit", "total"),
                line("4000", "5.00", "credit"),
            ],
            ["currencydate", "invoicenumber"],
        ),
        (
            "KAS",
            [
                line("1000", "5.00", "debit", "total"),
                line("1300", "5.00", "credit", more=RELATION),
            ],
            ["duedate"],
        ),
        (
            "MEMO",
            [
                line("4000", "5.00", "debit"),
                line("1300", "5.00", "credit", more=RELATION),
            ],
            ["duedate"],
        ),
    ],
)
def test_empty_elements_of_lines(twinfield, code, lines, names):
    """11 [B]: in the answer, and read back"""
    answer = twinfield.process(entry(code, *lines))
    found = read(twinfield, code, answer.findtext("header/number"))
    for whole in (answer, found):
        assert values(whole.find("lines/line[2]"), *names) == [""] * len(names)
        assert values(whole.find("lines/line[1]"), *names) == [None] * len(names)


def test_given_elements_of_a_bank_line_stand_once(twinfield):
    """11 [B]"""
    answer = twinfield.process(entry("BNK", *BANK))
    found = read(twinfield, "BNK", answer.findtext("header/number"))
    for whole in (answer, found):
        detail = whole.find("lines/line[2]")
        assert [e.text for e in detail.iter("invoicenumber")] == ["F1"]


# Bank


@pytest.mark.parametrize(
    ("opening", "closing", "result"),
    [("0.00", "100.00", "1"), ("1000.00", "1100.00", "1"), ("0.00", "99.00", "0")],
)
def test_balances_of_a_bank_entry_differ_by_its_total(
    twinfield, opening, closing, result
):
    """13 [B, C]"""
    header = f"<startvalue>{opening}</startvalue><closevalue>{closing}</closevalue>"
    answer = twinfield.process(entry("BNK", *BANK, header=header))
    assert answer.get("result") == result
    if result == "1":
        assert values(answer.find("header"), "startvalue", "closevalue") == [
            opening,
            closing,
        ]
