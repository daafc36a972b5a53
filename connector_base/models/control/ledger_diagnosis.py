import json
import platform
import re
from dataclasses import asdict
from datetime import timedelta
from importlib import metadata

from odoo import api, fields, models, release
from odoo.tools import config

from ...ledger import redact
from ...ledger.port import DUTIES, has
from ...ledger.veil import Veil

PERIOD = timedelta(hours=1)
# Characters of a text, and of all: the youngest exchanges go first.
MOST, ALL = 20_000, 5_000_000
LIBRARIES = ("requests", "urllib3", "oauthlib", "cryptography", "lxml", "zeep")
# Settings that say how a connection works; texts may say anything.
SETTINGS = ("boolean", "selection", "integer", "date", "datetime")
OPTIONS = ("admin_passwd", "db_password", "smtp_password", "ledger_connector_key")
PARAMETERS = ("database.secret",)
# The end of the key to an invoice's PDF opens it: see ``ledger.document.link``.
PDF_KEY = re.compile(r"\b([0-9]+-[0-9a-f]+-)[0-9a-f]{20}\b")


class LedgerDiagnosis(models.AbstractModel):
    """The last hour of a connection, for support: what was said, versions, what the
    ledger is and can, what it refused. Nothing secret, and of persons only the shape of
    what was said of them."""

    _name = "ledger.diagnosis"
    _description = "Diagnosis of a Ledger Connection"

    @api.model
    def _get_text(self, connection):
        """JSON. Its reader may see the log."""
        self.env["ledger.log"].check_access("read")
        personal = getattr(connection, f"_{connection.provider}_personal", None)
        veil = Veil(*(personal() if personal else ((),)))
        exchanges, left_out = self._get_exchanges(connection, veil)
        found = {
            "made_at": fields.Datetime.now(),
            "versions": self._get_versions(),
            "connection": self._get_settings(connection),
            "ledger": self._get_capabilities(connection),
            "left_out_by_the_ledger": self._get_remarks(connection, veil),
            "works": self._get_works(connection, veil),
            "exports": self._get_exports(connection),
            "master_data": self._get_items(connection),
            "older_exchanges_left_out": left_out,
            "exchanges": exchanges,
        }
        found = _each(found, self._get_mask())
        return json.dumps(found, indent=1, default=str, ensure_ascii=False)

    @api.model
    def _get_mask(self):
        """A function that takes what is secret out of a text, by its value."""
        secrets = [
            secret
            for credential in self.env["ledger.credential"].sudo().search([])
            for secret in credential._get_secrets()
        ]
        secrets += [str(config.get(name) or "") for name in OPTIONS]
        parameters = self.env["ir.config_parameter"].sudo()
        secrets += [parameters.get_param(name) or "" for name in PARAMETERS]

        def mask(text):
            return PDF_KEY.sub(rf"\1{redact.MASK}", redact.text(text, secrets=secrets))

        return mask

    @api.model
    def _get_versions(self):
        modules = self.env["ir.module.module"].sudo()
        installed = modules.search(
            [
                ("state", "=", "installed"),
                "|",
                *("|", ("name", "=like", "%connector%"), ("name", "=like", "l10n%")),
                ("name", "in", ("account", "account_accountant", "queue_job")),
            ]
        )
        libraries = {name: _version(name) for name in LIBRARIES}
        return {
            "odoo": release.version,
            "python": platform.python_version(),
            "postgresql": self.env.cr._cnx.server_version,
            "addons": {one.name: one.latest_version for one in installed},
            "libraries": {name: found for name, found in libraries.items() if found},
        }

    @api.model
    def _get_settings(self, connection):
        company = connection.company_id
        settings = {
            name: connection[name]
            for name, field in connection._fields.items()
            if field.type in SETTINGS and field.store
        }
        return {
            **settings,
            "provider": connection.provider,
            "administration": connection.administration_code,
            "server": connection.server_url,
            "problem": connection.problem_code,
            "country": company.country_id.code,
            "currency": company.currency_id.name,
            "chart": company.chart_template,
            "account": (connection.sudo().credential_ids.account or {}).get(
                "cluster_url"
            ),
        }

    @api.model
    def _get_capabilities(self, connection):
        ledger = connection._look()
        return {
            "kinds": [kind.value for kind in ledger.kinds],
            "duties": {duty: has(ledger, duty) for duty in sorted(DUTIES)},
            "traits": asdict(ledger.traits),
        }

    @api.model
    def _get_remarks(self, connection, veil):
        rows = self.env["ledger.remark"]._get_shown(connection)
        return [
            {
                "code": row.code,
                "detail": veil.words(row.detail or ""),
                "first_at": row.create_date,
                "at": row.at,
            }
            for row in rows
        ]

    @api.model
    def _get_works(self, connection, veil):
        names = ("begun_at", "done_at", "full_at", "since", "cursor", "problem_code")
        return {
            run.work: {
                **{name: run[name] or None for name in names},
                "problem_detail": veil.words(run.problem_detail or ""),
            }
            for run in connection.run_ids
        }

    @api.model
    def _get_exports(self, connection):
        groups = self.env["ledger.export"]._read_group(
            [("connection_id", "=", connection.id)],
            ["state", "error_code"],
            ["__count"],
        )
        return [
            {"state": state, "problem": code or None, "count": count}
            for state, code, count in groups
        ]

    @api.model
    def _get_items(self, connection):
        groups = (
            self.env["ledger.item"]
            .with_context(active_test=False)
            ._read_group(
                [("connection_id", "=", connection.id)], ["kind", "active"], ["__count"]
            )
        )
        return [
            {"kind": kind, "active": active, "count": count}
            for kind, active, count in groups
        ]

    @api.model
    def _get_exchanges(self, connection, veil):
        """(those of the last hour, the youngest first; how many did not fit)"""
        since = fields.Datetime.now() - PERIOD
        ids = (
            self.env["ledger.log"]
            .search([("connection_id", "=", connection.id), ("at", ">=", since)])
            .ids
        )
        found, size = [], 0
        for index, id_ in enumerate(ids):
            # One by one: a day's texts would not fit into memory.
            row = self.env["ledger.log"].browse(id_)
            found.append(self._get_exchange(row, veil))
            row.invalidate_recordset()
            size += sum(map(len, found[-1]["texts"].values()))
            if size > ALL:
                return found, len(ids) - index - 1
        return found, 0

    @api.model
    def _get_exchange(self, row, veil):
        texts = {
            "address": veil.request(row.url or ""),
            "error": veil.request(row.error or ""),
            "request": veil.request(_cut(row.request or "")),
            "answer": veil.answer(_cut(row.response or "")),
        }
        return {
            "at": row.at,
            "operation": row.operation,
            "method": row.method,
            "status": row.status,
            "milliseconds": row.milliseconds,
            "texts": {name: veil.words(text) for name, text in texts.items()},
        }


def _each(value, change):
    """With each text in it changed, also those of which it is made."""
    if isinstance(value, dict):
        return {name: _each(one, change) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_each(one, change) for one in value]
    return change(value) if isinstance(value, str) else value


def _cut(text):
    if len(text) <= MOST:
        return text
    return f"{text[:MOST]}… {len(text) - MOST} more characters"


def _version(library):
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return ""
