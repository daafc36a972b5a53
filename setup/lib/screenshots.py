"""Photographs the demo's screens for ``docs/images``; called by ``setup/screenshots``.

A picture is named ``screen-language-width.png`` and shows what a window of that width
shows first. Of the assistant each step is shown.
"""

import argparse
import contextlib
import io
import json
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

from browser import log_in, open_browser, press, see
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
DATABASE = "lc_pictures"
# What Apps shows of a connector.
SHOWN = {
    "overview-en-1440.png": "overview.png",
    "refused-en-1440.png": "refused.png",
}
CONNECTORS = ("twinfield_connector", "exact_connector")
SIZES = {1440: 900, 390: 844}
LANGUAGES = {"en": "en_US", "nl": "nl_NL"}
COLOURS = 64
STILL = (
    "return document.readyState === 'complete' && "
    "!document.querySelector('.o_loading_indicator, .o_blockUI, .o_notification')"
)
CALL = """
const [model, method, args, kwargs, done] = arguments;
fetch(`/web/dataset/call_kw/${model}/${method}`, {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({jsonrpc: "2.0", params: {model, method, args, kwargs}}),
}).then((answer) => answer.json()).then((told) => done(JSON.stringify(told)));
"""


class Camera:
    def __init__(self, driver, url, only):
        self.driver, self.url, self.only = driver, url, only
        self.language = "en"

    def call(self, model, method, *args, **kwargs):
        """Odoo's answer, as the user who is logged in."""
        told = json.loads(
            self.driver.execute_async_script(CALL, model, method, args, kwargs)
        )
        if "error" in told:
            raise RuntimeError(told["error"]["data"]["message"])
        return told.get("result")

    def speak(self, language):
        """From here on; the session knows it from the log-in on."""
        self.language = language
        users = self.call("res.users", "search", [["login", "=", "admin"]])
        self.call("res.users", "write", users, {"lang": LANGUAGES[language]})
        self.driver.delete_all_cookies()
        log_in(self.driver, self.url)

    def work_for(self, *companies):
        """The first one is that of what is made."""
        company = "-".join(map(str, companies))
        self.driver.add_cookie({"name": "cids", "value": company})

    def widen(self, width):
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {
                "width": width,
                "height": SIZES[width],
                "deviceScaleFactor": 1,
                "mobile": width < 500,
            },
        )

    def go(self, path):
        self.driver.get(f"{self.url}{path}")

    def wait(self):
        """Until nothing is loaded and nothing moves any more."""
        until = time.monotonic() + 30
        calm = 0
        while calm < 3 and time.monotonic() < until:
            calm = calm + 1 if self.driver.execute_script(STILL) else 0
            time.sleep(0.2)

    def take(self, name, width):
        self.wait()
        image = Image.open(io.BytesIO(self.driver.get_screenshot_as_png()))
        image = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        path = IMAGES / f"{name}-{self.language}-{width}.png"
        image.save(path, optimize=True)
        if path.name in SHOWN:
            for connector in CONNECTORS:
                folder = ROOT / connector / "static" / "description"
                (folder / SHOWN[path.name]).write_bytes(path.read_bytes())
        print(f"    {path.name} {path.stat().st_size // 1024} kB", flush=True)

    def is_wanted(self, name):
        return not self.only or any(word in name for word in self.only)

    def picture(self, name, path, *steps):
        """At each width; ``steps`` are done first."""
        if not self.is_wanted(name):
            return
        for width in SIZES:
            self.widen(width)
            self.go(path)
            for step in steps:
                step(self.driver)
            self.take(name, width)

    def picture_here(self, name):
        """Of the page that is open, which can't be opened again."""
        if self.is_wanted(name):
            for width in SIZES:
                self.widen(width)
                self.take(name, width)
            self.widen(max(SIZES))


def pressing(css, text=""):
    return lambda driver: press(driver, css, text)


def seeing(css, text=""):
    return lambda driver: see(driver, css, text)


LISTED = ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)"


