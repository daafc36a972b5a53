"""What it costs to open a dialog over many invoices, and to press what works on all of
them, as a browser asks for it."""

from demo import say
from lists import shown
from lxml import etree
from measures import Measure

FEW, MANY = 30, 300


class Dialogs:
    """What a ``Bench`` can do besides."""

    def dialogs(self):
        say(f"==> Dialogs over {FEW} and {MANY} invoices")
        costs = {}
        for count in (FEW, MANY):
            # Of the trial run, which has a period, all that is not exported yet.
            ids = self.copies(count)
            opened = {
                "export dialog": self.open_export,
                "trial run": self.open_trial,
            }
            for name, act in opened.items():
                costs[name, count] = self.opening(act, ids)
            with self.env() as env:
                moves = env["account.move"].browse(ids)
                env["ledger.export"]._enqueue(moves, {"final": "draft"})
            self.wait(ids, 600, lambda env: env["ledger.run"]._cron("export"))
            costs["make final", count] = self.opening(self.make_final, ids)
        names = dict.fromkeys(name for name, _count in costs)
        each = {}
        for name in names:
            few, many = costs[name, FEW], costs[name, MANY]
            each[name] = (many.sql - few.sql) / (MANY - FEW)
            say(
                f"    {name:<16}{many.cpu:6.2f} s CPU, {each[name]:.2f} statements each"
            )
            self.note(f"{name.replace(' ', '_')}_300_cpu_seconds", many.cpu)
        self.figures["dialog_cpu_seconds_300"] = max(
            costs[name, MANY].cpu for name in names
        )
        self.figures["dialog_sql_per_invoice"] = max(each.values())

    def opening(self, act, ids):
        """What it costs once, and is taken back."""
        with self.env() as env:
            person = env(user=env.ref("base.user_admin").id, su=False)
            with Measure(self) as cost:
                act(person, ids)
                env.flush_all()
            env.cr.rollback()
        return cost

    # Each as its button does it, and then the browser

    def open_export(self, env, ids):
        action = env["account.move"].browse(ids).action_ledger_export()
        wizard = env[action["res_model"]].with_context(**action["context"])
        wizard.onchange({}, [], form_of(wizard))

    def open_trial(self, env, _ids):
        trial = env["ledger.trial.wizard"].create(
            {
                "connection_id": self.connection_id,
                "date_from": "2000-01-01",
                "date_to": "2099-12-31",
            }
        )
        trial.action_try()
        trial.web_read(form_of(trial))

    def make_final(self, env, ids):
        rows = env["ledger.export"].search([("move_id", "in", ids)])
        rows.action_finalise()


def form_of(model):
    return shown(etree.fromstring(model.get_view(view_type="form")["arch"]), model)
