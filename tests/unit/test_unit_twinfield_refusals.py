"""What Twinfield's messages mean to us, and that nothing it says can surprise us."""

import pytest
from documents import document
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.connector_base.ledger.errors import (
    LedgerError,
    NotAuthorised,
    ProtocolError,
)
from odoo.addons.connector_base.ledger.values import (
    Booked,
    ItemKind,
    Rejected,
    Relation,
)
from odoo.addons.twinfield_connector.client import (
    browse,
    dimension,
    echo,
    refusals,
    settled,
    xml,
)

# (where, kind, words, our code, field)
MESSAGES = [
    (
        "transaction",
        "error",
        "De boeking is niet in balans. Er ontbreekt 0.01 debet.//De boeking balanceert "
        "niet in de basisvaluta. Er ontbreekt 0.01 debet.",
        "unbalanced",
        "transaction",
    ),
    (
        "transaction",
        "error",
        "The transaction is not in balance. 0.01 debit is missing.",
        "unbalanced",
        "transaction",
    ),
    (
        "transaction",
        "error",
        "De boeking kan niet gemaakt worden omdat periode 2020/01 niet bestaat",
        "period_closed",
        "transaction",
    ),
    (
        "transaction",
        "error",
        "Periode 2024/03 is gesloten.",
        "period_closed",
        "transaction",
    ),
    (
        "transaction",
        "error",
        "The transaction cannot be made because period 2020/01 does not exist",
        "period_closed",
        "transaction",
    ),
    ("header/period", "error", "Fout.", "period_closed", "period"),
    (
        "header/date",
        "warning",
        "Datum 25-07-2019 valt buiten de opgegeven periode (2019/09).",
        "date_outside_period",
        "date",
    ),
    (
        "header/invoicenumber",
        "warning",
        "Factuurnummer 12 komt reeds voor.",
        "duplicate",
        "invoicenumber",
    ),
    (
        "header/invoicenumber",
        "error",
        "Factuurnummer 12 komt reeds voor.",
        "duplicate",
        "invoicenumber",
    ),
    ("header/invoicenumber", "warning", "¿Repetido?", "duplicate", "invoicenumber"),
    ("header/invoicenumber", "error", "Te lang.", "refused", "invoicenumber"),
    ("header/code", "error", "Onbekend.", "journal_unknown", "code"),
    ("header/office", "error", "Nee.", "administration_denied", "office"),
    (
        "lines/line/vatcode",
        "error",
        "Btw 21 bestaat niet of is (nog) niet actief.",
        "unknown_vat",
        "line 2/vatcode",
    ),
    (
        "lines/line",
        "error",
        "BTW Hoog (VH) is van het type Verkoop terwijl het dagboek van het btw-type "
        "Inkoop is.",
        "unknown_vat",
        "line 2",
    ),
    (
        "lines/line/dim1",
        "error",
        "Dimensie 99999 komt niet voor in administratie Acme (1).",
        "unknown_account",
        "line 2/dim1",
    ),
    ("lines/line/dim1", "error", "Nope.", "unknown_account", "line 2/dim1"),
    (
        "lines/line",
        "error",
        "Grootboek 8020 vereist de specificatie van een relatie of kostenplaats",
        "cost_centre_required",
        "line 2",
    ),
    (
        "lines/line/dim1",
        "error",
        "Grootboek 8020 vereist de specificatie van een relatie of kostenplaats",
        "cost_centre_required",
        "line 2/dim1",
    ),
    (
        "transaction",
        "error",
        "De status van de boeking moet Concept zijn.",
        "not_draft",
        "transaction",
    ),
    (
        "transaction",
        "error",
        "U hebt geen toegang tot deze administratie.",
        "administration_denied",
        "transaction",
    ),
    ("lines/line/value", "error", "Waarde mag niet leeg zijn.", "refused", None),
    ("transaction", "error", "", "refused", "transaction"),
]


