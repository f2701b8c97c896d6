"""Start, pause, stop and end of a job."""

from __future__ import annotations

import logging
import traceback
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from dtks.accounts.models import User
from dtks.jobs.models import Chunk, Job, JobAct
from dtks.jobs.services.kinds import JobDone, job_kind

log = logging.getLogger(__name__)
WAKE_AT_ONCE = 500  # messages sent when chunks are made; the sweeper wakes the rest


class NotLive(Exception):
    """The job has ended; there is nothing to pause, stop or resume."""


@transaction.atomic
def start_job(
    *, kind: str, title: str, actor: User | None, parameters: dict[str, Any] | None = None, total: int = 0,
    link: str = "", inline: bool = False,
) -> Job:  # fmt: skip
    """Make a job and its first chunks; workers are woken when the transaction is through.

    Args:
        kind: a key of settings.JOB_KINDS.
        title: verb and noun for the progress page, without personal data.
        total: rows to work, if known.
        inline: nobody is woken; the caller runs `run_inline` afterwards.
    """
    handler = job_kind(kind)
    job = Job.objects.create(
        kind=kind, title=title, queue=handler.queue, actor=actor, parameters=parameters or {}, total=total, link=link
    )
    append_chunks(job=job, parameters=list(handler.plan(job)), wake=not inline)
    return job


def append_chunks(*, job: Job, parameters: list[dict[str, Any]], wake: bool = True) -> None:
    """Add chunks behind the last one. The caller holds the job's lock, or has just made it."""
    last = job.chunks.aggregate(last=Max("no"))["last"] or 0
    chunks = [Chunk(job=job, no=last + n, parameters=each) for n, each in enumerate(parameters, start=1)]
    Chunk.objects.bulk_create(chunks, batch_size=1000)
    if wake:
        numbers = [chunk.no for chunk in chunks[:WAKE_AT_ONCE]]
        transaction.on_commit(lambda: wake_chunks(job_id=job.pk, queue=job.queue, numbers=numbers))


def wake_chunks(*, job_id: int, queue: str, numbers: list[int]) -> None:
    """Send a message for each chunk. A broker that is away costs nothing but time: the sweeper comes by."""
    from dtks.jobs import tasks

    Chunk.objects.filter(job_id=job_id, no__in=numbers).update(woken=True)
    try:
        for number in numbers:
            tasks.run_chunk.apply_async((job_id, number), queue=queue)
    except Exception:
        Chunk.objects.filter(job_id=job_id, no__in=numbers).update(woken=False)
        log.warning("broker is away, the sweeper will wake job %s", job_id)


def finish_if_complete(*, job_id: int, wake: bool = True) -> None:
    """End the job if none of its chunks waits. Called after each last chunk and by the sweeper: one call ends it."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job_id)
        open_chunks = job.chunks.filter(state__in=[Chunk.State.WAITING, Chunk.State.LEASED])
        if job.state not in (Job.State.RUNNING, Job.State.WAITING) or open_chunks.exists():
            return
        try:
            with transaction.atomic():
                end = job_kind(job.kind).finish(job)
        except Exception:
            log.exception("job %s could not be ended", job.pk)
            job.error = traceback.format_exc(limit=-3)
            _end(job=job, state=Job.State.FAILED)
            job_kind(job.kind).failed(job)
            return
        _take_end(job=job, end=end, wake=wake)


def _take_end(*, job: Job, end: JobDone, wake: bool) -> None:
    job.result = {**job.result, **end.result}
    if end.more:
        job.total += end.more_rows
        job.save(update_fields=["result", "total"])
        append_chunks(job=job, parameters=end.more, wake=wake)
        return
    stuck = job.chunks.filter(state=Chunk.State.STUCK).exists()
    _end(job=job, state=Job.State.DONE_WITH_NOTES if end.notes or stuck or job.refused else Job.State.DONE)


def _end(*, job: Job, state: str) -> None:
    job.state, job.ended_at = state, timezone.now()
    job.save(update_fields=["state", "ended_at", "result", "error"])


def _change(*, job: Job, states: tuple[str, ...], to: str, act: str, by: User | None) -> Job:
    locked = Job.objects.select_for_update().get(pk=job.pk)
    if locked.state not in states:
        raise NotLive(locked)
    locked.state = to
    locked.save(update_fields=["state"])
    JobAct.objects.create(job=locked, act=act, by=by)
    return locked


@transaction.atomic
def pause_job(*, job: Job, by: User | None = None) -> Job:
    """Let running chunks end and start no other."""
    states = (Job.State.WAITING, Job.State.RUNNING)
    return _change(job=job, states=states, to=Job.State.PAUSED, act=JobAct.Act.PAUSE, by=by)


@transaction.atomic
def resume_job(*, job: Job, by: User | None = None) -> Job:
    """Go on where it was paused."""
    locked = _change(job=job, states=(Job.State.PAUSED,), to=Job.State.RUNNING, act=JobAct.Act.RESUME, by=by)
    _wake_waiting(locked)
    return locked


@transaction.atomic
def cancel_job(*, job: Job, by: User | None = None) -> Job:
    """Stop for good. What is done stays done; what waits is not begun."""
    locked = _change(job=job, states=Job.LIVE, to=Job.State.CANCELLED, act=JobAct.Act.STOP, by=by)
    locked.ended_at = timezone.now()
    locked.save(update_fields=["ended_at"])
    job_kind(locked.kind).cancelled(locked)
    return locked


@transaction.atomic
def retry_stuck(*, job: Job, chunk_no: int | None = None, by: User | None = None) -> Job:
    """Try the stuck chunks, one of them, or a failed end, once more.

    Raises:
        NotLive: nothing is stuck (any more), or the job was stopped.
    """
    locked = Job.objects.select_for_update().get(pk=job.pk)
    stuck = locked.chunks.filter(state=Chunk.State.STUCK)
    if chunk_no is not None:
        stuck = stuck.filter(no=chunk_no)
    failed_end = locked.state == Job.State.FAILED and chunk_no is None
    if locked.state == Job.State.CANCELLED or not (failed_end or stuck.exists()):
        raise NotLive(locked)
    stuck.update(state=Chunk.State.WAITING, failures=0, attempts=0, due_at=timezone.now(), ended_at=None)
    if not locked.is_live:
        locked.state, locked.ended_at, locked.error = Job.State.RUNNING, None, ""
        locked.save(update_fields=["state", "ended_at", "error"])
    JobAct.objects.create(job=locked, act=JobAct.Act.RETRY, chunk_no=chunk_no, by=by)
    _wake_waiting(locked)
    return locked


def _wake_waiting(job: Job) -> None:
    if job.state == Job.State.PAUSED:
        return
    waiting = job.chunks.filter(state=Chunk.State.WAITING).order_by("no")
    numbers = list(waiting.values_list("no", flat=True)[:WAKE_AT_ONCE])
    transaction.on_commit(lambda: wake_chunks(job_id=job.pk, queue=job.queue, numbers=numbers))
