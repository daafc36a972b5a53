"""The trial calls of ``check``: may the user do what the base is going to ask for?"""

from collections.abc import Callable, Mapping

from .errors import NotAuthorised, ProtocolError
from .values import Check

# What concerns this one call and no other.
_OF_ONE_CALL = ("access_denied", "administration_denied")


def run(
    trials: Mapping[str, Callable[[], object]],
    refusals: tuple[type[Exception], ...] = (),
) -> list[Check]:
    """``trials``: {name: what returns something that must not be empty}; a short text
    of it is the detail. ``refusals``: errors of the client's own that mean "no".

    Raises what concerns every call: the token, the network, the limits.
    """
    return [_try(name, trial, refusals) for name, trial in trials.items()]


def _try(
    name: str, trial: Callable[[], object], refusals: tuple[type[Exception], ...]
) -> Check:
    try:
        detail = str(trial() or "")
    except NotAuthorised as error:
        if error.code not in _OF_ONE_CALL:
            raise
        return Check(name=name, passed=False, detail=error.detail)
    except ProtocolError as error:
        return Check(name=name, passed=False, detail=error.detail)
    except refusals as error:
        detail = getattr(error, "detail", "") or str(error)
        return Check(name=name, passed=False, detail=detail)
    return Check(name=name, passed=bool(detail), detail=detail)