def photograph(camera):
    twinfield, exact = (
        camera.call(
            "ledger.connection",
            "search_read",
            [["provider", "=", provider]],
            ["company_id"],
        )[0]
        for provider in ("twinfield", "exact")
    )
    company = twinfield["company_id"][0]
    exported = newest(camera, twinfield, [["state", "=", "done"]])
    draft = copy_of(camera, exported)
    install_dutch(camera)
    for language in LANGUAGES:
        camera.speak(language)
        camera.work_for(company, exact["company_id"][0])
        camera.picture("overview", "/odoo/ledger-connections", seeing(LISTED))
        camera.work_for(company)
        lists(camera)
        camera.picture(
            "invoice",
            f"/odoo/customer-invoices/{exported}",
            seeing(".o_form_view [name=ledger_state]"),
        )
        camera.picture(
            "preview",
            f"/odoo/customer-invoices/{draft}",
            export,
            seeing(".modal .o_form_view"),
        )
    # Last, because it needs a company without a connection.
    for language in LANGUAGES if camera.is_wanted("assistant") else ():
        camera.speak(language)
        camera.work_for(company, exact["company_id"][0])
        disconnect(camera, company)
        assistant(camera)


def export(driver):
    """By its button, which a phone has in a menu."""
    see(driver, ".o_form_view [name=ledger_state]")
    if driver.find_elements("css selector", ".o_statusbar_buttons .o-dropdown"):
        press(driver, ".o_statusbar_buttons .o-dropdown")
    press(driver, "button[name=action_ledger_export]")


def lists(camera):
    for name, path, sign in (
        ("refused", "/odoo/ledger-refused", ".o_ledger_refusals"),
        ("invoices", "/odoo/customer-invoices", LISTED),
        ("control", "/odoo/ledger-control", LISTED),
        ("payments", "/odoo/ledger-payments", LISTED),
        ("exports", "/odoo/ledger-exports", LISTED),
        ("log", "/odoo/action-connector_base.ledger_log_action", LISTED),
        ("settings", "/odoo/settings#ledger_connection", "#ledger_connection"),
    ):
        camera.picture(name, path, seeing(sign))

    # Below the accounts, which few companies map one by one.
    camera.picture("mappings", "/odoo/ledger-mappings", seeing(LISTED), fold)


def fold(driver):
    """The first group of a list, where there are groups."""
    if driver.find_elements("css selector", ".o_group_header"):
        press(driver, ".o_group_header .o_group_name")


def assistant(camera):
    """A ledger for the company, by the log-in that the other one has."""
    buttons = ".o_ledger_assistant [name=buttons] button[name={}]"
    driver = camera.driver
    camera.widen(max(SIZES))
    camera.go("/odoo/connect-ledger")
    see(driver, ".o_ledger_assistant [name=provider]")
    press(driver, ".o_field_radio[name=provider] label", "Exact Online")
    camera.picture_here("assistant-1-ledger")
    press(driver, buttons.format("action_next"))
    see(driver, "div[name=application] [name=client_id] input").send_keys("5f4b0c1e")
    driver.find_element(
        "css selector", "div[name=application] [name=client_secret] input"
    ).send_keys("s3cr3t-example")
    camera.picture_here("assistant-2-client-id")
    press(driver, buttons.format("action_next"))
    see(driver, "div[name=log_in]")
    camera.picture_here("assistant-3-log-in")
    press(driver, buttons.format("action_back"))
    see(driver, "div[name=application]")
    lead_to_sandbox(camera)
    driver.refresh()
    see(driver, "div[name=application] [name=login_id] input").send_keys("Exact")
    press(driver, ".o-autocomplete--dropdown-item", "Exact")
    press(driver, buttons.format("action_next"))
    see(driver, "div[name=books] .o_data_row")
    camera.picture_here("assistant-4-books")
    press(driver, "div[name=books] .o_data_row:nth-child(2) button")
    see(driver, "div[name=mapping] [name=rule_ids] .o_data_row", timeout=180)
    camera.picture_here("assistant-5-mapping")
    press(driver, "div[name=mapping] button[name=action_accept_all]")
    camera.wait()
    complete(camera)
    driver.refresh()
    see(driver, "div[name=mapping] [name=rule_ids]")
    press(driver, buttons.format("action_next"))
    see(driver, "div[name=settings] [name=timing]")
    camera.picture_here("assistant-6-work")
    press(driver, buttons.format("action_next"))
    see(driver, "div[name=trial]")
    camera.picture_here("assistant-7-trial")
    press(driver, buttons.format("action_next"), "")
    see(driver, "div[name=done]")
    camera.picture_here("assistant-8-done")


