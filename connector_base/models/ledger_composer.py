from collections import defaultdict
from dataclasses import asdict, dataclass, field

from odoo import api, models

from ..ledger.money import ZERO, quantise, spread
from ..ledger.values import Document, Due, Key, Kind, Line


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
    """What the accountant chose for one export; empty means: by the rules."""

    relation: object = None
    journal: object = None
    account: object = None
    vat: object = None
    destiny: str = ""


@dataclass
class Rules:
    """The mapping of one connection, read once for a whole batch."""

    connection: object
    table: dict = field(default_factory=dict)

    def find(self, kind, record, move_type):
        for condition in (move_type, ""):
            item = self.table.get((kind, record.id, condition))
            if item:
                return item
        return None


class LedgerComposer(models.AbstractModel):
    """From a posted invoice to the document that shall be booked.

    Amounts are Odoo's own: journal items as posted and the tax engine's rounded
    taxes, never recomputed from prices.
    """

    _name = "ledger.composer"
    _description = "Ledger Document Composer"

    @api.model
    def _rules(self, connection):
        return Rules(connection, self.env["ledger.mapping"]._get_table(connection))

    @api.model
    def _compose(self, move, rules, choices):
        """(the Document or None, the Problems that prevent it)"""
        move = move.with_company(move.company_id)
        problems = self._check(move, rules.connection)
        journal = self._get_journal(move, rules, choices, problems)
        relation = self._get_relation(move, rules, choices, problems)
        lines = self._get_lines(move, rules, choices, problems)
        if problems:
            return None, problems
        destiny = choices.destiny or rules.connection.destiny
        return (
            Document(
                key=self._get_key(move, journal, relation),
                date=move.invoice_date,
                currency=move.currency_id.name,
                company_currency=move.company_currency_id.name,
                relation=relation._ref(),
                lines=tuple(lines),
                dues=tuple(self._get_dues(move)),
                description=move.name,
                reference=move.payment_reference or "",
                mark=f"odoo-{move.id}",
                final=destiny == "final",
            ),
            [],
        )

    # Header

    @api.model
    def _check(self, move, connection):
        problems = []
        if move.state != "posted":
            problems.append(Problem.on("not_posted", move))
        if move.move_type not in self.env["ledger.export"]._move_types():
            problems.append(Problem.on("kind_unsupported", move))
        if move.invoice_date and move.invoice_date < connection.start_date:
            detail = connection.start_date.isoformat()
            problems.append(Problem.on("before_start", move, detail))
        if move.currency_id != move.company_currency_id:
            problems.append(Problem.on("currency_unsupported", move.currency_id))
        return problems

    @api.model
    def _get_key(self, move, journal, relation):
        kind = Kind(move.move_type)
        return Key(
            kind=kind,
            journal=journal.code,
            number=move.name if kind.is_sale else move.ref or move.name,
            relation="" if kind.is_sale else relation.code,
        )

    @api.model
    def _get_journal(self, move, rules, choices, problems):
        item = (
            choices.journal
            or rules.find("journal", move.journal_id, move.move_type)
            or rules.connection.journal_item_id
        )
        return self._usable(item, problems, "unmapped_journal", move.journal_id)

    @api.model
    def _get_relation(self, move, rules, choices, problems):
        known = self.env["ledger.relation"]._find(rules.connection, move)
        return self._usable(
            choices.relation or known.item_id,
            problems,
            "relation_missing",
            move.commercial_partner_id,
        )

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

    # Lines

    @api.model
    def _get_lines(self, move, rules, choices, problems):
        """The lines that post, each with its own account, VAT code and VAT amount."""
        base_lines, _tax_lines = move._get_rounded_base_and_tax_lines()
        vat_of = self._get_line_taxes(move, base_lines)
        lines, seen = [], set()
        for base_line in base_lines:
            record = base_line["record"]
            if not record.account_id:
                continue
            seen.add(record.id)
            account = self._get_account(move, record, rules, choices, problems)
            vat = self._get_vat(move, record, rules, choices, problems)
            if account and vat is not None:
                lines.append(
                    self._get_line(move, record, account, vat, vat_of[record.id])
                )
        self._check_complete(move, seen, problems)
        return lines

    @api.model
    def _get_line(self, move, record, account, vat, vat_amounts):
        digits = move.currency_id.decimal_places
        own_digits = move.company_currency_id.decimal_places
        return Line(
            account=account._ref(),
            amount=quantise(record.amount_currency, digits),
            balance=quantise(record.balance, own_digits),
            vat=vat._ref() if vat else None,
            vat_amount=vat_amounts["amount"],
            vat_balance=vat_amounts["balance"],
            description=(record.name or record.product_id.display_name or move.name)
            .strip()
            .split("\n")[0],
        )

    @api.model
    def _check_complete(self, move, seen, problems):
        """Every journal item is an instalment, a tax, or was composed above."""
        missed = move.line_ids.filtered(
            lambda line: (
                line.account_id
                and line.display_type not in ("payment_term", "tax")
                and line.id not in seen
                and not line.company_currency_id.is_zero(line.balance)
            )
        )
        for line in missed:
            problems.append(Problem.on("line_unsupported", line, line.name or ""))

    @api.model
    def _get_account(self, move, line, rules, choices, problems):
        item = (
            choices.account
            or rules.find("account", line.account_id, move.move_type)
            or rules.connection.account_item_id
        )
        return self._usable(item, problems, "unmapped_account", line.account_id)

    @api.model
    def _get_vat(self, move, line, rules, choices, problems):
        """The item; False where no VAT code belongs; None where one is missing."""
        taxes = line.tax_ids.flatten_taxes_hierarchy()
        if len(taxes) > 1:
            problems.append(Problem.on("several_taxes", line, line.name or ""))
            return None
        if choices.vat:
            return choices.vat
        if not taxes:
            return False
        item = rules.find("vat", taxes, move.move_type)
        return self._usable(item, problems, "unmapped_vat", taxes) or None

    @api.model
    def _get_line_taxes(self, move, base_lines):
        """{line id: {"amount", "balance"}}: the VAT of each line, summing up per tax
        to exactly what Odoo posted for it."""
        digits = {
            "amount": move.currency_id.decimal_places,
            "balance": move.company_currency_id.decimal_places,
        }
        result = defaultdict(lambda: {"amount": ZERO, "balance": ZERO})
        shares = defaultdict(
            lambda: defaultdict(lambda: {"amount": ZERO, "balance": ZERO})
        )
        sign = move.direction_sign
        for base_line in base_lines:
            for data in base_line["tax_details"]["taxes_data"]:
                share = shares[data["tax"]][base_line["record"].id]
                for name, suffix in (("amount", "_currency"), ("balance", "")):
                    value = sign * data[f"tax_amount{suffix}"]
                    share[name] += quantise(value, digits[name])
        for tax, per_line in shares.items():
            posted = move.line_ids.filtered(lambda li, tax=tax: li.tax_line_id == tax)
            for name, column in (("amount", "amount_currency"), ("balance", "balance")):
                total = quantise(sum(posted.mapped(column)), digits[name])
                parts = [share[name] for share in per_line.values()]
                for line_id, part in zip(per_line, spread(total, parts), strict=True):
                    result[line_id][name] += part
        return result
