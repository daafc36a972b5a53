"""Whether a table of forms is true of its ledger."""

import os
import random
from datetime import date

import pytest
from forms import place_of, row

SAMPLE = 12
IS_NIGHTLY = os.environ.get("LC_PROFILE") == "nightly"


def chosen(some, sample=SAMPLE):
    """Some by the date; all in the nightly run."""
    if IS_NIGHTLY:
        return some
    return random.Random(date.today().isoformat()).sample(some, sample)


def laws(forms, harness, table, head):
    """A class of tests. ``forms`` and ``harness``: classes of a ledger; ``table`` and
    ``head``: of its table."""
    lines = table.read_text().removeprefix(head).strip().splitlines()

    class Laws:
        @pytest.fixture(scope="class")
        def harness(self):
            running = harness()
            running.fresh()
            yield running
            running.stop()

        @pytest.fixture(scope="class")
        def forms(self, harness):
            return forms(harness)

        @pytest.fixture(scope="class")
        def used(self, forms):
            """{(kind, resource and name): (form, the duties that use it)}"""
            return {
                place_of(row(form, duties, {}, ())): (form, duties)
                for form, duties in forms.users().items()
            }

        def test_table_has_all_that_is_used(self, used):
            assert set(used) == {place_of(line) for line in lines}

        @pytest.mark.parametrize(
            "line", chosen(lines), ids=lambda line: "/".join(place_of(line))
        )
        def test_without_it_is_lost_what_the_table_says(self, forms, used, line):
            form, duties = used[place_of(line)]
            failed, said = forms.without(form, duties)
            assert row(form, duties, failed, said) == line
            told = all(why != "nothing" for why in failed.values())
            assert said or told, "each says why"

    return Laws
