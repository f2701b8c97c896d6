"""What a kind of job must be able to do. The rooms above write kinds and name them in settings.JOB_KINDS."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from dtks.accounts.models import User
from dtks.jobs.models import Chunk, Job


@dataclass(frozen=True, kw_only=True)
class ChunkDone:
    """What one chunk did. `more` are parameters of chunks that follow; `result` is kept with the chunk."""

    done: int = 0
    refused: int = 0
    result: dict[str, Any] = field(default_factory=dict)
    more: list[dict[str, Any]] = field(default_factory=list)
    more_rows: int = 0  # rows that `more` adds to the job's total


@dataclass(frozen=True, kw_only=True)
class JobDone:
    """What the whole job came to. With `more` the job goes on with these chunks (a next pass)."""

    result: dict[str, Any] = field(default_factory=dict)
    notes: bool = False  # finished, but something is to be looked at
    more: list[dict[str, Any]] = field(default_factory=list)
    more_rows: int = 0


class JobKind:
    """Base of all kinds. Every method runs inside a transaction of `jobs`; it must not commit."""

    queue = "jobs"
    label = ""  # the kind in the words of the screen
    see = ""  # the permission of the page to which its jobs link; who holds it sees these jobs
    when_stopped = "Bagian yang sudah selesai tetap."  # what a person who stops it should know

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        """Parameters of the first chunks; about two seconds of work each."""
        raise NotImplementedError

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        """Do one chunk. An error rolls all of it back and the chunk is tried again, three times."""
        raise NotImplementedError

    def finish(self, job: Job) -> JobDone:
        """Called once no chunk waits any more, under a lock of the job."""
        return JobDone()

    def cancelled(self, job: Job) -> None:
        """Called when a person stops the job."""

    def failed(self, job: Job) -> None:
        """Called when nothing of the job can go on."""

    def part(self, chunk: Chunk) -> str:
        """What a chunk holds, in words without personal data; empty if its number says enough."""
        for first, last in (("first", "last"), ("from", "to")):
            if first in chunk.parameters and last in chunk.parameters:
                return f"nomor {chunk.parameters[first]} sampai {chunk.parameters[last]}"
        return ""


def job_kind(kind: str) -> JobKind:
    """The kind by its name in settings.JOB_KINDS."""
    made: JobKind = import_string(settings.JOB_KINDS[kind])()
    return made


def kind_labels() -> dict[str, str]:
    """Kinds and their words, for filters and lists."""
    return {kind: job_kind(kind).label or kind.replace("_", " ") for kind in settings.JOB_KINDS}


def kinds_seen_by(user: User) -> list[str]:
    """Kinds whose result a person may open."""
    return [kind for kind in settings.JOB_KINDS if (needed := job_kind(kind).see) and user.may(needed)]
