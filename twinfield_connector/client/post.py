"""Booking documents, and changing drafts: one request that writes for all of them.

An element that Twinfield does not welcome, and that an entry is the same without, is
left out and the refused entries are sent once more: they were certainly not booked.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    LedgerError,
    NotExecuted,
    ProtocolError,
    Unavailable,
)
from odoo.addons.connector_base.ledger.values import (
    Booked,
    Document,
    ItemKind,
    Kind,
    Line,
    Ref,
    Rejected,
)

from . import const, echo, failures, refusals
from .api import Api
from .daybooks import Daybooks
from .entry import Booking, Options, entry, too_many_lines
from .records import read_dimension
from .xml import E, Element, said, strip


@dataclass(slots=True)
class _Sent:
    """A document on its way: what it looks like, and what became of it."""

    document: Document
    number: str
    booking: Booking | None
    outcome: Booked | Rejected | None = None
    left_out: Collection[str] = ()


class Poster:
    """Remembers the control accounts of relations, and what was left out."""

    def __init__(self, api: Api, daybooks: Daybooks, options: Options):
        self._api = api
        self._daybooks = daybooks
        self._options = options
        self._controls: dict[tuple[str, str], str] = {}

    def post(self, documents: Sequence[Document]) -> list[Booked | Rejected]:
        """``Ledger.post``."""
        assert len(documents) <= const.BATCH, "the base cuts the batches"
        return self._send([self._prepared(document) for document in documents])

    def amend(self, booked: Booked, document: Document) -> Booked | Rejected:
        """``Ledger.amend``."""
        (outcome,) = self._send([self._prepared(document, booked.number)])
        return outcome

    def _prepared(self, document: Document, number: str = "") -> _Sent:
        refused = too_many_lines(document)
        booking = None
        if document.key.kind is Kind.ENTRY and not refused:
            lines = tuple(map(self._with_account, document.lines))
            document = replace(document, lines=lines)
        if document.key.kind.is_payment:
            booking = self._booking(document)
        return _Sent(document, number, booking, refused)

    def _send(self, sent: list[_Sent]) -> list[Booked | Rejected]:
        left = [one for one in sent if one.outcome is None]
        first = True
        while left:
            left = self._once(left) if first else self._again(left)
            first = False
        return [one.outcome for one in sent if one.outcome is not None]

    def _again(self, left: list[_Sent]) -> list[_Sent]:
        """Of those sent before some may be booked by now: nothing that goes wrong
        here may say that none was."""
        try:
            return self._once(left)
        except NotExecuted as error:
            raise InDoubt("no_answer", f"{error.code} {error.detail}") from error

    def _once(self, left: list[_Sent]) -> list[_Sent]:
        """Those that must be sent without something that was refused."""
        documents = [one.document for one in left]
        request = E("transactions", *(self._entry(one) for one in left))
        answer = self._api.process(request, writing=True)
        found = echo.children(answer, documents)
        if not found:
            for one in left:
                one.outcome = refusals.rejected(answer)
            return []
        again = []
        for one, child in zip(left, found, strict=True):
            if self._is_worth_another(one, child):
                again.append(one)
            else:
                mark_field = self._options.mark_field
                one.outcome = echo.outcome(child, one.document, mark_field)
        return again

    def _entry(self, one: _Sent) -> Element:
        made = entry(
            one.document, self._api.office, self._options, one.booking, one.number
        )
        one.left_out = self._api.unwelcome(_about(one))
        strip(made, one.left_out)
        return made

    def _is_worth_another(self, one: _Sent, child: Element) -> bool:
        """Whether something was refused that was sent, and can be left out."""
        found = refusals.unwelcome(child) if refusals.is_refused(child) else {}
        return self._api.do_without(_about(one), found, one.left_out)

    def _booking(self, document: Document) -> Booking:
        """What a payment's relation and daybook say. Raises NotExecuted: nothing was
        sent yet."""
        control = self._known_control(document.key.kind.is_sale, document.relation)
        try:
            category = self._daybooks.category(document.key.journal)
        except ProtocolError as error:
            raise Unavailable("ledger_down", error.detail) from error
        return Booking(category=category, control=control)

    def _with_account(self, line: Line) -> Line:
        """Of a journal entry: what a relation owes is on its own account."""
        if line.account.code or line.relation is None:
            return line
        is_customer = line.role == ItemKind.CUSTOMER.value
        control = self._known_control(is_customer, line.relation)
        return replace(line, account=Ref(code=control))

    def _known_control(self, is_customer: bool, relation: Ref) -> str:
        """Each is read once. Raises NotExecuted."""
        type_ = const.CUSTOMER if is_customer else const.SUPPLIER
        key = type_, relation.code
        try:
            if key not in self._controls:
                self._controls[key] = self._control(*key)
        except ProtocolError as error:
            raise Unavailable("ledger_down", error.detail) from error
        return self._controls[key]

    def _control(self, type_: str, code: str) -> str:
        """The relation's account; "" leaves it to Twinfield."""
        try:
            record = read_dimension(self._api, type_, code)
        except LedgerError as error:
            if not failures.is_refusal(error):
                raise
            self._api.remark("resource_refused", f"{type_} {code}: {error.detail}")
            return ""
        return "" if record is None else said(record, const.CONTROL)


def _about(one: _Sent) -> str:
    """What is welcome differs from daybook to daybook."""
    return f"transaction {one.document.key.journal}"
