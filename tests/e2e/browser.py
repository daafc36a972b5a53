"""A browser as a person uses it: waits until something is there, then presses it."""

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync "
    "--window-size=1400,1000"
).split()


def open_browser():
    """Chromium."""
    options = webdriver.ChromeOptions()
    for flag in FLAGS:
        options.add_argument(flag)
    service = webdriver.ChromeService(executable_path="/usr/bin/chromedriver")
    return webdriver.Chrome(options=options, service=service)


def log_in(driver, url):
    """As the demo's administrator."""
    driver.get(f"{url}/web/login")
    see(driver, "input[name=password]").send_keys("admin")
    login = see(driver, "input[name=login]")
    login.clear()
    login.send_keys("admin")
    see(driver, ".oe_login_form button[type=submit]").click()
    see(driver, ".o_web_client .o_main_navbar")


def see(driver, css, text="", timeout=60):
    """The first visible element of ``css`` with ``text``, as soon as it is there."""

    def found(_driver):
        for element in driver.find_elements(By.CSS_SELECTOR, css):
            if element.is_displayed() and text in element.text:
                return element
        return False

    return WebDriverWait(
        driver, timeout, ignored_exceptions=[Exception], poll_frequency=0.2
    ).until(found, f"{css} {text}")


def press(driver, css, text="", timeout=60):
    """As soon as nothing lies above it any more."""

    def pressed(_driver):
        see(driver, css, text, timeout).click()
        return True

    WebDriverWait(
        driver, timeout, ignored_exceptions=[WebDriverException], poll_frequency=0.2
    ).until(pressed, f"{css} {text}")
