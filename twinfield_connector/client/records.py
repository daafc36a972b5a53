"""Reading one record by its code.

Source: Twinfield developer documentation, XML Web services.
"""

from collections.abc import Iterator

from . import refusals
from .api import Api
from .xml import E, Element, field, said


def read_dimension(api: Api, type_: str, code: str) -> Element | None:
    """None when there is no such dimension."""
    return _read(api, "dimensions", ("dimension",), dimtype=type_, code=code)


def read_vat(api: Api, code: str) -> Element | None:
    return _read(api, "vat", ("vat",), code=code)


def read_role(api: Api, user: str) -> str:
    """ "LEVEL1" (most rights) to "LEVEL9"; "" where it is not told."""
    answer = api.process(E("read", field("type", "user"), field("code", user)))
    return said(refusals.ensure(answer, "user"), "role")


def read_office(api: Api) -> Element | None:
    return _read(api, "office", ("office",), code=api.office)


def read_transaction(api: Api, id_: str) -> Element:
    """``id_``: a ``Booked.id``. Raises ProtocolError when there is none: who asks has
    just seen it."""
    daybook, _slash, number = id_.partition("/")
    request = _request(api, "transaction", code=daybook, number=number)
    return refusals.ensure(api.process(request), "transaction")


def find_transaction(api: Api, id_: str) -> Element | None:
    """``id_``: a ``Booked.id``. None when there is none any more: then Twinfield
    refuses, by whatever words."""
    daybook, _slash, number = id_.partition("/")
    answer = api.process(_request(api, "transaction", code=daybook, number=number))
    if refusals.is_refused(answer) and not refusals.is_denied(answer):
        return None
    return refusals.ensure(answer, "transaction")


def read_dimensions(api: Api, type_: str) -> Iterator[Element]:
    """All records of a type, whole, by one request: large."""
    answer = api.process(_request(api, "dimensions", dimtype=type_))
    if answer.tag == "dimension":
        refusals.ensure(answer, "dimension")
        return iter([answer])
    return refusals.ensure(answer, "dimensions").iterchildren("dimension")


def read_mask(api: Api, type_: str) -> str:
    """The format that codes of a dimension type must have; "" when not told. The
    request is the element itself ("Dimension types")."""
    request = E("dimensiontype", field("office", api.office), field("code", type_))
    answer = refusals.ensure(api.process(request), "dimensiontype")
    return said(answer, "mask")


def read_browse(api: Api, code: str) -> set[str]:
    """The columns of a report by its definition, and those that can be filtered by
    with the operator: "fin.trs.head.code", "fin.trs.head.code equal"."""
    answer = refusals.ensure(api.process(_request(api, "browse", code=code)), "browse")
    found = set()
    for column in answer.iterfind("columns/column"):
        name, operator = said(column, "field"), said(column, "operator")
        found |= {name, f"{name} {operator}".strip()}
    return found


def list_offices(api: Api) -> list[tuple[str, ...]]:
    """(code, name) of those of the user."""
    answer = api.process(E("list", field("type", "offices")), company=False)
    return [
        ((office.text or "").strip(), office.get("name") or "")
        for office in refusals.ensure(answer, "offices").iterchildren("office")
    ]


def _read(api: Api, type_: str, tags: tuple[str, ...], **keys: str) -> Element | None:
    answer = api.process(_request(api, type_, **keys))
    if refusals.is_absent(answer):
        return None
    return refusals.ensure(answer, *tags)


def _request(api: Api, type_: str, **keys: str) -> Element:
    return E(
        "read",
        field("type", type_),
        field("office", api.office),
        *(field(name, key) for name, key in keys.items()),
    )
