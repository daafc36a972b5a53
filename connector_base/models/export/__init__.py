from . import ledger_export_states, ledger_export_buttons, ledger_export
from . import ledger_wording
from . import ledger_standing, ledger_subject, ledger_invoice, ledger_correction
from . import ledger_follow_up, ledger_document_link, ledger_customers, ledger_sender
from . import ledger_worker, ledger_outcome, ledger_night, account_move_line
