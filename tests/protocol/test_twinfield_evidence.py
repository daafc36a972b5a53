"""What recorded answers and clients that run live show of master data and reports.

The docstring of each test begins with the point of the evidence and its tag: A vendor's
documentation, B recorded answer, C live client.
"""

import pytest
from lxml import etree
from test_twinfield_browse import browse, cells, column, definition
from test_twinfield_dimensions import FULL, read, record
from test_twinfield_examples import is_in_order, tags, values
from test_twinfield_finder import codes, find, headings, refusal, rows

# The finder


@pytest.mark.parametrize("value", ["bank", "cash", "matching", "x"])
def test_category_of_daybooks_is_one_of_three(twinfield, value):
    """1 [A, C]"""
    answer = find(twinfield, "TRS", options={"category": value})
    assert refusal(answer) == ("InvalidEnumerationOptionValue", "category")
    assert answer.findtext("SearchResult/MessageOfErrorCodes/Type") == "Error"
    assert answer.find("data") is None


@pytest.mark.parametrize(("type_", "found"), [("0", ["BNK"]), ("1", ["KAS"])])
@pytest.mark.parametrize("kind", ["TRS", "BNK"])
def test_banks_and_cash_books_come_by_their_type(twinfield, kind, type_, found):
    """1 [A, C]"""
    assert codes(find(twinfield, kind, options={"banktype": type_})) == found


def test_offices_have_a_country(twinfield):
    """11 [B, C]"""
    answer = find(twinfield, "OFF")
    assert rows(answer)[0] == ["NL001", "Voorbeeld Administratie", "NL"]
    assert headings(answer) == ["Code", "Naam", "Land"]


# Browse data


def fields(twinfield, code):
    found = definition(twinfield, code).iterfind("columns/column/field")
    return {one.text.removeprefix("fin.trs.") for one in found}


@pytest.mark.parametrize(
    ("code", "held"),
    [
        ("000", "head.shortname head.browseregime"),
        ("010", "head.shortname head.browseregime"),
        ("020", "head.browseregime head.typecategory head.user"),
        ("030_1", "head.origin mng.type"),
        ("030_2", "head.origin mng.type"),
        (
            "030_3",
            "head.origin mng.type line.dim1group4 line.dim1group5 "
            "head.reportingstructure line.vatcode",
        ),
    ],
)
def test_recorded_definitions_hold(twinfield, code, held):
    """4 [B]"""
    assert set(held.split()) <= fields(twinfield, code)


def test_recorded_definition_of_details(twinfield):
    """4 [B]: 45 columns, none of them of matching"""
    found = fields(twinfield, "030_2")
    assert len(found) == 45
    assert not found & {
        *("line.matchstatus", "line.matchnumber", "line.matchdate"),
        *("line.openvaluesigned", "line.openbasevaluesigned", "line.modified"),
    }
    refused = browse(twinfield, "030_2", column("fin.trs.line.matchstatus"))
    assert refused.find("column/field").get("msg") == "Veld bestaat niet"


@pytest.mark.parametrize("field", ["line.dim2", "head.modified"])
def test_columns_outside_the_definition_are_answered(twinfield, field):
    """4 [C]"""
    assert field not in fields(twinfield, "000")
    answer = browse(twinfield, "000", column(f"fin.trs.{field}"))
    assert answer.get("result") == "1"


@pytest.mark.parametrize("code", ["040_1", "060", "410", "670", "900"])
def test_further_codes_that_clients_use(twinfield, code):
    """4 [C]"""
    assert len(fields(twinfield, code)) > 15
    answer = browse(twinfield, code, column("fin.trs.line.valuesigned"))
    assert answer.get("result") == "1"


def test_details_tell_the_code_of_vat_lines(twinfield):
    """3 [A, B]"""
    twinfield.process(twinfield.invoice())
    wanted = ("fin.trs.line.dim1", "fin.trs.line.vatcode")
    answer = browse(twinfield, "030_3", *map(column, wanted))
    assert ["1530", "VH"] in cells(answer)


@pytest.mark.parametrize(
    "field", ["fin.trs.head.inpdate", "fin.trs.head.modified", "fin.trs.line.modified"]
)
def test_moments_have_day_first_names(twinfield, box, field):
    """5 [B]"""
    box.control("clock", set="2026-09-24T07:06:27")
    twinfield.token = twinfield.refresh()["access_token"]
    twinfield.process(twinfield.invoice())
    answer = browse(twinfield, "030_3", column(field))
    cell = answer.find("tr/td")
    assert (cell.get("type"), cell.text[:12]) == ("Datetime", "202609240706")
    assert cell.get("name").startswith("24/09/2026 07:06:")
    assert answer.find("th/td").get("type") == "Datetime"


def test_years_and_periods_are_numbers(twinfield):
    """5 [B]"""
    twinfield.process(twinfield.invoice())
    wanted = ("fin.trs.head.year", "fin.trs.head.period")
    answer = browse(twinfield, "030_3", *map(column, wanted))
    assert {cell.get("type") for cell in answer.iterfind("tr/td")} == {"Number"}


def test_special_fields(twinfield):
    """5 [B]"""
    root = twinfield.process("<list><type>browsefields</type></list>")
    found = {e.findtext("code"): e.findtext("datatype") for e in root}
    special = {
        f"fin.trs.{name}"
        for name in ("head.bankcode", "head.status", "line.debitcredit")
    }
    assert {name for name, kind in found.items() if kind == "special"} == special


