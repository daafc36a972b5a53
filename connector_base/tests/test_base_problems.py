import re

from odoo.tests import TransactionCase, tagged

from odoo.addons.connector_base.ledger import errors
from odoo.addons.connector_base.models.ground.ledger_words import ACCOUNTANT, ADMIN, US

OWNERS = {ACCOUNTANT, ADMIN, US}


@tagged("post_install", "-at_install")
class TestBaseProblems(TransactionCase):
    """What is wrong is said in words, to whom it concerns, with what to do next."""

    def setUp(self):
        super().setUp()
        self.problems = self.env["ledger.problem"]

    def test_each_code_that_a_client_may_use_has_words_and_an_owner(self):
        known = self.problems._get_problems()
        for code in errors.REFUSED | errors.ADMIN | errors.WAITS:
            with self.subTest(code=code):
                self.assertIn(code, known)
                self.assertIn(self.problems._owner(code), OWNERS)

    def test_words_go_on_to_what_to_do_next(self):
        for code in errors.REFUSED | errors.ADMIN | errors.WAITS:
            text = self.problems._words(code, detail="X 1")
            with self.subTest(code=code):
                self.assertGreater(len(re.findall(r"[.;:](?= |$)", text)), 1, text)

    def test_what_can_be_mended_is_a_problem_with_words(self):
        known = self.problems._get_problems()
        for code, (model, kind) in self.problems._get_fixes().items():
            with self.subTest(code=code):
                self.assertIn(code, known)
                self.assertTrue(kind)
                if model:
                    self.assertTrue(hasattr(self.env[model], "_get_fix_action"))

    def test_words_are_the_readers(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        english = self.problems._words("not_posted")
        dutch = self.problems.with_context(lang="nl_NL")._words("not_posted")
        self.assertTrue(dutch)
        self.assertNotEqual(dutch, english)

    def test_unknown_code_says_that_nobody_knows(self):
        self.assertEqual(
            self.problems._words("nobody_knows"), self.problems._words("unclear_answer")
        )
        self.assertEqual(self.problems._known("nobody_knows"), "refused")
