"""Claim, work and end of a chunk. Safe against kills, doubled messages and lost messages."""

from __future__ import annotations

import logging
import traceback
import uuid
from collections.abc import Callable
from datetime import timedelta

import pghistory
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from dtks.jobs.models import Chunk, Job
from dtks.jobs.services.jobs import WAKE_AT_ONCE, append_chunks, finish_if_complete, wake_chunks
from dtks.jobs.services.kinds import ChunkDone, job_kind

log = logging.getLogger(__name__)
FAILURES_UNTIL_STUCK = 3
CLAIMS_UNTIL_STUCK = 20  # a row that kills its process leaves no error behind, only claims
SIGN_OF_LIFE = timedelta(seconds=60)  # a job of which no chunk ended for so long, and none is worked, stands still
WAKE_TO_ASK = 32  # messages of a job that stands still, at each sweep
GRACE = timedelta(seconds=10)  # between claim and the lock that shows that somebody works


class LostLease(Exception):
    """Somebody else holds the chunk now; everything done here is rolled back."""


def run_chunk(*, job_id: int, chunk_no: int, wake: bool = True) -> bool:
    """Work one chunk if it is due and nobody has it. Returns whether it was worked here."""
    token = _claim(job_id=job_id, chunk_no=chunk_no)
    if token is None:
        return False
    try:
        _work(job_id=job_id, chunk_no=chunk_no, token=token, wake=wake)
    except LostLease:
        log.warning("chunk %s/%s went to somebody else", job_id, chunk_no)
        return False
    except Exception as error:
        log.exception("chunk %s/%s failed", job_id, chunk_no)
        _give_back(job_id=job_id, chunk_no=chunk_no, token=token, error=error)
    finish_if_complete(job_id=job_id, wake=wake)
    return True


def run_inline(*, job: Job, after_chunk: Callable[[Job], None] | None = None) -> Job:
    """Work all chunks in this process, with the same code as the workers; a pause ends it for now."""
    while True:
        job.refresh_from_db()
        if after_chunk is not None:
            after_chunk(job)
        due = job.chunks.filter(state=Chunk.State.WAITING).order_by("no").values_list("no", flat=True)
        number = due.first()
        if job.state == Job.State.PAUSED:
            return job
        if number is None or not job.is_live:
            finish_if_complete(job_id=job.pk, wake=False)
            job.refresh_from_db()
            if not job.is_live or not due.exists():
                return job
            continue
        job.chunks.filter(no=number).update(due_at=Now())
        run_chunk(job_id=job.pk, chunk_no=number, wake=False)


def _claim(*, job_id: int, chunk_no: int) -> uuid.UUID | None:
    token = uuid.uuid4()
    with transaction.atomic():
        due = (
            Chunk.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(job_id=job_id, no=chunk_no, job__state__in=[Job.State.WAITING, Job.State.RUNNING])
            .filter(
                Q(state=Chunk.State.WAITING, due_at__lte=Now()) | Q(state=Chunk.State.LEASED, lease_until__lt=Now())
            )
        )
        claimed = Chunk.objects.filter(pk__in=due.values("pk")).update(
            state=Chunk.State.LEASED,
            token=token,
            lease_until=Now() + timedelta(seconds=settings.CHUNK_LEASE),
            attempts=F("attempts") + 1,
        )
        if not claimed:
            return None
        Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(
            state=Job.State.RUNNING, started_at=Coalesce("started_at", Now())
        )
    return token


def _work(*, job_id: int, chunk_no: int, token: uuid.UUID, wake: bool) -> None:
    with transaction.atomic():
        chunk = (  # this lock is what shows the sweeper that somebody is at work
            Chunk.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("job__actor")
            .filter(job_id=job_id, no=chunk_no, token=token, state=Chunk.State.LEASED)
            .first()
        )
        if chunk is None:
            raise LostLease
        job = chunk.job
        with pghistory.context(job=job.pk, user=job.actor_id):
            outcome = job_kind(job.kind).work(job, chunk)
        _record(chunk=chunk, token=token, outcome=outcome, wake=wake)