def refusal(where, kind, words):
    record = xml.E("transaction", result="0")
    node = record
    for tag in where.split("/"):
        if tag != "transaction":
            more = {"type": "detail", "id": "2"} if tag == "line" else {}
            node.append(xml.E(tag, result="0", **more))
            node = node[-1]
    node.set("msgtype", kind)
    node.set("msg", words)
    return record


@pytest.mark.parametrize(("where", "kind", "words", "code", "field"), MESSAGES)
def test_message_has_our_code_and_keeps_twinfields_words(
    where, kind, words, code, field
):
    rejected = refusals.rejected(refusal(where, kind, words))
    assert (rejected.code, rejected.message) == (code, words.replace("//", "\n"))
    if field:
        assert rejected.field == field


def test_unknown_customer_is_told_from_an_unknown_cost_centre():
    record = refusal("lines/line/dim2", "error", "Dimensie 1 komt niet voor")
    record.find("lines/line").set("type", "total")
    assert refusals.rejected(record).code == "unknown_relation"
    centre = refusal("lines/line/dim2", "error", "Dimensie 99 komt niet voor in Acme")
    assert refusals.rejected(centre).code == "refused"


def test_message_on_an_element_says_more_than_the_one_on_its_line():
    record = refusal("lines/line/dim2", "error", "Dimensie 9 komt niet voor in Acme")
    line = record.find("lines/line")
    line.attrib.update(
        {"type": "total", "msgtype": "error", "msg": "Dimensie  komt niet voor"}
    )
    assert refusals.rejected(record).code == "unknown_relation"


def test_duplicate_decides_for_it_may_be_our_own_entry():
    record = refusal("transaction", "error", "Periode 2024/03 is gesloten.")
    other = refusal("header/invoicenumber", "warning", "Factuurnummer 1 komt al voor.")
    record.append(other[0])
    rejected = refusals.rejected(record)
    assert rejected.code == "duplicate"
    assert rejected.message.count("\n") == 1


PERIOD = ("header/period", "error", "Fout.")
WARNING = ("header/date", "warning", "Datum valt buiten de opgegeven periode.")
UNKNOWN = ("header/currency", "error", "Iets anders.")
ON_LINE = ("lines/line", "error", "Dimensie 9 komt niet voor in Acme")
ON_ELEMENT = ("lines/line/vatcode", "error", "Nee.")
DOUBLE = ("header/invoicenumber", "warning", "Factuurnummer 1 komt al voor.")


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (PERIOD, WARNING, "period_closed"),
        (PERIOD, UNKNOWN, "period_closed"),
        (UNKNOWN, WARNING, "refused"),
        (ON_ELEMENT, ON_LINE, "unknown_vat"),
        (PERIOD, DOUBLE, "duplicate"),
        (ON_LINE, DOUBLE, "duplicate"),
        (PERIOD, ON_ELEMENT, "unknown_vat"),
    ],
)
def test_of_two_messages_one_decides_whatever_their_order(first, second, code):
    """A duplicate, then an error, then one that we understand, then the innermost."""
    for messages in ((first, second), (second, first)):
        record = xml.E("transaction", result="0")
        for message in messages:
            record.extend(refusal(*message))
        rejected = refusals.rejected(record)
        assert rejected.code == code
        assert set(rejected.message.splitlines()) == {first[2], second[2]}


def test_refusal_without_a_message_is_a_refusal():
    assert refusals.rejected(xml.E("transaction", result="0")).code == "refused"


def test_line_is_named_by_its_id_or_its_place():
    record = xml.parse(
        '<transaction result="0"><lines><line/><line><dim1 msgtype="error" msg="x"/>'
        '</line><line id="7"><dim1 msgtype="error" msg="y"/></line></lines>'
        "</transaction>"
    )
    places = [message.where for message in refusals.messages(record)]
    assert places == ["line 2/dim1", "line 7/dim1"]


@pytest.mark.parametrize("before", ["\n", "  ", "\ufeff", "\ufeff \n"])
def test_blank_before_the_declaration_is_none_too_many(before):
    text = f'{before}<?xml version="1.0" encoding="utf-8"?><a>é</a>'
    assert xml.parse(text).text == "é"
    if "\ufeff" not in before:
        assert xml.parse(text.encode()).text == "é"


