"""The .svc services: stock clients by the WSDL, and envelopes as others send them."""

from datetime import datetime, timedelta

import pytest
import requests
import zeep
from lxml import etree
from wcf_client import (
    ENVELOPE,
    ENVELOPE_START,
    HEADER,
    SPACE,
    TWF,
    XSI,
    detail,
    statement,
)

SERVICES = [
    "BankBookService",
    "BankStatementService",
    "CashBookService",
    "DeletedTransactionsService",
    "DocumentService",
    "PeriodService",
    "TransactionBlockedValueService",
]


@pytest.fixture
def periods(wcf):
    return wcf("PeriodService")


@pytest.fixture
def deletions(wcf):
    return wcf("DeletedTransactionsService")


class FromWeb(etree.Resolver):
    """Schemas import each other by their address."""

    def resolve(self, url, public_id, context):
        return self.resolve_string(requests.get(url, timeout=10).content, context)


def schema_of(service):
    parser = etree.XMLParser(no_network=False)
    parser.resolvers.add(FromWeb())
    address = f"{service.address}?xsd=xsd"
    imports = "".join(
        f'<xs:import namespace="{space}" schemaLocation="{address}{number}"/>'
        for number, space in enumerate(spaces_of(service))
    )
    root = etree.fromstring(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'targetNamespace="urn:all">{imports}</xs:schema>',
        parser,
    )
    return etree.XMLSchema(root)


def spaces_of(service):
    document = etree.fromstring(requests.get(f"{service.address}?wsdl").content)
    imports = document.xpath("//*[local-name()='import']")
    by_place = {one.get("schemaLocation"): one.get("namespace") for one in imports}
    return [by_place[place] for place in sorted(by_place)]


# All of them


@pytest.mark.parametrize(
    ("name", "query", "body"),
    [
        ("PeriodService", "GetYears", ""),
        ("PeriodService", "GetPeriods", "<b:Year>{year}</b:Year>"),
        ("PeriodService", "GetPeriods", "<b:Year>1999</b:Year>"),
        ("BankBookService", "GetBankBook", "<b:Code>BNK</b:Code>"),
        ("BankBookService", "GetBankBook", "<b:Code>X</b:Code>"),
        ("BankBookService", "GetBankBook", ""),
        ("CashBookService", "GetCashBook", "<b:Code>KAS</b:Code>"),
        ("BankStatementService", "GetBankStatements", ""),
        (
            "DeletedTransactionsService",
            "GetDeletedTransactions",
            "<b:CompanyCode>NL001</b:CompanyCode>",
        ),
        ("DocumentService", "Anything", ""),
    ],
)
def test_answers_keep_to_the_schemas(wcf, twinfield, box, name, query, body):
    twinfield.process(twinfield.invoice())
    box.control("delete", office="NL001", invoicenumber="F1")
    twinfield.process(statement())
    service = wcf(name)
    answer = service.post(query, body.format(year=datetime.now().year))
    root = etree.fromstring(answer.content)
    found = root.find(f".//{{{TWF}}}Result")
    found = root.find(".//detail")[0] if found is None else found
    schema_of(service).assertValid(etree.ElementTree(found))


@pytest.mark.parametrize("name", SERVICES)
def test_wsdl_leads_to_its_own_schemas_and_address(wcf, name):
    service = wcf(name)
    document = etree.fromstring(requests.get(f"{service.address}?wsdl").content)
    places = document.xpath("//*[local-name()='import']/@schemaLocation")
    assert len(places) >= 5
    spaces = set()
    for number, place in enumerate(sorted(places)):
        assert place == f"{service.address}?xsd=xsd{number}"
        schema = etree.fromstring(requests.get(place).content)
        spaces.add(schema.get("targetNamespace"))
    assert {service.space, SPACE, f"{SPACE}.Shared", TWF} <= spaces
    address = document.xpath("//*[local-name()='address']/@location")
    assert address == [service.address]


