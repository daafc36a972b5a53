"""What is lost when Twinfield does not know one thing that the connector uses: as the
table FORMS.md says, and nothing else."""

from forms_laws import chosen, laws
from forms_twinfield import HEAD, TABLE, TwinfieldForms
from harness_twinfield import TwinfieldHarness


class TestTwinfieldForms(laws(TwinfieldForms, TwinfieldHarness, TABLE, HEAD)):
    def test_nothing_is_lost_in_another_position_of_a_switch(self, harness, forms):
        """What nobody knows of the real server: some by the date, by night all."""
        positions = [
            (switch["name"], position, switch["default"])
            for switch in harness.control("switches")["switches"]
            for position in switch["others"]
        ]
        for name, position, default in chosen(positions, 2):
            for duty in forms.duties:
                with forms.opened() as ledger:
                    ready = forms.make_ready(duty, ledger)
                harness.control("quirks", keep=True, **{name: position})
                try:
                    with forms.opened() as ledger:
                        getattr(forms, duty)(ledger, ready)
                finally:
                    harness.control("quirks", keep=True, **{name: default})
                assert ledger.remarks == [], (name, position, duty)
