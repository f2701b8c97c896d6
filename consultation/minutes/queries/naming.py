"""Which items of signed berita acara name somebody for an act: the only way in which an act cites a berita acara."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from consultation.minutes.models import Item, Minutes
from consultation.minutes.queries.judging import change_of
from dtks.registry.models import Citizen

STANDING = (Item.State.OPEN, Item.State.ACCEPTED)


def items_naming(people: Collection[Citizen], act: str) -> list[Item]:
    """Items that name one of some people for an act of acts.csv, the newest first; one query.

    Only berita acara that were handed in with their scan, and items that Dinsos has neither sent back nor put on hold.
    The caller answers for it that the person may see these people.
    """
    about = Q(citizen__in=people) | Q(request__citizen__in=people)
    found = Item.objects.filter(
        about, minutes__state__in=Minutes.FROZEN, minutes__scan__isnull=False, review__in=STANDING
    ).select_related("minutes__scan", "citizen", "moved_to")
    return [item for item in found.order_by("-minutes__held_on", "position") if _act_of(item) == act]


def _act_of(item: Item) -> str:
    change = change_of(item)
    return change.act if change else ""
