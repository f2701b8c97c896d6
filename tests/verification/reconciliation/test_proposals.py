"""From results to proposals: what is opened, what is not, and that a frozen set stays frozen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dtks.accounts.models import Role, User
from dtks.jobs.models import Choice
from dtks.jobs.services import apply_choice, freeze_choice, run_inline
from dtks.registry.models import Citizen
from verification.corrections.models import ChangeRequest, Origin
from verification.corrections.services import load_acts
from verification.reconciliation import queries, services
from verification.reconciliation.models import Result, Run
from verification.sources.models import CivilPerson

Person = Callable[..., CivilPerson]
Listed = Callable[..., Citizen]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("codes", "acts")]


@pytest.fixture
def acts(db: None) -> None:
    load_acts()


@pytest.fixture
def operator(staff: Callable[..., User]) -> User:
    return staff(Role.OPERATOR)


def run_now() -> Run:
    run = services.start_run(actor=None, inline=True)
    assert run.job
    run_inline(job=run.job)
    run.refresh_from_db()
    return run


def choose(run: Run, actor: User) -> Choice:
    results = run.results.order_by("pk").values_list("pk", flat=True)
    freeze_choice(user=actor, kind="open_results", ids=results, parameters={}, described="", back="/rekonsiliasi/")
    return Choice.objects.latest("pk")


def open_all(run: Run, actor: User) -> Choice:
    choice = choose(run, actor)
    if choice.rows.filter(outcome="waiting").exists():
        apply_choice(choice=choice, user=actor, sha256=choice.sha256)
    choice.refresh_from_db()
    return choice


def why_of(choice: Choice, citizen: Citizen) -> str:
    return choice.rows.get(subject=result_of(citizen).pk).why


def result_of(citizen: Citizen) -> Result:
    result = queries.latest_result(citizen)
    assert result
    return result


def test_a_machine_proposes_the_registers_values_of_what_differs_and_nothing_else(
    person: Person, citizen: Listed, operator: User
) -> None:
    meant = person(0)
    listed = citizen(meant, nik=meant.nik[:-2] + meant.nik[-1] + meant.nik[-2], mother_name="WA HALIMA")
    for n in range(1, 8):
        citizen(person(n))
    run = run_now()

    choice = open_all(run, operator)

    request = ChangeRequest.objects.get()
    assert (request.citizen, request.maker, request.started_by) == (listed, None, operator)
    assert request.origin == Origin.EXTRACT and run.number in request.origin_reference
    assert request.act.code == "FIX_NIK"
    assert {change.field: change.new_value for change in request.fields.all()} == {"nik": meant.nik}
    assert request.fields.get().basis["value"] == meant.nik
    assert choice.rows.get(outcome="applied").words == f"usulan {request.number}"
    assert choice.rows.count() == choice.count == 8
    listed.refresh_from_db()
    assert listed.nik != meant.nik


def test_an_empty_value_of_the_register_is_never_proposed(person: Person, citizen: Listed, operator: User) -> None:
    meant = person(0, birth_place="", mother_name="")
    citizen(meant, birth_place="RAHA", mother_name="WA HALIMA", name="SITI HAJRAH LAMONDO")
    for n in range(1, 6):
        citizen(person(n))

    open_all(run_now(), operator)

    assert {change.field for change in ChangeRequest.objects.get().fields.all()} == {"name"}


def test_what_only_we_lack_is_filled(person: Person, citizen: Listed, operator: User) -> None:
    meant = person(0)
    without = citizen(meant, nik="0", birth_place="")
    for n in range(1, 6):
        citizen(person(n))

    open_all(run_now(), operator)

    assert result_of(without).result_class == "NO_NIK"
    changes = {change.field: change.new_value for change in ChangeRequest.objects.get().fields.all()}
    assert changes == {"nik": meant.nik, "birth_place": "KENDARI"}


@pytest.mark.parametrize(("flag", "word"), [("MENINGGAL", "akta kematian"), ("PINDAH", "kepindahannya")])
def test_who_died_or_moved_is_first_made_sure_of_by_the_kelurahan(
    person: Person, citizen: Listed, operator: User, flag: str, word: str
) -> None:
    gone = citizen(person(0, flag=flag), name="SITI HAJRAH LAMONDO")
    for n in range(1, 6):
        citizen(person(n))

    choice = open_all(run_now(), operator)

    assert not ChangeRequest.objects.exists()
    assert word in why_of(choice, gone)


def test_opened_twice_nothing_is_doubled(person: Person, citizen: Listed, operator: User) -> None:
    differs = citizen(person(0), birth_place="RAHA")
    citizen(person(1))
    run = run_now()
    first = open_all(run, operator)

    again = open_all(run, operator)
    job = apply_choice(choice=first, user=operator, sha256=first.sha256)

    assert why_of(again, differs).startswith(f"Sudah terbuka sebagai {ChangeRequest.objects.get().number}")
    assert job == first.job


def test_a_citizen_who_changed_since_the_run_is_compared_anew(person: Person, citizen: Listed, operator: User) -> None:
    repaired = citizen(person(0), birth_place="RAHA")
    for n in range(1, 6):
        citizen(person(n))
    run = run_now()
    Citizen.objects.filter(pk=repaired.pk).update(birth_place="KENDARI", updated_at=run.ended_at)

    choice = open_all(run, operator)

    assert not ChangeRequest.objects.exists()
    assert why_of(choice, repaired) == "Tidak ada isian yang berbeda."
    with pytest.raises(services.NothingSelected, match="sudah padan"):
        services.propose_result(result=result_of(repaired), actor=operator)


def test_nothing_is_opened_from_a_held_run(person: Person, citizen: Listed, operator: User) -> None:
    for n in range(5):
        citizen(person(n, flag="MENINGGAL"))
    held = run_now()
    assert held.state == Run.State.HELD

    assert set(open_all(held, operator).rows.values_list("why", flat=True)) == {"Hasil rekonsiliasi ini tidak berlaku."}
    with pytest.raises(services.RunIsHeld):
        services.propose_result(result=held.results.all()[0], actor=operator)

    assert not ChangeRequest.objects.exists()


def test_a_frozen_choice_cannot_be_changed(person: Person, citizen: Listed, operator: User) -> None:
    citizen(person(0), birth_place="RAHA")
    citizen(person(1))
    choice = choose(run_now(), operator)

    with pytest.raises(DatabaseError), transaction.atomic():
        Choice.objects.filter(pk=choice.pk).update(row_ids=[1, 2, 3])


def test_one_result_that_a_person_looked_at_is_proposed(person: Person, citizen: Listed, operator: User) -> None:
    listed = citizen(person(0), birth_place="RAHA")
    same = citizen(person(1))
    run_now()

    request = services.propose_result(result=result_of(listed), actor=operator)

    assert request.maker is None and request.started_by == operator
    assert services.propose_result(result=result_of(listed), actor=operator) == request
    with pytest.raises(services.NothingSelected, match="sudah padan"):
        services.propose_result(result=result_of(same), actor=operator)


def test_the_pages_freeze_show_and_open(person: Person, citizen: Listed, operator: User, client_of: Any) -> None:
    for n in range(6):
        citizen(person(n), birth_place="RAHA" if n < 2 else "KENDARI")
    run = run_now()
    browser = client_of(operator)
    page = f"/rekonsiliasi/{run.pk}/hasil?kelas=FIELD_DIFFERS"
    everything = browser.post(page, {"pilih_semua": "1"})
    frozen = everything.context["chosen"]

    preview = browser.post(page, {"tindakan": "open", "terpilih": frozen})
    shown = browser.get(preview["Location"])
    choice = Choice.objects.get()
    rows = list(choice.rows.values_list("pk", flat=True))
    assert shown.context["shown"].left == choice.count == 2 and not ChangeRequest.objects.exists()
    assert choice.made_by == operator and "Varian" not in choice.described
    browser.post(preview["Location"], {"act": "accept", "sidik": choice.sha256, "tampil": rows, "baris": rows})

    assert ChangeRequest.objects.count() == 2
    assert set(choice.rows.values_list("outcome", flat=True)) == {"applied"}


def test_a_number_of_a_person_stands_in_no_title_or_address(
    person: Person, citizen: Listed, operator: User, client_of: Any
) -> None:
    listed = citizen(person(0), birth_place="RAHA")
    citizen(person(1))
    run_now()

    page = client_of(operator).get(f"/rekonsiliasi/hasil/{result_of(listed).pk}").content.decode()

    title = page.partition("<title>")[2].partition("</title>")[0]
    assert listed.nik not in title
    assert f'href="{listed.nik}' not in page
    assert "<del>" in page and "RAHA" in page
