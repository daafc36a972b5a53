import logging
from datetime import timedelta

from odoo import api, fields, models

from ...ledger import matching
from ...ledger.errors import InDoubt, NotExecuted
from ...ledger.values import ItemKind, Rejected, Relation, from_json, to_json

_logger = logging.getLogger(__name__)

# So many names of candidates a person is told.
SHOWN = 5


class LedgerRelationResolver(models.AbstractModel):
    """Which customer of the ledger a partner is: looked up, asked where there is a
    doubt, else created. A lost answer never makes a second one: the look-up comes first
    and finds what was created."""

    _name = "ledger.relation.resolver"
    _description = "Look-up of Customers and Suppliers"

    @api.model
    def _resolve(self, link, ledger):
        """Returns None when the item of ``link`` is known now, else what stands in the
        way, as ``Rejected``. Raises what ``Ledger.save_relation`` raises."""
        link.ensure_one()
        if known := self._get_known(link):
            link.write({"item_id": known.id, "origin": "found"})
            return None
        attempt = from_json(Relation, link.attempt) if link.attempt else None
        value = attempt or link._value()
        candidates = self._get_candidates(link, ledger, value)
        others = self._get_others(link, candidates)
        free = [one for one in candidates if _key(one) not in others]
        certain, doubtful = self._judge(value, candidates)
        ours = [c for c in free if attempt and matching.is_echo(attempt, c)]
        if len(ours) == 1 and all(one is ours[0] for one in certain):
            link._link(ours[0], attempt, "created", link.attempted_at)
        elif len(certain) == 1 and certain[0] in free:
            link._link(certain[0], value, "found")
        elif certain or doubtful:
            return self._ask(link, certain + doubtful)
        elif attempt and not self._is_settled(link, ledger.traits):
            raise InDoubt("relation_in_doubt", link.error_text or "")
        else:
            return self._create_there(link, ledger, link._value(), candidates)
        return None

    @api.model
    def _get_known(self, link):
        """What the partner is by another connection to the same administration."""
        connection = link.connection_id.sudo()
        others = link.sudo().search(
            [
                ("partner_id", "=", link.partner_id.id),
                ("role", "=", link.role),
                ("connection_id", "!=", connection.id),
                ("connection_id.provider", "=", connection.provider),
                ("connection_id.organisation", "=", connection.organisation),
                (
                    "connection_id.administration_code",
                    "=",
                    connection.administration_code,
                ),
                ("item_id.active", "=", True),
            ]
        )
        return self.env["ledger.item"].search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", link.role),
                ("remote_id", "in", others.item_id.mapped("remote_id")),
            ],
            limit=1,
        )

    # Look up

    @api.model
    def _get_candidates(self, link, ledger, value):
        """What the ledger finds, and what the cache has of equal numbers: the ledger
        may look for one spelling only. Not those that a person ruled out."""
        found = {_key(one): one for one in ledger.relations(value)}
        for item in self._get_cached(link, value):
            found.setdefault(item.remote_id, item._value(ItemKind(link.role)))
        for item in link.unlike_ids:
            found.pop(item.remote_id, None)
        return list(found.values())

    @api.model
    def _get_cached(self, link, value):
        items = self.env["ledger.item"]
        said = {"vat": value.vat, "chamber": value.chamber, "iban": value.iban}
        keys = {name: key for name, key in items._get_keys(said).items() if key}
        # Each by an index of its own.
        return items.union(
            *(
                items.search(
                    [
                        (name, "=", key),
                        ("connection_id", "=", link.connection_id.id),
                        ("kind", "=", link.role),
                    ]
                )
                for name, key in keys.items()
            )
        )

    @api.model
    def _get_others(self, link, candidates):
        """Keys of the candidates that are somebody else's: another partner's."""
        items = self.env["ledger.item"].with_context(active_test=False)
        found = items.search(
            [
                ("connection_id", "=", link.connection_id.id),
                ("kind", "=", link.role),
                ("remote_id", "in", [_key(one) for one in candidates]),
            ]
        )
        taken = self.env["ledger.relation"].search(
            [("item_id", "in", found.ids), ("partner_id", "!=", link.partner_id.id)]
        )
        return set(taken.item_id.mapped("remote_id"))

    @api.model
    def _judge(self, value, candidates):
        """(those that are certainly meant, those to ask a person about)"""
        party = matching.of_relation(value)
        judged = [
            (one, matching.compare(party, matching.of_item(one))) for one in candidates
        ]
        certain = [one for one, likeness in judged if likeness.is_certain]
        return certain, [one for one, likeness in judged if likeness.is_doubtful]

    @api.model
    def _ask(self, link, candidates):
        """They are kept, so that a person can choose."""
        names = ", ".join(f"{one.ref.code} {one.name}" for one in candidates[:SHOWN])
        link.candidate_ids = self.env["ledger.item.store"]._keep_all(
            link.connection_id, ItemKind(link.role), candidates
        )
        return link._refused(Rejected(code="relation_ambiguous", message=names))

    @api.model
    def _is_settled(self, link, traits):
        """ "Not there" can be believed."""
        seconds = traits.timeout + traits.settle_seconds
        return fields.Datetime.now() >= link.attempted_at + timedelta(seconds=seconds)

    # Create

    @api.model
    def _create_there(self, link, ledger, value, candidates):
        refusal = self._check_code(link, value, candidates)
        if refusal:
            return link._refused(refusal)
        now = fields.Datetime.now()
        link.write({"attempt": to_json(value), "attempted_at": now})
        # Must be known to the next worker before the request leaves.
        self.env["ledger.run"]._commit()
        try:
            outcome = self._save(ledger, value)
        except NotExecuted:
            link.attempt = False
            raise
        if isinstance(outcome, Rejected):
            link.attempt = False
            return link._refused(outcome)
        link._link(outcome, value, "created", now)
        return None

    @api.model
    def _check_code(self, link, value, candidates):
        """With codes of our own: is there one, and is it free?"""
        if link.connection_id.relation_code != "ref":
            return None
        if not value.code:
            return Rejected(code="own_code_missing", message="")
        known = [(one.ref.code, one.name) for one in candidates]
        known += [(item.code, item.name) for item in link.unlike_ids]
        for code, name in known:
            if code == value.code:
                return Rejected(code="code_taken", message=f"{code} {name}")
        return None

    @api.model
    def _save(self, ledger, value, changed=()):
        """As ``save_relation``; what escapes from it otherwise is doubt."""
        try:
            return ledger.save_relation(value, changed)
        except NotExecuted as error:
            if error.code != "malformed":
                raise
            return Rejected(code="malformed", message=error.detail)
        except InDoubt:
            raise
        except Exception as error:
            _logger.warning("Relation in doubt: %s", type(error).__name__, exc_info=1)
            raise InDoubt("in_doubt", type(error).__name__) from error


def _key(item):
    """As ``ledger.item.remote_id``."""
    return item.ref.id or item.ref.code
