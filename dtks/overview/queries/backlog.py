"""The open requests counted: by class, age, place, week; and when the backlog ends at this pace."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from dtks.accounts.models import User
from dtks.web.templatetags.chips import RESULTS
from verification.corrections.models import ChangeRequest
from verification.corrections.queries import pace
from verification.monthly.queries.preflight import SHEETS

AGES = [("0–7", 0, 7), ("8–14", 8, 14), ("15–30", 15, 30), ("31–60", 31, 60), ("61–90", 61, 90), ("> 90", 91, 36500)]
OLD = 30  # days
WEEKS = 7
NAME, CODE = "citizen__kelurahan__parent__name", "citizen__kelurahan__parent__code"
GROUPED = ("result_class", NAME, CODE)
State = ChangeRequest.State
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


NOW, END, WIDE, BASE = 140, 320, 340, 58  # of the chart: today, the farther end, its width, the line of nought


@dataclass(frozen=True)
class Chart:
    """The backlog of the last weeks as a line, and from today the way to its end: alone, and with one more."""

    past: str
    at: str  # height of today's number
    end: int
    with_more: str = ""  # where on the line of nought; '': no end can be told
    label_with_more: str = ""  # where its date is written, beside neither of the others

    now, wide, base = NOW, WIDE, BASE


def chart_of(forecast: Forecast, today: date) -> Chart:
    """The chart of a forecast, to scale on both sides of today."""
    past = points(forecast.weeks, NOW, BASE + 2)
    at = past.rpartition(",")[2]
    if forecast.ends_on is None or forecast.with_one_more is None:
        return Chart(past, at, END)
    days = max(1, (forecast.ends_on - today).days)
    more = NOW + (END - NOW) * (forecast.with_one_more - today).days / days
    return Chart(past, at, END, f"{more:.1f}", f"{min(max(more, NOW + 62), END - 54):.1f}")


@dataclass(frozen=True)
class Forecast:
    """What is left, the pace of the last two weeks, and the day on which it ends; None at a standstill."""

    left: int
    per_day: float
    ends_on: date | None
    with_one_more: date | None
    weeks: list[int]
    began: date  # the end of the first of the weeks
    undecided: int = 0  # of what is left; the others were sent back, or wait to be applied
    returned: int = 0
    unapplied: int = 0

    @property
    def chart(self) -> Chart:
        return chart_of(self, timezone.localdate())


def open_requests(user: User) -> QuerySet[ChangeRequest]:
    """Requests of the person's areas on which somebody has still to act."""
    return ChangeRequest.objects.visible_to(user).open()


def waiting_for(requests: QuerySet[ChangeRequest], user: User) -> QuerySet[ChangeRequest]:
    """Undecided requests that wait for the person's role and were not made by the person."""
    return requests.filter(state=ChangeRequest.State.SUBMITTED, waits_for__contains=[user.role]).exclude(maker=user)


def _week_ends() -> list[datetime]:
    tonight = _midnight(timezone.localdate() + timedelta(days=1))
    return [tonight - timedelta(weeks=WEEKS - 1 - n) for n in range(WEEKS)]


def _open_at(moment: datetime) -> Q:
    ended_at_once = Q(state__in=[State.NOTHING_TO_DO, State.WITHDRAWN])
    return ~ended_at_once & Q(created_at__lt=moment) & (Q(decided_at=None) | Q(decided_at__gte=moment))


def _counts(user: User) -> dict[str, Q]:
    """What is counted of each request, by name."""
    today, now = timezone.localdate(), timezone.now()
    is_open = Q(state__in=ChangeRequest.OPEN_STATES)
    start = _midnight(today)
    judged = pace.decided_by(user, start).values("request")
    counts = {
        "open": is_open,
        "old": is_open & Q(created_at__lt=now - timedelta(days=OLD)),
        "undecided": Q(state=State.SUBMITTED),
        "returned": Q(state=State.RETURNED),
        "returned_to_me": Q(state=State.RETURNED, maker=user),
        "failed": Q(state__in=[State.APPROVED, State.APPLY_FAILED]),
        "apply_failed": Q(state=State.APPLY_FAILED),
        "applied": Q(state=State.APPLIED),
        "refused": Q(state=State.REFUSED),
        "ready": Q(state=State.APPLIED, sealed_in="", act__template_kind__in=SHEETS),
        "by_me": Q(pk__in=judged),
        "second_look": Q(state=State.SUBMITTED, second_look=True),
    }
    counts["month_began"] = _open_at(_midnight(today.replace(day=1)))
    counts |= {f"week{n}": _open_at(moment) for n, moment in enumerate(_week_ends())}
    ages = {f"age{n}": is_open & _aged(start, to, today) for n, (_, start, to) in enumerate(AGES)}
    return counts | ages


def _aged(start: int, to: int, today: date) -> Q:
    younger, older = _midnight(today - timedelta(days=start - 1)), _midnight(today - timedelta(days=to))
    return Q(created_at__gte=older, created_at__lt=younger)


