"""Tables of the counter: tickets with what hangs on them, the numbers of the hall."""

from consultation.desk.models.hall import HallNumber
from consultation.desk.models.letters import Letter, LetterQuerySet
from consultation.desk.models.tickets import (
    CLOSED,
    CODE_SIGNS,
    HOLDER_WORDS,
    HOLDERS,
    IN_OUR_HANDS,
    OPEN,
    TRANSITIONS,
    CannedAnswer,
    IntakeDraft,
    Kind,
    State,
    Ticket,
    TicketChange,
    TicketLink,
    TicketNote,
    TicketPaper,
    TicketQuerySet,
    TicketStep,
)

__all__ = [
    "CLOSED",
    "CODE_SIGNS",
    "HOLDERS",
    "HOLDER_WORDS",
    "IN_OUR_HANDS",
    "OPEN",
    "TRANSITIONS",
    "CannedAnswer",
    "HallNumber",
    "IntakeDraft",
    "Kind",
    "Letter",
    "LetterQuerySet",
    "State",
    "Ticket",
    "TicketChange",
    "TicketLink",
    "TicketNote",
    "TicketPaper",
    "TicketQuerySet",
    "TicketStep",
]
