"""What may be refused and how it is cured, in the guide and on the page of help: one
mixin for every ledger."""

import os
from pathlib import Path

from lxml import html

from odoo.exceptions import UserError
from odoo.tests import new_test_user

from odoo.addons.connector_base.models.ground.ledger_words import ACCOUNTANT, ADMIN, US

DOCS = Path(__file__).resolve().parents[1] / "docs"
BEGIN = (
    "<!-- From here on made by a test, which fails where this page says otherwise: -->"
)
SECTIONS = {
    ACCOUNTANT: "What the accountant mends",
    ADMIN: "What an administrator mends",
    US: "What goes on by itself",
}


class Help:
    """For a ``SandboxCase`` that is an ``HttpCase`` too. ``hosts``: of the real
    ledger."""

    hosts = ()

    def test_guide_tells_each_refusal_and_what_a_firewall_lets_through(self):
        """LC_WRITE=1 writes it."""
        self.connection.sudo().server_url = False
        guide = DOCS / f"guide-{self.provider}.md"
        written, _mark, _made = guide.read_text().partition(BEGIN)
        text = "\n".join([written.rstrip(), "", BEGIN, "", *self._made(), ""])
        if os.environ.get("LC_WRITE"):
            guide.write_text(text)
        self.assertEqual(text, guide.read_text())

    def _made(self):
        words = self.env["ledger.help"]
        yield "## What a firewall has to let through\n"
        yield "| who calls | whom | port | what for |\n|---|---|---|---|"
        server = self.connection.get_base_url()
        for who, whom, port, why in words._get_doors(self.connection):
            if whom.startswith(server):
                whom, port = whom.replace(server, "https://your-odoo"), "443"
            whom = whom.replace(f"/{self.connection.id}", "/…")
            yield f"| {who} | `{whom}` | {port} | {why} |"
        for owner, rows in words._get_refusals(self.connection).items():
            yield f"\n## {SECTIONS[owner]}\n"
            yield "| what the message says | Fix | code |\n|---|---|---|"
            for one in rows:
                codes = ", ".join(f"`{code}`" for code in one["codes"])
                said = one["words"].replace("|", "\\|")
                yield f"| {said} | {'●' if one['fix'] else ''} | {codes} |"

    def test_own_address_of_the_ledger_may_be_entered(self):
        connection, (own, *_others) = self.connection.sudo(), self.hosts
        for address in (f"https://{own}", f"https://{own}/"):
            connection.server_url = address
            self.assertEqual(connection.server_url, address)
        for address in (f"http://{own}", f"https://{own}.example"):
            with self.assertRaises(UserError):
                connection.server_url = address

    def test_port_of_odoo_is_that_of_its_address(self):
        own = self.env["ir.config_parameter"].sudo()
        for address, wanted in (
            ("https://odoo.example", "443"),
            ("http://odoo.example", "80"),
            ("http://odoo.example:8069", "8069"),
        ):
            own.set_param("web.base.url", address)
            doors = self.env["ledger.help"]._get_doors(self.connection)
            ports = {door[2] for door in doors if door[1].startswith(address)}
            self.assertEqual(ports, {wanted})

    def test_help_beside_a_refusal_leads_to_its_place(self):
        """What a firewall lets through is told to who may change the connection."""
        self.connect()
        self.connection.mapping_ids.filtered(
            lambda rule: rule.tax_id == self.tax_high
        ).unlink()
        move = self.invoice()
        row = self.export(move)
        self.assertEqual(row.problems[0]["code"], "unmapped_vat")
        path, _hash, anchor = move.action_ledger_help()["url"].partition("#")
        self.assertEqual(anchor, "unmapped_vat")
        self.connection.sudo().server_url = False
        for group, sees in (("user", False), ("manager", True)):
            user = new_test_user(
                self.env,
                f"help-{group}",
                f"account.group_account_{group}",
                company_id=self.company.id,
                company_ids=self.company.ids,
            )
            self.authenticate(user.login, user.login)
            page = html.fromstring(self.url_open(path).text)
            (told,) = page.xpath(f"//tr[@id='{anchor}']")
            self.assertIn("is not mapped to a VAT code", told.text_content())
            self.assertIn("●", told.text_content())
            doors = "".join(page.xpath("//*[@id='firewall']/following::text()"))
            for host in self.hosts:
                self.assertEqual(host in doors, sees)
        elsewhere = self.setup_other_company()["company"]
        self.connection.sudo().copy({"company_id": elsewhere.id})
        foreign = self.env["ledger.connection"].sudo().search([], order="id desc")[0]
        self.assertEqual(foreign.company_id, elsewhere)
        answer = self.url_open(f"/ledger/help/{foreign.id}")
        self.assertEqual(answer.status_code, 404)
