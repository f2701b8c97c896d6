"""Workers killed in the middle of a reconciliation: nothing is lost, nothing is doubled."""

from __future__ import annotations

import os
import random
from datetime import date
from threading import Event
from time import monotonic

import pytest
from django.db.models import Count, Max

from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import run_inline, sweep_chunks
from dtks.jobs.services.chunks import GRACE
from dtks.registry.models import Citizen
from tests.faults.workers import Worker, workers
from tests.verification.reconciliation.people import an_extract
from verification.reconciliation import services
from verification.reconciliation.models import Result, Run, Staged
from verification.sources.models import CivilPerson

__all__ = ["workers"]

KILLS = int(os.environ.get("PADAN_KILLS", "15"))
PEOPLE, ROWS = 630, 3  # 210 chunks
PULSE = Event()  # never set: the office's scheduler has a beat, and so has this test
PATIENCE = 120  # seconds in which nothing is done after which the run counts as hung
FIRST = ["SITTI", "LA ODE", "WA ODE", "MUHAMMAD", "ANDI", "ROSMINI", "NURLINA", "HERMAN", "JUMRIAH"]
LAST = ["LAMONDO", "LAPAGALA", "POROSI", "MALAKA", "TOSEPU", "TEBAWO", "SUGENG", "LABABA", "BOLU", "KAMARIA"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("workers")]


@pytest.fixture
def people() -> None:
    """A register of twice as many people as we have citizens; every seventh of ours has a fault."""
    extract, chance = an_extract(), random.Random(7)
    persons = []
    for n in range(2 * PEOPLE):
        born = date(1950 + n % 60, 1 + n % 12, 1 + n % 28)
        persons.append(
            CivilPerson(
                nik=f"747101{born:%d%m%y}{n % 9999 + 1:04d}", kk_number=f"7471010101150{n // 4:03d}", sex="L",
                name=f"{chance.choice(FIRST)} {chance.choice(LAST)} {chance.choice(LAST)}", birth_date=born,
                birth_place="KENDARI", address=f"JL. MALAKA NO. {n}", rt="001", rw="002", extract=extract,
                changed_in=extract, taken_on=extract.taken_on,
            )
        )  # fmt: skip
    persons = CivilPerson.objects.bulk_create(persons)
    Citizen.objects.bulk_create(
        Citizen(
            name=each.name, nik=each.nik[:-2] + each.nik[:-3:-1] if n % 7 == 0 else each.nik, sex=each.sex,
            kk_number=each.kk_number, birth_date=each.birth_date, birth_place=each.birth_place, address=each.address,
            rt=each.rt, rw=each.rw, dtks_id=f"D{n:05d}",
        )
        for n, each in enumerate(persons[::2])
    )  # fmt: skip


def outcome(run: Run) -> list[tuple[object, ...]]:
    fields = ["citizen_id", "civil_person_id", "result_class", "confidence", "band", "differs", "codes"]
    return [tuple(map(str, row)) for row in run.results.order_by("citizen").values_list(*fields)]


@pytest.mark.usefixtures("people")
def test_workers_killed_with_a_lease_in_hand_lose_and_double_nothing(
    workers: list[Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = services.start_run(actor=None, inline=True)
    assert undisturbed.job
    run_inline(job=undisturbed.job)
    monkeypatch.setattr("dtks.jobs.services.chunks.GRACE", GRACE / 100)  # the dead are found sooner than in the office
    run = services.start_run(actor=None, rows_per_chunk=ROWS)
    job = run.job
    assert job and job.chunks.count() >= 200

    kills, done, moved, swept = 0, 0, monotonic(), 0.0
    while Job.objects.get(pk=job.pk).is_live:
        before, done = done, job.chunks.filter(state="done").count()
        moved = monotonic() if done > before else moved
        assert monotonic() - moved < PATIENCE, list(job.chunks.exclude(state="done").values("no", "state", "error"))
        leased = job.chunks.filter(state="leased").exists()
        if kills < KILLS and leased and done >= (kills + 1) * 200 // (KILLS + 2):
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
