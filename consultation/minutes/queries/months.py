"""One month over the kelurahan: who has handed in, who is late, of whom nothing would be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from consultation.minutes.models import Item, Minutes
from dtks.accounts.models import User
from dtks.jobs.models import Message
from dtks.office.models import Region
from dtks.office.queries import WindowDays, window_of, working_days_between
from verification.monthly.queries.calendar import silent_kelurahan

WARN_DAYS = 5  # working days before the window closes, domain.md 7.2
STATES = {"handed_in": "Sudah menyerahkan", "draft": "Sedang disusun", "none": "Belum mulai", "late": "Terlambat"}


@dataclass(frozen=True)
class PlaceMonth:
    """A kelurahan in a month."""

    place: Region
    state: str  # of STATES
    minutes: Minutes | None
    names: int
    returned: int
    is_silent: bool  # nothing of it is sealed or ready for this month
    reminded_at: datetime | None

    @property
    def chip(self) -> tuple[str, str, str]:
        """Family, word and icon."""
        return {
            "handed_in": ("padan", STATES["handed_in"], "check"), "draft": ("teluk", STATES["draft"], "half"),
            "none": ("kosong", STATES["none"], "clock"), "late": ("berbeda", STATES["late"], "warning"),
        }[self.state]  # fmt: skip

    @property
    def may_be_reminded(self) -> bool:
        """Whether there is something to remind of: no berita acara yet, or names that came back."""
        return self.state != "handed_in" or bool(self.returned)


@dataclass(frozen=True)
class Month:
    """All kelurahan of a person's areas in a month."""

    month: date
    window: WindowDays
    days_left: int  # working days until the kelurahan's last day; negative never
    places: list[PlaceMonth]

    def count(self, state: str) -> int:
        return sum(each.state == state for each in self.places)

    @property
    def parts(self) -> list[tuple[int, str, str]]:
        """For the equation."""
        colours = {"handed_in": "ok", "draft": "berubah", "none": "redup", "late": "be"}
        return [(self.count(state), word.lower(), colours[state]) for state, word in STATES.items()]

    @property
    def silent(self) -> int:
        return sum(each.is_silent for each in self.places)


def about_of(place: Region, month: date) -> str:
    """What a reminder is filed under."""
    return f"BA {place.code} {month:%Y-%m}"


def month_of(user: User, month: date, today: date | None = None) -> Month:
    """The calendar of a month; six queries whatever the number of kelurahan."""
    today, first = today or timezone.localdate(), month.replace(day=1)
    codes = user.area_codes("minutes.see")
    places = list(kelurahan_of(codes))
    window = window_of(first)
    return Month(
        month=first,
        window=window,
        days_left=working_days_between(today, window.kelurahan_until) if today <= window.kelurahan_until else 0,
        places=places_in(places, first, late=today > window.kelurahan_until, codes=codes),
    )


def kelurahan_of(codes: list[str] | None) -> Any:
    """Kelurahan of the city in some areas; None is everywhere."""
    city = Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).select_related("parent")
    if codes is not None:
        within = Q(pk__in=[])
        for code in codes:
            within |= Q(code__startswith=code)
        city = city.filter(within)
    return city.order_by("name")


def places_in(places: list[Region], month: date, *, late: bool, codes: list[str] | None) -> list[PlaceMonth]:
    written = Minutes.objects.filter(kelurahan__in=places, month=month).exclude(state=Minutes.State.VOID)
    counted = written.annotate(
        names=Count("items"), back=Count("items", filter=Q(items__review=Item.State.RETURNED))
    ).order_by("pk")  # fmt: skip
    best: dict[int, Any] = {}
    for each in counted:  # one that was handed in goes before a further draft
        if each.kelurahan_id not in best or each.state in Minutes.FROZEN:
            best[each.kelurahan_id] = each
    silent = {each.pk for each in silent_kelurahan(month, codes)}
    sent = dict(
        Message.objects.filter(about__in=[about_of(place, month) for place in places])
        .order_by("due_at")
        .values_list("about", "due_at")
    )
    found = []
    for place in places:
        minutes = best.get(place.pk)
        handed = minutes is not None and minutes.state in Minutes.FROZEN
        state = "handed_in" if handed else "late" if late else "draft" if minutes else "none"
        found.append(
            PlaceMonth(
                place, state, minutes, minutes.names if minutes else 0, minutes.back if minutes else 0,
                place.pk in silent, sent.get(about_of(place, month)),
            )
        )  # fmt: skip
    order = list(STATES)
    return sorted(found, key=lambda each: (-order.index(each.state), not each.is_silent, each.place.name))
