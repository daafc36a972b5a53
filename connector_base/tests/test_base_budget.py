import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

from odoo import fields, sql_db
from odoo.tests import TransactionCase, tagged

from odoo.addons.connector_base.ledger.budget import Limit
from odoo.addons.connector_base.ledger.errors import Throttled
from odoo.addons.connector_base.models.provider.ledger_budget import Budget


class Answer:
    def __init__(self, status=200, **headers):
        self.status_code = status
        self.headers = {name.replace("_", "-"): str(v) for name, v in headers.items()}


@tagged("post_install", "-at_install")
class TestBaseBudget(TransactionCase):
    """Fair use, kept before calling, in the database."""

    def setUp(self):
        super().setUp()
        self.limit = Limit(
            key=f"test:{time.monotonic()}", credits=6, headers="X-RateLimit"
        )
        self.addCleanup(self.forget)

    def forget(self):
        with sql_db.db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute("DELETE FROM ledger_budget WHERE key LIKE 'test:%'")

    def budget(self, *limits, patience=0):
        return Budget(self.env, limits or (self.limit,), patience)

    def spend(self, budget, *credits):
        for cost in credits:
            with budget.call(cost):
                pass

    def test_what_is_over_the_limit_waits(self):
        self.assertEqual(self.budget().get_share(), 0)
        self.spend(self.budget(), 3, 1, 1)
        self.assertEqual(self.budget().get_share(), 5 / 6)
        with self.assertRaises(Throttled) as caught, self.budget().call(3):
            self.fail("over the limit")
        wait = caught.exception.retry_at - fields.Datetime.now()
        self.assertTrue(timedelta(seconds=50) < wait < timedelta(seconds=61), wait)
        self.spend(self.budget(), 1)

    def test_a_short_wait_is_waited_for(self):
        short = Limit(key=self.limit.key, credits=2, seconds=1)
        budget = self.budget(short, patience=5)
        started = time.monotonic()
        self.spend(budget, 2, 2)
        self.assertGreater(time.monotonic() - started, 0.9)

    def test_each_of_several_limits_holds(self):
        wide = Limit(key=self.limit.key + "wide", credits=4, seconds=60)
        budget = self.budget(self.limit, wide)
        self.spend(budget, 3)
        with self.assertRaises(Throttled), budget.call(2):
            self.fail("over the second")
        self.spend(self.budget(), 3)

    def test_the_ledger_says_that_less_is_allowed(self):
        budget = self.budget()
        budget.learn(Answer(X_RateLimit_Limit=2))
        self.spend(self.budget(), 2)
        with self.assertRaises(Throttled), self.budget().call(1):
            self.fail("over what was learnt")

    def test_the_ledger_may_allow_more_where_that_is_believed(self):
        wide = replace(self.limit, credits=1, ceiling=False)
        self.budget(wide).learn(Answer(X_RateLimit_Limit=3))
        self.spend(self.budget(wide), 1, 1, 1)
        self.budget().learn(Answer(X_RateLimit_Limit=100))
        with self.assertRaises(Throttled), self.budget(wide).call(1):
            self.fail("over what is allowed")

    def test_nothing_left_until_the_reset(self):
        """Also of an allowance that is not counted here, as one of a whole day."""
        daily = replace(self.limit, credits=0)
        now = time.time()
        self.spend(self.budget(daily), *[1] * 20)
        answer = Answer(
            X_RateLimit_Limit=5000,
            X_RateLimit_Remaining=0,
            X_RateLimit_Reset=int((now + 3600) * 1000),
            Date=format_datetime(datetime.fromtimestamp(now + 1800, timezone.utc)),
        )
        pause = self.budget(daily).learn(answer)
        self.assertTrue(1799 < pause < 1803, pause)
        with self.assertRaises(Throttled) as caught, self.budget(daily).call(1):
            self.fail("nothing was left")
        wait = caught.exception.retry_at - fields.Datetime.now()
        self.assertTrue(timedelta(minutes=29) < wait < timedelta(minutes=31), wait)

    def test_when_the_ledger_slows_us_down_all_wait(self):
        self.budget().learn(Answer(429, Retry_After=30))
        with self.assertRaises(Throttled) as caught, self.budget().call(1):
            self.fail("too soon")
        wait = caught.exception.retry_at - fields.Datetime.now()
        self.assertTrue(timedelta(seconds=25) < wait < timedelta(seconds=31), wait)

    def test_absurd_headers_block_nobody_for_years(self):
        """Neither for a time that nobody means, nor by an error of ours."""
        budget = self.budget(replace(self.limit, ceiling=False))
        for said in ("9" * 16, "9" * 400, "9" * 5000):
            day = timedelta(days=1, minutes=1)
            budget.learn(Answer(429, Retry_After=said))
            for limit in (said, "1" + "0" * 9, "0"):
                budget.learn(Answer(X_RateLimit_Limit=limit))
            pause = budget.learn(
                Answer(
                    X_RateLimit_Limit=5,
                    X_RateLimit_Remaining=0,
                    X_RateLimit_Reset=said,
                    Date="Mon, 01 Jan 0001 00:00:00 GMT",
                )
            )
            self.assertLess(timedelta(seconds=pause), day)
            with self.assertRaises(Throttled) as caught, self.budget().call(1):
                self.fail("it said to wait")
            self.assertLess(caught.exception.retry_at - fields.Datetime.now(), day)
            self.forget()
        self.spend(self.budget(), 5)

    def test_what_was_believed_once_ends_too(self):
        with sql_db.db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute(
                "INSERT INTO ledger_budget (key, blocked_until) VALUES (%s, 1e16)",
                [self.limit.key],
            )
        self.spend(self.budget(), 1)

    def test_calls_at_a_time_are_counted_and_given_back(self):
        limit = Limit(key=self.limit.key, credits=100, concurrent=2)
        with self.budget(limit).call(1), self.budget(limit).call(1):
            with self.assertRaises(Throttled), self.budget(limit).call(1):
                self.fail("a third one")
        with self.assertRaises(ZeroDivisionError), self.budget(limit).call(1):
            raise ZeroDivisionError
        with self.budget(limit).call(1), self.budget(limit).call(1):
            pass

    def test_two_workers_never_spend_more_together(self):
        """Real connections, at the same time."""
        limit = Limit(key=self.limit.key, credits=10, seconds=60)
        passed = []

        def work():
            budget = Budget(self.env, (limit,), 0)
            for _ in range(10):
                try:
                    with budget.call(1):
                        passed.append(1)
                except Throttled:
                    pass

        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(30)
        self.assertEqual(len(passed), 10)
