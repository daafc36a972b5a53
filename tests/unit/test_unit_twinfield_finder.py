"""The finder: all pages, and options that it does not know."""

import pytest
from loopback import found, reply

from odoo.addons.connector_base.ledger.errors import NotAuthorised, ProtocolError
from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.twinfield_connector.client.api import Api
from odoo.addons.twinfield_connector.client.finder import search
from odoo.addons.twinfield_connector.client.xml import parse


@pytest.fixture
def api(server):
    with Session(hosts=["127.0.0.1"], timeout=1) as http:
        yield Api(http, lambda stale=None: "s3cr3t-token", server.url, "NL001")


def refused(code="InvalidEnumerationOptionValue", about="", words="No."):
    parameters = f"<Parameters><string>{about}</string></Parameters>" if about else ""
    return reply(
        '<e><SearchResponse xmlns="http://www.twinfield.com/"><SearchResult>'
        f"<MessageOfErrorCodes><Type>Error</Type><Text>{words}</Text>"
        f"<Code>{code}</Code>{parameters}</MessageOfErrorCodes></SearchResult>"
        "</SearchResponse></e>"
    )


def options(request):
    nodes = parse(request.body).iter("{http://www.twinfield.com/}string")
    words = [node.text for node in nodes]
    return dict(zip(words[::2], words[1::2], strict=True))


def test_finder_pages_until_all_rows_came_however_few_at_a_time(api, server):
    server.then(
        found(("1000", "A"), ("1001", "B"), total=5),
        found(("1002", "C"), ("", ""), total=5),
        found(("1003", "D"), total=5),
    )
    rows = list(search(api, "DIM", options={"dimtype": "DEB"}))
    assert [row[0] for row in rows] == ["1000", "1001", "1002", "1003"]
    firsts = [
        next(parse(r.body).iter("{http://www.twinfield.com/}firstRow")).text
        for r in server.requests
    ]
    assert firsts == ["1", "3", "5"]
    options = parse(server.requests[0].body).iter("{http://www.twinfield.com/}string")
    assert [node.text for node in options] == ["office", "NL001", "dimtype", "DEB"]


def test_finder_that_finds_nothing_ends(api, server):
    server.then(found(), found(("1000", "A"), total=50), found(total=50))
    assert list(search(api, "DIM")) == []
    assert list(search(api, "DIM")) == [["1000", "A"]]


@pytest.mark.parametrize(
    ("code", "error", "ours"),
    [
        ("NoAccessToOffice", NotAuthorised, "administration_denied"),
        ("InvalidEnumerationOptionValue", ProtocolError, "finder_refused"),
    ],
)
def test_finder_that_refuses_is_no_empty_list(api, server, code, error, ours):
    server.then(refused(code), refused(code))
    with pytest.raises(error) as caught:
        list(search(api, "DIM"))
    assert caught.value.code == ours


def test_rows_may_have_a_code_alone(api, server):
    server.then(found(("1000",), ("",), total=2))
    assert list(search(api, "DIM")) == [["1000"]]


EXTRA = {"hidden": "1", "modifiedsince": "20240301"}
ALL = {"office": "NL001", "dimtype": "DEB", **EXTRA}


def ask(api, extra=EXTRA):
    return list(search(api, "DIM", options={"dimtype": "DEB"}, extra=extra))


@pytest.mark.parametrize(
    ("answer", "about"),
    [
        (refused(about="hidden"), "hidden"),
        (refused(about="office"), "office"),
        (refused(words="Option 'hidden' is not known."), "hidden"),
    ],
)
def test_option_that_is_refused_is_left_out_and_told_once(api, server, answer, about):
    server.then(answer)
    server.then(found(("1", "A")), found(("1", "A")))
    assert ask(api) == ask(api) == [["1", "A"]]
    left = {name: value for name, value in ALL.items() if name != about}
    assert [options(r) for r in server.requests] == [ALL, left, left]
    assert [(r.code, r.detail.split(":")[0]) for r in api.remarks] == [
        ("option_refused", f"DIM {about}")
    ]


def test_other_lists_keep_the_option(api, server):
    server.then(refused(about="hidden"), found(), found())
    ask(api)
    list(search(api, "TRS", extra=EXTRA))
    assert "hidden" in options(server.requests[2])


def test_refusal_that_names_no_option_leaves_out_all_that_can_be(api, server):
    server.then(refused(), found(("1", "A")))
    assert ask(api) == [["1", "A"]]
    assert options(server.requests[1]) == {"dimtype": "DEB"}


def test_refused_list_is_refused(api, server):
    server.then(refused(), refused())
    with pytest.raises(ProtocolError):
        ask(api)
    server.then(refused(about="dimtype"))
    with pytest.raises(ProtocolError):
        ask(api)
    assert len(server.requests) == 3


def test_option_refused_on_a_later_page_repeats_that_page(api, server):
    server.then(found(("1", "A"), total=2), refused(about="hidden"))
    server.then(found(("2", "B"), total=2))
    assert ask(api) == [["1", "A"], ["2", "B"]]
    assert "firstRow>2<" in server.requests[2].body
