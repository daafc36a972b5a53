"""Customers and suppliers: found by what is equal, saved without losing the rest."""

from ....ledger.values import ItemKind, Rejected, Relation
from ..build import law
from ..subject import book


class Relations:
    @law("relations")
    def test_relation_is_found_by_what_is_equal(self, harness, ledger):
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

    @law("relations")
    def test_stranger_is_not_found(self, ledger):
        stranger = Relation(
            kind=ItemKind.CUSTOMER,
            name="Nobody & Sons",
            vat="NL999999999B99",
            email="x@y.z",
        )
        assert ledger.relations(stranger) == []

    @law("relations", "save_relation")
    def test_new_relation_is_found_again_and_can_be_invoiced(self, harness, ledger):
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

    @law("relations", "save_relation")
    def test_updating_keeps_code_and_what_is_not_said(self, harness, ledger):
        relation = Relation(
            kind=ItemKind.CUSTOMER, name="Eerst BV", email="a@eerst.example"
        )
        made = ledger.save_relation(relation)
        update = Relation(kind=ItemKind.CUSTOMER, name="Later BV", code=made.ref.code)
        assert ledger.save_relation(update, {"name"}).ref == made.ref
        (found,) = ledger.relations(update)
        assert (found.name, found.attributes["email"]) == (
            "Later BV",
            "a@eerst.example",
        )

    @law("save_relation")
    def test_relation_without_a_name_is_refused(self, ledger):
        outcome = ledger.save_relation(Relation(kind=ItemKind.CUSTOMER, name=""))
        assert isinstance(outcome, Rejected)
        assert outcome.code == "name_missing"
