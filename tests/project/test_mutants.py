"""At night: of 300 small changes of the plain Python, others each day, tests notice
most."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
COUNT, FLOOR = 300, 0.85

if os.environ.get("LC_PROFILE") == "nightly":

    def test_most_mutants_are_noticed(tmp_path):
        told = tmp_path / "mutants.json"
        subprocess.run(
            [
                *(sys.executable, ROOT / "tests" / "mutants.py", "--json", told),
                *("--count", str(COUNT), "--seed", date.today().isoformat()),
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
