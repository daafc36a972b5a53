"""bankbookservice.svc and cashbookservice.svc. The bank books' members and fault codes
are those of the XSD [A]; the cash books' are made after them [inf]."""

from dataclasses import dataclass, field

from .records import Daybook
from .svc import Contract, Invalid, SvcFault

LONGEST = {"Code": 16, "Name": 80, "ShortName": 20}
ACCOUNT = {
    name: "string"
    for name in ("Bic", "Country", "Iban", "Name", "Nbic", "Number", "ReferenceNumber")
}


@dataclass
class BankDetails:
    """What a bank book has beyond a daybook."""

    account: dict = field(default_factory=dict)
    sign_up: str = "Inactive"


def details(service, office, code):
    """Of one bank book; the first one has an account of its own."""
    known = service.bank_details.setdefault(office.code, {})
    if code not in known:
        is_usual = code == office.usual["bank"]
        account = {**office.bank, "Name": office.name} if is_usual else {}
        known[code] = BankDetails(account)
    return known[code]


def by_account(service, office, iban="", number=""):
    """The bank book with this IBAN or account number, or None."""
    for book in office.daybooks.values():
        if book.category == "bank":
            account = details(service, office, book.code).account
            if iban and _bare(account.get("Iban")) == _bare(iban):
                return book
            if number and account.get("Number") == number:
                return book
    return None


def _bare(text):
    return (text or "").replace(" ", "").upper()


class Books:
    """The handlers of one of the two services; ``word`` is Bank or Cash."""

    def __init__(self, word):
        self.word, self.category = word, word.lower()

    def _refuse(self, code, message):
        raise SvcFault(f"{self.word}Book{code}", message)

    def _code(self, request):
        code = (request["Code"] or "").strip().upper()
        if not code:
            raise Invalid("Code is mandatory.")
        return code

    def _book(self, request):
        code = self._code(request)
        book = request.office.daybooks.get(code)
        if book is None or book.category != self.category:
            self._refuse("NotFound", f"{self.word} book {code} not found.")
        return book

    def _text(self, request, name):
        value = (request[name] or "").strip()
        if not value or len(value) > LONGEST[name]:
            raise Invalid(f"{name} must have 1 to {LONGEST[name]} characters.")
        return value

    def _ledger(self, request):
        code = (request["GeneralLedgerAccount"] or "").strip()
        if not request.office.dimension("BAS", code):
            self._refuse(
                "InvalidGeneralLedgerAccount", f"Account {code} is not a balance one."
            )
        return code

    def _account(self, request):
        given = {k: v for k, v in (request["BankAccount"] or {}).items() if v}
        if not given.get("Iban") and not given.get("Number"):
            self._refuse("InvalidAccountSettings", "An IBAN or a number is mandatory.")
        return given

    def _is_used(self, request, book):
        return any(key[0] == book.code for key in request.office.entries)

    # Queries and commands

    def get(self, request):
        book = self._book(request)
        answer = {
            "GeneralLedgerAccount": book.account or None,
            "Name": book.name,
            "ShortName": book.shortname or None,
        }
        if self.category == "cash":
            return answer
        more = details(request.service, request.office, book.code)
        is_active = more.sign_up == "Active"
        answer["AutomaticBankProcessing"] = {
            "ProcessDirectDebits": False,
            "ProcessPayments": False,
            "ProcessStatements": is_active,
            "SignUpState": more.sign_up,
        }
        answer["BankAccount"] = {n: more.account.get(n) for n in ACCOUNT}
        return answer

    def create(self, request):
        code = self._code(request)
        if len(code) > LONGEST["Code"]:
            raise Invalid("Code is too long.")
        if code in request.office.daybooks:
            self._refuse("AlreadyExists", f"{self.word} book {code} already exists.")
        name, ledger = self._text(request, "Name"), self._ledger(request)
        account = self._account(request) if self.category == "bank" else {}
        request.office.daybooks[code] = Daybook(
            code, name, self.category, name[: LONGEST["ShortName"]], ledger
        )
        details(request.service, request.office, code).account = account

    def change_name(self, request):
        book = self._book(request)
        book.name = self._text(request, "Name")

    def change_short_name(self, request):
        book = self._book(request)
        book.shortname = self._text(request, "ShortName")

    def change_ledger(self, request):
        book = self._book(request)
        code = self._ledger(request)
        if code != book.account and self._is_used(request, book):
            self._refuse(
                "GeneralLedgerAccountMayNotBeChanged",
                f"{self.word} book {book.code} has transactions.",
            )
        book.account = code

    def change_account(self, request):
        book = self._book(request)
        given = self._account(request)
        more = details(request.service, request.office, book.code)
        changes = [
            name
            for name in ("Iban", "Number")
            if _bare(given.get(name)) != _bare(more.account.get(name))
        ]
        if changes and (more.sign_up != "Inactive" or self._is_used(request, book)):
            self._refuse(
                "AccountNumberMayNotBeChanged",
                f"Bank book {book.code} is in use.",
            )
        more.account = given


def _contract(word, codes):
    books = Books(word)
    book = f"{word}Book"
    base = f"{book}Command"
    created = {"GeneralLedgerAccount": "string", "Name": "string"}
    result = {"GeneralLedgerAccount": "string", "Name": "string", "ShortName": "string"}
    types = {base: ("Command", {"Code": "string"})}
    commands = {
        f"Create{book}": books.create,
        f"Change{book}Name": books.change_name,
        f"Change{book}ShortName": books.change_short_name,
        f"Change{book}GeneralLedgerAccount": books.change_ledger,
    }
    enums = {}
    if word == "Bank":
        created = {"BankAccount": "BankAccount", **created}
        result = {
            "AutomaticBankProcessing": "AutomaticBankProcessing",
            "BankAccount": "BankAccount",
            **result,
        }
        state = "AutomaticBankProcessingSignUpState"
        types["BankAccount"] = ("", ACCOUNT)
        types["AutomaticBankProcessing"] = (
            "",
            {
                "ProcessDirectDebits": "boolean",
                "ProcessPayments": "boolean",
                "ProcessStatements": "boolean",
                "SignUpState": state,
            },
        )
        enums[state] = ("Inactive", "Pending", "Active")
        types["ChangeBankBookBankAccount"] = (base, {"BankAccount": "BankAccount"})
        commands["ChangeBankBookBankAccount"] = books.change_account
    types[f"Create{book}"] = (base, created)
    for member in ("Name", "ShortName", "GeneralLedgerAccount"):
        types[f"Change{book}{member}"] = (base, {member: "string"})
    types[f"Get{book}"] = ("Query", {"Code": "string"})
    types[f"Get{book}Result"] = ("QueryResult", result)
    return Contract(
        f"{book}Service",
        types=types,
        codes=tuple(f"{book}{code}" for code in codes),
        enums=enums,
        queries={f"Get{book}": books.get},
        commands=commands,
    )


BANK = _contract(
    "Bank",
    (
        "NotFound",
        "AlreadyExists",
        "InvalidAccountSettings",
        "InvalidGeneralLedgerAccount",
        "AccountNumberMayNotBeChanged",
        "GeneralLedgerAccountMayNotBeChanged",
    ),
)
CASH = _contract(
    "Cash",
    (
        "NotFound",
        "AlreadyExists",
        "InvalidGeneralLedgerAccount",
        "GeneralLedgerAccountMayNotBeChanged",
    ),
)
