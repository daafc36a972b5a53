"""What is lost when Exact Online refuses one thing that the connector uses: as the
table FORMS_EXACT.md says, and nothing else. And nothing is where it only behaves as it
may."""

import os
import random
from datetime import date

import pytest
from forms import place_of
from forms_exact import DUTIES, HEAD, TABLE, Forms, row, users
from harness_exact import ExactHarness

from odoo.addons.connector_base.ledger.values import Ref

ROWS = TABLE.read_text().removeprefix(HEAD).strip().splitlines()
SAMPLE = 12
# Wrong on purpose is what some of it is; the tests of refusals have it.
NOT_HERE = ("error_velocity",)
IS_NIGHTLY = os.environ.get("LC_PROFILE") == "nightly"


def chosen(lines):
    """Some by the date; all in the nightly run."""
    if IS_NIGHTLY:
        return lines
    return random.Random(date.today().isoformat()).sample(lines, SAMPLE)


@pytest.fixture(scope="module")
def harness():
    running = ExactHarness()
    running.fresh()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def forms(harness):
    return Forms(harness)


@pytest.fixture(scope="module")
def used(forms):
    """{(kind, resource and name): (form, the duties that use it)}"""
    return {
        place_of(row(form, duties, {}, ())): (form, duties)
        for form, duties in users(forms).items()
    }


def test_table_has_all_that_is_used(used):
    assert set(used) == {place_of(line) for line in ROWS}


@pytest.mark.parametrize(
    "line", chosen(ROWS), ids=lambda line: "/".join(place_of(line))
)
def test_without_it_is_lost_what_the_table_says(forms, used, line):
    form, duties = used[place_of(line)]
    failed, said = forms.without(form, duties)
    assert row(form, duties, failed, said) == line
    assert said or all(why != "nothing" for why in failed.values()), "each says why"


def test_nothing_is_lost_in_the_other_position_of_a_switch(harness, forms):
    """What nobody knows of the real server: some by the date, by night all."""
    switches = [
        one
        for one in harness._control("switches")["switches"]
        if one["name"] not in NOT_HERE
    ]
    for switch in chosen(switches)[: None if IS_NIGHTLY else 4]:
        harness._control("quirks", **{switch["name"]: switch["other"]})
        try:
            for duty in DUTIES:
                with forms.opened() as ledger:
                    ready = forms.make_ready(duty, ledger)
                    getattr(forms, duty)(ledger, ready)
                    assert ledger.remarks == [], (switch["name"], duty)
        finally:
            harness._control("quirks", **{switch["name"]: switch["default"]})


@pytest.mark.parametrize("language", ["en-US", "fr-FR", "de-DE"])
def test_refusals_are_understood_in_each_language(harness, forms, language):
    """As they are in Dutch."""
    harness._control("language", language=language)
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
        harness._control("language", language="nl-NL")
