"""Reads of the room: how far a job is, what is stuck in it, what happened to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Count, F, IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from dtks.accounts.models import User
from dtks.jobs.models import Chunk, Job
from dtks.jobs.services.kinds import job_kind
from dtks.web.masking import without_numbers

ACROSS, MOST_CELLS, CELL = 87, 522, 10  # the map of chunks: cells in a row, cells in all, width of one in units
PACE_OVER = timedelta(seconds=60)  # the pace is what was done in this time
MOST_STUCK = 20  # shown one by one; their number stands above
WORST_FIRST = (Chunk.State.STUCK, Chunk.State.LEASED, Chunk.State.WAITING, Chunk.State.DONE)
QUARTERS = {1: "Seperempat selesai.", 2: "Setengah selesai.", 3: "Tiga perempat selesai.", 4: "Selesai."}
NOT_THE_ERROR = (" ", "DETAIL", "HINT", "CONTEXT", "LINE ", "Traceback")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\([^()]*\)=\([^()]*\)")
_PLACE = re.compile(r'File "(?P<path>[^"]+)", line (?P<line>\d+), in (?P<name>\S+)')


@dataclass(frozen=True)
class Cell:
    """One square of the map: a chunk, or some that follow each other, in the worst of their states."""

    x: int
    y: int
    state: str


@dataclass(frozen=True)
class Stuck:
    """A chunk that goes no further, with its error as far as it may be shown."""

    no: int
    part: str
    tries: int
    last_tried: datetime | None
    error: str
    place: str


@dataclass(frozen=True)
class Progress:
    """How far a job is, for its page and for the pages that show it among other things."""

    job: Job
    counts: dict[str, int]
    lately: int  # rows done within PACE_OVER
    lately_chunks: int
    may_act: bool

    @property
    def live(self) -> bool:
        return self.job.is_live

    @property
    def paused(self) -> bool:
        return self.job.state == Job.State.PAUSED

    @property
    def done(self) -> int:
        return self.counts.get(Chunk.State.DONE, 0)

    @property
    def leased(self) -> int:
        return self.counts.get(Chunk.State.LEASED, 0)

    @property
    def waiting(self) -> int:
        return self.counts.get(Chunk.State.WAITING, 0)

    @property
    def stuck(self) -> int:
        return self.counts.get(Chunk.State.STUCK, 0)

    @property
    def chunks(self) -> int:
        return sum(self.counts.values())

    @property
    def worked(self) -> int:
        """Rows that are through, taken or refused."""
        return self.job.done + self.job.refused

    @property
    def share(self) -> float:
        """How much is through, 0 to 1; by chunks where the rows are not known."""
        if self.job.total:
            return min(1.0, self.worked / self.job.total)
        return self.done / self.chunks if self.chunks else 0.0

    @property
    def span(self) -> float:
        """Seconds over which `lately` was done."""
        started = self.job.started_at or timezone.now()
        return min(PACE_OVER.total_seconds(), (timezone.now() - started).total_seconds())

    @property
    def pace(self) -> int | None:
        """Rows a minute, of late; None where nothing moves."""
        if self.job.state != Job.State.RUNNING or not self.lately or self.span < 1:
            return None
        return round(60 * self.lately / self.span)

    @property
    def seconds_left(self) -> int | None:
        """By rows while some are left, else by chunks (a last pass has no rows of its own)."""
        if self.job.state != Job.State.RUNNING or self.span < 1:
            return None
        rows, chunks = self.job.total - self.worked, self.waiting + self.leased
        if rows > 0 and self.lately:
            return round(rows * self.span / self.lately)
        return round(chunks * self.span / self.lately_chunks) if chunks and self.lately_chunks else None

    @property
    def quarter(self) -> int:
        """How many quarters are through; each is said once to who cannot see the map."""
        return int(4 * self.share)

    @property
    def said(self) -> str:
        return QUARTERS.get(self.quarter, "")

    @cached_property
    def cells(self) -> list[Cell]:
        """The map, row by row."""
        width = -(-self.chunks // MOST_CELLS) or 1
        grouped = self.job.chunks.order_by().annotate(cell=(F("no") - 1) / width).values_list("cell", "state")
        found: dict[int, str] = {}
        for cell, state in grouped.distinct():
            if cell not in found or WORST_FIRST.index(Chunk.State(state)) < WORST_FIRST.index(Chunk.State(found[cell])):
                found[cell] = state
        return [Cell(CELL * (at % ACROSS), CELL * (at // ACROSS), found[at]) for at in sorted(found)]

    @property
    def height(self) -> int:
        """Units of the map from top to bottom."""
        return CELL * (-(-len(self.cells) // ACROSS) or 1)

    @property
    def width(self) -> int:
        return CELL * ACROSS

    @cached_property
    def stuck_chunks(self) -> list[Stuck]:
        """What is stuck, the first MOST_STUCK."""
        if not self.stuck:
            return []
        kind = job_kind(self.job.kind)
        return [
            Stuck(
                chunk.no, kind.part(chunk), max(chunk.failures, chunk.attempts), chunk.ended_at,
                plain_error(chunk.error), place_of_error(chunk.error),
            )
            for chunk in self.job.chunks.filter(state=Chunk.State.STUCK).order_by("no")[:MOST_STUCK]
        ]  # fmt: skip

    @property
    def error(self) -> str:
        """Why the whole job failed."""
        return plain_error(self.job.error)

    @property
    def error_place(self) -> str:
        return place_of_error(self.job.error)


def progress_of(job: Job, user: User) -> Progress:
    """How far the job is; three short queries, none for each chunk."""
    counts = dict(job.chunks.order_by().values_list("state").annotate(n=Count("pk")))
    of_late: dict[str, Any] = {"rows": 0, "chunks": 0}
    if job.is_live:
        ended = job.chunks.filter(state=Chunk.State.DONE, ended_at__gte=timezone.now() - PACE_OVER)
        of_late = ended.aggregate(rows=Sum(F("done") + F("refused")), chunks=Count("pk"))
    return Progress(job, counts, of_late["rows"] or 0, of_late["chunks"], job.may_be_led_by(user))


def plain_error(text: str) -> str:
    """The error of a traceback without numbers and values of people: these stand in quotes or behind DETAIL."""
    said, before = "", " "
    for line in text.strip().splitlines():
        if before.startswith(" ") and not line.startswith(NOT_THE_ERROR):
            said = line
        before = line
    return _QUOTED.sub("…", without_numbers(said))[:300]


def place_of_error(text: str) -> str:
    """Where in the program it happened: path, line and function."""
    found = list(_PLACE.finditer(text))
    if not found:
        return ""
    last = found[-1]
    path = last["path"].removeprefix(f"{settings.BASE_DIR}/")
    return f"{path}:{last['line']}, {last['name']}"


def story_of(job: Job) -> list[dict[str, Any]]:
    """What happened to a job, newest first, as the timeline draws it."""
    ended = {"at": job.ended_at, "act": job.get_state_display().capitalize(), "who": "Sistem"}
    story: list[dict[str, Any]] = [
        {
            "at": act.at,
            "act": act.get_act_display().capitalize(),
            "who": act.by,
            "note": f"bagian {act.chunk_no}" if act.chunk_no else "",
        }
        for act in job.acts.select_related("by")[:50]
    ]
    if job.ended_at and job.state != Job.State.CANCELLED:
        story.append(ended)
    if job.started_at:
        story.append({"at": job.started_at, "act": "Mulai dikerjakan", "who": "Sistem"})
    story.append({"at": job.created_at, "act": "Diminta", "who": job.actor})
    return sorted(story, key=lambda event: event["at"], reverse=True)


def with_stuck(jobs: Any) -> Any:
    """Jobs with the number of their stuck chunks."""
    stuck = Chunk.objects.filter(job=OuterRef("pk"), state=Chunk.State.STUCK).order_by().values("job")
    counted = Subquery(stuck.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return jobs.annotate(stuck=Coalesce(counted, 0))


def stuck_jobs(user: User) -> int:
    """How many jobs wait for somebody to look at them: the count in the menu."""
    stuck = Chunk.objects.filter(state=Chunk.State.STUCK).exclude(job__state=Job.State.CANCELLED)
    return stuck.order_by().values("job").distinct().count()
