"""What an accountant sees, with Odoo's own server, cron and bus at work."""

import re

from conftest import press, see


def test_form_refreshes_itself_when_the_entry_is_booked(demo, browser):
    """A draft is posted and exported; nobody presses anything afterwards. So do the
    lists of exports and invoices in other windows."""
    browser.get(f"{demo.url}/odoo/ledger-exports")
    see(browser, ".o_data_row td[name=ledger_number]")
    listed = browser.current_window_handle
    browser.switch_to.new_window("tab")
    browser.get(f"{demo.url}/odoo/customer-invoices/2")
    press(browser, ".o_cp_action_menus button")
    press(browser, ".o-dropdown-item, .o_menu_item", "Duplicate")
    see(browser, ".o_statusbar_buttons button", "Post and Export")
    form = browser.current_window_handle
    browser.switch_to.new_window("tab")
    browser.get(f"{demo.url}/odoo/customer-invoices")
    state = ".o_data_row:first-child td[name=ledger_state]"
    assert "Exported" not in see(browser, state).text
    invoices = browser.current_window_handle
    browser.switch_to.window(form)
    press(browser, ".o_statusbar_buttons button", "Post and Export")
    press(browser, ".modal footer button", "Post and Export")
    see(browser, ".o_notification", "Export started")
    see(browser, "div[name=ledger_state] .badge", "Exported")
    entry = see(browser, "button[name=action_ledger_open]", "VRK 2026").text
    browser.switch_to.window(invoices)
    see(browser, state, "Exported")
    browser.switch_to.window(listed)
    see(browser, ".o_data_row td[name=ledger_number]", re.search(r"2026\d+", entry)[0])


def test_admin_connects_through_the_log_in_page_of_the_ledger(demo, browser):
    """Odoo, the log-in page, the consent, and back to the connection."""
    user, password = re.search(
        r"user (\S+), password (s3cr3t\S+)", demo.output
    ).groups()
    browser.get(f"{demo.url}/odoo/ledger-connections/1")
    press(browser, "button", "Connect Again")
    press(browser, "button[name=action_log_in]", "Log In")
    see(browser, "input[name=username]").send_keys(user)
    see(browser, "input[name=password]").send_keys(password)
    press(browser, "button", "Inloggen")
    press(browser, "button", "Ja, toestaan")
    see(browser, ".o_form_view .o_statusbar_status", "Connected")
    assert browser.current_url.startswith(demo.url)


def test_master_data_can_be_refreshed_and_rights_tested_by_a_click(demo, browser):
    browser.get(f"{demo.url}/odoo/ledger-connections/1")
    press(browser, "button", "Test")
    see(browser, ".o_notification", "The connection works")
    press(browser, "button", "Refresh Master Data")
    press(browser, "button", "Import Payments")
    see(browser, ".o_notification", "Payment import started")
