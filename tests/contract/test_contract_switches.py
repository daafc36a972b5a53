"""The laws of the port hold wherever nobody knows what the real server does: in the
other positions of the switches, one of each ledger by the date, by night all."""

import os
import random
from datetime import date

from harness_exact import ExactHarness
from harness_twinfield import TwinfieldHarness
from sandbox import switches_of

from odoo.addons.connector_base.tests.contract import contract

# Wrong on purpose is what many of the laws do; the tests of refusals have it.
NOT_HERE = ("error_velocity", "same_code_refused")


def positions(switches):
    return [
        (switch.name, position)
        for switch in switches
        if switch.name not in NOT_HERE
        for position in switch.others
    ]


def chosen(switches):
    found = positions(switches)
    if os.environ.get("LC_PROFILE") == "nightly":
        return found
    return [random.Random(date.today().isoformat()).choice(found)]


def laws(harness, name, position):
    def start(self):
        harness.__init__(self)
        self.switch(name, position)

    return contract(type(harness.__name__, (harness,), {"__init__": start}))


for made, ledger in ((ExactHarness, "exact"), (TwinfieldHarness, "twinfield")):
    for name, position in chosen(switches_of(ledger)):
        globals()[f"Test{made.__name__}_{name}_{position}"] = laws(made, name, position)
