"""POST, PUT and DELETE: what a body holds, and what is answered."""

import json

from werkzeug.wrappers import Response

from . import edm, messages, schema
from .messages import BadRequest, Refused
from .records import echoed
from .salesinvoices import PRINTED

JSON = "application/json"
MAX_BODY = 10 * 1024 * 1024
LENGTHS = {"YourRef": 30, "SearchCode": 20}  # of texts that may be cut [?]


class Writing:
    """The part of ``Gate`` that changes the books."""

    def _body(self, request):
        """The object that was sent."""
        # The limit of an attachment is that of the file, which base64 makes longer [A].
        most = MAX_BODY * (4 / 3 if "Attachments" in request.path else 1) + 1024
        if (request.content_length or 0) > most:
            raise BadRequest("The request body is too large.", 413)
        if request.mimetype != JSON:
            raise BadRequest("Unsupported media type requested.", 415)
        try:
            body = json.loads(request.get_data(), parse_float=str)
        except ValueError as error:
            raise BadRequest(messages.STREAM) from error
        if not isinstance(body, dict):
            raise BadRequest(messages.STREAM)
        return body

    def _values(self, resource, body, allowed):
        """Typed values; what is unknown or read-only is ignored without a word [B]."""
        forms, values = self.service.forms, {}
        forms.note_body(resource.path, body)
        if forms.refused:
            body = forms.check_body(resource.path, body)
        for name, value in body.items():
            if name not in allowed:
                continue
            letter = resource.fields[name]
            if letter == "C":
                values[name] = self._nested(resource, name, value)
                continue
            try:
                values[name] = edm.read(letter, value)
                if name in resource.pads and values[name]:
                    values[name] = values[name].strip()
                if name in LENGTHS and self.service.quirks["long_texts_cut"]:
                    values[name] = (values[name] or "")[: LENGTHS[name]]
            except edm.BadValue as error:
                if error.is_guid:
                    raise Refused("guid_format") from error
                raise BadRequest(messages.STREAM) from error
        return values

    def _nested(self, resource, name, value):
        if value is None or name not in resource.navigations or _is_deferred(value):
            return None
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise BadRequest(messages.STREAM)
        target = schema.RESOURCES[resource.navigations[name][0]]
        return [self._values(target, one, target.postable) for one in value]

    def _post(self, request, resource, division, show):
        allowed = resource.postable - {resource.key}
        if resource.path == PRINTED:
            allowed = resource.postable
        values = self._values(resource, self._body(request), allowed)
        row = self._writer(division).post(resource, values)
        only = None
        if not _wants_all(request):
            only = echoed(resource, self.service.quirks)
        entity = show.entity(resource, row, only=only)
        response = show.one(resource, entity, 201)
        response.headers["Location"] = entity["__metadata"]["uri"]
        return response

    def _put(self, request, resource, row, division, show):
        body = self._body(request)
        if any(
            body.get(name) and not _is_deferred(body[name])
            for name in resource.navigations
        ):
            raise BadRequest(messages.BINDING)
        allowed = {
            name
            for name in resource.puttable
            if name not in resource.keys and resource.fields[name] != "C"
        }
        self._writer(division).put(resource, row, self._values(resource, body, allowed))
        if _wants_all(request):
            return show.one(resource, show.entity(resource, row))
        return Response(b"", 204)

    def _delete(self, resource, division, key):
        try:
            row = self._row(resource, division, key)
        except BadRequest as error:
            is_line = resource.name.endswith("Lines")
            if not is_line and not self.service.quirks["gone_is_forbidden"]:
                raise
            # Of what is gone already [I]
            raise Refused(messages.FORBIDDEN, status=403) from error
        self._writer(division).delete(resource, row)
        return Response(b"", 204)


def _is_deferred(value):
    """A collection as a read shows it: sent back, it says nothing [I]."""
    return isinstance(value, dict) and set(value) == {"__deferred"}


def _wants_all(request):
    return "return=representation" in request.headers.get("Prefer", "").replace(" ", "")
