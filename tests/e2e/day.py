"""A bookkeeper's day in a browser: what a person presses and enters is counted, and how
long it takes, as long as a person needs to read what there is."""

import contextlib
import time
from dataclasses import dataclass, field

from browser import press, see
from selenium.webdriver.common.keys import Keys

ASSISTANT = ".o_ledger_assistant"
BUTTON = f"{ASSISTANT} [name=buttons] button[name={{}}]"
CONNECTING = (
    "to the assistant",
    "which ledger, client id",
    "log-in, office or division",
    "what is what",
    "how to work, the first invoice",
)
# s until something is there that others have to make: an export of minutes
LONG = 1500


@dataclass
class Person:
    """``click`` and ``read``: s that one of them takes, beside what Odoo takes."""

    driver: object
    click: float = 0
    read: float = 0
    clicks: int = 0
    # {name of a stage: (clicks, s)}
    stages: dict = field(default_factory=dict)

    @contextlib.contextmanager
    def stage(self, name):
        clicks, since = self.clicks, time.monotonic()
        yield
        spent = time.monotonic() - since
        self.stages[name] = (self.clicks - clicks, round(spent))

    def sees(self, css, text="", timeout=60):
        """And reads it."""
        found = see(self.driver, css, text, timeout)
        time.sleep(self.read)
        return found

    def presses(self, css, text="", timeout=60):
        time.sleep(self.click)
        press(self.driver, css, text, timeout)
        self.clicks += 1

    def enters(self, css, text):
        """Into a field, instead of what stands there."""
        time.sleep(self.click)
        element = see(self.driver, css)
        element.send_keys(Keys.CONTROL, "a")
        element.send_keys(text)
        self.clicks += 1

    def picks(self, css, text):
        """What is found by ``text``."""
        self.enters(css, text)
        self.presses(".o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option)", text)

    def row(self, css, text):
        """The one in which that stands, once it is there and read."""
        self.sees(css, text)
        rows = self.driver.find_elements("css selector", css)
        number = next(n for n, one in enumerate(rows, 1) if text in one.text)
        return f"{css}:nth-child({number})"

    def opens(self, section, item):
        """By the menu above."""
        self.presses(".o_menu_sections > .dropdown, .o_menu_sections > *", section)
        self.presses(".o-dropdown--menu .dropdown-item", item)


@dataclass(frozen=True)
class Place:
    """Where the day is: what differs between the ledgers. ``journal``: where the
    assistant is not certain of it; ``final``: whether that is a choice there."""

    provider: str
    name: str
    short: str
    where: dict
    books: str
    log_in: str
    allow: str
    vat: str
    account: str = "8000"
    advances: str = "1200"
    abroad: str = "Beispielkunde"
    journal: str = ""
    final: bool = False


PLACES = {
    "twinfield": Place(
        provider="twinfield",
        name="Twinfield",
        short="Twinfield",
        where={"office": "NL001"},
        books="NL001",
        log_in="Inloggen",
        allow="Ja, toestaan",
        vat="VH",
        final=True,
    ),
    "exact": Place(
        provider="exact",
        name="Exact Online",
        short="Exact",
        where={"division": "124132"},
        books="124132",
        log_in="Inloggen",
        allow="Toestaan",
        vat="Btw hoog, exclusief",
        journal="70",
    ),
}


