from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class LedgerButtons(models.AbstractModel):
    """What a person presses on a connection. Whatever calls the ledger for long is
    only asked for here: Odoo may execute a request several times."""

    _name = "ledger.buttons"
    _description = "Buttons of a Ledger Connection"
    _inherit = ["ledger.provider", "ledger.setup", "ledger.card"]

    pause_until = fields.Datetime(compute="_compute_pause_until")

    def _compute_pause_until(self):
        """Until when the ledger wants no calls, by its own word."""
        for connection in self:
            budget = self.env["ledger.access"]._get_budget(connection)
            seconds = budget.get_pause()
            until = fields.Datetime.now() + timedelta(seconds=seconds)
            connection.pause_until = seconds > 0 and until

    # Connect

    def action_connect(self):
        """To the ledger's log-in page."""
        return self.env["ledger.login"]._connect(self._to_change())

    def action_check(self):
        """What may the authorised user do?"""
        connection = self._to_change()
        title, lines, passed = self.env["ledger.login"]._try_out(connection)
        return self._notify(title, lines, "success" if passed else "danger")

    def action_disconnect(self):
        """Stop all calls. Links, history and settings stay."""
        for connection in self._to_change():
            credential = connection._credential()
            sharing = credential._get_connections() - connection
            if not sharing.filtered(lambda one: one.state == "connected"):
                credential._forget()
            connection.write(
                {"state": "disconnected", "deactivated_at": fields.Datetime.now()}
            )

    def action_confirm_database(self):
        self.env["ledger.identity"]._confirm_database(self._to_change())

    def action_confirm_organisation(self):
        self.env["ledger.identity"]._confirm_organisation(self._to_change())

    def action_revoke_links(self):
        """No link that was given out so far opens a PDF any more."""
        for connection in self._to_change():
            connection.pdf_revision += 1

    def action_diagnostics(self):
        """A file for support."""
        self.check_access("write")
        url = f"/ledger/diagnostics/{self.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def action_help(self):
        self.ensure_one()
        return self.env["ledger.help"]._get_action(self, self.problem_code)

    def _grant_received(self):
        self.env["ledger.login"]._grant_received(self._to_change())

    def _choose(self, code, shared=False):
        return self.env["ledger.login"]._choose(self._to_change(), code, shared)

    def _to_change(self):
        """These, to be changed by the code for who may change them."""
        self.check_access("write")
        return self.sudo()

    # Ask for work

    def _check_may_work(self):
        """Who may change invoices may ask for what is done with them."""
        self.check_access("read")
        self.env["account.move"].check_access("write")

    def action_export(self):
        """Export what waits, now."""
        self._check_may_work()
        self._ask("export")

    def action_import_payments(self):
        """Ask for an import now; the form refreshes by itself."""
        return self._start_import(full=False)

    def action_audit(self):
        """Read all payments again, whatever the ledger called a change."""
        return self._start_import(full=True)

    def _start_import(self, full):
        return self._start(
            "import",
            full,
            self.env._("Payment import started"),
            self.env._("New payments appear within a minute."),
        )

    def action_refresh_items(self):
        """All master data."""
        return self._start(
            "items",
            True,
            self.env._("Refresh started"),
            self.env._("Master data is fetched now; the form shows how far it is."),
        )

    def action_control(self):
        """Compare now."""
        return self._start(
            "control",
            True,
            self.env._("Control started"),
            self.env._("The control report is made now."),
        )

    def action_end_pause(self):
        """Call the ledger again before the moment that it named."""
        for connection in self._to_change():
            self.env["ledger.access"]._get_budget(connection).end_pause()
            connection._ask("export")
            connection._ask("import")

    def _start(self, work, full, title, text):
        self._check_connected()
        self._ask(work, full=full)
        return self._notify(title, text)

    def _check_connected(self):
        self._check_may_work()
        for connection in self.filtered(lambda c: c.state != "connected"):
            raise UserError(
                self.env["ledger.problem"]._words(
                    "not_connected", connection=connection
                )
            )

    def action_stop(self):
        """What is being sent is still sent; the rest waits."""
        self._stop(True, self.env._("Export and import were stopped."))

    def action_go_on(self):
        self._stop(False, self.env._("Export and import continue."))
        self._ask("export")
        self._ask("import")

    def _stop(self, stopped, text):
        self._check_may_work()
        for connection in self.sudo():
            connection.stopped = stopped
            connection.message_post(body=text)

    # Answers

    def action_open_list(self):
        """The list that the button's context names, with the filters named there."""
        self.check_access("read")
        context = self.env.context
        wanted = {k: v for k, v in context.items() if k.startswith("search_default_")}
        return self._open_list(context["ledger_list"], **wanted)

    def _open_list(self, name, **context):
        """The list of that action of ours, of these connections alone."""
        self.check_access("read")
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id(f"connector_base.{name}")
        action["domain"] = [("connection_id", "in", self.ids)]
        action["context"] = {"default_connection_id": self[:1].id, **context}
        return action

    def _notify(self, title, message, kind="success"):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": title,
                "message": message,
                "type": kind,
                "sticky": kind == "danger",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
