from . import ledger_export_states, ledger_export_buttons, ledger_export
from . import ledger_wording, ledger_standing, ledger_subject, ledger_invoice
from . import ledger_correction, ledger_follow_up, ledger_document_link
from . import ledger_customers, ledger_sender, ledger_outcome, ledger_worker
from . import ledger_night, account_move_line