def lead_to_sandbox(camera):
    """A log-in is shared by those of one server."""
    old, new = (
        camera.call(
            "ledger.connection",
            "search_read",
            [["provider", "=", "exact"], ["state", "=", state]],
            ["server_url"],
            limit=1,
            order="id desc",
        )[0]
        for state in ("connected", "draft")
    )
    camera.call(
        "ledger.connection",
        "write",
        [new["id"]],
        {"server_url": old["server_url"]},
    )


def disconnect(camera, company):
    """What the assistant made in another language goes, to be made once more."""
    mine = [["company_id", "=", company]]
    for connection in camera.call(
        "ledger.connection", "search", [*mine, ["state", "=", "connected"]]
    ):
        camera.call("ledger.connection", "action_disconnect", [connection])
    made = camera.call(
        "ledger.connection", "search", [*mine, ["provider", "=", "exact"]]
    )
    camera.call("ledger.connection", "unlink", made)


def complete(camera):
    """What the suggestions leave open: the journal, and an account for the rest."""
    (connection,) = camera.call(
        "ledger.connection",
        "search",
        [["provider", "=", "exact"], ["state", "=", "connected"]],
        order="id desc",
        limit=1,
    )
    journal, account = (
        camera.call(
            "ledger.item",
            "search",
            [
                ["connection_id", "=", connection],
                ["kind", "=", kind],
                ["code", "=", code],
            ],
        )[0]
        for kind, code in (("journal", "70"), ("account", "8000"))
    )
    rules = camera.call(
        "ledger.mapping",
        "search",
        [["connection_id", "=", connection], ["journal_id.type", "=", "sale"]],
    )
    camera.call("ledger.mapping", "write", rules, {"item_id": journal})
    camera.call("ledger.mapping", "action_accept", rules)
    camera.call(
        "ledger.connection", "write", [connection], {"account_item_id": account}
    )


def newest(camera, connection, domain):
    """The invoice of its newest export that fits."""
    rows = camera.call(
        "ledger.export",
        "search_read",
        [["connection_id", "=", connection["id"]], ["move_id", "!=", False], *domain],
        ["move_id"],
        limit=1,
        order="id",
    )
    return rows[0]["move_id"][0]


def copy_of(camera, move):
    """The same once more, posted and not exported."""
    copied = camera.call("account.move", "copy", [move])
    copied = copied if isinstance(copied, list) else [copied]
    camera.call("account.move", "action_post", copied)
    return copied[0]


def install_dutch(camera):
    (dutch,) = camera.call(
        "res.lang",
        "search",
        [["code", "=", LANGUAGES["nl"]]],
        context={"active_test": False},
    )
    made = camera.call(
        "base.language.install", "create", [{"lang_ids": [[6, 0, [dutch]]]}]
    )
    camera.call("base.language.install", "lang_install", made)


@contextlib.contextmanager
def served(port=8979):
    """The address of a demo of its own."""
    log = ROOT / ".setup" / "pictures.log"
    with log.open("w") as output:
        process = subprocess.Popen(  # noqa: S603 - our own script
            [ROOT / "setup" / "demo", "--port", str(port)],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={
                **os.environ,
                "LC_DEMO_DATABASE": DATABASE,
                "LEDGER_CONNECTOR_KEY": secrets.token_urlsafe(32),
            },
        )
    try:
        while "==> Odoo: " not in log.read_text():
            if process.poll() is not None:
                sys.exit(log.read_text()[-3000:])
            time.sleep(1)
        yield log.read_text().partition("==> Odoo: ")[2].split()[0]
    finally:
        process.terminate()
        process.wait(60)


def main():
    parser = argparse.ArgumentParser(prog="setup/screenshots")
    parser.add_argument("--url", help="of a demo that serves already")
    parser.add_argument("--only", nargs="+", metavar="WORD")
    arguments = parser.parse_args()
    IMAGES.mkdir(exist_ok=True)
    with contextlib.ExitStack() as stack:
        url = arguments.url or stack.enter_context(served())
        driver = open_browser()
        stack.callback(driver.quit)
        driver.set_script_timeout(300)
        log_in(driver, url)
        photograph(Camera(driver, url, arguments.only))
    size = sum(path.stat().st_size for path in IMAGES.glob("*.png"))
    print(f"==> {len(list(IMAGES.glob('*.png')))} pictures, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
