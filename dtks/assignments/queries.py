"""Reads that pages share: what waits for a person, and the course of one assignment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from dtks.accounts.models import PERMISSIONS, Mandate, User
from dtks.assignments.models import SEE, WORK, Assignment, State
from dtks.web.memory import found_again

SHORT_LIST = 6
MANY = 2_000


@dataclass(frozen=True)
class HomePart:
    """The head of a person's work for the home page."""

    today: date
    total: int
    late: int
    rows: list[Assignment]


def home_part(user: User, but: QuerySet[Any] | None = None) -> HomePart | None:
    """What waits for the person, the most urgent first; None where the role has no such work.

    Args:
        but: ids of citizens whose tasks are left out, because the same work stands elsewhere on the page.

    Two queries: to count beside the rows would carry all that waits along. Thousands are counted once a minute.
    """
    if not user.may(SEE):
        return None
    today = timezone.localdate()
    waiting = Assignment.objects.waiting_for(user)
    waiting = waiting if but is None else waiting.exclude(citizen__in=but)
    late = Count("pk", filter=Q(due_on__lt=today))
    counts: dict[str, int] = found_again(
        f"assignments:{user.pk}", lambda: waiting.aggregate(total=Count("pk"), late=late),
        worth=lambda counts: counts["total"] > MANY,
    )  # fmt: skip
    rows = waiting.select_related("citizen", "region", "person").order_by("due_on", "pk")[:SHORT_LIST]
    return HomePart(today, counts["total"], counts["late"], list(rows) if counts["total"] else [])


def open_count(user: User) -> int:
    """How many wait for the person, for the menu."""
    return Assignment.objects.waiting_for(user).count()


def working_roles() -> list[str]:
    """Roles to which work may be given."""
    return [role for role, allowed in PERMISSIONS.items() if WORK in allowed]


def people_for(assignment: Assignment) -> QuerySet[User]:
    """Who could be given it: people with a mandate in force whose area holds the assignment's."""
    mandates = Mandate.objects.in_force(timezone.localdate()).filter(role__in=working_roles())
    code = assignment.region.code if assignment.region else ""
    areas = [code[:length] for length in (2, 4, 6, 10) if len(code) >= length]
    reach = mandates.filter(Q(region=None) | Q(region__code__in=areas))
    return User.objects.filter(is_active=True, mandates__in=reach).distinct().order_by("full_name")


@dataclass(frozen=True)
class Step:
    """One line of the course of an assignment."""

    at: datetime
    act: str
    who: str
    note: str
    waiting: bool = False
    link: str = ""


_ACTS = {State.OPEN: "Diserahkan kepada", State.DONE: "Selesai", State.CANCELLED: "Dibatalkan"}


def course(assignment: Assignment) -> list[Step]:
    """What happened with it, newest first; one query."""
    history: Any = assignment.course  # type: ignore[attr-defined]  # made by pghistory
    steps = [
        Step(event.changed_at, _act(event), str(event.changed_by or "Sistem"), event.note)
        for event in history.select_related("changed_by", "person").order_by("-pgh_id")
    ]
    return [*steps, Step(assignment.made_at, "Ditugaskan", str(assignment.made_by or "Sistem"), assignment.origin)]


def _act(event: Any) -> str:
    if event.state == State.TAKEN:
        return f"Dikerjakan {event.person}"
    if event.state == State.OPEN:
        return f"{_ACTS[State.OPEN]} {event.person or event.get_role_display()}"
    return _ACTS[State(event.state)]
