"""A run of the whole registry against an extract."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction

from dtks.accounts.models import Role, User
from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import cancel_job, pause_job, resume_job, run_chunk, run_inline
from dtks.registry.models import Citizen
from verification.matching import scoring
from verification.reconciliation import queries, services
from verification.reconciliation.models import Result, Run, Staged
from verification.sources.models import CivilPerson, Extract

Person = Callable[..., CivilPerson]
Listed = Callable[..., Citizen]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("codes")]


def run_now(**how: Any) -> Run:
    run = services.start_run(actor=None, inline=True, **how)
    assert run.job
    run_inline(job=run.job)
    run.refresh_from_db()
    return run


def class_of(citizen: Citizen) -> str:
    result = queries.latest_result(citizen)
    assert result
    return result.result_class


def test_each_citizen_gets_one_result_with_class_fields_and_method(person: Person, citizen: Listed) -> None:
    same = citizen(person(0))
    other_day = citizen(person(1), birth_date="1971-05-03")
    nik_wrong = citizen(person(2), nik="7471010000000000")
    dead = citizen(person(3, flag="MENINGGAL"))
    people = [person(n) for n in range(4, 11)]
    listed = [citizen(each) for each in people]

    run = run_now()

    assert run.state == Run.State.DONE
    assert run.results.count() == 4 + len(listed) == sum(run.counts.values())
    assert class_of(same) == "MATCH"
    assert class_of(other_day) == "FIELD_DIFFERS"
    assert class_of(nik_wrong) in ("NO_NIK", "NIK_INVALID")
    assert class_of(dead) == "DECEASED"
    result = queries.latest_result(other_day)
    assert result and result.differs == ["tgl_lahir"] and result.run == run
    assert run.method_version and run.thresholds.eyes < run.thresholds.same
    assert run.by_kelurahan["7471011001"]["MATCH"] == run.counts["MATCH"]
    assert {each.stage for each in Staged.objects.all()} == set(Staged.KEPT) - {"void"}


@pytest.mark.parametrize("gone", ["2", "3", "9"])
def test_who_died_moved_away_or_is_no_valid_record_is_not_compared_and_claims_nobody(
    person: Person, citizen: Listed, gone: str
) -> None:
    """life_states.csv: their membership has ended; the twin record of a living citizen would make him a duplicate."""
    meant = person(0)
    living, record = citizen(meant), citizen(meant, dtks_id="D-twin")
    for n in range(1, 8):
        citizen(person(n))
    assert run_now().counts["NIK_DUPLICATE"] == 2
    Citizen.objects.filter(pk=record.pk).update(life_state=gone)

    run = run_now()

    assert class_of(living) == "MATCH" and queries.latest_result(record) is None
    assert run.total == run.results.count() == 8
    assert Result.objects.filter(citizen=record).count() == 1


def test_a_damaged_nik_still_finds_its_person(person: Person, citizen: Listed) -> None:
    meant = person(0)
    for n in range(1, 8):
        citizen(person(n))
    swapped = citizen(meant, nik=meant.nik[:-2] + meant.nik[-1] + meant.nik[-2])

    run_now()

    result = queries.latest_result(swapped)
    assert result and result.civil_person == meant
    assert result.result_class == "NIK_DIFFERS"


def test_a_missing_birth_date_never_raises_the_confidence(person: Person, citizen: Listed) -> None:
    known = citizen(person(0))
    unknown = citizen(person(1), birth_date=None)
    for n in range(2, 8):
        citizen(person(n))

    run_now()

    first, second = queries.latest_result(known), queries.latest_result(unknown)
    assert first and second and second.confidence <= first.confidence


@pytest.mark.parametrize("rows", [1, 3, 500])
def test_the_result_is_the_same_whatever_the_chunks(person: Person, citizen: Listed, rows: int) -> None:
    whole = [citizen(person(n), **({"name": "SITI HAJRAH LAMONDO"} if n == 0 else {})) for n in range(12)]
    first = run_now(rows_per_chunk=500)
    fields = ["citizen_id", "civil_person_id", "result_class", "confidence", "band", "differs"]
    expected = list(first.results.order_by("citizen").values_list(*fields))

    again = run_now(rows_per_chunk=rows)

    assert list(again.results.order_by("citizen").values_list(*fields)) == expected
    assert again.results.count() == len(whole)


def test_the_next_run_says_who_changed_class_and_why(person: Person, citizen: Listed) -> None:
    moved = citizen(person(0), name="SOMEBODY ELSE ENTIRELY", nik="")
    for n in range(1, 12):
        citizen(person(n))
    first = run_now()
    before = class_of(moved)
    Citizen.objects.filter(pk=moved.pk).update(name="SITTI HAJRAH LAMONDO", nik=CivilPerson.objects.earliest("pk").nik)
    Citizen.objects.get(pk=moved.pk).save()

    second = run_now()

    assert second.previous == first
    assert second.moved == {f"{before}>MATCH": 1}
    assert sum(second.causes.values()) == 1
    assert Result.objects.filter(citizen=moved).count() == 2
    assert Result.objects.latest().filter(citizen=moved).get().run == second


def test_a_row_on_which_the_method_fails_is_reported_and_the_run_goes_on(
    person: Person, citizen: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = citizen(person(0), name="ROW THAT BREAKS")
    healthy = [citizen(person(n)) for n in range(1, 10)]
    real = scoring.score_chunk

    def fragile(index: Any, dtks: Any, *more: Any) -> Any:
        if "ROW THAT BREAKS" in dtks["name"].to_list():
            raise ZeroDivisionError("cannot")
        return real(index, dtks, *more)

    monkeypatch.setattr(scoring, "score_chunk", fragile)

    run = run_now()

    assert run.state == Run.State.DONE
    assert [fault.citizen for fault in run.faults.all()] == [poison]
    assert run.refused == 1 and run.results.count() == len(healthy)
    assert Job.objects.get(kind="reconcile").state == Job.State.DONE_WITH_NOTES


def test_a_flood_of_mismatches_holds_the_run_and_leaves_what_held_before(person: Person, citizen: Listed) -> None:
    people = [citizen(person(n)) for n in range(10)]
    good = run_now()
    CivilPerson.objects.filter(pk__gt=0).update(flag="MENINGGAL")

    held = run_now()

    assert held.state == Run.State.HELD
    assert "Rem menahan hasil: 10 dari 10" in held.message
    assert {class_of(each) for each in people} == {"MATCH"}
    assert Result.objects.latest().filter(run=good).count() == 10
    assert Job.objects.get(reconciliation_run=held).state == Job.State.DONE_WITH_NOTES


def test_a_held_run_is_released_with_a_reason(person: Person, citizen: Listed, staff: Callable[..., User]) -> None:
    people = [citizen(person(n)) for n in range(10)]
    run_now()
    CivilPerson.objects.filter(pk__gt=0).update(flag="MENINGGAL")
    held = run_now()

    services.release_run(run=held, actor=staff(Role.KASI), reason="Ekstrak benar, ditelepon Disdukcapil")

    assert {class_of(each) for each in people} == {"DECEASED"}
    with pytest.raises(services.NotHeld):
        services.release_run(run=held, actor=User.objects.get(), reason="sekali lagi")


def test_a_run_that_is_stopped_leaves_the_results_before_it(person: Person, citizen: Listed) -> None:
    people = [citizen(person(n)) for n in range(6)]
    good = run_now()
    run = services.start_run(actor=None, inline=True, rows_per_chunk=2)
    assert run.job
    for number in range(1, 5):
        run_chunk(job_id=run.job.pk, chunk_no=number, wake=False)

    cancel_job(job=run.job)

    run.refresh_from_db()
    assert run.state == Run.State.STOPPED
    assert Result.objects.latest().filter(run=good).count() == len(people)
    assert not run.staged.exists()
    assert run_now().state == Run.State.DONE


def test_a_paused_run_goes_on_where_it_was(person: Person, citizen: Listed) -> None:
    for n in range(6):
        citizen(person(n))
    run = services.start_run(actor=None, inline=True, rows_per_chunk=2)
    assert run.job
    run_chunk(job_id=run.job.pk, chunk_no=1, wake=False)
    pause_job(job=run.job)
    assert not run_chunk(job_id=run.job.pk, chunk_no=2, wake=False)

    resume_job(job=run.job)
    run_inline(job=run.job)

    run.refresh_from_db()
    assert run.state == Run.State.DONE and run.results.count() == 6
    assert run.job.chunks.filter(state=Chunk.State.DONE).count() == 10


def test_a_new_extract_in_the_midst_ends_the_run_without_results(
    person: Person, citizen: Listed, extract: Extract
) -> None:
    from tests.verification.reconciliation.people import an_extract

    for n in range(4):
        citizen(person(n))
    run = services.start_run(actor=None, inline=True, rows_per_chunk=2)
    assert run.job
    run_chunk(job_id=run.job.pk, chunk_no=1, wake=False)
    an_extract(number=extract.number + 1)

    run_inline(job=run.job)

    run.refresh_from_db()
    assert run.state == Run.State.FAILED and "Jalankan lagi" in run.message
    assert not Result.objects.exists()


def test_two_runs_at_once_are_refused(person: Person, citizen: Listed) -> None:
    citizen(person(0))
    services.start_run(actor=None, inline=True)

    with pytest.raises(services.CannotStart, match="sedang berjalan"):
        services.start_run(actor=None, inline=True)


def test_without_an_extract_the_command_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="Belum ada ekstrak"):
        call_command("reconcile", "--inline")


def test_the_database_knows_one_latest_result_per_citizen(person: Person, citizen: Listed) -> None:
    citizen(person(0))
    run_now()
    run_now()

    with pytest.raises(DatabaseError, match="one_latest_result"), transaction.atomic():
        Result.objects.update(is_latest=True)


def test_the_database_keeps_the_person_whom_a_result_names(person: Person, citizen: Listed) -> None:
    named, other = person(0), person(1)
    citizen(named)
    run_now()

    CivilPerson.objects.filter(pk=other.pk)._raw_delete(using="default")
    with pytest.raises(IntegrityError, match="names this person"), transaction.atomic():
        CivilPerson.objects.filter(pk=named.pk)._raw_delete(using="default")


def test_the_command_writes_the_file_that_is_judged(person: Person, citizen: Listed, tmp_path: Path) -> None:
    meant = person(0)
    citizen(meant, birth_place="")
    citizen(person(1))
    said = StringIO()

    call_command("reconcile", "--inline", "--json", output=tmp_path / "out.csv", stdout=said)

    with (tmp_path / "out.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["dtks_id", "status", "matched_nik", "confidence", "fields"]
    assert rows[0]["matched_nik"] == meant.nik and rows[0]["fields"] == "tempat_lahir"
    assert json.loads(said.getvalue().splitlines()[-1])["classes"] == {"MATCH": 2}
    assert (tmp_path / "out.csv").stat().st_mode & 0o077 == 0
