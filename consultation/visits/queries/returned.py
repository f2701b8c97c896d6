"""What came back and waits for the supervisor, with what is worth a second look."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from consultation.visits.models import PhotoKind, Report, Source, State, Visit
from consultation.visits.queries.outcomes import chip_of
from dtks.accounts.models import User

RETURN_REASONS = ("Rumah lain", "Foto tidak jelas", "Isian kurang", "Temui warganya")
FAR_M = 200  # metres from where the home was recorded before
QUICK_MINUTES = 5
MOST = 200


@dataclass(frozen=True)
class Back:
    """A visit that came back, with its notes; empty notes may be accepted at once."""

    visit: Visit
    report: Report
    photos: int
    notes: tuple[str, ...]
    distance_m: int | None
    conflicts: int

    @property
    def chip(self) -> tuple[str, str, str]:
        return chip_of(self.report.outcome)

    @property
    def recorded_words(self) -> str:
        """Where the home was recorded at the visit before; empty where it was not."""
        found: Any = self.report  # annotated
        return f"{found.before_lat}, {found.before_lon}" if found.before_lat is not None else ""

    @property
    def plain(self) -> bool:
        return not self.notes and not self.conflicts

    @property
    def words(self) -> str:
        return self.notes[0] if self.notes else "tanpa catatan"


def waiting(user: User) -> list[Back]:
    """Everything that waits for the supervisor, the newest first; two queries."""
    visits = Visit.objects.visible_to(user).filter(Q(state=State.DONE) | Q(reports__standing="conflict"))
    stands = Report.objects.filter(visit=OuterRef("visit"), standing=Report.Standing.STANDS)
    alone = Q(standing=Report.Standing.CONFLICT) & ~Exists(stands)  # the visit went elsewhere or was cancelled
    rows = Report.objects.filter(Q(standing=Report.Standing.STANDS) | alone, visit__in=visits.values("pk"))
    joined = rows.select_related("visit__citizen", "visit__kelurahan", "visit__facilitator", "by", "version")
    return shown([*_annotated(joined).order_by("-arrived_at", "-pk")[:MOST]])


def shown(reports: Sequence[Report]) -> list[Back]:
    """Reports as the supervisor's list shows them."""
    return [_shown(each) for each in reports]


def back_of(visit: Visit) -> Back | None:
    """The one that stands of a visit; None where nothing came."""
    rows = Report.objects.filter(visit=visit, standing=Report.Standing.STANDS)
    joined = rows.select_related("visit__citizen", "visit__kelurahan", "visit__facilitator", "by", "version")
    found = _annotated(joined).first()
    return _shown(found) if found else None


def _annotated(rows: Any) -> Any:
    """With photos, conflicts and where the home was recorded last time, in the same query."""
    before = (
        Report.objects.filter(visit__citizen=OuterRef("visit__citizen"), visit__state=State.CHECKED)
        .exclude(visit=OuterRef("visit"))
        .filter(standing=Report.Standing.STANDS, latitude__isnull=False)
        .order_by("-visited_at")
    )
    against = Report.objects.filter(visit=OuterRef("visit"), standing=Report.Standing.CONFLICT)
    return rows.annotate(
        n_photos=Count("photos", distinct=True),
        n_front=Count("photos", filter=Q(photos__kind=PhotoKind.FRONT), distinct=True),
        before_lat=Subquery(before.values("latitude")[:1]),
        before_lon=Subquery(before.values("longitude")[:1]),
        has_conflict=Exists(against),
    )


def _shown(report: Any) -> Back:
    distance = _distance(report)
    return Back(report.visit, report, report.n_photos, notes_of(report, distance), distance, int(report.has_conflict))


def notes_of(report: Any, distance: int | None) -> tuple[str, ...]:
    """What is worth a second look, the gravest first."""
    visit, found = report.visit, []
    if report.standing == Report.Standing.CONFLICT:
        found.append("bentrok")
    elif report.has_conflict:
        found.append("dua laporan")
    if distance is not None and distance > max(FAR_M, 2 * (report.accuracy_m or 0)):
        found.append(f"jarak {distance} m")
    if report.lacks:
        found.append(f"{len(report.lacks)} isian kurang")
    if not report.n_front and report.answers.get("B14") != "6":
        found.append("foto kosong")
    elif report.n_photos < report.photos_due:
        found.append(f"{report.photos_due - report.n_photos} foto belum sampai")
    if report.minutes is not None and report.minutes < QUICK_MINUTES and report.way != Report.Way.PAPER:
        found.append(f"selesai {report.minutes} menit")
    if visit.source == Source.OBJECTION:
        found.append("ada keberatan")
    if visit.attempt > 1:
        found.append(f"kedatangan ke-{visit.attempt}")
    return tuple(found)


def _distance(report: Any) -> int | None:
    if report.latitude is None or report.before_lat is None:
        return None
    return metres(report.latitude, report.longitude, report.before_lat, report.before_lon)


def metres(lat: Decimal, lon: Decimal, other_lat: Decimal, other_lon: Decimal) -> int:
    """Metres between two points; flat ground is near enough inside a city."""
    north = (float(lat) - float(other_lat)) * 111_320
    east = (float(lon) - float(other_lon)) * 111_320 * math.cos(math.radians(float(lat)))
    return round(math.hypot(north, east))


def counts_of(rows: Sequence[Back]) -> list[tuple[str, str, int]]:
    """Chips above the list: with notes, and by facilitator."""
    found = [("catatan", "Bercatatan", sum(not each.plain for each in rows))]
    people = Counter((each.visit.facilitator_id, str(each.visit.facilitator).split(" ")[0]) for each in rows)
    found += [(f"f{pk}", name, number) for (pk, name), number in people.most_common(5)]
    return [each for each in found if each[2]]


def filtered(rows: list[Back], chip: str) -> list[Back]:
    """The rows of a chip."""
    if chip == "catatan":
        return [each for each in rows if not each.plain]
    if chip.startswith("f") and chip[1:].isdecimal():
        return [each for each in rows if each.visit.facilitator_id == int(chip[1:])]
    return rows


@dataclass(frozen=True)
class Step:
    """One line of the course of a visit."""

    at: datetime
    act: str
    who: str
    note: str = ""
    waiting: bool = False
    link: str = ""


_ACTS = {
    State.OPEN: "Ditulis", State.ASSIGNED: "Dibagi kepada", State.DOWNLOADED: "Diambil ke HP",
    State.DONE: "Laporan masuk",
    State.CHECKED: "Diterima", State.RETURNED: "Dikembalikan", State.CANCELLED: "Dibatalkan",
}  # fmt: skip


def course(visit: Visit) -> list[Step]:
    """What happened with a visit, newest first; one query."""
    history: Any = visit.course  # type: ignore[attr-defined]  # made by pghistory
    return [
        Step(each.pgh_created_at, _act(each), str(each.changed_by or "Sistem"), each.return_reason)
        for each in history.select_related("changed_by", "facilitator").order_by("-pgh_id")
    ]


def _act(event: Any) -> str:
    word = _ACTS[State(event.state)]
    return f"{word} {event.facilitator}" if event.state == State.ASSIGNED else word
