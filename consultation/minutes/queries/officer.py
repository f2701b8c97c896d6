"""The first page of a kelurahan's officer: the window, how its names stand, work with dates, news of proposals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Q, Subquery
from django.utils import timezone

from consultation.minutes.models import Item, Minutes
from consultation.minutes.queries.news import Line, News, news_items, news_of
from dtks.accounts.models import User
from dtks.office.queries import WindowDays, next_window, working_days_between
from dtks.web.navigation import offered_part

SHORT_LIST = 5
State = Item.State


@dataclass(frozen=True)
class Officer:
    """What is shown above the list of berita acara."""

    window: WindowDays
    days_left: int  # working days until the window closes, today not counted
    month: date | None  # the newest that was handed in
    names: int  # of that month
    parts: list[tuple[int, str, str]]  # number, word, colour: how they stand
    bar: list[tuple[int, str]]
    returned: int
    mend: Minutes | None  # where a returned name waits for the officer
    tasks: Any
    news: list[tuple[Item, News]]
    fresh: int  # news that nobody opened yet
    unanswered: int  # by the centre


def officer_part(user: User, today: date | None = None) -> Officer:
    """Eight queries, whatever the number of names."""
    today = today or timezone.localdate()
    window = next_window(today)
    own = Minutes.objects.visible_to(user)
    last = own.handed_in().order_by("-month", "-pk").values("month")[:1]
    number = Item.objects.filter(minutes__in=own.filter(month=Subquery(last)).handed_in()).aggregate(
        month=Max("minutes__month"), **{state.value: Count("pk", filter=Q(review=state)) for state in State}
    )
    month = number.pop("month")
    heard = news_items(user).filter(reviewed_at__isnull=False)
    told = heard.order_by().aggregate(
        fresh=Count("pk", filter=Q(news_seen_at=None)),
        unanswered=Count("pk", filter=Q(centre__in=[Line.SENT, Line.PENDING])),
    )
    newest = heard.order_by(F("reviewed_at").desc(), "-pk")[:SHORT_LIST]
    words = [
        (State.ACCEPTED, "diterima", "k-ok", "f-ok"), (State.RETURNED, "dikembalikan", "k-be", "f-be"),
        (State.HELD, "ditahan", "k-td", "f-td"), (State.OPEN, "diperiksa", "k-redup", "f-redup"),
    ]  # fmt: skip
    return Officer(
        window=window,
        days_left=working_days_between(today, window.closes_on) if today <= window.closes_on else 0,
        month=month,
        names=sum(number.values()),
        parts=[(number[state], word, box) for state, word, box, _ in words],
        bar=[(number[state], fill) for state, _, _, fill in words],
        returned=number[State.RETURNED],
        mend=own.filter(items__review=State.RETURNED, state__in=Minutes.FROZEN).order_by("-month", "-pk").first(),
        tasks=offered_part("assignments", user),
        news=[(item, news_of(item)) for item in newest],
        **told,
    )
