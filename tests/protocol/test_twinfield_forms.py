"""Which forms a client used, and a server that does not know one of them."""

import pytest
import requests
from test_twinfield_books import entry, line
from test_twinfield_browse import browse, column, definition
from test_twinfield_dimensions import read, record
from test_twinfield_finder import codes, find, refusal
from test_twinfield_matching import invoice, match, one, receipt
from test_twinfield_rest import ACCOUNTS, ALL, VAT, Rest
from zeep.exceptions import Fault

VALUE = "fin.trs.line.valuesigned"
READ = "<read><type>vat</type><office>NL001</office><code>VH</code></read>"


def used(box, kind=None):
    found = box.control("used")["used"]
    return [one["name"] for one in found if kind in (None, one["kind"])]


@pytest.fixture
def rest(twinfield, box):
    return Rest(twinfield, box, f"{ALL} readBookkeeping readVat")


@pytest.fixture(autouse=True)
def nothing_used(box):
    box.control("used/clear")


def refuse(box, kind, name, **more):
    return box.control("refuse", kind=kind, name=name, **more)["refused"]


# Used


def test_what_was_used_is_told_by_name(twinfield, box):
    find(twinfield, "TRS", options={"category": "sales", "office": "NL001"})
    browse(twinfield, "100", column(VALUE), column("fin.trs.head.date", "like", "2"))
    twinfield.process(READ)
    found = {(one["kind"], one["name"]) for one in box.control("used")["used"]}
    assert {
        ("operation", "finder/Search"),
        ("operation", "processxml/ProcessXmlString"),
        ("finder", "TRS"),
        ("option", "TRS/category"),
        ("value", "TRS/category/sales"),
        ("option", "TRS/office"),
        ("document", "columns"),
        ("document", "read/vat"),
        ("browse", "100"),
        ("column", f"100/{VALUE}"),
        ("operator", "100/fin.trs.head.date/like"),
        ("element", "columns/column/label"),
    } <= found
    assert ("value", "TRS/office/NL001") not in found
    found = [name for name in used(box, "element") if name.startswith("read")]
    assert found == ["read/vat/code", "read/vat/office"]


def test_elements_have_paths_and_attributes(twinfield, box):
    xml = twinfield.invoice(attributes='raisewarning="true"')
    twinfield.process(f"<transactions>{xml}</transactions>")
    found = used(box, "element")
    assert {
        "transaction/@destiny",
        "transaction/@raisewarning",
        "transaction/header",
        "transaction/header/invoicenumber",
        "transaction/lines/line/@type",
        "transaction/lines/line/vatcode",
    } <= set(found)
    assert used(box, "document") == ["transaction"]
    assert len(found) == len(set(found))
    box.control("used/clear")
    assert used(box) == []


def test_used_outlives_a_reset(twinfield, box):
    twinfield.process(READ)
    box.control("reset")
    assert "read/vat" in used(box, "document")


def test_services_and_resources_are_told(rest, box, wcf):
    wcf("PeriodService").query("GetYears")
    rest.get(ACCOUNTS)
    assert used(box, "operation") == ["periodservice/GetYears"]
    assert used(box, "resource") == ["bookkeeping/accounts"]
    wcf("PeriodService").query("GetPeriods", Year=2026)
    assert used(box, "member") == ["periodservice/GetPeriods/Year"]
    rest.get(f"{VAT}?fields=code")
    assert used(box, "option") == ["vat/vatcodes/fields"]


# Refused


@pytest.mark.parametrize(
    ("kind", "name", "code", "parameter"),
    [
        ("finder", "TRS", "InvalidFinderType", "TRS"),
        ("option", "TRS/category", "OptionNotAllowed", "category"),
        ("option", "*/category", "OptionNotAllowed", "category"),
        ("value", "TRS/category/sales", "InvalidEnumerationOptionValue", "category"),
    ],
)
def test_finder_does_not_know(twinfield, box, kind, name, code, parameter):
    refuse(box, kind, name)
    options = {"category": "sales"}
    assert refusal(find(twinfield, "TRS", options=options)) == (code, parameter)
    refuse(box, kind, name, refused=False)
    assert codes(find(twinfield, "TRS", options=options)) == ["VRK"]


