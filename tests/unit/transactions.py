"""Transactions, rows of reports and deletions as Twinfield answers them."""

from loopback import reply, soap

from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref
from odoo.addons.twinfield_connector.client import xml


def counter(value, code="BNK", number="202400005", line=2, method="payment"):
    return (
        f"<line><code>{code}</code><number>{number}</number><line>{line}</line>"
        f"<method>{method}</method><matchvalue>{value}</matchvalue></line>"
    )


def match(value, *counters, at="20240320", status="final"):
    return (
        f'<set status="{status}"><matchdate>{at}</matchdate>'
        f"<lines>{''.join(counters)}</lines><matchvalue>{value}</matchvalue></set>"
    )


def transaction(*sets, value="175.50", side="debit", open_="", more="", base=None):
    open_ = f"<basevalueopen>{open_}</basevalueopen>" if open_ else ""
    return xml.parse(
        '<transaction location="final" result="1"><header><code>VRK</code>'
        "<number>202400017</number><currency>EUR</currency><date>20240315</date>"
        '</header><lines><line type="total" id="1"><dim2>1004</dim2>'
        f"<debitcredit>{side}</debitcredit><basevalue>{base or value}</basevalue>"
        f"<value>{value}</value>{open_}{more}<matches>{''.join(sets)}</matches></line>"
        "</lines></transaction>"
    )


CELLS = {
    "value": "fin.trs.line.valuesigned",
    "base": "fin.trs.line.basevaluesigned",
    "open_": "fin.trs.line.openvaluesigned",
    "status": "fin.trs.line.matchstatus",
    "matched": "fin.trs.line.matchnumber",
    "on": "fin.trs.line.matchdate",
    "currency": "fin.trs.head.curcode",
    "relation": "fin.trs.line.dim2",
    "modified": "fin.trs.line.modified",
    "period": "fin.trs.head.yearperiod",
    "location": "fin.trs.head.status",
    "day": "fin.trs.head.date",
    "invoice": "fin.trs.line.invnumber",
    "account": "fin.trs.line.dim1",
    "vat": "fin.trs.line.vatcode",
}


def row(number, code="VRK", line=1, **cells):
    """A line of an invoice of 175.50 that is open; ``cells`` as in ``CELLS``, None for
    one that is not shown."""
    shown = {
        "value": "175.50",
        "open_": "175.50",
        "status": "available",
        "currency": "EUR",
        "relation": "1004",
        "period": "2024/03",
        "location": "final",
        **cells,
    }
    shown.setdefault("base", shown["value"])
    tds = "".join(
        f'<td field="{CELLS[name]}">{text}</td>'
        for name, text in shown.items()
        if text is not None
    )
    return (
        f"<tr>{tds}<key><code>{code}</code><number>{number}</number>"
        f"<line>{line}</line></key></tr>"
    )


def report(*rows):
    return soap(f'<browse result="1" total="{len(rows)}">{"".join(rows)}</browse>')


def refused_columns(*about, words="Veld bestaat niet", where="field"):
    """A report whose columns ``about`` are refused: the request as it was sent, with a
    message on ``where`` of each."""
    columns = "".join(
        f"<column><field{_told(where, 'field', words)}>{name}</field>"
        f"<operator{_told(where, 'operator', words)}>{operator}</operator></column>"
        for name, operator in about
    )
    return soap(f'<columns code="100" result="0">{columns}</columns>')


def _told(where, tag, words):
    if where != tag:
        return ""
    return f' msgtype="error" msg="{words}" result="0"'


def deletions(*numbers):
    """The answer of the service that lists deleted transactions."""
    data = "http://schemas.datacontract.org/2004/07/Twinfield.WebServices."
    rows = "".join(
        f"<b:DeletedTransaction><b:Daybook>VRK</b:Daybook>"
        f"<b:ReasonForDeletion>Dubbel</b:ReasonForDeletion>"
        f"<b:TransactionNumber>{number}</b:TransactionNumber></b:DeletedTransaction>"
        for number in numbers
    )
    return reply(
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        '<Result xmlns="http://www.twinfield.com/" '
        f'xmlns:b="{data}DeletedTransactionsService">'
        f"<b:DeletedTransactions>{rows}</b:DeletedTransactions></Result>"
        "</s:Body></s:Envelope>"
    )


def item(kind, code, **attributes):
    """As the base has it cached."""
    return Item(kind=kind, ref=Ref(code=code), name=code, attributes=attributes)


JOURNALS = [
    item(ItemKind.JOURNAL, code, use=use)
    for code, use in (
        ("VRK", "sale"),
        ("VRK2", "sale"),
        ("INK", "purchase"),
        ("BNK", "bank"),
        ("KAS", "cash"),
        ("MEMO", "general"),
    )
]


def sent(request):
    """The document in a request to ProcessXml."""
    element = xml.parse(request.body).iter("{http://www.twinfield.com/}xmlRequest")
    return xml.parse(next(element).text)


def asked(request, field):
    """(operator, from, to) of a column of a report that was asked for; None when it was
    not among them."""
    for column in sent(request).iter("column"):
        if column.findtext("field") == field:
            return (
                column.findtext("operator"),
                column.findtext("from"),
                column.findtext("to"),
            )
    return None


def flat(element, skip=()):
    """[(path, text, attributes)] of an element, as it can be compared."""
    made = []

    def walk(node, path):
        path = f"{path}/{node.tag}"
        made.append((path, (node.text or "").strip(), dict(node.attrib)))
        for child in node:
            if child.tag not in skip:
                walk(child, path)

    walk(element, "")
    return made


def like(element, text, skip=()):
    """``element`` says what the example ``text`` says."""
    assert flat(element, skip) == flat(xml.parse(text), skip)
