"""Twinfield, played by the sandbox. Its accountant works over the public web services,
so that nothing but the addresses ties these tests to the sandbox."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import requests
from lxml import etree
from lxml.builder import E
from weather import Weather

from odoo.addons.connector_base.ledger import oauth
from odoo.addons.connector_base.ledger.errors import NotAuthorised
from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.connector_base.ledger.values import (
    Booked,
    ItemKind,
    Key,
    Kind,
    Ref,
    Relation,
)
from odoo.addons.connector_base.tests.contract import Harness
from odoo.addons.twinfield_connector.client import oauth as twinfield
from odoo.addons.twinfield_connector.client.ledger import TwinfieldLedger

TESTS = Path(__file__).parents[1]
ENVELOPE = """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Header><Header xmlns="http://www.twinfield.com/"><AccessToken>{token}</AccessToken>
<CompanyId/><CompanyCode>NL001</CompanyCode></Header></s:Header><s:Body>{body}</s:Body>
</s:Envelope>"""
WRITING = ("&lt;transactions", "&lt;dimension&gt;", "&lt;dimensions&gt;")


def is_writing(seen):
    return any(mark in seen.body for mark in WRITING)


def no_token(stale=None):
    raise NotAuthorised("not_connected")


class TwinfieldHarness(Harness):
    administration = "NL001"
    journal = "VRK"
    general = "MEMO"
    bank = "BNK"
    bank_account = Ref(code="1100")
    closed_day = date(1999, 1, 15)
    account = Ref(code="8000")
    vat = Ref(code="VH")
    customer_as = {
        "name": "Contract Techniek BV",
        "vat": "NL123456789B01",
        "email": "ap@contract.example",
    }

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sandbox", "twinfield"],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(TESTS)},
            text=True,
        )
        self.facts = json.loads(self._process.stdout.readline())
        self.login = self.facts["base_url"]
        self.provider = twinfield.provider(self.login)
        self.client = oauth.Client(
            id=self.facts["client_id"],
            secret=self.facts["client_secret"],
            redirect_uri=self.facts["redirect_uri"],
        )
        self.weather = Weather(self.login, is_writing)
        self._token, self._revoked = "", False
        self._accountants = self._refresh()
        with Session(hosts=["127.0.0.1"]) as http:
            account = twinfield.validate(http, self.login, self._accountants)
        self._cluster = account.cluster_url.removeprefix(self.login)
        self._cached = {}
        with self.open() as ledger:
            kinds = (ItemKind.VAT, ItemKind.JOURNAL)
            self._cached = {kind: list(ledger.items(kind)) for kind in kinds}
        self.account = self._account()
        self.customer = self._customer()

    def fresh(self):
        super().fresh()
        self._token, self._revoked = "", False
        self.weather.clear()

    def stop(self):
        self.weather.stop()
        self._process.terminate()
        self._process.wait(10)
        self._process.stdout.close()

    @classmethod
    def closed(cls):
        return TwinfieldLedger(Session(hosts=[]), no_token, "")

    @contextmanager
    def open(self, administration="NL001"):
        with Session(hosts=["127.0.0.1"], timeout=10) as http:
            cluster = self.weather.url + self._cluster
            yield TwinfieldLedger(
                http,
                self.token,
                cluster,
                administration,
                cached=lambda kind: self._cached.get(kind, []),
            )

    def token(self, stale=None):
        if stale and self._revoked:
            raise NotAuthorised("token_revoked")
        if not self._token or stale == self._token:
            self._token = self._refresh()
        return self._token

    def _refresh(self):
        with Session(hosts=["127.0.0.1"]) as http:
            token = self.facts["refresh_token"]
            return oauth.refresh(http, self.provider, self.client, token).access

    def _account(self):
        with self.open() as ledger:
            codes = [item.ref for item in ledger.items(ItemKind.ACCOUNT)]
        return next(ref for ref in codes if ref.code.startswith("8"))

    def _customer(self):
        with self.open() as ledger:
            like = Relation(kind=ItemKind.CUSTOMER, **self.customer_as)
            return ledger.save_relation(like).ref

    # The accountant

    def receive(self, *parts):
        """One bank line and one set of matches for each part."""
        parts = [(booked, Decimal(amount)) for booked, amount in parts]
        number = self._bank(*parts)
        return [
            self._match(
                booked.relation,
                (booked.id, 1, amount),
                (f"BNK/{number}", line, -amount),
            )
            for line, (booked, amount) in enumerate(parts, start=2)
        ]

    def receive_in_one(self, *booked):
        """One bank line and one set for all of them, who have one customer."""
        total = sum(one.total for one in booked)
        number = self._bank((booked[0], total))
        lines = [(one.id, 1, one.total) for one in booked]
        receipt = (f"BNK/{number}", 2, -total)
        return [self._match(booked[0].relation, *lines, receipt)]

    def receive_less(self, booked, amount, difference, type_):
        amount, difference = Decimal(amount), Decimal(difference)
        number = self._bank((booked, amount))
        return [
            self._match(
                booked.relation,
                (booked.id, 1, amount + difference),
                (f"BNK/{number}", 2, -amount),
                writeoff=(type_, difference),
            )
        ]

    def deposit(self, relation, amount):
        amount = Decimal(amount)
        # Nobody's document, of which only the relation counts.
        key = Key(kind=Kind.INVOICE, journal="", number="")
        nothing = Booked(key=key, id="", number="", relation=relation.code)
        return self._bank((nothing, amount)), amount

    def use(self, deposit, booked):
        number, amount = deposit
        part = min(amount, booked.total)
        self._match(booked.relation, (booked.id, 1, part), (f"BNK/{number}", 2, -part))

    def _bank(self, *parts):
        """Book a receipt with one line for each part; its number."""
        total = sum(amount for _booked, amount in parts)
        return self._process_xml(
            E.transaction(
                E.header(
                    E.office("NL001"),
                    E.code("BNK"),
                    E.currency("EUR"),
                    E.date("20260320"),
                    E.statementnumber("1"),
                    E.startvalue("0.00"),
                    E.closevalue(str(total)),
                ),
                E.lines(
                    self._line("total", 1, "1100", None, total, "debit"),
                    *(
                        self._line("detail", line, "1300", booked, amount, "credit")
                        for line, (booked, amount) in enumerate(parts, start=2)
                    ),
                ),
                destiny="final",
            )
        ).findtext("header/number")

    def _line(self, type_, number, account, booked, amount, side):
        line = E.line(
            E.dim1(account),
            E.value(str(amount)),
            E.debitcredit(side),
            type=type_,
            id=str(number),
        )
        if booked:
            line.insert(1, E.dim2(booked.relation))
            line.append(E.invoicenumber(booked.key.number))
        return line

    def offset(self, note, invoice, amount):
        amount = Decimal(amount)
        lines = (invoice.id, 1, amount), (note.id, 1, -amount)
        return [self._match(note.relation, *lines)]

    def _match(self, relation, *lines, writeoff=None):
        """What ``undo`` takes: the relation and the number of the match."""
        made = [
            E.line(
                E.transcode(id_.partition("/")[0]),
                E.transnumber(id_.partition("/")[2]),
                E.transline(str(line)),
                E.matchvalue(str(amount)),
            )
            for id_, line, amount in lines
        ]
        if writeoff:
            made[0].append(E.writeoff(str(writeoff[1]), type=writeoff[0]))
        answer = self._process_xml(
            E.match(
                E.set(
                    E.office("NL001"),
                    E.matchcode("170"),
                    E.matchdate("20260320"),
                    E.lines(*made),
                )
            )
        )
        return relation, next(answer.iter("dimension")).get("matchnumber")

    def read(self, booked):
        code, _, number = booked.id.partition("/")
        return self._process_xml(
            E.read(
                E.type("transaction"),
                E.office("NL001"),
                E.code(code),
                E.number(number),
            )
        )

    def undo(self, match):
        for relation, number in match:
            body = (
                '<UndoMatch xmlns="http://www.twinfield.com/"><office>NL001</office>'
                f"<dimensionType>DEB</dimensionType><dimension>{relation}</dimension>"
                f"<matchNumber>{number}</matchNumber></UndoMatch>"
            )
            answer = self._soap("matching.asmx", "UndoMatch", body)
            assert not list(answer.iter("{*}Code")), etree.tostring(answer)

    def switch(self, name, position):
        self.control("quirks", keep=True, **{name: position})

    def control(self, path, **values):
        """What takes too long over the web services, by the sandbox's own control."""
        answer = requests.post(f"{self.login}/_control/{path}", json=values, timeout=60)
        assert answer.ok, answer.text
        return answer.json()

    # The weather

    def lose_answer(self):
        self.weather.lose_answer()

    def throttle(self, seconds):
        self.weather.throttle(seconds)

    def garble(self):
        self.weather.garble()

    def expire_token(self):
        self._token = "0" * 32

    def revoke(self):
        self._token, self._revoked = "0" * 32, True

    # The observer

    def count_calls(self):
        return len(self.weather.seen)

    def count_writes(self):
        return self.weather.writing

    def count_entries(self):
        columns = E.columns(
            *(
                E.column(E.field(name), E.visible("true"), *more)
                for name, more in (
                    ("fin.trs.head.yearperiod", self._between("2020/00", "2030/55")),
                    ("fin.trs.head.code", ()),
                    ("fin.trs.head.number", ()),
                )
            ),
            code="100",
        )
        rows = self._process_xml(columns).iter("key")
        keys = {(row.findtext("code"), row.findtext("number")) for row in rows}
        return sum(1 for code, _number in keys if code == self.journal)

    def owed_by(self, relation):
        open_ = "fin.trs.line.openvaluesigned"
        columns = E.columns(
            *(
                E.column(E.field(name), E.visible("true"), *more)
                for name, more in (
                    ("fin.trs.head.yearperiod", self._between("2020/00", "2030/55")),
                    ("fin.trs.line.dim2", self._between(*2 * (relation.code,))),
                    (open_, ()),
                )
            ),
            code="100",
        )
        cells = self._process_xml(columns).iterfind(f"tr/td[@field='{open_}']")
        return sum((Decimal(cell.text) for cell in cells), Decimal(0))

    def _between(self, first, last):
        return E.ask("true"), E.operator("between"), E("from", first), E.to(last)

    def _process_xml(self, element):
        xml = etree.tostring(element, encoding="unicode")
        body = (
            '<ProcessXmlString xmlns="http://www.twinfield.com/"><xmlRequest>'
            f"<![CDATA[{xml}]]></xmlRequest></ProcessXmlString>"
        )
        answer = self._soap("processxml.asmx", "ProcessXmlString", body)
        result = etree.fromstring(next(answer.iter("{*}ProcessXmlStringResult")).text)
        assert result.get("result") == "1", etree.tostring(result)
        return result

    def _soap(self, service, operation, body):
        response = requests.post(
            f"{self.login}{self._cluster}/webservices/{service}",
            data=ENVELOPE.format(token=self._accountants, body=body).encode(),
            headers={
                "Content-Type": "text/xml; charset=utf-8",
                "SOAPAction": f'"http://www.twinfield.com/{operation}"',
            },
            timeout=10,
        )
        return etree.fromstring(response.content.strip())
