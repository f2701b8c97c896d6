"""Age 17, who loses aid, and data health: found, given out as work, opened as proposals, never repaired silently."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from dtks.assignments.models import Assignment
from dtks.jobs.models import Event
from dtks.jobs.services import emit, handle_event
from dtks.office import queries as office
from dtks.office.services import load_codes
from dtks.registry.models import AidRecord, Citizen, Programme
from dtks.registry.services import load_programmes
from tests.verification.reconciliation.people import an_extract
from verification.corrections.models import ChangeRequest
from verification.reconciliation.models import Result
from verification.sources.models import CivilPerson, Extract
from verification.workbench.models import FaultCount, Loss
from verification.workbench.queries.health import FAULTS, fault_lines
from verification.workbench.queries.losses import at_risk, remedies
from verification.workbench.queries.seventeen import (
    band_of,
    born_by,
    left_words,
    seventeen_on,
    solved_before,
    turning_seventeen,
    watched_from,
)
from verification.workbench.services import (
    count_after_list,
    count_faults,
    find_losses,
    find_losses_of_family,
    retry_recording,
    watch_seventeen,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def codes(office_tables):
    load_codes()
    for cached in (office.code_labels, office.code_by_label):
        cached.cache_clear()


@pytest.fixture
def child(make_citizen):
    """Somebody who is 17 so many days from now, by default in 20 days."""

    def make(born="2009-12-16", number=1, **values):
        nik = f"747105{born[8:10]}{born[5:7]}{born[2:4]}{number:04d}"
        return make_citizen(**{"name": f"LA ODE {number}", "nik": nik, "birth_date": born, "sex": "L"} | values)

    return make


def test_idea_4_the_17th_birthday_of_29_february_and_of_an_estimated_date():
    """idea 4"""
    assert seventeen_on(date(2008, 2, 29)) == date(2025, 3, 1)
    assert born_by(date(2025, 2, 28)) < date(2008, 2, 29) <= born_by(date(2025, 3, 1))
    assert born_by(date(2028, 2, 29)) == date(2011, 2, 28)
    assert watched_from(date(2009, 7, 1), estimated=True) == date(2026, 1, 1)
    assert [band_of(days) for days in (-3, 0, 1, 31, 91, 181)] == ["0", "0", "30", "90", "180", ""]


def test_members_turning_17_stand_in_their_band_and_the_recorded_do_not(child):
    """idea 4"""
    soon, recorded, early = child(), child(number=2, ktp_state="3"), child("2010-12-16", 3)
    late, estimated = child("2009-03-02", 4), child("2009-12-31", 5)
    Citizen.objects.filter(pk=estimated.pk).update(birth_estimated=True)
    bands = {each.pk: each.band for each in turning_seventeen(Citizen.objects.all(), TODAY)}
    assert bands == {soon.pk: "30", late.pk: "0", estimated.pk: "0"}
    assert {recorded.pk, early.pk}.isdisjoint(bands)


def test_idea_4_each_band_gives_the_kelurahan_one_piece_of_work_until_it_is_recorded(child):
    """idea 4"""
    person = child()
    assert watch_seventeen(today=date(2026, 9, 25)) == 1  # 82 days before
    assert watch_seventeen(today=TODAY) == 1 and watch_seventeen(today=TODAY) == 0
    live = Assignment.objects.live().get()
    assert live.role == "kelurahan" and live.key.endswith(":30") and "16-12-2026" in live.step
    Citizen.objects.filter(pk=person.pk).update(ktp_state="3")
    assert watch_seventeen(today=TODAY) == 0 and not Assignment.objects.live().exists()


def test_the_match_is_tried_again_and_proposes_the_recording_once(child, rahmawati, client_of):
    """idea 4"""
    person = child()
    extract = an_extract()
    CivilPerson.objects.create(
        nik=person.nik, name=person.name, birth_date=person.birth_date, ktp_state="3", extract=extract,
        changed_in=extract, taken_on=extract.taken_on,
    )  # fmt: skip
    [request] = retry_recording(people=[person])
    assert retry_recording(people=[person]) == []
    assert (request.act.code, request.maker) == ("KTP17", None)
    assert [each.new_value for each in request.fields.all()] == ["3"] and Extract.objects.exists()
    page = client_of(rahmawati).get(f"/perkara/{request.pk}/").content.decode()
    assert "dikenali dari NIK dan tanggal lahir yang sama" in page and "Belum dibandingkan" not in page
    assert request.result_class == "MATCH"  # of the recording, as the chip of its row says
    Citizen.objects.filter(pk=person.pk).update(birth_date=date(2009, 10, 1), ktp_state="3")
    assert solved_before(rahmawati, TODAY).share == 1.0


def test_slips_name_nobodys_number_and_the_list_prints_the_chosen(child, rahmawati, client_of):
    person = child()
    client, url = client_of(rahmawati), reverse("workbench:seventeen")
    assert person.name in client.get(url).content.decode()
    one = client.get(reverse("workbench:seventeen_slip", args=[person.pk]))
    many = client.post(url, {"tindakan": "slips", "baris": [person.pk]})
    for answer in (one, many):
        assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")


@pytest.fixture
def aid(db):
    load_programmes()

    def give(citizen, code="SEMBAKO"):
        AidRecord.objects.create(
            citizen=citizen, programme=Programme.objects.get(code=code), period=date(2026, 10, 1), state="YA",
            reference="Daftar 1",
        )  # fmt: skip
        return citizen

    return give


def test_one_list_joins_the_dead_the_replaced_the_seventeen_and_the_inactive(
    child, make_citizen, aid, rahmawati, client_of
):
    dead = aid(make_citizen(name="LA DEAD", nik="", kk_number="7471051403090001", relation="1"))
    seventeen, well = aid(child()), aid(make_citizen(name="WA SEHAT", nik="", ktp_state="3"))
    Citizen.objects.filter(pk=dead.pk).update(life_state="2")
    found = {each.pk: each.cause for each in at_risk(Citizen.objects.all(), TODAY)}
    assert found == {dead.pk: "dead", seventeen.pk: "seventeen"} and well.pk not in found
    remedy = remedies(at_risk(Citizen.objects.all(), TODAY), rahmawati)
    assert "pergantian?kind=died" in remedy[dead.pk].url and "slip" in remedy[seventeen.pk].url
    assert find_losses() == 2
    page = client_of(rahmawati).get(reverse("workbench:losses")).content.decode()
    assert 'data-tombol="1"' in page and "Ganti penerima" in page and page.count('data-tombol-baris="C"') == 2


def test_the_list_of_losses_follows_the_register(make_citizen, aid, ask):
    """idea 20: found for all after a run, for the family alone when its request is applied or undone"""
    person = aid(make_citizen(nik="", name="WA RIDA", kk_number="7471051403090001", relation="1"))
    blocked = aid(make_citizen(nik="", name="WA HALIMA"))
    Result.objects.create(run_id=1, citizen=blocked, status="BEDA", result_class="BLOCKED", confidence=0, band="x")
    handle_event(event_id=emit(kind="reconciliation.ended", payload={"run": 1}).pk)
    assert dict(Loss.objects.values_list("pk", "cause")) == {blocked.pk: "nik"}
    about = {"request": ask(person, {"rt": "007"}).pk}
    Citizen.objects.filter(pk=blocked.pk).update(life_state="3")  # not looked at by an act on another family
    for life_state, left in (("2", {person.pk: "dead", blocked.pk: "nik"}), ("1", {blocked.pk: "nik"})):
        Citizen.objects.filter(pk=person.pk).update(life_state=life_state)
        find_losses_of_family(Event(kind="change.applied", payload=about))
        assert dict(Loss.objects.values_list("pk", "cause")) == left
    assert find_losses() == 0 and not Loss.objects.exists()


def test_only_what_removes_the_cause_counts_as_being_handled_and_the_removed_are_not_at_risk(
    child, aid, ask, rahmawati, client_of
):
    """idea 20: a request about something else prevents nothing"""
    person, gone = aid(child()), aid(child(number=2))
    Citizen.objects.filter(pk=gone.pk).update(register_state="removed")
    assert find_losses() == 1
    other = ask(person, {"rt": "007"})
    page = client_of(rahmawati).get(reverse("workbench:losses")).content.decode()
    assert person.name in page and other.number not in page
    fitting = ask(person, {"ktp_state": "3"}, act="KTP17")
    assert fitting.number in client_of(rahmawati).get(reverse("workbench:losses")).content.decode()
    assert {each.pk for each in turning_seventeen(Citizen.objects.all(), TODAY)} == {person.pk}


def test_who_loses_aid_for_an_inactive_nik_is_offered_the_act_that_fits(make_citizen, aid, rahmawati, make_user):
    offered = {"INACTIVE": "Cek Disdukcapil", "BLOCKED": "Cek Disdukcapil", "NIK_INVALID": "Perbaiki NIK"}
    people = {said: aid(make_citizen(nik="", name=f"WA {said}")) for said in offered}
    Result.objects.bulk_create(
        Result(run_id=1, citizen=person, status="BEDA", result_class=said, confidence=0, band="different")
        for said, person in people.items()
    )
    found = remedies(at_risk(Citizen.objects.all(), TODAY), rahmawati)
    assert {said: found[person.pk].words for said, person in people.items()} == offered
    found = remedies(at_risk(Citizen.objects.all(), TODAY), make_user("auditor", "auditor"))
    assert {each.words for each in found.values()} == {"Buka warga"}, "nobody is sent to a page he may not open"


def test_the_days_left_to_the_birthday_are_the_real_ones():
    assert left_words(date(2009, 12, 16), estimated=False, today=TODAY) == "20 hari lagi"
    assert left_words(date(2010, 3, 31), estimated=False, today=TODAY) == "125 hari lagi"
    assert left_words(date(2009, 11, 20), estimated=False, today=TODAY) == "sudah 17, 6 hari lalu"
    assert left_words(date(2009, 12, 31), estimated=True, today=TODAY) == "mungkin sudah 17"


def test_row_13_faults_are_counted_and_open_proposals_only(make_citizen, child, rahmawati, client_of, kabid):
    """row 13"""
    make_citizen(nik="")
    make_citizen(name="WA SATU", nik="7471055203849013", birth_date="1984-12-05")  # NIK says the 12th
    make_citizen(name="LA DUA", nik="7471051203840014", birth_date="1984-03-12", sex="P")
    for name in ("LA TIGA", "LA EMPAT"):
        make_citizen(name=name, nik="7471051203840015", birth_date="1984-03-12", sex="L")
    child("2020-01-01", 9, kk_number="7471051403090009", relation="4")
    found = {code: fault.find(Citizen.objects.all()).count() for code, fault in FAULTS.items()}
    assert found == {
        "tanpa-nik": 1, "nik-salah": 0, "nik-lahir": 1, "nik-kelamin": 1, "nik-ganda": 2, "dua-kepala": 0,
        "tanpa-kepala": 1, "kematian": 0, "anak-sendiri": 1, "berkas": 0,
    }  # fmt: skip
    assert count_faults(on=date(2026, 11, 20)) == 7
    Citizen.objects.filter(name="LA TIGA").update(nik="")
    count_after_list(Event(kind="list.merged"))
    assert FaultCount.objects.filter(on=timezone.localdate()).exists(), "a new list is counted at once"
    assert count_faults() == 6 and count_faults() == 6
    day, lines = fault_lines(rahmawati)
    changes = {line.fault.code: line.change for line in lines}
    assert day is not None and (changes["nik-ganda"], changes["tanpa-nik"]) == (-2, 1)
    client = client_of(rahmawati)
    page = client.get(reverse("workbench:health")).content.decode()
    assert "NIK dipakai dua orang" in page and "garis-minggu" in page
    listed = client.get(reverse("workbench:fault", args=["nik-kelamin"])).content.decode()
    assert "LA DUA" in listed
    two = Citizen.objects.get(name="LA DUA")
    url = reverse("workbench:fault", args=["nik-kelamin"])
    assert client.post(url, {"tindakan": "open", "baris": [two.pk]}).status_code == 302
    assert "tugas bagi" in client.post(url, {"tindakan": "assign", "baris": [two.pk]}, follow=True).content.decode()
    assert not ChangeRequest.objects.exists() and FaultCount.objects.exists()
    assert client_of(kabid).post(reverse("workbench:recount")).status_code == 403
    assert client.get(reverse("workbench:fault", args=["tidak-ada"])).status_code == 404


@pytest.mark.parametrize("order", ["kelurahan", "-kelurahan", "name", "-name"])
def test_those_at_risk_are_listed_in_the_same_order_from_their_table_as_from_the_register(
    order, make_citizen, aid, rahmawati, client_of, tipulu, monkeypatch
):
    for number, name in enumerate(("WA TIGA", "LA SATU", "WA DUA", "LA SATU"), 1):
        person = aid(make_citizen(name=name, nik="", kk_number=f"74710514030900{number:02d}", relation="1"))
        Citizen.objects.filter(pk=person.pk).update(life_state="2", **({"kelurahan": tipulu} if number % 2 else {}))
    assert find_losses() == 4
    client, url = client_of(rahmawati), reverse("workbench:losses")
    kept = [row.record.pk for row in client.get(url, {"urut": order}).context["page"].object_list]
    monkeypatch.setattr("verification.workbench.views.losses.Losses.whole", False)
    sorted_out = [row.record.pk for row in client.get(url, {"urut": order}).context["page"].object_list]
    assert kept == sorted_out and len(kept) == 4
