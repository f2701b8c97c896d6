"""Acts of the month."""

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

__all__ = [
    "Answer",
    "EmptyBatch",
    "MonthIsBusy",
    "fill_batch",
    "give_up_batch",
    "mark_entered",
    "mark_not_entered",
    "mark_written",
    "open_batch",
    "seal_batch",
    "take_answers",
]
