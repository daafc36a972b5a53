"""processxml.asmx: which root element leads where."""

from lxml import etree

from . import browse, dimension_types, matching, reading, statements, vat
from .annotate import Report, add, put, text
from .soap import PARSER, Fault

READING = {"list", "read", "columns", "accountcode", "accountcodes"}  # 1 credit [A]


def parse(content):
    """The request document, from text or from an element of the envelope."""
    if isinstance(content, str):
        data = content.strip().encode()
        if b"?>" in data[:100]:
            # A declaration inside the string speaks of bytes that are gone.
            data = data[data.index(b"?>") + 2 :]
        try:
            return etree.fromstring(
                data,
                etree.XMLParser(remove_blank_text=True, remove_comments=True, **PARSER),
            )
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

        dimensions, transactions = service.dimensions, service.transactions
        self._roots = {
            "list": self._list,
            "read": self._read,
            "columns": browse.columns,
            "dimension": dimensions.save_all,
            "dimensions": dimensions.save_all,
            "dimensiontype": dimensions.save_types,
            "dimensiontypes": dimensions.save_types,
            "dimensiongroup": dimension_types.save_groups,
            "dimensiongroups": dimension_types.save_groups,
            "transaction": transactions.save_all,
            "transactions": transactions.save_all,
            "match": matching.save,
            "statement": statements.save,
            "statements": statements.save,
        }

    def process(self, root, session):
        """The answer document."""
        if root.tag == "dimensiontype" and root.find("mask") is None:
            return self.service.dimensions.read_type(root, session)
        act = self._roots.get(root.tag)
        if act is None:
            return self._unknown(root, root, session)
        return act(root, session)

    def _unknown(self, root, where, session):
        report = Report(session.language)
        report.error(where, "not_implemented")
        report.write(root)
        return root

    def _list(self, root, session):
        kind = text(root, "type").lower()
        if kind == "offices":
            return self._offices()
        if kind == "browsefields":
            return browse.fields_list(session)
        if kind in ("dimensions", "vat", "transactiontypes"):
            report = Report(session.language)
            office = session.office_of(root, report)
            if report.failed:
                report.write(root)
                return root
            return self._list_of(kind, office, root, session)
        return self._unknown(root, root.find("type"), session)

    def _offices(self):
        root = etree.Element("offices", result="1")
        for office in self.service.offices.values():
            if office.code in self.service.rights:
                add(
                    root, "office", office.code, name=office.name, shortname=office.name
                )
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
                where = root.find("dimtype")
                report.error(
                    where if where is not None else root, "type_unknown", code=type_
                )
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
        if kind == "office":
            return reading.office_record(root, session)
        if kind == "transaction":
            return reading.transaction(root, session)
        if kind == "browse":
            return browse.definition(root, session)
        if kind == "dimensiontype":
            return self.service.dimensions.read_type(root, session)
        if kind == "dimensiongroup":
            return dimension_types.read_group(root, session)
        if kind == "dimensions":
            return self._dimension(root, session)
        if kind == "vat":
            return self._vat(root, session)
        return self._unknown(root, root.find("type"), session)

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

    def _dimension(self, root, session):
        """A refusal is a ``dimension`` with the request's children [B]."""
        report = Report(session.language)
        answer = etree.Element("dimension")
        type_, code = text(root, "dimtype").upper(), text(root, "code").upper()
        wanted = text(root, "office") or session.company
        for name, value in (("office", wanted), ("type", type_), ("code", code)):
            add(answer, name, value)
        office = self.service.offices.get(wanted.upper())
        if office is None or office.code not in self.service.rights:
            report.error(answer, "office_unknown")
        elif type_ not in office.types:
            report.error(answer.find("type"), "type_unknown", code=type_)
        elif code and not office.dimension(type_, code):
            report.error(answer.find("code"), "dimension_unknown", code=code)
        if report.failed and office:
            dimension_types.office_names(answer.find("office"), office)
            if type_ in office.types:
                name = office.types[type_][0]
                put(answer, "type", type_, name=name, shortname=name)
        if report.failed:
            report.write(answer)
            return answer
        records = self.service.dimensions
        if code:
            return records.record(office, office.dimension(type_, code))
        many = etree.Element("dimensions", result="1")
        many.extend(records.record(office, d) for d in office.of_type(type_))
        return many
