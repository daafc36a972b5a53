"""The bench still does its work; its figures are another matter."""

import subprocess

import pytest
from processes import NIGHTLY, ROOT

if NIGHTLY:  # some minutes for each

    @pytest.mark.parametrize("options", [[], ["--scale", "--only", "control"]])
    def test_quick_bench_comes_to_its_end(options):
        command = [ROOT / "setup" / "bench", "--quick", *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
