from dataclasses import dataclass


@dataclass
class Choices:
    """What the accountant chose for one export; empty means: by the rules.

    ``account`` is for all that was sold or bought: cost of sales, cash rounding and
    taxes stay on their own accounts. ``vat`` is for all lines with a tax. ``final``:
    "draft" or "final". ``link``: the key under which the ledger's users open the PDF.
    """

    relation: object = None
    journal: object = None
    account: object = None
    vat: object = None
    period: object = None
    final: str = ""
    link: str = ""
