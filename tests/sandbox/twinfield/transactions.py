"""Transactions: single and in batches; what is booked, and what is deleted."""

from .annotate import Report
from .posting import Posting, find

MAX_LINES = 1000  # HTTP 400 beyond [A]


class TooManyLines(Exception):
    """Answered by HTTP 400."""


class Transactions:
    def __init__(self, service):
        self.service = service

    def save_all(self, root, session):
        elements = [root] if root.tag == "transaction" else root.findall("transaction")
        if any(len(e.findall("lines/line")) > MAX_LINES for e in elements):
            raise TooManyLines
        raise_root = root.get("raisewarning")
        fine = True
        for element in elements:
            if element.get("action") == "delete":
                fine = self._delete(element, session) and fine
            else:
                fine = Posting(self, element, session, raise_root).run() and fine
        if root.tag != "transaction":
            root.set("result", "1" if fine else "0")
        return root

    def _delete(self, element, session):
        report = Report(session.language)
        office = session.office_of(element, report)
        entry = office and find(office, element)
        if office and entry is None:
            report.error(element, "transaction_unknown")
        elif entry and entry.location == "final":
            report.error(element, "not_draft")
        elif entry and not element.get("reason"):
            report.error(element, "reason_missing")
        if not report.write(element):
            return False
        office.delete(entry, element.get("reason"), session.user)
        return True
