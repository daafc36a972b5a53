"""What is never null in an answer (reference 3.1, recorded answers)."""

import pytest
from exact_client import BANK, ENTRIES, LEDGER

NEVER = {
    "crm/Accounts": "ID Code Name Status Country Language Blocked IsSales IsSupplier "
    "IsPurchase IsReseller IsAccountant IsAgency IsMailing Type Created Creator "
    "CreatorFullName Modified Division SecurityLevel StartDate SalesCurrency "
    "PurchaseCurrency CountryName LanguageDescription DiscountSales CreditLineSales",
    "financial/GLAccounts": "ID Code Description Type TypeDescription BalanceSide "
    "BalanceType Compress Matching IsBlocked RevalueCurrency UseCostcenter "
    "UseCostunit SearchCode ExcludeVATListing Created Creator Modified Division",
    "financial/Journals": "ID Code Description Type Currency CurrencyDescription "
    "AllowVariableCurrency AllowVariableExchangeRate AllowVAT AutoSave IsBlocked "
    "Created Creator Modified Division",
    "vat/VATCodes": "ID Code Description Percentage Type VATTransactionType Charged "
    "IsBlocked EUSalesListing IntraStat CalculationBasis VatMargin VatDocType "
    "ExcludeVATListing Country Created Creator Modified Division",
    "cashflow/PaymentConditions": "ID Code Description PaymentDays PaymentEndOfMonths "
    "PaymentMethod Percentage DiscountPercentage DiscountPaymentDays "
    "DiscountCalculation VATCalculation Created Modified Division",
    "hrm/Divisions": "Code Description Country CountryDescription Currency "
    "CurrencyDescription Customer CustomerCode CustomerName HID Main Status "
    "BlockingStatus Created Creator Modified",
    "system/Divisions": "Code Description Country Currency Customer CustomerCode "
    "CustomerName Hid IsMainDivision IsDossierDivision IsPracticeDivision Current "
    "Status BlockingStatus Legislation City Postcode AddressLine1 VATNumber",
    "logistics/Items": "ID Code Description Unit UnitDescription UnitType IsSalesItem "
    "IsStockItem IsBatchItem IsFractionAllowedItem ItemGroup ItemGroupCode "
    "ItemGroupDescription CostPriceCurrency CostPriceStandard SecurityLevel StartDate "
    "Stock FreeBoolField_01",
    "hrm/Costcenters": "ID Code Description Active Division",
    "financial/FinancialPeriods": "ID FinYear FinPeriod StartDate EndDate Division",
    "general/Currencies": "Code Description AmountPrecision PricePrecision Created",
    "read/financial/JournalStatusList": "Journal JournalDescription JournalType "
    "JournalTypeDescription Year Period Status StatusDescription",
}
OF_ENTRIES = {
    ENTRIES: "EntryID AmountDC AmountFC VATAmountDC VATAmountFC Created Creator "
    "CreatorFullName Currency Customer CustomerName Division Document DocumentNumber "
    "DocumentSubject DueDate EntryDate EntryNumber InvoiceNumber IsExtraDuty Journal "
    "JournalDescription Modified Modifier ModifierFullName ProcessNumber Rate "
    "ReportingPeriod ReportingYear Reversal Status StatusDescription Type "
    "TypeDescription SalesEntryLines",
    "salesentry/SalesEntryLines": "ID EntryID AmountDC AmountFC GLAccount "
    "GLAccountCode GLAccountDescription LineNumber Type VATAmountDC VATAmountFC "
    "VATBaseAmountDC VATBaseAmountFC VATCode VATCodeDescription VATPercentage "
    "Division",
    LEDGER: "ID EntryID EntryNumber Account AccountCode AccountName AmountDC AmountFC "
    "AmountVATBaseFC AmountVATFC Currency Date ExchangeRate FinancialPeriod "
    "FinancialYear GLAccount GLAccountCode GLAccountDescription InvoiceNumber "
    "JournalCode JournalDescription LineNumber LineType PaymentDiscountAmount Status "
    "Type YourRef Document DocumentNumber DocumentSubject Created Modified Division",
    "financialtransaction/Transactions": "EntryID EntryNumber Date JournalCode "
    "JournalDescription FinancialPeriod FinancialYear Status StatusDescription Type "
    "TypeDescription Created Modified Division",
    "sync/Cashflow/PaymentTerms": "Timestamp ID EntryID LineType Status Source Account "
    "AccountCode AccountName AccountCountry AmountDC AmountFC AmountDiscountDC "
    "Currency RateFC GLAccount GLAccountCode EntryNumber InvoiceNumber InvoiceDate "
    "DueDate EntryDate Journal JournalDescription PaymentMethod PaymentDays YourRef "
    "IsBatchBooking IsFullyPaid TransactionAmountDC TransactionAmountFC "
    "TransactionDueDate TransactionEntryID TransactionID TransactionIsReversal "
    "TransactionReportingPeriod TransactionReportingYear TransactionStatus "
    "TransactionType Modified Division",
    "documents/Documents": "ID HID Subject Type TypeDescription Account AccountCode "
    "AccountName DocumentDate DocumentViewUrl FinancialTransactionEntryID Created",
}


@pytest.mark.parametrize("path", NEVER)
def test_never_null(exact, path):
    for row in exact.rows(path):
        empty = [name for name in NEVER[path].split() if row[name] is None]
        assert not empty, row


@pytest.mark.parametrize("path", OF_ENTRIES)
def test_never_null_in_entries(exact, path):
    exact.sell(Document=exact.document()["ID"])
    query = {"filter": "Timestamp gt 0"} if path.startswith("sync") else {}
    for row in exact.rows(path, **query):
        empty = [name for name in OF_ENTRIES[path].split() if row[name] is None]
        assert not empty, row


def test_never_null_about_me(exact):
    names = "UserID CurrentDivision AccountingDivision CustomerCode DivisionCustomer "
    names += "DivisionCustomerCode DivisionCustomerName Email FirstName LastName "
    names += "FullName Gender UserName Language LanguageCode Legislation ServerTime "
    names += "ServerUtcOffset IsClientUser IsMyFirmPortalUser IsStarterUser"
    (row,) = exact.rows("current/Me", None)
    assert not [name for name in names.split() if row[name] is None]


def test_never_null_in_a_bank_entry(exact):
    header = exact.receipt()
    names = "EntryID EntryNumber JournalCode JournalDescription Currency Status "
    names += "StatusDescription OpeningBalanceFC ClosingBalanceFC FinancialYear "
    names += "FinancialPeriod Created Modified Division BankEntryLines"
    assert not [name for name in names.split() if header[name] is None]
    path = f"{BANK}(guid'{header['EntryID']}')/BankEntryLines"
    (line,) = exact.rows(path)
    names = (
        "ID EntryID EntryNumber LineNumber Account AccountCode AccountName AmountDC "
    )
    names += "AmountFC Date ExchangeRate GLAccount GLAccountCode OffsetID Created"
    assert not [name for name in names.split() if line[name] is None]
