"""Makes ``odoo.addons.connector_base.ledger`` and ``....twinfield_connector.client``
importable without Odoo.

An addon's package runs its ``__init__``, which imports its models and with them Odoo
and, in the end, a database. The pure layers need none of it, so where Odoo is not
running we put empty packages of the same names in its place, which only know their
folder. Where it is running (pytest-odoo imports it first) they are the real ones.
"""

import sys
import types
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
TEST_ADDONS = REPOSITORY / "tests" / "addons"


def prepare(*folders: str) -> None:
    """``folders``: more of addons, besides our own."""
    places = (REPOSITORY, TEST_ADDONS, *map(Path, folders))
    if "odoo" in sys.modules:
        import odoo.addons

        for folder in places:
            if str(folder) not in odoo.addons.__path__:
                odoo.addons.__path__.append(str(folder))
        return
    _package("odoo", None)
    _package("odoo.addons", REPOSITORY)
    for folder in places:
        for manifest in folder.glob("*/__manifest__.py"):
            addon = manifest.parent
            _package(f"odoo.addons.{addon.name}", addon)
            # Of the base: its tests in Odoo, beside the laws of the port.
            _package(f"odoo.addons.{addon.name}.tests", addon / "tests")


def _package(name: str, folder: Path | None) -> None:
    package = types.ModuleType(name)
    package.__path__ = [str(folder)] if folder else []
    sys.modules[name] = package
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, package)
