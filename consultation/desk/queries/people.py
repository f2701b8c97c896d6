"""Who works on tickets."""

from __future__ import annotations

from django.db.models import QuerySet

from dtks.accounts.models import User
from dtks.web.memory import kept

ROLES = ("front_desk", "operator", "kasi")


def colleagues() -> QuerySet[User]:
    """Who may hold a ticket, by name."""
    found = User.objects.filter(is_active=True, mandates__role__in=ROLES)
    return found.distinct().order_by("full_name")


def choices() -> list[tuple[int, str]]:
    """Ids and names of the colleagues for a list, read once a minute."""
    return kept("colleague_names", lambda: [(each.pk, str(each)) for each in colleagues()])
