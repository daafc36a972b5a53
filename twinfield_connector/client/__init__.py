"""The Twinfield client: the port of ``connector_base.ledger`` over Twinfield's
web services. Plain Python, no Odoo.

    const.py      every figure and name that comes from the vendor
    oauth.py      endpoints, scopes, cluster discovery
    api.py        SOAP calls through our session; faults.py: what a failure means
    xml.py        building and reading XML; answers.py: results and messages
    entry.py      Document -> transaction, and its answer -> Booked | Rejected
    dimension.py  Relation -> customer or supplier, and back
    browse.py     reports with columns; matches.py: who paid what
    items.py, relations.py, changes.py    the longer duties
    ledger.py     TwinfieldLedger
"""
