"""Electronic bank statements: imported by ProcessXml, read by a .svc service."""

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal, InvalidOperation

from . import bankbooks
from .annotate import Report, add, put, text
from .records import ZERO, Entry, Line, money
from .svc import Contract

SUSPENSE = "1200"


@dataclass
class Row:
    """One transaction of a statement; money in is positive."""

    id: int
    amount: Decimal
    values: dict
    dim1: str = ""
    dim2: str = ""


@dataclass
class Statement:
    book: str
    number: int
    sub_id: int
    date: datetime
    currency: str
    opening: Decimal
    closing: Decimal
    rows: list
    created: datetime
    transaction: str = None


def of(service, office):
    return service.statements.setdefault(office.code, [])


# Import [B: recorded requests and answers]


def save(root, session):
    """``statement`` or ``statements``."""
    if root.tag == "statement":
        _Import(root, root, session).run()
        return root
    fine = [_Import(one, root, session).run() for one in root.findall("statement")]
    root.set("result", "1" if all(fine) else "0")
    return root


class _Import:
    def __init__(self, element, root, session):
        self.element, self.session = element, session
        self.report = Report(session.language)
        forced = element.get("importduplicate") or root.get("importduplicate") or "0"
        self.forced = forced
        element.set("importduplicate", forced)

    def run(self):
        element = self.element
        self.office = self.session.office_of(element, self.report)
        if element.get("target") != "electronicstatements":
            self.report.error(element, "destiny")
        if not self.report.failed:
            self._read()
        if self.report.failed:
            element.set("status", "fail")
            return self.report.write(element)
        clash = self._clash()
        if clash and self.forced != "1":
            self._refuse(clash)
            return False
        self._store()
        return self.report.write(element)

    def _read(self):
        self.book = self._find_book()
        if self.book is None:
            code = self.element.find("code")
            where = self.element if code is None else code
            given = text(self.element, "code")
            self.report.error(where, "daybook_unknown", code=given)
        try:
            day = datetime.strptime(text(self.element, "date"), "%Y%m%d").date()
            self.date = datetime.combine(day, time())
        except ValueError:
            self._bad("date", "date_invalid")
        self.currency = text(self.element, "currency") or self.office.currency
        if self.currency not in self.office.currencies:
            self.report.error(
                self.element.find("currency"), "currency_unknown", code=self.currency
            )
        self.rows = [
            self._row(number, one)
            for number, one in enumerate(
                self.element.findall("transactions/transaction"), 1
            )
        ]
        self.number = text(self.element, "statementnumber")
        if not self.number.isdigit():
            self._bad("statementnumber", "value_invalid")

    def _bad(self, name, key):
        found = self.element.find(name)
        self.report.error(self.element if found is None else found, key)

    def _find_book(self):
        service, element = self.session.service, self.element
        book = self.office.daybooks.get(text(element, "code").upper())
        if text(element, "code"):
            return book if book and book.category == "bank" else None
        return bankbooks.by_account(
            service, self.office, text(element, "iban"), text(element, "account")
        )

    def _row(self, number, element):
        side = text(element, "debitcredit").lower()
        amount = ZERO
        if side not in ("debit", "credit"):
            self.report.error(element, "side_invalid")
        try:
            amount = money(Decimal(text(element, "value")))
        except InvalidOperation:
            self.report.error(element, "value_invalid")
        # Money out is a debit, as on the statement of a bank [B].
        row = Row(
            number,
            amount if side == "credit" else -amount,
            {child.tag: (child.text or "").strip() for child in element},
        )
        row.dim1, row.dim2 = self._proposal(text(element, "contraiban"))
        return row

    def _proposal(self, iban):
        """The relation with that bank account."""
        if not iban or self.office is None:
            return "", ""
        accounts = self.office.control_accounts
        for (type_, code), record in self.office.dimensions.items():
            if type_ in accounts and any(
                leaf.text == iban for bank in record.banks for leaf in bank.iter("iban")
            ):
                return accounts[type_], code
        return "", ""

    def _clash(self):
        """A statement of the same day of the same bank book."""
        known = of(self.session.service, self.office)
        key = (self.book.code, self.date)
        return next((s for s in known if (s.book, s.date) == key), None)

    def _refuse(self, clash):
        element = self.element
        for name, value in (
            ("status", "fail"),
            ("msgtype", "error"),
            (
                "msg",
                "Duplicate found: The statement conflicts with statement "
                f"{clash.book} {clash.date:%Y%m%d} ({clash.sub_id}) in company "
                f"{self.office.code}.",
            ),
            ("result", "0"),
        ):
            element.set(name, value)
        self._echo("", "", "")

    def _store(self):
        known = of(self.session.service, self.office)
        same = [s for s in known if s.book == self.book.code]
        opening = self._given("startvalue", same[-1].closing if same else ZERO)
        moved = sum((row.amount for row in self.rows), ZERO)
        closing = self._given("closevalue", opening + moved)
        if opening + moved != closing:
            self._bad("closevalue", "value_invalid")
            self.element.set("status", "fail")
        if self.report.failed:
            return
        day = [s for s in same if s.date == self.date]
        statement = Statement(
            self.book.code,
            int(self.number),
            len(day) + 1,
            self.date,
            self.currency,
            opening,
            closing,
            self.rows,
            self.office.clock.now(),
        )
        known.append(statement)
        self._echo(self.currency, f"{opening:.4f}", f"{closing:.4f}")
        for row, element in zip(
            self.rows, self.element.findall("transactions/transaction"), strict=True
        ):
            self._echo_dimensions(row, element)

    def _given(self, name, default):
        value = text(self.element, name)
        try:
            return money(Decimal(value)) if value else default
        except InvalidOperation:
            self._bad(name, "value_invalid")
            return default

    def _echo(self, currency, opening, closing):
        element, office = self.element, self.office
        names = {"name": self.book.name, "shortname": self.book.shortname}
        put(element, "code", self.book.code, **names)
        count = str(len(self.rows))
        section = element.find("transactions")
        if section is None:
            section = add(element, "transactions")
            section.text = None
        section.set("count", count)
        for name, value in (
            ("currency", currency),
            ("startvalue", opening),
            ("closevalue", closing),
        ):
            put(element, name, value)
        put(element, "office", office.code, name=office.name, shortname=office.name)

    def _echo_dimensions(self, row, element):
        for name, types in (("dim1", ("BAS", "PNL")), ("dim2", ("DEB", "CRD"))):
            code = getattr(row, name)
            found = code and self.office.any_dimension(code, types)
            if found:
                add(
                    element,
                    name,
                    code,
                    name=found.name,
                    shortname=found.shortname,
                    dimensiontype=found.type,
                )


