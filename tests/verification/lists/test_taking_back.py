"""A merge is taken back as a whole, while nothing builds on it."""

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from dtks.accounts.models import User
from dtks.files.models import StagedFile
from dtks.files.services import BuiltUpon, merge_file, stage_file, store_bytes, take_back
from dtks.jobs.models import Event
from dtks.jobs.services import run_inline
from dtks.registry.models import Citizen, HouseholdMembership, RegisterState, SchemeStanding
from dtks.registry.queries import programmes_of
from dtks.registry.services import set_values
from tests.dtks.files.workbooks import a_person, a_workbook
from verification.lists.models import CentralList

ClientOf = Callable[[User], Client]
KEY = "6f0c2c3e-1d5b-4a52-9a39-0f5b6f6a4f10"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def prepared() -> None:
    call_command("prepare", stdout=io.StringIO())


def merged(rows: list[list[Any]], month: str, more: Sequence[str] = ()) -> StagedFile:
    stored = store_bytes(name="daftar.xlsx", content=a_workbook(rows, more=more), kind="xlsx", actor=None)
    said = {"scheme": "dtks", "period": f"2026-{month}-01"}
    staged = stage_file(stored=stored, purpose="list", parameters=said, actor=None, inline=True)
    run_inline(job=staged.job)
    staged = merge_file(staged=staged, actor=None, inline=True)
    run_inline(job=staged.job)
    staged.refresh_from_db()
    assert staged.state == "merged"
    return staged


def taken_back(staged: StagedFile) -> StagedFile:
    staged = take_back(staged=staged, actor=None, reason="berkas kota lain", inline=True)
    run_inline(job=staged.job)
    staged.refresh_from_db()
    assert staged.state == "taken_back"
    return staged


def the_register() -> list[tuple[Any, ...]]:
    """Who is how, in which households, on which lists."""
    people = Citizen.objects.exclude(life_state="9").order_by("dtks_id")
    fields = ["dtks_id", "name", "nik", "name_key", "birth_date", "register_state", "desil", "kelurahan"]
    homes = HouseholdMembership.objects.filter(ended_on=None).order_by("citizen__dtks_id", "household__unit")
    standings = SchemeStanding.objects.order_by("citizen__dtks_id", "period")
    return [
        *people.values_list(*fields),
        *homes.values_list("citizen__dtks_id", "household__number", "relation"),
        *standings.values_list("citizen__dtks_id", "period", "listed", "reference"),
    ]


def test_a_list_is_taken_back_as_if_it_had_not_come_and_can_come_again() -> None:
    merged([a_person(1), a_person(2), a_person(3)], "10")
    before = the_register()
    changed = a_person(2, NAMA="WA ODE LAIN", **{"ID DTKS": "H000001", "NO KK": "7471052210249999"})
    second = merged([a_person(1), changed, a_person(4), a_person(5)], "11")
    after = the_register()
    assert Citizen.objects.get(dtks_id="D00000003").register_state == RegisterState.LEFT
    taken_back(second)
    assert the_register() == before
    assert Citizen.objects.count() == 5
    assert CentralList.objects.get(number=2).taken_back_at
    assert Event.objects.filter(kind="list.taken_back").count() == 1  # who loses aid, faults and points are found anew
    again = merged([a_person(1), changed, a_person(4), a_person(5)], "11")
    assert (again.created, again.updated, again.unchanged) == (0, 3, 1)
    assert [row[:2] for row in the_register()] == [row[:2] for row in after]


@pytest.mark.django_db(transaction=True)
def test_what_builds_on_a_merge_is_said_and_keeps_it() -> None:
    first = merged([a_person(1), a_person(2)], "10")
    second = merged([a_person(1), a_person(2, NAMA="WA INA")], "11")
    with pytest.raises(BuiltUpon, match=r"Daftar No. 2 \(DTKS 11-2026\) sudah digabungkan sesudahnya"):
        take_back(staged=first, actor=None, reason="keliru")
    citizen = Citizen.objects.get(dtks_id="D00000002")
    set_values(
        citizen=citizen, values={"name": "WA INA SARI"}, source="correction", reference="P-1", on=date(2026, 11, 20)
    )
    with pytest.raises(BuiltUpon, match="1 warga dari daftar ini sudah berubah sesudahnya"):
        take_back(staged=second, actor=None, reason="keliru")
    second.refresh_from_db()
    assert second.state == "merged"


@pytest.mark.django_db(transaction=True)
def test_somebody_who_builds_while_the_job_waits_keeps_the_merge() -> None:
    staged = merged([a_person(1)], "10")
    staged = take_back(staged=staged, actor=None, reason="keliru", inline=True)
    citizen = Citizen.objects.get()
    set_values(citizen=citizen, values={"phone": "081234567890"}, source="desk", reference="T-1", on=date(2026, 11, 20))
    run_inline(job=staged.job)
    staged.refresh_from_db()
    assert staged.state == "merged" and "sudah berubah sesudahnya" in staged.problem
    assert Citizen.objects.get().register_state == RegisterState.LISTED


def test_a_page_asks_for_the_reason_and_says_what_stands_in_the_way(operator: User, client_of: ClientOf) -> None:
    first, second = merged([a_person(1)], "10"), merged([a_person(1), a_person(2)], "11")
    client = client_of(operator)
    assert "Daftar No. 2 (DTKS 11-2026) sudah digabungkan" in client.get(f"{first.page_url}tarik").content.decode()
    assert client.post(f"{second.page_url}tarik", {"reason": ""}).status_code == 422
    for _ in range(2):  # a double click
        client.post(f"{second.page_url}tarik", {"reason": "daftar kota lain", "form_key": KEY})
    second.refresh_from_db()
    run_inline(job=second.job)
    page = client.get(second.page_url).content.decode()
    assert "Penggabungan ditarik" in page and "daftar kota lain" in page
    assert client.post(f"{second.page_url}tarik", {"reason": "lagi"}).status_code == 422


def test_a_merged_list_ends_a_programme_at_once_and_taken_back_gives_it_again() -> None:
    """decisions.md 2: what the lists speak of is remembered, but not beyond the next list"""
    october = merged_with_aid("YA", "10")
    citizen = Citizen.objects.get(dtks_id="D00000001")
    assert october.state == "merged" and programmes_of([citizen.pk]) == {citizen.pk: {"PKH"}}
    november = merged_with_aid("", "11")
    assert programmes_of([citizen.pk]) == {}
    taken_back(november)
    assert programmes_of([citizen.pk]) == {citizen.pk: {"PKH"}}


def merged_with_aid(first: str, month: str) -> StagedFile:
    """A list with a column for PKH: what it says of the first person; the second receives it."""
    rows = [a_person(1, PKH=first), a_person(2, PKH="YA")]
    return merged(rows, month, more=["PKH"])
