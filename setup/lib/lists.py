"""What it costs to open a list, as a browser asks for it: with a page of rows, and with
years of them."""

from ast import literal_eval
from datetime import date

from copies import insert_copies, own_items
from demo import say
from lxml import etree
from measures import Measure

PAGE, COUNTED = 80, 10_000  # rows that the web client shows, and counts at most
FEW = 100
# Those that grow with each export; of the invoices also what is not exported.
LISTS = {
    "exports": ("connector_base.ledger_export_action", ()),
    "payments": ("connector_base.ledger_allocation_action", ()),
    "control": ("connector_base.ledger_control_action", ()),
    "log": ("connector_base.ledger_log_action", ()),
    "invoices": ("account.action_move_out_invoice_type", ()),
    "refused invoices": (
        "account.action_move_out_invoice_type",
        [("ledger_state", "=", "rejected")],
    ),
}
GROWING = {
    "ledger_allocation": {"key": "'fill' || n"},
    "ledger_control": {},
    "ledger_log": {},
}


class Lists:
    """What a ``Bench`` can do besides."""

    def lists(self):
        count = self.scale["history"]
        say(f"==> Each list with {FEW} rows, and with {count}")
        ids = self.copies(FEW)
        self.export(ids)
        self.receive(ids[:1], date.today())
        with self.env():
            self.connection._ask("import", full=True)
            self.connection._ask("control", full=True)
        self.runs("import", lambda env: env["ledger.allocation"].search_count([]))
        self.runs("control", lambda env: env["ledger.control"].search_count([]))
        self.fill(FEW, ids[0])
        few = self.openings()
        self.fill(count, ids[0])
        many = self.openings()
        ratios = {name: many[name] / few[name] for name in LISTS}
        for name, ratio in ratios.items():
            self.note(f"list_of_{name.replace(' ', '_')}_cpu_ms", 1000 * many[name])
            say(f"    {name:<20}{1000 * few[name]:6.1f} ms CPU, {ratio:.2f} times")
        self.figures["lists_cpu_ratio_100000_to_100"] = max(ratios.values())

    def fill(self, count, like):
        """So many more rows of each list."""
        with self.env() as env:
            entries = [f"VRK/L{count}/{number}" for number in range(count)]
            own_items(env.cr, self.connection_id, like, entries)
            for table, changed in GROWING.items():
                # One of our own tables.
                env.cr.execute(f"SELECT max(id) FROM {table}")  # noqa: S608
                (one,) = env.cr.fetchone()
                insert_copies(
                    env.cr,
                    table,
                    {**changed, "id": f"nextval('{table}_id_seq')"},
                    f"{table} t, generate_series({one}, {one} + {count} - 1) n "
                    f"WHERE t.id = {one}",
                )
        with self.registry.cursor() as cr:
            cr._cnx.autocommit = True
            for table in ("account_move", "ledger_export", *GROWING):
                cr.execute(f"VACUUM ANALYZE {table}")

    def openings(self, times=10, rounds=10):
        """{list: CPU seconds to open it}; the least of some rounds, as others work
        beside."""
        costs = {}
        for name, (action, more) in LISTS.items():
            rounds_of_it = []
            for _round in range(rounds):
                with Measure(self) as cost:
                    for _time in range(times):
                        with self.env() as env:
                            admin = env.ref("base.user_admin")
                            open_list(env(user=admin.id, su=False), action, more)
                rounds_of_it.append(cost.cpu / times)
            costs[name] = min(rounds_of_it)
        return costs


def open_list(env, action, more=()):
    """A page of the list that an action opens."""
    action = env["ir.actions.act_window"]._for_xml_id(action)
    model = env[action["res_model"]].with_context(
        **literal_eval(action["context"] or "{}")
    )
    domain = [*literal_eval(action["domain"] or "[]"), *more]
    arch = etree.fromstring(model.get_view(view_type="list")["arch"])
    counted = 1 + int(arch.get("count_limit") or COUNTED)
    return model.web_search_read(
        domain, shown(arch, model), limit=PAGE, count_limit=counted
    )


def shown(arch, model):
    """What a view asks for, as ``web_read`` takes it."""
    nested = "ancestor::field[1]"
    names = {one.get("name") for one in arch.iter("field") if not one.xpath(nested)}
    return {
        name: {"fields": {"display_name": {}}} if model._fields[name].relational else {}
        for name in names
    }
