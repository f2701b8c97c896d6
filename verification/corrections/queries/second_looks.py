"""How often the second pair of eyes saw it otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from verification.corrections.models import Decision

SPAN = timedelta(days=90)
OTHERWISE = (Decision.Kind.REFUSE, Decision.Kind.SEND_BACK)


@dataclass(frozen=True)
class Disagreement:
    """Requests that two people looked at, and on how many the second refused what the first accepted."""

    looked: int
    differed: int

    @property
    def share(self) -> float | None:
        return self.differed / self.looked if self.looked else None


def disagreement() -> Disagreement:
    """Over the last 90 days; one query."""
    second = Decision.objects.filter(
        request__second_look=True, tier__gte=1, at__gte=timezone.now() - SPAN,
        kind__in=[Decision.Kind.ACCEPT, *OTHERWISE],
    )  # fmt: skip
    found = second.aggregate(
        looked=Count("request", distinct=True), differed=Count("request", distinct=True, filter=Q(kind__in=OTHERWISE))
    )
    return Disagreement(**found)
