"""Relations as Twinfield dimensions of type DEB and CRD, and back.

An update takes the addresses and bank accounts that are there along, with their ids:
it is not documented whether leaving one out deletes it, or whether one without an id
is a second one. What we don't know is not sent, for an empty element clears.
Source: Twinfield developer documentation, Customers and suppliers.
"""

from collections.abc import Collection
from dataclasses import asdict

from stdnum.util import clean

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.values import (
    Item,
    ItemKind,
    Ref,
    Rejected,
    Relation,
)

from . import const, refusals
from .xml import E, Element, day, field, fields, said

TYPES = {ItemKind.CUSTOMER: const.CUSTOMER, ItemKind.SUPPLIER: const.SUPPLIER}
# Where the fields of a relation stand in its default address.
_ADDRESS = {
    "country": "country",
    "city": "city",
    "postcode": "postcode",
    "phone": "telephone",
    "email": "email",
    "street": "field2",
    "vat": "field4",
    "chamber": "field5",
}
_FIELDS = (
    *_ADDRESS,
    "name",
    "website",
    "iban",
    "bic",
    "payment_days",
    "mandate",
    "mandate_date",
    "delivery",
)
# Elements of an address that Twinfield fills in itself.
_READ_ONLY = ("ictcountrycode",)


def dimension(
    relation: Relation,
    office: str,
    existing: Element | None = None,
    changed: Collection[str] = (),
) -> Element:
    """The request that creates ``relation``, or brings ``existing`` (as read) up to
    date in what ``changed`` names, in all that is known when it names nothing. What
    was emptied is sent empty, which clears it."""
    wanted = _wanted(relation, existing, changed)
    made = E(
        "dimension",
        *fields(office=office, type=TYPES[relation.kind], code=relation.code),
        field("name", relation.name),  # always required
    )
    if "website" in wanted:
        made.append(field("website", relation.website))
    financials = _financials(relation, wanted)
    if len(financials):
        made.append(financials)
    addresses = _addresses(relation, _kept(existing, "addresses/address"), wanted)
    if len(addresses):
        made.append(addresses)
    if relation.iban and {"iban", "bic"} & wanted:
        made.append(_banks(relation, _kept(existing, "banks/bank")))
    if existing is None:
        _add_texts(made, relation)
    return made


def _add_texts(made: Element, relation: Relation) -> None:
    """Each at its path; suppliers have no credit management."""
    for one in relation.texts:
        parent, _slash, tag = one.field.rpartition("/")
        if parent == "creditmanagement" and relation.kind is not ItemKind.CUSTOMER:
            continue
        place = made if not parent else made.find(parent)
        if place is None:
            place = E(parent)
            made.append(place)
        place.append(field(tag, one.value))


def _wanted(relation, existing, changed) -> set[str]:
    """The fields to send: what changed, else what is known."""
    if existing is not None and changed:
        return set(changed)
    return {name for name in _FIELDS if getattr(relation, name) not in ("", None)}


def _financials(relation: Relation, wanted: set[str]) -> Element:
    made = E("financials")
    if "payment_days" in wanted and relation.payment_days is not None:
        made.append(field("duedays", relation.payment_days))
    if {"mandate", "mandate_date"} & wanted and relation.mandate:
        signed = relation.mandate_date
        made.append(
            E(
                "collectmandate",
                *fields(id=relation.mandate, signaturedate=signed and day(signed)),
            )
        )
    return made


def _value(relation: Relation, name: str) -> str:
    value = getattr(relation, name)
    if name == "vat":
        return clean(value, " .-/").upper()
    return value.upper() if name == "country" else value


def _kept(existing: Element | None, path: str) -> list[Element]:
    """Copies of what was read, without messages of Twinfield and what it fills in."""
    if existing is None:
        return []
    kept = [_bare(node) for node in existing.iterfind(path)]
    return [node for node in kept if len(node)]


def _bare(node: Element) -> Element:
    """Only elements with text, only the attributes that may be sent."""
    known = {
        name: attribute
        for name, attribute in node.attrib.items()
        if name in ("id", "type", "default", "blocked")
    }
    children = [_bare(child) for child in node if child.tag not in _READ_ONLY]
    copy = E(node.tag, *[c for c in children if len(c) or c.text], **known)
    copy.text = (node.text or "").strip() or None
    return copy


