"""How often the second pair of eyes saw it otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from dtks.accounts.models import User
from verification.corrections.models import Decision
from verification.corrections.queries.pace import standing

SPAN = timedelta(days=90)
TOLD_FOR = timedelta(days=14)
MOST_TOLD = 20
OTHERWISE = (Decision.Kind.REFUSE, Decision.Kind.SEND_BACK)


@dataclass(frozen=True)
class Disagreement:
    """Requests that two people looked at, and on how many the second refused what the first accepted."""

    looked: int
    differed: int

    @property
    def share(self) -> float | None:
        return self.differed / self.looked if self.looked else None


@dataclass(frozen=True)
class SeenOtherwise:
    """A request that the person accepted and the second pair of eyes did not."""

    decision: Decision
    citizen: str

    @property
    def number(self) -> str:
        return self.decision.request.number

    @property
    def url(self) -> str:
        url: str = self.decision.request.get_absolute_url()
        return url


def seen_otherwise(user: User) -> list[SeenOtherwise]:
    """What a person accepted and the second refused or sent back within two weeks, the newest first; one query."""
    own = Decision.objects.filter(
        request=OuterRef("request"), checker=user, kind=Decision.Kind.ACCEPT, tier__lt=OuterRef("tier")
    )
    found = standing(
        Decision.objects.filter(
            request__second_look=True, tier__gte=1, kind__in=OTHERWISE, at__gte=timezone.now() - TOLD_FOR
        )
    ).exclude(checker=user)
    rows = found.filter(Exists(own)).select_related("request__citizen", "checker").order_by("-pk")
    first = {each.request_id: each for each in reversed(list(rows[:MOST_TOLD]))}  # one line a request
    return [SeenOtherwise(each, each.request.citizen.name) for each in reversed(list(first.values()))]


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
