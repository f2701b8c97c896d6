"""The brake: a whole run, or one class in one kelurahan where it is suddenly frequent."""

from collections.abc import Callable
from typing import Any

import pytest

from dtks.accounts.models import Role, User
from dtks.jobs.services import run_inline
from dtks.office.models import Region
from dtks.registry.models import Citizen
from verification.reconciliation import queries, services
from verification.reconciliation.models import Hold, Run
from verification.reconciliation.services.choices import REPLACED, OpenResults
from verification.sources.models import CivilPerson

Person = Callable[..., CivilPerson]
Listed = Callable[..., Citizen]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("codes")]


@pytest.fixture
def lapulu(kelurahan: Region, settings: Any) -> Region:
    settings.RECONCILIATION_HOLD_LEAST = 3
    return Region.objects.create(
        code="7471011002", level="kelurahan", kind="kelurahan", name="Lapulu", slug="LAPULU", parent=kelurahan.parent,
        in_kendari=True,
    )  # fmt: skip


@pytest.fixture
def people(person: Person, citizen: Listed, lapulu: Region) -> list[Citizen]:
    """Seven in Tobuuha, five in Lapulu."""
    return [citizen(person(n, **({"kelurahan": lapulu} if n >= 7 else {}))) for n in range(12)]


def run_now() -> Run:
    run = services.start_run(actor=None, inline=True)
    assert run.job
    run_inline(job=run.job)
    run.refresh_from_db()
    return run


def class_of(citizen: Citizen) -> str:
    result = queries.latest_result(citizen)
    assert result
    return result.result_class


def kill(citizens: list[Citizen]) -> None:
    CivilPerson.objects.filter(nik__in=[each.nik for each in citizens]).update(flag="MENINGGAL")


@pytest.fixture
def held(people: list[Citizen]) -> Hold:
    """Four of five in Lapulu are dead all at once, and one of seven in Tobuuha."""
    run_now()
    kill([*people[7:11], people[0]])
    run = run_now()
    assert run.state == Run.State.DONE
    return run.holds.get()


def test_a_class_that_is_suddenly_frequent_in_a_kelurahan_is_held_there_and_only_there(
    held: Hold, people: list[Citizen], lapulu: Region
) -> None:
    assert (held.kelurahan, held.result_class, held.count, held.of, held.usual) == (lapulu, "DECEASED", 4, 5, 0.0)
    assert [class_of(each) for each in people[7:]] == ["MATCH"] * 5
    assert class_of(people[0]) == "DECEASED"
    assert held.run.moved_places == {"7471011001": 1, "7471011002": 4}


def test_nothing_is_opened_from_what_is_held(held: Hold, people: list[Citizen], staff: Callable[..., User]) -> None:
    result, operator = held.run.results.get(citizen=people[8]), staff(Role.OPERATOR)

    with pytest.raises(services.RunIsHeld):
        services.propose_result(result=result, actor=operator)
    kept = OpenResults().look(subjects=[result], user=operator, parameters={})[result.pk]
    assert kept.why == REPLACED


def test_what_is_held_is_released_with_a_reason_once(
    held: Hold, people: list[Citizen], staff: Callable[..., User], client_of: Any
) -> None:
    page = client_of(staff(Role.KASI))
    said = page.get(f"/rekonsiliasi/{held.run_id}").content.decode()
    assert "Rem menahan 4 hasil" in said and "biasanya 0%" in said

    page.post(f"/rekonsiliasi/tahanan/{held.pk}/lepas", {"alasan": ""})
    assert class_of(people[8]) == "MATCH"
    page.post(f"/rekonsiliasi/tahanan/{held.pk}/lepas", {"alasan": "Gempa, akta sudah ada"})

    held.refresh_from_db()
    assert [class_of(each) for each in people[7:]] == ["DECEASED"] * 4 + ["MATCH"]
    with pytest.raises(services.NotHeld):
        services.release_hold(hold=held, actor=User.objects.get(), reason="lagi")


def test_while_something_is_held_the_next_run_looks_at_all_and_holds_it_again(held: Hold) -> None:
    again = services.start_run(actor=None, inline=True, scope=Run.Scope.CHANGED)
    assert again.job and again.scope == Run.Scope.ALL
    run_inline(job=again.job)

    assert again.holds.get().count == held.count
    with pytest.raises(services.NotHeld):
        services.release_hold(hold=held, actor=None, reason="terlambat")  # type: ignore[arg-type]


def test_the_list_shows_who_changed_class_from_what_and_why(
    held: Hold, people: list[Citizen], staff: Callable[..., User], client_of: Any
) -> None:
    page = client_of(staff(Role.KABID))
    address = f"/rekonsiliasi/{held.run_id}/hasil"

    moved = page.get(address, {"pindah": "ya", "dulu": "MATCH", "kelas": "DECEASED"})

    names = [row.record.citizen for row in moved.context["table"].rows]
    assert {each.pk for each in names} == {each.pk for each in [*people[7:11], people[0]]}
    assert held.run.causes == {"others": 5}  # the test wrote past the extracts: nobody's own value is newer
    assert not page.get(address, {"sebab": "correction"}).context["table"].rows
