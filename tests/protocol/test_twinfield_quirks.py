"""Every switch makes a difference in each of its positions, and stands in the list."""

import re

import pytest
from lxml import etree
from sandbox.twinfield.switches import SWITCHES
from test_twinfield_books import BANK, entry
from test_twinfield_browse import browse, cells, column
from test_twinfield_currency import dollars
from test_twinfield_dimensions import read as read_relation
from test_twinfield_dimensions import record
from test_twinfield_finder import codes, find, headings, rows
from test_twinfield_matching import invoice, match, one, read, receipt

DATE = "fin.trs.head.date"
STATUS = "fin.trs.line.matchstatus"
PROBES = {}


def probe(function):
    """What can be seen of the quirk of that name."""
    PROBES[function.__name__] = function
    return function


def asked(twinfield, code, *columns):
    """The result of a browse request, or the code of its fault."""
    xml = f'<columns code="{code}">{"".join(columns)}</columns>'
    answer = twinfield.post(xml)
    if answer.status_code != 200:
        return twinfield.fault(answer)
    return twinfield.process(xml).get("result")


@probe
def strict_fields(twinfield, box):
    return asked(twinfield, "130_1", column("fin.trs.line.vatcode"))


@probe
def unknown_field_fault(twinfield, box):
    return asked(twinfield, "100", column("fin.trs.line.nonsense"))


@probe
def strict_operators(twinfield, box):
    return asked(twinfield, "100", column("fin.trs.line.datedue", "equal", "20260414"))


@probe
def date_operator(twinfield, box):
    return asked(twinfield, "100", column(DATE, "equal", "20260315"))


@probe
def matchstatus_operator(twinfield, box):
    return asked(twinfield, "100", column(STATUS, "equal", "available"))


@probe
def dim1_dim2(twinfield, box):
    both = column("fin.trs.line.dim1") + column("fin.trs.line.dim2")
    return asked(twinfield, "100", both)


@probe
def hidden_columns(twinfield, box):
    invoice(twinfield)
    hidden = column(DATE, visible="false")
    code = column("fin.trs.head.code")
    return len(cells(browse(twinfield, "100", hidden, code))[0])


@probe
def code_030_1(twinfield, box):
    return asked(twinfield, "030_1", column(DATE))


@probe
def bare_empty_browse(twinfield, box):
    return browse(twinfield, "130_3", column(DATE)).get("total")


@probe
def finder_nil(twinfield, box):
    return len(headings(find(twinfield, "DIM", "nobody")))


@probe
def matching_listed(twinfield, box):
    return tuple(codes(find(twinfield, "TRS", options={"category": "journal"})))


@probe
def office_id_first(twinfield, box):
    answer = find(twinfield, "OFF", options={"includeid": "1"})
    return headings(answer)[3], rows(answer)[0][2]


@probe
def relation_numbers(twinfield, box):
    answer = twinfield.process(record("<vatnumber>NL1</vatnumber>"))
    return answer.get("result"), read_relation(twinfield).findtext("vatnumber")


def with_list(twinfield, tag, child):
    answer = twinfield.process(record(f"<{tag}>{child}</{tag}>"))
    return answer.get("result")


@probe
def refuse_ictcountrycode(twinfield, box):
    child = "<address><ictcountrycode>NL</ictcountrycode></address>"
    return with_list(twinfield, "addresses", child)


@probe
def lists_replaced(twinfield, box):
    for city in ("Utrecht", "Breda"):
        with_list(twinfield, "addresses", f"<address><city>{city}</city></address>")
    return len(read_relation(twinfield).findall("addresses/address"))


@probe
def absent_cleared(twinfield, box):
    twinfield.process(record("<website>https://x.example</website>"))
    twinfield.process(record())
    return read_relation(twinfield).findtext("website")


@probe
def first_free_code(twinfield, box):
    twinfield.process(record(code="1005"))
    return twinfield.process(record(code="")).findtext("code")


@probe
def credit_twice(twinfield, box):
    return len(read_relation(twinfield).findall("creditmanagement/comment"))


@probe
def batch_without_result(twinfield, box):
    return twinfield.process(f"<dimensions>{record()}</dimensions>").get("result")


@probe
def duplicate_scope(twinfield, box):
    """Taken or not: the same, that of another relation, daybook, year."""
    found = []
    for changes in (
        {},
        {"relation": "1001"},
        {"code": "VRK2"},
        {"date": "20250315"},
    ):
        box.control("reset")
        book = {"code": "VRK2", "name": "Export", "category": "sales"}
        box.control("daybook", office="NL001", **book)
        invoice(twinfield)
        found.append(twinfield.process(twinfield.invoice(**changes)).get("result"))
    return tuple(found)


@probe
def final_changeable(twinfield, box):
    number = invoice(twinfield)
    again = twinfield.invoice("F2", header=f"<number>{number}</number>")
    return twinfield.process(again).get("result")


