"""The addon that docs/add-a-ledger.md builds, installed in an Odoo of its own."""

import json
import os
import subprocess
from pathlib import Path

import guide
import pytest
from databases import clone_database, drop_database
from processes import ODOO, ROOT

NAME = "lc_guide"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = guide.follow(tmp_path_factory.mktemp("guide"))
    # The stand-in lies beside the addon, the demo's steps with the commands.
    paths = [str(folder / "tests"), str(ROOT / "tests"), str(ROOT / "setup" / "lib")]
    clone_database(os.environ["LC_BASE"], NAME)
    try:
        done = subprocess.run(
            [
                *(*ODOO[:-1], "shell", ODOO[-1], f"--database={NAME}", "--no-http"),
                f"--addons-path={os.environ['ODOO_ADDONS_PATH']},{folder}",
                "--log-level=warn",
            ],
            input=Path(__file__).with_name("follow_guide.py").read_text(),
            env={
                **os.environ,
                "PYTHONPATH": ":".join([*paths, os.environ.get("PYTHONPATH", "")]),
            },
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        drop_database(NAME)
    assert done.returncode == 0, done.stderr[-4000:]
    assert " ERROR " not in done.stderr, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_it_connects_and_its_tax_is_suggested(told):
    assert told["connected"] == ["connected", "A1"]
    assert "✗" not in told["check"]
    assert "Revenue" in told["check"]
    assert told["suggested"] == "H"


def test_it_exports_two_equal_invoices_once_each(told):
    assert told["exported"] == ["done", "done"], told["messages"]
    assert told["booked"] == [[name, "121.00", "H"] for name in told["names"]]
    assert told["customers"] == ["Afnemer"]


def test_it_reads_what_is_paid_of_one_of_them(told):
    other = ["not_paid", 121.0]
    assert told["part"] == [["partial", 100.0], other]
    assert told["full"] == [["paid", 0.0], other]
    assert told["undone"] == [["not_paid", 121.0], other]


def test_its_key_stands_in_no_log_and_is_missed_when_it_is_withdrawn(told):
    assert told["log"] == [True, False]
    state, problem = told["withdrawn"]
    assert state == "reauthorise"
    assert "Acme Books no longer accepts" in problem
