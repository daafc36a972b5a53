"""The ledger of a connection whose connector is not installed: it can't do anything."""

from collections.abc import Container, Iterator, Sequence

from .errors import NotAuthorised
from .port import Ledger
from .values import Administration, Booked, Document, Item, ItemKind, Key, Rejected


class AbsentLedger(Ledger):
    """Has no kinds and no duties, and refuses the four that every ledger has."""

    kinds = ()

    def administrations(self) -> list[Administration]:
        raise NotAuthorised("connector_missing")

    def items(
        self, kind: ItemKind, since: str = "", seen: Container[str] = ()
    ) -> Iterator[Item]:
        raise NotAuthorised("connector_missing")

    def post(self, documents: Sequence[Document]) -> list[Booked | Rejected]:
        raise NotAuthorised("connector_missing")

    def find(self, keys: Sequence[Key]) -> dict[Key, list[Booked]]:
        raise NotAuthorised("connector_missing")