def connect(person, place, info, lead):
    """From Odoo's first page to the first invoice in the ledger, by the assistant.
    ``lead`` leads the new connection to the sandbox, in whose stead everybody else has
    the vendor's address."""
    with person.stage(CONNECTING[0]):
        person.presses(".o_navbar_apps_menu button")
        person.presses(".o-dropdown--menu .o_app", "Invoicing")
        person.sees(".o_menu_brand", "Invoicing")
        person.opens("Configuration", "Settings")
        person.presses("#ledger_connection button", "Connect a ledger")
    with person.stage(CONNECTING[1]):
        person.sees(f"{ASSISTANT} [name=provider]")
        person.presses(f"{ASSISTANT} [name=provider] label", place.name)
        person.presses(BUTTON.format("action_next"))
        person.sees("div[name=application]")
        lead()
        for name in ("client_id", "client_secret"):
            css = f"div[name=application] [name={name}] input"
            person.enters(css, info[name])
        person.presses(BUTTON.format("action_next"))
    with person.stage(CONNECTING[2]):
        person.sees("div[name=log_in]")
        person.presses(BUTTON.format("action_log_in"))
        person.sees("input[name=username]")
        fields = {"username": "user", "password": "password"}
        if person.driver.find_elements("css selector", "input[name=organisation]"):
            fields["organisation"] = "organisation"
        for name, known in fields.items():
            person.enters(f"input[name={name}]", info[known])
        person.presses("button", place.log_in)
        person.sees("button", place.allow)
        person.presses("button", place.allow)
        row = "div[name=books] .o_data_row"
        person.presses(f"{person.row(row, place.books)} button")
    with person.stage(CONNECTING[3]):
        rules = f"{ASSISTANT} [name=rule_ids] .o_data_row"
        person.sees(rules, timeout=180)
        person.presses("button[name=action_accept_all]")
        see(
            person.driver, "div[name=mapping]:not(:has(button[name=action_accept_all]))"
        )
        if place.journal:
            person.presses(f"{person.row(rules, 'Sales')} td[name=item_id]")
            person.picks(
                f"{ASSISTANT} .o_selected_row [name=item_id] input", place.journal
            )
        person.presses(BUTTON.format("action_next"))
    with person.stage(CONNECTING[4]):
        person.sees("div[name=settings]")
        if place.final:
            # A draft can't be paid there.
            person.presses(f"{ASSISTANT} [name=final] label", "Final")
        css = f"{ASSISTANT} [name=account_item_id] input"
        person.picks(css, place.account)
        person.presses(BUTTON.format("action_next"))
        person.sees("div[name=trial] .o_ledger_preview")
        person.presses(BUTTON.format("action_export_trial"))
        person.sees(".o_notification", "1 exported")


def export(person, place):
    """All invoices of the list."""
    with person.stage("export of the list"):
        person.opens("Customers", "Invoices")
        person.sees(".o_list_view .o_data_row")
        person.presses(".o_list_view thead .o_list_record_selector input")
        person.presses(".o_control_panel .o_select_domain, .o_select_domain")
        person.presses(".o_control_panel button", f"Export to {place.short}")
        person.sees(".modal .alert-warning")
        person.presses(".modal footer button[name=action_export]")
    with person.stage("until the ledger has them"):
        person.sees(".o_notification", "7 refused", timeout=LONG)


def mend(person, place):
    """Cause by cause, in the list to which the message leads."""
    row = ".o_ledger_refusals .o_data_row"
    with person.stage("the refused ones"):
        person.presses(".o_notification button", "Show")
        person.sees(row)
        for cause, item in (
            ("Advances From Customers", place.advances),
            ("New rate", place.vat),
        ):
            mended = person.row(row, cause)
            person.presses(f"{mended} button[name=action_fix]")
            person.picks(".modal [name=item_id] input", item)
            person.presses(".modal footer .o_form_button_save")
            # Its buttons go when it is sent.
            see(person.driver, f"{mended}:not(:has(button))")
        person.presses(f"{person.row(row, place.abroad)} button[name=action_fix]")
        person.enters(".modal [name=vat] input", "DE123456788")
        person.presses(".modal footer .o_form_button_save")
        person.sees(".o_ledger_refusals p", "Nothing is refused")


def see_payments(person, place, arrive):
    """Asked for, and once they are there seen in their list and on the invoices.
    ``arrive`` waits for that: a minute, says the message."""
    with person.stage("the payments"):
        person.opens("Ledger", "Overview")
        person.presses(".o_kanban_record .fs-5", place.name)
        person.presses("button[name=action_import_payments]")
        person.sees(".o_notification", "Payment import started")
        arrive()
        person.opens("Ledger", "Payments")
        person.sees(".o_data_row")
        person.opens("Customers", "Invoices")
        person.sees(".o_data_row [name=status_in_payment]", "Paid")
