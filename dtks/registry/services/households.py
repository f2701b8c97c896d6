"""Memberships in families and dwellings. They end and begin on a day and are never deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from dtks.registry.models import Citizen, HouseFacts, Household, HouseholdMembership, Relation, Scheme
from dtks.registry.queries.households import family_of
from dtks.web.refusals import Refusal

TWO_HEADS = "TWO_HEADS"  # was head in the file while the card has one: a member here, with this finding
NOT_ON_NEW_CARD = "NOT_ON_NEW_CARD"  # stays with the family of a replaced card that no new card takes over
CARD_CHANGED = "No. KK berganti"


class SecondHead(Refusal):
    """The card has a living head already."""

    def __init__(self, head: str) -> None:
        super().__init__(f"Kartu ini sudah punya kepala keluarga, {head}. Ubah dahulu hubungan orang itu.")


@transaction.atomic
def settle_families(*, citizens: Sequence[Citizen], on: date, reason: str = "", strict: bool = False) -> int:
    """Bring the family memberships of citizens in line with their card numbers and relations; same cost for many.

    Ends the membership of another card, makes the card where it is new, joins. Of two heads on a card the first in the
    order of `citizens` stays head, the second becomes a member with the finding TWO_HEADS.

    Args:
        strict: a second head is refused instead, for acts of a person.

    Returns how many memberships were begun or changed.

    Raises:
        SecondHead: only if `strict`.
    """
    numbers = {citizen.pk: citizen.kk_number for citizen in citizens}
    standing = _current(list(numbers), Household.Unit.FAMILY)
    for pk in _waiting_for_a_card(standing, numbers):
        del standing[pk]
        citizens = [citizen for citizen in citizens if citizen.pk != pk]
    left = [each for pk, each in standing.items() if each.household.number != numbers[pk]]
    _end(left, on=on, reason=reason or CARD_CHANGED)
    for each in left:
        del standing[each.citizen_id]
    with_card = [citizen for citizen in citizens if citizen.kk_number]
    changed = _step_down(with_card, standing)
    cards = _households(
        Household.Unit.FAMILY, {citizen.kk_number: citizen.kelurahan_id for citizen in with_card}, Scheme.DTKS, on
    )
    return changed + _join(with_card, standing, cards, on=on, strict=strict)


def _waiting_for_a_card(standing: Mapping[int, HouseholdMembership], numbers: Mapping[int, str]) -> list[int]:
    """Who stays with the family of a card that was replaced, until his own number changes."""
    waiting = {pk: each for pk, each in standing.items() if each.finding == NOT_ON_NEW_CARD}
    if not waiting:
        return []
    heirs = [each.household_id for each in waiting.values()]
    replaced = set(Household.objects.filter(succeeded_by__in=heirs).values_list("number", flat=True))
    return [pk for pk in waiting if numbers[pk] in replaced]


def _current(citizens: list[int], unit: str) -> dict[int, HouseholdMembership]:
    rows = HouseholdMembership.objects.filter(citizen__in=citizens, household__unit=unit, ended_on=None)
    return {row.citizen_id: row for row in rows.select_related("household")}


def _step_down(citizens: Iterable[Citizen], standing: Mapping[int, HouseholdMembership]) -> int:
    """Heads who are head no longer go first, so that their successor finds the place free."""
    changed = 0
    for citizen in citizens:
        each = standing.get(citizen.pk)
        if each and each.relation == Relation.HEAD and citizen.relation != Relation.HEAD:
            each.relation = citizen.relation
            each.save(update_fields=["relation"])
            changed += 1
    return changed


def _heads_of(cards: Iterable[Household]) -> dict[int, HouseholdMembership]:
    found = HouseholdMembership.objects.filter(household__in=cards, relation=Relation.HEAD, ended_on=None)
    return {each.household_id: each for each in found.select_related("citizen")}


def _join(
    citizens: Sequence[Citizen],
    standing: Mapping[int, HouseholdMembership],
    cards: Mapping[str, Household],
    *,
    on: date,
    strict: bool,
) -> int:
    headed = [cards[citizen.kk_number] for citizen in citizens if citizen.relation == Relation.HEAD]
    heads = _heads_of(headed) if headed else {}
    begun: list[HouseholdMembership] = []
    changed = 0
    for citizen in citizens:
        card = cards[citizen.kk_number]
        relation, finding = citizen.relation, ""
        if relation == Relation.HEAD:
            head = heads.get(card.pk)
            if head is not None and head.citizen_id != citizen.pk:
                if strict:
                    raise SecondHead(head.citizen.name)
                relation, finding = Relation.NONE, TWO_HEADS
        each = standing.get(citizen.pk)
        if each is None:
            each = HouseholdMembership(
                household=card, citizen=citizen, relation=relation, started_on=on, finding=finding
            )
            begun.append(each)
        elif (each.relation, each.finding) != (relation, finding):
            each.relation, each.finding = relation, finding
            each.save(update_fields=["relation", "finding"])
            changed += 1
        if relation == Relation.HEAD:
            heads[card.pk] = each
    HouseholdMembership.objects.bulk_create(begun, batch_size=1000)
    return len(begun) + changed


@transaction.atomic
def settle_dwellings(
    *, dwellings: Mapping[int, str], scheme: str, on: date, kelurahan: Mapping[str, int | None]
) -> int:
    """Bring memberships of dwellings (ID DTKS) in line with a list; those of another scheme stay. Same cost for many.

    Args:
        dwellings: citizen id to the number of his dwelling; '' for none.
        kelurahan: number of a dwelling to the id of its kelurahan.

    Returns how many memberships were begun.
    """
    standing = HouseholdMembership.objects.filter(
        citizen__in=list(dwellings), household__unit=Household.Unit.DWELLING, ended_on=None
    ).select_related("household")
    staying = {each.citizen_id for each in standing if each.household.number == dwellings[each.citizen_id]}
    of_scheme = (each for each in standing if each.household.scheme == scheme)
    _end((each for each in of_scheme if each.citizen_id not in staying), on=on, reason="ID DTKS berganti")
    joining = {pk: number for pk, number in dwellings.items() if number and pk not in staying}
    places = {number: kelurahan.get(number) for number in joining.values()}
    found = _households(Household.Unit.DWELLING, places, scheme, on)
    begun = [
        HouseholdMembership(household=found[number], citizen_id=pk, started_on=on) for pk, number in joining.items()
    ]
    HouseholdMembership.objects.bulk_create(begun, batch_size=1000)
    return len(begun)


@transaction.atomic
def join_family(*, citizen: Citizen, number: str, relation: str, on: date, reason: str = "") -> HouseholdMembership:
    """Put a citizen on a card, the act of a person: an earlier card is left with the reason.

    The citizen's own fields No. KK and Hubungan are not touched; `set_values` does both.

    Raises:
        SecondHead: the card has a living head, and he was to be head.
    """
    card = _households(Household.Unit.FAMILY, {number: citizen.kelurahan_id}, Scheme.DTKS, on)[number]
    standing = _current([citizen.pk], Household.Unit.FAMILY).get(citizen.pk)
    if relation == Relation.HEAD:
        _require_free_head(card, citizen)
    if standing and standing.household_id == card.pk:
        standing.relation, standing.finding = relation, ""
        standing.save(update_fields=["relation", "finding"])
        return standing
    if standing:
        _end([standing], on=on, reason=reason or CARD_CHANGED)
    return HouseholdMembership.objects.create(household=card, citizen=citizen, relation=relation, started_on=on)


@transaction.atomic
def move_membership(
    *, membership: HouseholdMembership, household: Household, on: date, reason: str, relation: str = ""
) -> HouseholdMembership:
    """End a membership and begin one of the same citizen in another household of the same kind.

    Raises:
        SecondHead: the other card has a living head, and he was to be head.
    """
    if relation == Relation.HEAD:
        _require_free_head(household, membership.citizen)
    _end([membership], on=on, reason=reason)
    return HouseholdMembership.objects.create(
        household=household, citizen=membership.citizen, relation=relation, started_on=on
    )


@transaction.atomic
def end_memberships(*, citizen: Citizen, on: date, reason: str) -> int:
    """End all memberships of a citizen who died, moved away or never was. Returns how many."""
    return _end(list(citizen.memberships.filter(ended_on=None)), on=on, reason=reason)


@transaction.atomic
def succeed(*, household: Household, by: Household, on: date) -> Household:
    """Close a card that another one replaces; its members have moved before (failure: nobody may fall between)."""
    household.ended_on, household.succeeded_by = max(on, household.started_on), by
    household.save(update_fields=["ended_on", "succeeded_by"])
    return household


@transaction.atomic
def reopen_card(*, household: Household) -> Household:
    """A card that was closed is good again: its succession was taken back."""
    household.ended_on, household.succeeded_by = None, None
    household.save(update_fields=["ended_on", "succeeded_by"])
    return household


def _require_free_head(card: Household, citizen: Citizen) -> None:
    others = card.memberships.filter(relation=Relation.HEAD, ended_on=None).exclude(citizen=citizen)
    if head := others.select_related("citizen").first():
        raise SecondHead(head.citizen.name)


def _end(memberships: Iterable[HouseholdMembership], *, on: date, reason: str) -> int:
    ended = list(memberships)
    for each in ended:
        each.ended_on, each.reason = max(on, each.started_on), reason[:80]
    HouseholdMembership.objects.bulk_update(ended, ["ended_on", "reason"], batch_size=1000)
    return len(ended)


def _households(unit: str, places: Mapping[str, int | None], scheme: str, on: date) -> dict[str, Household]:
    """Number to household, made where it is new; locked in the order of ids, so that two acts on a card wait."""
    wanted = Household.objects.filter(unit=unit, number__in=places).order_by("pk").select_for_update()
    found = {each.number: each for each in wanted}
    missing = [number for number in places if number not in found]
    if missing:
        Household.objects.bulk_create(
            [
                Household(unit=unit, number=number, scheme=scheme, kelurahan_id=places[number], started_on=on)
                for number in missing
            ],
            ignore_conflicts=True,
            batch_size=1000,
        )
        found = {each.number: each for each in wanted.all()}
    return found


def keep_house(
    *, citizen: Citizen, seen_on: date, reference: str, values: Mapping[str, str],
    members: Mapping[str, Mapping[str, str]], place: tuple[Decimal, Decimal] | None = None,
    photo: str = "",
) -> HouseFacts:  # fmt: skip
    """Remember a home as it was seen; the same reference is remembered once."""
    latitude, longitude = place or (None, None)
    kept, _ = HouseFacts.objects.get_or_create(
        reference=reference[:60],
        defaults={
            "citizen": citizen, "household": family_of(citizen), "seen_on": seen_on, "values": dict(values),
            "members": dict(members), "latitude": latitude, "longitude": longitude, "photo": photo[:80],
        },
    )  # fmt: skip
    return kept
