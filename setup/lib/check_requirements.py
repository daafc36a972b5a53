"""requirements.txt says what the manifests say; ``--write`` makes it so."""

import ast
import sys
from pathlib import Path

TARGET = Path("requirements.txt")
HEADER = "# generated from manifests external_dependencies"


def wanted():
    names = set()
    for path in Path(".").glob("*/__manifest__.py"):
        manifest = ast.literal_eval(path.read_text(encoding="utf-8"))
        names.update(manifest.get("external_dependencies", {}).get("python", ()))
    return "\n".join([HEADER, *sorted(names)]) + "\n"


def main():
    if "--write" in sys.argv:
        TARGET.write_text(wanted(), encoding="utf-8")
    if TARGET.read_text(encoding="utf-8") == wanted():
        return 0
    print(f"{TARGET} and the manifests differ: python {sys.argv[0]} --write")
    return 1


if __name__ == "__main__":
    sys.exit(main())
