"""Data health: each list shows the fault itself and the act that mends it; what a bundle did is told as it was."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from dtks.jobs.models import Choice, Event
from dtks.office import queries as office
from dtks.office.services import load_codes
from dtks.registry.models import Citizen
from dtks.registry.services import TWO_HEADS
from tests.verification.reconciliation.people import an_extract
from verification.corrections.models import ChangeRequest
from verification.corrections.services import Because, send_back
from verification.reconciliation.models import DuplicateCase, Result
from verification.reconciliation.models.runs import Run
from verification.reconciliation.services import current_thresholds
from verification.sources.models import CivilPerson
from verification.workbench.models import FaultCount
from verification.workbench.queries.health import FAULTS, fault_lines
from verification.workbench.services import count_after_list

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def codes(office_tables):
    load_codes()
    for cached in (office.code_labels, office.code_by_label):
        cached.cache_clear()


def a_run(extract):
    return Run.objects.create(
        extract=extract, method_version="padan-1", state=Run.State.DONE, thresholds=current_thresholds(), number="R-1"
    )


def a_result(run, person, civil, said, **more):
    return Result.objects.create(
        run=run, citizen=person, civil_person=civil, result_class=said, status="BEDA", band="same", confidence=0.99,
        is_latest=True, **more,
    )  # fmt: skip


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


@pytest.fixture
def listed(client_of, rahmawati, django_assert_max_num_queries):
    """The list of a fault as the operator reads it: its text, and the whole page."""

    def read(code, user=rahmawati):
        client = client_of(user)
        client.get(reverse("workbench:health"))  # the counts of the menu are kept from here on
        with django_assert_max_num_queries(10):
            page = client.get(reverse("workbench:fault", args=[code])).content.decode()
        return words(page), page

    return read


def test_papers_are_overdue_by_the_day_of_the_return_not_of_the_filing(nuraeni, fitriani, rahmawati, ask, listed):
    with time_machine.travel(NOW - timedelta(days=50), tick=False):
        request = ask(nuraeni, {"name": "WA ODE NURAENI B"})
    with time_machine.travel(NOW - timedelta(minutes=20), tick=False):
        send_back(request=request, checker=rahmawati, because=Because("NO_PAPER"))
    with time_machine.travel(NOW, tick=False):
        assert not FAULTS["berkas"].find(Citizen.objects.all()).exists(), "it was filed long ago, returned just now"
    with time_machine.travel(NOW + timedelta(days=31), tick=False):
        assert FAULTS["berkas"].find(Citizen.objects.all()).get() == nuraeni
        text, page = listed("berkas")
        assert request.number in text and "dikembalikan 26 Nov 2026" in text and "31 hari" in text
        assert request.get_absolute_url() in page, "only its maker sends it again; others open it"
        assert reverse("corrections:resubmit", args=[request.pk]) in listed("berkas", fitriani)[1]


def test_a_list_shows_the_nik_beside_the_birth_date_and_sex_it_speaks_against(
    make_citizen, make_user, lahundape, listed
):
    one = make_citizen(name="WA SATU", nik="7471055203849013", birth_date="1984-12-05")
    make_citizen(name="LA DUA", nik="7471051203840014", birth_date="1984-03-12", sex="P")
    text, page = listed("nik-lahir")
    assert "NIK memuat 12-03-84, tercatat lahir 05-12-1984" in text
    assert reverse("overview:propose", args=[one.pk]) in page and 'data-tombol="1"' in page
    assert "NIK memuat laki-laki, tercatat perempuan" in listed("nik-kelamin")[0]
    masked, _ = listed("nik-lahir", make_user("lurah", "kelurahan", lahundape))
    assert "747105520384••••" in masked and "7471055203849013" not in masked


@time_machine.travel(NOW)
def test_a_list_shows_the_card_and_who_else_is_on_it(make_citizen, listed):
    card = "7471051403090009"
    head = make_citizen(name="LA KEPALA", nik="7471051203700011", sex="L", kk_number=card, relation="1")
    second = make_citizen(name="LA KEDUA", nik="7471051203720012", sex="L", kk_number=card, relation="4")
    second.memberships.update(relation="", finding=TWO_HEADS)
    lone = make_citizen(name="LA ANAK", nik="7471051203200013", sex="L", birth_date="2020-03-12",
                        kk_number="7471051403090010", relation="4")  # fmt: skip
    text, page = listed("dua-kepala")
    assert second.name in text and f"kepala yang berlaku {head.name}" in text
    assert reverse("overview:propose", args=[second.pk]) in page
    text, page = listed("tanpa-kepala")
    assert "1 anggota, tanpa kepala: LA ANAK" in text
    assert reverse("overview:succession", args=[lone.memberships.get().household_id]) in page
    text, page = listed("anak-sendiri")
    assert "6 th, sendiri di KK" in text and reverse("overview:act", args=[lone.pk, "gabung-kk"]) in page


def test_a_list_names_nobody_of_another_area_beside_who_is_listed(make_citizen, make_user, lahundape, tipulu, listed):
    card, lurah = "7471051403090009", make_user("lurah", "kelurahan", lahundape)
    make_citizen(name="LA ASING", nik="7471051203700011", sex="L", kk_number=card, relation="1", kelurahan=tipulu.code)
    make_citizen(name="WA DEKAT", nik="", sex="P", kk_number=card, relation="4")
    text, _ = listed("tanpa-nik", lurah)
    assert "WA DEKAT" in text and "keluarga warga di wilayah lain" in text and "LA ASING" not in text


def test_a_shared_nik_names_the_other_and_leads_to_its_case(make_citizen, listed):
    people = [make_citizen(name=name, nik="7471055203840015") for name in ("WA TIGA", "WA EMPAT")]
    run = a_run(an_extract())
    case = DuplicateCase.objects.create(number="G-2611-0001", nik="7471055203840015", run=run)
    for letter, person in zip("AB", people, strict=True):
        case.members.create(citizen=person, letter=letter)
    text, page = listed("nik-ganda")
    assert "juga dipakai WA EMPAT" in text and "juga dipakai WA TIGA" in text
    assert "Putuskan G-2611-0001" in text and case.get_absolute_url() in page


def test_a_death_that_is_not_dealt_with_leads_to_the_death_or_to_the_successor(make_citizen, listed):
    card = "7471051403090009"
    head = make_citizen(name="LA KEPALA", nik="7471051203700011", sex="L", kk_number=card, relation="1")
    wife = make_citizen(name="WA ISTRI", nik="7471055203720012", kk_number=card, relation="3")
    extract = an_extract()
    run = a_run(extract)
    for person in (head, wife):
        civil = CivilPerson.objects.create(
            nik=person.nik, name=person.name, flag="MENINGGAL", flag_on="2026-10-02",
            taken_on=extract.taken_on, extract=extract, changed_in=extract,
        )  # fmt: skip
        a_result(run, person, civil, "DECEASED")
    text, page = listed("kematian")
    assert "Disdukcapil: meninggal 2 Okt 2026" in text and "kepala keluarga · 1 anggota lain" in text
    assert f"{reverse('overview:succession', args=[head.memberships.get().household_id])}?kind=died" in page
    assert reverse("overview:act", args=[wife.pk, "meninggal"]) in page
    assert "usulan dari Disdukcapil" not in page, "a death is never opened from the register"


def test_the_bundle_counts_what_it_opened_and_not_what_was_open_already(make_citizen, ask, rahmawati, client_of):
    extract = an_extract()
    run = a_run(extract)
    people = [make_citizen(name=f"WA {n}", nik=f"747105520384{n:04d}", birth_date="1984-12-05") for n in (11, 12)]
    for person in people:
        civil = CivilPerson.objects.create(
            nik=person.nik, name=person.name, sex="P", birth_date="1984-03-12",
            taken_on=extract.taken_on, extract=extract, changed_in=extract,
        )  # fmt: skip
        a_result(run, person, civil, "FIELD_DIFFERS", differs=["tgl_lahir"])
    ask(people[1], {"address": "JL. LAIN"})  # another matter is open: it is not the correction
    url, client = reverse("workbench:fault", args=["nik-lahir"]), client_of(rahmawati)

    def open_all():
        address = client.post(url, {"tindakan": "open", "baris": [each.pk for each in people]})["Location"]
        choice = Choice.objects.first()
        rows = [row.pk for row in choice.rows.all()]
        client.post(address, {"act": "accept", "sidik": choice.sha256, "tampil": rows, "baris": rows})
        return words(client.get(address).content.decode())

    assert "2 diterapkan" in open_all() and ChangeRequest.objects.filter(act__code="FIX_BIRTH").count() == 2
    again = open_all()
    opened = ChangeRequest.objects.get(act__code="FIX_BIRTH", citizen=people[1])
    assert "2 dilewati" in again and f"Sudah terbuka sebagai {opened.number}" in again


def test_only_faults_that_the_register_can_mend_offer_the_bundle(listed, make_citizen):
    assert {code for code, fault in FAULTS.items() if fault.opens} == {
        "tanpa-nik", "nik-salah", "nik-lahir", "nik-kelamin"
    }  # fmt: skip
    make_citizen(nik="")
    assert "usulan dari Disdukcapil" in listed("tanpa-nik")[1]
    make_citizen(name="LA ANAK", nik="7471051203200013", sex="L", kk_number="7471051403090010", relation="4")
    page = listed("tanpa-kepala")[1]
    assert "Tugaskan kelurahan" in page and "usulan dari Disdukcapil" not in page


def test_the_kelurahan_is_asked_only_what_it_can_find_out_and_in_words_for_it(listed, make_citizen):
    assert {code for code, fault in FAULTS.items() if not fault.asked} == {"nik-ganda", "berkas"}
    for name in ("WA TIGA", "WA EMPAT"):
        make_citizen(name=name, nik="7471055203840015")
    assert "Tugaskan kelurahan" not in listed("nik-ganda")[1], "two cases to be judged here are no errand"
    assert all("usulan" not in fault.asked and "Putuskan" not in fault.asked for fault in FAULTS.values())


def test_a_trial_counts_the_weeks_that_it_played_so_that_the_trend_shows(make_citizen, rahmawati):
    today = NOW.date()
    with time_machine.travel(NOW, tick=False):
        person = make_citizen(nik="")
        for weeks in (3, 2, 1):
            count_after_list(Event(kind="trial.week", payload={"on": f"{today - timedelta(weeks=weeks)}"}))
        Citizen.objects.filter(pk=person.pk).update(nik="7471055203849013")
        count_after_list(Event(kind="trial.made", payload={}))
        line = next(each for each in fault_lines(rahmawati)[1] if each.fault.code == "tanpa-nik")
    assert FaultCount.objects.values("on").distinct().count() == 4
    assert (line.days, line.change) == ([1, 1, 1, 0], -1)
