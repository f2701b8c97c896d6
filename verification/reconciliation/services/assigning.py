"""The end of a run: each result becomes the work of its owner, and work that no longer holds ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max, Min

from dtks.accounts.models import User
from dtks.assignments.models import Owner
from dtks.assignments.services import settle
from dtks.jobs.models import Chunk, Event, Job
from dtks.jobs.services import ChunkDone, JobDone, JobKind, start_job
from verification.corrections.models import ChangeRequest
from verification.matching.results import FIELD_LABELS
from verification.reconciliation.models import Result, Run
from verification.reconciliation.queries.results import OPENED_CLASSES
from verification.sources.models import Comparison, ResultClass
from verification.sources.queries import CLASS_WORK, PREFIX, key_of
from verification.sources.services import Found, follow_classes, plan_checks

PER_CHUNK = 2_000


def start_assigning(*, run: Run, actor: User | None) -> Job:
    """The job that gives the results of a run to their owners. Called in the transaction that lets them hold."""
    return start_job(
        kind="assign_results",
        title=f"Membagi tugas dari {run}",
        actor=actor,
        parameters={"run": run.pk},
        total=run.results.count(),
        link=run.get_absolute_url(),
    )


class AssignResults(JobKind):
    """Kind "assign_results"; parameters: run. A result that a newer run has replaced is passed over."""

    label, see = "Pembagian tugas", "reconciliation.see"

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        """Spans of results, by their ids."""
        span = Result.objects.filter(run=job.parameters["run"]).aggregate(first=Min("pk"), last=Max("pk"))
        if span["first"] is None:
            return []
        begins = range(span["first"], span["last"] + 1, PER_CHUNK)
        return [{"first": begin, "last": begin + PER_CHUNK - 1} for begin in begins]

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        """Assignments of one span; written twice they are the same."""
        run = Run.objects.get(pk=job.parameters["run"])
        span = (chunk.parameters["first"], chunk.parameters["last"])
        results = Result.objects.filter(run=run, pk__range=span, is_latest=True).select_related("citizen")
        needed = results.only("result_class", "differs", "codes", "citizen__kelurahan_id").order_by("pk")
        found = [_found(result) for result in needed]
        new, ended = follow_classes(found=found, origin=f"Rekonsiliasi {run.number}")
        plan_checks(found=found)
        return ChunkDone(done=len(found), result={"new": new, "ended": ended})

    def finish(self, job: Job) -> JobDone:
        """How many are new, and how many ended."""
        results = list(job.chunks.values_list("result", flat=True))
        return JobDone(result={name: sum(each.get(name, 0) for each in results) for name in ("new", "ended")})


def _found(result: Result) -> Found:
    labels = [label for name, label in FIELD_LABELS.items() if name in result.differs]
    work = CLASS_WORK.get(result.result_class)
    page = result.get_absolute_url() if work and work.owner in (Owner.OFFICE, Owner.CIVIL_REGISTRY) else ""
    return Found(citizen=result.citizen, result_class=result.result_class, fields=labels, page=page,
                 waits=Comparison.AWAITS_NIK in result.codes)  # fmt: skip


@transaction.atomic
def follow_applied(event: Event) -> None:
    """A correction was applied: what it repaired is nobody's work any more; the next run looks again."""
    request = ChangeRequest.objects.get(pk=event.payload["request"])
    others = [each for each in ResultClass.values if each not in OPENED_CLASSES]
    keep = [key_of(each, request.citizen_id) for each in others]
    settle(prefix=PREFIX, citizens=[request.citizen_id], keep=keep, note=f"Usulan {request.number} diterapkan")
