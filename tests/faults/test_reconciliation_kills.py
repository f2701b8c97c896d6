"""Workers killed in the middle of a reconciliation: nothing is lost, nothing is doubled.

`make torture` does it 200 times over 7,000 people in 200 chunks, and 50 times over 100,000.
"""

from __future__ import annotations

import os
from threading import Event
from time import monotonic

import pytest
from django.db.models import Count, Max

from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import run_inline, sweep_chunks
from dtks.jobs.services.chunks import GRACE, SIGN_OF_LIFE
from tests.faults.people import fill, outcome
from tests.faults.workers import Worker, workers
from verification.reconciliation import services
from verification.reconciliation.models import Result, Run, Staged

__all__ = ["workers"]

KILLS = int(os.environ.get("PADAN_KILLS", "15"))
PEOPLE, ROWS = int(os.environ.get("PADAN_KILLS_PEOPLE", "630")), int(os.environ.get("PADAN_KILLS_ROWS", "3"))
PULSE = Event()  # never set: the office's scheduler has a beat, and so has this test
PATIENCE = 300  # seconds in which nothing is done after which the run counts as hung

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> None:
    fill(PEOPLE)


@pytest.mark.usefixtures("people")
def test_workers_killed_with_a_lease_in_hand_lose_and_double_nothing(
    workers: list[Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = services.start_run(actor=None, inline=True)
    assert undisturbed.job
    run_inline(job=undisturbed.job)
    monkeypatch.setattr("dtks.jobs.services.chunks.GRACE", GRACE / 100)  # the dead are found sooner than in the office
    monkeypatch.setattr("dtks.jobs.services.chunks.SIGN_OF_LIFE", SIGN_OF_LIFE / 20)  # and so are lost messages
    run = services.start_run(actor=None, rows_per_chunk=ROWS)
    job = run.job
    assert job and job.chunks.count() >= PEOPLE // ROWS
    chunks = 3 * job.chunks.count() + 1  # scored, settled, judged, written

    kills, done, moved, swept = 0, 0, monotonic(), 0.0
    while Job.objects.get(pk=job.pk).is_live:
        before, done = done, job.chunks.filter(state="done").count()
        moved = monotonic() if done > before else moved
        assert monotonic() - moved < PATIENCE, list(job.chunks.exclude(state="done").values("no", "state", "error"))
        leased = job.chunks.filter(state="leased").exists()
        if kills < KILLS and leased and done >= (kills + 1) * chunks // (KILLS + 2):
            workers[-1].kill(child=kills % 5 != 4)
            kills += 1
            if workers[-1].process.poll() is not None:
                workers.append(Worker())
        if (
            monotonic() - max(swept, moved) > 3
        ):  # the dead are found when nothing moves; a beat of 30 s would be tedious
            swept = monotonic()
            sweep_chunks()
        PULSE.wait(0.02)

    run.refresh_from_db()
    assert kills == KILLS
    assert run.state == Run.State.DONE
    assert run.results.count() == PEOPLE and run.results.values("citizen").distinct().count() == PEOPLE
    assert outcome(run) == outcome(Run.objects.get(pk=undisturbed.pk))
    assert Result.objects.filter(is_latest=True).count() == PEOPLE
    assert not Staged.objects.exclude(run=run, stage__in=Staged.KEPT).exists()
    job.refresh_from_db()
    assert (job.done, job.refused) == (PEOPLE, 0)
    assert job.chunks.aggregate(most=Max("attempts"))["most"] > 1
    assert not job.chunks.values("no").annotate(n=Count("pk")).filter(n__gt=1).exists()
    assert not job.chunks.exclude(state=Chunk.State.DONE).exists()
