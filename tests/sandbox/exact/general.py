"""VAT of general journal entries. A line's ``AmountFC`` is without it and
``AmountVATFC`` goes before the percentage of the code, as on invoices [inf]; the lines
of VAT are added by themselves [A]."""

from .division import LEDGER, ZERO, money
from .store import guid


class General:
    """The part of ``Others`` that knows of VAT."""

    def add_vat(self, line, problems):
        """Of one line as posted: what its code makes of it."""
        vat = self.division.vat(line["VATCode"]) if line.get("VATCode") else None
        if vat is None:
            line["AmountVATFC"] = line["_vat"] = ZERO
            return
        percentage = self.division.percentage(vat, line["Date"])
        given = line.get("VATPercentage")
        if given and given != percentage:
            problems.add("invalid_vat_pct")
        line["VATPercentage"] = percentage
        line["VATCodeDescription"] = vat["Description"]
        tax = line.get("AmountVATFC")
        if vat["Type"] in "BN" or not percentage:
            tax = ZERO
        elif tax is None:
            tax = money(line["AmountFC"] * percentage)
        line["AmountVATFC"] = tax
        # What is charged to the buyer is owed and claimed: nothing in sum.
        line["_vat"] = ZERO if vat["Charged"] else tax

    def add_vat_lines(self, lines, common, rate):
        """To the ledger: one for each line with VAT, two where that is charged."""
        number = max(line["LineNumber"] for line in lines)
        for line in lines:
            vat = self.division.vat(line["VATCode"]) if line.get("VATCode") else None
            if vat is None or not line["AmountVATFC"]:
                continue
            sides = ["GLToPay", "GLToClaim"]
            if vat["VATTransactionType"] == "P":
                sides.reverse()
            elif vat["VATTransactionType"] == "B" and line["AmountFC"] > 0:
                sides.reverse()
            amount = line["AmountVATFC"]
            for sign, side in zip((1, -1), sides[: 1 + vat["Charged"]], strict=False):
                number += 1
                self._add_vat_line(line, common, rate, sign * amount, vat, side, number)

    def _add_vat_line(self, line, common, rate, amount, vat, side, number):
        account = self.division.table("financial/GLAccounts").get(vat[side] or "")
        id_ = guid()
        self.division.add(
            LEDGER,
            {
                **common,
                "ID": id_,
                "LineNumber": number,
                "GLAccount": account and account["ID"],
                "GLAccountCode": account and account["Code"],
                "GLAccountDescription": account and account["Description"],
                "AmountFC": amount,
                "AmountDC": money(amount * rate),
                "VATCode": line["VATCode"],
                "Description": line.get("Description"),
                "Date": line["Date"],
                "ExchangeRate": rate,
                "_slot": id_,
            },
        )
