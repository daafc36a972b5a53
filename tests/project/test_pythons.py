"""Python 3.10 to 3.13: all that is installed compiles in each of them that is at hand,
and at night the unit tests run there."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NIGHTLY = os.environ.get("LC_PROFILE") == "nightly"
MINORS = range(10, 14)
FILES = sorted(
    path
    for manifest in ROOT.glob("*/__manifest__.py")
    for path in manifest.parent.rglob("*.py")
)
COMPILE = """
import sys
for path in sys.stdin.read().split("\\n"):
    compile(open(path, encoding="utf-8").read(), path, "exec", dont_inherit=True)
print(sys.version_info[1])
"""
# What the unit tests import, beside the addons' own requirements.
USED = ["pytest", "hypothesis", "freezegun", "werkzeug"]


def at_hand():
    """{minor version: command} of those that start."""
    found = {sys.version_info[1]: sys.executable}
    for minor in MINORS:
        versions = Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python")
        for command in (shutil.which(f"python3.{minor}"), *map(str, versions)):
            if command and runs(command, minor):
                found.setdefault(minor, command)
    return {minor: found[minor] for minor in MINORS if minor in found}


def runs(command, minor):
    said = subprocess.run(
        [command, "-c", "import sys; print(sys.version_info[1])"],
        capture_output=True,
        text=True,
        check=False,
    )
    return said.stdout.strip() == str(minor)


PYTHONS = at_hand()


def test_oldest_python_can_read_every_file():
    """As far as the present one can tell."""
    assert len(FILES) > 200
    for path in FILES:
        ast.parse(path.read_text("utf-8"), str(path), feature_version=(3, 10))


@pytest.mark.parametrize("minor", PYTHONS)
def test_every_file_compiles(minor):
    said = subprocess.run(
        [PYTHONS[minor], "-W", "error", "-c", COMPILE],
        input="\n".join(map(str, FILES)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout.strip() == str(minor), said.stderr


if NIGHTLY:

    @pytest.mark.parametrize("minor", PYTHONS)
    def test_unit_tests_pass(minor, tmp_path):
        """With the newest libraries that there are for it."""
        subprocess.run([PYTHONS[minor], "-m", "venv", tmp_path], check=True)
        python = tmp_path / "bin" / "python"
        wanted = ["-r", ROOT / "requirements.txt", *USED]
        subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True)
        subprocess.run(
            [python, "-m", "pytest", "-x", "tests/unit"],
            check=True,
            cwd=ROOT,
            env={**os.environ, "LC_PROFILE": "default", "PYTHONPATH": ""},
        )
