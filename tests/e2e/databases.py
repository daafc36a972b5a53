"""Databases for whole processes: copied, looked at and dropped in PostgreSQL."""

import configparser
import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import psycopg2
import sandbox
from processes import CONFIG, ODOO, ROOT, wait

# A database that is being copied can't be copied by another one.
_CLONING = threading.Lock()


def psql(database, server=None):
    """``server``: instead of the one of the environment"""
    connection = psycopg2.connect(dbname=database, **(server.options if server else {}))
    connection.autocommit = True
    return connection


def execute(connection, query, *values):
    with connection.cursor() as cr:
        cr.execute(query, values)
        return cr.fetchall() if cr.description else []


def _filestore(name):
    config = configparser.RawConfigParser()
    config.read(CONFIG)
    return Path(config["options"]["data_dir"], "filestore", name)


def drop_database(name, server=None):
    with contextlib.closing(psql("postgres", server)) as connection:
        execute(connection, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(_filestore(name), ignore_errors=True)


def clone_database(template, name, server=None):
    drop_database(name, server)
    with contextlib.closing(psql("postgres", server)) as connection:
        with _CLONING:
            wait(lambda: _copied(connection, template, name), "it can be copied")
    # Links are enough: Odoo never changes a file, it adds and removes.
    shutil.copytree(_filestore(template), _filestore(name), copy_function=os.link)


def _copied(connection, template, name):
    try:
        execute(connection, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    except psycopg2.errors.ObjectInUse:
        return False  # another command copies it
    return True


def prepare_database(name, ledger, log):
    """``name`` with the addons and a connection; returns the ids that tests need."""
    clone_database(os.environ["LC_BASE"], name)
    addon = f"{ledger.provider}_connector"
    with log.open("w") as output:
        subprocess.run(
            [*ODOO, f"--database={name}", f"--init={addon}", "--stop-after-init"],
            check=True,
            stdout=output,
            stderr=output,
        )
        with sandbox.start(ledger.provider) as box:
            made = subprocess.run(
                [
                    sys.executable,
                    Path(__file__).with_name("prepare.py"),
                    f"--config={CONFIG}",
                    f"--database={name}",
                    ledger.provider,
                ],
                check=True,
                env={**os.environ, "PYTHONPATH": f"{ROOT}/setup/lib:{ROOT}/tests"},
                input=json.dumps({"base_url": box.base_url, "info": box.info}),
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
            )
    return json.loads(made.stdout.splitlines()[-1])
