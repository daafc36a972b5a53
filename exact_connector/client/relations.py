"""Customers and suppliers: looked for, created, updated.

Source: Exact Online REST API reference, crm/Accounts and crm/BankAccounts.
"""

from collections.abc import Collection, Iterator

from odoo.addons.connector_base.ledger.values import Item, ItemKind, Rejected, Relation

from . import const, items, odata, refusals
from .api import Api
from .failures import Refused

_RESOURCE = "crm/Accounts"
# Our field: theirs.
_FIELDS = {
    "name": "Name",
    "street": "AddressLine1",
    "postcode": "Postcode",
    "city": "City",
    "country": "Country",
    "vat": "VATNumber",
    "chamber": "ChamberOfCommerce",
    "email": "Email",
    "phone": "Phone",
    "website": "Website",
}
# In the order of how much they say.
_SEARCHED = (
    ("code", "Code"),
    ("vat", "VATNumber"),
    ("chamber", "ChamberOfCommerce"),
    ("email", "Email"),
    ("name", "Name"),
)


def candidates(api: Api, like: Relation) -> list[Item]:
    """Best first, each once."""
    found: dict[str, Item] = {}
    for name, field in _SEARCHED:
        value = getattr(like, name)
        if not value:
            continue
        for item in _search(api, like.kind, _is(name, field, value)):
            item.attributes["matched_by"] = name
            found.setdefault(item.ref.id, item)
    return list(found.values())


def _is(name: str, field: str, value: str) -> str:
    """Whether texts are compared with their case is not documented."""
    if name == "code":
        return f"{field} eq {odata.account_code(value)}"
    spelt = {value, value.lower()} if name == "email" else {value}
    return odata.either(f"{field} eq {odata.text(one)}" for one in sorted(spelt))


def _search(api: Api, kind: ItemKind, where: str) -> Iterator[Item]:
    for row in api.rows(_RESOURCE, items.ACCOUNT, where, top=10):
        if items.is_a(row, kind):
            yield items.relation(row, kind)


def save(
    api: Api, relation: Relation, changed: Collection[str] = ()
) -> Item | Rejected:
    """Create, or write what ``changed`` names and nothing else. The bank account and
    the mandate are records of their own in Exact and stay the accountant's there."""
    if not relation.name.strip() and (not relation.code or "name" in changed):
        return Rejected(code="name_missing", message="Name", field="Name")
    known = _known(api, relation.code) if relation.code else None
    try:
        if known is None:
            return _created(api, relation)
        return _updated(api, relation, changed, known)
    except Refused as refused:
        outcome = refusals.rejected(str(refused))
        if outcome.code == "duplicate":
            return Rejected(code="code_taken", message=outcome.message, field="Code")
        return outcome


def _known(api: Api, code: str) -> dict | None:
    where = f"Code eq {odata.account_code(code)}"
    return next(api.rows(_RESOURCE, items.ACCOUNT, where, top=1), None)


def _created(api: Api, relation: Relation) -> Item:
    values = _values(relation, _FIELDS) | _role(relation.kind)
    if relation.code:
        values["Code"] = relation.code
    made = api.post(_RESOURCE, values)
    return items.relation({**_blank(), **made}, relation.kind)


def _updated(
    api: Api, relation: Relation, changed: Collection[str], known: dict
) -> Item:
    """Never the code: an equal one is refused as a duplicate."""
    values = _values(relation, [name for name in _FIELDS if name in changed], True)
    if not items.is_a(known, relation.kind):
        values |= _role(relation.kind)
    if values:
        api.put(_RESOURCE, known["ID"], values)
    return items.relation({**known, **values}, relation.kind)


def _role(kind: ItemKind) -> dict:
    return {"IsSupplier": True} if kind is ItemKind.SUPPLIER else {"Status": "C"}


def _values(relation: Relation, names, empty: bool = False) -> dict:
    """``empty``: send empty texts too, to clear what is there."""
    values = {_FIELDS[name]: getattr(relation, name) for name in names}
    if "Name" in values:
        values["Name"] = values["Name"][: const.NAME]
    return {name: value for name, value in values.items() if value or empty}


def _blank() -> dict:
    return dict.fromkeys(items.ACCOUNT.split(","))
