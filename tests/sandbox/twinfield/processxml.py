"""processxml.asmx: which root element leads where."""

from lxml import etree

from . import (
    articles,
    browse,
    browse_definitions,
    dimension_types,
    invoices,
    masters,
    matching,
    reading,
    statements,
    vat,
    vat_codes,
)
from .annotate import Report, add, text
from .masters import where
from .soap import PARSER, Fault

DOCUMENTS = etree.XMLParser(remove_blank_text=True, remove_comments=True, **PARSER)
ASKING = ("list", "read")
READING = {*ASKING, "columns", "accountcode", "accountcodes"}  # 1 credit [A]

ROOTS = {
    "columns": browse.columns,
    "dimensiontype": dimension_types.save_types,
    "dimensiontypes": dimension_types.save_types,
    "dimensiongroup": dimension_types.save_groups,
    "dimensiongroups": dimension_types.save_groups,
    "match": matching.save,
    "office": masters.save_offices,
    "offices": masters.save_offices,
    "currency": masters.save_currencies,
    "currencies": masters.save_currencies,
    "vat": vat_codes.save,
    "vats": vat_codes.save,
    "article": articles.save,
    "articles": articles.save,
    "salesinvoice": invoices.save_all,
    "salesinvoices": invoices.save_all,
    "statement": statements.save,
    "statements": statements.save,
    "accountcode": masters.account_codes,
    "accountcodes": masters.account_codes,
}
READS = {
    "office": masters.read_office,
    "transaction": reading.transaction,
    "browse": browse_definitions.definition,
    "dimensiontype": dimension_types.read_type,
    "dimensiongroup": dimension_types.read_group,
    "user": masters.read_user,
    "users": masters.read_user,
    "currency": masters.read_currency,
    "currencies": masters.read_currency,
    "article": articles.read,
    "articles": articles.read,
    "salesinvoice": invoices.read,
}
LISTS = {
    "browsefields": lambda root, session: browse_definitions.fields_list(session),
    "users": masters.list_users,
    "currencies": masters.list_currencies,
    "articles": articles.list_all,
}


def parse(content):
    """The request document, from text or from an element of the envelope."""
    if isinstance(content, str):
        data = content.strip().encode()
        if b"?>" in data[:100]:
            # A declaration inside the string speaks of bytes that are gone.
            data = data[data.index(b"?>") + 2 :]
        try:
            return etree.fromstring(data, DOCUMENTS)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Fault(187) from error
    for node in content.iter():
        if isinstance(node.tag, str):
            node.tag = etree.QName(node).localname
    etree.cleanup_namespaces(content)
    return content


class ProcessXml:
    def __init__(self, service):
        self.service = service

    def process(self, root, session):
        """The answer document."""
        forms = self.service.forms
        asks = root.tag in ASKING
        name = forms.name_of(root)
        if asks:
            name += f"/{text(root, 'type').lower()}"
        if not forms.knows("document", name):
            return self._unknown(root, where(root, "type"), session)
        unknown = forms.unknown_elements(root, name)
        if unknown:
            return self._refuse_elements(root, unknown, session)
        return self._act(root, session)

    def _act(self, root, session):
        tag = root.tag
        if tag == "dimensiontype" and root.find("mask") is None and len(root) <= 2:
            return dimension_types.read_type(root, session)
        own = {"list": self._list, "read": self._read}
        act = own.get(tag) or ROOTS.get(tag)
        if act is None:
            act = {
                "dimension": self.service.dimensions.save_all,
                "transaction": self.service.transactions.save_all,
            }.get(tag.removesuffix("s"))
        return act(root, session) if act else self._unknown(root, root, session)

    def _refuse_elements(self, root, unknown, session):
        """Documents with an element that the server does not know; the others of the
        batch are taken."""
        for document, names in unknown.items():
            report = Report(session.language)
            for name in names:
                report.error(document, "element_readonly", name=name)
            report.write(document)
        if root in unknown:
            return root
        whole = list(root)
        root[:] = [child for child in whole if child not in unknown]
        answer = self._act(root, session) if len(root) else root
        answer[:] = whole
        answer.set("result", "0")
        return answer

    def _unknown(self, root, where, session):
        report = Report(session.language)
        report.error(where, "not_implemented")
        report.write(root)
        return root

    def _list(self, root, session):
        kind = text(root, "type").lower()
        if kind == "offices":
            return self._offices()
        if kind in LISTS:
            return LISTS[kind](root, session)
        if kind in ("dimensions", "vat", "transactiontypes"):
            report = Report(session.language)
            office = session.office_of(root, report)
            if report.failed:
                report.write(root)
                return root
            return self._list_of(kind, office, root, session)
        return self._unknown(root, where(root, "type"), session)

    def _offices(self):
        root = etree.Element("offices", result="1")
        for office in self.service.offices.values():
            if office.code in self.service.rights:
                names = {"name": office.name, "shortname": office.shortname}
                add(root, "office", office.code, **names)
        return root

    def _list_of(self, kind, office, root, session):
        if kind == "vat":
            rows = [(c.code, c.name) for c in office.vat.values()]
            answer, tag = etree.Element("vats", result="1"), "vat"
        elif kind == "transactiontypes":
            rows = [(b.code, b.name) for b in office.daybooks.values()]
            answer, tag = (
                etree.Element("transactiontypes", result="1"),
                "transactiontype",
            )
        else:
            type_ = text(root, "dimtype").upper()
            if type_ not in office.types:
                report = Report(session.language)
                report.error(where(root, "dimtype"), "type_unknown", code=type_)
                report.write(root)
                return root
            rows = [(d.code, d.name) for d in office.of_type(type_)]
            # A marker entry with the type's own code closes the list [B].
            rows.append((type_, ""))
            answer = etree.Element(
                "dimensions", office=office.code, type=type_, result="1"
            )
            tag = "dimension"
        for code, name in rows:
            add(answer, tag, code, name=name, shortname="")
        return answer

    def _read(self, root, session):
        kind = text(root, "type").lower()
        own = {"dimensions": self.service.dimensions.read, "vat": self._vat}
        act = own.get(kind) or READS.get(kind)
        if act is None:
            return self._unknown(root, where(root, "type"), session)
        return act(root, session)

    def _vat(self, root, session):
        report = Report(session.language)
        office = session.office_of(root, report)
        code = text(root, "code").upper()
        if office and code not in office.vat:
            report.error(root.find("code"), "vat_unknown", code=code)
        if report.failed:
            report.write(root)
            return root
        return vat.record(office, office.vat[code])
