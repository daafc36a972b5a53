"""Which rule decides."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

# Beside models, but plain Python: loaded without Odoo's registry.
PATH = Path(__file__).parents[2] / "connector_base" / "models" / "mapping" / "rules.py"
spec = importlib.util.spec_from_file_location("ledger_rules", PATH)
rules = importlib.util.module_from_spec(spec)
sys.modules["ledger_rules"] = rules
spec.loader.exec_module(rules)

CASE = rules.Case(
    move_type="out_invoice",
    is_sale=True,
    is_turnover=True,
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


BILL = replace(CASE, move_type="in_invoice", is_sale=False)
STOCK = replace(CASE, is_turnover=False)


@pytest.mark.parametrize(
    "conditions", [{"product": 7}, {"category": 30}, {"country": 56}]
)
def test_rule_without_account_is_for_turnover_of_sales(conditions):
    anywhere = rule("anywhere", record=0, **conditions)
    of_bills = rule("of bills", record=0, move_type="in_invoice", **conditions)
    assert find(anywhere, of_bills) == "anywhere"
    assert find(anywhere, case=BILL) is None
    assert find(anywhere, of_bills, case=BILL) == "of bills"
    for case in (STOCK, replace(BILL, is_turnover=False)):
        assert find(anywhere, of_bills, case=case) is None


def test_rule_for_an_account_holds_for_all_that_is_on_it():
    some = rule("account", product=7)
    assert {find(some, case=case) for case in (CASE, BILL, STOCK)} == {"account"}


def test_rule_for_all_taxes_is_for_sales():
    def found(case, **conditions):
        row = SimpleNamespace(sequence=10, id=1)
        some = rules.Rule(
            rule=row, kind="vat", record=0, item="code", country=56, **conditions
        )
        return rules.Rules(connection=None, rules=[some]).find("vat", RECORD, case)

    assert found(CASE) == found(STOCK) == "code"
    assert found(BILL) is None
    assert found(BILL, move_type="in_invoice") == "code"


@pytest.mark.parametrize(
    ("sale", "group", "display_type", "expected"),
    [
        (True, "income", "product", "income item"),
        (True, "income", "discount", "income item"),
        (True, "income", "tax", "income item"),
        (True, "income", "rounding", None),
        (True, "income", "cogs", None),
        (True, "expense", "product", None),
        (True, "liability", "product", None),
        (False, "expense", "product", "expense item"),
        (False, "expense", "cogs", None),
        (False, "asset", "product", None),
        (False, "income", "product", None),
    ],
)
def test_default_account(sale, group, display_type, expected):
    connection = SimpleNamespace(
        account_item_id="income item", expense_item_id="expense item"
    )
    line = SimpleNamespace(
        move_id=SimpleNamespace(is_sale_document=lambda include_receipts: sale),
        display_type=display_type,
        account_id=SimpleNamespace(internal_group=group),
    )
    assert rules.Rules(connection, []).default_account(line) == expected
