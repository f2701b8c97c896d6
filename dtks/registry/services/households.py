"""Memberships in families and dwellings. They end and begin on a day and are never deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

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
    for each in left:
        del standing[each.citizen_id]
    with_card = [citizen for citizen in citizens if citizen.kk_number]
    changed = _step_down(with_card, standing)
    heads = _heads_beside(with_card, standing, left, on=on)
    begun, mended = _seats(with_card, standing, heads, strict=strict)
    second = _move(left, begun, on=on, reason=reason or CARD_CHANGED)
    if second and strict:
        raise SecondHead(_head_of(second[0].citizen.kk_number))
    _move([], [_Seat(seat.citizen, Relation.NONE, TWO_HEADS) for seat in second], on=on)
    for each in mended:
        each.save(update_fields=["relation", "finding"])
    return changed + len(begun) + len(mended)


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


@dataclass(frozen=True)
class _Seat:
    """A citizen's place on the card that he joins."""

    citizen: Citizen
    relation: str
    finding: str


def _heads_beside(
    citizens: Iterable[Citizen],
    standing: Mapping[int, HouseholdMembership],
    left: Iterable[HouseholdMembership],
    *,
    on: date,
) -> dict[str, Citizen]:
    """Heads that stay, and those of the cards of which a member becomes head, by number; these cards are locked. Who
    joins a card as head is held against its head by the index alone.
    """
    own = [each for each in citizens if each.relation == Relation.HEAD and each.pk in standing]
    heads = {each.kk_number: each for each in own if standing[each.pk].relation == Relation.HEAD}
    becoming = [each for each in own if heads.get(each.kk_number) is not each]
    if becoming:
        with connection.cursor() as cursor:
            cursor.execute(_CARDS, _places_of(becoming, on))
        found = _heads(each.kk_number for each in becoming).exclude(pk__in=[each.pk for each in left])
        heads |= {each.household.number: each.citizen for each in found}
    return heads


def _heads(numbers: Iterable[str]) -> QuerySet[HouseholdMembership]:
    """Living heads of some cards."""
    rows = HouseholdMembership.objects.filter(relation=Relation.HEAD, ended_on=None)
    family = rows.filter(household__unit=Household.Unit.FAMILY, household__number__in=list(numbers))
    return family.select_related("citizen", "household")


def _head_of(number: str) -> str:
    head = _heads([number]).first()
    return head.citizen.name if head else "yang baru dicatat"


def _seats(
    citizens: Iterable[Citizen],
    standing: Mapping[int, HouseholdMembership],
    heads: dict[str, Citizen],
    *,
    strict: bool,
) -> tuple[list[_Seat], list[HouseholdMembership]]:
    """Who joins a card, and whose place on the same card changes."""
    begun: list[_Seat] = []
    mended: list[HouseholdMembership] = []
    for citizen in citizens:
        relation, finding = citizen.relation, ""
        if relation == Relation.HEAD:
            head = heads.setdefault(citizen.kk_number, citizen)
            if head.pk != citizen.pk:
                if strict:
                    raise SecondHead(head.name)
                relation, finding = Relation.NONE, TWO_HEADS
        each = standing.get(citizen.pk)
        if each is None:
            begun.append(_Seat(citizen, relation, finding))
        elif (each.relation, each.finding) != (relation, finding):
            each.relation, each.finding = relation, finding
            mended.append(each)
    return begun, mended


# A card is made where it is new; one that is there is locked as by SELECT FOR UPDATE, in the order of the numbers.
_CARDS = f"""
    INSERT INTO registry_household (unit, number, scheme, kelurahan_id, started_on)
    SELECT '{Household.Unit.FAMILY}', number, '{Scheme.DTKS}', place, %(on)s
    FROM unnest(%(numbers)s::text[], %(places)s::bigint[]) AS new(number, place) ORDER BY number
    ON CONFLICT (unit, number) DO UPDATE SET number = EXCLUDED.number
    RETURNING id, number
"""  # noqa: S608
# Whoever leaves does so first, so that his successor finds the place of the head free.
_MOVE = f"""
    WITH gone AS (
        UPDATE registry_householdmembership SET ended_on = greatest(started_on, %(on)s), reason = %(reason)s
        WHERE id = ANY(%(left)s::bigint[]) RETURNING id
    ), card AS ({_CARDS})
    INSERT INTO registry_householdmembership (household_id, citizen_id, relation, started_on, reason, finding)
    SELECT card.id, new.citizen, new.relation, %(on)s, '', new.finding
    FROM unnest(%(citizens)s::bigint[], %(cards)s::text[], %(relations)s::text[], %(findings)s::text[])
        WITH ORDINALITY AS new(citizen, number, relation, finding, place)
    JOIN card USING (number) WHERE (SELECT count(*) FROM gone) >= 0 ORDER BY new.place
    ON CONFLICT (household_id) WHERE relation = '{Relation.HEAD}' AND ended_on IS NULL DO NOTHING
    RETURNING citizen_id
"""  # noqa: S608


def _places_of(citizens: Iterable[Citizen], on: date) -> dict[str, Any]:
    places = {citizen.kk_number: citizen.kelurahan_id for citizen in citizens}
    return {"on": on, "numbers": list(places), "places": list(places.values())}


def _move(left: Sequence[HouseholdMembership], begun: Sequence[_Seat], *, on: date, reason: str = "") -> list[_Seat]:
    """End some memberships and begin others on cards that are there or are made: one statement, however many.

    Returns who found another head in his place and has none now.
    """
    if not left and not begun:
        return []
    values = _places_of((seat.citizen for seat in begun), on) | {
        "left": [each.pk for each in left], "reason": reason[:80],
        "citizens": [seat.citizen.pk for seat in begun], "cards": [seat.citizen.kk_number for seat in begun],
        "relations": [seat.relation for seat in begun], "findings": [seat.finding for seat in begun],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, values)
        seated = {pk for (pk,) in cursor.fetchall()}
    return [seat for seat in begun if seat.citizen.pk not in seated]


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
    """Number to household, made where it is new; locked in the order of ids, and made in that of numbers, so that two
    acts on the same cards wait for each other instead of deadlocking."""
    wanted = Household.objects.filter(unit=unit, number__in=places).order_by("pk").select_for_update()
    found = {each.number: each for each in wanted}
    missing = sorted(number for number in places if number not in found)
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
