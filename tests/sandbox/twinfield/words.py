"""What Twinfield says in French and German. That it speaks them is known, nothing of it
is recorded: the words are ours, after the form of the Dutch ones [inf]."""

# key of ``messages.MESSAGES``: (French, German)
TEXTS = {
    "not_implemented": ("Type non implémenté.", "Typ nicht implementiert."),
    "no_access": (
        "Vous n'avez pas accès à cette administration.",
        "Sie haben keinen Zugriff auf diesen Mandanten.",
    ),
    "office_unknown": (
        "L'administration n'existe pas.",
        "Der Mandant existiert nicht.",
    ),
    "dimension_unknown": (
        "La dimension {code} n'existe pas.",
        "Die Dimension {code} existiert nicht.",
    ),
    "type_unknown": (
        "Le type de dimension {code} n'existe pas.",
        "Der Dimensionstyp {code} existiert nicht.",
    ),
    "name_missing": ("Le nom doit être rempli", "Der Name muss ausgefüllt werden"),
    "code_mask": (
        "Le code n'est pas conforme au format {mask}.",
        "Der Code entspricht nicht dem Format {mask}.",
    ),
    "code_none_free": (
        "Le premier code libre conforme au format {mask} n'a pas pu être créé",
        "Der erste freie Code im Format {mask} konnte nicht angelegt werden",
    ),
    "element_readonly": (
        "L'élément '{name}' ne peut pas être fourni.",
        "Das Element '{name}' darf nicht übermittelt werden.",
    ),
    "beneficiary": (
        "Le bénéficiaire n'est pas valide.",
        "Der Begünstigte ist ungültig.",
    ),
    "ebill_mail": (
        "Si la facturation électronique est activée, l'adresse e-mail ne peut pas être "
        "vide",
        "Wenn die elektronische Rechnung aktiviert ist, darf die E-Mail-Adresse nicht "
        "leer sein",
    ),
    "level_unknown": (
        "La dimension {code} de niveau financier {level} n'a pas été trouvée.",
        "Die Dimension {code} mit finanzieller Ebene {level} wurde nicht gefunden.",
    ),
    "destiny": (
        "XML incorrect - la destination n'est pas valide.",
        "Falsches XML - die Bestimmung ist ungültig.",
    ),
    "daybook_unknown": (
        "Le journal {code} n'existe pas.",
        "Das Journal {code} existiert nicht.",
    ),
    "date_invalid": ("La date n'est pas valide.", "Das Datum ist ungültig."),
    "period_unknown": (
        "L'écriture ne peut pas être créée car la période {period} n'existe pas",
        "Die Buchung kann nicht erstellt werden, da die Periode {period} nicht "
        "existiert",
    ),
    "period_closed": (
        "L'écriture ne peut pas être créée car la période {period} est clôturée",
        "Die Buchung kann nicht erstellt werden, da die Periode {period} "
        "abgeschlossen ist",
    ),
    "date_outside": (
        "La date {date} est en dehors de la période indiquée ({period}).",
        "Das Datum {date} liegt außerhalb der angegebenen Periode ({period}).",
    ),
    "duplicate": (
        "Le numéro de facture {number} existe déjà.",
        "Die Rechnungsnummer {number} ist bereits vorhanden.",
    ),
    "currency_unknown": (
        "La devise {code} n'existe pas.",
        "Die Währung {code} existiert nicht.",
    ),
    "currency_rate": (
        "Il n'y a pas de cours pour la devise {code} à cette date.",
        "Für die Währung {code} gibt es zu diesem Datum keinen Kurs.",
    ),
    "lines_journal": (
        "Une opération diverse n'a pas de ligne de total.",
        "Eine sonstige Buchung hat keine Gesamtzeile.",
    ),
    "lines_two": (
        "L'écriture doit avoir au moins deux lignes.",
        "Die Buchung muss mindestens zwei Zeilen haben.",
    ),
    "statement_moves": (
        "La différence entre le solde initial et le solde final doit être {amount}.",
        "Die Differenz zwischen Anfangs- und Endsaldo muss {amount} sein.",
    ),
    "intercompany": (
        "Erreur de configuration du compte courant. Il n'y a pas de ligne de recette "
        "directe dans l'administration {name} ({code}).",
        "Konfigurationsfehler im Verrechnungskonto. Es gibt keine direkte "
        "Eingangszeile im Mandanten {name} ({code}).",
    ),
    "dim_forbidden": (
        "Le compte général {code} n'admet ni relation ni section",
        "Das Sachkonto {code} lässt keine Beziehung oder Kostenstelle zu",
    ),
    "vat_performancecountry": (
        "Le pays de la prestation doit être rempli.",
        "Das Leistungsland muss ausgefüllt werden.",
    ),
    "vat_performancevatnumber": (
        "Le numéro de TVA de la prestation doit être rempli.",
        "Die USt-IdNr. der Leistung muss ausgefüllt werden.",
    ),
    "vat_performancedate": (
        "La date de la prestation doit être remplie.",
        "Das Leistungsdatum muss ausgefüllt werden.",
    ),
    "match_corrections": (
        "Les écritures de lettrage n'ont pas pu être supprimées.",
        "Die Ausgleichsbuchungen konnten nicht gelöscht werden.",
    ),
    "dim_absent": (
        "La dimension {code} n'existe pas dans l'administration {office}",
        "Die Dimension {code} kommt im Mandanten {office} nicht vor",
    ),
    "dim_blocked": (
        "La dimension {code} est bloquée.",
        "Die Dimension {code} ist gesperrt.",
    ),
    "dim_type": (
        "Le format du type de dimension {type} de la dimension {name} ({code}) au "
        "niveau {level} doit être conforme au format {wanted}",
        "Das Format des Dimensionstyps {type} der Dimension {name} ({code}) auf Ebene "
        "{level} muss dem Format {wanted} entsprechen",
    ),
    "dim_required": (
        "Le compte général {code} exige une relation ou une section",
        "Das Sachkonto {code} erfordert die Angabe einer Beziehung oder Kostenstelle",
    ),
    "value_missing": ("La valeur ne peut être vide.", "Der Wert darf nicht leer sein."),
    "value_invalid": ("La valeur n'est pas valide.", "Der Wert ist ungültig."),
    "side_invalid": ("Débit/crédit n'est pas valide.", "Soll/Haben ist ungültig."),
    "vat_unknown": (
        "La TVA {code} n'existe pas ou n'est pas (encore) active.",
        "Die USt. {code} existiert nicht oder ist (noch) nicht aktiv.",
    ),
    "vat_type": (
        "{name} ({code}) est du type {type} alors que le journal est du type de TVA "
        "{wanted}.",
        "{name} ({code}) ist vom Typ {type}, während das Journal vom USt.-Typ "
        "{wanted} ist.",
    ),
    "vat_performance": (
        "Le type de prestation doit être rempli.",
        "Der Leistungstyp muss ausgefüllt werden.",
    ),
    "lines_total": (
        "L'écriture doit avoir exactement une ligne de total.",
        "Die Buchung muss genau eine Gesamtzeile haben.",
    ),
    "lines_detail": (
        "L'écriture doit avoir au moins une ligne de détail.",
        "Die Buchung muss mindestens eine Detailzeile haben.",
    ),
    "line_type": ("Le type de ligne n'est pas valide.", "Der Zeilentyp ist ungültig."),
    "line_id": (
        "Le numéro de ligne n'est pas valide.",
        "Die Zeilennummer ist ungültig.",
    ),
    "balance": (
        "L'écriture n'est pas en équilibre. Il manque {amount} au {side}.",
        "Die Buchung ist nicht ausgeglichen. Es fehlen {amount} im {side}.",
    ),
    "balance_base": (
        "L'écriture n'est pas en équilibre dans la devise de base. Il manque {amount} "
        "au {side}.",
        "Die Buchung ist in der Basiswährung nicht ausgeglichen. Es fehlen {amount} im "
        "{side}.",
    ),
    "balance_reporting": (
        "L'écriture n'est pas en équilibre dans la devise de rapport. Il manque "
        "{amount} au {side}.",
        "Die Buchung ist in der Berichtswährung nicht ausgeglichen. Es fehlen {amount} "
        "im {side}.",
    ),
    "not_draft": (
        "Le statut de l'écriture doit être Brouillon.",
        "Der Status der Buchung muss Entwurf sein.",
    ),
    "reason_missing": ("La raison doit être remplie.", "Der Grund fehlt."),
    "transaction_unknown": ("L'écriture n'existe pas.", "Die Buchung fehlt."),
    "freetext": (
        "Le texte libre {number} n'est pas autorisé.",
        "Der freie Text {number} ist nicht zulässig.",
    ),
    "too_long": (
        "{name} ne peut pas dépasser {length} caractères.",
        "{name} darf nicht länger als {length} Zeichen sein.",
    ),
    "match_line": ("La ligne n'existe pas.", "Die Zeile existiert nicht."),
    "match_balance": (
        "Le lot n'est pas en équilibre. Il reste {amount}.",
        "Der Satz ist nicht ausgeglichen. Es verbleiben {amount}.",
    ),
    "match_relations": (
        "Les lignes n'appartiennent pas à la même relation.",
        "Die Zeilen gehören nicht zur selben Beziehung.",
    ),
    "match_amount": (
        "La valeur est supérieure à la valeur ouverte.",
        "Der Wert ist größer als der offene Wert.",
    ),
    "field_invalid": (
        "La valeur de '{name}' n'est pas valide.",
        "Der Wert von '{name}' ist ungültig.",
    ),
    "group_unknown": (
        "Le groupe de dimensions {code} n'existe pas.",
        "Die Dimensionsgruppe {code} existiert nicht.",
    ),
    "user_unknown": (
        "L'utilisateur {code} n'existe pas.",
        "Der Benutzer {code} existiert nicht.",
    ),
    "vat_invalid": ("Code TVA non valide.", "Ungültiger USt.-Code."),
    "article_missing": (
        "Le code article ne peut pas être vide.",
        "Der Artikelcode darf nicht leer sein.",
    ),
    "article_unknown": (
        "Le code article n'a pas été trouvé.",
        "Der Artikelcode wurde nicht gefunden.",
    ),
    "invoice_type": (
        "Le type de facture n'existe pas",
        "Der Rechnungstyp existiert nicht",
    ),
    "invoice_customer": (
        "La dimension client n'existe pas.",
        "Die Kundendimension existiert nicht.",
    ),
    "invoice_due": (
        "La date d'échéance n'est pas valide.",
        "Das Fälligkeitsdatum ist ungültig.",
    ),
    "invoice_address": ("L'adresse n'est pas valide.", "Die Adresse ist ungültig."),
    "invoice_totals": (
        "Erreurs dans l'en-tête: impossible de calculer les totaux.",
        "Fehler in der Kopfzeile: Summen können nicht berechnet werden.",
    ),
    "invoice_unknown": (
        "La facture {number} de type {type} n'existe pas.",
        "Die Rechnung {number} vom Typ {type} existiert nicht.",
    ),
    "invoice_number": (
        "invoicenumber doit être un nombre entier.",
        "invoicenumber muss eine ganze Zahl sein.",
    ),
    "match_lines": (
        "Un lot a au moins deux lignes.",
        "Ein Satz hat mindestens zwei Zeilen.",
    ),
    "match_type": (
        "La ligne n'appartient pas à cette règle de lettrage.",
        "Die Zeile gehört nicht zu dieser Ausgleichsregel.",
    ),
    "writeoff_type": (
        "Le type de régularisation n'est pas valide.",
        "Die Art der Ausbuchung ist ungültig.",
    ),
    "match_code": (
        "La règle de lettrage n'existe pas.",
        "Die Ausgleichsregel existiert nicht.",
    ),
    "field_unknown": ("Le champ n'existe pas", "Das Feld existiert nicht"),
    "browse_unknown": (
        "Le code de consultation n'existe pas.",
        "Der Abfragecode existiert nicht.",
    ),
    "operator": ("L'opérateur n'est pas valide.", "Der Operator ist ungültig."),
}
# key of ``messages.WORDS``: (French, German)
WORDS = {
    "sales": ("Ventes", "Verkauf"),
    "purchase": ("Achats", "Einkauf"),
    "debit": ("débit", "Soll"),
    "credit": ("crédit", "Haben"),
    "available": ("Disponible", "Verfügbar"),
    "matched": ("Lettré", "Ausgeglichen"),
    "proposed": ("Proposé", "Vorgeschlagen"),
    "notmatchable": ("Non lettrable", "Nicht ausgleichbar"),
    "final": ("Définitif", "Endgültig"),
    "temporary": ("Provisoire", "Vorläufig"),
    "draft": ("Brouillon", "Entwurf"),
    "true": ("Oui", "Ja"),
    "false": ("Non", "Nein"),
}