def test_browse_does_not_know(twinfield, box):
    refuse(box, "column", f"100/{VALUE}")
    answer = browse(twinfield, "100", column(VALUE))
    assert answer.find("column/field").get("msg") == "Veld bestaat niet"
    assert browse(twinfield, "200", column(VALUE)).get("result") == "1"
    refuse(box, "operator", f"200/{VALUE}/equal")
    answer = browse(twinfield, "200", column(VALUE, "equal", "1"))
    assert answer.find("column/operator").get("msg") == "Operator is ongeldig."
    refuse(box, "browse", "200")
    assert browse(twinfield, "200", column(VALUE)).get("result") == "0"
    assert definition(twinfield, "200").get("result") == "0"


@pytest.mark.parametrize("name", ["read/vat", "read/*"])
def test_document_is_not_implemented(twinfield, box, name):
    refuse(box, "document", name)
    answer = twinfield.process(READ)
    assert answer.find("type").get("msg") == "Type niet geïmplementeerd."
    assert twinfield.process(record()).get("result") == "1"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("dimension/website", "website"),
        ("dimension/addresses/address/field4", "field4"),
        ("dimension/addresses/address/@type", "type"),
        ("dimension/addresses", "addresses"),
        ("*/field4", "field4"),
    ],
)
def test_element_is_refused_as_one_that_may_not_be_sent(twinfield, box, name, said):
    refuse(box, "element", name)
    body = (
        '<website>x</website><addresses><address type="invoice"><field4>NL1</field4>'
        "</address></addresses>"
    )
    answer = twinfield.process(record(body))
    assert (answer.get("msg"), answer.get("result")) == (
        f"Het element '{said}' mag niet worden aangeleverd.",
        "0",
    )
    assert read(twinfield).findtext("name") == "Voorbeeld Groothandel"
    assert twinfield.process(record()).get("result") == "1"


@pytest.mark.parametrize(
    ("name", "website", "field4"),
    [
        ("dimension/website", "", "NL1"),
        ("*/field4", "x", ""),
        ("dimension/addresses", "x", ""),
    ],
)
def test_element_may_be_ignored_without_a_word(twinfield, box, name, website, field4):
    refuse(box, "element", name, answer="ignored")
    body = (
        '<website>x</website><addresses><address type="invoice"><field4>NL1</field4>'
        "</address></addresses>"
    )
    assert twinfield.process(record(body)).get("result") == "1"
    found = read(twinfield)
    assert found.findtext("website", "") == website
    assert (found.findtext("addresses/address/field4") or "") == field4


def test_attribute_may_be_ignored(twinfield, box):
    refuse(box, "element", "transaction/@destiny", answer="ignored")
    answer = twinfield.process(twinfield.invoice(destiny="nonsense"))
    assert answer.get("destiny") is None
    box.control("refuse/clear")
    assert twinfield.process(twinfield.invoice(destiny="nonsense")).get("result") == "0"


def test_element_of_what_is_read(twinfield, box):
    refuse(box, "element", "read/vat/code")
    answer = twinfield.process(READ)
    assert answer.get("msg") == "Het element 'code' mag niet worden aangeleverd."
    read = "<read><type>currency</type><office>NL001</office><code>USD</code></read>"
    assert twinfield.process(read).get("result") == "1"


def test_finder_may_find_nothing(twinfield, box):
    """As for a user with too few rights."""
    refuse(box, "finder", "DIM", answer="empty")
    assert codes(find(twinfield, "DIM")) == []
    assert codes(find(twinfield, "VAT"))


def test_member_of_a_query(box, wcf):
    refuse(box, "member", "periodservice/GetPeriods/Year")
    periods = wcf("PeriodService")
    with pytest.raises(Fault, match="Year is not a valid value"):
        periods.query("GetPeriods", Year=2026)
    refuse(box, "member", "periodservice/GetPeriods/Year", answer="ignored")
    with pytest.raises(Fault) as caught:
        periods.query("GetPeriods", Year=2026)
    assert "Year is not" not in str(caught.value)
    assert periods.query("GetYears")


