"""The .svc services there are, and their pages."""

import html

from werkzeug.wrappers import Response

from . import bankbooks, blocking, deletions, periods, statements, svcwsdl

CONTRACTS = {
    one.name.lower(): one
    for one in (
        periods.CONTRACT,
        deletions.CONTRACT,
        bankbooks.BANK,
        bankbooks.CASH,
        statements.CONTRACT,
        blocking.CONTRACT,
        blocking.DOCUMENTS,
    )
}


def page(contract, address, asked):
    """What GET gives: WSDL, one of its schemas, or a page for people."""
    if "wsdl" in asked or "singlewsdl" in asked:
        document = svcwsdl.wsdl(contract, address, "singlewsdl" in asked)
        return Response(document, mimetype="text/xml")
    if "xsd" in asked:
        number = asked["xsd"].lower().removeprefix("xsd")
        try:
            document = svcwsdl.xsd(contract, address, int(number))
        except (ValueError, IndexError):
            return Response("Not found", 404)
        return Response(document, mimetype="text/xml")
    link = html.escape(f"{address}?wsdl")
    body = (
        f"<!doctype html><html><head><title>{contract.name} Service</title></head>"
        f"<body><h1>{contract.name} Service</h1><p>You have created a service.</p>"
        f'<p><a href="{link}">{link}</a></p></body></html>'
    )
    return Response(body, mimetype="text/html")
