"""After booking: changing, removing, a file beside the entry."""

from ....ledger.values import Booked, Ref, Rejected
from ..build import law
from ..subject import Mirror, book, is_told


def amends(ledger, _harness):
    return ledger.traits.entries != "final" and ledger.traits.lookup


def removes(ledger, _harness):
    return ledger.traits.removable != "never" and ledger.traits.lookup


class Entries:
    @law("amend", when=amends)
    def test_entry_that_is_not_final_can_be_amended(self, harness, ledger):
        (booked,) = book(ledger, harness.document("INV/1", "100.00", final=False))
        other = harness.document("INV/1", "200.00", final=False)
        for _twice in range(2):
            amended = ledger.amend(booked, other)
            assert isinstance(amended, Booked), amended
            assert amended.id == booked.id
            assert is_told(amended, other.total)
        assert harness.entries() == 1
        (found,) = ledger.find([other.key])[other.key]
        assert found.id == booked.id
        assert is_told(found, other.total)

    @law("amend", "changes", when=amends)
    def test_amended_entry_owes_what_it_says_now(self, harness, ledger):
        (booked,) = book(ledger, harness.document("INV/1", "100.00", final=False))
        other = harness.document("INV/1", "200.00", final=False)
        ledger.amend(booked, other)
        settled = Mirror(ledger, booked).look()[booked.id]
        assert settled.open == other.total
        assert settled.total in (None, other.total)

    @law("amend", when=lambda ledger, _harness: ledger.traits.entries == "draft")
    def test_draft_is_made_final(self, harness, ledger):
        (booked,) = book(ledger, harness.document("INV/1", final=False))
        amended = ledger.amend(booked, harness.document("INV/1", final=True))
        assert isinstance(amended, Booked), amended
        assert (amended.id, amended.final) == (booked.id, True)
        assert harness.entries() == 1

    @law("amend", when=amends)
    def test_refused_amendment_leaves_the_entry_alone(self, harness, ledger):
        document = harness.document("INV/1", final=False)
        (booked,) = book(ledger, document)
        wrong = harness.document("INV/1", line={"vat": Ref(code="XYZ")}, final=False)
        outcome = ledger.amend(booked, wrong)
        assert isinstance(outcome, Rejected)
        assert outcome.code == "unknown_vat"
        (found,) = ledger.find([booked.key])[booked.key]
        assert is_told(found, document.total)

    @law("remove", when=removes)
    def test_entry_that_is_not_final_can_be_removed(self, harness, ledger):
        (booked,) = book(ledger, harness.document("INV/1", final=False))
        for _twice in range(2):
            assert ledger.remove(booked, "booked by mistake") is None
        assert ledger.find([booked.key])[booked.key] == []
        assert harness.entries() == 0

    @law("remove", "changes", when=removes)
    def test_removed_entry_is_told_gone(self, harness, ledger):
        documents = [harness.document(f"INV/{n}", final=False) for n in range(2)]
        booked, other = book(ledger, *documents)
        mirror = Mirror(ledger, booked, other)
        mirror.look()
        ledger.remove(booked, "booked by mistake")
        told = mirror.look()
        assert told[booked.id].gone
        assert other.id not in told or not told[other.id].gone

    @law("attach")
    def test_one_file_for_each_name(self, harness, ledger):
        (booked,) = book(ledger, harness.document("INV/1"))
        for _twice in range(2):
            outcome = ledger.attach(booked, "INV_1.pdf", b"%PDF-1.4 contract")
            assert not isinstance(outcome, Rejected)
        assert harness.files(booked) == {"INV_1.pdf": len(b"%PDF-1.4 contract")}

    @law("link")
    def test_entry_has_an_address(self, harness, ledger):
        (booked,) = book(ledger, harness.document("INV/1"))
        before = harness.count_calls()
        address = ledger.link(booked)
        assert address == "" or address.startswith(("https://", "http://"))
        assert harness.count_calls() == before
