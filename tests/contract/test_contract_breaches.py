"""Each law notices who breaks it: a ledger in memory with one thing wrong."""

import inspect
from dataclasses import replace
from decimal import Decimal

import pytest
from harness_memory import FilesHarness, MemoryHarness, OpenHarness, PlainHarness

from odoo.addons.connector_base.ledger.values import Changes, Rejected
from odoo.addons.connector_base.tests.contract import contract
from odoo.addons.connector_base.tests.contract.build import laws
from odoo.addons.connector_base.tests.contract.subject import Watched
from odoo.addons.memory_connector.client.books import Books
from odoo.addons.memory_connector.client.ledger import MemoryLedger
from odoo.addons.plain_connector.client.ledger import PlainLedger


def calling(right):
    def wrong(self, *args, **kwargs):
        self.books.requests += 1
        return right(self, *args, **kwargs)

    return wrong


def calling_when_opened(right):
    def wrong(self, books, *args):
        books.requests += 1
        right(self, books, *args)

    return wrong


def each(**wrong):
    """Outcomes that say something else."""
    return lambda right: (
        lambda self, *args: [replace(one, **wrong) for one in right(self, *args)]
    )


def hits(**wrong):
    return lambda right: (
        lambda self, keys: {
            key: [replace(hit, **wrong) for hit in found]
            for key, found in right(self, keys).items()
        }
    )


def pages(change):
    """``change(page, number)`` of each page of changes."""
    return lambda right: (
        lambda self, cursor, ours: (
            change(page, number)
            for number, page in enumerate(right(self, cursor, ours), start=1)
        )
    )


def settled(**wrong):
    def change(page, _number):
        told = tuple(replace(one, **wrong) for one in page.settled)
        return Changes(cursor=page.cursor, settled=told)

    return pages(change)


def paid_by(*ids):
    return lambda right: (
        lambda self, entry: tuple(
            replace(one, by=ids or tuple(self.entries)) for one in right(self, entry)
        )
    )


def ignoring(**values):
    """Documents that come without something."""
    return lambda right: (
        lambda self, documents: right(
            self, [replace(one, **values) for one in documents]
        )
    )


def telling_all_again(right):
    nothing = Decimal(0)
    return lambda self, cursor, ours: right(
        self, cursor, {id_: replace(one, open=nothing) for id_, one in ours.items()}
    )


def beginning_at_the_end(right):
    return lambda self, cursor, ours: right(self, cursor or "9", ours)


def number(outcome):
    return lambda right: lambda self, document: outcome


OTHER = Rejected(code="not_on_sundays", message="")
BREACHES = [
    (MemoryHarness, "opening_makes_no_call", "__init__", calling_when_opened),
    (PlainHarness, "rights_suffice", "check", lambda right: lambda self: []),
    (MemoryHarness, "entry_has_an_address", "link", calling),
    (MemoryHarness, "entry_is_final_as_the_trait_says", "post", each(final=True)),
    (OpenHarness, "entry_is_final_as_the_trait_says", "post", each(final=True)),
    (PlainHarness, "entry_is_final_as_the_trait_says", "post", each(final=False)),
    (PlainHarness, "booked_document_says_what_was_booked", "post", each(balance=None)),
    (PlainHarness, "booked_document_says_what_was_booked", "post", each(mark="?")),
    (PlainHarness, "same_token_books_nothing_again", "post", ignoring(token="")),
    (PlainHarness, "token_makes_a_lost_answer_harmless", "post", ignoring(token="")),
    (PlainHarness, "token_is_of_one_document", "post", ignoring(token="same")),
    (
        MemoryHarness,
        "number_is_booked_anew_as_often_as_is_meant",
        "post",
        ignoring(attempt=0),
    ),
    (PlainHarness, "number_is_as_it_was_announced", "post", each(number="?")),
    (
        PlainHarness,
        "number_of_each_attempt_is_as_it_was_announced",
        "post",
        each(number="?"),
    ),
    (PlainHarness, "number_that_does_not_fit_is_told_before", "number", number("1")),
    (MemoryHarness, "what_is_found_is_known_for_the_document", "find", hits(mark="?")),
    (
        MemoryHarness,
        "what_is_found_is_known_for_the_document",
        "find",
        hits(total=None, balance=None),
    ),
    (
        FilesHarness,
        "who_can_not_look_up_finds_nothing_and_asks_nobody",
        "find",
        calling,
    ),
    (MemoryHarness, "draft_is_made_final", "amend", lambda right: lambda *args: OTHER),
    (MemoryHarness, "removed_entry_is_told_gone", "changes", settled(gone=False)),
    (MemoryHarness, "untouched_document_is_wholly_open", "changes", settled(gone=True)),
    (
        MemoryHarness,
        "stopped_after_any_page_the_rest_comes_from_its_cursor",
        "changes",
        pages(lambda page, _number: replace(page, cursor="999999999")),
    ),
    (
        MemoryHarness,
        "cursor_never_goes_back",
        "changes",
        pages(lambda page, number: replace(page, cursor=f"{9 - number}")),
    ),
    (
        MemoryHarness,
        "empty_cursor_finds_what_was_missed",
        "changes",
        beginning_at_the_end,
    ),
    (PlainHarness, "only_what_is_open_is_told", "changes", settled(allocations=())),
    (PlainHarness, "only_what_is_open_is_told", "changes", settled(open=Decimal(0))),
    (
        PlainHarness,
        "what_is_open_as_before_is_not_told_again",
        "changes",
        telling_all_again,
    ),
]
LEDGERS = {PlainHarness: PlainLedger}


def obey(harness_class, law):
    harness = harness_class()
    harness.fresh()
    subject = contract(harness_class)()
    with harness.open() as ledger:
        known = {"harness": harness, "ledger": Watched(ledger, harness.codes)}
        test = getattr(subject, f"test_{law}")
        test(**{name: known[name] for name in inspect.signature(test).parameters})


@pytest.mark.parametrize(("harness", "law", "name", "breach"), BREACHES)
def test_breach_is_noticed(monkeypatch, harness, law, name, breach):
    obey(harness, law)
    ledger = LEDGERS.get(harness, MemoryLedger)
    monkeypatch.setattr(ledger, name, breach(getattr(ledger, name)))
    with pytest.raises((AssertionError, KeyError)):
        obey(harness, law)


@pytest.mark.parametrize(
    ("law", "breach"),
    [
        ("our_own_payment_is_told_by_its_id", paid_by("another")),
        ("what_the_accountant_booked_is_not_told_as_ours", paid_by()),
    ],
)
def test_payment_under_another_name_is_noticed(monkeypatch, law, breach):
    obey(MemoryHarness, law)
    monkeypatch.setattr(Books, "allocations", breach(Books.allocations))
    with pytest.raises(AssertionError):
        obey(MemoryHarness, law)


def test_code_without_words_is_noticed(monkeypatch):
    monkeypatch.setattr(Books, "refusal_of", lambda self, document: OTHER)
    harness = MemoryHarness()
    harness.fresh()
    with harness.open() as ledger:
        with pytest.raises(AssertionError, match="not_on_sundays"):
            Watched(ledger).post([harness.document("INV/1")])
        Watched(ledger, frozenset({OTHER.code})).post([harness.document("INV/1")])


def test_every_law_is_somebodys():
    subjects = (MemoryHarness, OpenHarness, FilesHarness, PlainHarness)
    collected = {name for one in subjects for name in vars(contract(one))}
    assert {name for name, _function in laws()} <= collected
