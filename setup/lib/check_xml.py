"""Every XML file here is well-formed."""

import sys
from pathlib import Path

from lxml import etree


def faults(path):
    try:
        etree.parse(str(path))
    except etree.XMLSyntaxError as error:
        yield f"{path}: {error}"


def main():
    paths = sorted(
        path
        for path in Path(".").rglob("*.xml")
        if not any(part.startswith(".") for part in path.parts)
    )
    found = [fault for path in paths for fault in faults(path)]
    print(*found, sep="\n", end="\n" if found else "")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
