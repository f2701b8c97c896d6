"""A removed name came back: removed again through the tiers, let in with proof, or another person."""

import uuid
from datetime import date

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from dtks.assignments.models import Assignment
from dtks.jobs.models import Event
from dtks.papers.services import add_document
from dtks.registry.models import Citizen, Tombstone
from dtks.registry.services import remove
from dtks.web.refusals import Refusal
from tests.verification.lists.made import make_list
from verification.corrections.models import Act, ChangeRequest, Evidence
from verification.corrections.services import Because, decide_fields, follow_removal, undo_decision
from verification.lists import queries, services
from verification.lists.models import CentralList, ListRow, ReturnedCase

pytestmark = pytest.mark.django_db
ACCEPT = {"register_state": "accepted"}


@pytest.fixture(autouse=True)
def tables(capsys):
    call_command("prepare")
    capsys.readouterr()


@pytest.fixture
def stone(citizen_kadia):
    return remove(citizen=citizen_kadia, reason="31", on=date(2026, 7, 3), minutes_number="04/LHD/VII/2026")


def a_case(stone, *, kind="same_id", band="same", citizen=None):
    central = make_list()
    citizen = citizen or stone.citizen
    values = {"name": citizen.name, "nik": citizen.nik, "kelurahan": citizen.kelurahan.code}
    row = ListRow.objects.create(
        central_list=central, row_no=1, member_id=citizen.dtks_id, citizen=citizen, values=values
    )
    return ReturnedCase.objects.create(
        central_list=central, row=row, tombstone=stone, kind=kind, band=band, confidence=0.98
    )


def applied(request, *people):
    for person in people:
        decide_fields(request=request, verdicts=ACCEPT, checker=person)
    request.refresh_from_db()
    assert request.state == "applied"
    follow("change.applied")


def follow(kind):
    for event in Event.objects.filter(kind=kind):
        services.follow_returns(event)
        follow_removal(event)


def test_a_returned_name_may_be_visited_before_it_is_decided(stone, operator, client_of):
    case = a_case(stone)
    for _ in range(2):
        client_of(operator).post(case.get_absolute_url(), {"visit": "1"})
    asked = Assignment.objects.get()
    assert (asked.kind, asked.citizen, asked.origin) == (
        "visit",
        stone.citizen,
        f"Muncul lagi di daftar No. {case.central_list.number}",
    )
    case.refresh_from_db()
    assert case.is_waiting


