"""Doing without: what is asked again, with less, and what is told then."""

from dataclasses import replace

import pytest
from exact_answers import asked, d, invoice, opened, page, refused, remarks, sent, told

from odoo.addons.exact_connector.client import const, odata
from odoo.addons.exact_connector.client.failures import Refused
from odoo.addons.exact_connector.client.query import Query, joined, portions

WHOLE = Query("r", "A,B", "W eq 1", "C,D", "A", 5, "Lines", "X,Y")


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


def test_query_as_it_stands_in_the_address():
    assert WHOLE.text == (
        "$select=A,B,C,D,Lines/X,Lines/Y&$expand=Lines&$filter=W%20eq%201"
        "&$orderby=A&$top=5"
    )
    assert WHOLE.less("$expand", "$top").text == (
        "$select=A,B,C,D&$filter=W%20eq%201&$orderby=A"
    )
    assert Query("r", "A").text == "$select=A"
    assert WHOLE.columns == ["C", "D"] and Query("r", "A").columns == []


def lessened(query):
    return [(sorted(one.without), one.more) for one in query.leaner]


def test_what_is_missed_least_goes_first():
    flat = replace(WHOLE, expand="")
    both = ["$orderby", "$top"]
    rest = [
        (both, "C,D"),
        ([], ""),
        (both, ""),
        (["$select"], "C,D"),
        ([*both[:1], "$select", *both[1:]], "C,D"),
    ]
    assert lessened(flat) == rest
    with_lines = [(sorted([*names, "$expand"]), more) for names, more in rest]
    assert lessened(WHOLE) == [(["$expand"], "C,D"), ([], ""), *with_lines]
    assert lessened(Query("r", "A", top=1)) == [
        (["$top"], ""),
        (["$select"], ""),
        (["$select", "$top"], ""),
    ]
    assert lessened(Query("r", "A", more="C")) == [
        ([], ""),
        (["$select"], "C"),
        (["$select"], "C"),
    ]


def test_conditions_fill_a_query_each_once():
    query, many = Query("r", "A"), [f"A eq {n}" for n in range(const.OR_TERMS + 1)]
    assert list(portions(query, [*many, many[0]], "{}")) == [
        tuple(many[:-1]),
        tuple(many[-1:]),
    ]
    assert list(portions(query, [], "{}")) == []
    long = "x" * const.MAX_QUERY
    assert list(portions(query, [long, "a", "b"], "{}")) == [(long,), ("a", "b")]
    framed = joined(query, ["a", "b"], "S and ({})")
    assert framed.where == "S and (a or b)"
    room = const.MAX_QUERY - len(joined(query, ["a", ""], "{}").text)
    assert len(list(portions(query, ["a", "b" * room], "{}"))) == 1
    assert len(list(portions(query, ["a", "b" * (room + 1)], "{}"))) == 2
    assert list(odata.portions([1, 2, 3], 2)) == [[1, 2], [3]]


def test_where_nothing_helps_the_first_words_are_told(ledger, server):
    """And what was asked in vain is not remembered."""
    server.then(*[refused(f"No {number}.", 400) for number in range(9)])
    query = Query("r", "A", more="C", order="A")
    with pytest.raises(Refused) as caught:
        list(ledger.api.pages(query))
    assert caught.value.detail == "No 0."
    assert (ledger.api.without, remarks(ledger)) == (set(), [])


def test_column_that_is_needed_and_not_told_is_told_of_by_its_name(ledger, server):
    server.then(refused("No.", 400), page({"B": 1}), *[refused("No.", 400)] * 9)
    with pytest.raises(Refused) as caught:
        list(ledger.api.pages(Query("r", "A,B", more="C")))
    assert caught.value.detail == "r without A"


def test_two_options_that_are_refused_together_are_both_left_out(ledger, server):
    server.then(refused("No.", 400), page({"A": 1}), page({"A": 2}), page({"A": 3}))
    query = Query("r", "A", more="C", order="A", top=5)
    assert list(ledger.api.pages(query)) == [[{"A": 2}]]
    assert ledger.api.without == {"r:$orderby", "r:$top"}
    assert remarks(ledger) == [
        ("option_refused", "r: $orderby"),
        ("option_refused", "r: $top"),
    ]
    # The next one does without from the beginning; another resource has its own.
    assert list(ledger.api.pages(query)) == [[{"A": 3}]]
    assert asked(server.requests[-1])[1] == {"$select": "A,C"}
    server.then(page({"A": 4}))
    list(ledger.api.pages(replace(query, resource="other")))
    assert asked(server.requests[-1])[1] == {
        "$select": "A,C",
        "$orderby": "A",
        "$top": "5",
    }


def test_of_many_columns_only_the_culprit_goes(ledger, server):
    def answer(request):
        columns = asked(request)[1]["$select"].split(",")
        return refused("No.", 400) if "C4" in columns else page({"A": 1})

    server.then(*[lambda c: answer(server.requests[-1])(c)] * 20)
    query = Query("r", "A", more="C1,C2,C3,C4,C5")
    assert list(ledger.api.pages(query)) == [[{"A": 1}]]
    assert ledger.api.without == {"r:C4"}
    assert asked(server.requests[-1])[1]["$select"] == "A,C1,C2,C3,C5"


def test_columns_that_only_do_not_go_together_go_both(ledger, server):
    def answer(request):
        columns = asked(request)[1]["$select"].split(",")
        return refused("No.", 400) if {"C", "D"} <= {*columns} else page({"A": 1})

    server.then(*[lambda c: answer(server.requests[-1])(c)] * 9)
    assert list(ledger.api.pages(Query("r", "A", more="C,D"))) == [[{"A": 1}]]
    assert ledger.api.without == {"r:C", "r:D"}


# Records


def test_element_is_left_out_of_its_lines_too_and_of_the_next_records(ledger, server):
    no = refused("Niet toegestaan: Description", 400)
    values = {"Description": "x", "Name": "n", "Lines": [{"Description": "y", "N": 1}]}
    server.then(no, d({"ID": "1"}, 201), d({"ID": "2"}, 201))
    for _time in range(2):
        ledger.api.post("r", values, ("Description", "Notes"))
    first, *others = map(sent, server.requests)
    assert first == values
    assert others == [{"Name": "n", "Lines": [{"N": 1}]}] * 2
    assert remarks(ledger) == [("field_refused", "r: Description")]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (500, "Zo kan 'Description' echt niet"),  # nobody knows what was done
        (400, "Niet toegestaan: YourRef"),  # not to be missed
        (400, "Zomaar."),
    ],
)
def test_what_may_have_been_executed_or_is_needed_is_not_sent_again(
    ledger, server, status, words
):
    server.then(refused(words, status))
    with pytest.raises(Refused) as caught:
        ledger.api.post("r", {"Description": "x", "YourRef": "1"}, ("Description",))
    assert caught.value.detail == words
    assert len(server.requests) == 1
    assert ledger.api.without == set()


def test_element_that_is_still_refused_without_it_is_a_refusal(ledger, server):
    no = refused("Niet toegestaan: Description", 400)
    server.then(no, no)
    outcome = ledger.post([invoice()])[0]
    assert outcome.code == "refused"
    assert told(server) == [("POST", "salesentry/SalesEntries")] * 2