def _midnight(day: date) -> datetime:
    """The moment at which a day of the office begins."""
    return timezone.make_aware(datetime.combine(day, time()))


@dataclass(frozen=True)
class Board:
    """All requests of a person's areas, counted by result class and kecamatan; a figure of a home is a sum of it."""

    rows: list[dict[str, Any]]

    def total(self, name: str) -> int:
        """How many there are of one kind."""
        return sum(row[name] for row in self.rows)

    @property
    def totals(self) -> dict[str, int]:
        """The same for every kind."""
        names = [name for name in self.rows[0] if name not in GROUPED] if self.rows else []
        return defaultdict(int, {name: self.total(name) for name in names})

    def by_class(self, name: str = "open") -> list[ClassLine]:
        """Requests by the class of the comparison on which they rest, most first."""
        found: dict[str, int] = defaultdict(int)
        for row in self.rows:
            found[row["result_class"]] += row[name]
        counted = sorted(((result, number) for result, number in found.items() if number), key=lambda each: -each[1])
        return [ClassLine(result, number, fill_of(result)) for result, number in counted]

    def by_age(self) -> list[tuple[str, int, bool]]:
        """Open requests by their age in days: label, number, whether that is too old."""
        return [(label, self.total(f"age{n}"), start > 60) for n, (label, start, _) in enumerate(AGES)]

    def by_kecamatan(self) -> list[PlaceLine]:
        """Every kecamatan with its open requests and its last seven weeks, most first."""
        groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for row in self.rows:
            groups[row[NAME] or "belum diketahui", row[CODE] or ""].append(row)
        lines = [_place(name, code, Board(rows)) for (name, code), rows in groups.items()]
        return sorted(lines, key=lambda line: -line.number)

    def forecast(self) -> Forecast:
        """What is left and when it ends at the pace that every page tells."""
        left = self.total("open")
        found = pace.forecast(left)
        return Forecast(
            left=left, per_day=found.a_day, ends_on=found.ends_on if left else None,
            with_one_more=found.with_one_more if left else None, weeks=self.weeks(),
            began=timezone.localdate() - timedelta(weeks=WEEKS - 1), undecided=self.total("undecided"),
            returned=self.total("returned"), unapplied=self.total("failed"),
        )  # fmt: skip

    def weeks(self) -> list[int]:
        """How many were open at the end of each of the last weeks."""
        return [self.total(f"week{n}") for n in range(WEEKS)]


def fill_of(result: str) -> str:
    """The colour of a class in a bar."""
    return FILLS[RESULTS[result][1]] if result in RESULTS else "f-redup"


def _place(name: str, code: str, own: Board) -> PlaceLine:
    return PlaceLine(name=name, code=code, number=own.total("open"), old=own.total("old"), weeks=own.weeks())


def whole_city(board: Board) -> PlaceLine:
    """All places together."""
    return _place("Kota Kendari", "", board)


@dataclass(frozen=True)
class KelurahanLine(PlaceLine):
    """The same of a kelurahan, with its kecamatan and the classes of its open requests, most first."""

    pk: int | None
    kecamatan: str
    classes: list[ClassLine]


def by_kelurahan(user: User, *, result: str | None = None) -> list[KelurahanLine]:
    """Every kelurahan with open requests, of one class or of all; one query."""
    place = ("citizen__kelurahan", "citizen__kelurahan__name", "citizen__kelurahan__code", NAME)
    asked = ChangeRequest.objects.visible_to(user)
    asked = asked if result is None else asked.filter(result_class=result)
    counts = {name: q for name, q in _counts(user).items() if name in {"open", "old"} or name.startswith("week")}
    counted = asked.order_by().values(*place, *GROUPED)
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in counted.annotate(**{name: Count("pk", filter=q) for name, q in counts.items()}):
        groups[tuple(row[name] for name in place)].append(row)
    found = []
    for (pk, name, code, kecamatan), rows in groups.items():
        own = Board(rows)
        line = _place(name or "belum diketahui", code or "", own)
        found.append(KelurahanLine(**vars(line), pk=pk, kecamatan=kecamatan or "–", classes=own.by_class()))
    return [line for line in found if line.number]


def board(user: User) -> Board:
    """The requests of the person's areas, counted in one query."""
    grouped = ChangeRequest.objects.visible_to(user).order_by().values(*GROUPED)
    return Board(list(grouped.annotate(**{name: Count("pk", filter=q) for name, q in _counts(user).items()})))


def points(values: list[int], width: int = 80, height: int = 24) -> str:
    """The points of a small line chart, left to right, the highest value on top."""
    most = max([*values, 1])
    step = width / max(1, len(values) - 1)
    return " ".join(f"{n * step:.1f},{height - 2 - (height - 4) * value / most:.1f}" for n, value in enumerate(values))
