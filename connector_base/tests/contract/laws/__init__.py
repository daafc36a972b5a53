"""The laws, a chapter for each thing that they speak of."""

from .booking import Booking
from .books import WholeBooks
from .entries import Entries
from .items import MasterData
from .journal_entries import JournalEntries
from .looking_up import LookingUp
from .numbers import Numbers
from .opening import Opening
from .payments import Balances, Payments
from .relations import Relations
from .weather import Weather

LAWS = (
    Opening,
    Booking,
    Numbers,
    LookingUp,
    Weather,
    MasterData,
    Entries,
    JournalEntries,
    Relations,
    Payments,
    Balances,
    WholeBooks,
)
