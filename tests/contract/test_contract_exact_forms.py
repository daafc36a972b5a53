"""What is lost when Exact Online refuses one thing that the connector uses: as the
table FORMS_EXACT.md says, and nothing else. And nothing is where it only behaves as it
may."""

import pytest
from forms_exact import HEAD, TABLE, ExactForms
from forms_laws import chosen, laws
from harness_exact import ExactHarness

from odoo.addons.connector_base.ledger.values import Ref

# Wrong on purpose is what some of it is; the tests of refusals have it.
NOT_HERE = ("error_velocity",)


class TestExactForms(laws(ExactForms, ExactHarness, TABLE, HEAD)):
    def test_nothing_is_lost_in_another_position_of_a_switch(self, harness, forms):
        """What nobody knows of the real server: some by the date, by night all."""
        positions = [
            (switch["name"], position, switch["default"])
            for switch in harness.control("switches")["switches"]
            if switch["name"] not in NOT_HERE
            for position in switch["others"]
        ]
        for name, position, default in chosen(positions, 4):
            harness.control("quirks", **{name: position})
            try:
                for duty in forms.duties:
                    with forms.opened() as ledger:
                        ready = forms.make_ready(duty, ledger)
                        getattr(forms, duty)(ledger, ready)
                        assert ledger.remarks == [], (name, position, duty)
            finally:
                harness.control("quirks", **{name: default})

    @pytest.mark.parametrize("language", ["en-US", "fr-FR", "de-DE"])
    def test_refusals_are_understood_in_each_language(self, harness, forms, language):
        """As they are in Dutch."""
        harness.control("language", language=language)
        try:
            with forms.opened() as ledger:
                for code, wrong in (
                    ("period_closed", {"date": harness.closed_day}),
                    ("unknown_vat", {"line": {"vat": Ref(code="XYZ")}}),
                    ("unknown_relation", {"customer": Ref(code="999999")}),
                    ("unknown_account", {"line": {"account": Ref(code="99999")}}),
                ):
                    (outcome,) = ledger.post([forms.invoice(**wrong)])
                    assert outcome.code == code, outcome
        finally:
            harness.control("language", language="nl-NL")
