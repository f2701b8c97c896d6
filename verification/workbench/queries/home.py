"""What the operator's first page shows of the queue: its head, in the order of the queue itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dtks.accounts.models import User
from verification.monthly.queries import programmes_of
from verification.workbench.queries.cases import aid_words
from verification.workbench.queries.triage import Window, current_window, triaged, waiting_count

SHORT_LIST = 8


@dataclass(frozen=True)
class HomeCases:
    """The window, how many wait, the urgent cases and the first of the others, each with its points."""

    window: Window
    waiting: int
    urgent: list[Any]
    cases: list[Any]


def home_cases(user: User) -> HomeCases:
    """The head of the queue; urgent cases stand in a lane of their own. Four queries."""
    window = current_window()
    joined = triaged(user, window).select_related("citizen__kelurahan__parent", "act").prefetch_related("fields")
    shown: list[Any] = list(joined[:SHORT_LIST])
    aid = programmes_of([request.citizen_id for request in shown])
    for request in shown:
        request.days_old = (timezone.now() - (request.submitted_at or request.created_at)).days
        request.aid_words = " · ".join(aid_words(aid.get(request.citizen_id, set())))
    urgent = [each for each in shown if each.urgent_reason]
    return HomeCases(window, waiting_count(user), urgent, [each for each in shown if not each.urgent_reason])
