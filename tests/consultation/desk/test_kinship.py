"""Tickets that belong together: linked, merged, split, opened again."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from consultation.desk import services
from consultation.desk.models import Kind, State, Ticket, TicketLink
from consultation.desk.queries.kinship import related_to
from consultation.desk.services import NotNow


@pytest.fixture
def second(counter, citizen_lahundape):
    """The same person came again, for the same matter."""
    return counter(citizen=citizen_lahundape, kind=Kind.NOTICE, act="CHANGE_NOTICE", asked="KK sudah diganti.").ticket


def words(ticket, user):
    return {each.ticket.number: each.word for each in related_to(ticket, user)}


def test_a_link_stands_on_both_tickets_and_is_kept_once(correction, second, front_desk):
    """Row 20."""
    services.link(ticket=second, other=correction, actor=front_desk)
    services.link(ticket=correction, other=second, actor=front_desk)
    assert TicketLink.objects.count() == 1
    assert words(correction, front_desk) == {second.number: "disambungkan"}
    assert words(second, front_desk) == {correction.number: "disambungkan"}
    with pytest.raises(IntegrityError, match="link_runs"), transaction.atomic():
        TicketLink.objects.create(first=second, second=correction, by=front_desk)


def test_the_intake_links_the_open_matter_that_was_ticked(counter, correction, citizen_lahundape, front_desk):
    made = counter(citizen=citizen_lahundape, links=[correction.number]).ticket
    assert words(made, front_desk) == {correction.number: "disambungkan"}


def test_a_merged_ticket_closes_and_the_other_goes_on_with_papers_and_proposals(correction, second, front_desk):
    """Row 20."""
    assert second.papers.get(kind__code="KK").is_missing
    services.merge(ticket=correction, into=second, reason="Urusan yang sama", actor=front_desk)
    correction.refresh_from_db()
    second.refresh_from_db()
    assert (correction.state, correction.merged_into) == (State.CANCELLED, second)
    assert second.changes.get().request == correction.changes.get().request
    assert second.papers.get(kind__code="KK").is_here
    assert words(second, front_desk) == {correction.number: "digabung ke sini"}


def test_the_receipt_of_a_merged_ticket_leads_to_where_its_matter_goes_on(correction, second, front_desk):
    word = services.renew_secret(ticket=second)
    services.merge(ticket=second, into=correction, reason="Urusan yang sama", actor=front_desk)
    page = Client().post("/status", {"kode": second.receipt_code, "kata": word}).content.decode()
    assert "Menunggu persetujuan" in page and "dibatalkan" not in page


def test_tickets_of_two_people_are_never_merged(correction, counter, citizen_kadia, front_desk):
    other = counter(citizen=citizen_kadia).ticket
    with pytest.raises(NotNow, match="orang lain"):
        services.merge(ticket=other, into=correction, reason="Keliru", actor=front_desk)


def test_a_merged_ticket_that_is_opened_again_goes_its_own_way(correction, second, front_desk):
    services.merge(ticket=second, into=correction, reason="Urusan yang sama", actor=front_desk)
    services.reopen(ticket=second, reason="Ternyata urusan lain", actor=front_desk)
    second.refresh_from_db()
    assert second.merged_into is None and second.state == State.CHECKING


def test_an_open_ticket_is_merged_into_nothing(correction, second):
    with pytest.raises(IntegrityError, match="merged_ticket_is_closed"), transaction.atomic():
        Ticket.objects.filter(pk=second.pk).update(merged_into=correction)


def test_a_second_matter_gets_a_ticket_and_a_receipt_of_its_own(correction, client_of, front_desk):
    browser = client_of(front_desk)
    answer = browser.post(
        f"/tiket/{correction.number}/pisahkan/", {"kind": "certificate", "asked": "Minta surat untuk sekolah anak."}
    )
    new = Ticket.objects.exclude(pk=correction.pk).get()
    assert answer.url == f"/tiket/{new.number}/tanda-terima/" and new.receipt_code != correction.receipt_code
    assert new.citizen == correction.citizen and new.papers.get(kind__code="KTP").is_here
    assert words(new, front_desk) == {correction.number: "asal tiket ini"}
    assert words(correction, front_desk) == {new.number: "dipisahkan dari sini"}


def test_the_page_offers_the_family_s_tickets_and_merges_only_with_a_reason(correction, second, client_of, front_desk):
    browser, page = client_of(front_desk), f"/tiket/{second.number}/sambungkan/"
    assert correction.number in browser.get(page).content.decode()
    typed = {"other": correction.number, "how": "merge"}
    assert browser.post(page, typed).status_code == 422
    assert browser.post(page, {**typed, "reason": "Urusan sama"}).url == f"/tiket/{correction.number}/"
    assert Ticket.objects.get(pk=second.pk).merged_into == correction