@probe
def reverse_charge_lines(twinfield, box):
    bill = {"code": "INK", "relation": "2000", "dim1": "4000", "vat": "IV"}
    bill |= {"value": "100.00", "sides": ("credit", "debit")}
    answer = twinfield.process(twinfield.invoice(**bill))
    assert answer.get("result") == "1"
    return len(answer.findall("lines/line[@type='vat']"))


@probe
def baseline_counts(twinfield, box):
    low = (
        "</line><line type='detail' id='3'><dim1>8010</dim1><value>10.00</value>"
        "<debitcredit>credit</debitcredit><vatcode>VL</vatcode>"
    )
    answer = twinfield.process(twinfield.invoice(value="131.90", more=low))
    return tuple(one.text for one in answer.iter("baseline"))


@probe
def refuse_negative_values(twinfield, box):
    xml = twinfield.invoice(value="-121.00", net="-100.00")
    return twinfield.process(xml).get("result")


@probe
def statement_required(twinfield, box):
    return twinfield.process(entry("BNK", *BANK)).get("result")


@probe
def rate_divides(twinfield, box):
    xml = dollars(twinfield, "<rate>0.5</rate>", "<rate>0.5</rate>")
    total = twinfield.process(xml).find("lines/line")
    assert total.findtext("rate") == "0.500000000"
    table = twinfield.process(
        "<read><type>currency</type><office>NL001</office><code>USD</code></read>"
    )
    return total.findtext("basevalue"), table.findtext("rates/rate/rate")


@probe
def head_stamp(twinfield, box):
    number = invoice(twinfield)
    before = read(twinfield, "VRK", number).findtext("header/modificationdate")
    box.control("clock", advance=60)
    box.control("receipt", office="NL001", invoices=[{"invoicenumber": "F1"}])
    after = read(twinfield, "VRK", number).findtext("header/modificationdate")
    box.control("clock", advance=-60)
    return before == after


@probe
def line_stamp(twinfield, box):
    invoice(twinfield)
    stamp = column("fin.trs.line.modified")
    before = cells(browse(twinfield, "130_3", stamp))
    box.control("clock", advance=60)
    box.control("receipt", office="NL001", invoices=[{"invoicenumber": "F1"}])
    after = cells(browse(twinfield, "130_3", stamp))
    box.control("clock", advance=-60)
    return before == after


def written_off(twinfield):
    number, bank = invoice(twinfield), receipt(twinfield, "120.00")
    off = '<writeoff type="writeoff">1.00</writeoff>'
    lines = [one("VRK", number, 1, more=off), one("BNK", bank, 2)]
    return number, twinfield.process(match(*lines))


@probe
def matching_drafts(twinfield, box):
    written_off(twinfield)
    return read(twinfield, "AFLETTEREN", 1).get("location")


@probe
def match_root(twinfield, box):
    return written_off(twinfield)[1].tag


@probe
def matchvalue_reversed(twinfield, box):
    number, _answer = written_off(twinfield)
    return read(twinfield, "VRK", number).findtext("lines/line/matches/set/matchvalue")


@probe
def rotating_tokens(twinfield, box):
    token = box.control("tokens/restore")["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": token}
    return twinfield.ask_token(**form).json()["refresh_token"] == token


@probe
def company_id_required(twinfield, box):
    return twinfield.post("<list><type>offices</type></list>").status_code


@probe
def leading_blank(twinfield, box):
    content = twinfield.post("<list><type>offices</type></list>").text
    inner = re.search("Result>(.*?)</Proc", content, re.DOTALL)[1]
    return content[0], inner[:1]


@pytest.mark.parametrize("quirk", SWITCHES, ids=lambda quirk: quirk.name)
def test_each_position_is_seen(twinfield, box, quirk):
    seen = []
    for position in quirk.positions:
        box.control("reset")
        if position != quirk.default:
            box.control("quirks", keep=True, **{quirk.name: position})
        seen.append(PROBES[quirk.name](twinfield, box))
        box.control("quirks", keep=True, **{quirk.name: quirk.default})
    assert len(set(seen)) == len(seen)


def test_blank_document_is_still_one(twinfield, box):
    """With the blank taken off it is what it was."""
    box.control("quirks", leading_blank=True)
    answer = twinfield.post("<list><type>offices</type></list>").text.strip()
    inner = etree.fromstring(answer.encode()).findtext(".//{*}ProcessXmlStringResult")
    assert inner.startswith("\n<?xml")
    assert etree.fromstring(inner.strip().encode()).tag == "offices"


def test_company_id_may_be_nil_where_it_is_needed(twinfield, box):
    box.control("quirks", company_id_required=True)
    xml = "<list><type>offices</type></list>"
    assert twinfield.post(xml).status_code == 400
    nil = (
        'NL001</CompanyCode><CompanyId xsi:nil="true" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/><CompanyCode>'
    )
    assert twinfield.post(xml, company=nil).status_code == 200
