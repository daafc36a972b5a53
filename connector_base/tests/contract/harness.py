"""What the laws need of a ledger: the port, and somebody who works in the ledger
behind it. One subclass for each ledger."""

import secrets
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from typing import ClassVar

from ...ledger.port import Ledger
from ...ledger.values import (
    Booked,
    Document,
    Due,
    Item,
    ItemKind,
    Key,
    Kind,
    Line,
    Ref,
    Relation,
)


class Harness(ABC):
    """One running ledger for all laws, as a real one would be: each test gets numbers
    of its own (``fresh``) and counts from where it began.

    Of the accountant's acts a ledger needs those that its duties make visible: the
    abstract ones here are everybody's.
    """

    administration: str
    foreign = "NOPE"  # an administration that is not ours
    journal = ""  # of sales invoices; "" in a ledger without journals
    general = ""  # a general journal, where the ledger books entries
    bank = ""  # journal of our own payments, where the ledger books some
    bank_account: Ref
    account: Ref
    vat: Ref
    customer: Ref  # with VAT number, e-mail and name as in ``customer_as``
    customer_as: dict[str, str]
    day = date(2026, 3, 10)  # of all documents
    received = date(2026, 3, 20)  # of all receipts
    closed_day: date  # in no open period, where it has periods
    salt = ""
    # Codes that the connector has words for, besides those of ``errors.py``.
    codes: ClassVar[frozenset[str]] = frozenset()
    # ``changes`` tells only what is open, no allocations.
    balances_only: ClassVar[bool] = False

    def fresh(self) -> None:
        """Before each test."""
        self.salt = f"{secrets.token_hex(4)}-"
        self._writes, self._entries = self.count_writes(), self.count_entries()

    def writes(self) -> int:
        """Writing requests that arrived since the test began."""
        return self.count_writes() - self._writes

    def entries(self) -> int:
        """Entries in ``journal`` since the test began."""
        return self.count_entries() - self._entries

    # The port

    @classmethod
    @abstractmethod
    def closed(cls) -> Ledger:
        """The ledger as the base opens it to look at it only: no account, no token,
        and a session that refuses each call. Nothing is running yet."""

    @abstractmethod
    def open(self, administration: str | None = None) -> AbstractContextManager[Ledger]:
        """The ledger, for one unit of work; ours unless another one is named."""

    def document(
        self, number, net="100.00", *, kind=Kind.INVOICE, customer=None, **more
    ) -> Document:
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

    def entry(self, number, amount="100.00", **more) -> Document:
        """Of the general journal: from an account to itself, which every ledger
        has."""
        amount = Decimal(amount).quantize(Decimal("0.01"))
        return Document(
            key=Key(kind=Kind.ENTRY, journal=self.general, number=self.salt + number),
            date=self.day,
            currency="EUR",
            company_currency="EUR",
            relation=Ref(code=""),
            lines=tuple(
                Line(
                    account=self.account,
                    amount=one,
                    balance=one,
                    description="Accrual",
                )
                for one in (amount - 1, Decimal("1.00"), -amount)
            ),
            dues=(),
            **{"final": True, **more},
        )

    def payment(self, number, amount, customer=None) -> Document:
        """Our own payment of a customer."""
        amount = Decimal(amount)
        key = Key(
            kind=Kind.CUSTOMER_PAYMENT, journal=self.bank, number=self.salt + number
        )
        return Document(
            key=key,
            date=self.received,
            currency="EUR",
            company_currency="EUR",
            relation=(customer or self.customer),
            lines=(Line(account=self.bank_account, amount=amount, balance=amount),),
            dues=(Due(date=self.received, amount=-amount, balance=-amount),),
            final=True,
        )

    def stranger(self, ledger) -> Ref:
        """A customer of whom nothing is open; to be overridden where the ledger can't
        make one."""
        relation = Relation(kind=ItemKind.CUSTOMER, name=f"Vreemde {self.salt}BV")
        return ledger.save_relation(relation).ref

    # The accountant

    def receive(self, *parts) -> object:
        """Book one bank receipt and match it with ``parts``, (Booked, amount) each.
        Returns what ``undo`` takes."""
        raise NotImplementedError

    def undo(self, match) -> None:
        """Un-match."""
        raise NotImplementedError

    def offset(self, note, invoice, amount) -> object:
        """Match a credit note with an invoice."""
        raise NotImplementedError

    def deposit(self, relation, amount) -> object:
        """Book money of the customer for nothing in particular; what ``use``
        takes."""
        raise NotImplementedError

    def use(self, deposit, booked) -> None:
        """Match the deposit with the document, as far as it goes."""
        raise NotImplementedError

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
        """The user withdraws the consent, or the key."""

    # The observer

    @abstractmethod
    def count_calls(self) -> int:
        """Requests of the port that arrived, of whatever kind."""

    @abstractmethod
    def count_writes(self) -> int:
        """Writing requests of the port that arrived."""

    @abstractmethod
    def count_entries(self) -> int:
        """Entries in ``journal``."""

    def owed_by(self, relation) -> Decimal:
        """All that is open on the customer, debit positive."""
        raise NotImplementedError

    def files(self, booked: Booked) -> dict[str, int]:
        """Those beside the entry with their size, of a ledger that takes some."""
        raise NotImplementedError

    def stop(self) -> None:  # noqa: B027 - in memory there is nothing to stop
        """After the last test."""

    def age(self, cursor: str) -> object:
        """By what cursors are put in order, where their text is not."""
        return cursor

    def item(self, items: list[Item], code: str) -> Item:
        return next(item for item in items if item.ref.code == code)
