"""What the operator's first page shows of the queue: its head, in the order of the queue itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dtks.accounts.models import User
from verification.corrections.queries import labels_of_fields
from verification.corrections.queries.pace import seconds_a_case
from verification.corrections.queries.second_looks import SeenOtherwise, seen_otherwise
from verification.workbench.queries.bundles import Beside, bundles_beside
from verification.workbench.queries.cases import aid_words
from verification.workbench.queries.triage import (
    lacking_papers,
    queue_classes,
    triaged,
    with_aid,
)
from verification.workbench.queries.urgent import UrgentLane, lane_of
from verification.workbench.queries.windows import Window, current_window

SHORT_LIST = 8
CHIPS = 4


@dataclass(frozen=True)
class HomeCases:
    """The window, how many wait, the urgent cases and the first of the others, each with its points."""

    window: Window
    classes: list[tuple[str, int]]  # of what waits, by the class of the comparison, most first
    urgent: UrgentLane | None
    cases: list[Any]
    beside: Beside
    lacking: int  # undecided in the person's areas whose papers are not all there
    otherwise: list[SeenOtherwise]  # accepted by the person, refused by the second
    seconds: int | None  # the median of today's decisions

    @property
    def waiting(self) -> int:
        return sum(number for _, number in self.classes)

    @property
    def chips(self) -> list[tuple[str, int]]:
        """The classes as they stand above the list."""
        return [each for each in self.classes if each[0]][:CHIPS]


def home_cases(user: User) -> HomeCases:
    """The head of the queue; urgent cases stand in a lane of their own."""
    window = current_window()
    found = with_aid(triaged(user, window))
    joined = found.select_related("citizen__kelurahan__parent", "act").prefetch_related(labels_of_fields())
    shown: list[Any] = list(joined[:SHORT_LIST])
    for request in shown:
        request.days_old = (timezone.now() - (request.submitted_at or request.created_at)).days
        request.aid_words = " · ".join(aid_words(set(request.aid_codes)))
    classes = sorted(queue_classes(user).items(), key=lambda each: -each[1])
    return HomeCases(
        window=window, classes=classes, urgent=lane_of(user), cases=[each for each in shown if not each.urgent_reason],
        beside=bundles_beside(user), lacking=lacking_papers(user), otherwise=seen_otherwise(user),
        seconds=seconds_a_case(user),
    )  # fmt: skip
