"""What is lost when Twinfield does not know one thing that the connector uses: as the
table FORMS.md says, and nothing else."""

import os
import random
from datetime import date

import pytest
from forms import place_of
from forms_twinfield import DUTIES, HEAD, TABLE, Forms, row, users
from harness_twinfield import TwinfieldHarness

ROWS = TABLE.read_text().removeprefix(HEAD).strip().splitlines()
SAMPLE = 12
IS_NIGHTLY = os.environ.get("LC_PROFILE") == "nightly"


def chosen(lines, sample=SAMPLE):
    """Some by the date; all in the nightly run."""
    if IS_NIGHTLY:
        return lines
    return random.Random(date.today().isoformat()).sample(lines, sample)


@pytest.fixture(scope="module")
def harness():
    running = TwinfieldHarness()
    running.fresh()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def forms(harness):
    return Forms(harness)


@pytest.fixture(scope="module")
def used(forms):
    return users(forms)


def test_table_has_all_that_is_used(used):
    assert set(used) == {place_of(line) for line in ROWS}


@pytest.mark.parametrize(
    "line", chosen(ROWS), ids=lambda line: "/".join(place_of(line))
)
def test_without_it_is_lost_what_the_table_says(forms, used, line):
    form = place_of(line)
    failed, said = forms.without(form, used[form])
    assert row(form, used[form], failed, said) == line
    assert said or all(why != "nothing" for why in failed.values()), "each says why"


def test_nothing_is_lost_in_another_position_of_a_switch(harness, forms):
    """What nobody knows of the real server: some by the date, by night all."""
    positions = [
        (switch["name"], position, switch["default"])
        for switch in harness.control("switches")["switches"]
        for position in switch["others"]
    ]
    for name, position, default in chosen(positions, 2):
        harness.control("quirks", keep=True, **{name: position})
        try:
            for duty in DUTIES:
                with forms.opened() as ledger:
                    ready = forms.make_ready(duty, ledger)
                    getattr(forms, duty)(ledger, ready)
                assert ledger.remarks == [], (name, position, duty)
        finally:
            harness.control("quirks", keep=True, **{name: default})
