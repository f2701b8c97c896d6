"""Vital events by file: proposals, never changes."""

from __future__ import annotations

from datetime import date

import pytest

from dtks.assignments.models import Assignment
from dtks.files.models import StagedFile
from dtks.files.services import merge_file, stage_file, store_bytes
from dtks.jobs.services import run_inline
from dtks.office.queries import kelurahan_of_kendari
from dtks.registry.models import Citizen, Household
from dtks.registry.services import settle_families
from verification.corrections.models import ChangeRequest, FieldChange
from verification.corrections.services import load_acts
from verification.reconciliation.services import NoNewborn, add_newborn
from verification.sources.models import VitalEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("codes")]
HEADS = "JENIS PERISTIWA;TGL PERISTIWA;NO AKTA;NIK;NO KK;NAMA;TGL LAHIR;JK;NAMA IBU;KELURAHAN;KECAMATAN;RT;TUJUAN"


@pytest.fixture(autouse=True)
def office(codes, citizen_kadia, citizen_lahundape):
    load_acts()
    kelurahan_of_kendari.cache_clear()
    settle_families(citizens=[citizen_kadia, citizen_lahundape], on=date(2026, 1, 1))


def line(event, someone, **other) -> str:
    said = {
        "akta": "7471-KM-03112026-0001", "nik": someone.nik, "kk": someone.kk_number, "name": someone.name, "born": "",
        "sex": "", "mother": "", "kelurahan": "", "kecamatan": "", "rt": "", "tujuan": "",
    } | other  # fmt: skip
    return ";".join([event, "03-11-2026", *said.values()])


def brought_in(*lines: str) -> StagedFile:
    content = "\n".join([HEADS, *lines]).encode()
    stored = store_bytes(name="peristiwa.csv", content=content, kind="csv", actor=None)
    staged = stage_file(stored=stored, purpose="events", parameters={}, actor=None, inline=True)
    run_inline(job=staged.job)
    staged.refresh_from_db()
    assert staged.state == "staged", staged.problem
    staged = merge_file(staged=staged, actor=None, inline=True)
    run_inline(job=staged.job)
    staged.refresh_from_db()
    assert staged.state == "merged"
    return staged


def proposed(citizen) -> dict[str, str]:
    return dict(FieldChange.objects.filter(request__citizen=citizen).values_list("field", "new_value"))


def test_a_death_is_proposed_and_the_citizen_lives_until_it_is_decided(citizen_kadia):
    brought_in(line("Kematian", citizen_kadia))
    request = ChangeRequest.objects.get()
    assert (request.act.code, request.origin, request.maker) == ("DEATH", "vital_event", None)
    assert request.origin_reference == "Kematian 03-11-2026 7471-KM-03112026-0001"
    assert proposed(citizen_kadia) == {"life_state": "2"}
    assert Citizen.objects.get(pk=citizen_kadia.pk).life_state == "1"
    assert VitalEvent.objects.get().request == request.number


def test_the_same_file_twice_proposes_once(citizen_kadia):
    brought_in(line("Kematian", citizen_kadia))
    again = brought_in(line("Kematian", citizen_kadia))
    assert (again.created, again.unchanged) == (0, 1)
    assert ChangeRequest.objects.count() == 1


def test_a_move_out_of_the_city_and_one_inside_are_two_acts(citizen_kadia, citizen_lahundape):
    brought_in(
        line("Pindah", citizen_kadia, tujuan="Kab. Konawe Selatan"),
        line("Pindah", citizen_lahundape, kk="7471081101260009", kelurahan="Kadia", kecamatan="Kadia", rt="004"),
    )
    acts = dict(ChangeRequest.objects.values_list("citizen", "act__code"))
    assert acts == {citizen_kadia.pk: "MOVE_OUT", citizen_lahundape.pk: "MOVE_INSIDE"}
    assert proposed(citizen_kadia) == {"life_state": "3"}
    assert proposed(citizen_lahundape) == {"kelurahan": "7471081001", "rt": "004", "kk_number": "7471081101260009"}
    assert Citizen.objects.get(pk=citizen_lahundape.pk).kelurahan.name == "Lahundape"


def test_husband_and_wife_share_a_certificate(citizen_kadia, citizen_lahundape):
    staged = brought_in(
        line("Perkawinan", citizen_kadia, akta="7471-KW-1"), line("Perkawinan", citizen_lahundape, akta="7471-KW-1")
    )
    assert (staged.created, staged.refused) == (2, 0)
    assert proposed(citizen_kadia) == {"marital_status": "2"}


def test_a_birth_waits_for_the_operator_and_becomes_a_proposed_member(citizen_kadia, operator, client_of):
    before = Citizen.objects.count()
    brought_in(
        line("Kelahiran", citizen_kadia, nik="7471080311260007", name="LA ODE BARU", born="03-11-2026", sex="L",
             mother=citizen_kadia.name, akta="7471-LU-1")
    )  # fmt: skip
    event = VitalEvent.objects.get()
    assert (event.state, event.household) == ("waiting", Household.objects.get(number=citizen_kadia.kk_number))
    assert Citizen.objects.count() == before, "a file writes nobody down"
    assert Assignment.objects.get().role == "kelurahan"
    browser = client_of(operator)
    assert "chip varian" in browser.get("/rekonsiliasi/peristiwa/").content.decode()
    chosen = {"tindakan": "newborn", "baris": [event.pk]}
    assert "menunggu putusan" in browser.post("/rekonsiliasi/peristiwa/", chosen).content.decode()
    again = browser.post("/rekonsiliasi/peristiwa/", chosen).content.decode()
    assert "tidak (lagi) menunggu dicatat" in again, "a double click"
    newborn = Citizen.objects.get(name="LA ODE BARU")
    request = ChangeRequest.objects.get()
    assert (request.act.code, request.citizen, request.maker) == ("ADD_MEMBER", newborn, None)
    assert (newborn.register_state, newborn.kelurahan) == ("unlisted", citizen_kadia.kelurahan)
    assert Assignment.objects.get().state == "done"
    event.refresh_from_db()
    with pytest.raises(NoNewborn):
        add_newborn(event=event, actor=operator)


def test_who_is_not_sure_is_left_to_a_persons_eyes(citizen_kadia):
    brought_in(
        line("Kematian", citizen_kadia, name="HERMAN TEBAWO"),
        line("Kematian", citizen_kadia, nik="7471999999990001", name="ORANG LAIN SEKALI", kk="7471000000000000"),
    )
    states = dict(VitalEvent.objects.values_list("name", "state"))
    assert states == {"HERMAN TEBAWO": "unsure", "ORANG LAIN SEKALI": "not_ours"}
    assert not ChangeRequest.objects.exists()


def test_a_kind_that_nobody_knows_is_refused_with_its_cell(citizen_kadia):
    staged = brought_in(line("Wisuda", citizen_kadia), line("Kematian", citizen_kadia))
    assert (staged.created, staged.refused) == (1, 1)
    finding = staged.rows.get(verdict="refused").findings[0]
    assert (finding["field"], finding["value"], finding["code"]) == ("event", "Wisuda", "event_unknown")
