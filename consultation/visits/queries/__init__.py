"""Reads of the room."""

from __future__ import annotations

from consultation.visits.models import FILL, GIVE, IN_FIELD, State, Visit
from dtks.accounts.models import User


def own_count(user: User) -> int:
    """Work of the own role: visits to make, or what came back and is to be checked."""
    found = Visit.objects.visible_to(user)
    if user.may(GIVE):
        return found.filter(state=State.DONE).count()
    return found.filter(facilitator=user, state__in=IN_FIELD).count() if user.may(FILL) else 0
