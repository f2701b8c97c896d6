"""Acts of the month."""

from dtks.office.services import letter_number
from verification.monthly.services.answers import Answer, mark_entered, mark_not_entered, take_answers
from verification.monthly.services.batches import (
    EmptyBatch,
    MonthIsBusy,
    fill_batch,
    give_up_batch,
    mark_written,
    open_batch,
    seal_batch,
)
from verification.monthly.services.carried import close_month, close_months, warn_before_cutoff
from verification.monthly.services.ledger import NothingOwed, ask_for_answers, infer_from_list

__all__ = [
    "Answer",
    "EmptyBatch",
    "MonthIsBusy",
    "NothingOwed",
    "ask_for_answers",
    "close_month",
    "close_months",
    "fill_batch",
    "give_up_batch",
    "infer_from_list",
    "letter_number",
    "mark_entered",
    "mark_not_entered",
    "mark_written",
    "open_batch",
    "seal_batch",
    "take_answers",
    "warn_before_cutoff",
]
