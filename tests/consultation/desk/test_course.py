"""How a ticket goes on: answers, waiting, closing, and what follows from decisions."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from consultation.desk import services
from consultation.desk.models import Kind, State, Ticket, TicketNote
from consultation.desk.queries import open_tickets_of, receipts, tickets
from consultation.desk.services import NotNow
from dtks.assignments.models import Assignment
from dtks.jobs.models import Event, Message
from tests.consultation.desk.conftest import WRONG_NIK
from verification.corrections.models import ChangeRequest
from verification.matching.names import search_key


def event(request, kind="change.decided"):
    return Event(kind=kind, payload={"request": request.pk})


@pytest.fixture
def decided(correction):
    """The proposal of the ticket in a state, as if decided elsewhere."""

    def put(state, **fields):
        request = correction.changes.get().request
        ChangeRequest.objects.filter(pk=request.pk).update(state=state, **fields)
        if state == "applied":
            request.fields.update(verdict="accepted")
        services.follow_decision(event(request))
        correction.refresh_from_db()
        return request

    return put


def test_an_applied_correction_moves_the_ticket_and_says_so_once(correction, decided):
    request = decided("applied")
    services.follow_decision(event(request))
    assert correction.state == State.WAIT_MAYOR and correction.first_answer_at
    notice = correction.notes.get(kind=TicketNote.Kind.NOTICE).text
    assert "Perbaikan NIK sudah disetujui" in notice and WRONG_NIK["nik"] not in notice


def test_a_returned_proposal_comes_back_to_the_desk(correction, decided):
    decided("returned", return_reason="Foto KK kabur")
    assert correction.state == State.RETURNED and correction.holder == "office"


def test_an_objection_sends_somebody_to_the_home_once_and_says_so_inside(counter, citizen_lahundape, operator, client):
    ticket = counter(citizen=citizen_lahundape, kind=Kind.COMPLAINT, asked="Tetangga punya dua rumah").ticket
    client.force_login(operator)
    for _ in range(2):
        client.post(
            f"/tiket/{ticket.number}/", {"act_now": "visit", "text": "Lihat rumahnya", "seen_state": ticket.state}
        )
    asked = Assignment.objects.get()
    assert (asked.kind, asked.role, asked.origin) == ("visit", "facilitator", f"Keberatan {ticket.number}")
    assert ticket.notes.get().text == "Kunjungan rumah diminta. Lihat rumahnya"
    with pytest.raises(NotNow, match="warga yang dikenali"):
        services.ask_for_visit(ticket=counter(given={"name": "Wa Ode"}).ticket, why="", actor=operator)


def test_what_became_of_a_proposal_is_asked_not_copied(correction):
    """Row 28."""
    request = correction.changes.get().request
    ChangeRequest.objects.filter(pk=request.pk).update(state="refused")
    assert tickets.changes_of(correction)[0].request.get_state_display() == "ditolak"


def test_who_agreed_is_told_by_mail_without_a_nik(correction, decided):
    """Row 93."""
    Ticket.objects.filter(pk=correction.pk).update(
        email="wa.ode@contoh.id", message_consent=True, consent_at=correction.opened_at
    )  # fmt: skip
    decided("applied")
    message = Message.objects.get()
    assert message.recipient == "wa.ode@contoh.id" and correction.number in message.text
    assert WRONG_NIK["nik"] not in message.text and correction.citizen.nik not in message.text


def test_who_did_not_agree_is_told_by_nobody(correction, decided):
    """Row 93."""
    Ticket.objects.filter(pk=correction.pk).update(email="wa.ode@contoh.id")
    decided("applied")
    assert not Message.objects.exists()


def test_a_late_edit_does_not_move_the_time_of_closing(correction, operator, time_machine):
    """Failure 30."""
    services.close(ticket=correction, state=State.DONE, outcome="Sudah padan", actor=operator)
    closed_at = Ticket.objects.get(pk=correction.pk).closed_at
    time_machine.move_to(datetime(2027, 1, 4, 2, 0, tzinfo=UTC))
    services.add_note(ticket=correction, text="Warga berterima kasih.", actor=operator)
    assert Ticket.objects.get(pk=correction.pk).closed_at == closed_at
    assert not open_tickets_of(correction.citizen).exists()


def test_a_closed_ticket_opens_again_only_with_a_reason(correction, operator):
    """Row 26."""
    services.close(ticket=correction, state=State.REFUSED, outcome="Berkas palsu", actor=operator)
    with pytest.raises(NotNow, match="sebab"):
        services.reopen(ticket=correction, reason=" ", actor=operator)
    assert services.reopen(ticket=correction, reason="Akta baru dibawa", actor=operator).state == State.CHECKING


def test_closing_by_hand_says_what_goes_on_and_ticks_off_nothing_that_did_not_happen(correction, client_of, front_desk):
    desk = client_of(front_desk)
    number = correction.changes.get().request.number
    assert f">{number}</a> (menunggu putusan)" in desk.get(f"/tiket/{correction.number}/tutup/").content.decode()
    desk.post(f"/tiket/{correction.number}/tutup/", {"state": State.DONE, "outcome": "Sudah dijelaskan."})
    correction.refresh_from_db()
    stages = tickets.stages_of(correction, with_changes=True)
    assert [stage.word for stage in stages] == ["Diterima", "Diperiksa operator", "Selesai"]


def test_an_appeal_opens_the_ticket_again_and_another_person_answers(correction, operator, front_desk):
    """Row 26."""
    with pytest.raises(NotNow, match="belum punya hasil"):
        services.appeal(ticket=correction, reason="salah", actor=front_desk)
    services.close(ticket=correction, state=State.REFUSED, outcome="Tidak cocok", actor=operator)
    with pytest.raises(NotNow, match="Tulis mengapa"):
        services.appeal(ticket=correction, reason=" ", actor=front_desk)
    services.appeal(ticket=correction, reason="KK saya sudah baru", actor=front_desk)
    correction.refresh_from_db()
    assert (correction.state, correction.appeal_of, correction.assigned_to) == (State.CHECKING, operator, None)
    assert correction.notes.filter(kind=TicketNote.Kind.CITIZEN, text__contains="KK saya sudah baru").exists()
    for act in (
        lambda: services.hand_over(ticket=correction, to=operator, actor=front_desk),
        lambda: services.answer(ticket=correction, text="Tetap tidak cocok.", actor=operator),
        lambda: services.close(ticket=correction, state=State.REFUSED, outcome="Tetap", actor=operator),
    ):
        with pytest.raises(NotNow, match="Orang lain yang menjawab"):
            act()
    services.close(ticket=correction, state=State.DONE, outcome="Diperbaiki", actor=front_desk)


def test_consent_has_its_day(counter, citizen_kadia):
    agreed = counter(citizen=citizen_kadia, phone="+6281234567890", message_consent=True).ticket
    assert agreed.consent_at is not None
    assert counter(citizen=citizen_kadia).ticket.consent_at is None


def test_two_clerks_on_one_ticket_nobody_overwrites_silently(correction, operator, front_desk):
    services.answer(ticket=correction, text="Bawa KK baru.", actor=operator, then=State.WAIT_CITIZEN)
    with pytest.raises(NotNow, match="sudah memindahkan"):
        services.answer(
            ticket=correction, text="Sudah beres.", actor=front_desk, then=State.DONE, seen_state=State.CHECKING
        )


def test_a_paper_that_comes_later_lets_the_ticket_go_on(counter, citizen_kadia, front_desk):
    ticket = counter(citizen=citizen_kadia, kind="notice", act="CHANGE_NOTICE").ticket
    assert ticket.state == State.INCOMPLETE
    paper = services.see_paper(paper=ticket.papers.get(), seen="original", actor=front_desk)
    ticket.refresh_from_db()
    assert ticket.state == State.CHECKING and paper.document.number.startswith("A-")


def test_open_matters_of_person_and_family_stand_before_anything_is_typed(correction, front_desk):
    """Row 19."""
    found = tickets.open_matters(citizen=correction.citizen, user=front_desk)
    assert [matter.number[0] for matter in found] == ["T", "P"] and all(matter.own for matter in found)


def test_row_38_a_field_that_is_open_already_is_named_at_the_counter_and_on_the_ticket(
    correction, client_of, front_desk
):
    request = correction.changes.get().request
    found = tickets.open_matters(citizen=correction.citizen, user=front_desk, wrong=["nik", "name"])
    assert [matter.same for matter in found] == ["", "NIK"] and "NIK · menunggu putusan" in found[1].detail
    browser = client_of(front_desk)
    typed = {"citizen": correction.citizen.pk, "kind": "correction", "wrong": ["nik"]}
    parts = browser.post(reverse("desk:intake_parts"), typed).content.decode()
    assert "NIK sudah diusulkan di sana." in parts and f"/usulan/{request.pk}/" in parts
    page = reverse("desk:propose", args=[correction.number])
    said = browser.post(page, {"wrong": ["nik"], "new_nik": "7471050111790099", "reason": "KTP"})
    assert said.status_code == 422 and f"NIK sudah diusulkan dalam {request.number}" in said.content.decode()
    sent = {"wrong": ["nik"], "new_nik": "7471050111790099", "reason": "KTP", "beside": "on"}
    after = browser.post(page, sent, follow=True).content.decode()
    assert correction.changes.count() == 2 and f"dan {request.number}" in after and "melihat keduanya bersama" in after


def test_an_officer_sees_the_own_kelurahan_and_nothing_else(correction, officer_kadia, officer_lahundape):
    assert not Ticket.objects.visible_to(officer_kadia).exists()
    assert Ticket.objects.visible_to(officer_lahundape).get() == correction


def test_who_objects_to_somebody_is_hidden_from_the_kelurahan(
    counter, citizen_lahundape, officer_lahundape, front_desk
):
    ticket = counter(citizen=citizen_lahundape, kind="complaint", act="OBJECTION").ticket
    assert not Ticket.objects.visible_to(officer_lahundape).exists()
    assert Ticket.objects.visible_to(front_desk).get() == ticket


def test_paper_for_the_citizen_carries_no_nik_and_a_short_name(correction):
    """Row 29."""
    data = receipts.receipt_data(ticket=correction, secret="pisang 48")
    plain = str({**data, "qr": ""})
    assert correction.citizen.nik not in plain and WRONG_NIK["nik"] not in plain
    assert correction.citizen.name not in plain.upper() and data["name"] == "La Ode R."
    assert "pisang" not in data["qr"]


def test_a_ticket_is_found_by_its_number_by_the_sound_of_a_name_and_by_a_name_as_it_was_given(
    correction, counter, front_desk, client_of
):
    correction.citizen.name_key = search_key(correction.citizen.name)
    correction.citizen.save(update_fields=["name_key"])
    unknown = counter(given={"name": "Wa Suriani"}).ticket
    desk = client_of(front_desk)
    for term, found in [
        (correction.number[2:], correction), (unknown.number, unknown), ("la odde", correction), ("suria", unknown)
    ]:  # fmt: skip
        page = desk.get("/tiket/", {"q": term}).content.decode()
        assert [ticket.number in page for ticket in (correction, unknown)] == [
            ticket == found for ticket in (correction, unknown)
        ], term
