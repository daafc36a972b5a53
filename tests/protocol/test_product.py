"""The sandboxes as a product of their own, both in one form: their switches, pages,
wheel, and what they cost."""

import contextlib
import importlib
import inspect
import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
import requests
import sandbox
import werkzeug
from lxml import etree
from sandbox.switches import page

HERE = Path(sandbox.__file__).parent
COVERAGE = (HERE / "COVERAGE.md").read_text()
README = (HERE / "README.md").read_text()
TAGS = {"A", "B", "C", "I", "inf", "?"}


@pytest.fixture(scope="module", params=sandbox.PROVIDERS)
def box(request):
    with sandbox.start(request.param) as running:
        running.provider = request.param
        yield running


@pytest.fixture(autouse=True)
def fresh():
    """Each test resets what it changes."""


def part_of(text, title):
    """What stands below that heading of a page, up to the next of its height."""
    level = title.partition(" ")[0]
    part = text.partition(f"\n{title}")[2]
    return re.split(rf"^{level} ", part, maxsplit=1, flags=re.MULTILINE)[0]


# Switches


def test_switches_are_told_in_one_form(box):
    rows = box.control("switches")["switches"]
    assert rows == [one.tell() for one in sandbox.switches_of(box.provider)]
    assert box.control("quirks") == {row["name"]: row["default"] for row in rows}
    for row in rows:
        assert len(row["others"]) == len(row["others_say"]) > 0
        assert row["default"] not in row["others"]
        assert row["other"] == row["others"][0]
        assert row["default_says"] not in row["others_say"]
        assert set(re.split(", | against ", row["evidence"])) <= TAGS, row


def test_position_may_survive_a_reset(box):
    """As a whole suite wants it, whose tests reset."""
    first, second, *_rest = sandbox.switches_of(box.provider)
    box.control("quirks", keep=True, **{first.name: first.other})
    box.control("quirks", **{second.name: second.other})
    box.control("reset")
    found = box.control("quirks")
    assert (found[first.name], found[second.name]) == (first.other, second.default)
    box.control("quirks", keep=True, **{first.name: first.default})
    box.control("reset")
    assert box.control("quirks")[first.name] == first.default


def test_unknown_switches_and_positions_are_refused(box):
    first = sandbox.switches_of(box.provider)[0]
    for changes in ({"nonsense": True}, {first.name: "nonsense"}):
        with pytest.raises(ValueError, match="is one of|nonsense is none of"):
            box.control("quirks", **changes)


# Pages


@pytest.mark.parametrize("provider", sandbox.PROVIDERS)
def test_coverage_has_every_switch_as_it_is(provider):
    title = f"## Switches of the {provider.capitalize()} sandbox"
    assert page(sandbox.switches_of(provider)) in part_of(COVERAGE, title)


def behaviours():
    """(what it is, its evidence, what is not imitated) of both tables."""
    for line in COVERAGE.splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == 3 and cells[1] not in ("evidence", "---"):
            yield cells


def test_each_behaviour_has_its_evidence():
    """But for headings, and for what is not there at all."""
    seen = 0
    for what, evidence, absent in behaviours():
        if what.startswith("**") or absent.startswith("all "):
            continue
        words = re.sub(r"\(.*?\)|`.*?`", "", evidence)
        assert TAGS & set(re.findall(r"[\w?]+", words)), what
        seen += 1
    assert seen > 150


@pytest.mark.parametrize("provider", sandbox.PROVIDERS)
def test_page_tells_every_control_call(provider):
    """By its path, and the names of its values."""
    service = importlib.import_module(f"sandbox.{provider}").Service("default", ["x"])
    rows = part_of(README, f"## {provider.capitalize()}: control").splitlines()
    rows = {row.split(" | ")[0]: row for row in rows if row.startswith("| `")}
    for name, act in calls_of(service):
        path = re.sub("_(clear|expire|revoke|restore|end)$", r"/\1", name)
        told = [row for first, row in rows.items() if f"`{path}`" in first]
        assert told, path
        for value in inspect.signature(act).parameters.values():
            if value.kind is not value.VAR_KEYWORD:
                assert re.search(rf"\b{value.name}\b", told[0]), (path, value.name)


def calls_of(service):
    for name in dir(service):
        if name.startswith("control_"):
            yield name.removeprefix("control_"), getattr(service, name)
    for name in dir(service.accountant):
        act = getattr(service.accountant, name)
        if not name.startswith("_") and inspect.ismethod(act):
            yield name, act


# The wheel


@pytest.fixture(scope="module")
def command(tmp_path_factory):
    """The command of a sandbox that was installed from its wheel, in an environment of
    its own. What it needs is taken from ours: nothing comes from the network."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "-q"]
    offline = ["--no-index", "--no-deps"]
    run([*pip, "wheel", *offline, "-w", folder, HERE])
    (wheel,) = folder.glob("*.whl")
    environment = folder / "env"
    run([sys.executable, "-m", "venv", "--without-pip", environment])
    python = environment / "bin" / "python"
    run([*pip, "--python", python, "install", *offline, wheel])
    (packages,) = environment.glob("lib/*/site-packages")
    needed = {str(Path(one.__file__).parents[1]) for one in (etree, requests, werkzeug)}
    (packages / "needed.pth").write_text("\n".join(needed))
    return environment / "bin" / "ledger-sandbox"


def run(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


@contextlib.contextmanager
def started(*command, **more):
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **more)
    try:
        yield sandbox.Client(json.loads(process.stdout.readline()))
    finally:
        process.terminate()
        assert process.wait(20) == 0
        process.stdout.close()


@pytest.mark.parametrize("provider", sandbox.PROVIDERS)
def test_wheel_starts(command, tmp_path, provider):
    with started(command, provider, cwd=tmp_path) as box:
        rows = box.control("switches")["switches"]
        assert [row["name"] for row in rows] == [
            one.name for one in sandbox.switches_of(provider)
        ]
        assert requests.get(box.base_url, timeout=10).status_code == 404


def test_wheel_has_its_pages(command):
    (installed,) = command.parents[1].glob("lib/*/site-packages/sandbox")
    for name in ("README.md", "COVERAGE.md", "EXAMPLES.md"):
        assert (installed / name).read_text() == (HERE / name).read_text()


# What it costs


@pytest.mark.parametrize("provider", sandbox.PROVIDERS)
def test_start_takes_less_than_two_seconds(provider):
    """Of the processor: other work of the machine does not count."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    command = [sys.executable, "-m", "sandbox", provider]
    with started(*command, env=environment):
        pass
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2
