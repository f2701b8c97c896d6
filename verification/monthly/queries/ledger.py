"""Reads of the ledger: how old the unanswered lines are, what became of the letters that asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet

from verification.monthly.models import LedgerLine, UnansweredLetter
from verification.monthly.models.ledger import LedgerQuerySet

# Name in the address, words, days from and to, fill of its bar, colour of its figure.
BUCKETS: list[tuple[str, str, int, int | None, str]] = [
    ("0-30", "0–30 hari", 0, 30, "f-1"),
    ("31-60", "31–60 hari", 31, 60, "f-2"),
    ("61-90", "61–90 hari", 61, 90, "f-3"),
    ("91-180", "91–180 hari", 91, 180, "f-4"),
    ("181", "> 180 hari", 181, None, "f-5"),
]
LETTER_AFTER = 90  # days without an answer


@dataclass(frozen=True)
class Bucket:
    """One part of the ageing bar: where it begins and how wide it is, in percent."""

    name: str
    words: str
    count: int
    fill: str
    x: float
    width: float

    @property
    def text_x(self) -> float:
        """Where its number begins."""
        return self.x + 0.8


def in_bucket(lines: QuerySet[LedgerLine], name: str, today: date) -> QuerySet[LedgerLine]:
    """Unanswered lines of one age."""
    _, _, first, last, _ = next(each for each in BUCKETS if each[0] == name)
    lines = lines.filter(state__in=LedgerLine.OPEN, sent_on__lte=today - timedelta(days=first))
    return lines if last is None else lines.filter(sent_on__gte=today - timedelta(days=last))


def ageing(lines: LedgerQuerySet, today: date) -> tuple[list[Bucket], dict[str, int]]:
    """The ageing bar of some lines, where an empty bucket keeps a narrow place, and how many are accepted (or seem to
    be), refused, unanswered, and all of them: one query."""
    asked = {f"b{n}": _aged(first, last, today) for n, (_, _, first, last, _) in enumerate(BUCKETS)}
    found = lines.order_by().aggregate(**asked, **_ANSWERED)
    return list(_laid_out([found.pop(name) for name in asked])), found


_ANSWERED = {
    "accepted": Count("pk", filter=Q(state__in=(LedgerLine.State.ACCEPTED, LedgerLine.State.INFERRED_ACCEPTED))),
    "refused": Count("pk", filter=Q(state=LedgerLine.State.REFUSED)),
    "open": Count("pk", filter=Q(state__in=LedgerLine.OPEN)),
    "all": Count("pk"),
}


def _aged(first: int, last: int | None, today: date) -> Count:
    age = Q(state__in=LedgerLine.OPEN, sent_on__lte=today - timedelta(days=first))
    return Count("pk", filter=age if last is None else age & Q(sent_on__gte=today - timedelta(days=last)))


def _laid_out(counts: list[int]) -> Iterator[Bucket]:
    total, x = sum(counts) or 1, 0.0
    least = 5.0
    share = 100 - least * len(counts)
    for (name, words, _, _, fill), count in zip(BUCKETS, counts, strict=True):
        width = least + share * count / total if sum(counts) else 100 / len(counts)
        yield Bucket(name, words, count, fill, round(x, 1), round(width - 0.2, 1))
        x += width


def overdue(today: date, days: int = LETTER_AFTER) -> LedgerQuerySet:
    """Lines for which the centre owes an answer longer than some days."""
    return LedgerLine.objects.unanswered().filter(sent_on__lt=today - timedelta(days=days))


def letters() -> QuerySet[UnansweredLetter]:
    """The letters with how many of their lines were answered since."""
    answered = Q(lines__answered_on__gte=F("made_on")) & ~Q(lines__state__in=LedgerLine.OPEN)
    return UnansweredLetter.objects.annotate(answered=Count("lines", filter=answered))
