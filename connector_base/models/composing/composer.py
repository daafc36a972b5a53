from dataclasses import asdict, dataclass, replace

from odoo import api, models

from ...ledger.money import ZERO, quantise
from ...ledger.values import Document, Due, Key, Kind, Line
from ..connection.move_kinds import kind_of
from ..mapping.rules import Case, Rules


@dataclass(frozen=True)
class Problem:
    """Why a document can't be composed: a code of ``ledger.problem`` and what it is
    about."""

    code: str
    model: str = ""
    ids: tuple = ()
    detail: str = ""

    @classmethod
    def on(cls, code, records, detail=""):
        return cls(code, records._name, tuple(records.ids), detail)

    def as_json(self):
        return asdict(self)


@dataclass
class Choices:
    """What the accountant chose for one export; empty means: by the rules. ``link``:
    the key under which the ledger's users open the PDF. ``attempt``, ``token``: as in
    ``Document``."""

    relation: object = None
    journal: object = None
    account: object = None
    vat: object = None
    period: object = None
    final: str = ""
    link: str = ""
    attempt: int = 0
    token: str = ""


class LedgerComposer(models.AbstractModel):
    """From a posted invoice to the document that shall be booked.

    Amounts are Odoo's own: journal items as posted and the tax engine's rounded
    taxes, never recomputed from prices.
    """

    _name = "ledger.composer"
    _description = "Ledger Document Composer"

    @api.model
    def _rules(self, connection):
        return Rules(connection, self.env["ledger.mapping"]._get_rules(connection))

    @api.model
    def _compose(self, move, rules, choices):
        """(the Document or None, the Problems that prevent it)"""
        move = move.with_company(move.company_id)
        problems = self._check(move, rules.connection)
        journal = self._get_journal(move, rules, choices, problems)
        relation = self._get_relation(move, rules, choices, problems)
        lines = self._get_lines(move, rules, choices, problems)
        condition = self._get_condition(move, rules, problems)
        if problems:
            return None, problems
        final = choices.final or rules.connection.final
        texts = rules.connection.text_ids._get_texts(move)
        said = {text.field: text.value for text in texts}
        return (
            Document(
                key=self._get_key(move, journal, relation),
                date=move.invoice_date,
                currency=move.currency_id.name,
                company_currency=move.company_currency_id.name,
                relation=relation._ref(),
                lines=tuple(lines),
                dues=tuple(self._get_dues(move)),
                description=said.pop("description", move.name),
                reference=move.payment_reference or "",
                mark=f"odoo-{move.id}",
                link=choices.link,
                condition=condition,
                texts=tuple(text for text in texts if text.field in said),
                period=self._get_period(move, rules, choices),
                attempt=choices.attempt,
                token=choices.token,
                final=final == "final",
            ),
            [],
        )

    # Header

    @api.model
    def _check(self, move, connection):
        problems = []
        if move.state != "posted":
            problems.append(Problem.on("not_posted", move))
        if move.move_type not in self.env["ledger.scope"]._get_types(connection):
            problems.append(Problem.on("kind_unsupported", move))
        if move.invoice_date and move.invoice_date < connection.start_date:
            detail = connection.start_date.isoformat()
            problems.append(Problem.on("before_start", move, detail))
        if not kind_of(move).is_sale and not self._get_number(move):
            problems.append(Problem.on("bill_number_missing", move))
        digits = connection._look().traits.digits
        if move.currency_id.decimal_places > digits:
            problems.append(Problem.on("currency_digits", move.currency_id, digits))
        return problems

    @api.model
    def _get_key(self, move, journal, relation):
        kind = kind_of(move)
        return Key(
            kind=kind,
            journal=journal.code,
            number=self._get_number(move),
            relation="" if kind.is_sale else relation.code,
        )

    @api.model
    def _get_number(self, move):
        """By which the ledger knows it: of purchases the vendor's own, which a
        receipt of the till need not have."""
        if kind_of(move).is_sale:
            return move.name
        return move.ref or (move.move_type == "in_receipt" and move.name) or ""

    @api.model
    def _get_period(self, move, rules, choices):
        """The accountant's choice; a bill that Odoo has in another month than its
        date, in that month's; else the ledger's to find."""
        if choices.period:
            return choices.period.code
        if kind_of(move).is_sale or f"{move.date:%Y%m}" == f"{move.invoice_date:%Y%m}":
            return ""
        items = self.env["ledger.item"]
        return items._get_period(rules.connection, move.date).code or ""

    @api.model
    def _get_journal(self, move, rules, choices, problems):
        item = (
            choices.journal
            or rules.find("journal", move.journal_id, Case.of(move))
            or rules.connection.journal_item_id
        )
        return self._usable(item, problems, "unmapped_journal", move.journal_id)

    @api.model
    def _get_relation(self, move, rules, choices, problems):
        known = self.env["ledger.relation"]._get_item(rules.connection, move)
        return self._usable(
            choices.relation or known,
            problems,
            "relation_missing",
            move.commercial_partner_id,
        )

    @api.model
    def _get_condition(self, move, rules, problems):
        """The payment condition, where the term has one in the ledger; else the
        ledger's own rules, and the due date, hold."""
        term = move.invoice_payment_term_id
        item = rules.find("condition", term, Case.of(move))
        return item and self._usable(item, problems, "", term)._ref()

    @api.model
    def _usable(self, item, problems, missing, record):
        """``item`` when it exists and is open in the ledger; else a problem."""
        if not item:
            problems.append(Problem.on(missing, record))
        elif not item.active:
            problems.append(Problem.on("item_closed", record, item.display_name))
        return item

    @api.model
    def _get_dues(self, move):
        digits = move.currency_id.decimal_places
        own_digits = move.company_currency_id.decimal_places
        for line in move.line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        ).sorted("date_maturity"):
            yield Due(
                date=line.date_maturity or move.invoice_date,
                amount=quantise(line.amount_currency, digits),
                balance=quantise(line.balance, own_digits),
            )

    @api.model
    def _get_total(self, move):
        """What the relation owes by the invoice; debit positive."""
        return sum((due.amount for due in self._get_dues(move)), ZERO)

    # The opposite

    @api.model
    def _get_opposite(self, document, number, day=None):
        """What cancels ``document`` in the ledger: every amount on the other side."""
        kinds = {
            Kind.INVOICE: Kind.CREDIT_NOTE,
            Kind.CREDIT_NOTE: Kind.INVOICE,
            Kind.BILL: Kind.BILL_CREDIT_NOTE,
            Kind.BILL_CREDIT_NOTE: Kind.BILL,
        }
        return replace(
            document,
            key=replace(document.key, kind=kinds[document.key.kind], number=number),
            date=day or document.date,
            period="" if day else document.period,
            lines=tuple(
                _negated(line, Line.__dataclass_fields__) for line in document.lines
            ),
            dues=tuple(
                replace(_negated(due, Due.__dataclass_fields__), date=day or due.date)
                for due in document.dues
            ),
            description=number,
            reference="",
            link="",
            attempt=0,
            final=True,
        )


def _negated(value, names):
    amounts = [
        n for n in ("amount", "balance", "vat_amount", "vat_balance") if n in names
    ]
    return replace(value, **{name: -getattr(value, name) for name in amounts})
