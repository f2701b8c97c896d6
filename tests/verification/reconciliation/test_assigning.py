"""A run gives its results to their owners."""

from __future__ import annotations

from datetime import date

import pytest

from dtks.assignments.models import Assignment, State
from dtks.jobs.models import Event, Job
from dtks.jobs.services import run_inline
from tests.verification.reconciliation.test_runs import run_now
from verification.corrections.models import Act, ChangeRequest, Origin
from verification.reconciliation import services
from verification.reconciliation.services import follow_applied
from verification.sources.models import Agreement, ServiceCheck

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("codes")]


def give_out(run):
    job = Job.objects.get(kind="assign_results", parameters__run=run.pk)
    return run_inline(job=job).result


def test_a_run_gives_each_result_to_its_owner_and_the_next_run_ends_what_is_over(person, citizen):
    dead = person(0, flag="MENINGGAL")
    late = citizen(dead)
    day = citizen(person(1), birth_date="1971-05-03")
    for n in range(2, 9):
        citizen(person(n))
    run = run_now()
    assert give_out(run) == {"new": 2, "ended": 0}
    work = {each.citizen_id: each for each in Assignment.objects.all()}
    assert (work[late.pk].role, work[late.pk].owner) == ("kelurahan", "kelurahan")
    assert work[late.pk].origin == f"Rekonsiliasi {run.number}"
    assert "Tanggal lahir" in work[day.pk].step
    run_inline(job=Job.objects.get(kind="assign_results"))
    assert Assignment.objects.count() == 2

    type(dead).objects.filter(pk=dead.pk).update(flag="AKTIF")
    assert give_out(run_now()) == {"new": 0, "ended": 1}
    assert list(Assignment.objects.live()) == [work[day.pk]]


def test_a_run_that_the_brake_holds_gives_no_work_until_it_is_released(person, citizen, operator):
    services.set_thresholds(eyes=0.5, same=0.9, brake=0.1, reason="coba", actor=operator)
    for n in range(4):
        citizen(person(n), birth_date="1950-05-03")
    run = run_now()
    assert run.state == run.State.HELD
    assert not Job.objects.filter(kind="assign_results").exists()
    services.release_run(run=run, actor=operator, reason="Ekstrak sudah diperiksa")
    assert give_out(run)["new"] == 4


def test_an_applied_correction_ends_the_work_that_it_did(person, citizen):
    wrong = citizen(person(0), birth_date="1971-05-03")
    for n in range(1, 8):
        citizen(person(n))
    give_out(run_now())
    act = Act.objects.create(code="FIX_BIRTH", label="Perbaikan tanggal lahir", tiers=["operator"])
    request = ChangeRequest.objects.create(
        number="P-2611-0001", act=act, citizen=wrong, origin=Origin.EXTRACT, state="applied", tiers=[["operator"]],
    )  # fmt: skip
    for _ in range(2):
        follow_applied(Event(kind="change.applied", payload={"request": request.pk}))
    ended = Assignment.objects.get(citizen=wrong)
    assert (ended.state, ended.note) == (State.DONE, "Usulan P-2611-0001 diterapkan")


def test_what_disdukcapil_must_mend_is_asked_again_on_the_days_of_its_class(person, citizen):
    Agreement.objects.create(
        number="470/1", institution="Dinsos", starts_on=date(2020, 1, 1), ends_on=date(2099, 12, 31)
    )
    shut = citizen(person(0, flag="NONAKTIF"))
    for n in range(1, 8):
        citizen(person(n))
    give_out(run_now())
    check = ServiceCheck.objects.get()
    assert (check.citizen, check.last_class) == (shut, "INACTIVE")
    assert check.due_on == Assignment.objects.get(citizen=shut).again_on
