from odoo import api, models


class LedgerWork(models.AbstractModel):
    """What is done in the background for each connection: one service for each kind
    of work, a model that inherits this one. ``ledger.run`` has the loop over
    connections, the lock and what came of it; a service does it for one connection.
    """

    _name = "ledger.work"
    _description = "Ledger Work"
    # Its value of ``ledger.run.work``.
    _work = ""
    # Class id of the advisory lock: works that share one never run side by side.
    _lock = 0
    # A regular run is due so long after the last one; None: whenever the cron comes.
    _every = None
    # What ``ledger.run.left`` has while it must go on, however lately it was done.
    _unfinished = ""

    @api.model
    def _services(self):
        """{work: service}"""
        names = self.env.registry.descendants(["ledger.work"], "_inherit")
        services = (self.env[name] for name in names if name != "ledger.work")
        return {service._work: service for service in services if service._work}

    @api.model
    def _ask_all(self, question, *args):
        """What each of them says."""
        return [getattr(one, question)(*args) for one in self._services().values()]

    # What a service says of itself

    @api.model
    def _get_domain(self):
        """Which connected connections have this work."""
        return []

    @api.model
    def _get_ready(self, runs):
        """Of ``runs`` those with something to do now."""
        half_done = runs.filtered(lambda run: (run.left or {}).get(self._unfinished))
        return runs._filter_due(self._every, half_done)

    @api.model
    def _run(self, run, turn):
        """Do it for the connection of ``run``, until ``turn.is_over()``. Returns False
        when there is more to do at once. Commits what is done, and before each call
        of the ledger what others may want to write; whatever it raises is noted on
        ``run``, and concerns no other connection."""
        raise NotImplementedError

    @api.model
    def _get_progress(self, run):
        """How far long work is, in words; "" when nothing is under way."""
        return ""

    @api.model
    def _check(self, connections):
        """Raises where settings of these contradict each other."""

    @api.model
    def _warn_of_start(self, connection):
        """What an onchange says of another starting date; None for nothing."""

    @api.model
    def _get_counts(self, connections):
        """{name of a counter of ``ledger.connection``: {connection id: number}}"""
        return {}

    @api.model
    def _get_warnings(self, connection):
        """What is wrong though nothing failed yet, a line each; False for nothing."""
        return False

    @api.model
    def _remarked(self, connection, remarks):
        """What the ledger, which is closed now, did not do as asked."""

    @api.model
    def _get_made(self):
        """Ids of the journal entries that it made itself, as SQL; None for none."""

    @api.model
    def _is_settled(self, export):
        """Whether something settles its entry in the ledger, as far as is known."""
        return False

    @api.model
    def _chosen(self, connection, currency, shared):
        """Its administration was chosen; who objects takes it back, and says why."""

    @api.model
    def _resume(self, connections):
        """The connections may be used (again): what waited need not wait longer."""

    @api.model
    def _mapped(self, connections, mended):
        """There are rules for ``mended`` now, {(kind, record id)}: what was refused
        for want of them may go out."""
