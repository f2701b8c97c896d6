"""Figures for a collector (Prometheus' text form): work that was done and work that waits; nothing of a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Max, Min, Q, Sum
from django.utils import timezone

from consultation.desk.models import Ticket
from dtks.jobs.models import Chunk, Event, Job, Message
from dtks.overview.queries.health import checks
from dtks.registry.models import AuditEntry, AuditHead
from verification.corrections.models import ChangeRequest, Decision

Figure = tuple[str, str, dict[str, Any], float]  # name, what it is, labels, value


def figures() -> Iterator[Figure]:
    """All figures, each with its labels. A number that stands still while work waits is what an alarm is for."""
    yield from _jobs()
    yield from _waiting()
    yield from _office()
    for check in checks():
        yield "padan_part_well", "1: the part works, as on the page Kesehatan", {"part": check.name}, float(check.well)


def _jobs() -> Iterator[Figure]:
    rows = Job.objects.order_by().values("kind").annotate(done=Sum("done"), refused=Sum("refused"))
    for row in rows:
        yield "padan_rows_done_total", "rows worked by jobs", {"kind": row["kind"]}, row["done"]
        yield "padan_rows_refused_total", "rows reported instead of worked", {"kind": row["kind"]}, row["refused"]
    for state, number in Job.objects.order_by().values_list("state").annotate(Count("pk")):
        yield "padan_jobs", "jobs by state", {"state": state}, number
    last = Chunk.objects.filter(state=Chunk.State.DONE).aggregate(at=Max("ended_at"))["at"]
    yield "padan_last_chunk_age_seconds", "since a worker last ended a piece of work", {}, _age(last)


def _waiting() -> Iterator[Figure]:
    live = Q(job__state__in=[Job.State.WAITING, Job.State.RUNNING])
    due = Chunk.objects.filter(live, state=Chunk.State.WAITING, due_at__lte=timezone.now())
    found = due.aggregate(number=Count("pk"), oldest=Min("due_at"))
    yield "padan_chunks_due", "pieces of work that are due", {}, found["number"]
    yield "padan_chunks_due_age_seconds", "how long the oldest of them waits", {}, _age(found["oldest"])
    yield "padan_chunks_stuck", "pieces that need a person", {}, Chunk.objects.filter(state=Chunk.State.STUCK).count()
    events = Event.objects.filter(handled_at=None).aggregate(number=Count("pk"), oldest=Min("created_at"))
    yield "padan_events_waiting", "news between rooms that is not handled", {}, events["number"]
    yield "padan_events_age_seconds", "how long the oldest of it waits", {}, _age(events["oldest"])
    for state, number in Message.objects.order_by().values_list("state").annotate(Count("pk")):
        yield "padan_messages", "messages to citizens by state", {"state": state}, number
    loose = AuditEntry.objects.filter(position=None).count()
    yield "padan_audit_unchained", "rows of history that are proved but not chained", {}, loose
    yield "padan_audit_head", "position of the last head of the chain", {}, _last_head()


def _office() -> Iterator[Figure]:
    for state, number in Ticket.objects.order_by().values_list("state").annotate(Count("pk")):
        yield "padan_tickets", "tickets by state", {"state": state}, number
    for state, number in ChangeRequest.objects.order_by().values_list("state").annotate(Count("pk")):
        yield "padan_requests", "change requests by state", {"state": state}, number
    yield "padan_decisions_total", "decisions ever written", {}, Decision.objects.count()


def _age(since: Any) -> float:
    return 0.0 if since is None else max(0.0, (timezone.now() - since).total_seconds())


def _last_head() -> int:
    return AuditHead.objects.aggregate(at=Max("position"))["at"] or 0


def as_text() -> str:
    """The figures, one a line, each name explained once."""
    lines: list[str] = []
    told: set[str] = set()
    for name, words, labels, value in figures():
        if name not in told:
            told.add(name)
            lines += [f"# HELP {name} {words}", f"# TYPE {name} {'counter' if name.endswith('_total') else 'gauge'}"]
        inside = ",".join(f'{key}="{_quoted(text)}"' for key, text in labels.items())
        lines.append(f"{name}{{{inside}}} {value:g}" if inside else f"{name} {value:g}")
    return "\n".join(lines) + "\n"


def _quoted(text: Any) -> str:
    return str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