# Dimensions


def test_numbers_of_a_relation_stand_in_its_address(twinfield):
    """2 [B, C]"""
    numbers = "<cocnumber>30123456</cocnumber><vatnumber>NL1</vatnumber>"
    body = f"{numbers}<addresses><address><field4>NL1</field4></address></addresses>"
    assert twinfield.process(record(body)).get("result") == "1"
    found = read(twinfield)
    assert values(found, "vatnumber", "cocnumber", "addresses/address/field4") == [
        *("", "", "NL1")
    ]
    assert ["NL1", "1000", "Naam"] in rows(find(twinfield, "VATN"))


OWN = ["uid", "behaviour", "touched", "modified", "created", "editdimensionname"]


@pytest.mark.parametrize("name", OWN)
def test_what_the_server_keeps_may_be_sent_back(twinfield, name):
    """6 [C]: and changes nothing"""
    before = read(twinfield).findtext(name)
    answer = twinfield.process(record(f"<{name}>9</{name}>"))
    assert answer.get("result") == "1"
    assert {answer.findtext(name), read(twinfield).findtext(name)} == {before}


def test_whole_record_goes_and_comes_back(twinfield):
    """6 [C]: all that was read but inuse"""
    twinfield.process(FULL.format(code="<code>1000</code>"))
    first = read(twinfield)
    first.remove(first.find("inuse"))
    answer = twinfield.process(etree.tostring(first, encoding="unicode"))
    assert answer.get("result") == "1"
    again = read(twinfield)
    again.remove(again.find("inuse"))
    for whole in (first, again):
        whole.remove(whole.find("modified"))
    assert etree.tostring(first) == etree.tostring(again)


KEYS = "<office>NL001</office><type>DEB</type><code>{}</code>"


@pytest.mark.parametrize("root", ["<dimensions>{}</dimensions>", "{}"])
def test_keys_alone_are_a_read(twinfield, root):
    """6 [C]"""
    before = read(twinfield)
    one = f"<dimension>{KEYS.format('1000')}</dimension>"
    answer = twinfield.process(root.format(one))
    found = answer if answer.tag == "dimension" else answer[0]
    assert found.get("result") == "1"
    assert values(found, "name", "code", "modified") == values(
        before, "name", "code", "modified"
    )
    one = f"<dimension>{KEYS.format('1777')}</dimension>"
    answer = twinfield.process(root.format(one))
    assert answer.get("result") == "0"
    assert answer.find(".//code").get("msg") == "Dimensie 1777 bestaat niet."


def test_code_outside_the_mask_is_told_on_the_code(twinfield):
    """12 [B]: written and read"""
    words = "De code voldoet niet aan het formaat 1[0-9][0-9][0-9]."
    keys = f"<dimension>{KEYS.format('ABC')}</dimension>"
    for answer in (
        twinfield.process(record(code="ABC")),
        twinfield.process(keys),
        read(twinfield, "ABC"),
    ):
        assert answer.find("code").get("msg") == words
        assert answer.find("code").get("msgtype") == "error"
        assert (answer.get("result"), answer.get("msg")) == ("0", None)


def test_children_and_attributes_of_relations(twinfield):
    """11 [B]"""
    twinfield.process(FULL.format(code="<code>1000</code>"))
    customer, supplier = read(twinfield), read(twinfield, "2000", "CRD")
    for one in (customer, supplier):
        money = one.find("financials")
        assert {"vattype", "relationsreference", "performancetype"} <= {*tags(money)}
        assert money.find("vatcode").get("fixed") == "false"
        assert money.find("paycode").get("name") == ""
        account = money.find("substitutewith")
        assert set(account.attrib) == {"name", "shortname", "type", "id"}
        assert account.get("type") == "BAS"
        assert tags(one.find("paymentconditions")) == ["paymentcondition"]
        country = one.find("addresses/address/country")
        assert (
            country.get("name") == {"NL": "Nederland", "DE": "Duitsland"}[country.text]
        )
        assert country.get("shortname") == ""
    assert supplier.findtext("financials/collectionschema") == "core"
    assert customer.find("creditmanagement/blocked").get("locked") == "false"
    assert customer.find("creditmanagement/responsibleuser").get("name") == (
        "Odoo koppeling"
    )


def test_conditions_of_payment_are_kept(twinfield):
    """11 [B]"""
    body = (
        "<paymentconditions><paymentcondition><discountdays>8</discountdays>"
        "<discountpercentage>2</discountpercentage></paymentcondition>"
        "</paymentconditions>"
    )
    twinfield.process(record(body))
    (one,) = read(twinfield).findall("paymentconditions/paymentcondition")
    assert values(one, "discountdays", "discountpercentage") == ["8", "2"]


def test_each_rate_of_vat_has_a_user(twinfield):
    """7 [B]"""
    root = twinfield.process(
        "<read><type>vat</type><office>NL001</office><code>VH</code></read>"
    )
    one = root.find("percentages/percentage")
    assert one.find("user").get("name") == "Site supervisor"
    assert is_in_order(
        "date percentage created name shortname user discountaccount".split(), tags(one)
    )
