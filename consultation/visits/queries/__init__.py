"""Reads of the room."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from consultation.visits.models import FILL, GIVE, IN_FIELD, State, Visit
from dtks.accounts.models import User
from dtks.papers.models import Document


def own_count(user: User) -> int:
    """Work of the own role: visits to make, or what came back and is to be checked."""
    found = Visit.objects.visible_to(user)
    if user.may(GIVE):
        return found.filter(state=State.DONE).count()
    return found.filter(facilitator=user, state__in=IN_FIELD).count() if user.may(FILL) else 0


def checked_visits(about: Q, since: date) -> QuerySet[Visit]:
    """Visits from a day on whose report was checked and accepted, the oldest first.

    Args:
        about: whom they visited, by `citizen`.
    """
    found = Visit.objects.filter(about, state=State.CHECKED, document__issued_on__gte=since)
    return found.select_related("document__kind").order_by("document__issued_on", "pk")


def checked_reports(_: User | None, about: Q, since: date) -> QuerySet[Document]:
    """The reports of the same visits, as papers of the archive."""
    return Document.objects.filter(pk__in=checked_visits(about, since).values("document"))
