"""The page of examples: each one is run."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[1] / "sandbox" / "EXAMPLES.md"
PROGRAMS = {
    "bash": ["bash", "-eu"],
    "python": [sys.executable],
    "javascript": ["node"],
    "php": ["php"],
}
# A language that is not on this machine can't be shown to work here.
PRESENT = [name for name, program in PROGRAMS.items() if shutil.which(program[0])]


def examples(language):
    """Those of Exact's part of the page."""
    part = PAGE.read_text().partition("\n## Exact Online\n")[2]
    part = re.split(r"^## ", part, maxsplit=1, flags=re.MULTILINE)[0]
    return re.findall(rf"^```{language}\n(.*?)^```$", part, re.DOTALL | re.MULTILINE)


def test_page_has_four_languages():
    assert [len(examples(language)) for language in PROGRAMS] == [1] * 4


@pytest.mark.parametrize("language", PRESENT)
def test_example(box, tmp_path, language):
    info = tmp_path / "sandbox.json"
    info.write_text(json.dumps(box.info))
    (text,) = examples(language)
    script = tmp_path / f"example.{language}"
    script.write_text(text)
    done = subprocess.run(
        [*PROGRAMS[language], str(script)],
        env={**os.environ, "SANDBOX": str(info)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == "26700001 50\n", done.stderr


def lines_of_curl():
    text = PAGE.read_text().partition("### Weather, and doubts")[2]
    return re.findall(
        r"^    curl -s localhost:9001/_control/(\S+)(?: -d '(.*)')?", text, re.M
    )


def test_lines_of_the_last_part(box):
    """Each call of the control API is one."""
    lines = lines_of_curl()
    assert len(lines) == 9
    for path, values in lines:
        box.control(path, **json.loads(values or "{}"))
    box.control("limits", minutely=None, daily=None)
    box.control("language", language="nl-NL")
