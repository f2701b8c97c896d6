"""Succession: the old card closes, each member goes to a new one, aid and open requests follow; undone as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from dtks.accounts.models import User
from dtks.papers.models import Document
from dtks.registry.models import AidRecord, Citizen, Household, HouseholdMembership, LifeState, Relation, Source
from dtks.registry.services import (
    NOT_ON_NEW_CARD,
    end_memberships,
    move_membership,
    remove,
    reopen_card,
    restore_values,
    set_values,
    succeed,
    undo_removal,
)
from dtks.web.locking import locked
from verification.corrections.models import ChangeRequest, Succession, SuccessionDraft, SuccessionMember
from verification.corrections.queries.succession import head_of_card
from verification.corrections.services.deaths import answer_deaths, require_answerable
from verification.corrections.services.filing import require_free_card, require_own_cards, take_turn
from verification.corrections.services.newcomers import (
    Newcomer,
    propose_newcomers,
    require_joinable,
    rows_of_newcomers,
    take_newcomers_back,
)
from verification.corrections.services.places import MemberPlace, Wanted, check_succession, require_same
from verification.corrections.services.proposals import Whence, propose
from verification.corrections.services.refusals import BrokenPlan
from verification.corrections.services.waiting import open_cases
from verification.matching.nik import clean_nik

Place, Kind = SuccessionMember.Place, Succession.Kind
AID_FOLLOWS = timedelta(days=366)
BURIED = "13"  # outcome_codes.csv: died, the recipient must be replaced


@locked()
def propose_succession(
    *,
    household: Household,
    kind: str,
    event_on: date,
    successor: Citizen,
    places: Sequence[MemberPlace],
    maker: User,
    newcomers: Sequence[Newcomer] = (),
    documents: Sequence[Document] = (),
    reason: str = "",
    guardian_number: str = "",
    urgent_reason: str = "",
    whence: Whence | None = None,
) -> ChangeRequest:
    """Propose who follows the head of a card and where each member goes; decided by others, then done as a whole.

    Args:
        places: exactly the present members of the card, each once.
        newcomers: people of the new cards who were not on the old one.
        guardian_number: No. KK of a successor from another card; needs a paper (the guardian's letter).
        whence: where it comes from; without, from the page of the family.

    Raises:
        BrokenPlan: a member is missing or has no relation, a new card has no head or two or a child for one, another
            plan for this card is open.
        OpenAlready: the same numbers are asked already for the successor alone, or by somebody else.
        SomebodyElse: somebody proposes an act on this card at this moment.
    """
    card = take_turn(household)
    wanted = Wanted(
        card=card, kind=kind, event_on=event_on, successor=successor, guardian=clean_nik(guardian_number),
        places=[each.cleaned for each in places],
        newcomers=[replace(each, number=clean_nik(each.number)) for each in newcomers],
    )  # fmt: skip
    require_free_card(card, maker=maker, act=wanted.act)
    check_succession(wanted, documents)
    require_own_cards(wanted.numbers - {wanted.guardian, card.number}, people=wanted.people, maker=maker)
    require_answerable(card, members=[each.citizen for each in wanted.places], dead=wanted.dead)
    whence = whence or Whence(reference="Halaman keluarga")
    request = propose(
        citizen=successor, act=wanted.act, values={"kk_number": wanted.number, "relation": wanted.relation},
        origin=whence.origin, origin_reference=whence.reference, urgent_reason=urgent_reason or whence.urgent_reason,
        maker=maker, reason=reason, documents=documents, alone=True,
    )  # fmt: skip
    if (known := Succession.objects.filter(request=request).first()) is not None:
        require_same(known, wanted)
        return request
    _require_only(request, card)
    plan = Succession.objects.create(
        request=request, household=card, kind=kind, event_on=event_on, successor=successor, number=wanted.number,
        old_head=head_of_card(card), by_guardian=bool(wanted.guardian),
    )  # fmt: skip
    SuccessionMember.objects.bulk_create(
        [*_rows(plan, wanted.places), *rows_of_newcomers(plan, wanted.newcomers, maker)]
    )
    open_cases(plan, by=maker)
    answer_deaths(plan, by=maker)
    return request


def _rows(plan: Succession, places: Sequence[MemberPlace]) -> list[SuccessionMember]:
    relations = dict(plan.household.memberships.filter(ended_on=None).values_list("citizen", "relation"))
    return [
        SuccessionMember(
            succession=plan, citizen=each.citizen, old_relation=relations[each.citizen.pk], number=each.number,
            relation=each.relation, was=_sources_of(each.citizen),
            place=Place.DECEASED if each.deceased else Place.PLACED if each.number else Place.OPEN,
        )
        for each in places
    ]  # fmt: skip


def _require_only(request: ChangeRequest, card: Household) -> None:
    """The same person has not proposed another successor for the card."""
    other = ChangeRequest.objects.open().filter(succession__household=card).exclude(pk=request.pk).first()
    if other is not None:
        raise BrokenPlan(f"{other.number} masih terbuka bagi kartu ini. Tarik atau selesaikan dahulu.")


def _sources_of(citizen: Citizen) -> dict[str, object]:
    return {field: citizen.sources.get(field) for field in ("kk_number", "relation", "life_state")}


def apply_succession(request: ChangeRequest) -> None:
    """Do the plan of a request whose successor was just written: called in the transaction that applies it.

    Raises:
        BrokenPlan: a member has left the old card since; nothing is written.
    """
    plan = request.plan
    if plan is None:
        return
    members = list(plan.members.select_related("citizen__kelurahan").order_by("citizen"))
    people = {each.pk: each for each in _locked([each.citizen_id for each in members])}
    _require_unchanged(plan, [each for each in members if each.citizen_id != plan.successor_id])
    for each in members:
        if each.place == Place.DECEASED:
            _bury(people[each.citizen_id], plan, request)
    placed = [each for each in members if each.number and each.citizen_id != plan.successor_id]
    for each in sorted(placed, key=lambda one: one.relation != Relation.HEAD):  # heads first, so that cards have one
        _write(people[each.citizen_id], each.number, each.relation, request)
    new = Household.objects.get(unit=Household.Unit.FAMILY, number=plan.number)
    for membership in _still_on(plan.household):
        moved = move_membership(membership=membership, household=new, on=_today(), reason=request.number)
        moved.finding = NOT_ON_NEW_CARD
        moved.save(update_fields=["finding"])
    if new != plan.household:
        succeed(household=plan.household, by=new, on=_today())
    _let_aid_follow(plan, request)
    _let_requests_follow(ChangeRequest.objects.filter(household=plan.household).exclude(pk=request.pk), new)
    _require_nobody_between(plan, members)
    propose_newcomers(request, plan, people)
    SuccessionDraft.objects.filter(household=plan.household).delete()  # the card is closed, there is nothing to send


def _let_requests_follow(requests: QuerySet[ChangeRequest], otherwise: Household) -> None:
    """Open ones of some requests stand at the card where their citizen stands now."""
    following = list(requests.filter(state__in=ChangeRequest.OPEN_STATES))
    now = dict(_on_open_cards(each.citizen_id for each in following).values_list("citizen", "household"))
    for each in following:
        each.household_id = now.get(each.citizen_id, otherwise.pk)
    ChangeRequest.objects.bulk_update(following, ["household"])


def _on_open_cards(people: Iterable[int]) -> QuerySet[HouseholdMembership]:
    return HouseholdMembership.objects.filter(
        citizen__in=list(people), ended_on=None, household__unit=Household.Unit.FAMILY, household__ended_on=None
    )


def _require_nobody_between(plan: Succession, members: Sequence[SuccessionMember]) -> None:
    """Everybody of the old card who lives stands on exactly one open card now, the dead on none; else nothing of it is
    written."""
    standing = Counter(_on_open_cards([each.citizen_id for each in members]).values_list("citizen", flat=True))
    for each in members:
        if standing[each.citizen_id] != (0 if each.place == Place.DECEASED else 1):
            raise BrokenPlan(f"{each.citizen.name} tidak berdiri di tempatnya. Tarik usulan ini, buat yang baru.")


def _locked(ids: Iterable[int]) -> list[Citizen]:
    people = Citizen.objects.select_for_update(of=("self",)).select_related("kelurahan")
    return list(people.filter(pk__in=list(ids)).order_by("pk"))


def _still_on(card: Household) -> list[HouseholdMembership]:
    return list(card.memberships.filter(ended_on=None).select_related("citizen"))


def _require_unchanged(plan: Succession, members: Sequence[SuccessionMember]) -> None:
    present = {each.citizen_id: each.relation for each in _still_on(plan.household)}
    for each in members:
        if each.place == Place.JOINS:
            require_joinable(each, each.citizen)
            continue
        gone = each.place == Place.DECEASED and each.citizen.life_state != LifeState.ALIVE
        if not gone and each.citizen_id not in present:
            raise BrokenPlan(f"{each.citizen.name} sudah tidak di kartu lama. Tarik usulan ini dan buat yang baru.")
    strangers = set(present) - {each.citizen_id for each in members} - {plan.successor_id}
    if strangers:
        raise BrokenPlan("Ada anggota baru di kartu lama sejak usulan dibuat. Tarik usulan ini dan buat yang baru.")


def _bury(citizen: Citizen, plan: Succession, request: ChangeRequest) -> None:
    if citizen.life_state == LifeState.DECEASED:  # died before, and stood on the card all the same
        end_memberships(citizen=citizen, on=plan.event_on, reason=request.number)
        return
    set_values(
        citizen=citizen, values={"life_state": LifeState.DECEASED.value}, source=Source.CORRECTION,
        reference=request.number, on=plan.event_on, held=True,
    )  # fmt: skip
    if not citizen.tombstones.filter(lifted_on=None).exists():
        remove(citizen=citizen, reason=BURIED, on=plan.event_on, request_number=request.number)


def _write(citizen: Citizen, number: str, relation: str, request: ChangeRequest) -> None:
    set_values(
        citizen=citizen, values={"kk_number": number, "relation": relation}, source=Source.CORRECTION,
        reference=request.number, on=_today(), held=True,
    )  # fmt: skip


def _let_aid_follow(plan: Succession, request: ChangeRequest) -> None:
    """Programmes of the family in the old head's name stand in the successor's too, with where they come from."""
    if plan.kind != Kind.DIED or plan.old_head is None or plan.old_head == plan.successor:
        return
    rows = AidRecord.objects.filter(
        citizen=plan.old_head, programme__unit="family", period__gte=plan.event_on - AID_FOLLOWS
    )
    AidRecord.objects.bulk_create(
        [
            AidRecord(
                citizen=plan.successor, programme_id=row.programme_id, period=row.period, state=row.state,
                reference=f"{request.number}, dari {row.reference}"[:80],
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def take_back_succession(request: ChangeRequest) -> None:
    """After the successor's values went back: the old card is open again, and each member stands on it as before."""
    plan = request.plan
    if plan is None:
        return
    card, today = plan.household, _today()
    take_newcomers_back(request)
    reopen_card(household=card)
    members = list(plan.members.select_related("succession__request").order_by("citizen"))
    people = {each.pk: each for each in _locked([each.citizen_id for each in members])}
    for each in sorted(members, key=lambda one: (one.place != Place.JOINS, one.old_relation != Relation.HEAD)):
        citizen = people[each.citizen_id]
        values = {"kk_number": card.number, "relation": each.old_relation or citizen.relation}
        if each.place == Place.JOINS:
            values = dict(each.was["values"])
        if each.place == Place.DECEASED and _died_by(citizen, request):
            values["life_state"] = LifeState.ALIVE.value
        _move_home(citizen, card, each)
        was = {field: each.was.get(field) for field in values}
        restore_values(citizen=citizen, values=values, was=was, reference=f"{request.number} dibalikkan", on=today)
        if "life_state" in values:
            for stone in citizen.tombstones.filter(lifted_on=None, reason=BURIED, removed_on=plan.event_on):
                undo_removal(tombstone=stone, reason=f"{request.number} dibalikkan", on=today)
    AidRecord.objects.filter(citizen=plan.successor, reference__startswith=f"{request.number}, dari ").delete()
    cards = {each.number for each in members if each.number} | {plan.number}
    _let_requests_follow(ChangeRequest.objects.filter(citizen__in=list(people), household__number__in=cards), card)


def _died_by(citizen: Citizen, request: ChangeRequest) -> bool:
    return citizen.source_of("life_state").get("reference") == request.number


def _move_home(citizen: Citizen, card: Household, member: SuccessionMember) -> None:
    """Who only stayed with the family until he is placed has no card number to go by, nor who was dead already."""
    if member.place == Place.DECEASED:
        number = member.succession.request.number
        citizen.memberships.filter(reason=number).update(ended_on=None, reason="")
    if member.place != Place.OPEN:
        return
    now = citizen.memberships.filter(ended_on=None, household__unit=Household.Unit.FAMILY).first()
    if now is not None and now.household_id != card.pk:
        move_membership(membership=now, household=card, on=_today(), reason="dibalikkan", relation=member.old_relation)


def _today() -> date:
    return timezone.localdate()
