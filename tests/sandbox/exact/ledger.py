"""The ledger lines, terms and documents that an invoice makes."""

from .division import (
    LEDGER,
    STATUS_NAMES,
    TRANSACTIONS,
    TYPE_NAMES,
    ZERO,
    money,
)
from .kinds import SALES
from .store import guid

_SHARED = (
    "EntryID",
    "EntryNumber",
    "JournalCode",
    "JournalDescription",
    "Date",
    "FinancialYear",
    "FinancialPeriod",
    "Type",
    "Status",
    "Document",
    "DocumentNumber",
    "DocumentSubject",
    "ExternalLinkReference",
    "PaymentReference",
)


VAT_LINE = 9999


def _summed(rows, header):
    """One line for each VAT code and side, all with the same number [C]."""
    found = {}
    for row in rows:
        side, _line = row["_slot"]
        slot = side, row["VATCode"]
        if slot not in found:
            text = header.get("Description")
            found[slot] = {
                **row,
                "_slot": slot,
                "Description": text,
                "LineNumber": VAT_LINE,
            }
        else:
            for name in ("AmountFC", "AmountDC"):
                found[slot][name] += row[name]
    return [row for row in found.values() if row["AmountFC"] or row["AmountDC"]]


class Ledger:
    """The part of ``Entries`` that computes and writes."""

    def _compute(self, kind, header, lines):
        """Net and VAT of each line and of the whole, in both currencies."""
        self._vat_amounts(lines)
        rate = header["Rate"]
        total = total_dc = vat = vat_dc = ZERO
        for line in lines:
            net_dc, tax_dc = money(line["_net"] * rate), money(line["_vat"] * rate)
            line["VATAmountFC"], line["VATAmountDC"] = line["_vat"], tax_dc
            line["VATBaseAmountFC"], line["VATBaseAmountDC"] = line["_net"], net_dc
            line["_net_dc"] = net_dc
            line["AmountDC"] = money(line["AmountFC"] * rate)
            total, total_dc = total + line["_net"], total_dc + net_dc
            if not line["_charged"]:
                total, total_dc = total + line["_vat"], total_dc + tax_dc
                vat, vat_dc = vat + line["_vat"], vat_dc + tax_dc
        is_credit = total < 0 and self.division.quirks["negative_is_credit"]
        header |= {
            "AmountFC": total,
            "AmountDC": total_dc,
            "VATAmountFC": vat,
            "VATAmountDC": vat_dc,
            "Type": kind.types[is_credit],
            "TypeDescription": TYPE_NAMES[kind.types[is_credit]],
        }
        for line in lines:
            line["Type"] = header["Type"]

    def _vat_amounts(self, lines):
        """VAT as posted; else rounded once for each code of the entry [I]."""
        groups = {}
        for line in lines:
            vat = self.division.vat(line["VATCode"]) if line["VATCode"] else None
            percentage = line["VATPercentage"] or ZERO
            sort = vat["Type"] if vat else "N"
            line["_charged"] = bool(vat and vat["Charged"])
            amount, forced = line["AmountFC"], line.get("_forced")
            if forced is None:
                forced = line["_forced"] = (line.get("VATAmountFC"),)
            forced = forced[0]
            if sort in "BN" or not percentage:
                line["_net"], line["_vat"] = amount, ZERO
            elif sort == "I":
                tax = amount - money(amount / (1 + percentage))
                line["_vat"] = tax if forced is None else forced
                line["_net"] = amount - line["_vat"]
            else:
                line["_net"] = amount
                line["_vat"] = money(amount * percentage) if forced is None else forced
                if forced is None:
                    groups.setdefault(line["VATCode"], []).append(line)
        for group in groups.values():
            whole = sum(line["_net"] for line in group)
            rest = money(whole * group[0]["VATPercentage"])
            group[-1]["_vat"] += rest - sum(line["_vat"] for line in group)

    # The ledger

    def _ledger(self, kind, header):
        """The ledger lines and terms of an entry, as its lines now are."""
        division = self.division
        lines = division.table(kind.lines).by("EntryID", header["EntryID"])
        lines.sort(key=lambda line: line["LineNumber"])
        control = self._control_account(kind, header)
        common = self._common(kind, header)
        rows = [
            {
                "GLAccount": control["ID"],
                "AmountFC": -kind.sign * header["AmountFC"],
                "AmountDC": -kind.sign * header["AmountDC"],
                "AmountVATFC": None,
                "VATCode": None,
                "DueDate": header["DueDate"],
                "Description": header.get("Description"),
                "LineNumber": 0,
                "_slot": "control",
            }
        ]
        rows += [self._revenue(kind, line) for line in lines]
        extra = [row for line in lines for row in self._vat_lines(kind, line)]
        if division.quirks["vat_summary"]:
            rows += _summed(extra, header)
        else:
            for number, row in enumerate(extra, len(lines) + 1):
                rows.append({**row, "LineNumber": number})
        self._write(header["EntryID"], common, rows)
        self.set_transaction(header, common)
        control_line = self._control_line(header["EntryID"])
        instalments = division.conditions(header["PaymentCondition"] or "")
        self.terms.set(control_line, header, kind, instalments)

    def _control_account(self, kind, header):
        relation = self.division.table("crm/Accounts").get(header[kind.relation])
        own = relation.get("GLAR" if kind is SALES else "GLAP")
        journal = self.division.journal(header["Journal"])
        id_ = own or journal.get("GLAccount")
        account = self.division.table("financial/GLAccounts").get(id_ or "")
        return account or self.division.control_account(kind.control)

    def _control_line(self, entry):
        lines = self.division.table(LEDGER).by("EntryID", entry)
        return next(line for line in lines if line["LineNumber"] == 0)

    def _common(self, kind, header):
        account = self.division.table("crm/Accounts").get(header[kind.relation])
        return {
            "EntryID": header["EntryID"],
            "EntryNumber": header["EntryNumber"],
            "InvoiceNumber": header["InvoiceNumber"],
            "JournalCode": header["Journal"],
            "JournalDescription": header["JournalDescription"],
            "Account": account["ID"],
            "AccountCode": account["Code"],
            "AccountName": account["Name"],
            "Currency": header["Currency"],
            "ExchangeRate": header["Rate"],
            "Date": header["EntryDate"],
            "FinancialYear": header["ReportingYear"],
            "FinancialPeriod": header["ReportingPeriod"],
            "Type": header["Type"],
            "Status": header["Status"],
            "YourRef": header.get("YourRef"),
            "PaymentReference": header.get("PaymentReference"),
            "OrderNumber": header.get("OrderNumber"),
            "Document": header.get("Document"),
            "DocumentNumber": header.get("DocumentNumber"),
            "DocumentSubject": header.get("DocumentSubject"),
            "ExternalLinkReference": header.get("ExternalLinkReference"),
        }

    def _revenue(self, kind, line):
        return {
            "ID": line["ID"],
            "GLAccount": line["GLAccount"],
            "AmountFC": kind.sign * line["_net"],
            "AmountDC": kind.sign * line["_net_dc"],
            "AmountVATFC": kind.sign * line["_vat"],
            "AmountVATBaseFC": kind.sign * line["_net"],
            "VATCode": line["VATCode"],
            "VATPercentage": line["VATPercentage"],
            "VATCodeDescription": line.get("VATCodeDescription"),
            "CostCenter": line.get("CostCenter"),
            "CostUnit": line.get("CostUnit"),
            "Project": line.get("Project"),
            "Quantity": line.get("Quantity"),
            "Description": line.get("Description"),
            "LineNumber": line["LineNumber"],
            "_slot": line["ID"],
        }

    def _vat_lines(self, kind, line):
        if not line["_vat"]:
            return []
        vat = self.division.vat(line["VATCode"])
        row = {
            "AmountFC": kind.sign * line["_vat"],
            "AmountDC": kind.sign * line["VATAmountDC"],
            "VATCode": line["VATCode"],
            "Description": line.get("Description"),
        }
        first = "GLToPay" if kind is SALES else "GLToClaim"
        made = [{**row, "GLAccount": vat[first], "_slot": ("vat", line["ID"])}]
        if line["_charged"]:
            # Reverse charge: what is claimed is owed too.
            other = "GLToClaim" if kind is SALES else "GLToPay"
            turned = {n: -row[n] for n in ("AmountFC", "AmountDC")}
            slot = ("owed", line["ID"])
            made.append({**row, **turned, "GLAccount": vat[other], "_slot": slot})
        return made

    def _write(self, entry, common, rows):
        """Make the ledger lines of an entry these; those that stay keep their ID."""
        division, table = self.division, self.division.table(LEDGER)
        known = {row["_slot"]: row for row in table.by("EntryID", entry)}
        for row in rows:
            account = division.table("financial/GLAccounts").get(row["GLAccount"] or "")
            values = {
                **common,
                "GLAccountCode": account and account["Code"],
                "GLAccountDescription": account and account["Description"],
                **row,
            }
            old = known.pop(row["_slot"], None)
            if old:
                division.change(LEDGER, old, **values)
            else:
                division.add(LEDGER, {"ID": guid(), **values})
        for row in known.values():
            division.remove(LEDGER, row)

    def set_transaction(self, header, common):
        division = self.division
        values = {
            **{n: common.get(n) for n in _SHARED},
            "Description": header.get("Description"),
            "TypeDescription": TYPE_NAMES[common["Type"]],
            "StatusDescription": STATUS_NAMES[common["Status"]],
            "PaymentConditionCode": header.get("PaymentCondition"),
            "PaymentConditionDescription": header.get("PaymentConditionDescription"),
            "OpeningBalanceFC": header.get("OpeningBalanceFC"),
            "ClosingBalanceFC": header.get("ClosingBalanceFC"),
            "IsExtraDuty": False,
        }
        known = division.table(TRANSACTIONS).get(common["EntryID"])
        if known:
            division.change(TRANSACTIONS, known, **values)
        else:
            division.add(TRANSACTIONS, values)

    # Documents

    def _add_document(self, kind, header, subject=""):
        division = self.division
        division.next_document += 1
        row = division.add(
            "documents/Documents",
            {
                "ID": guid(),
                "HID": division.next_document,
                "Subject": subject
                or header.get("Description")
                or header.get("YourRef")
                or f"{header['JournalDescription']} {header['EntryNumber']}",
                "Type": kind.document,
                "Account": header[kind.relation],
                "DocumentDate": header["EntryDate"],
                "FinancialTransactionEntryID": header["EntryID"],
                "Currency": header["Currency"],
            },
        )
        header["Document"] = row["ID"]

    def _show_document(self, header):
        row = self.division.table("documents/Documents").get(
            header.get("Document") or ""
        )
        header["DocumentNumber"] = row and row["HID"]
        header["DocumentSubject"] = row and row["Subject"]
        if row is None:
            return
        if not row.get("FinancialTransactionEntryID"):
            self.division.change(
                "documents/Documents",
                row,
                FinancialTransactionEntryID=header["EntryID"],
            )
