"""Trial calls: what the user may do."""

from html import unescape

import pytest
from loopback import fault, found, reply, soap
from twinfield_answers import VAT, opened

from odoo.addons.connector_base.ledger.errors import (
    NotAuthorised,
)


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


OWING = (
    '<dimension result="1"><code>1000</code><financials>'
    "<substitutewith>{}</substitutewith></financials></dimension>"
)


TRIALS = {
    "administrations": soap('<offices><office name="Acme">NL001</office></offices>'),
    "administration": soap("<office><name>Acme</name></office>"),
    "accounts": found(("0110", "Gebouwen")),
    "vat": found(("VH", "Hoog")),
    "journals": found(("VRK", "Verkoop")),
    "customers": found(),
    "receivables": found(),
    "transactions": soap("<browse/>"),
}


def test_check_tells_what_the_user_may_not_do(ledger, server):
    denied = soap(
        '<browse result="0" msgtype="error" '
        'msg="U hebt geen toegang tot deze administratie."/>'
    )
    server.then(
        soap('<offices result="1"><office name="Acme">NL001</office></offices>'),
        soap('<office result="1"><code>NL001</code><name>Acme</name></office>'),
        found(("0110", "Gebouwen")),
        found(),
        found(),
        *[found(("VRK", "Verkoop"))],
        found(),
        found(("1000", "Afnemer")),
        soap(OWING.format("11300")),
        soap('<dimension result="0" msgtype="error" msg="bestaat niet"/>'),
        denied,
    )
    passed = {check.name: check.passed for check in ledger.check()}
    assert passed == {
        "administrations": True,
        "administration": True,
        "accounts": True,
        "vat": False,
        "journals": True,
        "customers": True,
        "receivables": False,
        "transactions": False,
    }


def test_check_shows_the_account_of_the_receivables(ledger, server):
    for name, answer in TRIALS.items():
        server.then(answer)
        if name == "vat":
            server.then(soap(VAT))
        if name == "customers":
            server.then(found(("1000", "Afnemer")), soap(OWING.format("1300")))
            server.then(soap("<dimension><name>Debiteuren</name></dimension>"))
            server.then(soap("<browse/>"))
            break
    checks = {check.name: check.detail for check in ledger.check()}
    assert checks["receivables"] == "1300 Debiteuren"


@pytest.mark.parametrize("denied", TRIALS)
def test_each_trial_tries_what_it_is_named_after(ledger, server, denied):
    for name, answer in TRIALS.items():
        if name == denied:
            server.then(fault("102", text="Geen rechten."))
        else:
            server.then(answer)
            if name == "vat":
                server.then(soap(VAT))
    checks = {check.name: check for check in ledger.check()}
    assert list(checks) == list(TRIALS)
    assert [name for name, check in checks.items() if not check.passed] == [denied]
    assert "Geen rechten." in checks[denied].detail


def test_check_does_not_hide_that_the_token_is_refused(ledger, server):
    refusal = reply(status=401)
    server.then(refusal, refusal)
    with pytest.raises(NotAuthorised):
        ledger.check()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (soap('<user result="1"><role>LEVEL1</role></user>'), ["ODOO"]),
        (soap('<user result="1"><role>LEVEL3</role></user>'), []),
        # Who may not see users.
        (soap('<user result="0" msgtype="error" msg="Geen toegang."/>'), []),
        (fault("102", text="Geen rechten."), []),
    ],
)
def test_user_who_may_do_everything_is_remarked(server, answer, told):
    for name, passed in TRIALS.items():
        server.then(passed, *[soap(VAT)] * (name == "vat"))
    server.then(answer)
    with opened(server, user="ODOO") as ledger:
        ledger.check()
        remarks = [(one.code, one.detail) for one in ledger.remarks]
    assert remarks == [("user_may_everything", user) for user in told]
    assert "<type>user</type><code>ODOO</code>" in unescape(server.requests[-1].body)
