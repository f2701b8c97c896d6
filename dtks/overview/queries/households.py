"""A household's page: members now and before, what is open for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from consultation.desk.models import Ticket
from dtks.accounts.models import User
from dtks.overview.queries.file import requests_of
from dtks.overview.queries.schemes import schemes_of
from dtks.overview.queries.tickets import tickets_of
from dtks.registry.models import Citizen, Household, HouseholdMembership, Relation, SchemeStanding
from dtks.registry.services import NOT_ON_NEW_CARD
from verification.corrections.models import ChangeRequest, SuccessionDraft, SuccessionMember
from verification.reconciliation.models import Result


@dataclass(frozen=True)
class HouseholdFile:
    """All that the page of a household shows."""

    household: Household
    members: list[Any]
    former: list[Any]
    elsewhere: int
    head: Citizen | None
    cards: list[Household]  # cards of a dwelling's people, or the dwellings of a card's
    requests: list[ChangeRequest]
    tickets: list[Ticket]
    findings: list[str]
    waiting: list[Citizen]  # members whom no new card took over: each is a case of his own
    draft: SuccessionDraft | None  # of this person, not sent yet
    schemes: dict[int, list[SchemeStanding]]  # citizen -> newest standing of each scheme
    heirs: list[Household]  # the cards that came in its place, the successor's first

    @property
    def bridge(self) -> list[tuple[Citizen, list[SchemeStanding]]]:
        """Members with what each scheme last said of them; only those whom a list named."""
        return [(each.citizen, said) for each in self.members if (said := self.schemes.get(each.citizen_id))]

    @property
    def matters(self) -> int:
        return len(self.requests) + len(self.tickets)


def household_file(*, user: User, pk: int) -> HouseholdFile | None:
    """A household of the person's areas, or None; nine queries."""
    household = (
        Household.objects.visible_to(user).filter(pk=pk).select_related("kelurahan__parent", "succeeded_by").first()
    )
    if household is None:
        return None
    newest = Result.objects.filter(citizen=OuterRef("citizen"), is_latest=True)
    everybody = list(
        household.memberships.select_related("citizen__kelurahan")
        .annotate(result=Subquery(newest.values("result_class")[:1]))
        .order_by("ended_on", "id")
    )
    mine = set(
        Citizen.objects.visible_to(user)
        .filter(pk__in=[each.citizen_id for each in everybody])
        .values_list("pk", flat=True)
    )
    shown = [each for each in everybody if each.citizen_id in mine]
    members = sorted((each for each in shown if each.ended_on is None), key=_card_order)
    people = {each.citizen_id for each in members}
    return HouseholdFile(
        household=household,
        members=members,
        former=[each for each in shown if each.ended_on is not None],
        elsewhere=len(everybody) - len(shown),
        head=next((each.citizen for each in members if each.relation == Relation.HEAD), None),
        cards=_others(user, household, people),
        requests=[each for each in requests_of(user, people) if each.is_open],
        tickets=[each for each in tickets_of(user, people) if each.is_open],
        findings=_findings(household, everybody),
        waiting=[each.citizen for each in members if each.finding == NOT_ON_NEW_CARD],
        draft=SuccessionDraft.objects.filter(user=user, household=household).first(),
        schemes=schemes_of(people),
        heirs=_heirs(user, household),
    )


def _card_order(membership: HouseholdMembership) -> tuple[int, date]:
    relation = int(membership.relation) if membership.relation else 99
    return relation, membership.citizen.birth_date or date.max


def _others(user: User, household: Household, people: set[int]) -> list[Household]:
    kind = Household.Unit.DWELLING if household.unit == Household.Unit.FAMILY else Household.Unit.FAMILY
    found = Household.objects.visible_to(user).filter(
        unit=kind, memberships__citizen__in=people, memberships__ended_on=None
    )
    return list(found.distinct()[:12])


def _heirs(user: User, household: Household) -> list[Household]:
    """Cards to which the members of a replaced card went."""
    if household.succeeded_by_id is None:
        return []
    numbers = SuccessionMember.objects.filter(succession__household=household, place="placed").values("number")
    cards = Household.objects.visible_to(user).filter(
        Q(pk=household.succeeded_by_id) | Q(unit="family", number__in=numbers)
    )
    return sorted(cards, key=lambda card: card.pk != household.succeeded_by_id)


def _findings(household: Household, memberships: Sequence[HouseholdMembership]) -> list[str]:
    """What is wrong with a card, in words."""
    if household.unit == Household.Unit.DWELLING:
        return []
    now = [each for each in memberships if each.ended_on is None]
    found = []
    if now and not any(each.relation == Relation.HEAD for each in now):
        found.append("Kartu ini tidak punya kepala keluarga.")
    if any(each.finding == "TWO_HEADS" for each in now):
        found.append("Daftar menyebut dua kepala keluarga; yang kedua tercatat sebagai anggota.")
    return found
