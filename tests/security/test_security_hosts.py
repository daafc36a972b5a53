"""Where secrets may be sent to: what is asked is the parser that sends."""

import pytest
from loopback import reply

from odoo.addons.connector_base.ledger.errors import NotAuthorised, Unavailable
from odoo.addons.connector_base.ledger.http import Session, is_server, is_within
from odoo.addons.twinfield_connector.client import oauth as twinfield

OURS = ("login.twinfield.com", "*.twinfield.com")

FOREIGN = [
    r"https://evil.example\@login.twinfield.com/x",
    r"https://evil.example\.twinfield.com/x",
    "https://login.twinfield.com@evil.example/x",
    "https://user:pass@login.twinfield.com/x",
    "https://login.twinfield.com:8443/x",
    "https://login.twinfield.com:0443x/x",
    "https://login.twinfield.com:99999999/x",
    "http://login.twinfield.com/x",
    "ftp://login.twinfield.com/x",
    "https://twinfield.com.evil.example/x",
    "https://evil.example/.twinfield.com",
    "https://evil.example#.twinfield.com",
    "https://evil.example?.twinfield.com",
    "https://eviltwinfield.com/x",
    "https://login.twinfield.com\r\nHost: evil.example",
    "https://login.twinfield.com\t/x",
    "https://127.0.0.1/x",
    "http://127.0.0.1/x",
    "http://[::1]/x",
    "http://2130706433/x",
    "//login.twinfield.com/x",
    "login.twinfield.com",
    "javascript:alert(1)//login.twinfield.com",
    "https://[",
    "",
]


@pytest.mark.parametrize("url", FOREIGN)
def test_another_host_gets_nothing(url):
    assert not is_within(url, OURS)
    with Session(hosts=OURS) as http, pytest.raises(Unavailable) as caught:
        http.request("GET", url, writing=False)
    assert caught.value.code == "host_not_allowed"


def test_the_ledgers_own_hosts_are_allowed():
    assert is_within("https://login.twinfield.com/auth?x=1", OURS)
    assert is_within("https://ACCOUNTING.twinfield.com:443/", OURS)
    assert is_within("http://127.0.0.1:8123/x", ("127.0.0.1",))
    assert is_within("http://[::1]:8123/x", ("::1",))


@pytest.mark.parametrize(
    "address",
    [
        *FOREIGN,
        "https://login.twinfield.com/path",
        "https://login.twinfield.com?query",
        "https://login.twinfield.com#fragment",
        "https://login.twinfield.com//",
        " https://login.twinfield.com",
    ],
)
def test_what_may_be_entered_is_a_host_and_nothing_else(address):
    assert not is_server(address, OURS)


def test_a_host_alone_may_be_entered():
    assert is_server("https://login.twinfield.com", OURS)
    assert is_server("http://127.0.0.1:8123/", ("127.0.0.1",))


@pytest.mark.parametrize(
    "cluster",
    [
        "https://evil.example",
        "https://accounting.twinfield.com.evil.example",
        "https://accounting.twinfield.com@evil.example",
        "https://accounting.twinfield.com?x=",
        "https://accounting.twinfield.com#x",
        "javascript:alert(1)",
        "http://accounting.twinfield.com",
    ],
)
def test_cluster_must_be_below_the_vendors_domain(http, server, cluster):
    server.then(reply(f'{{"twf.clusterUrl": "{cluster}"}}'))
    with pytest.raises(NotAuthorised) as caught:
        twinfield.validate(http, server.url, "s3cr3t-a")
    assert caught.value.code == "cluster_foreign"
