"""Bank books, cash books and bank statements, by their .svc services."""

from datetime import datetime, timedelta

import pytest
from wcf_client import SPACE, statement
from zeep.exceptions import Fault

# Bank books and cash books


@pytest.fixture
def banks(wcf):
    return wcf("BankBookService")


@pytest.fixture
def cash(wcf):
    return wcf("CashBookService")


ACCOUNT = {
    "Bic": "TESTNL2A",
    "Country": "NL",
    "Iban": "NL99TEST0000000001",
    "Name": "Zaak",
    "Nbic": None,
    "Number": "0000000001",
    "ReferenceNumber": None,
}


def new_bank(banks, **changes):
    values = {
        "Code": "BNK2",
        "Name": "Tweede bank",
        "GeneralLedgerAccount": "1100",
        "BankAccount": ACCOUNT,
        **changes,
    }
    return {k: v for k, v in values.items() if v is not None}


def test_bank_book_as_it_stands(banks):
    book = banks.query("GetBankBook", Code="BNK")
    assert (book.GeneralLedgerAccount, book.Name, book.ShortName) == (
        "1100",
        "Bankboek",
        "Bank",
    )
    assert book.BankAccount.Iban == "NL13TEST0123456789"
    assert book.AutomaticBankProcessing.SignUpState == "Inactive"
    assert banks.refusal(banks.query, "GetBankBook", Code="VRK") == "BankBookNotFound"


def test_bank_book_is_made_and_changed(banks, twinfield):
    banks.process("CreateBankBook", **new_bank(banks))
    banks.process("ChangeBankBookName", Code="BNK2", Name="Spaarbank")
    banks.process("ChangeBankBookShortName", Code="BNK2", ShortName="Spaar")
    banks.process(
        "ChangeBankBookGeneralLedgerAccount", Code="BNK2", GeneralLedgerAccount="1200"
    )
    account = {**ACCOUNT, "Iban": "NL99TEST0000000002"}
    banks.process("ChangeBankBookBankAccount", Code="BNK2", BankAccount=account)
    book = banks.query("GetBankBook", Code="BNK2")
    assert (book.Name, book.ShortName) == ("Spaarbank", "Spaar")
    assert book.GeneralLedgerAccount == "1200"
    assert book.BankAccount.Iban == "NL99TEST0000000002"
    books = twinfield.process(
        "<list><type>transactiontypes</type><office>NL001</office></list>"
    )
    assert "BNK2" in [one.text for one in books]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Code": "BNK"}, "BankBookAlreadyExists"),
        ({"BankAccount": None}, "BankBookInvalidAccountSettings"),
        ({"GeneralLedgerAccount": "8000"}, "BankBookInvalidGeneralLedgerAccount"),
    ],
)
def test_bank_book_is_not_made(banks, changes, code):
    values = new_bank(banks, **changes)
    assert banks.refusal(banks.process, "CreateBankBook", **values) == code


def test_bank_book_needs_a_name(banks):
    with pytest.raises(Fault) as caught:
        banks.process("CreateBankBook", **new_bank(banks, Name=""))
    assert caught.value.detail[0].tag == f"{{{SPACE}}}ValidationFault"


def test_bank_book_in_use_keeps_its_accounts(banks, twinfield, box):
    twinfield.process(twinfield.invoice())
    box.control("receipt", office="NL001", invoices=[{"invoicenumber": "F1"}])
    ledger = banks.refusal(
        banks.process,
        "ChangeBankBookGeneralLedgerAccount",
        Code="BNK",
        GeneralLedgerAccount="1200",
    )
    assert ledger == "BankBookGeneralLedgerAccountMayNotBeChanged"
    account = banks.refusal(
        banks.process, "ChangeBankBookBankAccount", Code="BNK", BankAccount=ACCOUNT
    )
    assert account == "BankBookAccountNumberMayNotBeChanged"


def test_signed_up_bank_book_keeps_its_number(banks, box):
    box.control("sign_up", office="NL001", code="BNK", state="Active")
    book = banks.query("GetBankBook", Code="BNK")
    assert book.AutomaticBankProcessing.ProcessStatements
    refused = banks.refusal(
        banks.process, "ChangeBankBookBankAccount", Code="BNK", BankAccount=ACCOUNT
    )
    assert refused == "BankBookAccountNumberMayNotBeChanged"


