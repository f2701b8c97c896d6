"""Writing acts of the room: jobs and their chunks, events, messages."""

from dtks.jobs.services.choices import (
    ChoiceKind,
    Done,
    Look,
    apply_choice,
    choice_kind,
    drop_choice,
    freeze_choice,
    keep_rows,
    reverse_choice,
)
from dtks.jobs.services.chunks import run_chunk, run_inline, sweep_chunks
from dtks.jobs.services.events import emit, handle_event, sweep_events
from dtks.jobs.services.frozen import RowsJob, hash_of
from dtks.jobs.services.jobs import NotLive, cancel_job, pause_job, resume_job, retry_stuck, start_job
from dtks.jobs.services.kinds import ChunkDone, JobDone, JobKind, job_kind, kind_labels, kinds_seen_by
from dtks.jobs.services.messages import hand_over, send_again, sweep_messages

__all__ = [
    "ChoiceKind",
    "ChunkDone",
    "Done",
    "JobDone",
    "JobKind",
    "Look",
    "NotLive",
    "RowsJob",
    "apply_choice",
    "cancel_job",
    "choice_kind",
    "drop_choice",
    "emit",
    "freeze_choice",
    "hand_over",
    "handle_event",
    "hash_of",
    "job_kind",
    "keep_rows",
    "kind_labels",
    "kinds_seen_by",
    "pause_job",
    "resume_job",
    "retry_stuck",
    "reverse_choice",
    "run_chunk",
    "run_inline",
    "send_again",
    "start_job",
    "sweep_chunks",
    "sweep_events",
    "sweep_messages",
]
