"""Dimensions: all fields of a record, types with masks and labels, groups."""

import pytest
from test_twinfield_examples import is_in_order, tags, values

FULL = """<dimension><office>NL001</office><type>DEB</type>{code}
 <name>Jansen Techniek BV</name><website>https://jansen.example</website>
 <financials><duedays>14</duedays><payavailable>true</payavailable>
  <meansofpayment>none</meansofpayment><vatcode>VH</vatcode>
  <collectmandate><id>M1</id><signaturedate>20260101</signaturedate></collectmandate>
  <collectionschema>core</collectionschema></financials>
 <creditmanagement><responsibleuser>ODOO</responsibleuser>
  <basecreditlimit>5000.00</basecreditlimit><sendreminder>email</sendreminder>
  <reminderemail>ap@jansen.example</reminderemail></creditmanagement>
 <addresses><address type="invoice" default="true"><name>Jansen Techniek BV</name>
  <country>NL</country><city>Utrecht</city><postcode>3511AA</postcode>
  <email>ap@jansen.example</email><field1>T.a.v. administratie</field1>
  <field2>Stationsplein 1</field2><field4>NL123456789B01</field4>
  <field5>30123456</field5></address></addresses>
 <banks><bank default="true"><ascription>Jansen Techniek BV</ascription>
  <iban>NL91ABNA0417164300</iban><biccode>ABNANL2A</biccode><country>NL</country>
  </bank></banks></dimension>"""


def record(body="", type_="DEB", code="1000", name="Naam", attributes=""):
    code = f"<code>{code}</code>" if code else ""
    return (
        f"<dimension{attributes}><office>NL001</office><type>{type_}</type>{code}"
        f"<name>{name}</name>{body}</dimension>"
    )


def read(twinfield, code="1000", type_="DEB"):
    code = f"<code>{code}</code>" if code else ""
    return twinfield.process(
        "<read><type>dimensions</type><office>NL001</office>"
        f"<dimtype>{type_}</dimtype>{code}</read>"
    )


def finder_codes(twinfield, type_="DEB"):
    answer = twinfield.process(
        "<list><type>dimensions</type><office>NL001</office>"
        f"<dimtype>{type_}</dimtype></list>"
    )
    return [e.text for e in answer]


ORDER = (
    "office type code uid name shortname inuse behaviour touched beginperiod beginyear "
    "endperiod endyear website cocnumber vatnumber editdimensionname financials "
    "addresses banks modified"
).split()


def test_customer_comes_back_whole(twinfield):
    answer = twinfield.process(FULL.format(code=""))
    assert dict(answer.attrib) == {"status": "active", "result": "1"}
    assert is_in_order(ORDER, tags(answer))
    assert answer.find("type").get("name") == "Debiteuren"
    assert values(answer, "code", "inuse", "behaviour", "beginyear", "website") == [
        *("1003", "false", "normal", "0", "https://jansen.example")
    ]
    financials = answer.find("financials")
    assert is_in_order(
        "matchtype accounttype subanalyse duedays level substitutionlevel "
        "substitutewith vatobligatory childvalidations".split(),
        tags(financials),
    )
    assert values(financials, "matchtype", "accounttype", "duedays", "level") == [
        *("customersupplier", "inherit", "14", "2")
    ]
    assert financials.find("substitutewith").get("name") == "Debiteuren"
    rule = financials.find("childvalidations/childvalidation")
    assert (dict(rule.attrib), rule.text) == ({"type": "code", "level": "1"}, "1300")


def test_what_was_sent_is_read(twinfield):
    code = twinfield.process(FULL.format(code="")).findtext("code")
    found = read(twinfield, code)
    assert tags(found) == tags(
        twinfield.process(FULL.format(code=f"<code>{code}</code>"))
    )
    assert values(
        found,
        "financials/collectmandate/id",
        "financials/collectmandate/signaturedate",
        "financials/collectionschema",
        "creditmanagement/basecreditlimit",
        "creditmanagement/sendreminder",
        "addresses/address/field4",
        "banks/bank/iban",
    ) == [
        *("M1", "20260101", "core", "5000.00", "email", "NL123456789B01"),
        "NL91ABNA0417164300",
    ]


