"""The rest of the worked examples: searches, deletions, tokens, currencies, VAT."""

import pytest
from test_twinfield_examples import call, is_in_order, tags, values


def search(kind, first=1, most=25, **options):
    pairs = "".join(
        f"<ArrayOfString><string>{name}</string><string>{value}</string>"
        "</ArrayOfString>"
        for name, value in options.items()
    )
    return (
        f'<Search xmlns="http://www.twinfield.com/"><type>{kind}</type>'
        f"<pattern>*</pattern><field>0</field><firstRow>{first}</firstRow>"
        f"<maxRows>{most}</maxRows><options>{pairs}</options></Search>"
    )


def test_finder_tells_the_second_page_of_what_changed(twinfield, box):
    box.control("clock", advance=60)
    now = box.control("clock")["now"]
    since = "".join(c for c in now if c.isdigit())[:14]
    for number in range(27):
        twinfield.process(
            "<dimension><office>NL001</office><type>DEB</type>"
            f"<name>Klant &amp; Zn {number}</name></dimension>"
        )
    answer = call(
        twinfield,
        "finder",
        "Search",
        search("DIM", 26, dimtype="DEB", office="NL001", modifiedsince=since),
    )
    assert tags(answer) == ["SearchResult", "data"] and not len(answer[0])
    assert tags(answer[1]) == ["TotalRows", "Columns", "Items"]
    assert answer.findtext("data/TotalRows") == "27"
    assert [e.text for e in answer.find("data/Columns")] == ["Code", "Naam"]
    assert [[e.text for e in row] for row in answer.find("data/Items")] == [
        ["1028", "Klant & Zn 25"],
        ["1029", "Klant & Zn 26"],
    ]


def test_finder_refuses_an_unknown_value(twinfield):
    answer = call(twinfield, "finder", "Search", search("VAT", vattype="nonsense"))
    assert tags(answer) == ["SearchResult"]
    message = answer.find("SearchResult/MessageOfErrorCodes")
    assert tags(message) == ["Type", "Text", "Code", "Parameters"]
    assert values(message, "Type", "Code", "Parameters/string") == [
        "Error",
        "InvalidEnumerationOptionValue",
        "vattype",
    ]


@pytest.mark.parametrize("destiny", ["temporary", "final"])
def test_only_a_draft_is_deleted(twinfield, destiny):
    twinfield.process(twinfield.invoice(destiny=destiny))
    answer = twinfield.process(
        '<transaction action="delete" reason="Dubbel geboekt"><office>NL001</office>'
        "<code>VRK</code><number>202600001</number></transaction>"
    )
    refused = {
        "msgtype": "error",
        "msg": "De status van de boeking moet Concept zijn.",
        "result": "0",
    }
    fine = {"result": "1"}
    assert dict(answer.attrib) == {
        "action": "delete",
        "reason": "Dubbel geboekt",
        **(fine if destiny == "temporary" else refused),
    }
    assert [(e.tag, e.text) for e in answer] == [
        ("office", "NL001"),
        ("code", "VRK"),
        ("number", "202600001"),
    ]


def test_expired_token(twinfield, box):
    box.control("tokens/expire")
    answer = twinfield.post("<list><type>offices</type></list>")
    assert (answer.status_code, twinfield.fault(answer)) == (401, 354)


def test_invoice_in_dollars(twinfield):
    answer = twinfield.process(
        '<transaction destiny="final"><header><office>NL001</office><code>VRK</code>'
        "<currency>USD</currency><date>20260315</date>"
        "<invoicenumber>INV/2026/0043</invoicenumber></header><lines>"
        '<line type="total" id="1"><dim1>1300</dim1><dim2>1002</dim2>'
        "<value>110.00</value><debitcredit>debit</debitcredit>"
        "<basevalue>101.20</basevalue><rate>0.920000000</rate></line>"
        '<line type="detail" id="2"><dim1>8050</dim1><value>110.00</value>'
        "<debitcredit>credit</debitcredit><basevalue>101.20</basevalue>"
        "<rate>0.920000000</rate><vatcode>VN</vatcode></line></lines></transaction>"
    )
    assert answer.get("result") == "1"
    for line in answer.findall("lines/line")[:2]:
        assert values(line, "value", "basevalue", "rate") == [
            "110.00",
            "101.20",
            "0.920000000",
        ]


def test_vat_code_read(twinfield):
    root = twinfield.process(
        "<read><type>vat</type><office>NL001</office><code>VH</code></read>"
    )
    assert dict(root.attrib) == {"status": "active", "result": "1"}
    assert tags(root) == (
        "code name shortname uid created modified touched user type percentages".split()
    )
    one = root.find("percentages/percentage")
    assert dict(one.attrib) == {"status": "active", "inuse": "true"}
    assert is_in_order(
        "date percentage created name shortname discountaccount writeoffaccount "
        "accounts".split(),
        tags(one),
    )
    assert values(one, "date", "percentage") == ["20121001", "21.000000000"]
    account = one.find("accounts/account")
    assert (account.get("id"), tags(account)) == (
        "1",
        ["dim1", "groupcountry", "group", "percentage", "linetype"],
    )
    assert values(account, "dim1", "group", "percentage", "linetype") == [
        "1530",
        "NL1A",
        "100.0",
        "vat",
    ]
    assert account.find("dim1").get("dimensiontype") == "BAS"
    assert account.find("group").get("name") == (
        "Leveringen/diensten belast met hoog tarief"
    )
