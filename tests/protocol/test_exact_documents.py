"""Documents, attachments, and links into the web pages (reference 4.13, 9)."""

import base64

import pytest
import requests
from exact_client import error

DOCUMENTS, FILES = "documents/Documents", "documents/DocumentAttachments"
PDF = b"%PDF-1.7 \x00\xff"


def make(exact, **more):
    return exact.create(DOCUMENTS, {"Subject": "Voorbeeld", "Type": 55, **more})


def attach(exact, document, **more):
    content = base64.b64encode(PDF).decode()
    body = {"Document": document, "FileName": "x.pdf", "Attachment": content, **more}
    return exact.post(FILES, body)


def test_document(exact):
    row = make(exact, Account=exact.account(), DocumentDate="2026-06-01", Body="tekst")
    assert (row["Subject"], row["Type"], row["TypeDescription"]) == (
        "Voorbeeld",
        55,
        "Overig",
    )
    assert type(row["HID"]) is int
    assert row["AccountName"] == "Voorbeeld Techniek B.V."
    url = f"{exact.base}/docs/DocViewContent.aspx?ID={row['ID']}&_Division_=124132"
    assert row["DocumentViewUrl"] == url
    assert make(exact)["HID"] == row["HID"] + 1


def test_page_of_a_document(exact):
    answer = requests.get(make(exact)["DocumentViewUrl"], timeout=10)
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"Type": 55}, "Verplicht: Onderwerp"),
        ({"Subject": "x"}, "Verplicht: Type"),
        ({"Subject": "x", "Type": 9999}, "Ongeldige referentie: Type"),
    ],
)
def test_refused(exact, body, text):
    assert error(exact.post(DOCUMENTS, body)) == text


def test_attachment(exact):
    document = make(exact)["ID"]
    answer = attach(exact, document)
    row = answer.json()["d"]
    assert (row["Attachment"], row["FileSize"]) == (None, len(PDF))
    assert (row["Document"], row["FileName"]) == (document, "x.pdf")
    start = f"{exact.base}/docs/SysAttachment.aspx?ID={row['ID']}&_Division_=124132"
    assert row["Url"].startswith(f"{start}&Stamp=")


def test_attachment_is_not_read_back(exact):
    document = make(exact)["ID"]
    attach(exact, document)
    filter_ = f"Document eq guid'{document}'"
    row = exact.one(FILES, filter_, select="ID,FileName,FileSize,Attachment")
    assert row["Attachment"] is None


def test_download_wants_the_token(exact):
    url = attach(exact, make(exact)["ID"]).json()["d"]["Url"]
    for address in (url, f"{url}&Download=1"):
        assert exact.get(address).content == PDF
    assert requests.get(url, timeout=10).status_code == 401


def test_attachments_of_a_document(exact):
    document = make(exact)
    attach(exact, document["ID"])
    filter_ = f"Document eq guid'{document['ID']}'"
    rows = exact.rows(FILES, filter=filter_, select="ID,FileName,FileSize")
    assert [row["FileName"] for row in rows] == ["x.pdf"]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"FileName": ""}, "Verplicht: Bestandsnaam"),
        ({"Attachment": None}, "Verplicht: Bijlage"),
        (
            {"Document": "11111111-1111-4111-8111-111111111111"},
            "Ongeldige referentie: Document",
        ),
    ],
)
def test_attachments_that_are_refused(exact, values, text):
    assert error(attach(exact, make(exact)["ID"], **values)) == text


def test_attachment_that_is_no_base64(exact):
    answer = attach(exact, make(exact)["ID"], Attachment="%%%")
    assert answer.status_code == 400


def test_attachments_may_go_but_not_change(exact):
    row = attach(exact, make(exact)["ID"]).json()["d"]
    assert exact.put(FILES, row["ID"], {"FileName": "y"}).status_code == 405
    assert exact.delete(FILES, row["ID"]).status_code == 204


def test_file_on_the_document_of_an_entry(exact):
    entry = exact.sell(Document=exact.document()["ID"])
    assert attach(exact, entry["Document"]).status_code == 201
    found = exact.act("files", invoicenumber="INV/1")
    assert found == {"files": [{"name": "x.pdf", "size": len(PDF)}]}


def test_used_document_can_not_be_deleted(exact):
    entry = exact.sell(Document=exact.document()["ID"])
    assert exact.delete(DOCUMENTS, entry["Document"]).status_code == 500


def test_types(exact):
    rows = {row["ID"]: row for row in exact.rows("documents/DocumentTypes")}
    assert {10, 20} <= set(rows)
    assert rows[10]["DocumentIsCreatable"] is True


@pytest.mark.parametrize(
    "page",
    [
        "CRMAccounts.aspx?Status=C&Selector=List%3atList&_Division_=124132",
        "MenuPortal.aspx?_Division_=124132",
        "FinEntrySalesEntry.aspx?TransactionID=%7bx%7d&_Division_=124132",
    ],
)
def test_pages_for_people(exact, page):
    assert requests.get(f"{exact.base}/docs/{page}", timeout=10).status_code == 200


def test_xml_is_not_there(exact):
    answer = exact.get(f"{exact.base}/docs/XMLDownload.aspx?Topic=MatchSets")
    assert answer.status_code == 404
