"""At night: of 300 small changes of the plain Python, others each day, and of those to
what was changed lately, tests notice most."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import breaking  # noqa: E402
import equivalents  # noqa: E402

# Measured: 0.95.
COUNT, MOST, FLOOR = 300, 300, 0.9


def test_each_equivalent_is_a_change_of_the_code_as_it_is():
    stale = []
    for (path, function), known in equivalents.read().items():
        there = (ROOT / path).exists()
        every = breaking.mutants(path) if there else ()
        changes = {one.diff for one in every if one.function == function}
        stale += [(path, function, *one) for one in known if one not in changes]
        assert all(known.values()), "each has its reason"
    assert not stale


if os.environ.get("LC_PROFILE") == "nightly":

    def test_most_mutants_are_noticed(tmp_path):
        told = tmp_path / "mutants.json"
        subprocess.run(
            [
                *(sys.executable, ROOT / "tests" / "mutants.py", "--json", told),
                *("--count", str(COUNT), "--seed", date.today().isoformat()),
                *("--since", _last_version(), "--most", str(MOST)),
            ],
            check=True,
            env={**os.environ, "LC_PROFILE": "default", "PYTHONPATH": f"{ROOT}/tests"},
        )
        outcomes = json.loads(told.read_text())
        # The others can't be made in memory.
        tried = [one for one in outcomes if one[0] != "impossible"]
        killed = [one for one in tried if one[0] == "killed"]
        left = [words for outcome, words in tried if outcome != "killed"]
        assert len(killed) >= FLOOR * len(tried), "\n".join(left)

    def _last_version():
        """Its tag, or before the first one what was there two days ago."""
        for command in (
            "describe --tags --abbrev=0",
            "rev-list -1 --before=2.days.ago HEAD",
            "rev-list --max-parents=0 HEAD",
        ):
            told = subprocess.run(
                ["git", *command.split()], cwd=ROOT, capture_output=True, text=True
            )
            if found := told.stdout.split():
                return found[0]
        return ""
