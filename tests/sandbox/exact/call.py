"""What one request asks for: which division, which resource, which row."""

import re

from . import schema
from .oauth import PREFIX

API = "/api/v1/"
KINDS = {"GET": "read", "POST": "write", "PUT": "write", "DELETE": "write"}
POSTS = {"SalesEntries", "PurchaseEntries", "GeneralJournalEntries", "SalesInvoices"}
SEGMENT = re.compile(r"(?P<name>[^(]+)(?:\((?P<key>.*)\))?")


class Call:
    def __init__(self, service, request):
        self.request = request
        self.method = request.method
        self.resource = self.key = self.rest = None
        self.division_code, self.service_name = None, ""
        self.path = self.last = ""
        path = request.path
        if path.startswith(API):
            self._read(path[len(API) :].strip("/"), service.quirks["any_case"])

    def _read(self, path, any_case):
        parts = path.split("/")
        if parts and parts[0] == "beta":
            parts.pop(0)
        if parts and parts[0].isdigit():
            self.division_code = int(parts.pop(0))
        for index in range(1, len(parts)):
            match = SEGMENT.fullmatch(parts[index])
            service = "/".join(parts[:index])
            found = match and schema.find(service, match["name"])
            if not found and any_case and match:
                found = schema.find_any_case(service, match["name"])
            if found:
                self.resource, self.key = found, match["key"]
                self.rest = parts[index + 1 :]
                break
        self.service_name = "/".join(parts[:-1]) if not self.resource else ""
        self.path = self.resource.path if self.resource else "/".join(parts)
        self.last = parts[-1] if parts else ""

    def describe(self):
        path = self.request.path
        if path.startswith(PREFIX):
            return {
                "service": "oauth2",
                "operation": self.method,
                "root": path[len(PREFIX) :].rstrip("/"),
                "kind": "token",
            }
        name = self.resource.name if self.resource else self.last_segment()
        kind = KINDS.get(self.method, "read")
        if self.method == "POST" and name in POSTS:
            kind = "post"
        service = self.resource.path.rpartition("/")[0] if self.resource else ""
        return {
            "service": service,
            "operation": self.method,
            "root": name,
            "kind": kind,
        }

    def last_segment(self):
        return self.request.path.rpartition("/")[2]
