"""Bad weather: what was certainly not executed is told apart from what may be."""

from datetime import timedelta

import pytest

from ....ledger.errors import NotAuthorised, NotExecuted, ProtocolError, Throttled
from ....ledger.http import utcnow
from ..subject import book


class Weather:
    def test_expired_token_is_renewed_and_nothing_booked_twice(self, harness, ledger):
        harness.expire_token()
        book(ledger, harness.document("INV/1"))
        assert harness.entries() == 1

    def test_withdrawn_consent_is_the_admins_business(self, harness, ledger):
        harness.revoke()
        with pytest.raises(NotAuthorised):
            ledger.post([harness.document("INV/1")])
        assert harness.entries() == 0

    def test_too_many_requests_waits_as_long_as_told(self, harness, ledger):
        harness.throttle(23)
        with pytest.raises(Throttled) as caught:
            ledger.post([harness.document("INV/1")])
        pause = caught.value.retry_at - utcnow()
        assert timedelta(seconds=15) < pause <= timedelta(seconds=23)
        assert harness.entries() == 0

    def test_garbage_is_never_taken_for_an_outcome(self, harness, ledger):
        harness.garble()
        with pytest.raises(ProtocolError):
            ledger.post([harness.document("INV/1")])
        harness.garble()
        with pytest.raises((ProtocolError, NotExecuted)):
            ledger.administrations()

    def test_foreign_administration_is_denied(self, harness):
        with harness.open(administration=harness.foreign) as ledger:
            with pytest.raises(NotAuthorised) as caught:
                list(ledger.items(ledger.kinds[0]))
            assert caught.value.code == "administration_denied"
