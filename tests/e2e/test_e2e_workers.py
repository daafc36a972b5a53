"""Odoo with workers and its evented one, as on most servers: who looks at a form or
list hears of the export while it runs."""

import contextlib
import json

import pytest
import websocket
from ledgers import LEDGERS
from processes import BOUND, NIGHTLY

WORKERS = {"http": 0, "workers": 2}, {"crons": 2}

if NIGHTLY:  # the words themselves are seen in a browser by the tours

    @pytest.mark.parametrize("ledger", LEDGERS)
    def test_words_reach_who_listens_at_the_evented_worker(fields, ledger):
        (field,) = fields.apart(ledger, ["workers"], *WORKERS)
        cookies = field.client.http.cookies.get_dict()
        listening = websocket.create_connection(
            field.web.evented,
            timeout=BOUND,
            origin=field.web.url,
            cookie="; ".join(f"{name}={value}" for name, value in cookies.items()),
        )
        with contextlib.closing(listening):
            ((last,),) = field.sql("SELECT coalesce(max(id), 0) FROM bus_bus")
            wanted = {"channels": [], "last": last}
            listening.send(json.dumps({"event_name": "subscribe", "data": wanted}))
            moves = field.make_invoices(field.customers)
            field.client.export(moves)
            said = {"ledger_export": [], "ledger_report": []}
            while not said["ledger_report"]:
                for one in json.loads(listening.recv()):
                    message = one["message"]
                    said.setdefault(message["type"], []).append(message["payload"])
        told = {id_ for one in said["ledger_export"] for id_ in one["move_ids"]}
        assert told == {*moves}
        assert f"{len(moves)} exported" in said["ledger_report"][0]["message"]
        field.idle("export")
        assert field.unfinished() == []
        field.check_books()
        assert field.web.errors() + field.crons.errors() == []
