"""Tables of the room: jobs and their chunks, events, messages, and choices with what became of each row."""

from dtks.jobs.models.choices import Choice, ChoiceQuerySet, ChoiceRow
from dtks.jobs.models.jobs import Chunk, Event, Job, JobAct, JobQuerySet, Message, Resend

__all__ = [
    "Choice",
    "ChoiceQuerySet",
    "ChoiceRow",
    "Chunk",
    "Event",
    "Job",
    "JobAct",
    "JobQuerySet",
    "Message",
    "Resend",
]
