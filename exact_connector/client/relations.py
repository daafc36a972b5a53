"""Customers and suppliers: looked for, created, updated.

Source: Exact Online REST API reference, crm/Accounts, Addresses and BankAccounts.
"""

from collections.abc import Collection, Iterable, Iterator

from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    LedgerError,
    ProtocolError,
)
from odoo.addons.connector_base.ledger.matching import normal
from odoo.addons.connector_base.ledger.values import Item, ItemKind, Rejected, Relation

from . import const, items, odata, refusals
from .api import Api
from .failures import OF_ONE_RESOURCE, Denied, Refused

_RESOURCE, _ADDRESSES = "crm/Accounts", "crm/Addresses"
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
# Of a delivery address.
_PLACE = ("street", "postcode", "city", "country")
_CURRENCY = {
    ItemKind.CUSTOMER: "SalesCurrency",
    ItemKind.SUPPLIER: "PurchaseCurrency",
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
    """Best first, each once. What can't be searched by is left out; but where nothing
    can, nobody is said to be nobody: who is not found is created."""
    found: dict[str, Item] = {}
    refusal: Refused | Denied | None = None
    is_searched = False
    for name, field in _SEARCHED:
        value = odata.tidy(getattr(like, name))
        if not value:
            continue
        try:
            for item in _search(api, like.kind, _is(name, field, value)):
                item.attributes["matched_by"] = name
                found.setdefault(item.ref.id, item)
            is_searched = True
        except (Refused, Denied) as error:
            api.remark("option_refused", f"{_RESOURCE} {field}: {error.detail}")
            refusal = error
    if refusal and not is_searched:
        # Of who is new this is, not of everybody.
        raise ProtocolError("refused", refusal.detail) from refusal
    return list(found.values())


def _is(name: str, field: str, value: str) -> str:
    """Whether texts are compared with their case is not documented."""
    if name == "code":
        return f"{field} eq {odata.account_code(value)}"
    if name == "name":
        value = value[: const.NAME]
    spelt = {value, value.lower()} if name == "email" else {value}
    return odata.either(f"{field} eq {odata.text(one)}" for one in sorted(spelt))


def _search(api: Api, kind: ItemKind, where: str) -> Iterator[Item]:
    rows = api.rows(_RESOURCE, items.ACCOUNT, where, more=items.ACCOUNT_MORE, top=10)
    for row in rows:
        if items.is_a(row, kind):
            yield items.relation(row, kind)


def save(
    api: Api, relation: Relation, changed: Collection[str] = ()
) -> Item | Rejected:
    """Create, or write what ``changed`` names and nothing else. The bank account and
    the mandate are records of their own in Exact and stay the accountant's there."""
    name = odata.tidy(relation.name)
    if not name and (not relation.code or "name" in changed):
        return Rejected(code="name_missing", message="Name", field="Name")
    known = None
    try:
        if relation.code:
            known = _known(api, relation.code)
        if known is None:
            return _created(api, relation)
        return _updated(api, relation, changed, known)
    except Denied as denied:
        return Rejected(code="refused", message=denied.detail)
    except Refused as refused:
        if known is None and not refused.is_certain and _is_there(api, relation):
            raise InDoubt("relation_in_doubt", refused.detail) from refused
        outcome = refusals.rejected(refused.detail)
        if outcome.code == refusals.DUPLICATE:
            return Rejected(code="code_taken", message=outcome.message, field="Code")
        return outcome


def _is_there(api: Api, relation: Relation) -> bool:
    """Whether one that may have been created is there now; or nobody can tell."""
    name = normal(relation.name[: const.NAME])
    try:
        return any(normal(one.name) == name for one in candidates(api, relation))
    except LedgerError:
        return True


def _known(api: Api, code: str) -> dict | None:
    where = f"Code eq {odata.account_code(code)}"
    return api.first(_RESOURCE, items.ACCOUNT, where, more=items.ACCOUNT_MORE)


def _created(api: Api, relation: Relation) -> Item:
    values = _values(relation, [*_FIELDS, "currency"]) | _role(relation.kind)
    values |= {
        one.field: odata.tidy(one.value)
        for one in relation.texts
        if one.field in const.RELATION_TEXTS
    }
    if relation.code:
        values["Code"] = relation.code
    made = api.post(_RESOURCE, values, const.SPARE_OF_ACCOUNT)
    if not (made.get("ID") and made.get("Code")):
        # It is there, but as whom?
        raise InDoubt("relation_in_doubt", f"{_RESOURCE} without ID")
    try:
        _deliver(api, relation, made["ID"])
    except LedgerError as error:
        # The customer is there, whatever becomes of its second address.
        api.leave_out(_ADDRESSES, error)
    # Of what was not told back, what was sent.
    told = {name: value for name, value in made.items() if value is not None}
    return items.relation({**values, **told}, relation.kind)


def _updated(
    api: Api, relation: Relation, changed: Collection[str], known: dict
) -> Item:
    """Never the code: an equal one is refused as a duplicate."""
    names = [name for name in (*_FIELDS, "currency") if name in changed]
    values = _values(relation, names, True)
    if not items.is_a(known, relation.kind, untold=False):
        values |= _role(relation.kind)
    if values:
        api.put(_RESOURCE, known["ID"], values, const.SPARE_OF_ACCOUNT)
    if "delivery" in changed:
        _deliver(api, relation, known["ID"])
    return items.relation({**known, **values}, relation.kind)


def _deliver(api: Api, relation: Relation, id_: str) -> None:
    """A record of its own, the main one of its type. Of one that is there already Exact
    gives the id, and makes no second one."""
    if relation.delivery is None:
        return
    address = {
        _FIELDS[name]: odata.tidy(getattr(relation.delivery, name)) for name in _PLACE
    }
    known = {"Account": id_, "Type": const.DELIVERY, "Main": True}
    try:
        api.post(_ADDRESSES, known | {n: v for n, v in address.items() if v})
    except OF_ONE_RESOURCE as error:
        api.leave_out(_ADDRESSES, error)


def _role(kind: ItemKind) -> dict:
    return {"IsSupplier": True} if kind is ItemKind.SUPPLIER else {"Status": "C"}


def _values(relation: Relation, names: Iterable[str], empty: bool = False) -> dict:
    """``empty``: send empty texts too, to clear what is there; but there is always a
    currency."""
    fields = {**_FIELDS, "currency": _CURRENCY[relation.kind]}
    values = {fields[name]: odata.tidy(getattr(relation, name)) for name in names}
    if "Name" in values:
        values["Name"] = values["Name"][: const.NAME]
    return {
        name: value
        for name, value in values.items()
        if value or (empty and name not in _CURRENCY.values())
    }
