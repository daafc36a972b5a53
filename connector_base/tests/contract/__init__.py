"""What the base relies on, whatever the ledger: the laws of the port, for the tests of
whoever implements it.

    class MyHarness(Harness): ...

    TestMyLedger = contract(MyHarness)

makes one pytest test of each law that speaks of something that this ledger has; the
others are not collected. Nothing here needs a database; it is plain Python.
"""

import pytest

pytest.register_assert_rewrite(f"{__name__}.laws", f"{__name__}.subject")

from .build import contract, law  # noqa: E402
from .harness import Harness  # noqa: E402
from .subject import Mirror, book, post  # noqa: E402

__all__ = ("Harness", "Mirror", "book", "contract", "law", "post")
