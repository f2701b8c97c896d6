"""What an urgent ticket gives to its requests, and the acts that are one click away from a ticket."""

import pytest

from consultation.desk.models import Kind
from dtks.office import queries as office
from tests.consultation.desk.conftest import WRONG_NIK
from verification.corrections.models import ChangeRequest


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
