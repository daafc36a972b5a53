"""Matching: sets, write-offs, exchange differences, and what accountants do."""

import pytest
from test_twinfield_books import entry, line
from test_twinfield_examples import UNDO, call

CUSTOMER = "<dim2>1000</dim2>"
ASK = "<office>NL001</office><code>{}</code><number>{}</number>"


def one(code, number, row, value="", more=""):
    value = f"<matchvalue>{value}</matchvalue>" if value else ""
    return (
        f"<line><transcode>{code}</transcode><transnumber>{number}</transnumber>"
        f"<transline>{row}</transline>{value}{more}</line>"
    )


def match(*lines, code="170", date="20260320"):
    return (
        f"<match><set><office>NL001</office><matchcode>{code}</matchcode>"
        f"<matchdate>{date}</matchdate><lines>{''.join(lines)}</lines></set></match>"
    )


def invoice(twinfield, number="F1", **changes):
    answer = twinfield.process(twinfield.invoice(number, **changes))
    assert answer.get("result") == "1"
    return answer.findtext("header/number")


def receipt(twinfield, value="121.00", relation="1000", currency="EUR", account="1300"):
    answer = twinfield.process(
        entry(
            "BNK",
            line("1100", value, "debit", "total"),
            line(account, value, "credit", more=f"<dim2>{relation}</dim2>"),
            header=f"<currency>{currency}</currency>",
        )
    )
    assert answer.get("result") == "1"
    return answer.findtext("header/number")


def read(twinfield, code, number):
    return twinfield.process(
        f"<read><type>transaction</type>{ASK.format(code, number)}</read>"
    )


def status(twinfield, number, code="VRK"):
    """(match status, open value in the base currency: None where all is matched)"""
    found = read(twinfield, code, number).find("lines/line")
    return found.findtext("matchstatus"), found.findtext("basevalueopen")


def accounts(box):
    found = box.control("totals", office="NL001")["accounts"]
    return {code: value for code, value in found.items() if float(value)}


# Sets


def test_whole_value_counts_where_none_is_given(twinfield):
    number, bank = invoice(twinfield), receipt(twinfield)
    answer = twinfield.process(match(one("VRK", number, 1), one("BNK", bank, 2)))
    assert answer.findtext("set/lines/line/matchvalue") == "121.00"
    assert status(twinfield, number) == ("matched", None)


def test_one_receipt_pays_several_invoices(twinfield):
    numbers = [invoice(twinfield, n) for n in ("F1", "F2", "F3")]
    bank = receipt(twinfield, "300.00")
    answer = twinfield.process(
        match(
            one("VRK", numbers[0], 1),
            one("VRK", numbers[1], 1),
            one("VRK", numbers[2], 1, "58.00"),
            one("BNK", bank, 2),
        )
    )
    assert answer.get("result") == "1"
    assert [status(twinfield, n) for n in numbers] == [
        ("matched", None),
        ("matched", None),
        ("available", "63.00"),
    ]
    paid = read(twinfield, "BNK", bank).findall("lines/line[2]/matches/set/lines/line")
    assert [row.findtext("number") for row in paid] == numbers
    assert {row.findtext("method") for row in paid} == {"sales"}


def test_match_numbers_count_per_relation(twinfield):
    found = []
    for number, relation in (("F1", "1000"), ("F2", "1001"), ("F3", "1000")):
        lines = [
            one("VRK", invoice(twinfield, number, relation=relation), 1),
            one("BNK", receipt(twinfield, relation=relation), 2),
        ]
        dimension = twinfield.process(match(*lines)).find("set/dimensions/dimension")
        found.append((dimension.text, dimension.get("matchnumber")))
    assert found == [("1000", "1"), ("1001", "1"), ("1000", "2")]


