"""Entities and collections as Exact shows them: verbose JSON of OData 2, or Atom."""

import json
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from werkzeug.wrappers import Response

from . import edm, odata, schema
from .described import describe

ATOM = (
    '<?xml version="1.0" encoding="utf-8"?>\n<{tag} xml:base="{base}" '
    'xmlns="http://www.w3.org/2005/Atom" '
    'xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices" '
    'xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">'
    "{inner}</{tag}>"
)
EDM = {
    "G": "Guid",
    "S": "String",
    "D": "Double",
    "I": "Int32",
    "H": "Int16",
    "L": "Int64",
    "Y": "Byte",
    "B": "Boolean",
    "T": "DateTime",
    "X": "Binary",
}


def key_text(letter, value):
    if letter == "G":
        return f"guid'{value}'"
    if letter == "S":
        return "'" + quote(str(value).replace("'", "''")) + "'"
    if letter == "L":
        return f"{value}L"
    if letter == "T":
        return f"datetime'{value.isoformat()}'"
    return str(value)


def look(division, resource, row, name):
    """A property as it is shown: with its blanks, or told by what it belongs to."""
    value = row.get(name)
    if value is None:
        value = describe(division, resource, row, name)
    return schema.pad(resource, name, value)


class Answers:
    """Of one request: ``base`` is the address of the API as the client reached it."""

    def __init__(self, service, division, base, wants_json):
        self.service, self.division = service, division
        self.base, self.wants_json = base, wants_json
        numbers = service.quirks["int64_as_numbers"]
        self._show = edm.show_all_numbers if numbers else edm.show

    # Addresses

    def uri(self, resource, row):
        keys = [
            (name, key_text(resource.fields[name], row.get(name)))
            for name in resource.keys
        ]
        inner = (
            keys[0][1]
            if len(keys) == 1
            else ",".join(f"{n}={text}" for n, text in keys)
        )
        return f"{self.root(resource)}({inner})"

    def root(self, resource):
        place = f"{self.division.code}/" if self.division else ""
        if resource.path == "current/Me":
            place = ""
        return f"{self.base}/api/v1/{place}{resource.path}"

    # Entities

    def entity(self, resource, row, query=None, only=None):
        """``only``: the properties that have a value; the others are null."""
        shown = {"__metadata": {"uri": self.uri(resource, row), "type": resource.type}}
        row = self._computed(resource, row)
        for name, letter in self._fields(resource, query):
            if letter == "C":
                shown[name] = self._navigation(resource, row, name, query)
            elif only is not None and name not in only:
                shown[name] = None
            else:
                value = look(self.division, resource, row, name)
                shown[name] = self._show(letter, value)
        return shown

    def _fields(self, resource, query):
        """[(name, letter)] that are shown: the same for all rows of a query."""
        if query and query.shown is not None:
            return query.shown
        wanted = {path.partition("/")[0] for path in query.select} if query else set()
        forms = self.service.forms
        hidden = forms.hidden(resource.path) if forms.refused else ()
        shown = [
            (name, letter)
            for name, letter in resource.fields.items()
            if (not wanted or name in wanted) and name not in hidden
        ]
        if query:
            query.shown = shown
        return shown

    def _computed(self, resource, row):
        if resource.path.endswith("DocumentAttachments"):
            url = f"{self.base}/docs/SysAttachment.aspx?ID={row['ID']}"
            url += f"&_Division_={self.division.code}&Stamp=0x{row['Timestamp']:x}"
            return {**row, "Url": url, "Attachment": None}
        if resource.path.endswith("Documents/Documents") or resource.path == (
            "documents/Documents"
        ):
            url = f"{self.base}/docs/DocViewContent.aspx?ID={row['ID']}"
            return {
                **row,
                "DocumentViewUrl": f"{url}&_Division_={self.division.code}",
                "TypeDescription": self._type_name(row),
                "HasEmptyBody": not row.get("Body"),
            }
        if resource.path == "current/Me":
            return row
        return row

    def _type_name(self, row):
        found = self.division.table("documents/DocumentTypes").get(row.get("Type"))
        return found and found["Description"]

    def _navigation(self, resource, row, name, query):
        if not query or name not in query.expand:
            return {"__deferred": {"uri": f"{self.uri(resource, row)}/{name}"}}
        if name not in resource.navigations:
            return {"results": []}  # nothing is kept there
        path, foreign, own = resource.navigations[name]
        target = schema.RESOURCES[path]
        rows = self.division.table(path).by(foreign, row[own])
        rows.sort(key=lambda one: one.get("LineNumber") or 0)
        nested = [
            path.partition("/")[2]
            for path in query.select
            if path.startswith(f"{name}/")
        ]
        inner = odata.parse(
            {"$select": ",".join(nested)} if nested and nested != ["*"] else {},
            target.fields,
            {},
            dict.get,
        )
        return {"results": [self.entity(target, one, inner) for one in rows]}

    # Answers

    def one(self, resource, entity, status=200):
        if not self.wants_json:
            return self._atom(self._entry(resource, entity), status, "entry", bare=True)
        return _json({"d": entity}, status)

    def many(self, resource, entities, *, bare, following="", count=None):
        if not self.wants_json:
            inner = f"<title type='text'>{resource.name}</title>"
            inner += "".join(
                f"<entry>{self._entry(resource, one)}</entry>" for one in entities
            )
            if following:
                inner += f"<link rel='next' href={quoteattr(following)} />"
            return self._atom(inner, 200, "feed")
        if bare and count is None:
            return _json({"d": entities})
        results = {"results": entities}
        if count is not None:
            results["__count"] = str(count)
        if following:
            results["__next"] = following
        return _json({"d": results})

    def _atom(self, inner, status, tag, bare=False):
        text = ATOM.format(tag=tag, base=f"{self.base}/api/v1/", inner=inner)
        kind = "entry" if bare else "feed"
        return Response(
            text, status, content_type=f"application/atom+xml;type={kind};charset=utf-8"
        )

    def _entry(self, resource, entity):
        meta = entity["__metadata"]
        rows = []
        for name, value in entity.items():
            letter = resource.fields.get(name)
            if name == "__metadata" or letter == "C":
                continue
            kind = "" if letter == "S" else f' m:type="Edm.{EDM[letter]}"'
            if value is None:
                rows.append(f'<d:{name}{kind} m:null="true" />')
            else:
                text = self._atom_text(letter, value)
                rows.append(f"<d:{name}{kind}>{escape(text)}</d:{name}>")
        return (
            f"<id>{escape(meta['uri'])}</id><title />"
            f"<category term={quoteattr(meta['type'])} scheme="
            '"http://schemas.microsoft.com/ado/2007/08/dataservices/scheme" />'
            '<content type="application/xml"><m:properties>'
            f"{''.join(rows)}</m:properties></content>"
        )

    def _atom_text(self, letter, value):
        if letter == "T":
            return edm.show_atom("T", edm.read_date(value))
        if letter == "B":
            return edm.show_atom("B", value)
        return str(value)


