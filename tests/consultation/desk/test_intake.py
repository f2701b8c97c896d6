"""What happens when the counter saves."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from consultation.desk import services
from consultation.desk.models import Kind, State, Ticket
from consultation.desk.services import Intake, KeyUsed, PaperSeen, open_ticket
from dtks.office.models import NumberSeries
from dtks.papers.models import Document
from dtks.registry.models import Citizen
from dtks.registry.services import ImpossibleValue
from tests.consultation.desk.conftest import PAPERS, WRONG_NIK
from tests.verification.monthly.papers import text_of
from verification.corrections.models import ChangeRequest, Origin


def test_a_correction_makes_ticket_papers_and_proposal_in_one_save(correction, front_desk):
    request = correction.changes.get().request
    assert correction.state == State.CHECKING
    assert (request.act.code, request.origin, request.maker) == ("FIX_NIK", Origin.DESK, front_desk)
    assert request.origin_reference == f"Tiket {correction.number}"
    assert [(paper.kind.code, paper.seen) for paper in correction.papers.all()] == [
        ("KTP", "original"),
        ("KK", "original"),
    ]
    assert {evidence.document.kind.code for evidence in request.evidence.all()} == {"KTP", "KK"}


def test_what_was_typed_stands_as_what_the_surest_paper_reads(correction):
    readings = {document.kind.code: document.readings for document in Document.objects.all()}
    assert readings == {"KTP": WRONG_NIK, "KK": {}}


def test_numbers_are_of_the_year_and_month_and_without_gaps(counter, citizen_kadia, time_machine):
    time_machine.move_to(datetime(2026, 11, 18, 2, 44, tzinfo=UTC))
    numbers = [counter(citizen=citizen_kadia).ticket.number for _ in range(3)]
    assert numbers == ["T-2611-0001", "T-2611-0002", "T-2611-0003"]


def test_a_refused_save_writes_nothing_and_spends_no_number(counter, citizen_kadia):
    with pytest.raises(ImpossibleValue):
        counter(kind=Kind.NOTICE, act="CHANGE_NOTICE", new_citizen={"name": "WA SURIANI", "birth_date": "3026-01-01"})
    assert not Ticket.objects.exists() and not NumberSeries.objects.filter(kind="ticket", last__gt=0).exists()


def test_a_double_click_makes_one_ticket(counter, citizen_kadia):
    """Failure 15."""
    key = uuid.uuid4()
    first, second = counter(key=key, citizen=citizen_kadia), counter(key=key, citizen=citizen_kadia)
    assert first.ticket == second.ticket and (first.created, second.created) == (True, False)
    assert second.secret == ""


def test_another_citizen_on_a_used_screen_is_not_lost_silently(counter, citizen_kadia, citizen_lahundape):
    key = uuid.uuid4()
    counter(key=key, citizen=citizen_kadia)
    with pytest.raises(KeyUsed, match="belum disimpan"):
        counter(key=key, citizen=citizen_lahundape)


def test_somebody_unknown_is_registered_with_what_there_is(counter, kadia):
    ticket = counter(
        kind=Kind.NOTICE, act="CHANGE_NOTICE", new_citizen={"name": "WA SURIANI", "kelurahan": kadia.code}
    ).ticket
    assert (ticket.citizen.name, ticket.citizen.nik, ticket.citizen.nik_problem) == ("WA SURIANI", "", "NO_NIK")
    assert ticket.kelurahan == kadia


def test_a_passer_by_with_a_question_is_not_registered(counter, kadia):
    ticket = counter(given={"name": "La Mbalia"}, kelurahan=kadia, answer="Bawa KTP dan KK.").ticket
    assert ticket.person_name == "La Mbalia" and ticket.citizen is None
    assert not Citizen.objects.filter(name__iexact="La Mbalia").exists()


def test_a_question_answered_at_once_is_closed_at_the_counter(counter, citizen_kadia):
    ticket = counter(citizen=citizen_kadia, answer="Data Ibu sudah padan.").ticket
    assert ticket.state == State.DONE and ticket.closed_at and ticket.first_answer_at
    assert ticket.notes.get().text == "Data Ibu sudah padan."


def test_missing_papers_wait_for_the_citizen_until_a_working_day(counter, citizen_kadia, time_machine):
    """Row 17."""
    time_machine.move_to(datetime(2026, 11, 18, 2, 44, tzinfo=UTC))
    ticket = counter(
        citizen=citizen_kadia, kind=Kind.REACTIVATION, act="REACTIVATE_PBI",
        papers={"KTP": PaperSeen("original"), "KK": PaperSeen("expired")},
    ).ticket  # fmt: skip
    assert ticket.state == State.INCOMPLETE and ticket.holder == "citizen"
    assert {paper.kind.code for paper in ticket.papers.all() if paper.is_missing} == {"KK", "FASKES"}
    assert ticket.papers_until == date(2026, 12, 8)  # fourteen working days


def test_a_ticket_keeps_the_rules_of_its_day(counter, citizen_kadia, time_machine):
    """Row 18, idea 14: a changed rule does not change old tickets."""
    time_machine.move_to(datetime(2025, 6, 9, 2, 0, tzinfo=UTC))
    ticket = counter(citizen=citizen_kadia, kind=Kind.REACTIVATION, act="REACTIVATE_PBI").ticket
    time_machine.move_to(datetime(2026, 11, 18, 2, 0, tzinfo=UTC))
    assert {paper.kind.code for paper in ticket.papers.all()} == {"KTP", "KK", "KIS"}


def test_a_new_card_is_a_request_of_its_own_beside_the_spelling(counter, citizen_lahundape):
    """Row 28: one consultation, several change requests."""
    ticket = counter(
        citizen=citizen_lahundape, kind=Kind.CORRECTION, act="FIX_NIK", papers=PAPERS,
        wrong={**WRONG_NIK, "name": "LA ODE RUSDIM", "kk_number": "7471051102260007"},
    ).ticket  # fmt: skip
    acts = {
        link.request.act.code: {change.field for change in link.request.fields.all()} for link in ticket.changes.all()
    }
    assert acts == {"FIX_NIK": {"nik", "name"}, "KK_CHANGE": {"kk_number"}}


def test_what_the_office_makes_itself_is_never_asked_of_the_citizen(counter, citizen_kadia):
    ticket = counter(citizen=citizen_kadia, kind=Kind.PROPOSAL, act="NEW_PROPOSAL", programmes=["DATA"]).ticket
    asked = {paper.kind.code for paper in ticket.papers.all()}
    assert asked >= {"KTP", "KK", "FORM_USUL"} and not asked & {"BA_MUSKEL", "BNBA", "FOTO_RUMAH", "VISIT"}


def test_the_secret_word_is_kept_as_a_hash_only(counter, citizen_kadia):
    opened = counter(citizen=citizen_kadia)
    ticket, word = opened.ticket, opened.secret
    assert word.split()[0] not in str(Ticket.objects.filter(pk=ticket.pk).values().get())
    assert services.secret_fits(ticket=ticket, code=ticket.receipt_code, secret=f" {word.upper()} ")
    assert not services.secret_fits(ticket=ticket, code=ticket.receipt_code, secret="pisang 00")
    assert not services.secret_fits(ticket=None, code=ticket.receipt_code, secret=word)


def test_a_code_has_eight_signs_that_nobody_confuses(counter, citizen_kadia):
    codes = [services.new_code() for _ in range(200)]
    assert all(len(code) == 8 and not set(code) & set("0O1IL") for code in codes)


def test_a_lost_receipt_gets_a_new_word_and_the_old_one_is_worth_nothing(counter, citizen_kadia):
    opened = counter(citizen=citizen_kadia)
    word = services.renew_secret(ticket=opened.ticket)
    ticket = Ticket.objects.get(pk=opened.ticket.pk)
    assert services.secret_fits(ticket=ticket, code=ticket.receipt_code, secret=word)
    assert word == opened.secret or not services.secret_fits(
        ticket=ticket, code=ticket.receipt_code, secret=opened.secret
    )


def test_saving_drops_the_draft_of_that_person_alone(counter, citizen_kadia, front_desk, operator):
    for person in (front_desk, operator):
        services.keep_draft(user=person, fields={"term": ["nurani"], "csrfmiddlewaretoken": ["x"]})
    counter(citizen=citizen_kadia)
    assert services.draft_of(front_desk) == {} and services.draft_of(operator) == {"term": ["nurani"]}


def test_no_proposal_comes_out_of_a_ticket_that_fails(counter, citizen_lahundape, front_desk, monkeypatch):
    monkeypatch.setattr("consultation.desk.services.intake.drop_draft", lambda **_: 1 / 0)
    intake = Intake(kind=Kind.CORRECTION, act="FIX_NIK", citizen=citizen_lahundape, wrong=WRONG_NIK)
    with pytest.raises(ZeroDivisionError):
        open_ticket(intake=intake, actor=front_desk, key=uuid.uuid4())
    assert not ChangeRequest.objects.exists() and not Ticket.objects.exists() and not Document.objects.exists()


@pytest.mark.parametrize(
    ("said", "asked", "not_asked"),
    [
        ({"kind": "certificate"}, ["KTP-el", "Kartu Keluarga"], ["Kutipan akta kematian"]),
        ({"kind": "death_or_move", "act": "DEATH"}, ["akta kematian"], ["Surat rawat"]),
        ({"kind": "reactivation", "programmes": ["PBI_JK"]}, ["Surat rawat"], ["akta kematian"]),
        ({"kind": "proposal", "act": "PIP_SUPPORT", "programmes": ["PIP"]}, ["kepala sekolah"], ["Surat rawat"]),
    ],
)  # fmt: skip
def test_row_15_kind_and_programme_ask_only_what_they_need(rules, client_of, front_desk, said, asked, not_asked):
    page = client_of(front_desk).post("/tiket/terima/bagian/", said).content.decode()
    assert all(word in page for word in asked) and not any(word in page for word in not_asked)


def test_row_27_and_idea_17_a_teacher_comes_for_a_pupil_and_the_school_holds_the_clock(
    counter, citizen_lahundape, front_desk, client_of
):
    ticket = counter(
        citizen=citizen_lahundape, kind=Kind.PROPOSAL, act="PIP_SUPPORT", programmes=["PIP"], brought_by="GURU",
        brought_by_name="Sitti Rahma", papers=PAPERS, asked="NIK di Dapodik lain dari KK.",
    ).ticket  # fmt: skip
    assert "kepala sekolah" in " ".join(paper.kind.short_label for paper in ticket.papers.all() if paper.is_missing)
    page = client_of(front_desk).get(f"/tiket/{ticket.number}/").content.decode()
    assert "dibawa Guru" in page and "Sitti Rahma" in page
    services.move(ticket=ticket, to=State.CHECKING, actor=front_desk, word="Berkas lengkap")
    services.answer(ticket=ticket, text="Sekolah memperbaiki.", actor=front_desk, then=State.WAIT_SCHOOL)
    ticket.refresh_from_db()
    assert ticket.holder == "school" and ticket.clock_due_at is None


def test_somebody_who_only_asks_goes_home_with_the_slip_and_no_ticket(rules, client_of, front_desk, citizen_kadia):
    """Idea 19: the slip of what is missing, before anything is opened."""
    typed = {
        "act_now": "slip", "kind": Kind.CORRECTION, "wrong": ["nik"], "programmes": ["PKH"], "paper-KTP": "original",
        "citizen": str(citizen_kadia.pk), "paper-KK": "expired", "issued-KK": "02-07-2020",
    }  # fmt: skip
    answer = client_of(front_desk).post(reverse("desk:intake"), typed)
    assert (answer.headers["Content-Type"], Ticket.objects.count()) == ("application/pdf", 0)
    text = " ".join(text_of(answer.content).split())
    assert "masih kurang" in text and "Urusan ini belum dicatat" in text and "terbit 2 Juli" in text
    assert citizen_kadia.nik not in text and citizen_kadia.name not in text
    without = client_of(front_desk).post(reverse("desk:intake"), {"act_now": "slip", "term": "wa ode"})
    assert "Pilih dulu jenis layanan" in without.content.decode() and "wa ode" in without.content.decode()
