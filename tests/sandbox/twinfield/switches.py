"""The switches of Twinfield: what nobody outside knows for certain."""

from ..switches import Switch, two


def _on(name, evidence, off_says, on_says):
    """A switch that is off."""
    return two(name, False, evidence, on_says, off_says)


def _off(name, evidence, on_says, off_says):
    """A switch that is on."""
    return two(name, True, evidence, on_says, off_says)


SWITCHES = (
    # Browse data
    _off(
        "strict_fields",
        "C, inf",
        "a browse code takes the columns of its definition and those asked live",
        "it takes every column there is",
    ),
    _on(
        "unknown_field_fault",
        "C",
        "an unknown column is refused by a message on it",
        "it is a fault (100)",
    ),
    _on(
        "strict_operators",
        "?",
        "any column may be filtered",
        "only columns that the definition asks for",
    ),
    _off(
        "date_operator",
        "C against A",
        "code 100 refuses an operator on the date",
        "code 100 filters by date",
    ),
    _on(
        "matchstatus_operator",
        "A, B against C",
        "code 100 filters by match status",
        "code 100 refuses that",
    ),
    _on(
        "dim1_dim2",
        "C",
        "code 100 shows account and relation together",
        "both together are a fault (100)",
    ),
    _on(
        "hidden_columns",
        "C",
        "codes 100 and 200 show the columns behind a hidden one",
        "these go missing",
    ),
    _off(
        "code_030_1",
        "A",
        "browse code 030_1 exists, which is recorded nowhere",
        "it does not",
    ),
    _on(
        "bare_empty_browse",
        "?",
        "a table without rows has first, last and total 0",
        "it has none of the three",
    ),
    # Finder
    _on(
        "finder_nil",
        "C",
        "a search without result has headings and empty items",
        "both are nil",
    ),
    _on(
        "matching_listed",
        "?",
        "the daybook of matching is hidden and of no category",
        "the finder lists it among the journals",
    ),
    _on(
        "office_id_first",
        "inf",
        "the id of an office (OFF, includeid) stands behind its country",
        "it stands before it",
    ),
    # Dimensions
    Switch(
        "relation_numbers",
        "dropped",
        ("kept", "refused"),
        "B, C",
        "vatnumber and cocnumber of a dimension itself are taken and stay empty",
        ("they are kept", "they may not be provided"),
    ),
    _on(
        "refuse_ictcountrycode",
        "C",
        "ictcountrycode of an address is taken",
        "it may not be provided",
    ),
    _on(
        "lists_replaced",
        "?",
        "addresses and banks not delivered stay",
        "delivered lists replace those of before",
    ),
    _on(
        "absent_cleared",
        "?",
        "elements not delivered stay as they were",
        "they get their defaults",
    ),
    _off(
        "first_free_code",
        "A, B",
        "a new dimension gets the first free code of the mask",
        "it gets the code after the last one",
    ),
    _on(
        "credit_twice",
        "B",
        "creditmanagement has each child once",
        "it lists them twice",
    ),
    _on(
        "batch_without_result",
        "B",
        "the root of a batch of dimensions has a result",
        "it has none",
    ),
    # Transactions
    Switch(
        "duplicate_scope",
        "category",
        ("relation", "daybook", "year", "none"),
        "?",
        "an invoice number is a duplicate in all daybooks of sales, or of purchases",
        (
            "for the same relation only",
            "in the same daybook only",
            "in the same book year only",
            "never",
        ),
    ),
    _on(
        "final_changeable",
        "?",
        "a final transaction can't be changed",
        "it can be rewritten by its number",
    ),
    _off(
        "reverse_charge_lines",
        "?",
        "VAT of reverse charge has a line for each of its two accounts",
        "it has none",
    ),
    _off(
        "baseline_counts",
        "B, ?",
        "baseline of a line of VAT counts the detail lines from 1",
        "it is always 1",
    ),
    _on(
        "refuse_negative_values",
        "?",
        "a negative value stands on the other side",
        "it is refused",
    ),
    _on(
        "statement_required",
        "C, ?",
        "a bank entry without startvalue and closevalue is booked",
        "it is refused: they don't tell its total",
    ),
    _on(
        "rate_divides",
        "?",
        "rate multiplies a value into the base currency",
        "it divides",
    ),
    # Matching
    _off(
        "head_stamp",
        "?",
        "matching changes the stamp of the head too",
        "only that of the line, if that",
    ),
    _off(
        "line_stamp",
        "C",
        "matching changes the stamp of the line",
        "it does not",
    ),
    _on(
        "matching_drafts",
        "I, inf",
        "entries of the matching daybook are drafts where a draft takes part",
        "they are drafts always",
    ),
    Switch(
        "match_root",
        "match",
        ("sets",),
        "C against B",
        "the answer to a match has the root match",
        ("it has the root sets",),
    ),
    _on(
        "matchvalue_reversed",
        "B against B",
        "a match read back has each line's own sign",
        "the signs are reversed",
    ),
    # Access and transport
    _on(
        "rotating_tokens",
        "?",
        "a refresh token stays",
        "each refresh gives another and ends the old one",
    ),
    _on(
        "company_id_required",
        "C against C",
        "the header may leave out CompanyId",
        "without it a request is HTTP 400",
    ),
    _on(
        "leading_blank",
        "B",
        "documents begin with the XML they are",
        "a blank line and an XML declaration stand before it",
    ),
)
