"""Exact Online, played by the sandbox. Nobody but its people can match there, so the
accountant works by the sandbox's own control."""

import json
import os
import secrets
import subprocess
import sys
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import requests
from weather import Weather

from odoo.addons.connector_base.ledger import oauth
from odoo.addons.connector_base.ledger.errors import NotAuthorised
from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.connector_base.ledger.values import ItemKind, Relation
from odoo.addons.connector_base.tests.contract import Harness
from odoo.addons.exact_connector.client import oauth as exact
from odoo.addons.exact_connector.client.ledger import ExactLedger

TESTS = Path(__file__).parents[1]


def is_writing(seen):
    return seen.method != "GET" and "/oauth2/" not in seen.path


def no_token(stale=None):
    raise NotAuthorised("not_connected")


class ExactHarness(Harness):
    administration = "124132"
    foreign = "999999"
    journal = "70"
    general = "90"
    closed_day = date(1999, 1, 15)
    customer_as = {
        "name": "Contract Techniek BV",
        "vat": "NL123456789B02",
        "email": "ap@contract.example",
    }
    codes = frozenset({"receivables_mismatch"})

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sandbox", "exact"],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(TESTS)},
            text=True,
        )
        self.facts = json.loads(self._process.stdout.readline())
        self.site = self.facts["base_url"]
        self.control("limits", minutely=None, daily=None)
        # Wrong on purpose is what many of these tests do.
        self.control("quirks", error_velocity=False, same_code_refused=True)
        self.provider = exact.provider(self.site)
        self.client = oauth.Client(
            id=self.facts["client_id"],
            secret=self.facts["client_secret"],
            redirect_uri=self.facts["redirect_uri"],
        )
        self.weather = Weather(self.site, is_writing)
        self._refresh_token = self.facts["refresh_token"]
        self._token, self._revoked = "", False
        self.account = self._item(ItemKind.ACCOUNT, "8000")
        self.vat = self._item(ItemKind.VAT, "2")
        self.customer = self._customer()

    def fresh(self):
        super().fresh()
        # Entries get the digits of our number: it has to be one that is free.
        self.salt = f"{secrets.randbelow(900000) + 100000}-"
        if self._revoked:
            self._refresh_token = self.control("tokens/restore")["refresh_token"]
            self._token, self._revoked = "", False
        self.weather.clear()

    def stop(self):
        self.weather.stop()
        self._process.terminate()
        self._process.wait(10)
        self._process.stdout.close()

    @classmethod
    def closed(cls):
        return ExactLedger(Session(hosts=[]), no_token, "", own_numbers=True)

    @contextmanager
    def open(self, administration="124132"):
        with Session(hosts=["127.0.0.1"], timeout=10) as http:
            yield ExactLedger(
                http, self.token, self.weather.url, administration, own_numbers=True
            )

    def token(self, stale=None):
        if stale and self._revoked:
            raise NotAuthorised("token_revoked")
        if not self._token or stale == self._token:
            self.control("tokens/expire")
            with Session(hosts=["127.0.0.1"]) as http:
                grant = oauth.refresh(
                    http, self.provider, self.client, self._refresh_token
                )
            self._token, self._refresh_token = grant.access, grant.refresh
        return self._token

    def _item(self, kind, code):
        with self.open() as ledger:
            return self.item(list(ledger.items(kind)), code).ref

    def _customer(self):
        with self.open() as ledger:
            like = Relation(kind=ItemKind.CUSTOMER, **self.customer_as)
            return ledger.save_relation(like).ref

    # The accountant

    def receive(self, *parts):
        """One bank entry with a line for each part."""
        invoices = [
            {**self._name(booked), "amount": str(amount)} for booked, amount in parts
        ]
        self._act("receipt", date="2026-03-20", invoices=invoices)
        return [booked for booked, _amount in parts]

    def receive_in_one(self, *booked):
        """One bank line and one match for all of them, who have one customer."""
        invoices = [self._name(one) for one in booked]
        self._act("receipt", date="2026-03-20", invoices=invoices, lump=True)
        return booked

    def receive_less(self, booked, amount, difference):
        """The difference is kept back."""
        invoice = self._name(booked) | {
            "amount": amount,
            "writeoff": {"type": "writeoff", "amount": difference},
        }
        self._act("receipt", date="2026-03-20", invoices=[invoice])
        return [booked]

    def offset(self, note, invoice, amount):
        assert Decimal(amount) == min(abs(note.total), invoice.total)
        names = [self._name(note), self._name(invoice)]
        self._act("match", date="2026-03-20", invoices=names)
        return [invoice]

    def undo(self, match):
        for booked in match:
            self._act("unmatch", **self._name(booked))

    def deposit(self, relation, amount):
        day = "2026-03-20"
        return self._act("deposit", date=day, relation=relation.code, amount=amount)

    def use(self, deposit, booked):
        self._act("match", date="2026-03-21", invoices=[self._name(booked), deposit])

    def _name(self, booked):
        return {"journal": booked.key.journal, "number": booked.number}

    # The weather

    def lose_answer(self):
        self.weather.lose_answer()

    def throttle(self, seconds):
        self.weather.throttle(seconds)

    def garble(self):
        self.weather.garble()

    def expire_token(self):
        self.control("tokens/expire")

    def revoke(self):
        self.control("tokens/revoke")
        self._revoked = True

    # The observer

    def count_calls(self):
        return len(self.weather.seen)

    def count_writes(self):
        return self.weather.writing

    def count_entries(self):
        found = self._act("transactions")["transactions"]
        return sum(1 for one in found if one["journal"] == self.journal)

    def owed_by(self, relation):
        return Decimal(self._act("totals")["relations"].get(relation.code, "0"))

    def files(self, booked):
        found = self._act("files", **self._name(booked))["files"]
        return {one["name"]: one["size"] for one in found}

    def age(self, cursor):
        """The last versions that were dealt with."""
        lists = (json.loads(cursor)[name] for name in ("terms", "deleted"))
        return [max([one["floor"], *one["above"]]) for one in lists]

    def _act(self, path, **values):
        return self.control(path, division=self.administration, **values)

    def switch(self, name, position):
        self.control("quirks", keep=True, **{name: position})

    def control(self, path, **values):
        answer = requests.post(f"{self.site}/_control/{path}", json=values, timeout=10)
        assert answer.ok, answer.text
        return answer.json()
