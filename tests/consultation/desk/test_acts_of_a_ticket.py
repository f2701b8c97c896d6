"""What an urgent ticket gives to its requests, and the acts that are one click away from a ticket."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultation.desk.models import Kind, State
from dtks.office import queries as office
from tests.consultation.desk.conftest import WRONG_NIK
from tests.matrix.lines_overview import make_household
from verification.corrections.models import ChangeRequest, Origin


@pytest.fixture
def hospital(counter, citizen_lahundape):
    """Somebody lies in hospital: the ticket of the counter."""
    office.code_labels.cache_clear()
    return counter(citizen=citizen_lahundape, kind=Kind.URGENT, act="REACTIVATE_PBI", urgent_reason="RAWAT").ticket


def test_idea_10_a_proposal_out_of_an_urgent_ticket_stands_in_the_operators_lane(
    client, hospital, front_desk, operator
):
    client.force_login(front_desk)
    page = f"/tiket/{hospital.number}/usulan/"
    assert "memuat NIK atau No. KK masuk jalur mendesak" in client.get(page).content.decode()
    client.post(page, {"wrong": ["name"], "new_name": "WA ODE HALIMAH"})
    client.post(page, {"wrong": ["nik"], "new_nik": WRONG_NIK["nik"]})
    reasons = dict(ChangeRequest.objects.values_list("act__code", "urgent_reason"))
    assert reasons == {"FIX_NAME": "", "FIX_NIK": "RAWAT"}  # acts.csv: a spelling is never urgent
    client.force_login(operator)
    lane = client.get("/antrean/").content.decode()
    assert lane.count('class="jalur"') == 1 and "1 dari 10 kuota bulan ini" in lane and 'data-tombol="U"' in lane


def test_a_request_that_waits_already_is_raised_by_an_urgent_ticket(client, correction, hospital, front_desk):
    client.force_login(front_desk)
    client.post(f"/tiket/{hospital.number}/usulan/", {"wrong": ["nik"], "new_nik": WRONG_NIK["nik"]})
    request = ChangeRequest.objects.get()
    assert (request.urgent_reason, request.queued.urgent) == ("RAWAT", True)
    assert {link.ticket.number for link in hospital.changes.all() | correction.changes.all()} == {
        hospital.number, correction.number,
    }  # fmt: skip


def offered(client, ticket):
    """Words and addresses of the acts on the page of a ticket."""
    found = client.get(f"/tiket/{ticket.number}/").context["offers"]
    return {offer.label: offer.url for offer in found}


def test_a_reactivation_is_one_click_from_an_urgent_ticket_and_tied_to_it(client, hospital, front_desk, operator):
    client.force_login(front_desk)
    page = offered(client, hospital)["Reaktivasi PBI-JK"]
    first = client.get(page).content.decode()
    assert f"Dari tiket {hospital.number}; masuk jalur mendesak." in first
    said = {"event_on": f"{timezone.localdate() - timedelta(days=30):%d-%m-%Y}", "reason": "Rawat inap"}
    seen = client.post(page, said)
    done = client.post(page, {**said, "terlihat": seen.context["digest"]})
    request = hospital.changes.get().request
    assert (done.url, request.act.code) == (f"/tiket/{hospital.number}/", "REACTIVATE_PBI")
    assert (request.origin, request.origin_reference) == (Origin.DESK, f"Tiket {hospital.number}")
    hospital.refresh_from_db()
    assert (request.urgent_reason, hospital.state) == ("RAWAT", State.CHECKING)
    client.force_login(operator)
    assert "Reaktivasi PBI-JK, rawat inap" in client.get("/antrean/").content.decode()


FITS = [
    (Kind.PROPOSAL, "ADD_MEMBER", "Tambah anggota|Usulan baru|Catat kelahiran, ibu Wa Ode Nuraeni|Pembaruan desil"),
    (Kind.REACTIVATION, "REACTIVATE_PBI", "Reaktivasi PBI-JK|Usulan baru|Tindakan lain"),
    (Kind.DEATH_OR_MOVE, "MOVE_OUT", "Pindah ke luar|Meninggal dunia|Kepala meninggal / KK|Pergantian pengurus"),
    (Kind.INFO, "INFO", "Tindakan lain"),
]


def test_a_ticket_offers_the_acts_that_fit_it_what_was_asked_first(client, counter, citizen_kadia, front_desk, kasi):
    make_household(citizen_kadia)
    client.force_login(front_desk)
    for kind, act, words in FITS:
        ticket = counter(citizen=citizen_kadia, kind=kind, act=act).ticket
        found = offered(client, ticket)
        pairs = zip(found, words.split("|"), strict=False)
        assert all(label.startswith(word) for label, word in pairs) and len(found) >= words.count("|") + 1
        assert {client.get(url).status_code for url in found.values()} == {200}
    assert f"?tiket={ticket.number}" in client.get(found["Tindakan lain"]).content.decode()
    client.force_login(kasi)  # decides, proposes nothing
    page = client.get(f"/tiket/{ticket.number}/")
    assert page.context["offers"] == [] and "Usulkan perbaikan" not in page.content.decode()


def test_a_birth_out_of_a_ticket_is_tied_to_it(client, counter, citizen_kadia, front_desk):
    ticket = counter(citizen=citizen_kadia, kind=Kind.URGENT, act="ADD_MEMBER", urgent_reason="LAHIR").ticket
    client.force_login(front_desk)
    said = {"name": "WA BUNGA", "sex": "P", "birth_date": f"{timezone.localdate():%d-%m-%Y}", "birth_place": "KENDARI"}
    client.post(offered(client, ticket)["Catat kelahiran, ibu Wa Ode Nuraeni"], said)
    request = ticket.changes.get().request
    assert (request.citizen.name, request.urgent_reason, request.origin) == ("WA BUNGA", "LAHIR", Origin.DESK)


def test_the_page_of_an_act_knows_no_ticket_of_other_people(client, hospital, citizen_kadia, front_desk):
    client.force_login(front_desk)
    assert client.get(f"/warga/{citizen_kadia.pk}/tindakan/meninggal?tiket={hospital.number}").status_code == 404


def test_what_was_never_applied_is_not_offered_to_be_reversed(client, correction, operator):
    request = correction.changes.get().request
    client.force_login(operator)
    answer = client.get(f"/usulan/{request.pk}/balikkan/", follow=True)
    assert (
        "Usulkan pembalikan" not in answer.content.decode()
        and "Langkah ini tidak dapat dilakukan" in answer.content.decode()
    )