# Posting: what the accountant does with a statement


def post(service, office, book, number):
    """A bank transaction of a statement."""
    statement = next(
        s for s in of(service, office) if (s.book, s.number) == (book, int(number))
    )
    if statement.transaction:
        raise ValueError("posted already")
    day = statement.date.date()
    lines = [
        Line(
            row.id + 1,
            "detail",
            -row.amount,
            dim1=row.dim1 or SUSPENSE,
            dim2=row.dim2,
            description=row.values.get("description", ""),
            open=-row.amount if row.dim2 else None,
        )
        for row in statement.rows
    ]
    total = sum((row.amount for row in statement.rows), ZERO)
    lines.insert(0, Line(1, "total", total, dim1=office.daybooks[book].account))
    entry = Entry(
        book,
        office.next_number(book, day.year),
        f"{day:%Y/%m}",
        day,
        statement.currency,
        "final",
        lines,
        user="ACCOUNTANT",
        origin="electronicstatements",
    )
    office.add(entry)
    statement.transaction = str(entry.number)
    return {"daybook": book, "number": entry.number}


# bankstatementservice.svc [A: WSDL; C: members]


def _answer(request, name, first, last):
    rows = [
        _row_of(request, statement)
        for statement in of(request.service, request.office)
        if (not first or getattr(statement, name) >= first)
        and (not last or getattr(statement, name) <= last)
        and (request["IncludePostedStatements"] or not statement.transaction)
    ]
    return {"BankStatements": rows}


def by_date(request):
    first, last = request["StatementDateFrom"], request["StatementDateTo"]
    return _answer(request, "date", first, last)


def by_creation(request):
    first, last = request["CreationDateFrom"], request["CreationDateTo"]
    return _answer(request, "created", first, last)


def _row_of(request, statement):
    account = bankbooks.details(request.service, request.office, statement.book).account
    return {
        "AccountNumber": account.get("Number"),
        "ClosingBalance": statement.closing,
        "Code": statement.book,
        "Currency": statement.currency,
        "Iban": account.get("Iban"),
        "Lines": [_line(row) for row in statement.rows],
        "Number": statement.number,
        "OpeningBalance": statement.opening,
        "StatementDate": statement.date,
        "SubId": statement.sub_id,
        "TransactionNumber": statement.transaction,
    }


def _line(row):
    values = row.values
    return {
        "Amount": row.amount,
        "BaseAmount": row.amount,
        "ContraAccountName": values.get("contraaccountname"),
        "ContraAccountNumber": values.get("contraaccount"),
        "ContraIban": values.get("contraiban"),
        "Description": values.get("description"),
        "EndToEndId": values.get("endtoendid"),
        "LineId": row.id,
        "PaymentReference": values.get("paymentreference"),
        "Reference": values.get("reference"),
        "ReturnReason": values.get("returnreason"),
        "TransactionTypeId": values.get("type"),
    }


_LINE = dict.fromkeys(
    (
        "ContraAccountName",
        "ContraAccountNumber",
        "ContraIban",
        "Description",
        "EndToEndId",
    ),
    "string",
)
_RESULT = ("QueryResult", {"BankStatements": ["BankStatement"]})
CONTRACT = Contract(
    "BankStatementService",
    types={
        "GetBankStatements": (
            "Query",
            {
                "IncludePostedStatements": "boolean",
                "StatementDateFrom": "dateTime",
                "StatementDateTo": "dateTime",
            },
        ),
        "GetBankStatementsResult": _RESULT,
        "GetBankStatementsByCreationDate": (
            "Query",
            {
                "CreationDateFrom": "dateTime",
                "CreationDateTo": "dateTime",
                "IncludePostedStatements": "boolean",
            },
        ),
        "GetBankStatementsByCreationDateResult": _RESULT,
        "BankStatement": (
            "",
            {
                "AccountNumber": "string",
                "ClosingBalance": "decimal",
                "Code": "string",
                "Currency": "string",
                "Iban": "string",
                "Lines": ["BankStatementLine"],
                "Number": "int",
                "OpeningBalance": "decimal",
                "StatementDate": "dateTime",
                "SubId": "int",
                "TransactionNumber": "string",
            },
        ),
        "BankStatementLine": (
            "",
            {
                "Amount": "decimal",
                "BaseAmount": "decimal",
                **_LINE,
                "LineId": "int",
                "PaymentReference": "string",
                "Reference": "string",
                "ReturnReason": "string",
                "TransactionTypeId": "string",
            },
        ),
    },
    codes=("InvalidDates",),
    queries={
        "GetBankStatements": by_date,
        "GetBankStatementsByCreationDate": by_creation,
    },
)
