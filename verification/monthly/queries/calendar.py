"""The calendar of the month: windows, cut-off, days off, the mayor's days; what would miss the cut-off."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from dtks.accounts.models import User
from dtks.office.models import Holiday, MayorDay, Region
from dtks.office.queries import WindowDays, mayor_days_between, next_window, windows_of, working_days_between
from dtks.office.queries.calendar import MONTHS_AHEAD, months_from
from dtks.registry.models import LifeState
from verification.corrections.models import ChangeRequest, FieldChange
from verification.corrections.queries import decidable_by
from verification.monthly.models import BatchRow, TemplateKind
from verification.monthly.queries.preflight import AGREES, candidates, fallen_papers
from verification.monthly.queries.sheets import SENT_FIELDS

State = ChangeRequest.State
WARNS_FROM = 5  # working days before the cut-off
WINDOW_WORDS = {
    "opens_on": "Jendela dibuka",
    "kelurahan_until": "Batas berita acara kelurahan",
    "pbi_until": "Batas PBI",
    "closes_on": "Batas kiriman",
    "packet_on": "Paket ke wali kota",
    "signed_by": "Batas tanda tangan",
    "upload_on": "Unggah ke SIKS-NG",
    "governor_on": "Tembusan gubernur",
}


@dataclass(frozen=True)
class Mark:
    """One thing on one day: its words and its kind (window, cutoff, holiday, signs, away)."""

    kind: str
    words: str


@dataclass(frozen=True)
class Day:
    """A square of the calendar."""

    day: date
    in_month: bool
    is_today: bool
    is_off: bool
    marks: list[Mark] = field(default_factory=list)


@dataclass(frozen=True)
class Warned:
    """What a person can still do before the cut-off, and where."""

    sentence: str
    url: str


@dataclass(frozen=True)
class Windows:
    """The windows that a page of the calendar needs, read at once."""

    own: WindowDays
    near: list[WindowDays]  # of the month before, of its own, of the one after
    following: WindowDays  # that closes next


def windows_around(month: date, today: date) -> Windows:
    """The window of a month, those beside it, and the one that closes next; two queries."""
    near = _near(month)
    ahead = list(months_from(today, MONTHS_AHEAD))
    found = {window.month: window for window in windows_of(sorted({*near, *ahead}))}
    coming = [found[each] for each in ahead]
    following = next((each for each in coming if not each.is_shut and each.closes_on >= today), coming[-1])
    return Windows(found[month], [found[each] for each in near], following)


def _near(month: date) -> tuple[date, date, date]:
    return (month - timedelta(days=1)).replace(day=1), month, (month + timedelta(days=32)).replace(day=1)


def weeks_of(month: date, today: date, near: Sequence[WindowDays] = ()) -> list[list[Day]]:
    """The weeks of a month from Monday, with everything that stands on each day; two queries beside the windows."""
    days = calendar.Calendar().monthdatescalendar(month.year, month.month)
    first, last = days[0][0], days[-1][-1]
    marks: dict[date, list[Mark]] = defaultdict(list)
    off = set()
    for holiday in Holiday.objects.filter(date__range=(first, last)):
        off.add(holiday.date)
        marks[holiday.date].append(Mark("holiday", holiday.name))
    for window in near or windows_of(_near(month)):
        _mark_window(marks, window, month)
    for span in mayor_days_between(first, last):
        _mark_mayor(marks, span)
    return [
        [Day(day, day.month == month.month, day == today, day.weekday() > 4 or day in off, marks[day]) for day in week]
        for week in days
    ]


def _mark_window(marks: dict[date, list[Mark]], window: WindowDays, month: date) -> None:
    if window.is_shut:
        if window.month == month:
            marks[month].append(Mark("away", "Pusat tidak membuka jendela bulan ini"))
        return
    which = "" if window.month == month else f" ({window.month:%m-%Y})"
    for name, words in WINDOW_WORDS.items():
        kind = "cutoff" if name == "closes_on" else "window"
        marks[getattr(window, name)].append(Mark(kind, words + which))


def _mark_mayor(marks: dict[date, list[Mark]], span: MayorDay) -> None:
    words = "Wali kota menandatangani" if span.kind == MayorDay.Kind.SIGNS else "Wali kota tidak di tempat"
    for count in range((span.ends_on - span.starts_on).days + 1):
        marks[span.starts_on + timedelta(days=count)].append(Mark(span.kind, words))


@dataclass(frozen=True)
class Known:
    """What a person can still do, counted: a page that has counted it already says so."""

    returned: int  # to the person himself
    undecided: int
    ready: int
    failed: int

    @classmethod
    def of(cls, counts: Mapping[str, int], *, undecided: int = 0) -> Known:
        """Out of the counts of a home page; `undecided` is what the person may decide."""
        return cls(counts["returned_to_me"], undecided, counts["ready"], counts["failed"])


def _known(user: User) -> Known:
    found = {"ready": 0, "failed": 0}
    if user.may("monthly.seal"):
        found = candidates().aggregate(
            ready=Count("pk", filter=Q(state=State.APPLIED)),
            failed=Count("pk", filter=~Q(state=State.APPLIED)),
        )
    mine = ChangeRequest.objects.visible_to(user).filter(maker=user, state=State.RETURNED)
    returned = mine.count() if user.may("corrections.propose") else 0
    return Known(returned, decidable_by(ChangeRequest.objects.all(), user).count(), **found)


def warnings_for(user: User, today: date, window: WindowDays | None = None, known: Known | None = None) -> list[Warned]:
    """What the person can still do for the window that closes next; empty while the cut-off is far, or all is done."""
    window = window or next_window(today)
    if window.is_shut or working_days_between(today, window.closes_on) > WARNS_FROM:
        return []
    known = known or _known(user)
    found = [_returned(known), _undecided(user, known), _unsealed(user, known), *_silent(user, window)]
    return [each for each in found if each]


def _returned(known: Known) -> Warned | None:
    if not known.returned:
        return None
    return Warned(f"{known.returned} usulan Anda dikembalikan. Perbaiki sebelum batas kiriman.", _list("returned"))


def _undecided(user: User, known: Known) -> Warned | None:
    if not known.undecided or not user.may("corrections.decide"):
        return None
    return Warned(f"{known.undecided} perkara menunggu putusan Anda.", _list("submitted"))


def _unsealed(user: User, known: Known) -> Warned | None:
    if not user.may("monthly.seal"):
        return None
    parts = [f"{known.ready} diterapkan dan belum disegel" if known.ready else ""]
    parts.append(f"{known.failed} disetujui dan belum diterapkan" if known.failed else "")
    words = ", ".join(filter(None, parts))
    return Warned(f"{words}. Segel kiriman sebelum batasnya.", reverse("siks:batches")) if words else None


def _list(state: str) -> str:
    return f"{reverse('corrections:list')}?kelas={state}"


def _silent(user: User, window: WindowDays) -> list[Warned]:
    """Kelurahan of the person's area of which nothing would go; a kelurahan's own officer reads its name."""
    if not user.may("minutes.write") and not user.may("monthly.seal"):
        return []
    silent = silent_kelurahan(window.month, user.area_codes("corrections.see"))
    if not silent:
        return []
    url = reverse("monthly:calendar")
    if len(silent) <= 3:
        names = ", ".join(str(each) for each in silent)
        return [Warned(f"Belum ada usulan yang siap dari {names}: bulan ini tidak mengirim apa-apa.", url)]
    return [Warned(f"{len(silent)} kelurahan bulan ini belum punya usulan yang siap.", url)]


def can_go() -> QuerySet[ChangeRequest]:
    """Changes that would go if the month were sealed now, as far as one statement tells; `hindrance` has the last word.

    Without those whose paper fell, and corrections of whom is gone or whose values the register does not say.
    """
    sent = FieldChange.objects.filter(request=OuterRef("pk"), applied=True, field__in=SENT_FIELDS)
    differs = Q(Exists(sent.exclude(basis__verdict__in=AGREES))) | ~Q(citizen__life_state=LifeState.ALIVE)
    found = candidates().filter(state=State.APPLIED)
    found = found.exclude(differs, act__template_kind=TemplateKind.CORRECTION)
    return found.exclude(Exists(fallen_papers().filter(request=OuterRef("pk"))))


def silent_kelurahan(month: date, codes: list[str] | None) -> list[Region]:
    """Kelurahan of the city in some areas of which nothing was sealed for a month and nothing could be sealed now."""
    sent = BatchRow.objects.filter(batch__month=month).exclude(batch__state="void")
    city = Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True)
    if codes is not None:
        within = Q(pk__in=[])
        for code in codes:
            within |= Q(code__startswith=code)
        city = city.filter(within)
    city = city.annotate(
        busy=Exists(sent.filter(citizen__kelurahan=OuterRef("pk")))
        | Exists(can_go().filter(citizen__kelurahan=OuterRef("pk")))
    )
    return list(city.filter(busy=False).select_related("parent").order_by("name"))


@dataclass(frozen=True)
class Sealable:
    """A month that the centre still takes. `until`: its cut-off, where only what was accepted by then goes with it."""

    window: WindowDays
    until: date | None

    @property
    def value(self) -> str:
        """2026-11, for an address."""
        return f"{self.window.month:%Y-%m}"


def sealable_months(today: date) -> list[Sealable]:
    """Months for which a batch can be sealed: those past their cut-off that are not uploaded yet, then the one that
    closes next. What was accepted after a cut-off goes with the month that was promised to it."""
    following = next_window(today)
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    past = [window for window in windows_of(list(months_from(first, 2))) if window.month < following.month]
    late = [Sealable(each, each.closes_on) for each in past if not each.is_shut and each.upload_on >= today]
    return [*late, Sealable(following, None)]
