"""Reading one record by its code.

Source: Twinfield developer documentation, XML Web services.
"""

from . import answers
from .api import Api
from .xml import E, Element, field


def read_dimension(api: Api, type_: str, code: str) -> Element | None:
    """None when there is no such dimension."""
    return _read(api, "dimensions", ("dimension",), dimtype=type_, code=code)


def read_vat(api: Api, code: str) -> Element | None:
    return _read(api, "vat", ("vat",), code=code)


def read_office(api: Api) -> Element | None:
    return _read(api, "office", ("office",), code=api.office)


def read_transaction(api: Api, daybook: str, number: str) -> Element:
    """Raises ProtocolError when there is none: who asks has just seen it."""
    request = _request(api, "transaction", code=daybook, number=number)
    return answers.ensure(api.process(request), "transaction")


def _read(api: Api, type_: str, tags: tuple[str, ...], **keys: str) -> Element | None:
    answer = api.process(_request(api, type_, **keys))
    if answers.absent(answer):
        return None
    return answers.ensure(answer, *tags)


def _request(api: Api, type_: str, **keys: str) -> Element:
    return E(
        "read",
        field("type", type_),
        field("office", api.office),
        *(field(name, key) for name, key in keys.items()),
    )
