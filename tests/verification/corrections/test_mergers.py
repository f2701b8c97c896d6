"""Idea 7: two records of one person become one: what hangs on the second goes over, and a reversal brings all back."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.desk.models import Ticket
from consultation.visits.models import Visit
from dtks.assignments.models import Assignment
from dtks.jobs.models import Event
from dtks.jobs.services import sweep_events
from dtks.office.services import load_codes
from dtks.papers.models import Document
from dtks.registry.models import AidRecord, Citizen, CitizenIdentifier, MergedRecord, Programme, SchemeStanding
from dtks.registry.queries import aid_labels, family_of, head_of, members_of
from dtks.registry.services import find_citizens, register_citizen
from verification.corrections.models import Act, ChangeRequest, Origin
from verification.corrections.queries.act_forms import act_forms
from verification.corrections.services import (
    Because,
    BrokenPlan,
    decide_fields,
    propose,
    propose_act,
    propose_merger,
    reverse,
    undo_decision,
    withdraw,
)
from verification.workbench.models import Loss
from verification.workbench.services import find_losses_of_family

pytestmark = pytest.mark.django_db
CARD, OTHER = "7471051403090001", "7471051403090002"
OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)
ENDS = {"life_state": "accepted"}


@pytest.fixture(autouse=True)
def tables(office_tables):
    load_codes()
    Act.objects.filter(code="DUPLICATE").update(evidence="none", evidence_by_outcome={})


@pytest.fixture
def member(lahundape):
    def make(name, relation, number="", **more):
        values = {"name": name, "relation": relation, "kk_number": number, "kelurahan": lahundape.code, "sex": "L",
                  "birth_date": "1970-03-04"}  # fmt: skip
        return register_citizen(values={**values, **more}, actor=None, reference="Daftar No. 1", source="list")

    return make


@pytest.fixture
def two(member):
    """Two records of La Ode on one card: the second leads it, the first is a member; a child lives there too."""
    second = member("LA ODE", "1", CARD, nik="7471050403700001")
    first = member("LA ODE AMIN", "9", CARD, nik="7471050403700002")
    member("ANAK", "4", CARD)
    Citizen.objects.filter(pk=second.pk).update(dtks_id="D-2", register_state="listed", desil=1)
    Citizen.objects.filter(pk=first.pk).update(dtks_id="D-1", register_state="left", desil=3)
    pkh, bpnt = (
        Programme.objects.create(code=code, label=code, short_label=code, unit="family") for code in ("XPKH", "XBPNT")
    )
    for citizen, programme, period, state in (
        (second, pkh, OCTOBER, "YA"), (second, pkh, SEPTEMBER, "YA"), (second, bpnt, OCTOBER, "YA"),
        (first, bpnt, OCTOBER, "TIDAK"),
    ):  # fmt: skip
        AidRecord.objects.create(
            citizen=citizen, programme=programme, period=period, state=state, reference="Daftar No. 1"
        )
    SchemeStanding.objects.create(citizen=second, scheme="dtks", period=OCTOBER, listed=True, member_id="D-2",
                                  reference="Daftar No. 1")  # fmt: skip
    return Citizen.objects.get(pk=first.pk), Citizen.objects.get(pk=second.pk)


@pytest.fixture
def merger(two, rahmawati):
    return lambda: propose_merger(alias=two[1], kept=two[0], maker=rahmawati, origin=Origin.ADJUDICATION)


def decided(request, *people):
    for person in people:
        decide_fields(request=request, verdicts=ENDS, checker=person)
    sweep_events()
    request.refresh_from_db()
    return request


def hanging(citizens):
    """All that hangs on some records: aid, standings, papers, tasks, tickets, visits, open requests, cards, list."""
    open_ones = ChangeRequest.objects.open().exclude(act__code="DUPLICATE")
    return {
        "aid": sorted(AidRecord.objects.values_list("pk", "citizen", "state", "reference")),
        "standings": sorted(SchemeStanding.objects.values_list("pk", "citizen", "listed")),
        "papers": sorted(Document.objects.values_list("pk", "citizen")),
        "tasks": sorted(Assignment.objects.live().values_list("pk", "citizen")),
        "tickets": sorted(Ticket.objects.values_list("pk", "citizen")),
        "visits": sorted(Visit.objects.values_list("pk", "citizen")),
        "requests": sorted(open_ones.values_list("pk", "citizen", "household")),
        "cards": sorted(
            (each.citizen_id, each.relation, each.finding, each.household_id)
            for card in {family_of(citizen) for citizen in citizens} - {None}
            for each in members_of(card)
        ),
        "list": sorted(Citizen.objects.values_list("pk", "dtks_id", "register_state", "desil", "life_state",
                                                   "relation", "kk_number")),
        "numbers": sorted(CitizenIdentifier.objects.filter(ended_on=None).values_list("citizen", "kind", "value")),
    }  # fmt: skip


def test_idea_7_all_that_hangs_on_the_second_record_goes_over_and_its_number_finds_the_first(
    two, merger, kasi, rahmawati, fitriani, make_paper
):
    first, second = two
    [paper] = make_paper(second, "KTP")
    task = Assignment.objects.create(kind="confirm", title="x", citizen=second, role="kelurahan", origin="x", key="x",
                                     due_on=OCTOBER)  # fmt: skip
    ticket = Ticket.objects.create(
        number="T-1", kind="information", act="INFO", citizen=second, receipt_code="ABCD2345", secret_hash="x",
        due_on=OCTOBER,
    )  # fmt: skip
    visit = Visit.objects.create(number="K-1", citizen=second, kelurahan=second.kelurahan, source="hand",
                                 due_on=OCTOBER)  # fmt: skip
    waiting = propose(citizen=second, act="", values={"mother_name": "WA HALIMAH"}, origin=Origin.DESK, maker=fitriani)
    request = decided(merger(), kasi)

    assert (request.state, request.apply_error) == ("applied", "")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.life_state, second.merged_into.kept, second.merged_into.reference) == ("9", first, request.number)
    for each in (paper, task, ticket, visit, waiting):
        each.refresh_from_db()
        assert each.citizen == first, each
    assert waiting.state == "submitted"
    assert aid_labels([first.pk])[first.pk] == ["XPKH", "XBPNT"] and not aid_labels([second.pk])
    assert (first.dtks_id, first.register_state, second.dtks_id) == ("D-2", "listed", "")
    assert head_of(family_of(first)) == first, "the household keeps its head"
    assert first in [hit.citizen for hit in find_citizens(user=rahmawati, term=second.nik, where="x")]


@pytest.mark.parametrize("way", ["undo", "reverse"])
def test_idea_7_a_reversal_brings_all_back_to_the_second_record(
    two, merger, kasi, rahmawati, fitriani, make_paper, way
):
    make_paper(two[1], "KTP")
    propose(citizen=two[1], act="", values={"mother_name": "WA HALIMAH"}, origin=Origin.DESK, maker=fitriani)
    before = hanging(two)
    request = decided(merger(), kasi)
    assert hanging(two) != before
    if way == "undo":
        undo_decision(request=request, actor=kasi)
        sweep_events()
    else:
        back = reverse(request=request, maker=rahmawati, reason="Ternyata dua orang")
        assert decided(back, kasi).state == "applied", back.apply_error
    assert hanging(two) == before
    assert MergedRecord.objects.get().undone_on and Citizen.objects.get(pk=two[1].pk).merged_into is None


def test_a_second_record_that_is_a_second_head_of_the_card_stands_so_again(member, rahmawati, kasi):
    first, second = member("LA ODE", "1", CARD), member("LA ODE AMIN", "9", CARD)
    Citizen.objects.filter(pk=second.pk).update(relation="1")
    second.memberships.update(relation="", finding="TWO_HEADS")
    second = Citizen.objects.get(pk=second.pk)
    before = hanging([first, second])
    request = decided(propose_merger(alias=second, kept=first, maker=rahmawati, origin=Origin.ADJUDICATION), kasi)
    assert request.state == "applied" and head_of(family_of(first)) == first
    decided(reverse(request=request, maker=rahmawati, reason="Dua orang"), kasi)
    assert hanging([first, second]) == before


def test_a_record_without_card_takes_the_place_of_the_second_one(member, rahmawati, kasi):
    first, second = member("LA ODE", "1"), member("LA ODE AMIN", "1", CARD)
    member("ANAK", "4", CARD)
    request = decided(propose_merger(alias=second, kept=first, maker=rahmawati, origin=Origin.ADJUDICATION), kasi)
    assert request.state == "applied" and head_of(family_of(first)) == first and family_of(first).number == CARD


def test_idea_7_no_card_is_left_without_its_head_by_a_merger(member, rahmawati, kasi):
    first, second = member("LA ODE", "1", OTHER), member("LA ODE AMIN", "1", CARD)
    child = member("ANAK", "4", CARD)
    with pytest.raises(BrokenPlan, match="akan tanpa kepala.*Pertahankan catatan yang memimpin"):
        propose_merger(alias=second, kept=first, maker=rahmawati, origin=Origin.ADJUDICATION)
    Citizen.objects.filter(pk=child.pk).update(life_state="2")
    request = propose_merger(alias=second, kept=first, maker=rahmawati, origin=Origin.ADJUDICATION)
    Citizen.objects.filter(pk=child.pk).update(life_state="1")
    decided(request, kasi)
    assert request.state == "apply_failed" and "tanpa kepala" in request.apply_error
    assert not MergedRecord.objects.exists()


def test_records_of_an_open_act_on_the_family_are_joined_after_it(two, merger, fitriani, kasi):
    act = propose_act(
        form=act_forms()["anggota-keluar"], citizen=two[0], values={two[0]: {"kk_number": "", "relation": ""}},
        maker=fitriani, event_on=date(2026, 11, 1),
    )  # fmt: skip
    with pytest.raises(BrokenPlan, match=f"{act.number} masih terbuka"):
        merger()


def test_the_database_lets_the_subject_of_a_request_follow_only_a_merger(two, merger, kasi, fitriani):
    request = propose(citizen=two[1], act="", values={"mother_name": "X X"}, origin=Origin.DESK, maker=fitriani)
    with pytest.raises((IntegrityError, InternalError), match="about another citizen"), transaction.atomic():
        ChangeRequest.objects.filter(pk=request.pk).update(citizen=two[0])
    decided(merger(), kasi)
    with pytest.raises((IntegrityError, InternalError), match="about another citizen"), transaction.atomic():
        ChangeRequest.objects.filter(pk=request.pk).update(citizen=two[1])


def test_the_list_of_those_at_risk_speaks_of_the_record_that_counts(two, merger, kasi):
    Citizen.objects.filter(pk__in=[two[0].pk, two[1].pk]).update(birth_date=date(2009, 12, 16), ktp_state="1")
    request = merger()
    find_losses_of_family(Event(kind="change.applied", payload={"request": request.pk}))
    assert {each.citizen_id for each in loss_rows()} == {two[1].pk}
    decided(request, kasi)
    assert {each.citizen_id for each in loss_rows()} == {two[0].pk}


def loss_rows():
    return Loss.objects.all()


class Office:
    """Random acts of people on two records: joined, parted, proposed about, decided, papers seen."""

    def __init__(self, two, rahmawati, kasi, fitriani, make_paper):
        self.two, self.operator, self.kasi, self.desk = two, rahmawati, kasi, fitriani
        self.make_paper, self.made, self.papers = make_paper, 0, 0

    @property
    def standing(self):
        record = MergedRecord.objects.standing().first()
        return ChangeRequest.objects.get(number=record.reference) if record else None

    @property
    def waiting(self):
        return ChangeRequest.objects.open().filter(fields__field="address").order_by("pk").first()

    def merge(self):
        first, second = map(fresh, self.two)
        if self.standing is None:
            request = propose_merger(alias=second, kept=first, maker=self.operator, origin=Origin.ADJUDICATION)
            assert decided(request, self.kasi).state == "applied", request.apply_error

    def undo(self):
        if (request := self.standing) is not None:
            undo_decision(request=request, actor=self.kasi)
            withdraw(request=request, actor=self.operator)
            sweep_events()

    def reverse(self):
        if (request := self.standing) is not None:
            back = reverse(request=request, maker=self.operator, reason="Dua orang")
            assert decided(back, self.kasi).state == "applied", back.apply_error

    def propose(self):
        for citizen in self.two:
            self.made += 1
            propose(citizen=fresh(citizen), act="", values={"address": f"JL. NOMOR {self.made}"}, origin=Origin.DESK,
                    maker=self.desk)  # fmt: skip

    def refuse(self):
        if (request := self.waiting) is not None:
            decide_fields(request=request, verdicts={"address": "refused"}, checker=self.operator,
                          reasons={"address": Because("NO_PAPER")})  # fmt: skip

    def withdraw(self):
        if (request := self.waiting) is not None:
            withdraw(request=request, actor=self.desk)

    def paper(self):
        self.papers += 1
        self.make_paper(self.two[self.papers % 2], "KTP")


STEPS = ["merge", "undo", "reverse", "propose", "refuse", "withdraw", "paper"]
KEPT_AS_BEFORE = ("aid", "standings", "cards", "list", "numbers")


@given(steps=st.lists(st.sampled_from(STEPS), min_size=3, max_size=9))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_idea_7_joined_and_parted_in_any_order_no_aid_no_paper_and_no_request_is_lost(
    steps, two, rahmawati, kasi, fitriani, make_paper
):
    with transaction.atomic():
        start, office = hanging(two), Office(two, rahmawati, kasi, fitriani, make_paper)
        for step in ["merge", *steps]:
            getattr(office, step)()
            nothing_lost(two, start, office.made, office.papers)
        office.reverse()
        now = hanging(two)
        assert {name: now[name] for name in KEPT_AS_BEFORE} == {name: start[name] for name in KEPT_AS_BEFORE}
        transaction.set_rollback(True)


def fresh(citizen):
    return Citizen.objects.get(pk=citizen.pk)


def nothing_lost(two, start, made, papers):
    """Each aid record, paper and request is there and stands at one of the two; the card has one head who lives."""
    first, second = two
    rows = AidRecord.objects.filter(citizen__in=two)
    assert {pk for pk, *_ in start["aid"]} == set(rows.values_list("pk", flat=True))
    assert sorted(rows.values_list("state", flat=True)) == sorted(state for _, _, state, _ in start["aid"])
    requests = ChangeRequest.objects.exclude(act__code="DUPLICATE").filter(citizen__in=two)
    assert requests.count() == made
    assert Document.objects.filter(citizen__in=two).count() == papers
    record = MergedRecord.objects.standing().first()
    if record:
        assert sorted(aid_labels([first.pk])[first.pk]) == ["XBPNT", "XPKH"] and not aid_labels([second.pk])
    head = head_of(family_of(first))
    assert head is not None and head.life_state == "1"