def test_option_of_a_resource(rest, box):
    refuse(box, "option", "vat/vatcodes/fields")
    assert rest.ask(f"{VAT}?fields=code").status_code == 400
    assert rest.ask(VAT).status_code == 200


def test_others_of_a_batch_are_taken(twinfield, box):
    refuse(box, "element", "transaction/header/freetext1")
    texts = ["", "<freetext1>x</freetext1>", ""]
    xml = "".join(
        twinfield.invoice(f"F{number}", header=text)
        for number, text in enumerate(texts)
    )
    root = twinfield.process(f"<transactions>{xml}</transactions>")
    assert root.get("result") == "0"
    assert [one.get("result") for one in root] == ["1", "0", "1"]
    assert [one.findtext("header/number") for one in root] == [
        *("202600001", None, "202600002")
    ]


def test_element_of_a_match(twinfield, box):
    refuse(box, "element", "set/lines/line/writeoff")
    number, bank = invoice(twinfield), receipt(twinfield, "120.00")
    off = '<writeoff type="writeoff">1.00</writeoff>'
    lines = [one("VRK", number, 1, more=off), one("BNK", bank, 2)]
    answer = twinfield.process(match(*lines))
    assert answer.find("set").get("msgtype") == "error"


def test_single_document_is_refused_as_itself(twinfield, box):
    refuse(box, "element", "transaction/lines/line/description")
    lines = [
        line("4000", "5.00", "debit", more="<description>x</description>"),
        line("4100", "5.00", "credit"),
    ]
    answer = twinfield.process(entry("MEMO", *lines))
    assert (answer.tag, answer.get("result")) == ("transaction", "0")
    assert box.control("transactions", office="NL001") == {"transactions": []}


def test_operation_is_without_right(twinfield, box, wcf):
    refuse(box, "operation", "processxml/ProcessXmlString")
    answer = twinfield.post(READ)
    assert (answer.status_code, twinfield.fault(answer)) == (403, 102)
    refuse(box, "operation", "periodservice/GetYears")
    periods = wcf("PeriodService")
    with pytest.raises(Fault, match="Access denied"):
        periods.query("GetYears")
    assert periods.query("GetPeriods", Year=2026)


def test_resource_is_forbidden(rest, box):
    refuse(box, "resource", "bookkeeping/accounts")
    assert rest.ask(ACCOUNTS).status_code == 403
    assert rest.ask(VAT).status_code == 200
    box.control("refuse/clear")
    assert rest.ask(ACCOUNTS).status_code == 200


def test_scope_is_invalid(twinfield, box):
    refuse(box, "scope", "readVat")
    wish = {
        "client_id": box.info["client_id"],
        "redirect_uri": "http://localhost/back",
        "response_type": "code",
        "scope": "openid twf.organisationUser readVat",
        "state": "s",
        "nonce": "n",
    }
    address = f"{twinfield.connect}/authorize"
    answer = requests.get(address, wish, allow_redirects=False, timeout=10)
    assert "error=invalid_scope" in answer.headers["Location"]
    assert "readVat" in used(box, "scope")
    box.control("refuse/clear")
    assert requests.get(address, wish, timeout=10).status_code == 200


def test_refusals_end_with_a_reset_but_for_those_kept(box):
    refuse(box, "browse", "100")
    assert refuse(box, "finder", "TRS", keep=True) == [
        {"kind": "browse", "name": "100", "answer": "refused"},
        {"kind": "finder", "name": "TRS", "answer": "refused"},
    ]
    box.control("reset")
    assert box.control("refuse")["refused"] == [
        {"kind": "finder", "name": "TRS", "answer": "refused"}
    ]
    box.control("refuse/clear")
    box.control("reset")
    assert box.control("refuse")["refused"] == []


def test_kind_that_is_none(box):
    with pytest.raises(ValueError, match="kind must be one of"):
        refuse(box, "nonsense", "x")
    with pytest.raises(ValueError, match="answer must be one of"):
        refuse(box, "column", "x", answer="empty")
    assert "column" in box.control("refuse")["kinds"]
