"""The REST interface: the feed of matches, accounts, VAT codes."""

import uuid

import pytest
import requests
import zeep
from sandbox.twinfield.ids import company_id

ALL = "openid twf.user twf.organisation twf.organisationUser offline_access "


class Rest:
    def __init__(self, twinfield, box, scope):
        self.box = box
        token = box.control("tokens/restore", scope=scope)["refresh_token"]
        answer = twinfield.ask_token(grant_type="refresh_token", refresh_token=token)
        self.token = twinfield.token = answer.json()["access_token"]
        self.organisation = twinfield.claims()["twf.organisationId"]
        self.base = f"{twinfield.cluster}/Api"
        self.company = company_id("NL001")

    def address(self, path, organisation=None, company=None):
        return (
            f"{self.base}/organisations/{organisation or self.organisation}"
            f"/companies/{company or self.company}/{path}"
        )

    def ask(self, path, token=None, method="GET", company=None, **parameters):
        return requests.request(
            method,
            self.address(path, company=company),
            params=parameters,
            headers={"Authorization": f"Bearer {token or self.token}"},
            timeout=10,
        )

    def get(self, path, **parameters):
        answer = self.ask(path, **parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()


MATCHING = "bookkeeping/audittrails/matching"
ACCOUNTS = "bookkeeping/accounts"
VAT = "vat/vatcodes"


@pytest.fixture
def rest(twinfield, box):
    return Rest(twinfield, box, f"{ALL} readBookkeeping readBookkeepingMatches readVat")


@pytest.fixture
def paid(twinfield, box):
    """Two invoices, of which one is paid."""
    for number in ("F1", "F2"):
        twinfield.process(twinfield.invoice(number))
    box.control("receipt", office="NL001", invoices=[{"invoicenumber": "F1"}])


# Who may


@pytest.mark.parametrize("path", [MATCHING, ACCOUNTS, VAT])
def test_token_and_scope_are_demanded(twinfield, box, path):
    rest = Rest(twinfield, box, ALL)
    answer = requests.get(rest.address(path), timeout=10)
    assert (answer.status_code, answer.json()) == (401, {"message": "Unauthorized"})
    assert rest.ask(path, token="dead").status_code == 401
    answer = rest.ask(path)
    assert answer.status_code == 403 and answer.json()["message"]


def test_scope_of_one_resource_does_not_open_another(twinfield, box):
    rest = Rest(twinfield, box, f"{ALL} readVat")
    assert rest.ask(VAT).status_code == rest.ask(ACCOUNTS).status_code == 200
    assert rest.ask(MATCHING).status_code == 403


def test_only_own_companies(rest, box):
    assert rest.ask(ACCOUNTS, company=str(uuid.uuid4())).status_code == 403
    assert rest.ask(ACCOUNTS, company="NL001").status_code == 400
    box.control("right", office="NL001", granted=False)
    assert rest.ask(ACCOUNTS).status_code == 403


def test_other_paths_and_methods(rest):
    assert rest.ask("bookkeeping/nothing").status_code == 404
    assert rest.ask(ACCOUNTS, method="POST").status_code == 405
    answer = rest.ask(ACCOUNTS, method="OPTIONS")
    assert "GET" in answer.headers["Allow"]


def test_ids_are_those_that_the_soap_services_tell(rest, twinfield):
    client = zeep.Client(f"{twinfield.cluster}/webservices/finder.asmx?wsdl")
    header = client.get_element("{http://www.twinfield.com/}Header")(
        AccessToken=rest.token, CompanyCode="NL001"
    )
    options = {"ArrayOfString": [{"string": ["includeid", "1"]}]}
    answer = client.service.Search("OFF", "*", 0, 1, 9, options, _soapheaders=[header])
    found = {row.string[0]: row.string[3] for row in answer.data.Items.ArrayOfString}
    assert found["NL001"] == rest.company != found["NL002"]
    read = "<read><type>vat</type><office>NL001</office><code>VH</code></read>"
    code = twinfield.process(read)
    (row,) = rest.get(VAT, searchPattern="VH")
    assert row["id"] == code.findtext("uid")


# Matches


def test_feed_tells_matches_and_their_end_in_order(rest, paid, box):
    box.control("unmatch", office="NL001", invoicenumber="F1")
    answer = rest.get(MATCHING)
    first, second = answer["events"]
    assert [first["sequence"], second["sequence"]] == [1, 2]
    assert answer["nextSequenceNumber"] == 3
    assert (first["eventType"], second["eventType"]) == ("Matched", "Unmatched")
    assert first["matchId"] == second["matchId"]
    assert first["eventId"] != second["eventId"]
    assert first["companyId"] == rest.company
    assert first["dimensionCode"] == "1000"
    assert set(first["matchDate"]) == {"year", "month", "day"}
    lines = {line["transactionTypeCode"]: line for line in first["transactionLines"]}
    assert lines["VRK"]["matchedAmount"] == 121.0
    assert lines["BNK"]["matchedAmount"] == -121.0
    assert lines["VRK"]["transactionLineId"] == 1


def test_feed_tells_who(rest, twinfield, paid, box):
    number = box.control("transactions", office="NL001")["transactions"][0]["number"]
    assert rest.get(MATCHING)["events"][0]["userCode"] == "ACCOUNTANT"
    credit = twinfield.process(
        twinfield.invoice("C1", value="121.00", sides=("credit", "debit"))
    )
    second = number + 1
    lines = "".join(
        f"<line><transcode>VRK</transcode><transnumber>{one}</transnumber>"
        "<transline>1</transline></line>"
        for one in (second, credit.findtext("header/number"))
    )
    answer = twinfield.process(
        "<match><set><office>NL001</office><matchcode>170</matchcode>"
        f"<matchdate>20260320</matchdate><lines>{lines}</lines></set></match>"
    )
    assert answer.get("result") == "1"
    assert rest.get(MATCHING)["events"][1]["userCode"] == "ODOO"


def test_feed_tells_what_undo_match_undoes(rest, twinfield, paid):
    client = zeep.Client(f"{twinfield.cluster}/webservices/matching.asmx?wsdl")
    header = client.get_element("{http://www.twinfield.com/}Header")(
        AccessToken=rest.token, CompanyCode="NL001"
    )
    number = rest.get(MATCHING)["events"][0]["matchNumber"]
    client.service.UndoMatch("NL001", "DEB", "1000", number, _soapheaders=[header])
    last = rest.get(MATCHING, fromSequence=2)["events"]
    assert [(e["eventType"], e["userCode"]) for e in last] == [("Unmatched", "ODOO")]


def test_feed_goes_on_where_one_was(rest, paid, box):
    box.control("receipt", office="NL001", invoices=[{"invoicenumber": "F2"}])
    first = rest.get(MATCHING, limit=1)
    assert [e["sequence"] for e in first["events"]] == [1]
    rest_of_it = rest.get(MATCHING, fromSequence=first["nextSequenceNumber"])
    assert [e["sequence"] for e in rest_of_it["events"]] == [2]
    last = rest.get(MATCHING, fromSequence=rest_of_it["nextSequenceNumber"])
    assert last == {"events": [], "nextSequenceNumber": 3}


@pytest.mark.parametrize(
    "parameters", [{"limit": 0}, {"limit": 201}, {"limit": "x"}, {"fromSequence": -1}]
)
def test_feed_refuses(rest, parameters):
    answer = rest.ask(MATCHING, **parameters)
    assert answer.status_code == 400 and "message" in answer.json()


# Accounts


def test_accounts_page_by_page(rest):
    whole = rest.get(ACCOUNTS, limit=500)
    assert {row["type"] for row in whole["page"]} == {"balance", "profitAndLoss"}
    codes = [row["code"] for row in whole["page"]]
    assert codes == sorted(codes) and "1300" in codes and "8000" in codes
    page = rest.get(ACCOUNTS, offset=5, limit=5)
    assert [row["code"] for row in page["page"]] == codes[5:10]
    assert (page["pageIndex"], page["pageSize"]) == (1, 5)
    assert page["total"] == page["filteredTotal"] == len(codes)
    assert page["remaining"] == len(codes) - 10


def test_accounts_are_filtered_and_ordered(rest, box):
    found = rest.get(ACCOUNTS, types="Debtor,CostCenter", searchPattern="winkel")
    assert [(row["code"], row["type"]) for row in found["page"]] == [("1001", "debtor")]
    assert found["total"] > found["filteredTotal"] == 1
    down = rest.get(ACCOUNTS, types="Debtor", orderBy="code", asc="false")
    assert [row["code"] for row in down["page"]] == ["1002", "1001", "1000"]
    box.control("clock", advance=600)
    now = box.control("clock")["now"]
    box.control("rename", office="NL001", type="DEB", code="1002", name="Nieuw")
    since = rest.get(ACCOUNTS, types="Debtor", modifiedSince=now)
    assert [row["name"] for row in since["page"]] == ["Nieuw"]


def test_account_says_whether_it_needs_a_cost_centre(rest, box):
    box.control("require_cost_centre", office="NL001", code="8000")
    (row,) = rest.get(ACCOUNTS, searchPattern="8000")["page"]
    assert row["subanalysis"] == "mandatory"
    assert uuid.UUID(row["id"])


@pytest.mark.parametrize(
    "parameters",
    [
        {"types": "Nonsense"},
        {"limit": 0},
        {"offset": -1},
        {"orderBy": "id"},
        {"modifiedSince": "yesterday"},
    ],
)
def test_accounts_refuse(rest, parameters):
    assert rest.ask(ACCOUNTS, **parameters).status_code == 400


# VAT


def test_vat_codes(rest):
    rows = rest.get(VAT, type="sales", fields="*")
    assert {row["type"] for row in rows} == {"sales"}
    high = next(row for row in rows if row["code"] == "VH")
    assert high["rates"][0]["percent"] == 21.0
    assert high["rates"][0]["allocationRules"][0]["percent"] == 100.0
    assert rest.get(f"{VAT}/{high['id']}", fields="*") == high
    plain = rest.get(VAT, searchPattern="VH")
    assert [set(row) for row in plain] == [{"id", "code", "type", "name", "shortName"}]
    assert rest.get(VAT, fields="code", limit=1, orderBy="code") == [{"code": "ICPD"}]


def test_vat_codes_refuse(rest):
    assert rest.ask(VAT, type="other").status_code == 400
    assert rest.ask(VAT, limit=251).status_code == 400
    assert rest.ask(f"{VAT}/{uuid.uuid4()}").status_code == 404
