"""The values that cross the port, in both directions.

One sign rule everywhere: debit is positive, credit is negative, whatever the kind
of document. ``amount`` is in the document's currency, ``balance`` in the company's.
Amounts are ``Decimal`` quantised by their currency; dates are ``datetime.date``.
"""

from .document import (
    Booked,
    Document,
    Due,
    Key,
    Kind,
    Line,
    Part,
    Ref,
    Rejected,
    Supply,
    Text,
    Unbalanced,
)
from .entries import Entries
from .master import (
    INVOICES,
    OF_RELATION,
    Address,
    Administration,
    Check,
    Guide,
    Item,
    ItemKind,
    Relation,
    Remark,
    Traits,
    Vocabulary,
)
from .plain import from_json, to_json
from .settled import (
    Against,
    Allocation,
    Changes,
    OnAccount,
    Ours,
    Settled,
    SettlementKind,
)

__all__ = (
    "INVOICES",
    "OF_RELATION",
    "Address",
    "Administration",
    "Against",
    "Allocation",
    "Booked",
    "Changes",
    "Check",
    "Document",
    "Due",
    "Entries",
    "Guide",
    "Item",
    "ItemKind",
    "Key",
    "Kind",
    "Line",
    "OnAccount",
    "Ours",
    "Part",
    "Ref",
    "Rejected",
    "Relation",
    "Remark",
    "Settled",
    "SettlementKind",
    "Supply",
    "Text",
    "Traits",
    "Unbalanced",
    "Vocabulary",
    "from_json",
    "to_json",
)