def test_returns_are_counted_by_list_and_reason_and_a_list_stays_as_it_came(stone, operator, client_of):
    cases = [a_case(stone), a_case(stone, kind="not_removed"), a_case(stone)]
    numbers = [f"No. {case.central_list.number}" for case in cases]
    counted = queries.returns_by(queries.standing_lists())
    assert {(number, total) for number, _, total in counted} == {(numbers[0], 1), (numbers[2], 1)}
    page = client_of(operator).get("/daftar-pusat/").content.decode()
    assert "Kembali menurut alasan" in page and counted[0][1] in page
    CentralList.objects.update(row_count=7)
    row = ListRow.objects.filter(pk=cases[0].row_id)
    for act in (
        lambda: CentralList.objects.update(sha256="1" * 64),
        lambda: CentralList.objects.update(row_count=8),
        lambda: row.update(values={}),
        row.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_idea_1_the_papers_of_a_head_whom_a_succession_buried_are_found_by_its_number(
    stone, operator, citizen_lahundape
):
    act = Act.objects.get(code="HEAD_SUCCESSION")
    decided = ChangeRequest.objects.create(  # in the name of the successor, not of who died
        number="P-2611-0087", act=act, citizen=citizen_lahundape, origin="desk", maker=operator,
        state="applied", tiers=[["kasi"]],
    )  # fmt: skip
    paper = add_document(citizen=stone.citizen, kind="AKTA_MATI", form="original", seen_by=operator)
    Evidence.objects.create(request=decided, document=paper)
    case = a_case(stone)
    assert services.old_papers(case) == []
    Tombstone.objects.filter(pk=stone.pk).update(request_number=decided.number)
    case.tombstone.refresh_from_db()
    assert services.old_papers(case) == [paper]


def test_removed_again_takes_the_old_reason_and_goes_through_kasi_and_kabid(stone, operator, kasi, kabid):
    case = services.decide_return(case=a_case(stone), decision="remove_again", reason="", actor=operator)
    request = case.request
    assert request.state == "submitted" and request.waits_for == ["kasi"]
    assert "04/LHD/VII/2026" in request.reason and request.reason.startswith("31 ")
    applied(request, kasi, kabid)
    citizen = Citizen.objects.get(pk=stone.citizen_id)
    assert citizen.register_state == "removed" and citizen.tombstones.filter(lifted_on=None).count() == 1


def test_a_new_id_that_is_removed_again_leaves_its_own_tombstone(stone, operator, kasi, kabid):
    new = Citizen.objects.create(
        name="LA LAIN", dtks_id="D-9", kelurahan=stone.kelurahan, register_state="listed", nik="7471081002030001"
    )
    case = services.decide_return(case=a_case(stone, kind="new_id", citizen=new), decision="remove_again", reason="",
                                  actor=operator)  # fmt: skip
    applied(case.request, kasi, kabid)
    new.refresh_from_db()
    found = new.tombstones.get()
    assert new.register_state == "removed" and (found.reason, found.nik, found.dtks_id) == ("31", new.nik, "D-9")


def test_a_legitimate_return_needs_proof_and_lifts_the_tombstone_only_when_all_agreed(stone, operator, kasi, kabid):
    case = a_case(stone)
    with pytest.raises(Refusal, match="perlu bukti"):
        services.decide_return(case=case, decision="legitimate", reason="miskin kembali", actor=operator)
    paper = add_document(citizen=stone.citizen, kind="SKTM", form="original", seen_by=operator)
    case = services.decide_return(
        case=case, decision="legitimate", reason="miskin kembali", actor=operator, documents=[paper]
    )
    stone.refresh_from_db()
    assert (stone.lifted_reason, case.is_waiting) == ("", False)
    applied(case.request, kasi, kabid)
    stone.refresh_from_db()
    assert stone.lifted_reason == "miskin kembali"
    assert Citizen.objects.get(pk=stone.citizen_id).register_state == "listed"
    undo_decision(request=case.request, actor=kabid)
    follow("change.undone")
    back = Citizen.objects.get(pk=stone.citizen_id)
    assert back.register_state == "removed" and back.tombstones.filter(lifted_on=None).exists()


def test_a_legitimate_return_under_a_new_id_joins_the_two_records(stone, operator, kasi, kabid):
    new = Citizen.objects.create(
        name="LA BARU", dtks_id="D-9", kelurahan=stone.kelurahan, register_state="listed", nik="7471081002030001"
    )
    paper = add_document(citizen=stone.citizen, kind="SKTM", form="original", seen_by=operator)
    case = services.decide_return(
        case=a_case(stone, kind="new_id", citizen=new), decision="legitimate", reason="pindah kembali", actor=operator,
        documents=[paper],
    )  # fmt: skip
    applied(case.request, kasi, kabid)
    kept = Citizen.objects.get(pk=stone.citizen_id)
    assert kept.merged_records.get().alias == new and kept.register_state == "listed"


def test_a_refused_request_opens_the_case_again(stone, operator, kasi):
    case = services.decide_return(case=a_case(stone), decision="remove_again", reason="", actor=operator)
    with pytest.raises(services.DecidedAlready):
        services.decide_return(case=case, decision="remove_again", reason="", actor=kasi)
    decide_fields(request=case.request, verdicts={"register_state": "refused"}, checker=kasi,
                  reasons={"register_state": Because("OTHER", "belum lengkap")})  # fmt: skip
    case = ReturnedCase.objects.get(pk=case.pk)
    assert case.request.state == "refused" and case.is_waiting
    assert services.decide_return(case=case, decision="remove_again", reason="", actor=operator).request.pk


def test_the_very_id_is_never_another_person_but_a_namesake_is(stone, operator):
    with pytest.raises(Refusal, match="ID anggotanya sama"):
        services.decide_return(case=a_case(stone), decision="other_person", reason="lain", actor=operator)
    namesake = Citizen.objects.create(name=stone.name, dtks_id="D-8", kelurahan=stone.kelurahan)
    case = a_case(stone, kind="new_nik_and_spelling", band="eyes", citizen=namesake)
    assert queries.times_returned(stone) == 2
    services.decide_return(case=case, decision="other_person", reason="ibu dan lahir berbeda", actor=operator)
    assert ChangeRequest.objects.count() == 0
    assert queries.times_returned(stone) == 1, "another person is no return"


def test_the_page_shows_both_and_a_double_click_asks_once(stone, operator, client_of):
    case, client = a_case(stone), client_of(operator)
    page = client.get(case.get_absolute_url()).content.decode()
    assert 'name="original_seen"' in page
    assert "04/LHD/VII/2026" in page and "Yang dikeluarkan" in page and "Paket pengeluaran ulang" in page
    sent = {"decision": "remove_again", "reason": "", "form_key": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(case.get_absolute_url(), sent).status_code == 302
    assert ChangeRequest.objects.count() == 1


def test_a_removed_name_is_known_in_an_older_spelling_and_without_its_numbers(kadia):
    """Who is removed by name, birth date and street comes back: with another NIK and spelling, without a number as
    before, and beside them a namesake who was born on another day, and one of whom only the kelurahan is the same."""
    born = {"birth_date": date(1972, 6, 29), "sex": "L", "address": "JL. MALAKA NO. 13", "kelurahan": kadia}
    for name, nik in (("MUH SURYANTO", "7471102906720001"), ("LA GOSANO", "")):
        citizen = Citizen.objects.create(name=name, nik=nik, dtks_id=f"D-{name}", **born)
        remove(citizen=citizen, reason="31", on=date(2025, 12, 3), minutes_number="04/LHD/XII/2025")
    elsewhere = Citizen.objects.create(
        name="ZAFRAN SUHARTONO", nik="7471100111690001", dtks_id="D-Z", **born | {"address": "KEL. KADIA"}
    )
    remove(citizen=elsewhere, reason="31", on=date(2025, 12, 3), minutes_number="04/LHD/XII/2025")
    central = make_list()
    said = born | {"birth_date": "1972-06-29", "kelurahan": kadia.code}
    other = said | {"name": "ZAFRAN SUHARTONO", "nik": "7471070107220005", "address": "KEL. KADIA"}
    ListRow.objects.create(central_list=central, row_no=4, member_id="D-4", values=other)
    rows = {"D-1": "MOEH. SURYANTO", "D-2": "LA GOSANO", "D-3": "MUH SURYANTO"}
    for number, (member, name) in enumerate(rows.items(), start=1):
        values = said | {"name": name} | ({"birth_date": "1991-03-05", "address": ""} if member == "D-3" else {})
        ListRow.objects.create(central_list=central, row_no=number, member_id=member, values=values)
    services.open_returned_cases(central)
    found = ReturnedCase.objects.filter(central_list=central)
    assert {(each.row.member_id, each.tombstone.name, each.kind) for each in found if each.band == "same"} == {
        ("D-1", "MUH SURYANTO", "new_nik_and_spelling"), ("D-2", "LA GOSANO", "new_id"),
    }  # fmt: skip