@pytest.mark.parametrize("name", SERVICES)
def test_single_wsdl_needs_nothing_else(wcf, name):
    address = wcf(name).address
    text = requests.get(f"{address}?singleWsdl", timeout=10).text
    assert "schemaLocation" not in text
    client = zeep.Client(f"{address}?singleWsdl")
    assert client.get_type(f"{{{SPACE}}}SecurityFault")


@pytest.mark.parametrize("name", SERVICES)
def test_service_has_a_page_and_no_more_schemas_than_it_has(wcf, name):
    address = wcf(name).address
    assert name in requests.get(address, timeout=10).text
    assert requests.get(f"{address}?xsd=xsd9", timeout=10).status_code == 404
    assert requests.put(address, timeout=10).status_code == 405


def test_services_are_not_on_the_log_in_host(periods, box):
    periods.address = f"{box.base_url}/webservices/periodservice.svc"
    assert detail(periods.post("GetYears")).findtext(f"{{{SPACE}}}Code") == (
        "InvalidCluster"
    )


@pytest.mark.parametrize(
    ("token", "company", "code", "status"),
    [
        ("dead", "NL001", "LogonInvalid", 401),
        ("", "NL001", "HeaderIsMissing", 500),
        (None, "", "HeaderIsMissing", 500),
        (None, "XX", "SelectCompanyFailed", 500),
    ],
)
def test_security_faults(periods, token, company, code, status):
    token = periods.twinfield.token if token is None else token
    answer = periods.post(
        "GetYears", header=HEADER.format(token=token, company=company)
    )
    assert answer.status_code == status
    assert detail(answer).tag == f"{{{SPACE}}}SecurityFault"
    assert detail(answer).findtext(f"{{{SPACE}}}Code") == code


def test_token_outside_its_namespace_is_no_token(periods):
    header = periods.header.replace(f' xmlns="{SPACE}.Shared"', "")
    assert periods.post("GetYears", header=header).status_code == 500


def test_session_of_old_opens_the_services_too(periods, box):
    client = zeep.Client(f"{box.base_url}/webservices/session.asmx?wsdl")
    info = box.info
    answer = client.service.Logon(info["user"], info["password"], info["organisation"])
    session = answer.header.Header.SessionID
    header = f'<SessionId xmlns="{TWF}">{session}</SessionId>'
    assert periods.post("GetYears", header=header).status_code == 200


def test_unknown_type_is_not_deserialized(periods):
    answer = periods.post("GetMonths")
    assert answer.status_code == 500
    fault = etree.fromstring(answer.content)
    assert fault.findtext(".//faultcode") == "a:DeserializationFailed"


def test_request_without_a_type_is_not_valid(periods):
    answer = periods.send(
        ENVELOPE_START.format(header=periods.header).replace(
            "<s:Body/>", f'<s:Body><Query xmlns="{TWF}"/></s:Body>'
        ),
        f"{TWF}PeriodService/Query",
    )
    assert detail(answer).tag == f"{{{SPACE}}}ValidationFault"


def test_value_of_another_kind_is_not_deserialized(periods):
    answer = periods.post("GetPeriods", "<b:Year>MMXXVI</b:Year>")
    assert b"DeserializationFailed" in answer.content


def test_other_action_or_version_is_refused(periods):
    answer = periods.post("GetYears", action=f"{TWF}PeriodService/Process")
    assert answer.status_code == 500 and b"ActionNotSupported" in answer.content
    soap12 = ENVELOPE.replace(
        "http://schemas.xmlsoap.org/soap/envelope/",
        "http://www.w3.org/2003/05/soap-envelope",
    ).format(
        header=periods.header,
        element="Query",
        type="GetYears",
        twf=TWF,
        xsi=XSI,
        space=periods.space,
        body="",
    )
    answer = requests.post(periods.address, data=soap12, timeout=10)
    assert answer.status_code == 415


def test_injected_fault_is_a_security_fault(periods, box):
    box.control("fault", kind="duplicate_session", service="periodservice")
    answer = periods.post("GetYears")
    code = detail(answer).findtext(f"{{{SPACE}}}Code")
    assert code == "SameUserIsAlreadyLoggedIn"
    assert periods.post("GetYears").status_code == 200