REFUSED = [
    ("<financials><duedays>soon</duedays></financials>", "financials/duedays"),
    ("<financials><subanalyse>yes</subanalyse></financials>", "financials/subanalyse"),
    (
        "<financials><payavailable>1</payavailable></financials>",
        "financials/payavailable",
    ),
    (
        "<financials><meansofpayment>cash</meansofpayment></financials>",
        "financials/meansofpayment",
    ),
    ("<financials><vatcode>XX</vatcode></financials>", "financials/vatcode"),
    (
        f"<financials><collectmandate><id>{'x' * 36}</id></collectmandate>"
        "</financials>",
        "financials/collectmandate/id",
    ),
    (
        "<financials><collectmandate><signaturedate>2026-01-01</signaturedate>"
        "</collectmandate></financials>",
        "financials/collectmandate/signaturedate",
    ),
    (
        "<financials><ebilling>true</ebilling><ebillmail/></financials>",
        "financials/ebillmail",
    ),
    (
        f"<creditmanagement><responsibleuser>{'x' * 17}</responsibleuser>"
        "</creditmanagement>",
        "creditmanagement/responsibleuser",
    ),
    (
        "<creditmanagement><sendreminder>post</sendreminder></creditmanagement>",
        "creditmanagement/sendreminder",
    ),
    (
        f"<banks><bank><biccode>{'x' * 17}</biccode></bank></banks>",
        "banks/bank/biccode",
    ),
    ('<addresses><address type="home"/></addresses>', "addresses/address"),
    ("<groups><group>NONE</group></groups>", "groups/group"),
]


@pytest.mark.parametrize(("body", "path"), REFUSED)
def test_field_that_does_not_fit_is_refused(twinfield, body, path):
    answer = twinfield.process(record(body))
    assert answer.find(path).get("msgtype") == "error"
    assert answer.get("result") == "0"
    assert read(twinfield).findtext("name") != "Naam"


def test_whether_it_is_in_use_is_not_to_be_told(twinfield):
    answer = twinfield.process(record("<inuse>1</inuse>"))
    assert answer.get("msg") == "Het element 'inuse' mag niet worden aangeleverd."


def test_country_of_statistics_may_be_refused(twinfield, box):
    body = (
        "<addresses><address><ictcountrycode>NL</ictcountrycode></address></addresses>"
    )
    assert twinfield.process(record(body)).get("result") == "1"
    box.control("quirks", refuse_ictcountrycode=True)
    assert twinfield.process(record(body)).get("result") == "0"


def test_credit_management_is_for_customers(twinfield):
    body = "<creditmanagement><blocked>true</blocked></creditmanagement>"
    assert twinfield.process(record(body)).get("result") == "1"
    answer = twinfield.process(record(body, type_="CRD", code="2000"))
    assert answer.get("result") == "0"


def test_missing_elements_stay_as_they_were(twinfield):
    twinfield.process(FULL.format(code="<code>1000</code>"))
    twinfield.process(record("<financials><duedays>8</duedays></financials>"))
    found = read(twinfield)
    assert values(found, "name", "website", "financials/duedays") == [
        "Naam",
        "https://jansen.example",
        "8",
    ]
    assert found.findtext("financials/vatcode") == "VH"
    assert len(found.findall("addresses/address")) == 1


def addresses(*given):
    rows = "".join(
        f"<address {attributes}><city>{city}</city></address>"
        for attributes, city in given
    )
    return record(f"<addresses>{rows}</addresses>")


def found_addresses(twinfield):
    return [
        (a.get("id"), a.get("default"), a.findtext("city"))
        for a in read(twinfield).findall("addresses/address")
    ]


