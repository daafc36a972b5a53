"""Webhooks: the empty POST at the subscription, then signed notices of changes."""

import hashlib
import hmac
import json
import queue
import threading
from urllib.parse import urlsplit

from .messages import Problems, Refused
from .store import USER, guid

SUBSCRIPTIONS = "webhooks/WebhookSubscriptions"
TOPICS = set(
    "Accounts Addresses BankAccounts BankEntries CashEntries Contacts CostTransactions "
    "DocumentAttachments Documents FinancialTransactions GeneralJournalEntries "
    "GLAccounts GoodsDeliveries Items JournalStatusList MailMessagesSent Opportunities "
    "ProjectPlanning Projects PurchaseEntries PurchaseOrders Quotations SalesEntries "
    "SalesInvoices SalesOrders StockPositions Subscriptions TimeTransactions".split()
)
# An entry's topic fires for its lines too.
OF_LINES = {
    "salesentry/SalesEntryLines": "salesentry/SalesEntries",
    "purchaseentry/PurchaseEntryLines": "purchaseentry/PurchaseEntries",
    "financialtransaction/BankEntryLines": "financialtransaction/BankEntries",
    "financialtransaction/CashEntryLines": "financialtransaction/CashEntries",
    "salesinvoice/SalesInvoiceLines": "salesinvoice/SalesInvoices",
    "generaljournalentry/GeneralJournalEntryLines": (
        "generaljournalentry/GeneralJournalEntries"
    ),
}
TIMEOUT = 5  # seconds


def _post(url, body, headers=None):
    """(status, reason); the name of the error where there is no answer."""
    import requests  # A third of the time that a start would take, for one in a hundred

    try:
        answer = requests.post(url, data=body, headers=headers, timeout=TIMEOUT)
    except requests.RequestException as error:
        return type(error).__name__, ""
    return answer.status_code, answer.reason


class Webhooks:
    """Notices are sent one after the other, by a thread of their own."""

    def __init__(self, service):
        self.service = service
        self.sent = []  # (address, status)
        self._queue = queue.Queue()
        self._thread = None

    def reset(self):
        self.sent.clear()

    # Subscriptions

    def subscribe(self, division, values):
        problems = Problems()
        for name in ("CallbackURL", "Topic"):
            if not values.get(name):
                problems.add("mandatory", field=name)
        problems.check()
        url, topic = values["CallbackURL"], values["Topic"]
        if topic not in TOPICS:
            raise Refused(("invalid", {"field": "Topic"}))
        if not self._may_call(url):
            raise Refused(("invalid", {"field": "CallbackURL"}))
        if division.table(SUBSCRIPTIONS).by("Topic", topic):
            raise Refused("duplicate")
        self._validate(url)
        return division.add(
            SUBSCRIPTIONS,
            {
                "ID": guid(),
                "CallbackURL": url,
                "Topic": topic,
                "ClientID": self.service.oauth.client_id,
                "Description": topic,
                "UserID": USER,
                "IsInstant": False,
            },
        )

    def unsubscribe(self, division, row):
        division.remove(SUBSCRIPTIONS, row)

    def _may_call(self, url):
        """HTTPS, on the host of the application; loopback is the sandbox's own
        concession."""
        address = urlsplit(url)
        own = {urlsplit(uri).hostname for uri in self.service.oauth.redirect_uris}
        loopback = address.hostname in ("localhost", "127.0.0.1")
        if address.scheme == "http":
            return loopback
        return address.scheme == "https" and (address.hostname in own or loopback)

    def _validate(self, url):
        status, reason = _post(url, b"")
        if not isinstance(status, int):
            self._refuse("502 Bad Gateway")
        if not 200 <= status < 300:
            self._refuse(f"{status} {reason}")

    def _refuse(self, status):
        raise Refused(("webhook_callback", {"status": status}))

    # Notices

    def tell(self, division, name, row, action):
        name = OF_LINES.get(name, name)
        topic = name.rpartition("/")[2]
        table = division.tables.get(SUBSCRIPTIONS)
        if topic not in TOPICS or not table:
            return
        key = row.get("EntryID") or row.get("InvoiceID") or row.get("ID")
        for subscription in table.by("Topic", topic):
            content = {
                "Topic": topic,
                "ClientId": self.service.oauth.client_id,
                "Division": division.code,
                "Action": action,
                "Key": key,
                "ExactOnlineEndpoint": f"{self.service.base_url}/api/v1/"
                f"{division.code}/{name}(guid'{key}')",
                "EventCreatedOn": division.now().isoformat(timespec="milliseconds"),
            }
            self._queue.put((subscription["CallbackURL"], self.sign(content)))
        if not self._queue.empty() and self._thread is None:
            self._thread = threading.Thread(target=self._send, daemon=True)
            self._thread.start()

    def sign(self, content):
        """The body of a notice, with the hash over the bytes of its content."""
        text = json.dumps(content, separators=(",", ":"))
        secret = self.service.oauth.webhook_secret.encode()
        code = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest().upper()
        return f'{{"Content":{text},"HashCode":"{code}"}}'.encode()

    def _send(self):
        while True:
            url, body = self._queue.get()
            status, _reason = _post(url, body, {"Content-Type": "application/json"})
            self.sent.append((url, status))
            self._queue.task_done()

    def wait(self):
        """Until all that was to be sent is sent."""
        self._queue.join()
