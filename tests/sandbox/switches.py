"""Switches: how a server behaves where the evidence is thin or contradicts itself. The
default of each is where the evidence leans; a client should get along with every
position.

Evidence: A vendor's documentation, B recorded answer, C client that runs live, I issue
thread or help page of an integrator, inf inferred, ? open."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Switch:
    """``default`` and ``others`` are positions; ``default_says`` and ``others_say``
    what the server does in each."""

    name: str
    default: object
    others: tuple
    evidence: str  # for the default
    default_says: str
    others_say: tuple

    @property
    def other(self):
        return self.others[0]

    @property
    def positions(self):
        return (self.default, *self.others)

    def tell(self):
        """As JSON has it."""
        return {
            "name": self.name,
            "default": self.default,
            "other": self.other,
            "others": list(self.others),
            "evidence": self.evidence,
            "default_says": self.default_says,
            "others_say": list(self.others_say),
        }


def two(name, default, evidence, on_says, off_says):
    """A switch that is on or off."""
    says = (on_says, off_says) if default else (off_says, on_says)
    return Switch(name, default, (not default,), evidence, says[0], says[1:])


class Positions(dict):
    """{name: position} of a table of switches."""

    def __init__(self, table):
        super().__init__()
        self._table = {switch.name: switch for switch in table}
        self._kept = {}  # what survives a reset
        self.reset()

    def reset(self):
        self.update({name: switch.default for name, switch in self._table.items()})
        self.update(self._kept)

    def switch(self, changes, keep=False):
        """``keep``: through resets too."""
        for name, position in changes.items():
            switch = self._table.get(name)
            if switch is None:
                raise ValueError(f"{name} is none of {sorted(self._table)}")
            if position not in switch.positions:
                raise ValueError(f"{name} is one of {switch.positions}")
        self.update(changes)
        if keep:
            self._kept.update(changes)


HEAD = (
    "| switch | default | other positions | evidence | what the default is, and the "
    "others |\n|---|---|---|---|---|"
)


def page(table):
    """The switches as COVERAGE.md has them."""
    return "\n".join([HEAD, *map(_row, table)])


def _row(switch):
    others = [
        (_word(other), says)
        for other, says in zip(switch.others, switch.others_say, strict=True)
    ]
    says = [switch.default_says, *(f"{other}: {says}" for other, says in others)]
    names = ", ".join(f"`{other}`" for other, _says in others)
    return (
        f"| `{switch.name}` | `{_word(switch.default)}` | {names} | {switch.evidence} "
        f"| {'; '.join(says)} |"
    )


def _word(position):
    return {True: "on", False: "off"}.get(position, position)