def test_addresses_are_replaced_by_id_and_one_is_the_default(twinfield):
    twinfield.process(
        addresses(('type="invoice"', "Utrecht"), ('type="postal"', "Breda"))
    )
    assert found_addresses(twinfield) == [
        ("1", "true", "Utrecht"),
        ("2", "false", "Breda"),
    ]
    twinfield.process(addresses(('id="2" type="postal" default="true"', "Delft")))
    assert found_addresses(twinfield) == [
        ("1", "false", "Utrecht"),
        ("2", "true", "Delft"),
    ]
    twinfield.process(addresses(('type="contact"', "Assen")))
    assert found_addresses(twinfield)[-1] == ("3", "false", "Assen")


def test_banks_are_replaced_by_id(twinfield):
    one = "<banks><bank{}><iban>{}</iban></bank></banks>"
    twinfield.process(record(one.format("", "NL1")))
    twinfield.process(record(one.format(' id="1"', "NL2")))
    banks = read(twinfield).findall("banks/bank")
    assert [(b.get("id"), b.findtext("iban")) for b in banks] == [("1", "NL2")]


def test_deleted_in_use_hides_and_active_revives(twinfield):
    twinfield.process(twinfield.invoice())
    deleted = ' status="deleted"'
    assert twinfield.process(record(attributes=deleted)).get("status") == "hide"
    assert twinfield.process(twinfield.invoice("F2")).get("result") == "0"
    assert read(twinfield).findtext("inuse") == "true"
    twinfield.process(record(attributes=' status="active"'))
    assert twinfield.process(twinfield.invoice("F2")).get("result") == "1"
    answer = twinfield.process(record(code="1001", attributes=deleted))
    assert answer.get("status") == "deleted"
    assert read(twinfield, "1001").findtext("inuse") == "false"


@pytest.mark.parametrize(
    ("mask", "code", "given"),
    [
        ("1##", "", "100"),
        ("[7-9]1", "", "71"),
        ("L[0-9][0-9][0-9]", "", "L000"),
        ("*", "abc", "ABC"),
        ("*[0-9]*", "A1B", "A1B"),
        ("?X", "QX", "QX"),
    ],
)
def test_masks(twinfield, box, mask, code, given):
    box.control("mask", office="NL001", type="DEB", mask=mask)
    answer = twinfield.process(record(code=code))
    assert (answer.get("result"), answer.findtext("code")) == ("1", given)


@pytest.mark.parametrize("mask", ["*", "", "1*"])
def test_mask_without_end_gives_no_code(twinfield, box, mask):
    box.control("mask", office="NL001", type="DEB", mask=mask)
    assert twinfield.process(record(code="")).get("msg") == (
        "Het is niet gelukt de eerste vrije code aan te maken die voldoet aan het "
        f"formaat {mask}"
    )


def test_gap_is_filled_first(twinfield):
    twinfield.process(record(code="1005"))
    codes = [twinfield.process(record(code="")).findtext("code") for _n in range(3)]
    assert codes == ["1003", "1004", "1006"]


def test_cost_centre_and_project(twinfield):
    answer = twinfield.process(record(type_="KPL", code="", name="Afdeling"))
    assert values(answer, "code", "financials/matchtype") == ["00003", "notmatchable"]
    body = (
        "<projects><invoicedescription>Website</invoicedescription>"
        "<validfrom>20260101</validfrom><customer>1000</customer>"
        "<billable>true</billable></projects>"
    )
    code = twinfield.process(record(body, type_="PRJ", code="")).findtext("code")
    found = read(twinfield, code, "PRJ")
    assert values(
        found, "code", "projects/invoicedescription", "projects/billable"
    ) == ["P0000", "Website", "true"]
    assert found.findtext("financials/level") == "3"


