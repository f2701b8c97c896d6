"""The urgent lane: tickets that the counter marked urgent and the requests of the lane, on one clock (idea 10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from consultation.desk.models import Kind, Ticket, TicketChange
from consultation.desk.queries.clocks import AHEAD, clock_of
from dtks.accounts.models import Role, User
from dtks.office.queries import code_labels
from dtks.office.queries.hours import days_off, working_seconds
from dtks.web.memory import kept
from verification.corrections.models import ChangeRequest, Decision
from verification.corrections.queries import decidable_by
from verification.corrections.queries.evidence import Papers
from verification.corrections.queries.permissions import JUDGING, waits_for_words
from verification.corrections.queries.urgent import lane_rule, left_out

SHOWN = 5  # lines of the lane on a page
READ = 30
MOST_TOLD = 200  # requests of a month
OVERSEEN = (Role.KASI, Role.KABID)  # they see also what waits for others


@dataclass(frozen=True)
class UrgentClock:
    """Working seconds of the office that are left, negative when too late, of so many in all."""

    left: int
    limit: int
    stands_for: str = ""  # whom it waits for; '' while it runs

    @property
    def late(self) -> bool:
        return self.left < 0

    @property
    def over(self) -> int:
        return -self.left

    @property
    def bar(self) -> int:
        return max(0, self.left)


@dataclass(frozen=True)
class UrgentLine:
    """A matter of the lane: a request, or a ticket from which none has been made yet."""

    name: str
    what: str
    reason: str
    clock: UrgentClock
    url: str
    waits_for: str = ""  # who decides now, where that is not the person who looks
    is_ticket: bool = False
    lacks_papers: bool = False  # nothing of it can be accepted before they are there


@dataclass(frozen=True)
class UrgentLane:
    """The lane as pages show it: its matters, its clock, its quota. The quota is watched; it stops nobody."""

    lines: list[UrgentLine]
    more: int
    hours: int
    used: int
    quota: int

    @property
    def full(self) -> bool:
        return self.used > self.quota

    @property
    def first(self) -> int:
        """The first line, from 1, that waits for whoever looks; 0: none."""
        own = [(line.lacks_papers, place) for place, line in enumerate(self.lines, start=1) if not line.waits_for]
        return min(own)[1] if own else 0


def lane_of(user: User) -> UrgentLane | None:
    """The lane of a person: what he may decide and what the counter has just brought; the kasi's and the kabid's also
    what waits for others. None: nothing urgent, as on most days (two queries)."""
    requests = list(_requests(user)[:READ])
    tickets = list(_tickets(user, requests)[:READ])
    bare = [ticket for ticket in tickets if ticket.request_id is None]
    if not (requests or bare):
        return None
    own = _own(user, requests)
    of_request = {ticket.request_id: ticket for ticket in tickets if ticket.request_id}
    words = code_labels("urgent_reason")
    lines = [_of_ticket(ticket, words, own=user.role not in OVERSEEN) for ticket in bare]
    lines += [_of_request(each, of_request.get(each.pk), words, own=each.pk in own) for each in requests]
    lines.sort(key=lambda line: (bool(line.waits_for), bool(line.clock.stands_for), line.clock.left))
    rule = lane_rule()
    return UrgentLane(lines[:SHOWN], max(0, len(lines) - SHOWN), rule.hours, used_this_month(user), rule.quota)


def used_this_month(user: User) -> int:
    """How many requests were urgent this month in the areas of a person."""
    start = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return ChangeRequest.objects.visible_to(user).filter(urgent_since__gte=start).count()


def _requests(user: User) -> Any:
    """The urgent of the queue; the operator has those that he may decide."""
    found = ChangeRequest.objects.visible_to(user).filter(queued__urgent=True)
    if user.role not in OVERSEEN:
        found = decidable_by(found, user)
    found = found.annotate(papers=F("queued__papers"))
    return found.select_related("citizen", "act").order_by("queued__submitted_at")


def _own(user: User, requests: list[ChangeRequest]) -> set[int]:
    ids = [each.pk for each in requests]
    if not ids or user.role not in OVERSEEN:
        return set(ids)
    return set(decidable_by(ChangeRequest.objects.filter(pk__in=ids), user).values_list("pk", flat=True))


def _tickets(user: User, requests: list[ChangeRequest]) -> Any:
    """Open urgent tickets without an urgent request, and those of the requests, each with `request_id`."""
    ids = [each.pk for each in requests] or [0]
    proposed = TicketChange.objects.filter(ticket=OuterRef("pk")).exclude(request__urgent_reason="")
    proposed = proposed.exclude(request__state=ChangeRequest.State.WITHDRAWN)
    found = Ticket.objects.visible_to(user).open().filter(kind=Kind.URGENT)
    found = found.annotate(mine=FilteredRelation("changes", condition=Q(changes__request__in=ids)))
    found = found.filter(Q(mine__isnull=False) | ~Exists(proposed)).annotate(request_id=F("mine__request"))
    return found.select_related("citizen").prefetch_related("steps").order_by("opened_at")


def _of_ticket(ticket: Ticket, words: dict[str, str], *, own: bool) -> UrgentLine:
    return UrgentLine(
        name=ticket.person_name, what=f"{ticket.number}, belum ada usulan mendesak", clock=clock_of_ticket(ticket),
        reason=words.get(ticket.urgent_reason, ""), url=reverse("overview:ticket_act", args=[ticket.number]),
        is_ticket=True, waits_for="" if own else "operator",
    )  # fmt: skip


def _of_request(request: ChangeRequest, ticket: Ticket | None, words: dict[str, str], *, own: bool) -> UrgentLine:
    return UrgentLine(
        name=request.citizen.name, what=request.act.label, reason=words.get(request.urgent_reason, ""),
        clock=clock_for(request, ticket),
        url=reverse("workbench:case", args=[request.pk]), waits_for="" if own else waits_for_words(request),
        lacks_papers=request.papers == Papers.LOCKED,  # type: ignore[attr-defined]
    )  # fmt: skip


@dataclass(frozen=True)
class UrgentMark:
    """What the page of an urgent case says of it."""

    words: str
    clock: UrgentClock


def urgent_of(request: ChangeRequest) -> UrgentMark | None:
    """Why a request is urgent and how much of its clock is left. None, and no query: it is not urgent."""
    if not request.urgent_reason:
        return None
    tickets = Ticket.objects.filter(kind=Kind.URGENT, changes__request=request).order_by("opened_at")
    clock = clock_for(request, tickets.prefetch_related("steps").first())
    reason = code_labels("urgent_reason").get(request.urgent_reason, "")
    return UrgentMark(f"Mendesak, {reason.lower()}" if reason else "Mendesak", clock)


def clock_for(request: ChangeRequest, ticket: Ticket | None) -> UrgentClock:
    """The clock of a request: that of its urgent ticket where it has one; it stops with the decision."""
    if ticket is not None:
        return clock_of_ticket(ticket, request.decided_at)
    start, now = request.urgent_since or request.created_at, request.decided_at or timezone.now()
    limit = lane_rule(timezone.localdate(start)).seconds
    return UrgentClock(limit - working_seconds(start, now, days_off(start, now)), limit)


def clock_of_ticket(ticket: Ticket, until: datetime | None = None) -> UrgentClock:
    """That which stands on the ticket's own page; its steps are prefetched."""
    steps = sorted(ticket.steps.all(), key=lambda step: (step.started_at, step.pk))
    now = until or timezone.now()
    clock = clock_of(ticket, steps, now=now, off=days_off(ticket.opened_at, now + AHEAD))
    runs = clock.running or until or not ticket.is_open
    return UrgentClock(clock.limit - clock.used, clock.limit, "" if runs else str(ticket.holder_words))


