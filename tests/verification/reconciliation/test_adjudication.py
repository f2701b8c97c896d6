"""One NIK on several citizens: one case, four kinds, decided by keys; "possible" stops nobody's right."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dtks.accounts.models import Role, User
from dtks.assignments.models import Assignment
from dtks.jobs.services import run_inline
from dtks.office.models import Region
from dtks.papers.models import Document
from dtks.papers.services import add_document, load_papers, load_requirements
from dtks.registry.models import Citizen
from dtks.web.memory import asked_once
from verification.corrections.models import ChangeRequest, FieldChange, Origin
from verification.corrections.queries import evidence_need
from verification.corrections.services import decide_fields, load_acts, load_reasons
from verification.reconciliation import services
from verification.reconciliation.models import CaseDecision, CaseMember, DuplicateCase, Kind
from verification.reconciliation.queries import adjudication
from verification.reconciliation.queries.adjudicated import adjudicated_of
from verification.reconciliation.queries.choices import choices
from verification.reconciliation.queries.proofs import asked_papers
from verification.sources.models import CivilPerson

Person = Callable[..., CivilPerson]
Listed = Callable[..., Citizen]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("codes", "acts")]


@pytest.fixture
def acts(db: None) -> None:
    load_acts()


@pytest.fixture
def papers(db: None) -> None:
    load_papers()
    load_requirements()


def shown_to(citizen: Citizen, *codes: str, by: User) -> list[Document]:
    """Papers of a citizen in the archive."""
    return [add_document(citizen=citizen, kind=code, form=Document.Form.ORIGINAL, seen_by=by) for code in codes]


@pytest.fixture
def twins(person: Person, citizen: Listed, others: None) -> DuplicateCase:
    """One person of the register on two records of ours."""
    meant = person(0)
    citizen(meant)
    citizen(meant, dtks_id="D-twin")
    run_now()
    return DuplicateCase.objects.get()


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


@pytest.mark.usefixtures("papers")
def test_the_papers_asked_at_deciding_are_those_that_the_opened_request_asks_and_cites(
    twins: DuplicateCase, operator: User, client_of: Any
) -> None:
    kept, ends = member(twins, "A"), member(twins, "B")
    kk, *_ = shown_to(ends.citizen, "KK", by=operator)
    browser, address = client_of(operator), f"/rekonsiliasi/nomor-ganda/{twins.pk}"
    page = browser.get(address).content.decode()
    asked = asked_papers()[Kind.TWO_NIKS]
    assert f"Berkas: {asked.words}" in page and "Kartu Keluarga" in asked.words
    lacks = asked.missing([kk])
    assert "KTP-el" in lacks and "Kartu Keluarga" not in lacks
    assert "Pemutus baru dapat menerima sesudah berkas itu ditambahkan." in page

    said = browser.post(address, {"jenis": "two_niks", "tentang": "B"}, follow=True).content.decode()

    request = ChangeRequest.objects.get()
    assert request.papers_needed == asked.papers
    assert [each.document for each in request.evidence.all()] == [kk]
    assert evidence_need(request).missing == tuple(lacks)
    assert f"Baru dapat diterima dengan berkas: {', '.join(lacks)}" in said
    assert twins.decisions.get().kept == kept


@pytest.mark.usefixtures("papers")
def test_the_registers_own_number_stands_for_papers_and_the_panel_says_so(
    slip: DuplicateCase, operator: User, client_of: Any
) -> None:
    page = client_of(operator).get(f"/rekonsiliasi/nomor-ganda/{slip.pk}").content.decode()
    assert "Tidak mengunci: NIK itu catatan Disdukcapil sendiri" in page
    assert "NIK menjadi</strong>" in page and "menurut catatan Disdukcapilnya" not in page, "the number itself stands"


def test_the_registers_record_that_repeats_a_citizen_is_no_column_of_its_own(slip: DuplicateCase) -> None:
    columns = adjudication.columns_of(slip)
    assert [(column.letter, column.ours) for column in columns] == [("A", True), ("B", True), ("C", False)]
    assert columns[0].register is not None and columns[1].register is None


def test_idea_7_what_goes_over_to_the_record_that_stays_is_said_before_it_is_decided(
    twins: DuplicateCase, operator: User, client_of: Any
) -> None:
    columns = adjudication.columns_of(twins)
    columns[1].aid = ["PKH"]
    effects = choices(twins, columns, Kind.TWO_NIKS, asked_papers())[2].effects
    said = {effect.about: " ".join(f"{line.bold} {line.rest}" for line in effect.lines) for effect in effects}
    assert "Digabung ke A, tidak valid lagi. Pindah ke A: PKH. NIK dan ID-nya menjadi nomor lama A" in said["B"]
    assert "Digabung ke B" in said["A"] and "PKH berjalan terus" in said["A"]

    client_of(operator).post(
        f"/rekonsiliasi/nomor-ganda/{twins.pk}", {"jenis": "two_niks", "tentang": "B"}, follow=True
    )
    request = ChangeRequest.objects.get()
    found = adjudicated_of(request, operator)
    assert found and found.merger and found.merger.forbidden == ""
    assert request.family_plan is not None and request.family_plan.details == {"kept": member(twins, "A").citizen.pk}


def test_a_decision_is_taken_back_while_nothing_of_it_is_applied(
    slip: DuplicateCase, operator: User, staff: Callable[..., User], client_of: Any
) -> None:
    browser, address = client_of(operator), f"/rekonsiliasi/nomor-ganda/{slip.pk}"
    browser.post(address, {"jenis": "unsure"})
    browser.post(address, {"jenis": "typing", "tentang": "B"})
    request = ChangeRequest.objects.get()
    page = browser.get(address).content.decode()
    assert 'data-tombol="Z"' in page and f'name="urungkan" value="{slip.pk}"' in page
    assert request.get_absolute_url() in page and "menunggu putusan" in page
    with pytest.raises(services.CannotDecide, match="bukan putusan Anda"):
        services.take_back_duplicate(case=slip, actor=staff(Role.KASI))

    said = browser.post(address, {"urungkan": str(slip.pk)}, follow=True).content.decode()

    request.refresh_from_db()
    slip.refresh_from_db()
    assert f"Usulan {request.number} ditarik" in said and request.state == ChangeRequest.State.WITHDRAWN
    assert [each.kind for each in slip.decisions.all()] == ["taken_back", "typing", "unsure"], "all stays written"
    assert slip.state == DuplicateCase.State.ASKED and slip.kind_words == "Belum dapat dipastikan"

    browser.post(address, {"urungkan": str(slip.pk)})

    slip.refresh_from_db()
    assert slip.state == DuplicateCase.State.OPEN and not Assignment.objects.live().filter(key__startswith="nik-ganda:")
    assert services.may_take_back(slip, operator) is None


def test_what_another_has_decided_of_it_is_not_taken_back(
    slip: DuplicateCase, operator: User, staff: Callable[..., User]
) -> None:
    services.decide_duplicate(case=slip, kind=Kind.TYPING, about=member(slip, "B"), actor=operator)
    request = ChangeRequest.objects.get()
    accepted = {change.field: FieldChange.Verdict.ACCEPTED for change in request.fields.all()}
    decide_fields(request=request, verdicts=accepted, checker=staff(Role.KASI))

    with pytest.raises(services.CannotDecide, match="sudah diputus"):
        services.take_back_duplicate(case=slip, actor=operator)


def test_the_words_of_a_decision_keep_their_abbreviations(slip: DuplicateCase, operator: User, client_of: Any) -> None:
    address = f"/rekonsiliasi/nomor-ganda/{slip.pk}"
    said = client_of(operator).post(address, {"jenis": "two_persons"}, follow=True).content.decode()
    assert "dua orang hidup, satu NIK." in said


def test_the_decider_of_a_request_sees_the_case_and_the_record_that_stays(
    twins: DuplicateCase, operator: User, staff: Callable[..., User], client_of: Any
) -> None:
    load_reasons()
    services.decide_duplicate(case=twins, kind=Kind.TWO_NIKS, about=member(twins, "B"), actor=operator)
    request = ChangeRequest.objects.get()
    decider = staff(Role.KASI)
    with asked_once():
        adjudicated_of(request, decider)  # what a page asks once is read now
        with CaptureQueriesContext(connection) as asked:
            adjudicated_of(ChangeRequest.objects.select_related("act").get(), decider)
        assert len(asked) <= 16, "\n".join(each["sql"][:200] for each in asked)
    page = client_of(decider).get(f"/perkara/{request.pk}/").content.decode()
    assert twins.get_absolute_url() in page and twins.number in page
    assert member(twins, "A").citizen.get_absolute_url() in page and "dipertahankan" in page
    assert "A dan B, keyakinan" in page and "Dua catatan kami dibandingkan satu dengan yang lain" in page


def test_the_decider_of_a_repair_sees_whose_number_it_was(
    slip: DuplicateCase, operator: User, staff: Callable[..., User], client_of: Any
) -> None:
    load_reasons()
    services.decide_duplicate(case=slip, kind=Kind.TYPING, about=member(slip, "B"), actor=operator)
    page = client_of(staff(Role.KASI)).get(f"/perkara/{ChangeRequest.objects.get().pk}/").content.decode()
    assert "Satu NIK, beberapa orang" in page and member(slip, "A").citizen.name in page and "tidak berubah" in page
