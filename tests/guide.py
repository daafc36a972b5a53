"""What somebody has who followed docs/add-a-ledger.md: each block of code that names a
file, as that file."""

import re
from pathlib import Path

GUIDE = Path(__file__).parents[1] / "docs" / "add-a-ledger.md"
BLOCK = re.compile(r"^```python file=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def files() -> dict[str, str]:
    """{path: content}"""
    return dict(BLOCK.findall(GUIDE.read_text()))


def follow(folder: Path) -> Path:
    """``folder`` with the addon ``acme_connector`` and its ``tests``."""
    for name, content in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder
