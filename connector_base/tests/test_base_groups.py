from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

OURS = "connector_base"
OPERATIONS = ("read", "write", "create", "unlink")
# Nobody reads these, whatever their group: tokens, secrets, what is asked for.
HIDDEN = {"ledger.budget", "ledger.credential", "ledger.request"}
# What an accountant may change: links and rules, and what is asked in a dialog.
CHANGED = {
    "ledger.correction.wizard",
    "ledger.export.wizard",
    "ledger.mapping",
    "ledger.refusals",
    "ledger.refusals.cause",
    "ledger.relation",
    "ledger.relation.proposal",
    "ledger.trial.cause",
    "ledger.trial.wizard",
}


@tagged("post_install", "-at_install")
class TestBaseGroups(TransactionCase):
    """What each group may do with each model of the base."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.models = {
            name
            for name, model in cls.env.registry.items()
            if model._original_module == OURS and not model._abstract
        }

    def allowed(self, groups):
        """{operation: models} of a user of these groups."""
        user = new_test_user(self.env, groups.replace(".", "-"), groups)
        models = {name: self.env[name].with_user(user) for name in self.models}
        return {
            operation: {n for n, model in models.items() if model.has_access(operation)}
            for operation in OPERATIONS
        }

    def test_employee_sees_nothing(self):
        allowed = self.allowed("base.group_user")
        self.assertEqual(allowed, dict.fromkeys(OPERATIONS, set()))

    def test_who_only_reads_changes_nothing(self):
        allowed = self.allowed("account.group_account_readonly")
        self.assertIn("ledger.export", allowed.pop("read"))
        self.assertEqual(allowed, dict.fromkeys(OPERATIONS[1:], set()))

    def test_accountant_exports_but_does_not_configure(self):
        allowed = self.allowed("account.group_account_invoice")
        self.assertIn("ledger.connection", allowed["read"])
        self.assertEqual(allowed["write"], CHANGED)
        self.assertEqual(allowed["create"], CHANGED)
        self.assertEqual(allowed["unlink"], CHANGED - {"ledger.mapping"})

    def test_manager_configures_and_reads_the_log(self):
        allowed = self.allowed("account.group_account_manager")
        self.assertLessEqual({"ledger.connection", "ledger.log"}, allowed["read"])
        self.assertLessEqual({"ledger.connection", "ledger.text"}, allowed["write"])
        # The outcome of an export is nobody's to write.
        self.assertNotIn("ledger.export", allowed["write"])

    def test_nobody_reads_secrets(self):
        allowed = self.allowed("account.group_account_manager,base.group_system")
        for models in allowed.values():
            self.assertFalse(models & HIDDEN)
        with self.assertRaises(AccessError):
            self.env["ledger.credential"].with_user(
                self.env.ref("base.user_admin")
            ).search([])
