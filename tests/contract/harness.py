"""What the contract suite needs of a ledger: the port, and somebody who works in the
ledger behind it. One subclass for each ledger."""

import secrets
from abc import ABC, abstractmethod
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from odoo.addons.connector_base.ledger.values import (
    Document,
    Due,
    Item,
    Key,
    Kind,
    Line,
    Ref,
)


class Harness(ABC):
    """One running ledger for all tests, as a real one would be: each test gets
    numbers of its own (``fresh``) and counts from where it began."""

    name: str
    administration: str
    foreign = "NOPE"  # an administration that is not ours
    journal: str
    account: Ref
    vat: Ref
    customer: Ref  # with VAT number, e-mail and name as in ``customer_as``
    customer_as: dict
    day = date(2026, 3, 10)
    closed_day: date  # in no open period
    salt = ""

    def fresh(self):
        """Before each test."""
        self.salt = f"{secrets.token_hex(4)}-"
        self._writes, self._entries = self.count_writes(), self.count_entries()

    def writes(self):
        """Writing requests that arrived since the test began."""
        return self.count_writes() - self._writes

    def entries(self):
        """Entries in ``journal`` since the test began."""
        return self.count_entries() - self._entries

    # The port

    @abstractmethod
    @contextmanager
    def open(self):
        """The ledger, for one unit of work."""

    def document(
        self, number, net="100.00", *, kind=Kind.INVOICE, customer=None, **more
    ):
        """At 21 % VAT, due in thirty days."""
        sign = 1 if kind is Kind.CREDIT_NOTE else -1
        net = sign * Decimal(net)
        vat = (net * Decimal("0.21")).quantize(Decimal("0.01"))
        line = {
            "account": self.account,
            "amount": net,
            "balance": net,
            "vat": self.vat,
            "vat_amount": vat,
            "vat_balance": vat,
            "description": "Maintenance",
            **more.pop("line", {}),
        }
        total = -net - vat
        due = Due(date=date(2026, 4, 9), amount=total, balance=total)
        return Document(
            key=Key(kind=kind, journal=self.journal, number=self.salt + number),
            date=more.pop("date", self.day),
            currency="EUR",
            company_currency="EUR",
            relation=(customer or self.customer),
            lines=(Line(**line),),
            dues=(due,),
            **{"final": True, **more},
        )

    # The accountant

    @abstractmethod
    def receive(self, *parts) -> object:
        """Book one bank receipt and match it with ``parts``, (Booked, amount) each.
        Returns what ``undo`` takes."""

    @abstractmethod
    def offset(self, note, invoice, amount) -> object:
        """Match a credit note with an invoice."""

    @abstractmethod
    def deposit(self, relation, amount) -> object:
        """Book money of the customer for nothing in particular; what ``use``
        takes."""

    @abstractmethod
    def use(self, deposit, booked) -> None:
        """Match the deposit with the document, as far as it goes."""

    @abstractmethod
    def undo(self, match) -> None:
        """Un-match."""

    # The weather

    @abstractmethod
    def lose_answer(self) -> None:
        """The next writing request is executed, its answer never arrives."""

    @abstractmethod
    def throttle(self, seconds: int) -> None:
        """The next request is one too many."""

    @abstractmethod
    def garble(self) -> None:
        """The next answer is no answer of this ledger."""

    @abstractmethod
    def expire_token(self) -> None:
        """The access token in use is no longer valid."""

    @abstractmethod
    def revoke(self) -> None:
        """The user withdraws the consent."""

    # The observer

    @abstractmethod
    def count_writes(self) -> int:
        """Writing requests of the port that arrived."""

    @abstractmethod
    def count_entries(self) -> int:
        """Entries in ``journal``."""

    @abstractmethod
    def owed_by(self, relation) -> Decimal:
        """All that is open on the customer, debit positive."""

    def files(self, booked) -> dict[str, int]:
        """Those beside the entry with their size, of a ledger that takes some."""
        return {}

    @abstractmethod
    def stop(self) -> None: ...

    def item(self, items: list[Item], code: str) -> Item:
        return next(item for item in items if item.ref.code == code)
