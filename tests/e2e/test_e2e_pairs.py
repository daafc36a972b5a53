"""Whatever goes on with a connection at one time: nobody waits longer than a write, and
nobody has to begin again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from databases import clone_database, drop_database
from processes import CONFIG

NAME = "lc_pairs"
WRITE = 2.0  # s, beside a ledger that takes 0.4 s for each of many answers
PERSON = ("stop", "save")


@pytest.fixture(scope="module")
def pairs():
    """[[first, second, [seconds of each], times of meeting, what went wrong]]"""
    clone_database(os.environ["LC_TEST_DATABASE"], NAME)
    script = Path(__file__).with_name("pairs.py")
    try:
        done = subprocess.run(
            [sys.executable, script, f"--config={CONFIG}", f"--database={NAME}"],
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
    finally:
        drop_database(NAME)
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_all_of_them_met(pairs):
    assert len(pairs) == 28 + 10


def test_nothing_goes_wrong(pairs):
    assert [pair for pair in pairs if pair[4]] == []


def test_nobody_has_to_begin_again(pairs):
    assert [pair for pair in pairs if pair[3]] == []


def test_no_person_waits_longer_than_a_write(pairs):
    waits = [
        (name, other, seconds)
        for first, second, took, *_rest in pairs
        for name, other, seconds in ((first, second, took[0]), (second, first, took[1]))
        if name in PERSON
    ]
    assert [wait for wait in waits if wait[2] > WRITE] == []