def test_sets_succeed_on_their_own(twinfield):
    number, bank = invoice(twinfield), receipt(twinfield)
    good = match(one("VRK", number, 1), one("BNK", bank, 2))
    bad = match(one("VRK", "202600099", 1), one("BNK", bank, 2))
    both = bad.replace("</match>", "") + good.replace("<match>", "")
    answer = twinfield.process(both)
    assert answer.get("result") == "0"
    assert [e.get("result") for e in answer.findall("set")] == ["0", "1"]
    refused = answer.find("set/lines/line")
    assert (refused.get("msg"), refused.get("result")) == (
        "De regel bestaat niet.",
        "0",
    )
    assert answer.find("set/lines").get("result") == "0"
    assert answer.find("set").find("dimensions") is None


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (("F1", {}), {"relation": "1001"}, "170"),
        (("F1", {}), {"value": "120.00"}, "170"),
        (("F1", {}), {}, "270"),
        (("F1", {}), {}, "999"),
    ],
)
def test_set_that_does_not_fit_is_refused(twinfield, first, second, code):
    number = invoice(twinfield, first[0])
    bank = receipt(twinfield, **second)
    answer = twinfield.process(
        match(one("VRK", number, 1), one("BNK", bank, 2), code=code)
    )
    assert (answer.get("result"), answer.find("set").get("result")) == ("0", "0")
    assert status(twinfield, number) == ("available", "121.00")


@pytest.mark.parametrize("value", ["-121.00", "121.01", "x"])
def test_value_that_is_not_open_is_refused(twinfield, value):
    number, bank = invoice(twinfield), receipt(twinfield, "200.00")
    lines = [one("VRK", number, 1, value), one("BNK", bank, 2, "-121.01")]
    assert twinfield.process(match(*lines)).get("result") == "0"


def test_suspense_accounts_are_matched_by_account(twinfield):
    journal = [
        twinfield.process(
            entry("MEMO", line("1200", "9.00", side), line("4000", "9.00", other))
        )
        for side, other in (("debit", "credit"), ("credit", "debit"))
    ]
    numbers = [answer.findtext("header/number") for answer in journal]
    assert journal[0].findtext("lines/line/matchlevel") == "1"
    lines = [one("MEMO", number, 1) for number in numbers]
    answer = twinfield.process(match(*lines, code="070"))
    assert answer.find("set/dimensions/dimension").text == "1200"
    assert status(twinfield, numbers[0], "MEMO") == ("matched", None)


# Write-offs and differences


@pytest.mark.parametrize(
    ("kind", "account"),
    [("writeoff", "4900"), ("currency", "4910"), ("discount", "4920")],
)
@pytest.mark.parametrize("sign", ["", "-"])
def test_write_off_is_booked_and_the_account_ends_at_nought(
    twinfield, box, kind, account, sign
):
    number, bank = invoice(twinfield), receipt(twinfield, "120.00")
    off = f'<writeoff type="{kind}">{sign}1.00</writeoff>'
    answer = twinfield.process(
        match(one("VRK", number, 1, more=off), one("BNK", bank, 2))
    )
    assert answer.get("result") == "1"
    assert answer.find("set").get("status") == "final"
    assert status(twinfield, number) == ("matched", None)
    assert accounts(box) == {
        "1100": "120.00",
        "1530": "-21.00",
        "8000": "-100.00",
        account: "1.00",
    }
    assert status(twinfield, "1", "AFLETTEREN") == ("matched", None)


def test_undoing_takes_the_correction_out(twinfield, box):
    number, bank = invoice(twinfield), receipt(twinfield, "120.00")
    before = accounts(box)
    off = '<writeoff type="discount">1.00</writeoff>'
    lines = [one("VRK", number, 1, more=off), one("BNK", bank, 2)]
    twinfield.process(match(*lines))
    undo = UNDO.replace("1001", "1000").format(1)
    box.control("period", office="NL001", period="2026/03", open=False)
    refused = call(twinfield, "matching", "UndoMatch", undo)
    assert refused.findtext(".//Code") == "MatchingTransactionsCouldNotBeDeleted"
    box.control("period", office="NL001", period="2026/03")
    assert not len(call(twinfield, "matching", "UndoMatch", undo)[0])
    assert accounts(box) == before
    assert status(twinfield, number) == ("available", "121.00")
    assert read(twinfield, "AFLETTEREN", "1").get("result") == "0"


