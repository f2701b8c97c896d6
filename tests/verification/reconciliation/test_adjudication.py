"""One NIK on several citizens: one case, four kinds, decided by keys; "possible" stops nobody's right."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dtks.accounts.models import Role, User
from dtks.assignments.models import Assignment
from dtks.jobs.services import run_inline
from dtks.office.models import Region
from dtks.registry.models import Citizen
from verification.corrections.models import ChangeRequest, Origin
from verification.corrections.services import load_acts, load_reasons
from verification.reconciliation import services
from verification.reconciliation.models import CaseDecision, CaseMember, DuplicateCase, Kind
from verification.reconciliation.queries import adjudication
from verification.sources.models import CivilPerson

Person = Callable[..., CivilPerson]
Listed = Callable[..., Citizen]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("codes", "acts")]


@pytest.fixture
def acts(db: None) -> None:
    load_acts()


@pytest.fixture
def operator(staff: Callable[..., User]) -> User:
    return staff(Role.OPERATOR)


@pytest.fixture
def others(person: Person, citizen: Listed) -> None:
    for n in range(4, 12):
        citizen(person(n))


def run_now() -> None:
    run = services.start_run(actor=None, inline=True)
    assert run.job
    run_inline(job=run.job)


@pytest.fixture
def slip(person: Person, citizen: Listed, others: None) -> DuplicateCase:
    """B is another person of the register; the list has the NIK of A for him, two digits away from his own."""
    first = person(0)
    own = person(1, nik=first.nik[:-2] + first.nik[:-3:-1], birth_date=first.birth_date)
    citizen(first)
    citizen(own, nik=first.nik)
    run_now()
    return DuplicateCase.objects.get()


def member(case: DuplicateCase, letter: str) -> CaseMember:
    return case.members.select_related("citizen").get(letter=letter)


def suggested(case: DuplicateCase) -> tuple[Kind, CaseMember | None]:
    columns = adjudication.columns_of(case)
    return adjudication.suggestion(case, columns, adjudication.pairs_of(columns))


def test_all_who_share_a_nik_are_one_case_however_many_pairs(person: Person, citizen: Listed, others: None) -> None:
    shared = person(0)
    three = [citizen(shared), *(citizen(person(n), nik=shared.nik) for n in (1, 2))]
    run_now()
    run_now()

    case = DuplicateCase.objects.get()
    assert [each.citizen for each in case.members.all()] == three
    assert len(adjudication.pairs_of(adjudication.columns_of(case))) >= 3


def test_idea_7_a_typing_error_opens_the_repair_of_the_nik_for_somebody_else_to_decide(
    slip: DuplicateCase, operator: User
) -> None:
    wrong = member(slip, "B")
    assert suggested(slip) == (Kind.TYPING, wrong)

    decision = services.decide_duplicate(case=slip, kind=Kind.TYPING, about=wrong, actor=operator)

    request = ChangeRequest.objects.get(number=decision.requests[0])
    assert (request.act.code, request.citizen, request.maker) == ("FIX_NIK", wrong.citizen, operator)
    assert request.origin == Origin.ADJUDICATION and "kasi" in request.waits_for
    assert request.fields.get().new_value == adjudication.other_nik(slip, wrong.citizen) != slip.nik
    slip.refresh_from_db()
    assert slip.state == DuplicateCase.State.DECIDED
    with pytest.raises(services.CannotDecide, match="masih menunggu"):
        services.decide_duplicate(case=slip, kind=Kind.UNSURE, actor=operator)


def test_idea_7_one_person_with_two_nik_keeps_the_record_with_the_aid(
    person: Person, citizen: Listed, others: None, operator: User
) -> None:
    meant = person(0)
    citizen(meant)
    citizen(meant, dtks_id="D-twin")
    run_now()
    case = DuplicateCase.objects.get()
    kind, about = suggested(case)
    assert kind == Kind.TWO_NIKS and about is not None

    decision = services.decide_duplicate(case=case, kind=kind, about=about, actor=operator)

    request = ChangeRequest.objects.get(number=decision.requests[0])
    assert request.act.code == "DUPLICATE" and request.fields.get().new_value == "9"
    assert request.tiers == [["kasi"]]  # the tier of an operator who proposed falls to the kasi


def test_idea_7_a_family_copy_may_leave_the_nik_empty(
    person: Person, citizen: Listed, others: None, operator: User
) -> None:
    mother = citizen(person(0))
    child = citizen(person(1), nik=mother.nik, kk_number=mother.kk_number)
    CivilPerson.objects.filter(name=child.name).update(
        name="ORANG LAIN SAMA SEKALI", birth_date="1955-05-05", nik="7" * 16
    )
    run_now()
    case = DuplicateCase.objects.get()

    decision = services.decide_duplicate(case=case, kind=Kind.FAMILY_COPY, about=member(case, "B"), actor=operator)

    assert ChangeRequest.objects.get(number=decision.requests[0]).fields.get().new_value == ""


def test_idea_7_one_nik_on_two_people_is_asked_at_disdukcapil_and_possible_stops_nobody(
    slip: DuplicateCase, operator: User, kelurahan: Region
) -> None:
    before = list(Citizen.objects.order_by("pk").values())

    services.decide_duplicate(case=slip, kind=Kind.TWO_PERSONS, actor=operator)
    services.decide_duplicate(case=slip, kind=Kind.UNSURE, actor=operator, note="KTP-el belum terbaca")

    assert list(Citizen.objects.order_by("pk").values()) == before
    assert not ChangeRequest.objects.exists()
    asked = Assignment.objects.filter(key__startswith="nik-ganda:")
    assert {each.region for each in asked} == {kelurahan} and asked.count() == 2
    assert all(slip.nik not in f"{each.title}{each.step}{each.say}" for each in asked)
    assert [each.kind for each in slip.decisions.all()] == ["unsure", "two_persons"]


def test_without_a_number_of_his_own_a_slip_needs_the_card(slip: DuplicateCase, operator: User) -> None:
    first = member(slip, "A")

    with pytest.raises(services.CannotDecide, match="KTP-el"):
        services.decide_duplicate(case=slip, kind=Kind.TYPING, about=first, actor=operator)
    with pytest.raises(services.CannotDecide, match="16 angka"):
        services.decide_duplicate(case=slip, kind=Kind.TYPING, about=first, actor=operator, nik="123")


def test_the_case_ends_by_itself_when_nobody_shares_the_nik_any_more(slip: DuplicateCase) -> None:
    repaired = member(slip, "B").citizen
    Citizen.objects.filter(pk=repaired.pk).update(nik=adjudication.other_nik(slip, repaired))

    run_now()

    slip.refresh_from_db()
    assert slip.state == DuplicateCase.State.SETTLED and slip.settled_at


def test_a_decision_is_written_once(slip: DuplicateCase, operator: User) -> None:
    services.decide_duplicate(case=slip, kind=Kind.UNSURE, actor=operator)

    with pytest.raises(DatabaseError), transaction.atomic():
        CaseDecision.objects.update(kind=Kind.TYPING)


def test_the_page_shows_all_side_by_side_and_decides(slip: DuplicateCase, operator: User, client_of: Any) -> None:
    browser = client_of(operator)
    address = f"/rekonsiliasi/nomor-ganda/{slip.pk}"
    page = browser.get(address).content.decode()

    for citizen in Citizen.objects.filter(duplicate_cases__case=slip):
        assert citizen.name in page
    assert "Berbeda: " in page and "calon dari Disdukcapil" in page and "tidak dihentikan" in page
    assert all(f'data-tombol="{key}"' in page for key in "12345")
    assert slip.number in browser.get("/rekonsiliasi/nomor-ganda").content.decode()

    browser.post(address, {"jenis": "typing", "tentang": "B"})

    assert slip.decisions.get().requests
    assert ChangeRequest.objects.count() == 1


def test_a_case_is_sent_back_with_a_listed_reason_and_changes_nobody(
    slip: DuplicateCase, operator: User, client_of: Any
) -> None:
    load_reasons()
    before = list(Citizen.objects.order_by("pk").values())
    browser = client_of(operator)
    address = f"/rekonsiliasi/nomor-ganda/{slip.pk}"
    page = browser.get(address).content.decode()
    assert "Poin tiap isian" in page and "poin<br>" in page and "sama dengan A" in page and "akibat-1B" in page

    assert "Tulis alasannya" in browser.post(address, {"kembalikan": "OTHER"}, follow=True).content.decode()
    assert not slip.decisions.exists()
    listed = browser.post(address, {"kembalikan": "ASK_CITIZEN"}, follow=True).content.decode()
    assert "menunggu jawaban luar" in listed and "Dikembalikan" in browser.get(address).content.decode()

    slip.refresh_from_db()
    returned = slip.decisions.get()
    assert (returned.kind, returned.note, slip.state) == ("returned", "Tanya warga dahulu", DuplicateCase.State.ASKED)
    asked = Assignment.objects.filter(key__startswith="nik-kembali:")
    assert asked.count() == 2 and all(slip.nik not in f"{each.title}{each.step}{each.say}" for each in asked)
    assert list(Citizen.objects.order_by("pk").values()) == before and not ChangeRequest.objects.exists()
