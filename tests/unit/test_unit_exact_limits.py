"""Which calls share an allowance of Exact Online."""

from odoo.addons.exact_connector.client.limits import limits


def test_each_application_has_its_own_for_each_division():
    minute, day = limits("app", "124132")
    assert (minute.key, day.key) == ("exact:app:124132:minute", "exact:app:124132:day")
    assert (minute.credits, minute.seconds, day.seconds) == (60, 60, 24 * 3600)
    assert (minute.headers, day.headers) == ("X-RateLimit-Minutely", "X-RateLimit")
    # A larger edition may say more than sixty; of the day nothing is counted here.
    assert (minute.ceiling, day.credits) == (False, 0)
