"""What an accountant sees, with Odoo's own server, cron and bus at work."""

from conftest import see


def test_form_refreshes_itself_when_the_entry_is_booked(demo, browser):
    """A draft is posted and exported; nobody presses anything afterwards."""
    browser.get(f"{demo.url}/odoo/customer-invoices/2")
    see(browser, ".o_cp_action_menus button").click()
    see(browser, ".o-dropdown-item, .o_menu_item", "Duplicate").click()
    see(browser, ".o_statusbar_buttons button", "Post and Export").click()
    see(browser, ".modal footer button", "Post and Export").click()
    see(browser, ".o_notification", "Export started")
    see(browser, "div[name=ledger_state] .badge", "Exported")
    see(browser, "button[name=action_ledger_open]", "VRK 2026")