def dollars(twinfield, box, rate):
    number = invoice(
        twinfield,
        header="<currency>USD</currency>",
        vat="VN",
        value="110.00",
        net="110.00",
    )
    box.control("rate", office="NL001", currency="USD", rate=rate, date="2026-03-18")
    return number


def test_another_rate_on_payment_is_an_exchange_difference(twinfield, box):
    number = dollars(twinfield, box, "0.900000000")
    done = box.control(
        "receipt",
        office="NL001",
        invoices=[{"invoicenumber": "F1"}],
        date="2026-03-20",
    )
    assert read(twinfield, "BNK", done["number"]).findtext("header/currency") == "USD"
    assert status(twinfield, number) == ("matched", None)
    assert accounts(box) == {"1100": "99.00", "8000": "-101.20", "4910": "2.20"}


def test_part_payment_takes_its_share_of_the_base_value(twinfield, box):
    number = dollars(twinfield, box, "0.900000000")
    box.control(
        "receipt",
        office="NL001",
        invoices=[{"invoicenumber": "F1", "amount": "55.00"}],
        date="2026-03-20",
    )
    line_ = read(twinfield, "VRK", number).find("lines/line")
    assert line_.findtext("valueopen") == "55.00"
    assert line_.findtext("basevalueopen") == "50.60"
    assert accounts(box)["4910"] == "1.10"


def test_payment_in_another_currency_needs_its_difference(twinfield, box):
    number, bank = dollars(twinfield, box, "0.9"), receipt(twinfield, "100.00")
    lines = [one("VRK", number, 1), one("BNK", bank, 2)]
    assert twinfield.process(match(*lines)).get("result") == "0"
    off = '<writeoff type="currency">1.20</writeoff>'
    lines[0] = one("VRK", number, 1, more=off)
    assert twinfield.process(match(*lines)).get("result") == "1"
    assert accounts(box) == {"1100": "100.00", "8000": "-101.20", "4910": "1.20"}
    assert status(twinfield, number) == ("matched", None)


# Acts of the accountant


def control_receipt(box, office="NL001", **values):
    values.setdefault("invoices", [{"invoicenumber": "F1"}])
    return box.control("receipt", office=office, **values)


def test_purchase_is_paid(twinfield, box):
    number = invoice(
        twinfield,
        code="INK",
        relation="2000",
        dim1="4500",
        vat="IH",
        sides=("credit", "debit"),
    )
    control_receipt(box)
    assert status(twinfield, number, "INK") == ("matched", None)
    assert accounts(box)["1100"] == "-121.00"


def test_too_much_stays_open_on_the_bank_line(twinfield, box):
    number = invoice(twinfield)
    done = control_receipt(box, invoices=[{"invoicenumber": "F1", "amount": "150"}])
    assert status(twinfield, number) == ("matched", None)
    rest = read(twinfield, "BNK", done["number"]).find("lines/line[2]")
    assert rest.findtext("basevalueopen") == "-29.00"
    assert rest.findtext("matchstatus") == "available"


def test_discount_is_written_off(twinfield, box):
    number = invoice(twinfield)
    off = {"type": "discount", "amount": "2.42"}
    control_receipt(box, invoices=[{"invoicenumber": "F1", "writeoff": off}])
    assert status(twinfield, number) == ("matched", None)
    assert (accounts(box)["1100"], accounts(box)["4920"]) == ("118.58", "2.42")


def test_payment_in_euro_of_an_invoice_in_dollars(twinfield, box):
    number = dollars(twinfield, box, "0.9")
    paid = [{"invoicenumber": "F1", "amount": "100.00"}]
    control_receipt(box, invoices=paid, currency="EUR")
    assert status(twinfield, number) == ("matched", None)
    assert accounts(box)["4910"] == "1.20"


