"""The addons as their users get them: wheels that pip installs into an environment of
their own beside the real Odoo, with no checkout on the addons path."""

import configparser
import contextlib
import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

from databases import clone_database, drop_database, execute, psql
from processes import CONFIG, NIGHTLY, ROOT

NAME = "lc_packages"
ADDONS = sorted(path.parent.name for path in ROOT.glob("*/__manifest__.py"))
CONNECTORS = "twinfield_connector,exact_connector"
ALIAS = "Metadata-Version: 2.1\nName: %s\nVersion: %s\n"
WHERE = """
import json, odoo.addons, importlib
modules = env["ir.module.module"].search([("name", "in", %r)])
modules = modules.filtered(lambda module: module.state == "installed")
print("TOLD " + json.dumps({
    module.name: importlib.import_module("odoo.addons." + module.name).__path__[0]
    for module in modules
}))
"""
UNINSTALL = """
env["ir.config_parameter"].set_param("connector_base.forget_exports", "1")
env.cr.commit()
modules = env["ir.module.module"].search([("name", "in", %r)])
modules = modules.filtered(lambda module: module.state == "installed")
modules.button_immediate_uninstall()
"""


class Environment:
    """Made by ``venv``, with Odoo and the libraries of the tests beside: pip sees that
    all requirements are met, and fetches nothing."""

    def __init__(self, folder):
        self.folder = folder
        run(sys.executable, "-m", "venv", folder / "venv")
        self.python = folder / "venv" / "bin" / "python"
        paths = run(
            self.python, "-c", "import sysconfig as s; print(s.get_path('purelib'))"
        )
        self.home = Path(paths.strip())
        beside = f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
        (self.home / "beside.pth").write_text(beside)
        # Odoo asks for two by names that those installed here no longer have.
        for name, version in (("psycopg2", "2.9"), ("PyPDF2", "2.12")):
            alias = self.home / f"{name}-{version}.dist-info"
            alias.mkdir()
            alias.joinpath("METADATA").write_text(ALIAS % (name, version))
        self._write_config()

    def _write_config(self):
        """The one of the tests, without the folders where our addons lie."""
        config = configparser.RawConfigParser()
        config.read(CONFIG)
        options = config["options"]
        options["addons_path"] = ",".join(
            path
            for path in options["addons_path"].split(",")
            if ROOT not in (Path(path), *Path(path).parents[:2])
        )
        self.config = self.folder / "odoo.conf"
        with self.config.open("w") as file:
            config.write(file)

    def pip(self, *arguments):
        return run(self.python, "-m", "pip", *arguments)

    def odoo(self, *arguments, command=(), script=""):
        main = "from odoo.cli import main; main()"
        options = [f"--config={self.config}", f"--database={NAME}", *arguments]
        return run(self.python, "-c", main, *command, *options, script=script)


def run(*command, script="", **environment):
    """To its end and without an error; what it said."""
    done = subprocess.run(
        command,
        input=script,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",  # not where Python would find the checkout
        env={**os.environ, "PYTHONPATH": "", **environment},
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    assert " ERROR " not in done.stderr, done.stderr[-4000:]
    return done.stdout


def tables():
    with contextlib.closing(psql(NAME)) as connection:
        found = execute(
            connection,
            """SELECT table_name FROM information_schema.tables
                WHERE table_name LIKE 'ledger%%'""",
        )
    return [name for (name,) in found]


if NIGHTLY:  # two minutes

    def test_wheels_are_installed_work_and_go(tmp_path):
        run(
            *(sys.executable, "-m", "pip", "wheel", "--no-index", "--no-deps"),
            *("--no-build-isolation", "--wheel-dir", tmp_path / "wheels"),
            *(ROOT / addon for addon in ADDONS),
        )
        assert len(list((tmp_path / "wheels").iterdir())) == len(ADDONS) == 4
        beside = Environment(tmp_path)
        names = [f"odoo-addon-{addon}" for addon in ADDONS]
        beside.pip("install", "--no-index", "--find-links", tmp_path / "wheels", *names)
        clone_database(os.environ["LC_BASE"], NAME)
        try:
            beside.odoo(f"--init={CONNECTORS}", "--stop-after-init")
            figures = tmp_path / "figures.json"
            run(
                *(beside.python, ROOT / "setup" / "lib" / "demo.py", "--once"),
                *("--config", beside.config, "--database", NAME, "--json", figures),
                PYTHONPATH=f"{ROOT}/tests",
            )
            for told in json.loads(figures.read_text()).values():
                assert told["exported"] >= 40 and told["paid"]
                assert (told["refused"], told["difference"]) == (0, "0.00")

            beside.odoo("--init=connector_queue_job", "--stop-after-init")
            said = beside.odoo("--no-http", command=["shell"], script=WHERE % ADDONS)
            line = next(line for line in said.splitlines() if "TOLD " in line)
            where = json.loads(line.partition("TOLD ")[2])
            assert sorted(where) == ADDONS
            assert {Path(path).parents[2] for path in where.values()} == {beside.home}

            assert tables()
            beside.odoo("--no-http", command=["shell"], script=UNINSTALL % ADDONS)
            assert tables() == []
            beside.pip("uninstall", "--yes", *names)
            beside.odoo("--update=account", "--stop-after-init")
        finally:
            drop_database(NAME)