@dataclass(frozen=True)
class ReportLine:
    """A request that went through the lane, as it is told afterwards."""

    request: ChangeRequest
    reason: str
    clock: UrgentClock
    deciders: list[str]
    passed_over: list[str]  # higher roles that the short chain left out; '' and empty while it waits


@dataclass(frozen=True)
class UrgentReport:
    """The lane of a month."""

    lines: list[ReportLine]
    quota: int

    @property
    def late(self) -> int:
        return sum(line.clock.late for line in self.lines)

    @property
    def short(self) -> int:
        return sum(bool(line.passed_over) for line in self.lines)


def urgent_report(user: User, month: date) -> UrgentReport:
    """Every request that was made urgent in a month, the newest first; eight queries, whatever their number."""
    days = (month, (month + timedelta(days=32)).replace(day=1))
    start, end = (timezone.make_aware(datetime.combine(day, time())) for day in days)
    found = ChangeRequest.objects.visible_to(user).filter(urgent_since__gte=start, urgent_since__lt=end)
    judged = Decision.objects.filter(kind__in=JUDGING).order_by("pk")
    judged = judged.select_related("checker").prefetch_related("checker__mandates")
    requests = list(
        found.select_related("citizen", "act", "short_chain")
        .prefetch_related(Prefetch("decisions", judged, to_attr="judged"))
        .order_by("-urgent_since")[:MOST_TOLD]
    )
    links = TicketChange.objects.filter(request__in=requests, ticket__kind=Kind.URGENT).select_related("ticket")
    tickets = {link.request_id: link.ticket for link in links.prefetch_related("ticket__steps").order_by("-pk")}
    words = code_labels("urgent_reason")
    last = min(days[1] - timedelta(days=1), timezone.localdate())
    return UrgentReport([_told(each, tickets.get(each.pk), words) for each in requests], lane_rule(last).quota)


@dataclass(frozen=True)
class UrgentMonth:
    """The lane of this month in figures: for who watches it."""

    used: int
    quota: int
    waiting: int
    late: int  # decided or waiting, whose clock had run out
    short: int

    @property
    def full(self) -> bool:
        return self.used > self.quota


def urgent_month(user: User) -> UrgentMonth:
    """The same as the report of this month, counted once a minute."""
    return kept(f"urgent:{user.pk}", lambda: _month(user))


def _month(user: User) -> UrgentMonth:
    found = urgent_report(user, timezone.localdate().replace(day=1))
    waiting = sum(line.request.is_open for line in found.lines)
    return UrgentMonth(len(found.lines), found.quota, waiting, found.late, found.short)


def _told(request: Any, ticket: Ticket | None, words: dict[str, str]) -> ReportLine:
    chain = getattr(request, "short_chain", None)
    return ReportLine(
        request=request, reason=words.get(request.urgent_reason, ""), clock=clock_for(request, ticket),
        deciders=list(dict.fromkeys(str(each.checker) for each in request.judged)),
        passed_over=left_out(chain.tiers_before, request.judged) if chain and not request.is_open else [],
    )  # fmt: skip