def test_cash_book(cash):
    assert cash.query("GetCashBook", Code="KAS").GeneralLedgerAccount == "1000"
    assert cash.refusal(cash.query, "GetCashBook", Code="BNK") == "CashBookNotFound"
    cash.process("CreateCashBook", Code="K2", Name="Kas 2", GeneralLedgerAccount="1000")
    cash.process("ChangeCashBookShortName", Code="K2", ShortName="K")
    book = cash.query("GetCashBook", Code="K2")
    assert (book.Name, book.ShortName) == ("Kas 2", "K")


# Bank statements


@pytest.fixture
def statements(wcf):
    return wcf("BankStatementService")


def told(statements, name="GetBankStatements", **values):
    found = statements.query(name, **values).BankStatements
    return found.BankStatement if found else []


def test_statements_are_imported_and_read(statements, twinfield):
    first = twinfield.process(statement())
    assert (first.get("result"), first.get("importduplicate")) == ("1", "0")
    assert first.find("code").get("name") == "Bankboek"
    assert first.find("transactions").get("count") == "1"
    assert first.findtext("currency") == "EUR"
    assert first.findtext("closevalue") == "100.0000"
    second = twinfield.process(statement("20260302", "2", "debit", "10.25"))
    assert second.findtext("startvalue") == "100.0000"
    assert second.findtext("closevalue") == "89.7500"
    one, two = told(statements)
    assert (one.Code, one.Number, one.SubId) == ("BNK", 1, 1)
    assert one.Iban == "NL13TEST0123456789" and one.TransactionNumber is None
    line = two.Lines.BankStatementLine[0]
    assert (line.LineId, str(line.Amount)) == (1, "-10.25")
    assert (line.ContraIban, line.TransactionTypeId) == ("NL13TEST0123456780", "NMSC")


def test_second_statement_of_a_day_is_a_duplicate_unless_it_is_wanted(
    statements, twinfield
):
    twinfield.process(statement())
    refused = twinfield.process(statement(number="7"))
    assert (refused.get("result"), refused.get("status")) == ("0", "fail")
    assert refused.get("msg") == (
        "Duplicate found: The statement conflicts with statement BNK 20260301 (1) in "
        "company NL001."
    )
    assert refused.findtext("startvalue") == ""
    wrapped = f'<statements importduplicate="1">{statement(number="7")}</statements>'
    assert twinfield.process(wrapped).get("result") == "1"
    assert [one.SubId for one in told(statements)] == [1, 2]


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        (statement().replace("<code>BNK", "<code>XX"), "code"),
        (statement(date="2026"), "date"),
        (statement(side="links"), "transactions/transaction"),
        (statement(more="<closevalue>7.00</closevalue>"), "closevalue"),
    ],
)
def test_statement_is_refused_where_it_is_wrong(twinfield, statements, changed, where):
    answer = twinfield.process(changed)
    assert (answer.get("result"), answer.get("status")) == ("0", "fail")
    assert answer.find(where).get("msg")
    assert not told(statements)


def test_bank_book_is_found_by_its_iban(twinfield):
    by_iban = statement().replace(
        "<code>BNK</code>", "<iban>NL13 TEST 0123 4567 89</iban>"
    )
    assert twinfield.process(by_iban).findtext("code") == "BNK"


def test_posted_statements_are_told_on_request(statements, twinfield, box):
    twinfield.process(statement())
    made = box.control("post_statement", office="NL001", code="BNK", number=1)
    assert not told(statements)
    (one,) = told(statements, IncludePostedStatements=True)
    assert one.TransactionNumber == str(made["number"])
    day = datetime(2026, 3, 2)
    values = {"IncludePostedStatements": True}
    assert not told(statements, StatementDateFrom=day, **values)
    assert told(statements, StatementDateTo=day, **values)
    name = "GetBankStatementsByCreationDate"
    now = datetime.fromisoformat(box.control("clock")["now"])
    before = now - timedelta(hours=1)
    assert told(statements, name, CreationDateFrom=before, **values)
    assert not told(statements, name, CreationDateTo=before, **values)
