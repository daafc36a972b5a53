"""HTTP and SOAP as such: what is let in, in what form, and how much of it."""

import gzip
import http.client
import socket
import threading
import time
import zlib
from base64 import b64encode
from urllib.parse import urlsplit

import pytest
import requests
import zeep
from lxml import etree
from sandbox.twinfield.ids import company_id

TWF = "http://www.twinfield.com/"
OFFICES = "<list><type>offices</type></list>"
SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"


def envelope(token, xml=OFFICES, header="<CompanyCode>NL001</CompanyCode>", **changes):
    values = {
        "operation": "ProcessXmlString",
        "argument": f"<xmlRequest><![CDATA[{xml}]]></xmlRequest>",
        "soap": SOAP11,
        "declaration": "",
        **changes,
    }
    operation = values["operation"]
    return (
        f'{values["declaration"]}<s:Envelope xmlns:s="{values["soap"]}"><s:Header>'
        f'<Header xmlns="{TWF}"><AccessToken>{token}</AccessToken>{header}</Header>'
        f'</s:Header><s:Body><{operation} xmlns="{TWF}">{values["argument"]}'
        f"</{operation}></s:Body></s:Envelope>"
    )


@pytest.fixture
def address(twinfield):
    return f"{twinfield.cluster}/webservices/processxml.asmx"


@pytest.fixture
def send(twinfield, address):
    def send(body, action=f"{TWF}ProcessXmlString", **headers):
        if isinstance(body, str):
            body = body.encode()
        given = {"Content-Type": "text/xml; charset=utf-8", **headers}
        if action is not None:
            given["SOAPAction"] = f'"{action}"'
        return requests.post(address, data=body, headers=given, timeout=10)

    return send


# Headers and bodies

NIL = (
    '<CompanyId xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'
)
READ = "<read><type>dimensions</type><dimtype>DEB</dimtype><code>1000</code></read>"


@pytest.mark.parametrize(
    "header",
    [
        "<CompanyCode>NL001</CompanyCode>",
        f"<CompanyCode>NL001</CompanyCode>{NIL}",
        f"<CompanyId>{company_id('NL001')}</CompanyId>",
    ],
)
def test_company_by_code_and_by_id(send, twinfield, header):
    answer = send(envelope(twinfield.token, READ, header))
    assert "&gt;NL001&lt;/office" in answer.text


def test_company_by_an_id_that_is_none(send, twinfield):
    header = f"<CompanyId>{company_id('XX')}</CompanyId>"
    assert twinfield.fault(send(envelope(twinfield.token, READ, header))) == 359


def test_header_in_another_namespace_is_none(send, twinfield):
    body = envelope(twinfield.token).replace(
        f'<Header xmlns="{TWF}">', '<Header xmlns="urn:other">'
    )
    assert twinfield.fault(send(body)) == 101


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_body_that_declares_utf_16(send, twinfield, encoding):
    body = envelope(
        twinfield.token, declaration='<?xml version="1.0" encoding="utf-16"?>'
    )
    assert "NL001" in send(body.encode(encoding)).text


def test_inner_document_that_declares_utf_16(send, twinfield):
    inner = f'<?xml version="1.0" encoding="utf-16"?>{OFFICES}'
    assert "NL001" in send(envelope(twinfield.token, inner)).text


def test_document_in_the_body_itself(send, twinfield):
    body = envelope(
        twinfield.token,
        operation="ProcessXmlDocument",
        argument='<xmlRequest><list xmlns=""><type>offices</type></list></xmlRequest>',
    )
    answer = send(body, f"{TWF}ProcessXmlDocument")
    found = etree.fromstring(answer.content).findall(".//offices/office")
    assert [one.text for one in found] == ["NL001", "NL002"]


@pytest.mark.parametrize("space", ["", TWF])
def test_echo_of_a_document_is_in_no_namespace(send, twinfield, space):
    document = twinfield.invoice().replace(
        "<transaction ", f'<transaction xmlns="{space}" ', 1
    )
    body = envelope(
        twinfield.token,
        operation="ProcessXmlDocument",
        argument=f"<xmlRequest>{document}</xmlRequest>",
    )
    answer = etree.fromstring(send(body, f"{TWF}ProcessXmlDocument").content)
    booked = answer.find(f".//{{{TWF}}}ProcessXmlDocumentResult/transaction")
    assert booked.get("result") == "1" and booked.findtext("header/number")
    assert len(booked.findall("lines/line")) == 3


def test_body_in_pieces(send, twinfield, address):
    body = envelope(twinfield.token).encode()
    pieces = (body[at : at + 50] for at in range(0, len(body), 50))
    answer = requests.post(address, data=pieces, timeout=10)
    assert "NL001" in answer.text


