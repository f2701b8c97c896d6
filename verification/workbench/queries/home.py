"""What the operator's first page shows of the queue: its head, in the order of the queue itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dtks.accounts.models import User
from verification.corrections.queries import labels_of_fields
from verification.workbench.queries.bundles import Offer, offers_beside
from verification.workbench.queries.cases import aid_words
from verification.workbench.queries.triage import (
    menu_count,
    triaged,
    with_aid,
)
from verification.workbench.queries.urgent import UrgentLane, lane_of
from verification.workbench.queries.windows import Window, current_window

SHORT_LIST = 8


@dataclass(frozen=True)
class HomeCases:
    """The window, how many wait, the urgent cases and the first of the others, each with its points."""

    window: Window
    waiting: int
    urgent: UrgentLane | None
    cases: list[Any]
    bundles: list[Offer]


def home_cases(user: User) -> HomeCases:
    """The head of the queue; urgent cases stand in a lane of their own."""
    window = current_window()
    found = with_aid(triaged(user, window))
    joined = found.select_related("citizen__kelurahan__parent", "act").prefetch_related(labels_of_fields())
    shown: list[Any] = list(joined[:SHORT_LIST])
    for request in shown:
        request.days_old = (timezone.now() - (request.submitted_at or request.created_at)).days
        request.aid_words = " · ".join(aid_words(set(request.aid_codes)))
    plain = [each for each in shown if not each.urgent_reason]
    return HomeCases(window, menu_count(user), lane_of(user), plain, offers_beside(user)[:3])