def test_all_records_are_read_without_a_code(twinfield):
    many = read(twinfield, "")
    assert (many.tag, many.get("result")) == ("dimensions", "1")
    assert [one.findtext("code") for one in many] == ["1000", "1001", "1002"]
    assert finder_codes(twinfield) == ["1000", "1001", "1002", "DEB"]


def test_refused_read_names_what_it_knows(twinfield):
    answer = read(twinfield, "9999")
    assert answer.find("office").get("name") == "Voorbeeld Administratie"
    assert answer.find("type").get("name") == "Debiteuren"
    assert dict(answer.attrib) == {"result": "0"}


def test_office_that_does_not_exist(twinfield):
    answer = twinfield.process(record().replace("NL001", "NO"))
    assert answer.get("msg") == "De administratie bestaat niet."
    assert (answer.findtext("office"), answer.findtext("type")) == ("", "DEB")


# Types


def test_type_has_levels_and_labels(twinfield):
    ask = "<office>NL001</office><code>DEB</code>"
    answer = twinfield.process(f"<dimensiontype>{ask}</dimensiontype>")
    assert is_in_order(
        "office code name shortname mask touched levels address".split(), tags(answer)
    )
    assert tags(answer.find("levels")) == [
        "financials",
        "time",
        "fixedassets",
        "invoices",
    ]
    assert tags(answer.find("address")) == [f"label{n}" for n in range(1, 7)]
    other = twinfield.process(f"<read><type>dimensiontype</type>{ask}</read>")
    assert tags(other) == tags(answer)


def test_type_is_changed(twinfield):
    answer = twinfield.process(
        "<dimensiontypes><dimensiontype><office>NL001</office><code>DEB</code>"
        "<name>Klanten</name><mask>7###</mask><address><label1>Afdeling</label1>"
        "</address></dimensiontype></dimensiontypes>"
    )
    assert (answer.get("result"), answer[0].findtext("mask")) == ("1", "7###")
    ask = "<office>NL001</office><code>DEB</code>"
    found = twinfield.process(f"<dimensiontype>{ask}</dimensiontype>")
    assert values(found, "name", "address/label1", "address/label2") == [
        *("Klanten", "Afdeling", "Adres")
    ]
    assert twinfield.process(record(code="")).findtext("code") == "7000"


def test_unknown_type_is_refused(twinfield):
    answer = twinfield.process(
        "<dimensiontype><office>NL001</office><code>BAT</code></dimensiontype>"
    )
    assert answer.find("code").get("msg") == "Dimensietype BAT bestaat niet."


# Groups

GROUP = (
    "<dimensiongroup><office>NL001</office><code>KLANT</code><name>Klanten</name>"
    "<dimensions><dimension><type>DEB</type><code>1000</code></dimension></dimensions>"
    "</dimensiongroup>"
)


def test_group_is_written_and_read(twinfield):
    assert twinfield.process(GROUP).get("result") == "1"
    ask = "<office>NL001</office><code>KLANT</code>"
    for xml in (
        f"<dimensiongroup>{ask}</dimensiongroup>",
        f"<read><type>dimensiongroup</type>{ask}</read>",
    ):
        found = twinfield.process(xml)
        assert (found.tag, found.findtext("name")) == ("dimensiongroup", "Klanten")
        member = found.find("dimensions/dimension")
        assert values(member, "type", "code") == ["DEB", "1000"]
    body = "<groups><group>KLANT</group></groups>"
    twinfield.process(record(body))
    assert read(twinfield).findtext("groups/group") == "KLANT"


def test_group_of_unknown_members_is_refused(twinfield):
    answer = twinfield.process(GROUP.replace("1000", "1999"))
    place = answer.find("dimensions/dimension/code")
    assert place.get("msg") == "Dimensie 1999 bestaat niet."
    ask = "<dimensiongroup><office>NL001</office><code>KLANT</code></dimensiongroup>"
    assert twinfield.process(ask).get("result") == "0"