# Periods


def test_years_and_periods(periods):
    year = datetime.now().year
    years = periods.query("GetYears").Years["int"]
    assert years == list(range(year - 2, year + 2))
    rows = periods.query("GetPeriods", Year=year).Periods.Period
    assert [row.Number for row in rows] == [*range(14), 55]
    assert all(row.Open for row in rows)
    assert (rows[1].EndDate.month, rows[1].EndDate.day) == (1, 31)
    assert rows[0].EndDate is None and rows[-1].EndDate is None
    assert rows[1].Name == "Januari"


def test_years_in_the_namespace_of_arrays(periods):
    answer = etree.fromstring(periods.post("GetYears").content)
    result = answer.find(f".//{{{TWF}}}Result")
    assert result.get(f"{{{XSI}}}type").endswith(":GetYearsResult")
    arrays = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
    assert len(result.findall(f"{{{periods.space}}}Years/{{{arrays}}}int")) == 4


def test_year_that_is_not_there(periods):
    assert periods.refusal(periods.query, "GetPeriods", Year=1999) == "YearNotFound"


def test_closed_period_refuses_a_booking_until_it_is_opened(periods, twinfield):
    year = datetime.now().year
    invoice = twinfield.invoice(date=f"{year}0315")
    periods.process("ClosePeriod", Year=year, PeriodNumber=3)
    rows = periods.query("GetPeriods", Year=year).Periods.Period
    assert [row.Number for row in rows if not row.Open] == [3]
    assert twinfield.process(invoice).get("result") == "0"
    periods.process("OpenPeriod", Year=year, PeriodNumber=3)
    assert twinfield.process(invoice).get("result") == "1"


def test_year_is_added_and_taken_away(periods):
    last = periods.query("GetYears").Years["int"][-1]
    periods.process("CreateYear", NumberOfPeriods=12)
    assert periods.query("GetYears").Years["int"][-1] == last + 1
    rows = periods.query("GetPeriods", Year=last + 1).Periods.Period
    assert [row.Number for row in rows] == [*range(13), 55]
    periods.process("DeleteYear", Year=last + 1)
    assert periods.query("GetYears").Years["int"][-1] == last
    refused = periods.refusal(periods.process, "CreateYear", NumberOfPeriods=99)
    assert refused == "InvalidNumberOfPeriods"


def test_year_with_bookings_stays(periods, twinfield):
    first = periods.query("GetYears").Years["int"][0]
    twinfield.process(twinfield.invoice(date=f"{first}0315"))
    assert periods.refusal(periods.process, "DeleteYear", Year=first) == "YearInUse"
    values = {"NewYear": 2030, "NewNumberOfPeriods": 12}
    assert periods.refusal(periods.process, "ResetYears", **values) == "YearInUse"


def test_years_start_anew(periods):
    periods.process("ResetYears", NewYear=2030, NewNumberOfPeriods=4)
    assert periods.query("GetYears").Years["int"] == [2030]


def test_period_gets_a_name_and_an_end(periods):
    year = datetime.now().year
    end = datetime(year, 1, 28)
    periods.process("ChangeName", Year=year, PeriodNumber=1, Name="Eerste")
    periods.process("ChangeEndDate", Year=year, PeriodNumber=1, EndDate=end)
    row = periods.query("GetPeriods", Year=year).Periods.Period[1]
    assert (row.Name, row.EndDate) == ("Eerste", end)
    refused = periods.refusal(
        periods.process, "ChangeName", Year=year, PeriodNumber=44, Name="x"
    )
    assert refused == "PeriodNotFound"


# Deleted transactions


