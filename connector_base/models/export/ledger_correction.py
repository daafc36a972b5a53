from dataclasses import replace

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ...ledger.port import has
from ...ledger.values import Against, Booked, Document, from_json

_lt = LazyTranslate(__name__)

# What an accountant compares, and in which words.
HEADER = {
    "journal": _lt("Journal"),
    "number": _lt("Number"),
    "date": _lt("Date"),
    "relation": _lt("Customer or supplier"),
    "currency": _lt("Currency"),
    "total": _lt("Total"),
    "reference": _lt("Payment reference"),
    "period": _lt("Period"),
    "dues": _lt("Due"),
    "description": _lt("Description"),
    "texts": _lt("Free fields"),
}
LINE = {
    "account": _lt("Account"),
    "amount": _lt("Net"),
    "vat": _lt("VAT code"),
    "vat_amount": _lt("VAT"),
    "balance": _lt("Net in company currency"),
    "vat_balance": _lt("VAT in company currency"),
    "description": _lt("Description"),
    "cost_centre": _lt("Cost centre"),
    "project": _lt("Project"),
}
STATE = _lt("The invoice is not posted any more")


class LedgerExport(models.Model):
    """What happens to an entry after it was booked.

    A draft entry is changed or removed in place. A final one is cancelled by its
    opposite, a row of its own that is matched with it, and booked anew.
    """

    _inherit = "ledger.export"

    changed = fields.Boolean(string="Changed Since Export", readonly=True)
    changes = fields.Json(readonly=True)
    changes_text = fields.Text(string="Differences", compute="_compute_changes_text")
    reason = fields.Char(string="Reason for the Correction", readonly=True)
    replaces_id = fields.Many2one("ledger.export", readonly=True, ondelete="restrict")
    then_book = fields.Boolean(readonly=True)
    correction_date = fields.Date(readonly=True)
    todo = fields.Selection([("match", "To match")], readonly=True)
    has_settlements = fields.Boolean(
        readonly=True, help="It is paid or matched in the ledger, in part at least."
    )

    _todo_idx = models.Index("(connection_id, next_try) WHERE todo IS NOT NULL")

    @api.depends("changes")
    @api.depends_context("lang")
    def _compute_changes_text(self):
        lang = self.env.lang or "en_US"
        for row in self:
            texts = []
            for change in row.changes or []:
                if change["field"] == "state":
                    texts.append(STATE._translate(lang))
                    continue
                names = LINE if change["line"] else HEADER
                what = names[change["field"]]._translate(lang)
                if change["line"]:
                    line = self.env._("Line %(number)s", number=change["line"])
                    what = f"{line} · {what}"
                before, after = change["before"] or "–", change["after"] or "–"
                texts.append(f"{what}: {before} → {after}")
            row.changes_text = "\n".join(texts) or False

    # Changed since export

    def _check_changed(self):
        """Compare what the invoices say now with what stands in the ledger."""
        rules = {}
        for row in self.filtered(
            lambda r: r.state == "done" and r.move_id and r.mode == "book"
        ):
            connection = row.connection_id
            if connection not in rules:
                rules[connection] = self.env["ledger.composer"]._rules(connection)
            changes = row._get_changes(rules[connection])
            row.write({"changed": bool(changes), "changes": changes or False})

    def _get_changes(self, rules):
        if not self.booked_document:
            return []
        if self.move_id.state != "posted":
            return [{"line": 0, "field": "state", "before": "", "after": ""}]
        before = from_json(Document, self.booked_document)
        after, problems = self.env["ledger.composer"]._compose(
            self.move_id, rules, self._choices()
        )
        if problems:
            # What can't be composed now can't be compared: the total still can.
            total = {"line": 0, "field": "total", "before": str(before.total)}
            now = self.env["ledger.composer"]._get_total(self.move_id)
            return [{**total, "after": str(now)}] if now != before.total else []
        return _differences(before, after)

    # The remedy

    def _remedy(self):
        """What brings the ledger in step: ``amend``, ``remove``, ``replace`` (remove
        or book the opposite, then book anew), ``reverse``, ``book``; "" for nothing;
        or the code of the problem that stands in the way."""
        self.ensure_one()
        ledger = self.connection_id._look()
        posted = self.move_id.state == "posted"
        if self.ledger_gone:
            return "book" if posted else ""
        if not self.changed:
            return ""
        if self.has_settlements:
            return "correction_paid"
        removable = has(ledger, "remove") and ledger.traits.removable != "never"
        if not self.ledger_final and removable:
            moved = any(c["field"] == "journal" for c in self.changes or [])
            if not posted:
                return "remove"
            return "replace" if moved or not has(ledger, "amend") else "amend"
        return "replace" if posted else "reverse"

    def action_correct(self):
        """The dialog with the differences and the remedy."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct in the Ledger"),
            "res_model": "ledger.correction.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_export_id": self.id},
        }

    def _correct(self, remedy, reason, day=False, choices=None):
        """Enqueue the correction; the worker does it."""
        self.ensure_one()
        if remedy == "amend":
            self._again({**(choices or {}), "mode": "amend", "reason": reason})
        elif remedy == "book":
            self.write({"state": "removed", "reason": reason})
            self._book_anew()
        elif remedy == "remove" or (remedy == "replace" and not self.ledger_final):
            then_book = remedy == "replace"
            self._again({"mode": "remove", "reason": reason, "then_book": then_book})
        else:
            self._reverse(reason, remedy == "replace", day)
        self._trigger()

    def _reverse(self, reason, then_book, day):
        self.create(
            {
                "connection_id": self.connection_id.id,
                "move_id": self.move_id.id,
                "mode": "reverse",
                "generation": 1 + len(self.move_id.ledger_export_ids),
                "replaces_id": self.id,
                "then_book": then_book,
                "correction_date": day,
                "reason": reason,
            }
        )

    def _book_anew(self):
        """One more row for the same invoice, with the choices of this one."""
        # There is one live row at a time: the database must know this one's end.
        self.flush_recordset()
        names = (
            "relation_item_id",
            "journal_item_id",
            "account_item_id",
            "vat_item_id",
            "period_item_id",
        )
        return self.create(
            {
                "connection_id": self.connection_id.id,
                "move_id": self.move_id.id,
                "generation": 1 + len(self.move_id.ledger_export_ids),
                "replaces_id": self.id,
                "final": self.final,
                **{name: self[name].id for name in names},
            }
        )

    def action_finalise(self):
        """Make draft entries final, as they are."""
        self._check_may_write()
        rows = self.filtered(
            lambda r: (
                r.is_draft_entry
                and r.move_id
                and not r.ledger_gone
                and has(r.connection_id._look(), "amend")
            )
        )
        reason = self.env._("Made final")
        for row in rows.sudo():
            row._correct("amend", reason, choices={"final": "final"})
        return self.connection_id[:1]._notify(
            self.env._("Making entries final"),
            self.env._("%(count)s entries are on their way.", count=len(rows)),
        )

    # Worker

    def _get_opposite(self):
        old = from_json(Document, self.replaces_id.booked_document)
        number = f"{old.key.number}-R{self.generation - 1}"
        opposite = self.env["ledger.composer"]._get_opposite(
            old, number, self.correction_date
        )
        return replace(opposite, token=self._get_token())

    def _booked(self):
        """What stands in the ledger, for the port."""
        document = from_json(Document, self.booked_document)
        return Booked(
            key=document.key,
            id=self.ledger_id,
            number=self.ledger_number,
            date=document.date,
            total=document.total,
            relation=document.relation.code,
            final=self.ledger_final,
            file=self.ledger_file or "",
        )

    def _booked_now(self):
        result = super()._booked_now()
        if self.mode == "reverse":
            old = self.replaces_id
            old.write({"state": "superseded", "changed": False, "changes": False})
            self._follow_up_by("match")
            if self.then_book:
                old._book_anew()
        elif self.payment_id and has(self.connection_id._look(), "match"):
            self._follow_up_by("match")
        return result

    def _removed(self):
        """sending -> removed: the draft entry is not in the ledger any more."""
        self.write(
            {
                "state": "removed",
                "changed": False,
                "changes": False,
                "done_at": fields.Datetime.now(),
            }
        )
        if self.then_book:
            self._book_anew()

    def _get_against(self):
        """What is to be matched with this entry."""
        if self.payment_id:
            return self.env["ledger.payment.export"]._get_against(self)
        if self.mode != "reverse":
            return []
        old = from_json(Document, self.replaces_id.booked_document)
        return [Against(id=self.replaces_id.ledger_id, amount=old.total)]

    def _follow_up_by(self, todo):
        """Let the worker do it, where the ledger can."""
        if has(self.connection_id._look(), todo):
            self.write({"todo": todo, "next_try": fields.Datetime.now()})
        elif todo == "match":
            self._warn("match_by_hand")

    def _follow_up(self, ledger):
        """What is done once the entry stands: safe to repeat, so an unclear answer is
        just another try later."""
        refused = getattr(self, f"_do_{self.todo}")(ledger)
        if refused:
            self._warn(f"{self.todo}_refused", refused.message)
        self.todo = False

    def _do_match(self, ledger):
        against = self._get_against()
        if not against:
            return None
        day = from_json(Document, self.booked_document).date
        return ledger.match(self._booked(), against, day)

    def _warn(self, code, detail=""):
        words = self.env["ledger.problem"]._words(
            code, connection=self.connection_id, detail=detail
        )
        self.warnings = "\n".join(filter(None, (self.warnings, words)))

    # What happened there

    def _seen(self, settled):
        """The ledger's present word on this entry."""
        values = {"ledger_open": str(settled.open)}
        if settled.gone != self.ledger_gone:
            values["ledger_gone"] = settled.gone
        if settled.final is not None and settled.final != self.ledger_final:
            values["ledger_final"] = settled.final
        if settled.memo:
            values["ledger_memo"] = settled.memo
        if settled.total is not None:
            values["ledger_total"] = str(settled.total)
        self.write(values)

    def _alerts(self):
        """Codes of what the accountant should know of a booked entry."""
        self.ensure_one()
        codes = super()._alerts()
        if self.state != "done":
            return codes
        if self.ledger_gone:
            codes.append("entry_gone")
        elif self.booked_document and self.ledger_total:
            total = str(from_json(Document, self.booked_document).total)
            if total != self.ledger_total:
                codes.append("entry_changed")
        if self.changed:
            codes.append("invoice_changed")
        if self.is_draft_entry and not self.ledger_gone:
            codes.append("entry_not_final")
        return codes


def _differences(before, after):
    """[{line (0: header), field, before, after}], line by line."""
    found = []
    for name in HEADER:
        one, other = _header(before, name), _header(after, name)
        if one != other:
            found.append({"line": 0, "field": name, "before": one, "after": other})
    names = list(LINE)
    if {before.currency, after.currency} == {after.company_currency}:
        names = [name for name in names if not name.endswith("balance")]
    for number in range(max(len(before.lines), len(after.lines))):
        for name in names:
            one, other = (
                _text(getattr(document.lines[number], name))
                if number < len(document.lines)
                else ""
                for document in (before, after)
            )
            if one != other:
                change = {"field": name, "before": one, "after": other}
                found.append({"line": number + 1, **change})
    return found


def _header(document, name):
    if name in ("journal", "number"):
        return getattr(document.key, name)
    if name == "dues":
        return ", ".join(f"{due.date} {due.amount}" for due in document.dues)
    if name == "texts":
        return ", ".join(text.value for text in document.texts)
    return _text(getattr(document, name))


def _text(value):
    """Short and comparable: a code, an amount, a date."""
    if value is None:
        return ""
    return getattr(value, "code", None) or str(value)
