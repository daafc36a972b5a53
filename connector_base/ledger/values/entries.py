"""What stands in the ledger of ours, however much that is after years."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from .document import Key, Kind
from .settled import Ours


class Entries(Mapping[str, Ours]):
    """``Ours`` by their ids, each made when it is asked for: an import looks at few.

    ``told``: {id: (memo, open, total, key as plain JSON)}, the amounts as text or None.
    """

    def __init__(self, told: Mapping[str, tuple[str, str, str, dict[str, Any]]]):
        self._told = told

    def __getitem__(self, id_: str) -> Ours:
        memo, left, total, key = self._told[id_]
        return Ours(
            id=id_,
            # Of thousands: ``from_json`` looks at the type of each field anew.
            key=Key(**{**key, "kind": Kind(key["kind"])}),
            open=Decimal(left or total or 0),
            total=Decimal(total or 0),
            memo=memo or "",
        )

    def __contains__(self, id_: object) -> bool:
        return id_ in self._told

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)
