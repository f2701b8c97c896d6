"""Acts on visits: open, give, take along, receive, check, draw, write letters."""

from consultation.visits.services.checking import (
    Checked,
    OwnVisit,
    accept,
    accept_many,
    choose,
    send_back,
    take_back,
)
from consultation.visits.services.draws import chosen_of, draw
from consultation.visits.services.giving import (
    NotNow,
    NotThere,
    cancel,
    collect,
    facilitators_for,
    give,
    open_visit,
    take_along,
    waiting_assignments,
)
from consultation.visits.services.letters import write_letter
from consultation.visits.services.mergers import follow_merger
from consultation.visits.services.pieces import MOST_BYTES, Piece, forget_pieces, take_piece
from consultation.visits.services.questions import load_form
from consultation.visits.services.reporting import (
    Ending,
    Incomplete,
    NotYours,
    Received,
    Sent,
    add_draft_photo,
    add_photo,
    keep_draft,
    receive,
    send_draft,
    sent_of,
)

__all__ = [
    "MOST_BYTES",
    "Checked",
    "Ending",
    "Incomplete",
    "NotNow",
    "NotThere",
    "NotYours",
    "OwnVisit",
    "Piece",
    "Received",
    "Sent",
    "accept",
    "accept_many",
    "add_draft_photo",
    "add_photo",
    "cancel",
    "choose",
    "chosen_of",
    "collect",
    "draw",
    "facilitators_for",
    "follow_merger",
    "forget_pieces",
    "give",
    "keep_draft",
    "load_form",
    "open_visit",
    "receive",
    "send_back",
    "send_draft",
    "sent_of",
    "take_along",
    "take_back",
    "take_piece",
    "waiting_assignments",
    "write_letter",
]
