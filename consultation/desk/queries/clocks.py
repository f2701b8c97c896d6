"""The clock of a ticket: working time that the office used, paused while somebody else holds it (rows 22, 30).

Everything is computed from the steps and the holidays of today, so a holiday that is declared later only lengthens
what is left; a late edit of a note moves nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.utils import timezone

from consultation.desk.models import HOLDER_WORDS, Kind, State, Ticket, TicketStep
from consultation.desk.queries import rules
from dtks.office.queries.hours import after_working, day_seconds, days_off, working_seconds

# Who in the office holds a ticket that nobody took by name.
DESKS: dict[str, str] = {State.RECEIVED: "loket", State.CHECKING: "operator", State.RETURNED: "loket"}
AHEAD = timedelta(days=400)


@dataclass(frozen=True)
class Part:
    """A stretch in one pair of hands."""

    who: str
    seconds: int
    paused: bool


@dataclass(frozen=True)
class Clock:
    """Working time of a ticket until its solution, and until the first answer."""

    limit: int
    used: int
    parts: list[Part]
    running: bool
    due: datetime | None  # None while somebody else holds it, or once it is closed
    first_limit: int
    first_used: int
    answered: bool

    @property
    def left(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def is_late(self) -> bool:
        return self.used > self.limit

    @property
    def first_is_late(self) -> bool:
        return self.first_used > self.first_limit

    @property
    def paused(self) -> int:
        return sum(part.seconds for part in self.parts if part.paused)

    @property
    def desks(self) -> list[tuple[str, int]]:
        """Working time by desk of the office, in order of appearance."""
        found: dict[str, int] = {}
        for part in self.parts:
            if not part.paused:
                found[part.who] = found.get(part.who, 0) + part.seconds
        return list(found.items())

    @property
    def waited_for(self) -> list[str]:
        """Whom the office waited for."""
        return list(dict.fromkeys(part.who for part in self.parts if part.paused))

    @property
    def bars(self) -> list[tuple[float, str]]:
        """Used, pauses as thin marks, what is left: for one bar to scale."""
        mark = max(self.limit, self.used) / 60
        shown = [(mark, "f-va") if part.paused else (float(part.seconds), "") for part in self.parts]
        return [*shown, (float(self.left), "f-kosong")]


def clock_of(ticket: Ticket, steps: Sequence[TicketStep], *, now: datetime, off: Collection[date]) -> Clock:
    """The clock as it stands now.

    Args:
        steps: all steps, the oldest first.
        off: holidays from the opening until well after now.
    """
    end = ticket.closed_at or now
    parts = [part for part in _parts(steps, end, off) if part.seconds]
    used = sum(part.seconds for part in parts if not part.paused)
    limit = rules.seconds_to_answer(ticket.kind, timezone.localdate(ticket.opened_at))
    running = ticket.is_open and ticket.holder == "office"
    answered = ticket.first_answer_at
    first = _parts(steps, min(answered, end) if answered else end, off)
    return Clock(
        limit=limit, used=used, parts=parts, running=running,
        due=after_working(now, limit - used, off) if running and used <= limit else (now if running else None),
        first_limit=first_limit(ticket.kind), first_used=sum(part.seconds for part in first if not part.paused),
        answered=answered is not None,
    )  # fmt: skip


def first_limit(kind: str) -> int:
    """Working seconds until the first answer: two hours for the urgent, a working day for the others."""
    return 2 * 3600 if kind == Kind.URGENT else day_seconds()


def _parts(steps: Sequence[TicketStep], end: datetime, off: Collection[date]) -> Iterable[Part]:
    ends = [later.started_at for _, later in pairwise(steps)] + [end]
    for step, until in zip(steps, ends, strict=True):
        if step.holder:  # a closed stretch is nobody's
            seconds = working_seconds(step.started_at, min(until, end), off)
            yield Part(_who(step), seconds, paused=step.holder != "office")


def _who(step: TicketStep) -> str:
    return DESKS.get(step.state, "loket") if step.holder == "office" else HOLDER_WORDS[step.holder]


def clock_now(ticket: Ticket, steps: Sequence[TicketStep] | None = None) -> Clock:
    """The clock of one ticket: at most two questions to the database."""
    found = list(ticket.steps.order_by("started_at", "id")) if steps is None else list(steps)
    now = timezone.now()
    return clock_of(ticket, found, now=now, off=days_off(ticket.opened_at, now + AHEAD))
