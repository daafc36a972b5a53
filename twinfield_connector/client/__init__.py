"""The Twinfield client: the port of ``connector_base.ledger`` over Twinfield's
web services. Plain Python, no Odoo.

    const.py       every figure and name that comes from the vendor
    limits.py      what Twinfield counts, and how much it allows
    oauth.py       endpoints, scopes, cluster discovery
    api.py         SOAP calls through our session; failures.py: what a failure means
    xml.py         building and reading XML; refusals.py: results and messages
    records.py     one record by its code; services.py: the newer services
    finder.py      lists of codes and names; daybooks.py: which kind a daybook is
    reports.py     reports with columns; browse.py: what they show
    entry.py       Document -> transaction; echo.py: its answer -> Booked | Rejected
    dimension.py   Relation -> customer or supplier, and back; masks.py: their codes
    post.py, relations.py, items.py, lookup.py, settle.py    the longer duties
    changes.py     payment import; cursor.py: where it stands; told.py: what it tells
    settled.py     who paid what, by a transaction; sets.py: by the lines of a report
    ledger.py      TwinfieldLedger

What Twinfield refuses in the form of a request (an option, a column, an element, a
service) is left out as far as the rest is of use without it, and remarked.
"""