def test_direct_debit_taken_back(twinfield, box):
    number = invoice(twinfield)
    control_receipt(box)
    box.control("reversal", office="NL001", invoicenumber="F1")
    assert status(twinfield, number) == ("available", "121.00")
    assert accounts(box)["1300"] == "121.00"
    assert "1100" not in accounts(box)


def test_settled_by_journal(twinfield, box):
    number = invoice(twinfield)
    box.control("writeoff", office="NL001", invoicenumber="F1", amount="121.00")
    line_ = read(twinfield, "VRK", number).find("lines/line")
    assert line_.findtext("matchstatus") == "matched"
    assert line_.findtext("matches/set/lines/line/method") == "journal"
    assert accounts(box)["4900"] == "121.00"


def test_journal_entry_is_in_the_invoices_currency(twinfield, box):
    number = dollars(twinfield, box, "0.9")
    done = box.control("writeoff", office="NL001", invoicenumber="F1", amount="110.00")
    header = read(twinfield, "MEMO", done["number"]).find("header")
    assert header.findtext("currency") == "USD"
    assert status(twinfield, number) == ("matched", None)
    assert accounts(box) == {"8000": "-101.20", "4900": "101.20"}


def test_receipt_is_matched_later(twinfield, box):
    number = invoice(twinfield)
    done = control_receipt(box, match=False)
    assert status(twinfield, number) == ("available", "121.00")
    both = [{"invoicenumber": "F1"}, done]
    box.control("match", office="NL001", invoices=both)
    assert status(twinfield, number) == ("matched", None)
    assert status(twinfield, done["number"], "BNK")[0] == "notmatchable"


def test_only_what_was_paid_is_taken_back(twinfield, box):
    invoice(twinfield)
    box.control("writeoff", office="NL001", invoicenumber="F1", amount="21.00")
    with pytest.raises(ValueError, match="nothing was paid"):
        box.control("reversal", office="NL001", invoicenumber="F1")


def test_receipt_is_of_another_day(twinfield, box):
    number = invoice(twinfield)
    done = control_receipt(box, date="2026-03-20")
    changed = {"amount": "121.00", "date": "2026-04-02"}
    box.control("edit_receipt", office="NL001", **done, **changed)
    header = read(twinfield, "BNK", done["number"]).find("header")
    assert (header.findtext("date"), header.findtext("period")) == (
        "20260402",
        "2026/04",
    )
    line_ = read(twinfield, "VRK", number).find("lines/line")
    assert line_.findtext("matchdate") == "20260402"


def test_receipt_is_edited_and_deleted(twinfield, box):
    number = invoice(twinfield)
    done = control_receipt(box)
    box.control("edit_receipt", office="NL001", amount="21.00", **done)
    assert status(twinfield, number) == ("available", "100.00")
    box.control("delete", office="NL001", **done)
    assert status(twinfield, number) == ("available", "121.00")
    assert read(twinfield, "BNK", done["number"]).get("result") == "0"


def test_payment_run_proposes(twinfield, box):
    number = invoice(twinfield)
    box.control("payrun", office="NL001", invoices=[{"invoicenumber": "F1"}])
    assert status(twinfield, number) == ("proposed", "121.00")
    box.control(
        "payrun", office="NL001", invoices=[{"invoicenumber": "F1"}], proposed=False
    )
    assert status(twinfield, number) == ("available", "121.00")
    box.control("payrun", office="NL001", invoices=[{"invoicenumber": "F1"}])
    control_receipt(box)
    assert status(twinfield, number) == ("matched", None)


def test_deleting_a_matched_draft_opens_the_other_side(twinfield):
    number = invoice(twinfield, destiny="temporary")
    bank = receipt(twinfield)
    twinfield.process(match(one("VRK", number, 1), one("BNK", bank, 2)))
    delete = f'<transaction action="delete" reason="x">{ASK.format("VRK", number)}'
    assert twinfield.process(f"{delete}</transaction>").get("result") == "1"
    rest = read(twinfield, "BNK", bank).find("lines/line[2]")
    assert rest.findtext("basevalueopen") == "-121.00"