def test_client_that_asks_before_it_sends(send, twinfield, box):
    body = envelope(twinfield.token).encode()
    parts = urlsplit(box.base_url)
    with socket.create_connection((parts.hostname, parts.port), 5) as connection:
        connection.sendall(
            b"POST /cluster/webservices/processxml.asmx HTTP/1.1\r\nHost: x\r\n"
            b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body)
        )
        assert connection.recv(4096).startswith(b"HTTP/1.1 100")
        connection.sendall(body)
        assert connection.recv(4096).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)]
)
def test_compressed_request(send, twinfield, coding, pack):
    body = pack(envelope(twinfield.token).encode())
    assert "NL001" in send(body, **{"Content-Encoding": coding}).text
    assert send(b"no zip", **{"Content-Encoding": coding}).status_code == 400


def test_answer_is_compressed_for_who_accepts_it(send, twinfield):
    body = envelope(twinfield.token)
    packed = send(body, **{"Accept-Encoding": "gzip, deflate"})
    assert packed.headers["Content-Encoding"] == "gzip"
    plain = send(body, **{"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert packed.text == plain.text


def test_answer_in_the_version_of_the_request(send, twinfield):
    body = envelope(twinfield.token, soap=SOAP12)
    action = f'application/soap+xml; charset=utf-8; action="{TWF}ProcessXmlString"'
    answer = send(body, None, **{"Content-Type": action})
    assert answer.headers["Content-Type"].startswith("application/soap+xml")
    assert etree.fromstring(answer.content).tag == f"{{{SOAP12}}}Envelope"
    wrong = action.replace("ProcessXmlString", "Search")
    answer = send(body, None, **{"Content-Type": wrong})
    assert answer.status_code == 500 and "did not recognize" in answer.text
    assert send(body.replace(SOAP12, "urn:x")).status_code == 400


@pytest.mark.parametrize(
    ("operation", "action"),
    [
        ("ProcessXmlString", f"{TWF}Search"),
        ("ProcessXmlString", "ProcessXmlString"),
        ("Nonsense", f"{TWF}Nonsense"),
        ("Search", f"{TWF}Search"),
    ],
)
def test_other_operations_and_actions_are_refused(send, twinfield, operation, action):
    answer = send(envelope(twinfield.token, operation=operation), action)
    assert answer.status_code == 500
    assert "did not recognize the value of HTTP Header SOAPAction" in answer.text


def test_action_may_be_missing(send, twinfield):
    assert send(envelope(twinfield.token), None).status_code == 200


@pytest.mark.parametrize("body", ["", "<x>", "<x/>", f'<E xmlns="{SOAP11}"/>'])
def test_malformed_is_an_empty_400(send, body):
    answer = send(body)
    assert (answer.status_code, answer.content) == (400, b"")


def test_status_line_says_the_fault(send, twinfield):
    answer = send(envelope("dead"))
    assert answer.status_code == 401
    assert answer.reason == "354 : Access denied. Token invalid."


def test_pages_and_methods_of_a_service(address, twinfield):
    page = requests.get(address, timeout=10)
    assert page.status_code == 200 and "ProcessXmlString" in page.text
    assert requests.put(address, timeout=10).status_code == 405
    other = f"{twinfield.cluster}/webservices/nothing.asmx"
    assert requests.get(other, timeout=10).status_code == 404
    assert requests.get(address.replace(".asmx", ""), timeout=10).status_code == 404


def test_file_names_know_no_case(address):
    wsdl = requests.get(address.replace("processxml", "ProcessXML") + "?WSDL")
    assert wsdl.status_code == 200


def test_withdrawn_compression(send, twinfield):
    def compressed(data):
        text = b64encode(data).decode()
        body = envelope(
            twinfield.token,
            operation="ProcessXmlCompressed",
            argument=f"<xmlRequest>{text}</xmlRequest>",
        )
        return send(body, f"{TWF}ProcessXmlCompressed")

    assert twinfield.fault(compressed(b"no zlib")) == 186
    answer = compressed(zlib.compress(OFFICES.encode()))
    assert twinfield.fault(answer) == 100 and "no longer" in answer.text


@pytest.mark.parametrize("service", ["processxml", "finder", "matching", "session"])
def test_wsdl_names_its_own_address(twinfield, service):
    address = f"{twinfield.cluster}/webservices/{service}.asmx"
    client = zeep.Client(f"{address}?wsdl")
    places = [
        port.binding_options["address"]
        for one in client.wsdl.services.values()
        for port in one.ports.values()
    ]
    assert places == [address, address]
    assert client.get_type("{http://microsoft.com/wsdl/types/}guid")


# Fair use


def spent(box):
    return [row["credits"] for row in box.control("requests")["requests"]]


def test_what_costs_one_and_what_costs_three(twinfield, box):
    box.control("requests/clear")
    for xml, cost in (
        (OFFICES, 1),
        (READ, 1),
        ("<columns code='000'/>", 1),
        (twinfield.invoice(), 3),
        ("<match/>", 3),
        ("<dimensions/>", 3),
    ):
        twinfield.post(xml)
        assert spent(box)[-1] == cost, xml


@pytest.mark.parametrize(
    ("service", "operation", "cost"),
    [
        ("finder.asmx", "Search", 1),
        ("matching.asmx", "UndoMatch", 3),
        ("session.asmx", "GetRole", 1),
        ("session.asmx", "KeepAlive", 3),
        ("periodservice.svc", "Query", 1),
        ("periodservice.svc", "Process", 3),
        ("deletedtransactionsservice.svc", "Query", 1),
        ("deletedtransactionsservice.svc", "Process", 1),
    ],
)
def test_cost_of_operations(twinfield, box, service, operation, cost):
    box.control("requests/clear")
    requests.post(
        f"{twinfield.cluster}/webservices/{service}",
        data=envelope(twinfield.token, operation=operation),
        timeout=10,
    )
    assert spent(box) == [cost]


def test_rest_costs_one(twinfield, box):
    box.control("requests/clear")
    requests.get(f"{twinfield.cluster}/Api/organisations", timeout=10)
    assert spent(box) == [1]


def test_answers_say_what_is_left(twinfield, box):
    box.control("limits", credits=5)
    answer = twinfield.post(OFFICES)
    names = ("Limit", "Remaining", "Credited")
    left = [answer.headers[f"X-RateLimit-{name}"] for name in names]
    assert left == ["5", "4", "1"]
    answer = twinfield.post(twinfield.invoice())
    assert answer.headers["X-RateLimit-Remaining"] == "1"
    answer = twinfield.post(twinfield.invoice("F2"))
    assert answer.status_code == 429
    assert [answer.headers[f"X-RateLimit-{name}"] for name in names] == ["5", "1", "3"]
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert len(box.control("transactions", office="NL001")["transactions"]) == 1


def test_no_limits_no_headers(twinfield):
    assert "X-RateLimit-Limit" not in twinfield.post(OFFICES).headers


def test_uncertified_client_writes_eight_documents_a_minute(twinfield, box):
    box.control("limits", certified=False)
    statuses = [twinfield.post("<match/>").status_code for _ in range(9)]
    assert statuses == [200] * 8 + [429]


@pytest.mark.parametrize("name", ["client_credits", "ip_credits"])
def test_limits_of_client_and_address(twinfield, box, name):
    box.control("limits", **{name: 2})
    statuses = [twinfield.post(OFFICES).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_minute_is_a_real_one(twinfield, box):
    box.control("limits", credits=1)
    assert twinfield.post(OFFICES).status_code == 200
    box.control("clock", advance=120)
    assert twinfield.post(OFFICES).status_code == 429


@pytest.mark.parametrize(
    ("limits", "most"), [({"concurrency": 2}, 2), ({"certified": True}, 10)]
)
def test_so_many_at_a_time(twinfield, box, limits, most):
    box.control("limits", **limits)
    box.control("fault", kind="slow", seconds=1.5, times=most)
    statuses = []
    threads = [
        threading.Thread(
            target=lambda: statuses.append(twinfield.post(OFFICES).status_code)
        )
        for _ in range(most)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.7)
    answer = twinfield.post(OFFICES)
    for thread in threads:
        thread.join()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert statuses == [200] * most
    assert twinfield.post(OFFICES).status_code == 200


def test_unknown_limits_are_refused(box):
    with pytest.raises(ValueError):
        box.control("limits", nonsense=1)


# Faults to order


def test_same_user_elsewhere(twinfield, box):
    box.control("fault", kind="duplicate_session")
    assert twinfield.fault(twinfield.post(OFFICES)) == 168


@pytest.mark.parametrize(("after", "booked"), [(False, 0), (True, 1)])
def test_proxy_loses_patience(twinfield, box, after, booked):
    box.control("fault", kind="gateway_timeout", root="transaction", after=after)
    answer = twinfield.post(twinfield.invoice())
    assert (answer.status_code, answer.reason) == (524, "A Timeout Occurred")
    assert "cloudflare" in answer.text
    assert len(box.control("transactions", office="NL001")["transactions"]) == booked


def test_time_out_after_the_booking(twinfield, box, address):
    box.control("fault", kind="timeout", root="transaction", seconds=1)
    body = envelope(twinfield.token, twinfield.invoice())
    with pytest.raises(requests.Timeout):
        requests.post(address, data=body, timeout=0.4)
    assert len(box.control("transactions", office="NL001")["transactions"]) == 1


def test_time_out_ends_in_a_closed_connection(twinfield, box):
    box.control("fault", kind="timeout", seconds=0.1)
    with pytest.raises(requests.ConnectionError):
        twinfield.post(OFFICES)


def test_slow_answer_is_an_answer(twinfield, box):
    box.control("fault", kind="slow", seconds=0.4)
    start = time.monotonic()
    assert twinfield.post(OFFICES).status_code == 200
    assert time.monotonic() - start >= 0.4


def test_truncated_answer_is_not_packed(twinfield, box):
    box.control("fault", kind="truncated")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        twinfield.post(OFFICES)


def test_connection_stays_open_between_requests(twinfield, box):
    parts = urlsplit(box.base_url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
    connection.request("GET", "/cluster/UI")
    connection.getresponse().read()
    first = connection.sock
    connection.request("GET", "/cluster/UI")
    assert connection.getresponse().status == 200 and connection.sock is first
    connection.close()
