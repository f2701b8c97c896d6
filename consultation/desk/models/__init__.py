"""Tables of the counter: tickets with what hangs on them, the numbers of the hall."""

from consultation.desk.models.answers import READY_ANSWERS, CannedAnswer
from consultation.desk.models.hall import HallNumber
from consultation.desk.models.letters import Letter, LetterQuerySet
from consultation.desk.models.rounds import Round, RoundSlip
from consultation.desk.models.tickets import (
    CLOSED,
    CODE_SIGNS,
    HOLDER_WORDS,
    HOLDERS,
    IN_OUR_HANDS,
    OPEN,
    TRANSITIONS,
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
from consultation.desk.models.voices import ELEMENTS, Article, SurveyAnswer

__all__ = [
    "CLOSED",
    "CODE_SIGNS",
    "ELEMENTS",
    "HOLDERS",
    "HOLDER_WORDS",
    "IN_OUR_HANDS",
    "OPEN",
    "READY_ANSWERS",
    "TRANSITIONS",
    "Article",
    "CannedAnswer",
    "HallNumber",
    "IntakeDraft",
    "Kind",
    "Letter",
    "LetterQuerySet",
    "Round",
    "RoundSlip",
    "State",
    "SurveyAnswer",
    "Ticket",
    "TicketChange",
    "TicketLink",
    "TicketNote",
    "TicketPaper",
    "TicketQuerySet",
    "TicketStep",
]
