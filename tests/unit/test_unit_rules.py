"""Which rule decides."""

import importlib.util
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

# Beside models, but plain Python: loaded without Odoo's registry.
PATH = Path(__file__).parents[2] / "connector_base" / "models" / "ledger_rules.py"
spec = importlib.util.spec_from_file_location("ledger_rules", PATH)
rules = importlib.util.module_from_spec(spec)
sys.modules["ledger_rules"] = rules
spec.loader.exec_module(rules)

CASE = rules.Case(
    move_type="out_invoice",
    product=7,
    categories=(30, 20, 10),
    scope="goods",
    country=56,
    groups=frozenset({1, 2}),
    tags=frozenset({5}),
)
RECORD = SimpleNamespace(id=400)


def rule(item, record=400, **conditions):
    row = SimpleNamespace(sequence=conditions.pop("sequence", 10), id=len(item))
    return rules.Rule(rule=row, kind="account", record=record, item=item, **conditions)


def find(*some, case=CASE):
    return rules.Rules(connection=None, rules=list(some)).find("account", RECORD, case)


# Each says more than the next one.
ORDER = [
    rule("product", record=0, product=7),
    rule("category", record=0, category=30),
    rule("category above", record=0, category=10),
    rule("country", country=56),
    rule("group", group=2),
    rule("tag", tag=5),
    rule("scope", scope="goods"),
    rule("type", move_type="out_invoice"),
    rule("plain"),
]


@pytest.mark.parametrize("count", range(len(ORDER)))
def test_most_specific_rule_decides(count):
    left = ORDER[count:]
    assert find(*left) == left[0].item
    assert find(*reversed(left)) == left[0].item


@pytest.mark.parametrize(
    "conditions",
    [
        {"product": 8},
        {"category": 40},
        {"country": 57},
        {"group": 3},
        {"tag": 6},
        {"scope": "services"},
        {"move_type": "in_invoice"},
    ],
)
def test_rule_of_another_case_does_not_fit(conditions):
    assert find(rule("other", **conditions)) is None
    assert find(rule("other", **conditions), rule("plain")) == "plain"


def test_more_conditions_say_more():
    assert find(rule("country", country=56), rule("both", country=56, tag=5)) == "both"


def test_sequence_decides_between_equals():
    first, second = rule("first", tag=5, sequence=2), rule("second", tag=5, sequence=1)
    assert find(first, second) == "second"


def test_rule_of_another_record_or_kind_is_none():
    assert find(rule("other", record=401)) is None
    other = rules.Rules(connection=None, rules=[rule("plain")])
    assert other.find("vat", RECORD, CASE) is None


def test_rule_for_all_records_holds_for_each():
    some = rules.Rules(connection=None, rules=[rule("default", record=0, country=56)])
    assert some.find("account", RECORD, CASE) == "default"
    assert some.find("account", SimpleNamespace(id=False), CASE) == "default"
