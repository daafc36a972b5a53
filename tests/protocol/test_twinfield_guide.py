"""The examples of the guide do what they say, in every language that is at hand."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest
import sandbox
from sandbox.twinfield.switches import SWITCHES
from twinfield_client import ENVELOPE

HERE = Path(sandbox.__file__).parent
GUIDE = (HERE / "EXAMPLES.md").read_text()
PROGRAMS = {
    "sh": shutil.which("bash"),
    "python": sys.executable,
    "js": shutil.which("node"),
    "php": shutil.which("php"),
}


def blocks():
    """(language, program) of Twinfield's half."""
    _head, *parts = re.split(r"^## ", GUIDE, flags=re.MULTILINE)
    (half,) = [part for part in parts if part.startswith("Twinfield")]
    return re.findall(r"^```(\w+)\n(.*?)^```", half, re.MULTILINE | re.DOTALL)


def run(language, program, box, folder):
    # What was issued when the sandbox started is gone with the test before.
    token = box.control("tokens/restore")["refresh_token"]
    info = {**box.info, "refresh_token": token}
    (folder / "sandbox.json").write_text(json.dumps(info) + "\n")
    path = folder / f"example.{language}"
    path.write_text(program)
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(
        [PROGRAMS[language], path],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(autouse=True)
def today(box):
    """The examples book on the day they are run."""
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    box.control("clock", set=now.isoformat())
    box.control("reset")


def test_each_language_has_its_example():
    found = [language for language, _program in blocks()]
    assert found == ["sh", "python", "js", "php", "sh", "python"]


@pytest.mark.parametrize(
    ("language", "program"),
    [pair for pair in blocks()[:4] if PROGRAMS[pair[0]]],
    ids=lambda value: value if value in PROGRAMS else "",
)
def test_example_books_and_is_paid(box, tmp_path, language, program):
    number, status = run(language, program, box, tmp_path).split()
    assert status == "matched"
    entries = box.control("transactions", office="NL001")["transactions"]
    assert str(entries[0]["number"]) == number
    assert [one["daybook"] for one in entries] == ["VRK", "BNK"]


def test_bad_days(box, tmp_path):
    said = run(*blocks()[4], box, tmp_path)
    assert "error" not in said
    assert '"name": "relation_numbers"' in said
    # All is back where it was.
    assert box.control("refuse")["refused"] == []
    assert box.control("quirks")["relation_numbers"] == "dropped"


# A client that lists the offices: one document, one operation
CLIENT = """
import json, requests
info = json.load(open("sandbox.json"))
connect = info["base_url"] + "/auth/authentication/connect/token"
form = {"grant_type": "refresh_token", "refresh_token": info["refresh_token"]}
auth = (info["client_id"], info["client_secret"])
token = requests.post(connect, data=form, auth=auth).json()["access_token"]
address = info["base_url"] + "/cluster/webservices/processxml.asmx"

def call():
    body = ENVELOPE.replace("TOKEN", token)
    requests.post(address, data=body, headers={"Content-Type": "text/xml"})
"""
YOURS = '"""Yours: connects, books, pays, reads."""'


def test_matrix(box, tmp_path):
    xml = "<list><type>offices</type></list>"
    envelope = ENVELOPE.format(token="TOKEN", company="NL001", xml=xml)
    _language, program = blocks()[5]
    assert YOURS in program
    program = program.replace(YOURS, f"{YOURS}\n    call()")
    program = f"ENVELOPE = {envelope!r}\n{CLIENT}{program}"
    said = run("python", program, box, tmp_path).splitlines()
    assert said[:2] == [
        "document list/offices fine",
        "operation processxml/ProcessXmlString fine",
    ]
    assert "match_root sets fine" in said
    switches = sum(len(quirk.others) for quirk in SWITCHES)
    assert len(said) == 2 + switches
