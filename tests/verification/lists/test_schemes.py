"""The same person under DTKS and DTSEN: one citizen, two ids, the desil over time."""

from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from dtks.files.models import StagedFile
from dtks.files.services import merge_file, stage_file, store_bytes
from dtks.jobs.services import run_inline
from dtks.registry.models import Citizen, CitizenIdentifier, Household
from tests.dtks.files.workbooks import a_person, a_workbook

pytestmark = pytest.mark.django_db


def merged(rows: list[list[Any]], month: str, scheme: str) -> StagedFile:
    stored = store_bytes(name="daftar.xlsx", content=a_workbook(rows, more=["DESIL"]), kind="xlsx", actor=None)
    said = {"scheme": scheme, "period": f"2026-{month}-01"}
    staged = stage_file(stored=stored, purpose="list", parameters=said, actor=None, inline=True)
    run_inline(job=staged.job)
    staged = merge_file(staged=staged, actor=None, inline=True)
    run_inline(job=staged.job)
    staged.refresh_from_db()
    assert staged.state == "merged"
    return staged


def test_a_person_keeps_the_id_dwelling_and_desil_of_both_schemes(operator, client_of, capsys):
    call_command("prepare")
    merged([a_person(1), a_person(2)], "08", "dtks")
    one = a_person(1, **{"ID ANGGOTA": "S-77", "ID DTKS": "SK-1", "DESIL": "2"})
    merged([one], "09", "dtsen")
    merged([a_person(1, **{"ID ANGGOTA": "S-78", "ID DTKS": "SK-1", "DESIL": "3"})], "10", "dtsen")
    assert Citizen.objects.count() == 2
    citizen = Citizen.objects.get(dtks_id="D00000001")
    ids = CitizenIdentifier.objects.filter(citizen=citizen, kind="other_id").order_by("started_on")
    assert [(each.value, each.ended_on is None) for each in ids] == [("S-77", False), ("S-78", True)]
    homes = Household.objects.filter(memberships__citizen=citizen, memberships__ended_on=None, unit="dwelling")
    assert set(homes.values_list("scheme", flat=True)) == {"dtks", "dtsen"}
    page = client_of(operator).get(citizen.get_absolute_url()).content.decode()
    assert Citizen.objects.get(pk=citizen.pk).desil == 3 and "<strong>2</strong>" in page
    assert "DTKS dan DTSEN" in page and "S-78, S-77" in page and "D00000001" in page
    family = citizen.memberships.get(household__unit="family").household
    bridge = client_of(operator).get(reverse("overview:household", args=[family.pk])).content.decode()
    assert "S-78" in bridge and "DTSEN" in bridge


def test_whom_the_newer_scheme_still_lists_has_not_left(capsys):
    call_command("prepare")
    merged([a_person(1), a_person(2)], "08", "dtks")
    merged([a_person(1, **{"ID ANGGOTA": "S-77"})], "09", "dtsen")
    merged([a_person(2)], "09", "dtks")
    assert Citizen.objects.get(dtks_id="D00000001").register_state == "listed"


def test_whom_only_an_older_list_knows_still_has_a_family_and_a_home(capsys):
    call_command("prepare")
    merged([a_person(1)], "11", "dtks")
    merged([a_person(1, **{"NO KK": "7471051601080009"}), a_person(2)], "09", "dtks")
    known, late = Citizen.objects.get(dtks_id="D00000001"), Citizen.objects.get(dtks_id="D00000002")
    assert late.register_state == "left"
    assert set(late.memberships.values_list("household__unit", flat=True)) == {"family", "dwelling"}
    assert known.kk_number != "7471051601080009"  # an older list changes nobody who is known
