"""The switches: what nobody outside knows for certain, each with its default, as the
evidence leans, and its other position.

Evidence: A vendor's page, B recorded answer, C client that runs live, I issue thread,
inf inferred, ? open."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Switch:
    name: str
    default: bool
    evidence: str  # for the default
    on: str  # what the server does when it is on
    off: str  # and when it is off

    @property
    def other(self):
        return not self.default

    def tell(self):
        says, other_says = (self.on, self.off) if self.default else (self.off, self.on)
        return {
            "name": self.name,
            "default": self.default,
            "other": self.other,
            "others": [self.other],
            "evidence": self.evidence,
            "default_says": says,
            "others_say": [other_says],
        }


SWITCHES = (
    # Terms and matching
    Switch(
        "negative_terms",
        True,
        "?",
        "the amount of a term is minus that of its ledger line",
        "it has the sign of the ledger line",
    ),
    Switch(
        "negative_lists",
        False,
        "?",
        "the read lists show invoices negative and receipts positive",
        "invoices positive, receipts negative",
    ),
    Switch(
        "matched_keeps_id",
        True,
        "?",
        "of a split term, the matched part keeps the ID",
        "the open part keeps it",
    ),
    Switch(
        "paid_per_booking",
        True,
        "?",
        "IsFullyPaid and LastPaymentDate are those of the booking, on all its parts",
        "each part tells its own",
    ),
    Switch(
        "new_term_ids",
        True,
        "C",
        "another Customer gives an open term a new ID and EntryID",
        "the term keeps them",
    ),
    Switch(
        "matched_delete_refused",
        True,
        "?",
        "a matched entry can't be deleted",
        "it can: its matches are undone",
    ),
    # Entries
    Switch(
        "sales_documents",
        False,
        "A, B, I",
        "a posted sales entry gets a document by itself",
        "it has none, unless one is given or it is printed",
    ),
    Switch(
        "document_links_entry",
        False,
        "?",
        "a document with FinancialTransactionEntryID becomes that of the entry",
        "the entry's Document must be put",
    ),
    Switch(
        "ignore_invoice_number",
        False,
        "C",
        "a posted InvoiceNumber is dropped",
        "it is taken where it is free",
    ),
    Switch(
        "duplicate_number_refused",
        False,
        "C",
        "a posted InvoiceNumber that is used is refused",
        "it is ignored without a word: the number of the entry is taken",
    ),
    Switch(
        "same_number_refused",
        True,
        "I",
        "a PUT with EntryNumber or InvoiceNumber as they are: data already exists",
        "what does not change does not matter",
    ),
    Switch(
        "payment_reference",
        True,
        "C",
        "a sales entry without one gets <account code>/<entry number>",
        "PaymentReference stays empty",
    ),
    Switch(
        "vat_summary",
        True,
        "C",
        "the ledger has one VAT line of a code, with LineNumber 9999",
        "one for each line of the entry, numbered on behind them",
    ),
    Switch(
        "your_ref_unique",
        False,
        "?",
        "a second purchase with the supplier's YourRef is refused",
        "it is booked",
    ),
    Switch(
        "balances_checked",
        False,
        "?",
        "the balances of a bank statement must fit its lines",
        "they are kept as posted",
    ),
    Switch(
        "rate_divides",
        False,
        "?",
        "ExchangeRates.Rate: one unit of the division is worth so many of the other",
        "one unit of the other is worth so many of the division",
    ),
    # Relations
    Switch(
        "same_code_refused",
        False,
        "I",
        "a PUT with the Code as it is: data already exists",
        "what does not change does not matter",
    ),
    # Queries
    Switch(
        "address_limit",
        True,
        "inf",
        "a query above 2,048 bytes is 404 (404.15 of IIS)",
        "no limit",
    ),
    Switch(
        "select_required",
        True,
        "I",
        "some lists are refused without $select",
        "no list but bulk wants it",
    ),
    Switch(
        "accounts_need_filter",
        False,
        "I",
        "crm/Accounts wants a filter on certain properties, as for heavy callers",
        "it does not",
    ),
    Switch(
        "any_case",
        False,
        "I",
        "the name of a resource is known in any case",
        "as it is written, else 404",
    ),
    Switch(
        "sales_invoices_in_results",
        True,
        "B",
        "SalesInvoices with $top of a page come in results",
        "they come as the others do, in a bare array",
    ),
    Switch(
        "read_lists_whole",
        False,
        "?",
        "read/* come in one page",
        "in pages of 60",
    ),
    Switch(
        "int64_as_numbers",
        False,
        "?",
        "an Int64 is a number in JSON",
        "it is a string, as WCF Data Services writes it",
    ),
    # Answers
    Switch(
        "bare_sales_entries",
        False,
        "?",
        "a sales entry posted without Prefer answers with its key alone",
        "with most of its header",
    ),
    Switch(
        "refusals_400",
        False,
        "I",
        "refusals of the business come with HTTP 400",
        "with 500",
    ),
    Switch(
        "localised_generic",
        True,
        "I",
        "the sentence for a failure is in the language of the user",
        "it is English",
    ),
    Switch(
        "gone_is_forbidden",
        True,
        "I",
        "DELETE of what is gone is 403, whatever the resource",
        "403 for lines of an entry only, else 404",
    ),
    # Access
    Switch(
        "error_velocity",
        True,
        "A",
        "more than ten refusals in an hour at one place block it for an hour",
        "they do not",
    ),
    Switch(
        "refresh_grace",
        False,
        "?",
        "the old refresh token is good once more, until the new access token is used",
        "it is used up",
    ),
    Switch(
        "webhook_put",
        False,
        "?",
        "a PUT on a subscription works",
        "it fails",
    ),
)
QUIRKS = {switch.name: switch.default for switch in SWITCHES}
