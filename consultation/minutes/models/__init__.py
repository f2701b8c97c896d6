"""Berita acara of a kelurahan meeting: the record, who attended, what was decided on whom, how Dinsos judged it."""

from consultation.minutes.models.items import Decision, Item, ItemPaper, ItemQuerySet, Review
from consultation.minutes.models.meetings import (
    Agenda,
    Attendance,
    Minutes,
    MinutesQuerySet,
    Print,
    QuorumRule,
)

__all__ = [
    "Agenda",
    "Attendance",
    "Decision",
    "Item",
    "ItemPaper",
    "ItemQuerySet",
    "Minutes",
    "MinutesQuerySet",
    "Print",
    "QuorumRule",
    "Review",
]
