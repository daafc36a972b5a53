"""No pinned package is one that an advisory of the list is about."""

import re
import sys
from pathlib import Path

from packaging.version import Version

LOCK, LIST = Path("setup/requirements.lock"), Path("setup/advisories.txt")
PINNED = re.compile(r"^([a-z0-9_.-]+)==([^ ;\\]+)", re.IGNORECASE | re.MULTILINE)


def main():
    pinned = {}
    for name, version in PINNED.findall(LOCK.read_text(encoding="utf-8")):
        pinned.setdefault(name.lower().replace("_", "-"), []).append(Version(version))
    found = []
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, first, advisory, *accepted = line.split(maxsplit=3)
            old = [v for v in pinned.get(name, ()) if v < Version(first)]
            if old and not accepted:
                found.append(f"{name} {old[0]}: {advisory}, mended in {first}")
    print(*found, sep="\n", end="\n" if found else "")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
