"""A machine's proposal that is sent back has an owner: a question with a name, whose answer brings it back (row 35)."""

import pytest

from dtks.accounts.models import Role
from dtks.assignments.models import Assignment, Outcome
from dtks.assignments.models import State as Work
from dtks.assignments.queries import home_part
from dtks.assignments.services import cancel, finish
from dtks.jobs.models import Event
from dtks.jobs.services import handle_event
from verification.corrections.models import ChangeRequest
from verification.corrections.queries import decidable_by
from verification.corrections.services import Because, resubmit, send_back, undo_decision

State = ChangeRequest.State
ASK = Because("ASK_CITIZEN")


@pytest.fixture
def lurah(make_user, lahundape):
    return make_user("lurah", Role.KELURAHAN, lahundape)


@pytest.fixture
def asked(nuraeni, find, rahmawati):
    """A machine's proposal that the operator sent back."""
    return send_back(request=find(nuraeni, {"mother_name": "WA HALIMA"}), checker=rahmawati, because=ASK)


def handled():
    for event in Event.objects.filter(handled_at=None):
        handle_event(event_id=event.pk)


def in_queue(request, person):
    return decidable_by(ChangeRequest.objects.filter(pk=request.pk), person).exists()


def test_row_35_what_a_machine_proposed_goes_back_to_somebody_with_a_name(asked, lurah, make_user, tipulu):
    (work,) = home_part(lurah).rows
    assert work.title == "Tanya warga dahulu: Nama ibu" and work.citizen == asked.citizen
    assert "Tanya warga dahulu. Rekonsiliasi 1 mengusulkan Nama ibu" in work.step
    assert work.origin_url == asked.get_absolute_url()
    assert not home_part(make_user("lain", Role.KELURAHAN, tipulu)).rows


def test_row_35_who_has_no_kelurahan_is_asked_at_the_counter(make_citizen, find, rahmawati, fitriani):
    citizen = make_citizen()
    type(citizen).objects.filter(pk=citizen.pk).update(kelurahan=None)
    citizen.refresh_from_db()
    send_back(request=find(citizen, {"mother_name": "WA HALIMA"}), checker=rahmawati, because=ASK)
    assert [work.title for work in home_part(fitriani).rows] == ["Tanya warga dahulu: Nama ibu"]


def test_row_35_the_answer_on_the_requests_page_ends_the_question(asked, lurah, rahmawati, client_of):
    browser = client_of(lurah)
    page = browser.get(f"/usulan/{asked.pk}/").content.decode()
    assert "Ditanyakan kepada Kelurahan Lahundape" in page and "Lengkapi berkas" not in page
    assert browser.post(f"/usulan/{asked.pk}/kirim-lagi/", {"note": ""}).status_code == 422
    browser.post(f"/usulan/{asked.pk}/kirim-lagi/", {"note": "Kata ibunya WA HALIMA"})
    asked.refresh_from_db()
    work = Assignment.objects.get()
    assert asked.state == State.SUBMITTED and in_queue(asked, rahmawati)
    assert (work.state, work.note) == (Work.DONE, "Kata ibunya WA HALIMA")
    handled()
    asked.refresh_from_db()
    assert asked.reason == "Kata ibunya WA HALIMA", "the end of the work adds nothing"
    case = client_of(rahmawati).get(f"/perkara/{asked.pk}/").content.decode()
    assert "Kata ibunya WA HALIMA" in case


def test_row_35_the_answer_on_the_works_page_brings_the_request_back_too(asked, lurah, rahmawati):
    finish(assignment=Assignment.objects.get(), by=lurah, outcome=Outcome.DONE, note="Ibunya HALIMAH")
    handled()
    handled()
    asked.refresh_from_db()
    assert asked.state == State.SUBMITTED and in_queue(asked, rahmawati)
    assert asked.reason == "Lurah: sudah dikerjakan. Ibunya HALIMAH"


def test_row_35_a_question_that_is_called_off_loses_no_request(asked, kabid):
    cancel(assignment=Assignment.objects.get(), by=kabid, note="Sudah jelas dari KK")
    handled()
    asked.refresh_from_db()
    assert asked.state == State.SUBMITTED and "tidak ditanyakan. Sudah jelas dari KK" in asked.reason


def test_undo_of_the_sending_back_takes_the_question_away(asked, rahmawati):
    undo_decision(request=asked, actor=rahmawati)
    handled()
    asked.refresh_from_db()
    assert Assignment.objects.get().state == Work.CANCELLED
    assert (asked.state, asked.reason) == (State.SUBMITTED, "")


def test_a_late_answer_never_brings_back_what_was_asked_anew(asked, lurah, rahmawati, fitriani):
    finish(assignment=Assignment.objects.get(), by=lurah, note="Ibunya HALIMAH")
    resubmit(request=asked, actor=fitriani, note="KK dilihat")
    send_back(request=asked, checker=rahmawati, because=ASK)
    handled()
    asked.refresh_from_db()
    assert asked.state == State.RETURNED and Assignment.objects.live().count() == 1


def test_what_a_person_proposed_goes_back_to_him_without_a_question(nuraeni, ask, rahmawati):
    send_back(request=ask(nuraeni, {"mother_name": "WA HALIMA"}), checker=rahmawati, because=ASK)
    assert not Assignment.objects.exists()


def test_the_sheet_says_to_whom_it_goes_and_offers_what_makes_sense(
    nuraeni, make_citizen, find, ask, rahmawati, client_of
):
    machine = find(nuraeni, {"mother_name": "WA HALIMA"})
    person = ask(make_citizen(nik=""), {"mother_name": "WA HALIMA"})
    sheets = []
    for request in (machine, person):
        page = client_of(rahmawati).get(f"/perkara/{request.pk}/").content.decode()
        sheet = page[page.index('data-lembar="kembalikan"') : page.index('data-lembar="tolak"')]
        sheets.append(sheet)
    assert "Tanyakan lewat Kelurahan Lahundape. Mengapa?" in sheets[0] and "Kembalikan kepada Fitriani" in sheets[1]
    assert "Tanya warga dahulu" in sheets[0] and "Berkas belum lengkap" not in sheets[0]
    assert "Salah jenis usulan" not in sheets[0] and "Berkas belum lengkap" in sheets[1]
