"""Numbers of cards that are somebody's already, in the words in which a form and a service refuse them."""

from __future__ import annotations

from collections.abc import Iterable

from dtks.accounts.models import User
from dtks.registry.models import Citizen, Household, HouseholdMembership, LifeState, Relation


def cards_of_others(numbers: Iterable[str], *, people: Iterable[Citizen], user: User) -> dict[str, str]:
    """Of some numbers for a new card those that cannot be one: why, and what to do instead; two queries.

    A card on which only these very people stand is their own. Whose another one is, is said to whoever may see him.

    Args:
        people: everybody whom the act moves or leaves; the same family may stand on its new card already.
    """
    wanted = [number for number in numbers if number]
    cards = Household.objects.filter(unit=Household.Unit.FAMILY, number__in=wanted)
    known = {card.pk: card for card in cards}
    found = {
        card.number: f"KK …{card.number[-4:]} sudah ditutup. Salin No. KK dari kartu yang baru."
        for card in known.values() if card.ended_on
    }  # fmt: skip
    others = HouseholdMembership.objects.filter(
        household__in=[pk for pk, card in known.items() if not card.ended_on], ended_on=None,
        citizen__life_state=LifeState.ALIVE,
    ).exclude(citizen__in=[each.pk for each in people])  # fmt: skip
    seen = Citizen.objects.visible_to(user)
    for each in others.filter(citizen__in=seen).select_related("citizen").order_by("-pk"):
        number = known[each.household_id].number
        if number not in found or each.relation == Relation.HEAD:
            found[number] = _taken(number, f"keluarga {each.citizen.name}")
    for card in others.exclude(citizen__in=seen).values_list("household", flat=True):
        found.setdefault(known[card].number, _taken(known[card].number, "keluarga lain di luar wilayah Anda"))
    return found


def _taken(number: str, whose: str) -> str:
    return (
        f"KK …{number[-4:]} dipakai {whose}, bukan kartu baru. Periksa lagi angkanya; bila memang ikut kartu itu, "
        "pakai Tindakan, Gabung KK."
    )