def test_nothing_is_read_as_nothing_and_not_as_minus_nothing():
    assert str(xml.read_amount("-0.00")) == "0.00"
    assert str(xml.read_amount("-0.01")) == "-0.01"


def test_refused_read_is_no_empty_answer():
    with pytest.raises(ProtocolError):
        refusals.ensure(xml.parse('<browse result="0"/>'), "browse")
    with pytest.raises(NotAuthorised):
        refusals.ensure(
            refusal(
                "transaction", "error", "U hebt geen toegang tot deze administratie"
            ),
            "transaction",
        )


def test_report_with_rows_missing_is_not_believed():
    with pytest.raises(ProtocolError):
        browse.rows(xml.parse('<browse result="1" total="3"/>'), "100")


@pytest.mark.parametrize("missing", ["code", "number", "line"])
def test_row_that_does_not_say_of_what_it_is_is_not_read(missing):
    keys = {"code": "VRK", "number": "1", "line": "1", missing: ""}
    key = "".join(f"<{name}>{text}</{name}>" for name, text in keys.items())
    answer = xml.parse(f'<browse result="1"><tr><key>{key}</key></tr></browse>')
    with pytest.raises(ProtocolError):
        browse.rows(answer, "100")


@pytest.mark.parametrize("amount", ["1e9", "NaN", "1_0", "١", "", "1,5", "9" * 60])
def test_amounts_are_read_strictly(amount):
    with pytest.raises(ProtocolError):
        xml.read_amount(amount)


@pytest.mark.parametrize("day", ["2024-03-15", "20240231", "x", "2024031"])
def test_dates_are_read_strictly(day):
    with pytest.raises(ProtocolError):
        xml.read_day(day)


def test_bare_number_without_result_means_booked_and_its_location_final():
    answer = xml.parse(
        '<transaction location="final"><header><number>7</number></header>'
        '<lines><line type="total"><value>1</value></line></lines></transaction>'
    )
    (outcome,) = echo.outcomes(answer, [document()])
    assert (outcome.id, outcome.final) == ("VRK/7", True)


TAGS = st.sampled_from(
    "transactions transaction header number code date invoicenumber lines line value "
    "debitcredit dim2 matches set matchdate matchvalue browse tr td key dimension name "
    "addresses address basevalue basevalueopen valueopen".split()
)
TEXTS = st.sampled_from(["", "1", "-1.00", "20240315", "x", "debit", "credit", "NaN"])
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["result", "msgtype", "msg", "type", "id", "location", "total"]),
    st.sampled_from(["0", "1", "error", "warning", "total", "final", "", "2//3"]),
    max_size=3,
)


def _element(parts):
    tag, attributes, words, children = parts
    made = xml.E(tag, words, **attributes)
    made.extend(children)
    return made


TREES = st.recursive(
    st.tuples(TAGS, ATTRIBUTES, TEXTS, st.just([])).map(_element),
    lambda inner: st.tuples(TAGS, ATTRIBUTES, TEXTS, st.lists(inner, max_size=4)).map(
        _element
    ),
    max_leaves=20,
)
CUSTOMER = Relation(kind=ItemKind.CUSTOMER, name="A")


@given(TREES)
def test_no_answer_to_a_post_escapes_the_types(tree):
    try:
        outcomes = echo.outcomes(tree, [document()])
    except LedgerError:
        return
    assert [type(outcome) in (Booked, Rejected) for outcome in outcomes] == [True]


@given(TREES)
def test_no_answer_to_a_question_escapes_the_types(tree):
    for read in (
        lambda answer: browse.rows(answer, "100"),
        lambda answer: dimension.saved(answer, CUSTOMER),
        lambda answer: settled.read(answer, None, lambda daybook: ""),
    ):
        try:
            read(tree)
        except LedgerError:
            continue


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_no_bytes_escape_the_types(content):
    try:
        xml.parse(content)
    except ProtocolError:
        return