def _addresses(relation: Relation, kept: list[Element], wanted: set[str]) -> Element:
    """field2 is the street, field4 the VAT number, field5 the chamber of commerce
    number: the labels that the dimension type gives them unless changed. The newer
    places of the two numbers, on the relation itself, are not for us to fill."""
    more = _delivery(relation, kept) if "delivery" in wanted else []
    ours = [
        field(tag, _value(relation, name))
        for name, tag in _ADDRESS.items()
        if name in wanted
    ]
    if not ours and "name" not in wanted:
        return E("addresses", *kept, *more)
    default = next((a for a in kept if a.get("default") == "true"), None)
    if default is None:
        default = E("address", type="invoice", default="true")
        kept = [*kept, default]
    for node in [field("name", relation.name), *ours]:
        for old in default.findall(node.tag):
            default.remove(old)
        default.append(node)
    return E("addresses", *kept, *more)


def _delivery(relation: Relation, kept: list[Element]) -> list[Element]:
    """Twinfield has no type of address for deliveries: a contact address, which is not
    written to as a postal one is. Those that are there stay."""
    if relation.delivery is None:
        return []
    told = asdict(relation.delivery)
    ours = fields(**{tag: told[name] for name, tag in _ADDRESS.items() if name in told})
    if any(all(said(one, node.tag) == node.text for node in ours) for one in kept):
        return []
    name = field("name", relation.name)
    return [E("address", name, *ours, type="contact", default="false")]


def _banks(relation: Relation, kept: list[Element]) -> Element:
    """A new account becomes the default only where there was none: the default is
    what Twinfield pays to."""
    iban = clean(relation.iban, " ").upper()
    if iban in (clean(said(bank, "iban"), " ").upper() for bank in kept):
        return E("banks", *kept)
    ours = fields(
        ascription=relation.name,
        iban=iban,
        biccode=relation.bic,
        country=iban[:2] if iban[:2].isalpha() else "",
    )
    return E("banks", *kept, E("bank", *ours, default="false" if kept else "true"))


def saved(answer: Element, relation: Relation) -> Item | Rejected:
    """What became of the request. Raises ProtocolError."""
    record = answer.find("dimension") if answer.tag == "dimensions" else answer
    if record is None or record.tag != "dimension":
        raise ProtocolError("unexpected_answer", str(answer.tag)[:80])
    if refusals.is_refused(record) or refusals.is_refused(answer):
        return _refused(record, relation)
    if not said(record, "code"):
        raise ProtocolError("unexpected_answer", "neither saved nor refused")
    return item(record, relation.kind)


def _refused(record: Element, relation: Relation) -> Rejected:
    """On a relation a message on ``code`` is about its format, and so are the words
    for it wherever they stand."""
    refusal = refusals.rejected(record)
    code = refusal.code
    if refusal.field == "code" or code == "code_not_fitting":
        code = "code_not_fitting" if relation.code else "code_format_missing"
    elif refusal.field == "name":
        code = "name_missing"
    return Rejected(code=code, message=refusal.message, field=refusal.field)


def item(record: Element, kind: ItemKind, matched_by: str = "") -> Item:
    """A relation as read, with what it is recognised by."""
    addresses = [
        *record.iterfind("addresses/address[@default='true']"),
        *record.iterfind("addresses/address"),
        E("address"),
    ]
    address = addresses[0]
    attributes = {
        "vat": said(record, "vatnumber") or said(address, "field4"),
        "chamber": said(record, "cocnumber") or said(address, "field5"),
        "email": said(address, "email"),
        "postcode": said(address, "postcode"),
        "country": said(address, "country"),
        "iban": clean(said(record, "banks/bank[@default='true']/iban"), " ").upper(),
        "matched_by": matched_by,
    }
    return Item(
        kind=kind,
        ref=Ref(code=said(record, "code")),
        name=said(record, "name"),
        active=record.get("status", "active") == "active",
        attributes={name: known for name, known in attributes.items() if known},
    )