def metadata(service):
    """EDMX of one service, from what is known of its resources."""
    types, sets = [], []
    for path, resource in schema.RESOURCES.items():
        if path.rpartition("/")[0].lower() != service.lower():
            continue
        properties = "".join(
            f'<Property Name="{name}" Type="Edm.{EDM[letter]}" />'
            for name, letter in resource.shown.items()
        )
        keys = "".join(f'<PropertyRef Name="{name}" />' for name in resource.keys)
        name = resource.type.rpartition(".")[2]
        types.append(
            f'<EntityType Name="{name}"><Key>{keys}</Key>{properties}</EntityType>'
        )
        sets.append(
            f'<EntitySet Name="{resource.name}" '
            f'EntityType="Exact.Web.Api.Models.{name}" />'
        )
    if not types:
        return None
    return Response(
        '<?xml version="1.0" encoding="utf-8"?><edmx:Edmx Version="1.0" xmlns:edmx='
        '"http://schemas.microsoft.com/ado/2007/06/edmx"><edmx:DataServices '
        'm:DataServiceVersion="2.0" xmlns:m='
        '"http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"><Schema '
        'Namespace="Exact.Web.Api.Models" xmlns='
        f'"http://schemas.microsoft.com/ado/2009/11/edm">{"".join(types)}'
        '<EntityContainer Name="Container" m:IsDefaultEntityContainer="true">'
        f"{''.join(sets)}</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>",
        content_type="application/xml;charset=utf-8",
    )


def error(text, status, headers=None):
    body = {"error": {"code": "", "message": {"lang": "", "value": text}}}
    return _json(body, status, headers)


def _json(answer, status=200, headers=None):
    return Response(
        json.dumps(answer, ensure_ascii=False),
        status,
        headers,
        content_type="application/json;charset=utf-8",
    )
