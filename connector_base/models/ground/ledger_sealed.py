import logging
import os

from psycopg2 import OperationalError

from odoo import api, models
from odoo.tools import config

from ...ledger.errors import NotAuthorised
from ...ledger.sealing import SHORTEST, Box, KeyMissing, KeyShort

_logger = logging.getLogger(__name__)

# See ``Box``: several, separated by commas, rotate; "off," before the last ends it.
KEY_OPTION = "ledger_connector_key"


def option(name):
    """Of Odoo's configuration, or in capitals of the environment."""
    return os.environ.get(name.upper()) or config.get(name) or ""


class LedgerSealed(models.AbstractModel):
    """Secrets that are encrypted at rest where the server has a key."""

    _name = "ledger.sealed"
    _description = "Sealed Secrets"

    @api.model
    def _get_secret_fields(self):
        """Those that are encrypted, never shown, and masked in logs."""
        return []

    @api.model
    def _box(self):
        try:
            return Box(option(KEY_OPTION))
        except KeyShort as error:
            raise NotAuthorised("key_short", KEY_OPTION) from error

    @api.model
    def _is_sealed(self):
        try:
            return self._box().seals
        except NotAuthorised:
            return False

    def _encrypt(self, value):
        return self._box().seal(value or "") or False

    def _decrypt(self, value):
        try:
            return self._box().open(value or "")
        except KeyMissing as error:
            raise NotAuthorised("key_missing", KEY_OPTION) from error

    @api.autovacuum
    def _reseal(self):
        """Bring all that is stored under the key of now: it was set, changed or taken
        away. What no key opens stays as it is."""
        if self._abstract:
            # Odoo calls it of this model as well.
            return
        try:
            box = self._box()
        except NotAuthorised as error:
            _logger.error("%s has less than %s characters", error.detail, SHORTEST)
            return
        # As many as there are log-ins.
        # pylint: disable=no-search-all
        for row in self.sudo().search([]):
            try:
                with self.env.cr.savepoint():
                    row.try_lock_for_update()._reseal_in(box)
            except (KeyMissing, OperationalError) as error:
                # Another worker is at it, or it was refreshed at this moment.
                name = type(error).__name__
                _logger.warning("Credential %s keeps its key: %s", row.id, name)

    def _reseal_in(self, box):
        for name in self._get_secret_fields():
            if self[name] and not box.is_current(self[name]):
                self[name] = box.seal(box.open(self[name]))

    def _register_hook(self):
        """Also when Odoo starts, as it does after its configuration was changed."""
        super()._register_hook()
        if not self.env.registry.ready:
            self._reseal()
