"""What a request costs the sandboxes, counted in calls of functions of their own: that
is the same on every machine, busy or not."""

import json
import sys
from pathlib import Path

import pytest
import sandbox
from twinfield_client import ENVELOPE, Twinfield
from werkzeug.test import Client

OURS = str(Path(sandbox.__file__).parent)
QUIET = 'raisewarning="false"'
TODAY = "2026-06-15T12:00:00"
ROWS = 100
# {request: calls, a twentieth above what they were when this was written}. Their CPU is
# no more than it was in the version before, request by request.
MOST = {
    "twinfield": {
        "token": 18,
        "invoice": 530,
        "relation": 230,
        "finder": 270,
        "browse": 3640,
    },
    "exact": {"sale": 590, "look-up": 160, "terms": 3570, "relations": 200},
}
BROWSE = (
    "head.yearperiod head.code head.number head.status head.date line.dim2 "
    "line.valuesigned line.openvaluesigned line.invnumber line.modified"
)
SEARCH = """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>
<Header xmlns="http://www.twinfield.com/"><AccessToken>{}</AccessToken><CompanyCode>NL001
</CompanyCode></Header></s:Header><s:Body><Search xmlns="http://www.twinfield.com/">
<type>DIM</type><pattern>*</pattern><field>0</field><firstRow>1</firstRow><maxRows>100
</maxRows><options><ArrayOfString><string>dimtype</string><string>PNL</string>
</ArrayOfString></options></Search></s:Body></s:Envelope>"""


@pytest.fixture
def fresh():
    """Each test has a sandbox of its own."""


def twinfield(box, http):
    """{name: a request}"""
    info, refresh = box.info, box.control("tokens/restore")["refresh_token"]

    def token():
        form = {"grant_type": "refresh_token", "refresh_token": refresh}
        auth = (info["client_id"], info["client_secret"])
        path = "/auth/authentication/connect/token"
        return http.post(path, data=form, auth=auth)

    bearer = token().json["access_token"]

    def ask(service, operation, body):
        address = f"/cluster/webservices/{service}.asmx"
        action = f'"http://www.twinfield.com/{operation}"'
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": action}
        return http.post(address, data=body.encode(), headers=headers)

    def process(xml):
        body = ENVELOPE.format(token=bearer, company="NL001", xml=xml)
        return ask("processxml", "ProcessXmlString", body)

    columns = "".join(
        f"<column><field>fin.trs.{name}</field><visible>true</visible></column>"
        for name in BROWSE.split()
    )
    relation = (
        "<read><type>dimensions</type><office>NL001</office><dimtype>DEB</dimtype>"
        "<code>1000</code></read>"
    )
    box.control("fill", office="NL001", entries=ROWS)
    return {
        "token": token,
        "invoice": lambda: process(Twinfield.invoice(None, attributes=QUIET)),
        "relation": lambda: process(relation),
        "finder": lambda: ask("finder", "Search", SEARCH.format(bearer)),
        "browse": lambda: process(f'<columns code="100">{columns}</columns>'),
    }


def exact(box, http):
    info, refresh = box.info, box.control("tokens/restore")["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": refresh}
    form |= {name: info[name] for name in ("client_id", "client_secret")}
    token = http.post("/api/oauth2/token", data=form).json["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    headers["Content-Type"] = "application/json"
    root = "/api/v1/124132"

    def get(path, **options):
        query = {f"${name}": value for name, value in options.items()}
        return http.get(f"{root}/{path}", query_string=query, headers=headers)

    def id_of(path, code):
        filter_ = f"trim(Code) eq '{code}'"
        return get(path, select="ID", top=1, filter=filter_).json["d"][0]["ID"]

    line = {"GLAccount": id_of("financial/GLAccounts", "8000"), "AmountFC": 100}
    sale = {
        "Customer": id_of("crm/Accounts", "1000"),
        "Journal": "70",
        "YourRef": "INV/1",
        "SalesEntryLines": [{**line, "VATCode": "2"}],
    }
    box.control("limits", minutely=None, daily=None)
    box.control("fill", division=124132, entries=ROWS)
    entries, terms = "salesentry/SalesEntries", "sync/Cashflow/PaymentTerms"
    return {
        "sale": lambda: http.post(
            f"{root}/{entries}", data=json.dumps(sale), headers=headers
        ),
        "look-up": lambda: get(
            entries, select="EntryID", filter="YourRef eq 'FILL7'", top=2
        ),
        "terms": lambda: get(
            terms, filter="Timestamp gt 1", select="ID,AmountDC,Status,YourRef"
        ),
        "relations": lambda: get("crm/Accounts", select="ID,Code,Name"),
    }


def calls(act):
    """Of functions of the sandbox while ``act`` answers."""
    counted, before = [], sys.getprofile()

    def note(frame, event, _argument):
        if event == "call" and frame.f_code.co_filename.startswith(OURS):
            counted.append(frame.f_code.co_name)

    sys.setprofile(note)
    try:
        answer = act()
    finally:
        sys.setprofile(before)
    assert answer.status_code < 300, answer.get_data(as_text=True)
    return len(counted)


@pytest.mark.parametrize(
    ("provider", "requests"), [("twinfield", twinfield), ("exact", exact)]
)
def test_a_request_costs_no_more_than_it_did(provider, requests):
    with sandbox.start(provider) as box:
        box.control("clock", set=TODAY)
        box.control("reset")
        acts = requests(box, Client(box.server._wsgi))
        for act in acts.values():
            act()  # what is made once is made
        found = {name: calls(act) for name, act in acts.items()}
    most = MOST[provider]
    assert {name: n for name, n in found.items() if n > most[name]} == {}
    # Else the bound says nothing any more.
    assert all(most[name] < 1.5 * n for name, n in found.items()), found
