"""Which customer is which partner: certain, doubtful, or nobody."""

import pytest

from odoo.addons.connector_base.ledger.matching import CANDIDATES, Party, match


def one(theirs, *ours):
    (found,) = match(
        [Party(id=1, **theirs)],
        [Party(id=number, **known) for number, known in enumerate(ours, 11)],
    )
    return found


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ({"vat": "NL001234567B01"}, {"vat": "nl 0012.34567.B01"}),
        ({"vat": "001234567B01"}, {"vat": "NL001234567B01"}),
        ({"chamber": "12345678"}, {"chamber": "1234 5678"}),
        ({"code": "1001", "name": "Acme B.V."}, {"code": "1001", "name": "ACME BV"}),
    ],
)
def test_equal_number_or_code_and_name_is_certain(theirs, ours):
    found = one(theirs, ours, {"name": "Somebody else"})
    assert (found.candidates, found.certain) == ((11,), True)


@pytest.mark.parametrize(
    "known",
    [{"name": "Acme"}, {"email": "a@example.com"}, {"code": "1001"}],
)
def test_name_email_or_code_alone_is_a_proposal(known):
    found = one(known, known)
    assert (found.candidates, found.certain) == ((11,), False)


def test_bank_account_alone_is_a_proposal():
    found = one(
        {"ibans": ("NL91ABNA0417164300",)}, {"ibans": ("NL91 ABNA 0417164300",)}
    )
    assert (found.candidates, found.certain, found.equal) == ((11,), False, ("iban",))


def test_other_vat_number_contradicts():
    same = {"code": "1001", "name": "Acme"}
    found = one({**same, "vat": "NL1"}, {**same, "vat": "NL2"})
    assert (found.candidates, found.certain, found.contradicts) == ((11,), False, True)
    assert not one({"vat": "NL123"}, {"vat": "BE123"}).certain


def test_who_contradicts_comes_last():
    found = one(
        {"name": "Acme", "chamber": "1", "vat": "NL1"},
        {"name": "Acme", "chamber": "1", "vat": "NL2"},
        {"name": "Acme"},
    )
    assert found.candidates == (12, 11)
    assert not found.certain


def test_two_partners_of_one_vat_number_are_doubtful():
    found = one({"vat": "NL1"}, {"vat": "NL1"}, {"vat": "NL1", "name": "Branch"})
    assert (set(found.candidates), found.certain) == ({11, 12}, False)


def test_two_customers_of_one_partner_are_doubtful():
    found = match(
        [Party(id=1, vat="NL1"), Party(id=2, vat="NL1")], [Party(id=11, vat="NL1")]
    )
    assert [one.certain for one in found] == [False, False]


def test_number_beats_code_and_name():
    found = one(
        {"vat": "NL1", "code": "1001", "name": "Acme"},
        {"code": "1001", "name": "Acme"},
        {"vat": "NL1"},
    )
    assert found.candidates[0] == 12
    assert not found.certain, "two that are strong: a person knows which one"


def test_nobody_is_nobody():
    assert one({"name": "Acme"}, {"name": "Other"}).candidates == ()
    assert one({"name": ""}, {"name": ""}).candidates == ()


def test_a_name_of_everybody_stays_a_short_list():
    ours = [{"name": "Jansen"}] * 5000
    assert len(one({"name": "Jansen"}, *ours).candidates) == CANDIDATES
