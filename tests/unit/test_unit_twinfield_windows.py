"""Sets of matches in the reports of Twinfield, and the place of the import."""

from decimal import Decimal

from transactions import row

from odoo.addons.twinfield_connector.client import browse, cursor, sets, xml

SPAN = ("2024/00", "2024/55")


def rows(*made):
    return browse.rows(xml.parse(f'<browse result="1">{"".join(made)}</browse>'), "100")


def test_what_a_line_does_not_tell_makes_it_no_line():
    for cells in ({"value": None}, {"open_": None}, {"relation": None}):
        (one,) = rows(row("1", matched="7", **cells))
        assert sets._line(one) is None
    (one,) = rows(row("1", matched=" 7, ,8", relation="a1", on="20240320"))
    made = sets._line(one)
    assert (made.numbers, made.relation) == (("7", "8"), ("100", "A1"))
    assert (made.closed, made.is_home) == (Decimal("0.00"), True)


def test_window_ends_a_year_later_and_keeps_what_is_matched():
    window = sets.Window()
    kept = row("1", matched="7", period="2025/55")
    late = row("2", matched="7", period="2026/00")
    open_ = row("3", period="2024/03")
    window.slide(SPAN, rows(kept, late, open_))
    assert [one.number for one in window._rows] == ["1"]
    assert window.unseen(2024) is None
    assert window.unseen(2025) == ("2025/00", "2025/55")
    window.extend(("2025/00", "2025/55"), rows(row("4", matched="8")))
    assert [one.number for one in window._rows] == ["4", "1"]
    assert window.unseen(2030) is None


def test_settled_by_more_than_is_closed_is_not_believed():
    """Two sets, of which one is shared with a line that is in several."""
    found = rows(
        row("1", matched="7,8", open_="0.00", on="20240320"),
        row("5", "BNK", 2, value="-100.00", open_="0.00", matched="7", on="20240320"),
        row("6", "BNK", 2, value="-75.50", open_="0.00", matched="8", on="20240321"),
    )
    shares = sets.Sets(found).shares(found[0])
    assert [one.amount for one in shares] == [Decimal("100.00"), Decimal("75.50")]
    assert sets.Sets(found[:2]).shares(found[0]) is None


# The place of the import


def test_first_lines_seen_decide_where_the_next_import_begins():
    at = cursor.Cursor.parse("")
    at = cursor.replace(at, spans=(SPAN,), since="2024-04-01T10:00:00")
    assert at.seen("2024-04-01T10:00:00") is at
    assert at.seen("") is at
    newer = at.seen("2024-04-01T10:00:01")
    assert newer.stamp == "2024-04-01T10:00:01"
    assert newer.seen("2024-04-01T10:00:02") is newer
    halved = cursor.replace(at, position="x").halved()
    assert halved.position == "" and len(halved.spans) == 2