def _record(*, chunk: Chunk, token: uuid.UUID, outcome: ChunkDone, wake: bool) -> None:
    held = Chunk.objects.filter(pk=chunk.pk, token=token, state=Chunk.State.LEASED).update(
        state=Chunk.State.DONE, token=None, lease_until=None, done=outcome.done, refused=outcome.refused,
        result=outcome.result, error="", ended_at=timezone.now(),
    )  # fmt: skip
    if not held:
        raise LostLease
    Job.objects.filter(pk=chunk.job_id).update(
        done=F("done") + outcome.done, refused=F("refused") + outcome.refused, total=F("total") + outcome.more_rows
    )
    if outcome.more:
        append_chunks(job=Job.objects.select_for_update().get(pk=chunk.job_id), parameters=outcome.more, wake=wake)


def _give_back(*, job_id: int, chunk_no: int, token: uuid.UUID, error: Exception) -> None:
    chunk = Chunk.objects.filter(job_id=job_id, no=chunk_no, token=token).first()
    if chunk is None:
        return
    failures = chunk.failures + 1
    stuck = failures >= FAILURES_UNTIL_STUCK
    Chunk.objects.filter(pk=chunk.pk, token=token).update(
        state=Chunk.State.STUCK if stuck else Chunk.State.WAITING,
        token=None,
        lease_until=None,
        woken=False,
        failures=failures,
        ended_at=timezone.now() if stuck else None,
        due_at=Now() + timedelta(seconds=5 * 6 ** (failures - 1)),
        error="".join(traceback.format_exception(error, limit=-3)),
    )


def sweep_chunks() -> int:
    """Free the chunks of dead workers, wake what is due, end what is complete. Returns how many wait."""
    _free_dead()
    for job in Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING]).order_by("created_at"):
        if job.chunks.filter(state=Chunk.State.WAITING, due_at__lte=Now()).exists():
            wake_chunks(job_id=job.pk, queue=job.queue, numbers=_to_wake(job))
        else:
            finish_if_complete(job_id=job.pk)
    return Chunk.objects.filter(state=Chunk.State.WAITING).count()


def _to_wake(job: Job) -> list[int]:
    """Due chunks that need a message.

    While the job lives, those that have none on its way, as far as room is left. A job in which nobody works has lost
    its messages or stands behind other jobs: its messages count as lost, and a few go out to ask.
    """
    due = job.chunks.filter(state=Chunk.State.WAITING, due_at__lte=Now()).order_by("no")
    long_ago = timezone.now() - SIGN_OF_LIFE
    at_work = Q(state=Chunk.State.LEASED) | Q(ended_at__gte=long_ago)
    if job.created_at > long_ago or job.chunks.filter(at_work).exists():
        room = WAKE_AT_ONCE - job.chunks.filter(state=Chunk.State.WAITING, woken=True).count()
        return list(due.filter(woken=False).values_list("no", flat=True)[: max(0, room)])
    job.chunks.filter(state=Chunk.State.WAITING, woken=True).update(woken=False)
    return list(due.values_list("no", flat=True)[:WAKE_TO_ASK])


def _free_dead() -> None:
    """A chunk that is leased while nobody holds its lock belongs to a worker that is gone."""
    with transaction.atomic():
        claimed_before = Now() + timedelta(seconds=settings.CHUNK_LEASE) - GRACE
        dead = list(
            Chunk.objects.select_for_update(skip_locked=True)
            .filter(state=Chunk.State.LEASED, lease_until__lt=claimed_before)
            .values_list("pk", "attempts")
        )
        spent = [pk for pk, attempts in dead if attempts >= CLAIMS_UNTIL_STUCK]
        free = Chunk.objects.filter(pk__in=[pk for pk, _ in dead])
        free.update(state=Chunk.State.WAITING, token=None, lease_until=None, due_at=Now(), woken=False)
        Chunk.objects.filter(pk__in=spent).update(
            state=Chunk.State.STUCK, ended_at=Now(), error=f"Pekerja mati {CLAIMS_UNTIL_STUCK} kali pada bagian ini."
        )
