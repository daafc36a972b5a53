"""Which laws are a ledger's: those of the duties and traits that it has."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from ...ledger.port import Ledger, has
from ...ledger.values import ItemKind
from .harness import Harness
from .subject import Watched


@dataclass(frozen=True)
class Scope:
    """Of whom a law is: who has these duties, and of whom ``when`` is true."""

    duties: tuple[str, ...] = ()
    when: Callable[[Ledger, type[Harness]], bool] | None = None

    def is_of(self, ledger: Ledger, harness: type[Harness]) -> bool:
        return all(has(ledger, duty) for duty in self.duties) and (
            self.when is None or self.when(ledger, harness)
        )


def law(*duties: str, when: Callable[[Ledger, type[Harness]], bool] | None = None):
    """Decorates a law that is not everybody's. A law without it is."""

    def decorate(function):
        function.scope = Scope(duties, when)
        return function

    return decorate


class Subject:
    """The ledger under test, one for all laws."""

    harness_class: type[Harness]
    kinds: tuple[ItemKind, ...]

    def pytest_generate_tests(self, metafunc):
        if "kind" in metafunc.fixturenames:
            metafunc.parametrize("kind", self.kinds)

    @pytest.fixture(scope="class")
    @classmethod
    def running(cls):
        running = cls.harness_class()
        yield running
        running.stop()

    @pytest.fixture
    def harness(self, running):
        running.fresh()
        return running

    @pytest.fixture
    def ledger(self, harness):
        with harness.open() as opened:
            yield Watched(opened, harness.codes)

    @pytest.fixture
    def stranger(self, harness, ledger):
        """A customer of whom nothing else is open."""
        return harness.stranger(ledger)


def contract(harness: type[Harness]) -> type:
    """A class of tests: assign it to a name that begins with "Test"."""
    ledger = harness.closed()
    tests = {
        name: function
        for name, function in laws()
        if getattr(function, "scope", Scope()).is_of(ledger, harness)
    }
    return type(
        f"Test{harness.__name__}",
        (Subject,),
        {"harness_class": harness, "kinds": ledger.kinds, **tests},
    )


def laws() -> Iterator[tuple[str, Callable]]:
    """(name, function) of each there is."""
    from .laws import LAWS

    for chapter in LAWS:
        for name, function in vars(chapter).items():
            if name.startswith("test_"):
                yield name, function