def test_deletions_of_both_ways_are_told(deletions, twinfield, box):
    for number, destiny in (("F1", "temporary"), ("F2", "final")):
        invoice = twinfield.invoice(number, destiny=destiny)
        assert twinfield.process(invoice).get("result") == "1"
    number = twinfield.process(twinfield.invoice("F3", destiny="temporary"))
    number = int(number.findtext("header/number"))
    answer = twinfield.process(
        '<transaction action="delete" reason="Dubbel geboekt"><office>NL001</office>'
        f"<code>VRK</code><number>{number}</number></transaction>"
    )
    assert answer.get("result") == "1"
    box.control("delete", office="NL001", invoicenumber="F2", reason="Weg")
    answer = deletions.query("GetDeletedTransactions", CompanyCode="NL001")
    first, second = answer.DeletedTransactions.DeletedTransaction
    assert (first.Daybook, first.TransactionNumber) == ("VRK", number)
    assert (first.User, first.ReasonForDeletion) == ("ODOO", "Dubbel geboekt")
    assert first.TransactionDate == datetime(2026, 3, 15)
    assert (second.User, second.ReasonForDeletion) == ("ACCOUNTANT", "Weg")
    now = datetime.fromisoformat(box.control("clock")["now"])
    assert timedelta(0) <= now - second.DeletionDate < timedelta(seconds=20)


def test_deletions_are_filtered(deletions, twinfield, box):
    now = datetime.fromisoformat(box.control("clock")["now"])
    first, second = now - timedelta(days=5), now - timedelta(days=3)
    for number, moment in (("F1", first), ("F2", second)):
        twinfield.process(twinfield.invoice(number))
        box.control("clock", set=moment.isoformat())
        box.control("delete", office="NL001", invoicenumber=number)
    box.control("clock", set=now.isoformat())

    def count(**filters):
        answer = deletions.query(
            "GetDeletedTransactions", CompanyCode="NL001", **filters
        )
        found = answer.DeletedTransactions
        return len(found.DeletedTransaction) if found else 0

    between = now - timedelta(days=4)
    assert count() == count(Daybook="VRK") == 2
    assert count(Daybook="INK") == 0
    assert count(DateFrom=between) == count(DateTo=between) == 1
    assert count(DateFrom=between, DateTo=now - timedelta(days=3, hours=1)) == 0


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "InvalidCompanyCode"),
        ({"CompanyCode": "XX"}, "InvalidCompanyCode"),
        ({"CompanyCode": "NL001", "Daybook": "XX"}, "InvalidDaybook"),
        (
            {
                "CompanyCode": "NL001",
                "DateFrom": datetime(2026, 3, 2),
                "DateTo": datetime(2026, 3, 1),
            },
            "InvalidDates",
        ),
    ],
)
def test_deletions_refuse(deletions, values, code):
    refused = deletions.refusal(deletions.query, "GetDeletedTransactions", **values)
    assert refused == code


# Blocked values, documents


def test_amount_is_blocked_for_payment(wcf, twinfield, box):
    service = wcf("TransactionBlockedValueService")
    made = twinfield.process(
        twinfield.invoice(
            "I1",
            code="INK",
            relation="2000",
            dim1="4000",
            vat="IH",
            sides=("credit", "debit"),
        )
    )
    line = {
        "CompanyCode": "NL001",
        "TransactionCode": "INK",
        "TransactionNumber": int(made.findtext("header/number")),
        "TransactionLineId": 1,
    }
    register, back = (
        f"{word}BlockedAmountForTransaction" for word in ("Register", "Unregister")
    )
    service.process(register, BlockedValue="21.00", **line)
    assert list(box.control("blocked_values").values()) == ["21.00"]
    wrong = {**line, "BlockedValue": "121.01"}
    assert service.refusal(service.process, register, **wrong) == "InvalidBlockedValue"
    service.process(back, **line)
    assert not box.control("blocked_values")
    assert service.refusal(service.process, back, **line) == "BlockedValueNotFound"
    other = {**line, "TransactionNumber": 1}
    assert service.refusal(service.process, back, **other) == "TransactionNotFound"
    other = {**line, "TransactionLineId": 2}
    assert service.refusal(service.process, back, **other) == "TransactionLineNotFound"


@pytest.mark.parametrize("element", ["Query", "Command"])
def test_documents_are_not_supported(wcf, element):
    answer = wcf("DocumentService").post("Anything", element=element)
    assert answer.status_code == 500
    assert detail(answer).tag == f"{{{SPACE}.DocumentService}}DocumentServiceFault"
