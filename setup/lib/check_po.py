"""Every translation is complete and keeps its placeholders."""

import re
import sys
from pathlib import Path

import polib

PLACEHOLDER = re.compile(r"%\(\w+\)s|%s|\{\w+\}")


def faults(path):
    for entry in polib.pofile(str(path)):
        if entry.obsolete:
            continue
        if not entry.msgstr or entry.fuzzy:
            yield f"{path}: not translated: {entry.msgid[:60]!r}"
        elif sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(
            PLACEHOLDER.findall(entry.msgstr)
        ):
            yield f"{path}: placeholders differ: {entry.msgid[:60]!r}"


def main():
    paths = sorted(Path(".").glob("*/i18n/*.po"))
    found = [fault for path in paths for fault in faults(path)]
    print(*found, sep="\n", end="\n" if found else "")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
