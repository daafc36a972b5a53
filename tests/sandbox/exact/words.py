"""The words of refusals and the names of fields, in Dutch, English, French and German.

Dutch and English as reported or recorded [B, I]; that Exact says the same in French and
German is recorded, how it says it is not: those words are ours, after the form of the
others [inf]. Texts that were seen in English only are English in all."""

LANGUAGES = ("nl", "en", "fr", "de")


def _all(text):
    return (text,) * len(LANGUAGES)


TEXTS = {
    "duplicate": (
        "Gegeven bestaat reeds.",
        "Data already exists.",
        "Donnée déjà existante.",
        "Die Daten existieren bereits.",
    ),
    "exists": (
        "Bestaat reeds: {field}",
        "Already exists: {field}",
        "Existe déjà: {field}",
        "Bereits vorhanden: {field}",
    ),
    "entry_number_in_use": (
        "In gebruik: Boekstuknummer",
        "In use: Entry number",
        "Utilisé: Numéro d'écriture",
        "In Gebrauch: Buchungsnummer",
    ),
    "period_closed": (
        "Periode is afgesloten: {year} - {period}",
        "Period is closed: {year} - {period}",
        "La période est clôturée: {year} - {period}",
        "Der Zeitraum ist abgeschlossen: {year} - {period}",
    ),
    "no_financial_year": (
        "Onbekend: Boekjaar (Periode - datum tabel)",
        "Unknown: Financial year (Period-date table)",
        "Inconnu: Exercice (table période - date)",
        "Unbekannt: Geschäftsjahr (Tabelle Zeitraum - Datum)",
    ),
    "year_changed": _all("The financial year cannot be changed."),
    "out_of_balance": (
        "De boeking is niet in evenwicht op: {year} / {period} (Type: Overig) - "
        "Verschil: {currency} {difference}",
        "Entry out of balance on: {year} / {period} (Type: Other) - "
        "Difference: {currency} {difference}",
        "L'écriture n'est pas en équilibre: {year} / {period} (Type: Autre) - "
        "Différence: {currency} {difference}",
        "Die Buchung ist nicht ausgeglichen: {year} / {period} (Typ: Sonstige) - "
        "Differenz: {currency} {difference}",
    ),
    "invalid_ref": (
        "Ongeldige referentie: {field}",
        "Invalid reference: {field}",
        "Référence non valide: {field}",
        "Ungültige Referenz: {field}",
    ),
    "mandatory": (
        "Verplicht: {field}",
        "Mandatory: {field}",
        "Obligatoire: {field}",
        "Erforderlich: {field}",
    ),
    "invalid_gltype": (
        "Ongeldig: Grootboekrekeningtype",
        "Invalid: G/L account type",
        "Non valide: Type de compte général",
        "Ungültig: Sachkontotyp",
    ),
    "invalid_customer_type": (
        "Ongeldig: Klant (Type)",
        "Invalid: Customer (Type)",
        "Non valide: Client (Type)",
        "Ungültig: Kunde (Typ)",
    ),
    "invalid_supplier_type": (
        "Ongeldig: Leverancier (Type)",
        "Invalid: Supplier (Type)",
        "Non valide: Fournisseur (Type)",
        "Ungültig: Lieferant (Typ)",
    ),
    "invalid_journal": (
        "Ongeldig: Dagboek (type)",
        "Invalid: Journal (type)",
        "Non valide: Journal (type)",
        "Ungültig: Journal (Typ)",
    ),
    "bank_journal": _all("Invalid journal. The journal must be a bank journal."),
    "cash_journal": _all("Invalid journal. The journal must be a cash journal."),
    "vat_not_allowed": (
        "Niet toegestaan: Btw-code",
        "Not allowed: VAT code",
        "Non autorisé: Code TVA",
        "Nicht zulässig: USt.-Code",
    ),
    "invalid_vat_pct": (
        "Ongeldig: Btw-percentage []",
        "Invalid: VAT percentage []",
        "Non valide: Pourcentage TVA []",
        "Ungültig: USt.-Prozentsatz []",
    ),
    "invalid_email": (
        "Ongeldig: E-mail []",
        "Invalid: Email []",
        "Non valide: E-mail []",
        "Ungültig: E-Mail []",
    ),
    "invalid": (
        "Ongeldig: {field}",
        "Invalid: {field}",
        "Non valide: {field}",
        "Ungültig: {field}",
    ),
    "blocked": (
        "Geblokkeerd: {field}",
        "Blocked: {field}",
        "Bloqué: {field}",
        "Gesperrt: {field}",
    ),
    "not_allowed": (
        "Niet toegestaan: {field}",
        "Not allowed: {field}",
        "Non autorisé: {field}",
        "Nicht zulässig: {field}",
    ),
    # Of the customer's account of debtors, not of the journal [I]
    "ar_mismatch": (
        "De klantenrekening van deze relatie is niet gelijk aan de rekening van het "
        "gebruikte verkoopdagboek",
        "The customer's account differs from the account of the sales journal",
        "Le compte clients de cette relation n'est pas égal au compte du journal de "
        "vente utilisé",
        "Das Debitorenkonto dieser Beziehung ist nicht gleich dem Konto des benutzten "
        "Verkaufsjournals",
    ),
    "cost_center_link": _all("Invalid: Cost center link"),
    "in_use_delete": (
        "Kan niet verwijderen: {what} - In gebruik: {where}",
        "Can't delete: {what} - Used in: {where}",
        "Suppression impossible: {what} - Utilisé dans: {where}",
        "Löschen nicht möglich: {what} - Verwendet in: {where}",
    ),
    "webhook_callback": _all("Invalid: Post to callback URL endpoint returns {status}"),
    # Of a failure, whatever it was; localised [I], the words of the others [inf]
    "generic": (
        "Er is een probleem opgetreden. De oorzaak van dit probleem wordt zo spoedig "
        "mogelijk onderzocht.",
        "A problem has occurred. The cause of this issue will be investigated as soon "
        "as possible.",
        "Un problème est survenu. La cause de ce problème sera examinée dès que "
        "possible.",
        "Es ist ein Problem aufgetreten. Die Ursache dieses Problems wird so bald wie "
        "möglich untersucht.",
    ),
    "guid_format": (
        "Niet herkende GUID-indeling.",
        "Unrecognized Guid format.",
        "Format Guid non reconnu.",
        "Unbekanntes Guid-Format.",
    ),
    "too_long": (
        "Te lang: {field}",
        "Too long: {field}",
        "Trop long: {field}",
        "Zu lang: {field}",
    ),
    # Of the database, after which nobody knows what was done [I]
    "timeout": _all(
        "Timeout expired. The timeout period elapsed prior to completion of the "
        "operation or the server is not responding."
    ),
    "deadlock": _all(
        "Transaction (Process ID 71) was deadlocked on lock resources with another "
        "process and has been chosen as the deadlock victim. Rerun the transaction."
    ),
}
_LINES = ("Regels", "Lines", "Lignes", "Zeilen")
_CURRENCY = ("Valuta", "Currency", "Devise", "Währung")
_JOURNAL = ("Dagboek", "Journal", "Journal", "Journal")
FIELDS = {
    "Customer": ("Klant", "Customer", "Client", "Kunde"),
    "Supplier": ("Leverancier", "Supplier", "Fournisseur", "Lieferant"),
    "Account": ("Relatie", "Account", "Relation", "Beziehung"),
    "Journal": _JOURNAL,
    "JournalCode": _JOURNAL,
    # Seen so, in English, on Dutch sites too [I]
    "Journals": _all("Journals"),
    "GLAccount": ("Grootboekrekening", "G/L Account", "Compte général", "Sachkonto"),
    "VATCode": ("Btw-code", "VAT code", "Code TVA", "USt.-Code"),
    "PaymentCondition": (
        "Betalingsconditie",
        "Payment condition",
        "Condition de paiement",
        "Zahlungsbedingung",
    ),
    "CostCenter": ("Kostenplaats", "Cost center", "Section", "Kostenstelle"),
    "CostUnit": ("Kostendrager", "Cost unit", "Unité d'œuvre", "Kostenträger"),
    "Project": ("Project", "Project", "Projet", "Projekt"),
    "Document": ("Document", "Document", "Document", "Dokument"),
    "Type": ("Type", "Type", "Type", "Typ"),
    "Currency": _CURRENCY,
    "AmountFC": ("Bedrag", "Amount", "Montant", "Betrag"),
    "SalesEntryLines": _LINES,
    "PurchaseEntryLines": _LINES,
    "GeneralJournalEntryLines": _LINES,
    "BankEntryLines": _LINES,
    "CashEntryLines": _LINES,
    "EntryID": ("Boeking", "Entry", "Écriture", "Buchung"),
    "Name": ("Naam", "Name", "Nom", "Name"),
    "Code": ("Code", "Code", "Code", "Code"),
    "Description": ("Omschrijving", "Description", "Description", "Beschreibung"),
    "Subject": ("Onderwerp", "Subject", "Objet", "Betreff"),
    "FileName": ("Bestandsnaam", "File name", "Nom du fichier", "Dateiname"),
    "Attachment": ("Bijlage", "Attachment", "Annexe", "Anlage"),
    "BankAccount": (
        "Bankrekening",
        "Bank account",
        "Compte bancaire",
        "Bankkonto",
    ),
    "CallbackURL": _all("Callback URL"),
    "Topic": _all("Topic"),
    "VATNumber": ("Btw-nummer", "VAT number", "Numéro de TVA", "USt.-IdNr."),
    "Country": ("Land", "Country", "Pays", "Land"),
    "Language": ("Taal", "Language", "Langue", "Sprache"),
    "LastName": ("Achternaam", "Last name", "Nom de famille", "Nachname"),
    "OrderedBy": ("Besteld door", "Ordered by", "Commandé par", "Bestellt durch"),
    "InvoiceTo": ("Factuur voor", "Invoice to", "Facturer à", "Rechnung an"),
    "DeliverTo": ("Leveren aan", "Deliver to", "Livrer à", "Liefern an"),
    "Item": ("Artikel", "Item", "Article", "Artikel"),
    "InvoiceID": ("Factuur", "Invoice", "Facture", "Rechnung"),
    "SalesInvoiceLines": _LINES,
    "Reference": (
        "Mandaat referentie",
        "Mandate reference",
        "Référence du mandat",
        "Mandatsreferenz",
    ),
    "SourceCurrency": _CURRENCY,
    "EntryNumber": (
        "Boekstuknummer",
        "Entry number",
        "Numéro d'écriture",
        "Buchungsnummer",
    ),
    "YourRef": ("Uw referentie", "Your ref.", "Votre réf.", "Ihre Referenz"),
    "ClosingBalanceFC": ("Eindsaldo", "Closing balance", "Solde final", "Endsaldo"),
    "GLAR": (
        "Debiteurenrekening",
        "Accounts receivable",
        "Compte clients",
        "Debitorenkonto",
    ),
}
