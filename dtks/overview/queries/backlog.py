"""The open requests counted: by class, age, place, week; and when the backlog ends at this pace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from dtks.accounts.models import User
from dtks.office.queries import working_days_after
from dtks.web.templatetags.chips import RESULTS
from dtks.web.templatetags.formats import whole
from verification.corrections.models import ChangeRequest

AGES = [("0–7", 0, 7), ("8–14", 8, 14), ("15–30", 15, 30), ("31–60", 31, 60), ("61–90", 61, 90), ("> 90", 91, 36500)]
OLD = 30  # days
WEEKS = 7
PACE_DAYS = 28
FILLS = {"padan": "f-ok", "varian": "f-va", "berbeda": "f-be", "kosong": "f-td", "ganda": "f-ganda",
         "meninggal": "f-me", "pindah": "f-pindah", "gangguan": "f-redup"}  # fmt: skip


@dataclass(frozen=True)
class ClassLine:
    """Open requests of one result class; `fill` colours its bar."""

    result: str
    number: int
    fill: str


@dataclass(frozen=True)
class PlaceLine:
    """Open requests of a kecamatan: how many, how many old, how many at the end of each week."""

    name: str
    code: str
    number: int
    old: int
    weeks: list[int]

    @property
    def old_share(self) -> float | None:
        return self.old / self.number if self.number else None

    @property
    def change(self) -> float | None:
        """Against four weeks ago, as a share; negative is fewer."""
        before = self.weeks[-5]
        return (self.number - before) / before if before else None

    @property
    def change_size(self) -> float:
        return abs(self.change or 0)

    @property
    def parts(self) -> list[tuple[int, str]]:
        """Old and newer ones, for a bar."""
        return [(self.old, "f-baru"), (self.number - self.old, "f-berubah")]

    @property
    def line(self) -> str:
        return points(self.weeks)


@dataclass(frozen=True)
class Forecast:
    """What is left, the pace of the last four weeks, and the day on which it ends; None at a standstill."""

    left: int
    per_day: float
    ends_on: date | None
    with_two: date | None
    weeks: list[int]

    @property
    def line(self) -> str:
        return points(self.weeks, 160, 48)

    @property
    def words(self) -> str:
        """How the backlog changed in four weeks, in words."""
        difference = self.left - self.weeks[-5]
        if not difference:
            return "sama seperti empat minggu lalu"
        return f"{whole(abs(difference))} {'lebih banyak' if difference > 0 else 'kurang'} dari empat minggu lalu"


def open_requests(user: User) -> QuerySet[ChangeRequest]:
    """Requests of the person's areas on which somebody has still to act."""
    return ChangeRequest.objects.visible_to(user).open()


def waiting_for(requests: QuerySet[ChangeRequest], user: User) -> QuerySet[ChangeRequest]:
    """Undecided requests that wait for the person's role and were not made by the person."""
    return requests.filter(state=ChangeRequest.State.SUBMITTED, waits_for__contains=[user.role]).exclude(maker=user)


def by_class(requests: QuerySet[ChangeRequest]) -> list[ClassLine]:
    """Open requests by the class of the comparison on which they rest, most first."""
    counted = requests.order_by().values_list("result_class").annotate(number=Count("pk")).order_by("-number")
    return [
        ClassLine(result, number, FILLS[RESULTS[result][1]] if result in RESULTS else "f-redup")
        for result, number in counted
    ]


def by_age(requests: QuerySet[ChangeRequest]) -> list[tuple[str, int, bool]]:
    """Open requests by their age in days: label, number, whether that is too old."""
    today = timezone.localdate()

    def between(start: int, to: int) -> Q:
        return Q(created_at__date__range=(today - timedelta(days=to), today - timedelta(days=start)))

    ages = {f"age{n}": Count("pk", filter=between(start, to)) for n, (_, start, to) in enumerate(AGES)}
    found = requests.aggregate(**ages)
    return [(label, found[f"age{n}"], start > 60) for n, (label, start, _) in enumerate(AGES)]


def _week_ends() -> list[datetime]:
    tonight = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time()))
    return [tonight - timedelta(weeks=WEEKS - 1 - n) for n in range(WEEKS)]


def _open_at(moment: datetime) -> Q:
    return Q(created_at__lt=moment) & (Q(decided_at=None) | Q(decided_at__gte=moment))


def _weekly() -> dict[str, Any]:
    return {f"week{n}": Count("pk", filter=_open_at(moment)) for n, moment in enumerate(_week_ends())}


def by_kecamatan(user: User) -> list[PlaceLine]:
    """Every kecamatan with open requests and its last seven weeks, most first; one query."""
    old = timezone.now() - timedelta(days=OLD)
    open_now = Q(state__in=ChangeRequest.OPEN_STATES)
    rows: Any = (
        ChangeRequest.objects.visible_to(user)
        .exclude(state__in=[ChangeRequest.State.NOTHING_TO_DO, ChangeRequest.State.WITHDRAWN])
        .order_by()
        .values("citizen__kelurahan__parent__name", "citizen__kelurahan__parent__code")
        .annotate(
            number=Count("pk", filter=open_now), old=Count("pk", filter=open_now & Q(created_at__lt=old)), **_weekly()
        )
        .order_by("-number")
    )
    return [
        PlaceLine(
            name=row["citizen__kelurahan__parent__name"] or "belum diketahui",
            code=row["citizen__kelurahan__parent__code"] or "",
            number=row["number"],
            old=row["old"],
            weeks=[row[f"week{n}"] for n in range(WEEKS)],
        )
        for row in rows
    ]


def forecast(user: User) -> Forecast:
    """What is left and when it ends at the pace of the last four weeks; two queries."""
    since = timezone.now() - timedelta(days=PACE_DAYS)
    found = ChangeRequest.objects.visible_to(user).aggregate(
        left=Count("pk", filter=Q(state__in=ChangeRequest.OPEN_STATES)),
        decided=Count("pk", filter=Q(decided_at__gte=since)),
        **_weekly(),
    )
    per_day = found["decided"] / (PACE_DAYS * 5 / 7)
    return Forecast(
        left=found["left"],
        per_day=per_day,
        ends_on=_ends_on(found["left"], per_day),
        with_two=_ends_on(found["left"], per_day * 2),
        weeks=[found[f"week{n}"] for n in range(WEEKS)],
    )


def _ends_on(left: int, per_day: float) -> date | None:
    if not left or not per_day or left / per_day > 1500:
        return None
    return working_days_after(timezone.localdate(), ceil(left / per_day))


def points(values: list[int], width: int = 80, height: int = 24) -> str:
    """The points of a small line chart, left to right, the highest value on top."""
    most = max([*values, 1])
    step = width / max(1, len(values) - 1)
    return " ".join(f"{n * step:.1f},{height - 2 - (height - 4) * value / most:.1f}" for n, value in enumerate(values))
