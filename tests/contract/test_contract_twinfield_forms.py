"""What is lost when Twinfield does not know one thing that the connector uses: as the
table FORMS.md says, and nothing else."""

import os
import random
from datetime import date

import pytest
from forms_twinfield import HEAD, TABLE, Forms, row, users
from harness_twinfield import TwinfieldHarness

ROWS = TABLE.read_text().removeprefix(HEAD).strip().splitlines()
SAMPLE = 12


def form_of(line):
    _, kind, name, *_rest = (cell.strip() for cell in line.split("|"))
    return kind, name.strip("`")


def chosen():
    """Some by the date; all in the nightly run."""
    if os.environ.get("LC_PROFILE") == "nightly":
        return ROWS
    return random.Random(date.today().isoformat()).sample(ROWS, SAMPLE)


@pytest.fixture(scope="module")
def forms():
    harness = TwinfieldHarness()
    harness.fresh()
    yield Forms(harness)
    harness.stop()


@pytest.fixture(scope="module")
def used(forms):
    return users(forms)


def test_table_has_all_that_is_used(used):
    assert set(used) == {form_of(line) for line in ROWS}


@pytest.mark.parametrize("line", chosen(), ids=lambda line: "/".join(form_of(line)))
def test_without_it_is_lost_what_the_table_says(forms, used, line):
    form = form_of(line)
    failed, said = forms.without(form, used[form])
    assert row(form, failed, said) == line
    assert all(failed.values()), "each says why"
