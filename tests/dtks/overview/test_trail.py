"""Who opened a citizen's data, and every change before and after, for the auditor."""

from datetime import date

import pytest

from dtks.accounts.models import Mandate, ReadLog
from dtks.accounts.services import log_read
from dtks.overview.queries.trail import OWN, tracked_histories
from dtks.overview.queries.trail_words import field_word, table_word
from dtks.papers.models import Document, PaperKind
from dtks.registry.models import Household, HouseholdMembership
from tests.matrix.lines_corrections import make_request
from tests.staff import NIK_KADIA
from verification.corrections.models import ChangeRequest

pytestmark = pytest.mark.django_db


def test_the_page_of_a_citizen_shows_who_opened_the_file_and_what_belongs_to_it(
    operator, kasi, front_desk, citizen_kadia, client_of
):
    family = Household.objects.create(unit="family", number="7471082210240013", started_on=date(2026, 1, 2))
    HouseholdMembership.objects.create(
        household=family, citizen=citizen_kadia, relation="1", started_on=date(2026, 1, 2)
    )
    log_read(user=kasi, act="open", subject="household", subject_id=family.pk)
    log_read(user=front_desk, act="reveal", subject="citizen", subject_id=citizen_kadia.pk, reason="Mencocokkan KTP")
    log_read(user=front_desk, act="open", subject="citizen", subject_id=citizen_kadia.pk + 1)
    page = client_of(operator).get(f"/warga/{citizen_kadia.pk}/pembukaan")
    found = [(reading.user, reading.get_act_display(), reading.subject_word) for reading in page.context["readings"]]
    assert found == [
        (operator, "membuka", "warga"), (front_desk, "menampilkan NIK", "warga"), (kasi, "membuka", "keluarga"),
    ]  # fmt: skip
    assert "Mencocokkan KTP" in page.content.decode()


def exported(browser, query=""):
    answer = browser.get(f"/jejak/unduh{query}")
    return b"".join(answer.streaming_content).decode()


def test_every_change_is_exported_with_before_and_after_and_without_numbers_of_people(
    auditor, citizen_kadia, client_of
):
    citizen_kadia.name, citizen_kadia.nik = "WA ODE NURAINI", "7471085203840022"
    citizen_kadia.save()
    text = exported(client_of(auditor))
    assert text.startswith("\ufeffWaktu;Siapa;")
    assert any("WA ODE NURAENI;WA ODE NURAINI" in line for line in text.splitlines())
    assert NIK_KADIA not in text
    assert "7471085203840022" not in text
    assert "747108520384••••;747108520384••••" in text
    assert ReadLog.objects.filter(subject="trail", act="download", user=auditor).count() == 1


def test_a_cell_of_the_export_is_no_formula(auditor, citizen_kadia, client_of):
    citizen_kadia.address = "=HYPERLINK(1)"
    citizen_kadia.save()
    text = exported(client_of(auditor))
    assert ";'=HYPERLINK(1)" in text


def test_an_export_is_of_at_most_a_year(auditor, client_of):
    answer = client_of(auditor).get("/jejak/unduh?sejak=01-01-2024&sampai=01-06-2026", follow=True)
    assert "lebih dari setahun" in answer.content.decode()


def test_row_81_the_auditor_sees_whose_data_was_opened_and_searches_by_it(
    auditor, operator, citizen_kadia, citizen_lahundape, client_of
):
    papers = Document.objects.create(
        number="A-2611-0001", kind=PaperKind.objects.create(code="KTP", label="KTP-el", position=1),
        citizen=citizen_kadia, form="original", seen_by=operator,
    )  # fmt: skip
    client_of(operator).get(f"/warga/{citizen_lahundape.pk}")
    log_read(user=operator, act="open", subject="document", subject_id=papers.pk)
    browser = client_of(auditor)
    page = browser.get("/pembukaan-data").content.decode()
    assert "LA ODE RUSDIN" in page and "berkas A-2611-0001" in page and f"/warga/{citizen_lahundape.pk}" not in page
    assert f"{NIK_KADIA[:6]}</i><i>{NIK_KADIA[6:12]}</i><i>••••" in page and NIK_KADIA[12:] not in page
    for term in ("nuraeni", NIK_KADIA):
        found = browser.post("/pembukaan-data", {"q": term}, follow=True).content.decode()
        assert "WA ODE NURAENI" in found and "LA ODE RUSDIN" not in found
    assert ReadLog.objects.filter(user=auditor, act="search").count() == 2


def test_row_82_every_tracked_table_and_field_has_an_indonesian_word():
    tables = [model.pgh_tracked_model for model in tracked_histories()]
    assert [each for each in tables if table_word(each) == str(each._meta.verbose_name).lower() != "pengguna"] == []
    fields = [each for model in tracked_histories() for each in model._meta.concrete_fields]
    assert [str(each) for each in fields if each.name not in {*OWN, "id"} and not field_word(each)] == []


def test_row_82_the_export_speaks_the_words_of_the_office(auditor, operator, citizen_kadia, client_of):
    make_request(citizen_kadia, 1)
    request = ChangeRequest.objects.get()
    ChangeRequest.objects.filter(pk=request.pk).update(state="returned", waits_for=["operator"])
    Mandate.objects.create(user=operator, role="kasi", basis="800/1", starts_on=date(2026, 1, 2))
    lines = [line.split(";")[3:] for line in exported(client_of(auditor)).splitlines()]
    assert [cells[4] for cells in lines if cells[:3:2] == ["usulan perubahan", "keadaan"]][
        -1
    ] == "dikembalikan untuk diperbaiki"
    assert ["mandat", "peran", "Kasi"] in [[cells[0], cells[2], cells[4]] for cells in lines]
    said = {cell for cells in lines for cell in cells}
    assert not said & {"change request", "state", "submitted", "front_desk", "urgent reason", "kasi", "True", "False"}
