from . import problems
from . import ledger_pdf
