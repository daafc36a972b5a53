"""Makes a wheel of the sandboxes with nothing but Python: a wheel is a zip with a list
of its files. ``pip wheel --no-deps tests/sandbox`` calls it (PEP 517), on a machine
without network too."""

import base64
import hashlib
import json
import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

HERE = Path(__file__).parent
KINDS = {".py", ".md", ".json"}
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # equal sources make equal wheels


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """The name of the wheel that then stands in ``wheel_directory``."""
    name = f"{_told('name').replace('-', '_')}-{_told('version')}"
    info = f"{name}.dist-info"
    files = {
        **_sources(),
        f"{info}/METADATA": _metadata(),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: packing.py\n"
        "Root-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\n"
        f"ledger-sandbox = {_told('ledger-sandbox')}\n",
    }
    rows = [_row(path, text.encode()) for path, text in files.items()]
    files[f"{info}/RECORD"] = "".join([*rows, f"{info}/RECORD,,\n"])
    wheel = f"{name}-py3-none-any.whl"
    with ZipFile(Path(wheel_directory, wheel), "w") as archive:
        for path, text in files.items():
            archive.writestr(ZipInfo(path, LONG_AGO), text, ZIP_DEFLATED)
    return wheel


def _told(name):
    """The value of ``name`` in pyproject.toml, which Python 3.10 can't read: texts and
    lists on one line look as in JSON."""
    page = (HERE / "pyproject.toml").read_text()
    return json.loads(re.search(rf"^{name} = (.*)$", page, re.MULTILINE)[1])


def _sources():
    """{path in the wheel: text}"""
    found = (path for path in HERE.rglob("*") if path.suffix in KINDS)
    return {
        f"sandbox/{path.relative_to(HERE).as_posix()}": path.read_text()
        for path in sorted(found)
        if path.name != Path(__file__).name
    }


def _metadata():
    needs = "".join(f"Requires-Dist: {need}\n" for need in _told("dependencies"))
    return (
        f"Metadata-Version: 2.1\nName: {_told('name')}\nVersion: {_told('version')}\n"
        f"Summary: {_told('description')}\nLicense: LGPL-3\n"
        f"Requires-Python: {_told('requires-python')}\n{needs}"
        "Description-Content-Type: text/markdown\n\n" + (HERE / "README.md").read_text()
    )


def _row(path, content):
    """A line of RECORD."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
    return f"{path},sha256={digest.decode().rstrip('=')},{len(content)}\n"
