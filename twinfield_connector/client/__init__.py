"""The Twinfield client: the port of ``connector_base.ledger`` over Twinfield's
web services. Plain Python, no Odoo.

    const.py       every figure and name that comes from the vendor
    limits.py      what Twinfield counts, and how much it allows
    oauth.py       endpoints, scopes, cluster discovery
    api.py         SOAP calls through our session; failures.py: what a failure means
    xml.py         building and reading XML; refusals.py: results and messages
    records.py     one record by its code; services.py: the newer services
    browse.py      reports with columns; daybooks.py: which kind a daybook is
    entry.py       Document -> transaction; echo.py: its answer -> Booked | Rejected
    dimension.py   Relation -> customer or supplier, and back; masks.py: their codes
    relations.py, items.py, lookup.py, settle.py    the longer duties
    changes.py     payment import; settled.py: who paid what
    ledger.py      TwinfieldLedger
"""
