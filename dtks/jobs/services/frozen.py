"""Jobs over the rows of a frozen set: what every such job shares, whatever is done with a row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.utils import timezone

from dtks.jobs.models import Chunk, Job
from dtks.jobs.services.kinds import ChunkDone, JobDone, JobKind

STOPPED = "Dihentikan sebelum giliran ini."


def hash_of(rows: Iterable[tuple[int, dict[str, Any]]]) -> str:
    """The mark of a frozen set: ids in order, with what was seen of each."""
    return hashlib.sha256(json.dumps(list(rows), sort_keys=True).encode()).hexdigest()


class RowsJob(JobKind):
    """Does the rows of a frozen set that have one of some outcomes; a row whose outcome is written is not done again.

    Parameters of the job: the id of the set under the name of `of`.
    """

    of = ""  # the rows' foreign key to their set
    set_model: Any = None
    row_model: Any = None  # with `no`, `outcome` and `why`
    per_chunk = 25
    outcomes: Sequence[str] = ()  # of the rows that are to be done
    refused: Sequence[str] = ()  # outcomes that count as not done
    waiting, skipped = "waiting", "skipped"
    after = ""  # the state of the set when all are done
    ended_field = "ended_at"

    def rows(self, job: Job) -> models.QuerySet[Any]:
        """All rows of the job's set."""
        found: models.QuerySet[Any] = self.row_model.objects.filter(**{self.of: job.parameters[self.of]})
        return found

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        """Slices of the rows that are to be done."""
        due = self.rows(job).filter(outcome__in=self.outcomes)
        numbers = list(due.order_by("no").values_list("no", flat=True))
        slices = [numbers[begin : begin + self.per_chunk] for begin in range(0, len(numbers), self.per_chunk)]
        return [{"from": part[0], "to": part[-1]} for part in slices]

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        """Do the rows of a slice that still wait."""
        span = (chunk.parameters["from"], chunk.parameters["to"])
        found = self.rows(job).filter(no__range=span, outcome__in=self.outcomes)
        rows = list(found.select_for_update(of=("self",)).select_related(self.of).order_by("no"))
        self.do(rows, job)
        for row in rows:
            setattr(row, self.ended_field, timezone.now())
            row.save()
        refused = sum(row.outcome in self.refused for row in rows)
        return ChunkDone(done=len(rows) - refused, refused=refused)

    def do(self, rows: list[Any], job: Job) -> None:
        """Give each row its outcome and why; each is done in a savepoint of its own."""
        raise NotImplementedError

    def finish(self, job: Job) -> JobDone:
        """All rows have their outcome."""
        self.end(job)
        return JobDone()

    def cancelled(self, job: Job) -> None:
        """What is done stays done; the rest is said to have been stopped."""
        self.end(job)

    def failed(self, job: Job) -> None:
        self.end(job)

    def end(self, job: Job) -> Any:
        """Close the set; returned locked. Stopped while it is taken back, it is applied still."""
        rows = self.rows(job)
        rows.filter(outcome=self.waiting).update(outcome=self.skipped, why=STOPPED)
        held = self.set_model.objects.select_for_update(of=("self",)).get(pk=job.parameters[self.of])
        held.state = self.after
        if held.state == self.set_model.State.REVERSED and rows.filter(outcome__in=self.outcomes).exists():
            held.state, held.reversal_job = self.set_model.State.DONE, None
        held.save(update_fields=["state", "reversal_job"])
        return held
