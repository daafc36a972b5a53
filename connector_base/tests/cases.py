from odoo import fields

# It logs what of a request is in doubt.
SENDER = "odoo.addons.connector_base.models.export.ledger_sender"


class Working:
    """What a case of any ledger does: invoices are made, exported and looked at, as by
    people and the scheduled actions. For a case with ``connection``, ``company``,
    ``customer`` and ``tax_high``."""

    @classmethod
    def chart_tax(cls, code):
        return cls.env["account.chart.template"].with_company(cls.company).ref(code)

    def invoice(self, *lines, **values):
        """A posted invoice; each line is (price, taxes)."""
        move = self.env["account.move"].create(self.values_of(*lines, **values))
        move.action_post()
        return move

    def invoices(self, number):
        """So many that are alike, made at once."""
        moves = self.env["account.move"].create(
            [self.values_of() for _ in range(number)]
        )
        moves.action_post()
        return moves

    def values_of(self, *lines, move_type="out_invoice", partner=None, **values):
        lines = lines or ((100.0, self.tax_high),)
        return {
            "move_type": move_type,
            "partner_id": (partner or self.customer).id,
            "invoice_date": fields.Date.to_date("2026-03-10"),
            "invoice_payment_term_id": False,
            "invoice_line_ids": [
                (
                    0,
                    0,
                    {
                        "name": f"Line {number}",
                        "price_unit": price,
                        "tax_ids": [(6, 0, taxes.ids if taxes else [])],
                    },
                )
                for number, (price, taxes) in enumerate(lines, 1)
            ],
            **values,
        }

    def export(self, moves, **choices):
        """Enqueue and let the worker run once."""
        rows = self.env["ledger.export"]._enqueue(moves, choices)
        self.run_cron("ir_cron_export")
        return rows

    def run_cron(self, name):
        """As Odoo does, with its real commits."""
        self.env.flush_all()
        # Odoo logs what escapes from a scheduled action, and goes on.
        with self.assertNoLogs("odoo.addons.base.models.ir_cron", "ERROR"):
            self.env.ref(f"connector_base.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def run_of(self, work):
        """What is known of this work on the connection."""
        return self.env["ledger.run"]._get(self.connection, work)

    def refresh(self):
        """All master data, now."""
        self.connection.action_refresh_items()
        self.run_cron("ir_cron_refresh_items")

    def control(self):
        """The rows of the control report, made now."""
        self.connection.action_control()
        self.run_cron("ir_cron_control")
        return self.env["ledger.control"].search(
            [("connection_id", "=", self.connection.id)]
        )

    def due_now(self, rows, sent_ago=0):
        """Time passes: the next try is due."""
        now = fields.Datetime.now()
        rows.write({"next_try": now})
        rows.connection_id.sudo().run_ids.filtered("next_at").next_at = now
        if sent_ago:
            rows.sent_at = fields.Datetime.subtract(now, seconds=sent_ago)
