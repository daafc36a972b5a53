"""What the base relies on, whatever the ledger: one suite for every port."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    NotAuthorised,
    NotExecuted,
    ProtocolError,
    Throttled,
    Unsupported,
)
from odoo.addons.connector_base.ledger.http import utcnow
from odoo.addons.connector_base.ledger.values import (
    Booked,
    ItemKind,
    Kind,
    Ref,
    Rejected,
    Relation,
    SettlementKind,
)

RECEIVED = date(2026, 3, 20)  # the day of all receipts


@pytest.fixture
def ledger(harness):
    with harness.open() as opened:
        yield opened


def post(ledger, documents):
    """As many at a time as the ledger takes."""
    size = ledger.capabilities.batch_size
    return [
        outcome
        for start in range(0, len(documents), size)
        for outcome in ledger.post(documents[start : start + size])
    ]


def book(ledger, *documents):
    outcomes = post(ledger, documents)
    assert all(isinstance(outcome, Booked) for outcome in outcomes), outcomes
    return outcomes


def changed(ledger, cursor, *booked):
    """({id: Settled}, new cursor)"""
    ours = {one.id: one.id for one in booked}
    pages = list(ledger.changes(cursor, ours))
    settled = [one for page in pages for one in page.settled]
    assert len({one.id for one in settled}) == len(settled)
    return {one.id: one for one in settled}, pages[-1].cursor


# Booking


def test_booked_document_says_what_was_booked(harness, ledger):
    document = harness.document("INV/1", "100.00", final=False)
    (booked,) = book(ledger, document)
    assert booked.key == document.key
    assert booked.id
    assert booked.number
    assert (booked.date, booked.total) == (harness.day, Decimal("121.00"))
    assert booked.relation == harness.customer.code
    assert not booked.final


def test_credit_note_is_negative_everywhere(harness, ledger):
    (note,) = book(ledger, harness.document("RINV/1", "50.00", kind=Kind.CREDIT_NOTE))
    assert note.total == Decimal("-60.50")
    assert ledger.find([note.key])[note.key][0].total == Decimal("-60.50")
    settled, _cursor = changed(ledger, "", note)
    assert settled[note.id].open == Decimal("-60.50")


def test_outcomes_come_in_the_order_of_the_documents(harness, ledger):
    wrong = harness.document("INV/2", line={"vat": Ref(code="XYZ")})
    documents = [harness.document("INV/1"), wrong, harness.document("INV/3")]
    outcomes = post(ledger, documents)
    assert [type(outcome) for outcome in outcomes] == [Booked, Rejected, Booked]
    assert outcomes[1].code == "unknown_vat"
    assert outcomes[1].message
    found = ledger.find([one.key for one in (outcomes[0], outcomes[2])])
    assert [hits[0].id for hits in found.values()] == [outcomes[0].id, outcomes[2].id]
    assert harness.entries() == 2


def test_full_batch_is_one_writing_request(harness, ledger):
    size = ledger.capabilities.batch_size
    documents = [harness.document(f"INV/{index}") for index in range(size)]
    booked = book(ledger, *documents)
    assert len({one.id for one in booked}) == size
    assert harness.writes() == 1


def test_second_time_books_nothing_and_says_duplicate(harness, ledger):
    document = harness.document("INV/1")
    book(ledger, document)
    (outcome,) = ledger.post([document])
    assert isinstance(outcome, Rejected)
    assert outcome.code == "duplicate"
    assert harness.entries() == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"line": {"account": Ref(code="99999")}}, "unknown_account"),
        ({"customer": Ref(code="999999")}, "unknown_relation"),
    ],
)
def test_refusal_says_what_is_wrong(harness, ledger, wrong, code):
    (outcome,) = ledger.post([harness.document("INV/1", **wrong)])
    assert isinstance(outcome, Rejected)
    assert outcome.code == code
    assert outcome.message
    assert harness.entries() == 0


def test_unknown_journal(harness, ledger):
    document = harness.document("INV/1")
    wrong = replace(document, key=replace(document.key, journal="NOPE"))
    (outcome,) = ledger.post([wrong])
    assert isinstance(outcome, Rejected)
    assert outcome.code == "journal_unknown"


def test_closed_period_books_nothing(harness, ledger):
    (outcome,) = ledger.post([harness.document("INV/1", date=harness.closed_day)])
    assert isinstance(outcome, Rejected)
    assert outcome.code == "period_closed"


# Looking up


def test_every_key_is_answered(harness, ledger):
    (booked,) = book(ledger, harness.document("INV/1"))
    missing = harness.document("INV/2").key
    found = ledger.find([missing, booked.key])
    assert found[missing] == []
    (hit,) = found[booked.key]
    assert (hit.id, hit.number, hit.total) == (booked.id, booked.number, booked.total)
    final = ledger.capabilities.drafts  # without them nothing is
    assert (hit.relation, hit.final) == (harness.customer.code, final)


def test_number_that_only_begins_alike_is_no_hit(harness, ledger):
    book(ledger, harness.document("INV/10"), harness.document("INV"))
    key = harness.document("INV/1").key
    assert ledger.find([key]) == {key: []}


def test_lost_answer_is_doubt_and_can_be_looked_up(harness, ledger):
    document = harness.document("INV/1")
    harness.lose_answer()
    with pytest.raises(InDoubt) as caught:
        ledger.post([document])
    assert not isinstance(caught.value, NotExecuted)
    (hit,) = ledger.find([document.key])[document.key]
    assert hit.total == document.total
    assert (harness.writes(), harness.entries()) == (1, 1)


def test_receipt_with_the_same_number_is_no_hit(harness, ledger):
    (booked,) = book(ledger, harness.document("INV/1"))
    harness.receive((booked, "121.00"))
    assert [hit.id for hit in ledger.find([booked.key])[booked.key]] == [booked.id]


# Weather


def test_expired_token_is_renewed_and_nothing_booked_twice(harness, ledger):
    harness.expire_token()
    book(ledger, harness.document("INV/1"))
    assert harness.entries() == 1


def test_withdrawn_consent_is_the_admins_business(harness, ledger):
    harness.revoke()
    with pytest.raises(NotAuthorised):
        ledger.post([harness.document("INV/1")])
    assert harness.entries() == 0


def test_too_many_requests_waits_as_long_as_told(harness, ledger):
    harness.throttle(23)
    with pytest.raises(Throttled) as caught:
        ledger.post([harness.document("INV/1")])
    pause = caught.value.retry_at - utcnow()
    assert timedelta(seconds=15) < pause <= timedelta(seconds=23)
    assert harness.entries() == 0


def test_garbage_is_never_taken_for_an_outcome(harness, ledger):
    harness.garble()
    with pytest.raises(ProtocolError):
        ledger.post([harness.document("INV/1")])
    harness.garble()
    with pytest.raises((ProtocolError, NotExecuted)):
        ledger.administrations()


# Master data


@pytest.mark.parametrize("kind", ItemKind)
def test_items_of_every_kind_have_code_and_name(ledger, kind):
    items = list(ledger.items(kind))
    has_none = kind is ItemKind.CONDITION and not ledger.capabilities.conditions
    assert bool(items) != has_none
    assert all(item.kind is kind and item.ref.code and item.name for item in items)
    assert len({item.ref for item in items}) == len(items)


def test_items_tell_what_the_mapping_needs(harness, ledger):
    vat = harness.item(list(ledger.items(ItemKind.VAT)), harness.vat.code)
    assert vat.attributes["percentage"] == "21.00"
    assert vat.attributes["use"] == "sale"
    journals = list(ledger.items(ItemKind.JOURNAL))
    assert harness.item(journals, harness.journal).attributes["use"] == "sale"
    uses = {journal.attributes["use"] for journal in journals}
    assert uses <= {"sale", "purchase", "bank", "cash", "general"}
    accounts = [item.ref.code for item in ledger.items(ItemKind.ACCOUNT)]
    assert harness.account.code in accounts


def test_only_what_changed_since_is_listed(harness, ledger):
    if ItemKind.CUSTOMER not in ledger.capabilities.incremental:
        return
    before = {item.ref.code for item in ledger.items(ItemKind.CUSTOMER)}
    # Some read an hour or two again, for the clocks that they were told of.
    since = (utcnow() + timedelta(hours=3)).isoformat(timespec="seconds")
    assert list(ledger.items(ItemKind.CUSTOMER, since)) == []
    since = (utcnow() - timedelta(minutes=1)).isoformat(timespec="seconds")
    made = ledger.save_relation(Relation(kind=ItemKind.CUSTOMER, name="Nieuw BV"))
    codes = {item.ref.code for item in ledger.items(ItemKind.CUSTOMER, since)}
    assert made.ref.code in codes - before


def test_administration_and_rights(harness, ledger):
    codes = [one.code for one in ledger.administrations()]
    assert harness.administration in codes
    assert [check.name for check in ledger.check() if not check.passed] == []


def test_foreign_administration_is_denied(harness):
    with harness.open(administration=harness.foreign) as ledger:
        with pytest.raises(NotAuthorised) as caught:
            list(ledger.items(ItemKind.ACCOUNT))
        assert caught.value.code == "administration_denied"


# After booking


def test_entry_that_is_not_final_can_be_amended(harness, ledger):
    (booked,) = book(ledger, harness.document("INV/1", "100.00", final=False))
    other = harness.document("INV/1", "200.00", final=False)
    for _twice in range(2):
        amended = ledger.amend(booked, other)
        assert isinstance(amended, Booked), amended
        assert (amended.id, amended.total) == (booked.id, Decimal("242.00"))
    (found,) = ledger.find([other.key])[other.key]
    assert (found.id, found.total) == (booked.id, Decimal("242.00"))
    assert harness.entries() == 1
    settled, _cursor = changed(ledger, "", booked)
    assert settled[booked.id].total == Decimal("242.00")
    assert settled[booked.id].open == Decimal("242.00")


def test_entry_that_is_not_final_can_be_removed(harness, ledger):
    (booked,) = book(ledger, harness.document("INV/1", final=False))
    _settled, cursor = changed(ledger, "", booked)
    for _twice in range(2):
        assert ledger.remove(booked, "booked by mistake") is None
    assert ledger.find([booked.key])[booked.key] == []
    assert harness.entries() == 0


def test_refused_amendment_leaves_the_entry_alone(harness, ledger):
    (booked,) = book(ledger, harness.document("INV/1", final=False))
    wrong = harness.document("INV/1", line={"vat": Ref(code="XYZ")}, final=False)
    outcome = ledger.amend(booked, wrong)
    assert isinstance(outcome, Rejected)
    assert outcome.code == "unknown_vat"
    assert ledger.find([booked.key])[booked.key][0].total == booked.total


def test_one_file_for_each_name(harness, ledger):
    (booked,) = book(ledger, harness.document("INV/1"))
    if not ledger.capabilities.attach:
        with pytest.raises(Unsupported):
            ledger.attach(booked, "INV_1.pdf", b"%PDF-1.4 contract")
        return
    for _twice in range(2):
        assert ledger.attach(booked, "INV_1.pdf", b"%PDF-1.4 contract") is None
    assert harness.files(booked) == {"INV_1.pdf": len(b"%PDF-1.4 contract")}


# Relations


def test_relation_is_found_by_what_is_equal(harness, ledger):
    like = harness.customer_as
    for known, expected in (
        ({"code": harness.customer.code, "name": "?"}, "code"),
        ({"vat": like["vat"], "name": "?"}, "vat"),
        ({"email": like["email"].upper(), "name": "?"}, "email"),
        ({"name": like["name"]}, "name"),
    ):
        (hit, *_) = ledger.relations(Relation(kind=ItemKind.CUSTOMER, **known))
        assert hit.ref.code == harness.customer.code
        assert hit.attributes["matched_by"] == expected
        assert hit.name == like["name"]


def test_stranger_is_not_found(ledger):
    stranger = Relation(
        kind=ItemKind.CUSTOMER,
        name="Nobody & Sons",
        vat="NL999999999B99",
        email="x@y.z",
    )
    assert ledger.relations(stranger) == []


def test_new_relation_is_found_again_and_can_be_invoiced(harness, ledger):
    relation = Relation(
        kind=ItemKind.CUSTOMER,
        name="Ünal & Zn <B.V.>",
        street="Dam 1",
        postcode="1012JS",
        city="Amsterdam",
        country="NL",
        vat="NL001234567B01",
        email="ap@unal.example",
        payment_days=14,
        iban="NL91ABNA0417164300",
    )
    writes = harness.writes()
    made = ledger.save_relation(relation)
    assert made.ref.code
    assert harness.writes() == writes + 1
    (found,) = ledger.relations(relation)
    assert (found.ref, found.name) == (made.ref, relation.name)
    assert found.attributes["postcode"] == "1012JS"
    book(ledger, harness.document("INV/1", customer=made.ref))


def test_updating_keeps_code_and_what_is_not_said(harness, ledger):
    relation = Relation(
        kind=ItemKind.CUSTOMER, name="Eerst BV", email="a@eerst.example"
    )
    made = ledger.save_relation(relation)
    update = Relation(kind=ItemKind.CUSTOMER, name="Later BV", code=made.ref.code)
    assert ledger.save_relation(update, {"name"}).ref == made.ref
    (found,) = ledger.relations(update)
    assert (found.name, found.attributes["email"]) == ("Later BV", "a@eerst.example")


def test_relation_without_a_name_is_refused(ledger):
    outcome = ledger.save_relation(Relation(kind=ItemKind.CUSTOMER, name=""))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "name_missing"


# Payments


def test_untouched_document_is_wholly_open(harness, ledger):
    (booked,) = book(ledger, harness.document("INV/1"))
    settled, _cursor = changed(ledger, "", booked)
    assert settled[booked.id].open == booked.total
    assert settled[booked.id].allocations == ()


@pytest.mark.parametrize("amount", ["121.00", "21.50"])
def test_receipt_settles_in_full_or_in_part(harness, ledger, amount):
    (booked,) = book(ledger, harness.document("INV/1"))
    harness.receive((booked, amount))
    one = changed(ledger, "", booked)[0][booked.id]
    (allocation,) = one.allocations
    assert allocation.kind is SettlementKind.PAYMENT
    assert allocation.amount == Decimal(amount)
    assert allocation.balance in (None, Decimal(amount))
    assert allocation.currency == "EUR"
    assert one.open == booked.total - Decimal(amount)


def test_one_receipt_for_three_invoices_is_one_settlement(harness, ledger):
    booked = book(ledger, *[harness.document(f"INV/{n}") for n in range(3)])
    harness.receive(*[(one, one.total) for one in booked])
    settled, _cursor = changed(ledger, "", *booked)
    allocations = [a for one in settled.values() for a in one.allocations]
    assert [a.amount for a in allocations] == [Decimal("121.00")] * 3
    assert len({a.settlement for a in allocations}) == 1
    assert len({a.key for a in allocations}) == 3
    assert {one.open for one in settled.values()} == {Decimal(0)}


def test_two_receipts_for_one_invoice_are_two_settlements(harness, ledger):
    (booked,) = book(ledger, harness.document("INV/1"))
    harness.receive((booked, "100.00"))
    first = changed(ledger, "", booked)[0][booked.id].allocations
    harness.receive((booked, "21.00"))
    one = changed(ledger, "", booked)[0][booked.id]
    assert sorted(a.amount for a in one.allocations) == [Decimal(21), Decimal(100)]
    assert len({a.settlement for a in one.allocations}) == 2
    assert first[0] in one.allocations
    assert one.open == 0


def test_credit_note_settles_an_invoice(harness, ledger):
    invoice, note = book(
        ledger,
        harness.document("INV/1"),
        harness.document("RINV/1", "50.00", kind=Kind.CREDIT_NOTE),
    )
    harness.offset(note, invoice, "60.50")
    settled, _cursor = changed(ledger, "", invoice, note)
    (mine,) = settled[invoice.id].allocations
    (theirs,) = settled[note.id].allocations
    assert {mine.kind, theirs.kind} == {SettlementKind.DOCUMENT}
    assert (mine.counterpart, theirs.counterpart) == (note.id, invoice.id)
    assert (mine.amount, theirs.amount) == (Decimal("60.50"), Decimal("-60.50"))
    assert settled[invoice.id].open == Decimal("60.50")
    assert settled[note.id].open == 0


def test_unmatched_receipt_is_gone_at_the_next_look(harness, ledger):
    (booked,) = book(ledger, harness.document("INV/1"))
    match = harness.receive((booked, "121.00"))
    settled, cursor = changed(ledger, "", booked)
    assert settled[booked.id].open == 0
    harness.undo(match)
    one = changed(ledger, cursor, booked)[0][booked.id]
    assert (one.open, one.allocations) == (booked.total, ())


def test_looking_twice_gives_the_same(harness, ledger):
    (booked,) = book(ledger, harness.document("INV/1"))
    harness.receive((booked, "50.00"))
    assert changed(ledger, "", booked)[0] == changed(ledger, "", booked)[0]


def test_cursor_loses_nothing(harness, ledger):
    first, second = book(ledger, harness.document("INV/1"), harness.document("INV/2"))
    _settled, cursor = changed(ledger, "", first, second)
    harness.receive((first, "1.00"))
    settled, later = changed(ledger, cursor, first, second)
    assert settled[first.id].open == Decimal("120.00")
    harness.receive((second, "2.00"))
    settled, _cursor = changed(ledger, later, first, second)
    assert settled[second.id].open == Decimal("119.00")
    settled, _cursor = changed(ledger, cursor, first, second)
    assert {one.open for one in settled.values()} == {Decimal(120), Decimal(119)}


def test_only_ours_are_told(harness, ledger):
    ours, theirs = book(ledger, harness.document("INV/1"), harness.document("INV/2"))
    harness.receive((ours, "121.00"), (theirs, "121.00"))
    assert list(changed(ledger, "", ours)[0]) == [ours.id]


# The whole of the books


@pytest.fixture
def stranger(harness, ledger):
    """A customer of whom nothing else is open."""
    name = f"Vreemde {harness.salt}BV"
    return ledger.save_relation(Relation(kind=ItemKind.CUSTOMER, name=name)).ref


def on_account(ledger, relation, since=date(2026, 1, 1)):
    found = [one for one in ledger.on_account(since) if one.relation == relation.code]
    assert all(one.role is ItemKind.CUSTOMER for one in found)
    assert all((one.currency, one.date) == ("EUR", RECEIVED) for one in found)
    assert all(one.settlement for one in found)
    return [one.amount for one in found]


def listed(ledger, *booked):
    ids = {one.id for one in booked}
    days = date(2026, 3, 1), date(2026, 3, 31)
    return {one.id: one for one in ledger.booked(*days) if one.id in ids}


def test_money_paid_too_much_stands_on_account(harness, ledger, stranger):
    (booked,) = book(ledger, harness.document("INV/1", customer=stranger))
    assert on_account(ledger, stranger) == []
    harness.use(harness.deposit(stranger, "150.00"), booked)
    assert on_account(ledger, stranger) == [Decimal("-29.00")]
    assert harness.owed_by(stranger) == Decimal("-29.00")
    assert listed(ledger, booked)[booked.id].open == 0


def test_money_before_the_invoice_until_it_is_matched(harness, ledger, stranger):
    deposit = harness.deposit(stranger, "121.00")
    other = harness.deposit(stranger, "10.00")
    assert sorted(on_account(ledger, stranger)) == [Decimal(-121), Decimal(-10)]
    assert on_account(ledger, stranger, RECEIVED) != []
    assert on_account(ledger, stranger, RECEIVED + timedelta(days=1)) == []
    (booked,) = book(ledger, harness.document("INV/1", customer=stranger))
    assert listed(ledger, booked)[booked.id].open == Decimal("121.00")
    assert sum(on_account(ledger, stranger)) == Decimal("-131.00")
    assert harness.owed_by(stranger) == Decimal("-10.00")
    harness.use(deposit, booked)
    assert on_account(ledger, stranger) == [Decimal("-10.00")]
    harness.use(other, book(ledger, harness.document("INV/2", customer=stranger))[0])
    assert on_account(ledger, stranger) == []


def test_unmatched_receipt_stands_on_account(harness, ledger, stranger):
    (booked,) = book(ledger, harness.document("INV/1", customer=stranger))
    match = harness.receive((booked, "121.00"))
    assert on_account(ledger, stranger) == []
    harness.undo(match)
    assert on_account(ledger, stranger) == [Decimal("-121.00")]
    settled, _cursor = changed(ledger, "", booked)
    assert settled[booked.id].open == Decimal("121.00")


def test_listed_entries_tell_total_vat_and_open(harness, ledger, stranger):
    documents = [
        harness.document("INV/1", customer=stranger),
        harness.document("RINV/1", "50", kind=Kind.CREDIT_NOTE, customer=stranger),
    ]
    booked = book(ledger, *documents)
    found = listed(ledger, *booked)
    told = [(found[one.id].total, found[one.id].vat) for one in booked]
    assert told == [
        (Decimal("121.00"), Decimal("21.00")),
        (Decimal("-60.50"), Decimal("-10.50")),
    ]
    harness.receive((booked[0], "21.00"))
    assert listed(ledger, *booked)[booked[0].id].open == Decimal("100.00")
