"""The port: what a ledger has is seen by its presence."""

from datetime import datetime

import pytest

from odoo.addons.connector_base.ledger import errors, trials
from odoo.addons.connector_base.ledger.errors import NotAuthorised, ProtocolError
from odoo.addons.connector_base.ledger.port import DUTIES, Ledger, has
from odoo.addons.connector_base.ledger.values import Check, Remark, Traits


class Least(Ledger):
    """The four duties alone."""

    def administrations(self):
        return []

    def items(self, kind, since="", seen=()):
        return iter(())

    def post(self, documents):
        return []

    def find(self, keys):
        return {}


class More(Least):
    traits = Traits(entries="draft")

    def __init__(self, attaching=True):
        if not attaching:
            self.attach = None

    def amend(self, booked, document):
        return booked

    def attach(self, booked, name, content):
        return None


def test_four_duties_are_enough():
    assert [duty for duty in DUTIES if has(Least(), duty)] == []
    assert Least().traits == Traits()


def test_each_other_duty_is_found_by_its_presence():
    for subject in (More, More()):
        assert {duty for duty in DUTIES if has(subject, duty)} == {"amend", "attach"}
    assert not has(More(attaching=False), "attach")


def test_what_is_no_duty_is_a_mistake_of_the_caller():
    assert "check" in DUTIES
    with pytest.raises(ValueError):
        has(Least, "atach")


def test_one_duty_less_than_four_is_too_few():
    with pytest.raises(TypeError):
        type("Three", (Ledger,), {n: vars(Least)[n] for n in ("post", "find")})()


def test_remarks_are_of_one_ledger():
    one, other = Least(), Least()
    one.remarks.append(Remark(code="column_refused", detail="fin.trs.head.curcode"))
    assert (len(one.remarks), other.remarks) == (1, [])


class Refused(Exception):
    """A client's own."""


def fail(error):
    raise error


def test_trials_tell_what_may_be_done_and_what_not():
    calls = {
        "accounts": lambda: "8000",
        "vat": lambda: "",
        "journals": lambda: fail(NotAuthorised("access_denied", "no right")),
        "customers": lambda: fail(ProtocolError("refused", "no module")),
        "entries": lambda: fail(Refused("no such view")),
    }
    assert trials.run(calls, (Refused,)) == [
        Check(name="accounts", passed=True, detail="8000"),
        Check(name="vat", passed=False),
        Check(name="journals", passed=False, detail="no right"),
        Check(name="customers", passed=False, detail="no module"),
        Check(name="entries", passed=False, detail="no such view"),
    ]


@pytest.mark.parametrize(
    "error",
    [
        NotAuthorised("token_revoked"),
        errors.Unavailable("unreachable"),
        errors.Throttled(datetime(2026, 1, 1)),
        Refused("not ours to judge"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_concerns_every_call_ends_the_trials(error):
    with pytest.raises(type(error)):
        trials.run({"accounts": lambda: fail(error)})


def test_no_code_is_the_accountants_and_the_admins():
    assert not errors.REFUSED & errors.ADMIN
    assert not errors.WAITS & errors.ADMIN


class Registered:
    def __init_subclass__(cls, label="", **more):
        super().__init_subclass__(**more)
        cls.label = label


def broken(answer=None):
    """A ledger of which each call meets an answer that nobody expected."""

    class Broken(Least, Registered, label="x"):
        def administrations(self):
            return {}["Code"]

        def items(self, kind, since="", seen=()):
            yield "first"
            yield None + 1

        def check(self):
            raise NotAuthorised("access_denied")

        def currency(self):
            return "EUR"

        def number(self, document):
            return int("x")

        def link(self, booked):
            return iter(())

        def helper(self):
            return int("x")

        attach = None

    return Broken


def test_answer_that_nobody_expected_is_a_typed_error(caplog):
    ledger = broken()()
    with pytest.raises(ProtocolError) as caught:
        ledger.administrations()
    assert (caught.value.code, caught.value.detail) == ("unreadable_answer", "KeyError")
    # Whoever has to find out why finds it in the log.
    (record,) = caplog.records
    assert record.getMessage().endswith("Broken.administrations: KeyError")
    assert record.exc_info
    found = ledger.items("x")
    assert next(found) == "first"
    with pytest.raises(ProtocolError) as caught:
        next(found)
    assert caught.value.detail == "TypeError"
    assert list(Least().items("x")) == []


def test_typed_errors_and_answers_pass():
    ledger = broken()()
    with pytest.raises(NotAuthorised):
        ledger.check()
    assert ledger.currency() == "EUR"
    assert ledger.label == "x"
    assert not has(ledger, "attach")


def test_what_calls_nobody_has_only_mistakes_of_its_own():
    ledger = broken()()
    for name in ("number", "helper"):
        with pytest.raises(ValueError):
            getattr(ledger, name)(*[None] * (name == "number"))


class Detailed(Exception):
    detail = "its words"


@pytest.mark.parametrize("found", [None, [], 0, ""])
def test_trial_that_finds_nothing_is_not_passed(found):
    assert trials.run({"vat": lambda: found}) == [Check(name="vat", passed=False)]


def test_refusal_is_told_in_the_clients_own_words():
    calls = {"vat": lambda: fail(Detailed("code"))}
    assert trials.run(calls, (Detailed,)) == [
        Check(name="vat", passed=False, detail="its words")
    ]


def test_errors_say_what_they_are_wherever_they_are_shown():
    at = datetime(2026, 1, 1)
    for error, words in (
        (errors.Throttled(at, "wait"), "throttled: wait"),
        (errors.Throttled(at, code="ledger_down"), "ledger_down"),
        (errors.InDoubt("no_answer"), "no_answer"),
        (NotAuthorised("token_revoked", "gone"), "token_revoked: gone"),
    ):
        assert str(error) == words
    assert errors.Throttled(at).retry_at == at
