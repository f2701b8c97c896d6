"""The urgent lane from the counter to the decision: one clock, one list, told afterwards (idea 10)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from consultation.desk.models import Kind, State
from consultation.desk.queries.clocks import clock_now
from consultation.desk.services import see_paper
from dtks.office import queries as office
from dtks.office.models import Holiday
from tests.consultation.desk.conftest import WRONG_NIK
from verification.corrections.models import ChangeRequest
from verification.corrections.services import decide_fields
from verification.workbench.queries.urgent import lane_of, urgent_of


@pytest.fixture
def friday(time_machine):
    """Friday 20 November 2026, 14.00 in Kendari, an hour before the counter closes."""
    start = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)

    def go_on(**span):
        time_machine.move_to(start + timedelta(**span), tick=False)

    go_on()
    return go_on


@pytest.fixture
def hospital(counter, citizen_lahundape):
    """Somebody lies in hospital and none of the papers is there yet."""
    office.code_labels.cache_clear()
    return counter(citizen=citizen_lahundape, kind=Kind.URGENT, act="REACTIVATE_PBI", urgent_reason="RAWAT").ticket


def reactivate(client_of, person, ticket, **more):
    """The act as it is sent from the page that the ticket leads to."""
    client = client_of(person)
    page = client.get(f"/tiket-mendesak/{ticket.number}").headers["Location"]
    since = timezone.localdate() - timedelta(days=30)
    said = {"event_on": f"{since:%d-%m-%Y}", "reason": "Rawat inap", **more}
    first = client.get(page)
    said.setdefault("urgent", first.context["form"].initial["urgent"])
    seen = client.post(page, said)
    client.post(page, {**said, "terlihat": seen.context["digest"]})
    return ticket.changes.get().request


def test_an_urgent_ticket_stands_in_the_lane_at_once_and_leads_to_the_fitting_act(
    client_of, hospital, front_desk, operator
):
    assert hospital.state == State.CHECKING  # it waits for no paper
    for page in ("/antrean/", "/beranda"):
        lane = client_of(operator).get(page).content.decode()
        assert lane.count('class="jalur"') == 1 and f"{hospital.number}, belum ada usulan mendesak, rawat inap" in lane
        assert f'href="/tiket-mendesak/{hospital.number}" data-tombol="U"' in lane
    led = client_of(operator).get(f"/tiket-mendesak/{hospital.number}").headers["Location"]
    assert led == f"/warga/{hospital.citizen_id}/tindakan/reaktivasi-pbi?tiket={hospital.number}"
    request = reactivate(client_of, front_desk, hospital)
    lane = client_of(operator).get("/antrean/").content.decode()
    assert lane.count('class="jalur"') == 1 and "Reaktivasi PBI-JK, rawat inap" in lane
    assert f'href="/perkara/{request.pk}/" data-tombol="U"' in lane and "belum ada usulan mendesak" not in lane


def test_a_spelling_out_of_an_urgent_ticket_does_not_take_the_ticket_from_the_lane(
    client_of, hospital, front_desk, operator
):
    client_of(front_desk).post(f"/tiket/{hospital.number}/usulan/", {"wrong": ["name"], "new_name": "WA ODE HALIMAH"})
    assert [line.is_ticket for line in lane_of(operator).lines] == [True]
    client_of(front_desk).post(f"/tiket/{hospital.number}/usulan/", {"wrong": ["nik"], "new_nik": WRONG_NIK["nik"]})
    assert [line.is_ticket for line in lane_of(operator).lines] == [False]


def test_an_urgent_ticket_of_nobody_known_leads_to_itself(client_of, counter, operator):
    unknown = counter(kind=Kind.URGENT, act="NEW_PROPOSAL", urgent_reason="BENCANA", given={"name": "LA BARU"}).ticket
    answer = client_of(operator).get(f"/tiket-mendesak/{unknown.number}")
    assert answer.headers["Location"] == f"/tiket/{unknown.number}/"
    assert lane_of(operator).lines[0].name == "LA BARU"


def test_lane_and_ticket_show_one_clock_in_office_hours_days_off_skipped(
    friday, client_of, hospital, front_desk, operator
):
    Holiday.objects.create(date="2026-11-23", name="Libur", kind="nasional")
    friday(days=1)  # Saturday: nobody is in the office
    assert lane_of(operator).lines[0].clock.left == 6 * 3600
    request = reactivate(client_of, front_desk, hospital)
    friday(days=4, hours=-5)  # Tuesday 9.00; Monday was a day off
    hospital.refresh_from_db()
    clock = clock_now(hospital)
    for seen in (lane_of(operator).lines[0].clock, urgent_of(request).clock):
        assert seen.left == clock.limit - clock.used == 5 * 3600
    assert timezone.localtime(clock.due).strftime("%d %H") == "24 14"
    assert "sisa 5 j" in client_of(operator).get("/antrean/").content.decode()
    friday(days=5, hours=-5)
    assert "lewat 2 j" in client_of(operator).get("/antrean/").content.decode()


def test_the_case_says_that_it_is_urgent_why_and_how_long(client_of, hospital, front_desk, operator):
    request = reactivate(client_of, front_desk, hospital)
    page = client_of(operator).get(f"/perkara/{request.pk}/").content.decode()
    assert "Mendesak, rawat inap" in page and "Jalur mendesak, 7 j<" in page and "sisa" in page
    assert 'class="panel mendesak" aria-label="Isian yang diusulkan"' in page and "Jendela tutup" not in page


def test_the_kasi_and_the_kabid_see_the_lane_on_their_first_page(
    client_of, hospital, front_desk, operator, kasi, kabid
):
    for person in (kasi, kabid):
        home = client_of(person).get("/beranda").content.decode()
        assert "Jalur mendesak" in home and "menunggu operator" in home
    request = reactivate(client_of, front_desk, hospital)
    accept(request, operator)
    for person in (kasi, kabid):
        home = client_of(person).get("/beranda").content.decode()
        assert f'href="/perkara/{request.pk}/" data-tombol="U"' in home


def accept(request, person):
    request = ChangeRequest.objects.get(pk=request.pk)
    request.papers_needed = []
    request.save(update_fields=["papers_needed"])
    names = request.fields.values_list("field", flat=True)
    return decide_fields(request=request, verdicts=dict.fromkeys(names, "accepted"), checker=person)


def test_a_reactivation_shows_what_is_asked_and_claims_nothing_written(client_of, hospital, front_desk, operator):
    client = client_of(front_desk)
    page = f"/warga/{hospital.citizen_id}/tindakan/reaktivasi-pbi?tiket={hospital.number}"
    effect = client.get(page).content.decode()
    assert "nonaktif, diminta aktif; diketik di SIKS-NG" in effect
    request = reactivate(client_of, front_desk, hospital)
    case = client_of(operator).get(f"/perkara/{request.pk}/").content.decode()
    assert "nonaktif sejak" in case and "diminta aktif" in case and "diketik di SIKS-NG" in case
    assert "ditulis ke data warga" not in case and "Kedudukan di daftar" not in case
    assert "Kedudukan di daftar" not in client_of(operator).get(f"/usulan/{request.pk}/").content.decode()
    assert "Reaktivasi PBI-JK" in client_of(front_desk).get(f"/tiket/{hospital.number}/").content.decode()


def test_papers_shown_on_the_page_of_an_act_tick_the_list_of_its_ticket(client_of, hospital, front_desk):
    asked = [paper.kind_id for paper in hospital.papers.all() if paper.is_missing]
    assert len(asked) == 3
    reactivate(client_of, front_desk, hospital, seen=asked)
    papers = list(hospital.papers.all())
    assert not any(paper.is_missing for paper in papers)
    assert all(paper.document for paper in papers if paper.is_here)
    page = client_of(front_desk).get(f"/tiket/{hospital.number}/").content.decode()
    assert f"3 dari {len(papers)} ada" in page


def test_a_paper_that_was_ticked_before_keeps_its_document(client_of, hospital, front_desk):
    first = next(paper for paper in hospital.papers.all() if paper.is_missing)
    see_paper(paper=first, seen="original", actor=front_desk)
    document = first.document_id
    reactivate(client_of, front_desk, hospital, seen=[first.kind_id])
    first.refresh_from_db()
    assert first.document_id == document


def test_every_urgent_request_is_in_the_report_of_its_month(client_of, hospital, front_desk, operator, kasi, kabid):
    request = reactivate(client_of, front_desk, hospital)
    report = client_of(operator).get("/antrean/mendesak/").content.decode()
    assert request.number in report and "1 dari 10 kuota sebulan" in report and "Rawat inap" in report
    accept(request, operator)
    accept(request, kasi)
    (line,) = client_of(kabid).get("/antrean/mendesak/").context["found"].lines
    assert (line.deciders, line.passed_over) == ([str(operator), str(kasi)], ["kabid"])
    last = (timezone.localdate().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    assert "Tidak ada yang mendesak" in client_of(kabid).get(f"/antrean/mendesak/?bulan={last}").content.decode()
