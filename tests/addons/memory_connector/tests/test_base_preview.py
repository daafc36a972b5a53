from lxml import html

from odoo import Command
from odoo.tests import Form, tagged

from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestBasePreview(LedgerCase):
    """What would be booked, and what would be refused, before anything is sent."""

    def wizard(self, move, **context):
        return Form(
            self.env["ledger.export.wizard"].with_context(
                default_move_ids=move.ids, **context
            )
        ).save()

    def rows(self, wizard):
        table = html.fromstring(wizard.preview)
        return [
            [" ".join(cell.text_content().split()) for cell in row.iterfind("td")]
            for row in table.iterfind("tbody/tr")
        ]

    def sums(self, wizard):
        (foot,) = html.fromstring(wizard.preview).iterfind("tfoot/tr")
        return [" ".join(cell.text_content().split()) for cell in foot][-3:]

    def test_preview_shows_the_lines_and_who_chose(self):
        move = self.invoice((100.0, self.tax_high), (10.0, self.tax_low))
        wizard = self.wizard(move)
        first, second = self.rows(wizard)
        self.assertEqual(first[0], "8000 Revenue")
        self.assertEqual(first[2:5], ["VH VAT high", "100.00", "21.00"])
        self.assertIn(self.tax_high.display_name, first[5])
        self.assertNotIn("Chosen here", first[5])
        self.assertEqual(second[2:5], ["VL VAT low", "10.00", "0.90"])
        self.assertEqual(self.sums(wizard), ["110.00", "21.90", "= 131.90"])
        wizard.account_item_id = self.connection.item_ids.filtered(
            lambda item: item.code == "8100"
        )
        self.assertEqual(self.rows(wizard)[0][0], "8100 Revenue low")
        self.assertIn("Chosen here", self.rows(wizard)[0][5])
        tax = self.company_data["default_tax_purchase"]
        rule = self.connection.mapping_ids.filtered(lambda r: r.tax_id == self.tax_high)
        rule.copy({"tax_id": tax.id})
        bill = self.invoice((100.0, tax), move_type="in_invoice", ref="B-1")
        wizard = self.wizard(bill)
        wizard.account_item_id = self.item("8100")
        self.assertEqual(self.rows(wizard)[0][3:5], ["100.00", "21.00"])
        self.assertEqual(self.sums(wizard), ["100.00", "21.00", "= 121.00"])

    def test_amounts_and_dates_are_written_as_the_reader_does(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        move = self.invoice((1234.5, self.tax_high))
        wizard = self.wizard(move, lang="nl_NL")
        self.assertEqual(self.rows(wizard)[0][3:5], ["1.234,50", "259,25"])
        due = move.invoice_date_due
        self.assertIn(f"{due:%d-%m-%Y}", wizard.preview)
        self.assertNotIn(str(due), wizard.preview)

    def test_what_is_shown_is_what_is_sent(self):
        move = self.invoice((33.33, self.tax_high), (0.07, self.tax_low))
        rows = self.rows(self.wizard(move))
        self.export(move)
        (entry,) = self.books.entries.values()
        self.assertEqual(
            [(row[0].split()[0], row[3], row[4]) for row in rows],
            [
                (line.account.code, str(-line.amount), str(-line.vat_amount))
                for line in entry.document.lines
            ],
        )

    def test_no_preview_of_what_cannot_be_composed_or_of_many(self):
        move, other = self.invoice(), self.invoice()
        self.assertFalse(self.wizard(move | other).preview)
        self.connection.mapping_ids.filtered("tax_id").unlink()
        self.assertFalse(self.wizard(move).preview)

    def test_posted_invoice_says_what_would_be_refused(self):
        good = self.invoice()
        self.assertFalse(good.ledger_forecast)
        self.connection.mapping_ids.filtered("tax_id").unlink()
        bad = self.invoice()
        self.assertEqual(bad.state, "posted")
        self.assertIn(self.tax_high.display_name, bad.ledger_forecast)
        self.assertFalse(self.books.calls.count("post"))

    def test_trial_run_counts_causes_and_books_nothing(self):
        self.connection.mapping_ids.filtered(
            lambda rule: rule.tax_id == self.tax_low
        ).unlink()
        moves = self.invoice() | self.invoice() | self.invoice()
        bad = self.invoice((10.0, self.tax_low)) | self.invoice((20.0, self.tax_low))
        self.invoice(invoice_date="2026-02-10")
        wizard = self.env["ledger.trial.wizard"].create(
            {
                "connection_id": self.connection.id,
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
            }
        )
        wizard.action_try()
        self.assertIn(f"{len(moves)} of {len(moves | bad)}", wizard.summary)
        (cause,) = wizard.cause_ids
        self.assertEqual(cause.move_ids, bad)
        action = cause.action_open_moves()
        self.assertEqual(action["domain"], [("id", "in", bad.ids)])
        self.assertEqual(action["name"], "Invoices and Bills")
        self.assertFalse(self.books.entries)
        self.assertFalse((moves | bad).ledger_export_ids)
        wizard.date_to = "2026-02-28"
        wizard.date_from = "2026-02-01"
        wizard.action_try()
        self.assertFalse(wizard.cause_ids)
        self.assertIn("All would be accepted (1)", wizard.summary)
        wizard.date_from = "2026-02-11"
        wizard.action_try()
        self.assertEqual(wizard.summary, "There is nothing to export in this period.")

    def test_trial_run_is_of_the_only_connection_from_its_start(self):
        self.connection.start_date = "2026-03-05"
        trials = self.env["ledger.trial.wizard"].with_company(self.company)
        with Form(trials) as form:
            self.assertEqual(form.connection_id, self.connection)
            form.connection_id = self.connection.browse()
            form.date_from = "2025-06-01"
            form.connection_id = self.connection
            self.assertEqual(str(form.date_from), "2026-03-05")
        other = self.connection.sudo().copy({"name": "Other"})
        self.assertEqual(Form(trials).connection_id, self.connection)
        other.state = "connected"
        self.assertFalse(Form(trials).connection_id, "nobody knows which")

    def test_currency_with_more_decimals_is_refused(self):
        currency = self.env.ref("base.TND")
        currency.write({"active": True, "rounding": 0.001})
        move = self.invoice((1.234, self.tax_high), currency_id=currency.id)
        self.assertIn("2 decimals", move.ledger_forecast)

    def test_closed_period_is_foreseen_but_not_decided(self):
        self.books.items.append(
            Item(
                kind=ItemKind.PERIOD,
                ref=Ref(code="2026/03"),
                name="March",
                attributes={"open": False, "end": "2026-03-31"},
            )
        )
        self.refresh()
        move = self.invoice()
        self.assertIn("period", move.ledger_forecast)
        self.export(move)
        self.assertEqual(move.ledger_state, "done")

    def test_branch_is_booked_with_its_company(self):
        branch = self.env["res.company"].create(
            {
                "name": "Branch",
                "parent_id": self.company.id,
                "country_id": self.company.country_id.id,
            }
        )
        self.env.user.company_ids |= branch
        self.env["account.chart.template"].try_loading("nl", branch, install_demo=False)
        move = self.invoice(company_id=branch.id)
        self.assertEqual(move.company_id, branch)
        self.assertEqual(move.ledger_connection_id, self.connection)
        self.connection.auto_export = True
        self.work()
        self.assertEqual(self.numbers(), [move.name])
        self.books.settle(move.name, "BNK/1", move.amount_total)
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")

    # Rules

    def test_product_goes_before_the_account(self):
        product = self.product_a
        self.env["ledger.mapping"].create(
            {
                "connection_id": self.connection.id,
                "kind": "account",
                "product_category_id": product.categ_id.id,
                "item_id": self.item("8100").id,
            }
        )
        move = self.invoice()
        move.button_draft()
        move.invoice_line_ids.product_id = product
        move.invoice_line_ids.tax_ids = self.tax_high
        move.action_post()
        self.export(move | self.invoice())
        self.assertEqual(
            [e.document.lines[0].account.code for e in self.books.entries.values()],
            ["8100", "8000"],
        )

    def test_vat_code_of_the_country_it_goes_to(self):
        """One tax of Odoo, another code for each country, as under OSS."""
        group = self.env["res.country.group"].create(
            {
                "name": "Neighbours",
                "country_ids": [Command.link(self.env.ref("base.fr").id)],
            }
        )
        self.env["ledger.mapping"].create(
            {
                "connection_id": self.connection.id,
                "kind": "vat",
                "tax_id": self.tax_high.id,
                "country_group_id": group.id,
                "item_id": self.item("VN").id,
            }
        )
        french = self.partner_a.copy({"country_id": self.env.ref("base.fr").id})
        french.country_id = self.env.ref("base.fr")
        self.export(self.invoice(partner=french) | self.invoice())
        self.assertEqual(
            {e.document.lines[0].vat.code for e in self.books.entries.values()},
            {"VN", "VH"},
        )

    def item(self, code):
        return self.connection.item_ids.filtered(lambda item: item.code == code)

    def test_rules_are_copied_from_another_connection(self):
        self.connection.journal_ids = self.company_data["default_journal_sale"]
        other = self.connection.copy({"name": "Other"})
        other.write({"administration_code": "M2"})
        self.env["ledger.item"].sudo().create(
            [
                {
                    "connection_id": other.id,
                    "kind": item.kind,
                    "code": item.code,
                    "remote_id": item.code,
                }
                for item in self.connection.item_ids
                if item.code != "VL"
            ]
        )
        rule_of = {rule._record(): rule for rule in self.connection.mapping_ids}
        rule_of[self.tax_zero].suggested = True
        levy = self.tax_zero.copy({"name": "Levy"})
        rule_of[self.tax_zero].copy({"tax_id": levy.id, "item_id": False}).write(
            {"apart": True, "suggested": False}
        )
        wizard = self.env["ledger.copy.wizard"].create(
            {"connection_id": other.id, "source_id": self.connection.id}
        )
        action = wizard.action_copy()
        self.assertEqual(action["res_model"], "ledger.mapping")
        shown = self.env["ledger.mapping"].search(action["domain"])
        self.assertEqual(shown, other.mapping_ids)
        rules = {rule._record(): rule for rule in other.mapping_ids}
        self.assertEqual(len(rules), len(self.connection.mapping_ids))
        self.assertEqual(rules[self.tax_high].item_id.code, "VH")
        self.assertEqual(rules[self.tax_high].item_id.connection_id, other)
        self.assertFalse(rules[self.tax_high].suggested)
        self.assertTrue(rules[self.tax_zero].item_id)
        self.assertTrue(rules[self.tax_zero].suggested, "nobody accepted it yet")
        self.assertFalse(rules[levy].suggested, "it needs no item")
        self.assertTrue(rules[self.tax_low].suggested)
        self.assertFalse(rules[self.tax_low].item_id)
        wizard.action_copy()
        self.assertEqual(len(other.mapping_ids), len(rules))

    def test_rules_come_back_from_a_spreadsheet(self):
        """Odoo's own export and import of a list."""
        rules = self.connection.mapping_ids
        names = [
            "connection_id",
            "kind",
            "account_id",
            "tax_id",
            "journal_id",
            "item_id",
            "move_type",
        ]
        rows = rules.export_data(names)["datas"]
        before = {rule.display_name for rule in rules}
        rules.unlink()
        result = self.env["ledger.mapping"].load(names, rows)
        self.assertFalse(result["messages"])
        self.connection.invalidate_recordset()
        after = {rule.display_name for rule in self.connection.mapping_ids}
        self.assertEqual(after, before)

    def test_item_is_found_by_its_code_when_imported(self):
        self.books.items.append(
            Item(kind=ItemKind.ACCOUNT, ref=Ref(code="80001"), name="Alike")
        )
        self.refresh()
        found = self.env["ledger.item"].name_search("8000 Revenue")
        self.assertEqual([id_ for id_, _name in found], self.item("8000").ids)
