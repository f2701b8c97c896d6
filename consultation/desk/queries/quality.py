"""How well the service was: the index of satisfaction by month and kind, visits a case needed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q
from django.utils import timezone

from consultation.desk.models import ELEMENTS, Kind, SurveyAnswer, Ticket
from consultation.desk.queries.visits import visits_of

# PermenPANRB 14/2017: index of 25 to 100, from which grade on.
GRADES = ((88.31, "A, sangat baik"), (76.61, "B, baik"), (65.0, "C, kurang baik"), (0.0, "D, tidak baik"))
LAST_DAYS = timedelta(days=90)
FEW = 5  # fewer answers are shown with a warning


@dataclass(frozen=True)
class Index:
    """The index of some answers: each element's mean of 1 to 4, weighed alike, times 25."""

    label: str
    number: int
    means: list[float]
    understood: int

    @property
    def value(self) -> float | None:
        return round(sum(self.means) / len(self.means) * 25, 2) if self.number else None

    @property
    def grade(self) -> str:
        found = self.value
        return "" if found is None else next(word for least, word in GRADES if found >= least)

    @property
    def few(self) -> bool:
        return 0 < self.number < FEW

    @property
    def elements(self) -> list[tuple[str, float]]:
        return [(name, mean) for (name, _, _), mean in zip(ELEMENTS, self.means, strict=True)] if self.number else []


def index_of(label: str, answers: list[SurveyAnswer]) -> Index:
    """The index of these answers."""
    number = len(answers)
    sums = [sum(answer.scores[n] for answer in answers) for n in range(len(ELEMENTS))]
    understood = sum(answer.understood == SurveyAnswer.Understood.YES for answer in answers)
    return Index(label, number, [total / number for total in sums] if number else [], understood)


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """The first moment of a month and of the one after it."""
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    start, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (month, after))
    return start, end


@dataclass(frozen=True)
class Quality:
    """A month: the index of all and of each kind, comments, visits a closed case needed."""

    all: Index
    kinds: list[Index]
    comments: list[SurveyAnswer]
    visits: list[tuple[str, int, float, int]]  # kind, closed cases, mean visits, share with one visit in percent


def quality_of(month: date) -> Quality:
    """What a month says of the service."""
    start, end = month_bounds(month)
    answers = list(SurveyAnswer.objects.filter(at__gte=start, at__lt=end).select_related("ticket"))
    by_kind: dict[str, list[SurveyAnswer]] = defaultdict(list)
    for answer in answers:
        by_kind[answer.ticket.kind].append(answer)
    kinds = [index_of(str(kind.label), by_kind[kind]) for kind in Kind if by_kind.get(kind)]
    comments = [answer for answer in answers if answer.comment][:20]
    return Quality(index_of("Semua layanan", answers), kinds, comments, _visits(start, end))


@dataclass(frozen=True)
class OnTime:
    """Cases that were due: how many, and how many of them were answered by their day."""

    due: int
    kept: int

    @property
    def share(self) -> float | None:
        return self.kept / self.due if self.due else None


def on_time() -> OnTime:
    """Of the tickets whose day came within the last 90 days; one query."""
    today = timezone.localdate()
    due = Ticket.objects.filter(due_on__lt=today, due_on__gte=today - LAST_DAYS)
    found = due.aggregate(due=Count("pk"), kept=Count("pk", filter=Q(closed_at__date__lte=F("due_on"))))
    return OnTime(**found)


def _visits(start: datetime, end: datetime) -> list[tuple[str, int, float, int]]:
    closed = Ticket.objects.filter(closed_at__gte=start, closed_at__lt=end).exclude(opened_by=None)
    kinds, counts = dict(closed.order_by().values_list("pk", "kind")), visits_of(closed)
    found: dict[str, list[int]] = defaultdict(list)
    for pk, kind in kinds.items():
        found[kind].append(counts.get(pk, 1))
    return [
        (str(kind.label), len(n), sum(n) / len(n), round(100 * sum(each == 1 for each in n) / len(n)))
        for kind in Kind
        if (n := found.get(kind))
    ]
