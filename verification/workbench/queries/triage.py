"""The triage list: which case is of most use now, by an open formula (days to cut-off x harm x ease)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from dtks.accounts.models import User
from dtks.assignments.models import Assignment
from dtks.registry.models import AidRecord
from dtks.registry.queries import holding
from dtks.web.memory import found_again, kept, remember
from verification.corrections.models import ChangeRequest, Reason
from verification.corrections.queries import decidable_by, reasons
from verification.corrections.queries.pace import decided_by
from verification.workbench.models import Queued
from verification.workbench.queries.formula import MOST, current_weights
from verification.workbench.queries.standings import KEPT, weigh
from verification.workbench.queries.windows import Window, current_window

LONG = 2_000
MOST_TASKS = 3
_WORK = """EXISTS (
    SELECT 1 FROM assignments_assignment work
    WHERE work.citizen_id = corrections_changerequest.citizen_id AND work.state IN ('open', 'taken'))"""


def listed_reasons() -> list[Reason]:
    """Reasons in use today, read once a minute; a decision checks its own reason in the table."""
    today = timezone.localdate()
    return kept(f"reasons:{today}", lambda: list(reasons(today)))


FOR_MAKERS = ("NO_PAPER", "UNREADABLE", "WRONG_ACT", "NOT_CURRENT")  # only somebody who made a request can mend these


def returns_for(request: ChangeRequest, listed: Sequence[Reason]) -> list[Reason]:
    """Listed reasons to send a request back; to a machine's proposal nobody brings papers or another act."""
    asked = [reason for reason in listed if reason.kind == Reason.Kind.SEND_BACK]
    return [reason for reason in asked if request.maker_id or reason.code not in FOR_MAKERS]


def triaged(user: User, window: Window | None = None) -> QuerySet[Any]:
    """What a person may decide, with its points, the most useful first; each has the points of this moment."""
    weigh(window)
    return in_line(decidable_by(ChangeRequest.objects.all(), user))


def in_line(requests: QuerySet[ChangeRequest]) -> QuerySet[Any]:
    """Of some requests those in the queue, with their points as last weighed, in its order: read along an index."""
    found = with_points_kept(requests.filter(queued__isnull=False))
    return found.order_by(*(f"-queued__{name[1:]}" if name[0] == "-" else f"queued__{name}" for name in Queued.ORDER))


def with_points_kept(requests: QuerySet[ChangeRequest]) -> QuerySet[Any]:
    """Requests with their points as last weighed; null for what is in no queue."""
    found: QuerySet[Any] = requests.annotate(**{name: F(f"queued__{name}") for name in KEPT})
    return found


@dataclass(frozen=True)
class Points:
    """The three factors of a case that is no request, by the same formula."""

    deadline: int
    harm: int
    ease: int

    @property
    def points(self) -> int:
        return self.deadline * self.harm * self.ease


def points_of(user: User, opened_at: datetime, people: list[tuple[bool, date | None]], verdict: str) -> Points:
    """Points of a case about several people: as urgent as the one whom it harms most.

    Args:
        people: whether each receives aid, and his birth date.
        verdict: how easy it is to decide: a name of the formula's last factor.
    """
    weights, today = current_weights(), timezone.localdate()
    waited = (timezone.now() - opened_at).days > weights.waiting_days
    deadline = weights.deadline(current_window().working_days) + waited * weights.waiting
    harms = []
    for receives, born in people:
        years = (today - born).days / 365.25 if born else None
        young, old = years is not None and years < 6, years is not None and years >= 60
        harms.append(1 + receives * weights.aid + young * weights.young + old * weights.elderly)
    return Points(min(MOST, deadline), min(MOST, max(harms, default=1)), getattr(weights, verdict))


def with_aid(requests: QuerySet[ChangeRequest]) -> QuerySet[Any]:
    """Requests with `aid_codes`: programmes that the citizen receives now."""
    aid = holding(AidRecord.objects.filter(citizen=OuterRef("citizen")))
    return requests.annotate(aid_codes=ArraySubquery(aid.order_by().values("programme__code").distinct()))


def waiting_count(user: User) -> int:
    """How many cases wait for this person."""
    return decidable_by(ChangeRequest.objects.all(), user).count()


def with_traces_of_work(requests: QuerySet[ChangeRequest]) -> QuerySet[Any]:
    """Requests that know (`has_work`) whether any live piece of work is about their citizen: most have none, and nobody
    asks whose it is then."""
    return requests.annotate(has_work=RawSQL(_WORK, ()))  # noqa: S611 - a text of ours


def tasks_of(request: ChangeRequest, user: User) -> list[Assignment]:
    """What is the person's to do about the citizen of a case; no query where the case knows of nothing."""
    if not getattr(request, "has_work", True):
        return []
    own = Assignment.objects.waiting_for(user).filter(citizen=request.citizen_id).order_by("due_on", "pk")
    return list(own.only("title")[:MOST_TASKS])


def queue_classes(user: User) -> dict[str, int]:
    """How many cases of each result class wait for this person: one count for the list, its chips, its cards and the
    menu. A long queue is counted once a minute, and anew after each own decision."""

    def count() -> dict[str, int]:
        mine = decidable_by(ChangeRequest.objects.all(), user).order_by()
        return dict(mine.values_list("result_class").annotate(number=Count("pk")))

    found = found_again(f"queue:{user.pk}", count, worth=lambda classes: sum(classes.values()) > LONG)
    remember(f"waiting:{user.pk}", sum(found.values()))
    return found


def lacking_papers(user: User) -> int:
    """How many undecided cases of the person's areas lack a paper that is asked for, as last weighed: counted once a
    minute, and anew after each own decision."""
    lacking = ChangeRequest.objects.visible_to(user).exclude(queued=None).exclude(queued__papers="")
    return kept(f"lacking:{user.pk}", lacking.count)


def menu_count(user: User) -> int:
    """The same for the top bar of every page: counted once a minute, and anew after each own decision."""
    return kept(f"waiting:{user.pk}", lambda: waiting_count(user))


def decided_today(user: User) -> int:
    """How many requests this person has decided today and not taken back: counted once a minute, and anew after each
    own decision."""
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    number = decided_by(user, start).values("request").distinct().count
    return kept(f"decided:{user.pk}", number)
