from functools import cached_property

from ...ledger.money import ZERO, quantise
from ...ledger.values import Document, Due, ItemKind, Key, Ref, Unbalanced
from ..mapping.ledger_text import Untold
from ..mapping.move_kinds import ENTRY, day_of, final_of, kind_of
from ..mapping.rules import Case
from .choices import Choices
from .entry_lines import EntryLines
from .lines import Lines
from .period import get_period
from .problem import Problems

# Of a customer that is looked for, or created, on the way.
UNKNOWN = "relation_missing"


class Composer:
    """One invoice, or journal entry, and the document that shall be booked of it.

    Amounts are Odoo's own: journal items as posted and the tax engine's rounded
    taxes, never recomputed from prices.

    ``document``: None where ``problems`` prevent it. ``sketch``: the same, also where
    nothing but its customer is not known yet. ``lines``: what the ``Lines`` of the
    document are made of, as far as that goes. ``rules``: the ``Rules`` of the
    connection; its environment is the one that the ledger's records are read in.
    ``ledger``: the port, closed.
    """

    def __init__(self, move, rules, choices=None):
        self.move = move.with_company(move.company_id)
        self.rules = rules
        self.choices = choices or Choices()
        self.is_entry = move.move_type == ENTRY
        self.ledger = rules.connection._look()
        self.problems = Problems()
        self._check()
        self.journal = journal = self._find_journal()
        relation = self._find_relation()
        self.lines = EntryLines(self) if self.is_entry else Lines(self)
        self.problems += self.lines.problems
        condition = self._find_condition()
        self.sketch = self.document = None
        if all(one.code == UNKNOWN for one in self.problems):
            ref = relation._ref() or Ref(code="")
            self.sketch = self._compose(journal, ref, condition)
        if not self.problems:
            self.document = self.sketch

    def _compose(self, journal, relation, condition):
        move, connection = self.move, self.rules.connection
        try:
            texts = connection.text_ids._get_texts(move)
        except Untold as error:
            self.problems.add("text_untold", error.row, error.row.path)
            return None
        said = {text.field: text.value for text in texts}
        try:
            document = Document(
                key=self._get_key(journal, relation),
                date=day_of(move),
                currency=self.lines.currency.name,
                company_currency=move.company_currency_id.name,
                relation=relation,
                lines=tuple(line for _item, line in self.lines.sources),
                dues=tuple(get_dues(move)),
                description=said.pop("description", self._get_description()),
                reference=move.payment_reference or "",
                mark=f"odoo-{move.id}",
                link=self.choices.link,
                condition=condition,
                texts=tuple(text for text in texts if text.field in said),
                period=self.period.code or "",
                final=(self.choices.final or final_of(connection, move)) == "final",
            )
            hooks = connection.env["ledger.hooks"]
            return hooks._get_document(connection, move, document)
        except Unbalanced as error:
            self.problems.add("unbalanced", move, str(error))
            return None

    def _check(self):
        move, connection = self.move, self.rules.connection
        if move.state != "posted":
            self.problems.add("not_posted", move)
        scope = connection.env["ledger.scope"]
        if self.is_entry and move.journal_id not in connection.entry_journal_ids:
            self.problems.add("entry_journal", move.journal_id)
        elif move.move_type not in scope._get_types(connection):
            self.problems.add("kind_unsupported", move)
        elif self.is_entry and not scope._for_moves(move)[move]:
            self.problems.add("entry_counterpart", move)
        day = day_of(move)
        if day and day < connection.start_date:
            detail = connection.start_date.isoformat()
            self.problems.add("before_start", move, detail)
        if not (kind_of(move).is_sale or self._get_number()):
            self.problems.add("bill_number_missing", move)
        digits = self.ledger.traits.digits
        if move.currency_id.decimal_places > digits:
            self.problems.add("currency_digits", move.currency_id, digits)

    def _get_key(self, journal, relation):
        kind = kind_of(self.move)
        return Key(
            kind=kind,
            journal=journal.code or "",
            number=self._get_number(),
            relation="" if kind.is_sale or self.is_entry else relation.code,
        )

    def _get_number(self):
        """By which the ledger knows it: of purchases the vendor's own. A receipt of
        the till has none, whatever its reference says; and where we bill ourselves for
        the vendor, ours is his."""
        move = self.move
        if kind_of(move).is_sale or move.move_type in ("in_receipt", ENTRY):
            return move.name
        return move.ref or (move.journal_id.is_self_billing and move.name) or ""

    @cached_property
    def period(self):
        """The accountant's choice; where Odoo has the invoice in another period than
        its date, as that one was closed, Odoo's; else none: the ledger's to find."""
        move, items = self.move, self.rules.connection.env["ledger.item"]
        if self.choices.period or move.date == day_of(move):
            return self.choices.period or items
        moved = get_period(self.rules.connection, move.date)
        own = get_period(self.rules.connection, move.invoice_date)
        return items if moved == own else moved

    def _get_description(self):
        """Its number; of a receipt of the till, and a journal entry, what it says,
        too."""
        said = self.move.move_type in ("in_receipt", ENTRY) and self.move.ref
        return " ".join(filter(None, (self.move.name, said)))

    def _find_journal(self):
        """None in a ledger without journals."""
        move, rules = self.move, self.rules
        if ItemKind.JOURNAL not in self.ledger.kinds:
            return rules.connection.journal_item_id.browse()
        item = self.choices.journal or rules.find(
            "journal", move.journal_id, Case.of(move)
        )
        if not self.is_entry:
            item = item or rules.connection.journal_item_id
        elif item and (item.attributes or {}).get("use", "general") != "general":
            self.problems.add("journal_not_general", move.journal_id, item.display_name)
        return self.problems.check(item, "unmapped_journal", move.journal_id)

    def _find_relation(self):
        """None of a journal entry: its lines have theirs."""
        if self.is_entry:
            return self.rules.connection.journal_item_id.browse()
        relations = self.rules.connection.env["ledger.relation"]
        return self.find_relation(relations._key(self.move), self.choices.relation)

    def find_relation(self, key, chosen=None):
        """The item of this (partner, role)."""
        relations = self.rules.connection.env["ledger.relation"]
        item = chosen or relations._get_item(self.rules, key)
        return self.problems.check(item, UNKNOWN, key[0])

    def _find_condition(self):
        """The payment condition, where the term has one in the ledger; else the
        ledger's own rules, and the due date, hold."""
        term = self.move.invoice_payment_term_id
        item = self.rules.find("condition", term, Case.of(self.move))
        return item and self.problems.check(item, "", term)._ref()


def get_dues(move):
    """The instalments of an invoice, first to last."""
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


def get_total(move):
    """What the relation owes by the invoice; debit positive."""
    return sum((due.amount for due in get_dues(move)), ZERO)
