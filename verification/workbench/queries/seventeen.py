"""Who turns 17 without a recorded KTP-el (idea 4): by days left, with what he would lose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import TruncYear
from django.utils import timezone

from dtks.accounts.models import User
from dtks.registry.models import Citizen, LifeState, RegisterState
from verification.corrections.models import ChangeRequest

AGE = 17
NOT_RECORDED = ("", "1", "2")  # ktp_states: nothing known, not due, not recorded
BANDS = (0, 30, 90, 180)  # days left at most
LOOK_BACK = timedelta(days=365)  # who turned 17 longer ago is an adult without recording, another matter
BAND_WORDS = {"0": "Sudah 17", "30": "Dalam 30 hari", "90": "Dalam 90 hari", "180": "Dalam 180 hari"}
AGED = "seventeen_born"  # the birth date by which somebody is watched


def seventeen_on(born: date) -> date:
    """The 17th birthday; who was born on 29 February has it on 1 March, since no 17th year after one is a leap year."""
    try:
        return born.replace(year=born.year + AGE)
    except ValueError:
        return date(born.year + AGE, 3, 1)


def watched_from(born: date, *, estimated: bool) -> date:
    """The day by which recording is watched: an estimated birth date may be any day of its year, so its first."""
    return seventeen_on(date(born.year, 1, 1) if estimated else born)


def left_words(born: date, *, estimated: bool, today: date) -> str:
    """How many days are left to the 17th birthday, in words."""
    left = (watched_from(born, estimated=estimated) - today).days
    if estimated:
        return f"paling cepat {left} hari lagi" if left > 0 else "mungkin sudah 17"
    if left > 0:
        return f"{left} hari lagi"
    return f"sudah 17, {-left} hari lalu" if left else "hari ini"


def born_by(day: date) -> date:
    """Who was born on this date or before is 17 on a day."""
    try:
        return day.replace(year=day.year - AGE)
    except ValueError:  # 29 February; 17 years before there was none
        return date(day.year - AGE, 2, 28)


def band_of(days: int) -> str:
    """The band of so many days left; '' where it is too early."""
    return next((str(most) for most in BANDS if days <= most), "")


def turning_seventeen(people: QuerySet[Citizen], today: date | None = None) -> QuerySet[Any]:
    """Living people without recording who turn 17 within 180 days, or did in the last year; with `band`."""
    today = today or timezone.localdate()
    aged = Case(
        When(birth_estimated=True, then=TruncYear("birth_date", output_field=DateField())),
        default=F("birth_date"), output_field=DateField(),
    )  # fmt: skip
    waiting = people.filter(life_state=LifeState.ALIVE, ktp_state__in=NOT_RECORDED)
    waiting = waiting.exclude(register_state=RegisterState.REMOVED)
    wide = waiting.filter(  # the index finds these; the estimated ones stand in the year of the last
        birth_date__gt=born_by(today - LOOK_BACK) - timedelta(days=1),
        birth_date__lte=date(born_by(today + timedelta(days=BANDS[-1])).year, 12, 31),
    )
    watched = wide.annotate(**{AGED: aged}).filter(
        **{f"{AGED}__gt": born_by(today - LOOK_BACK), f"{AGED}__lte": born_by(today + timedelta(days=BANDS[-1]))}
    )
    whens = [
        When(**{f"{AGED}__lte": born_by(today + timedelta(days=days))}, then=Value(str(days))) for days in BANDS[:-1]
    ]
    band = Case(*whens, default=Value(str(BANDS[-1])), output_field=CharField())
    found: QuerySet[Any] = watched.annotate(band=band)
    return found


@dataclass(frozen=True)
class Solved:
    """Of those who turned 17 in the last year: how many were recorded before their birthday."""

    turned: int
    before: int

    @property
    def share(self) -> float | None:
        return self.before / self.turned if self.turned else None


def solved_before(user: User, today: date | None = None) -> Solved:
    """The share that was solved in time, in the person's areas; estimated dates prove nothing and do not count."""
    today = today or timezone.localdate()
    born = Q(birth_date__gt=born_by(today - LOOK_BACK), birth_date__lte=born_by(today), birth_estimated=False)
    people = Citizen.objects.visible_to(user).filter(born, life_state=LifeState.ALIVE)
    rows = list(people.values_list("birth_date", "ktp_state", "sources__ktp_state__since"))
    before = sum(
        state not in NOT_RECORDED and (not since or since <= seventeen_on(day).isoformat())
        for day, state, since in rows
        if day is not None
    )
    return Solved(len(rows), before)


def open_recordings(people: Iterable[Any]) -> dict[int, ChangeRequest]:
    """The open request that proposes the recording of each, by citizen; one query."""
    rows = ChangeRequest.objects.open().filter(citizen__in=[each.pk for each in people], fields__field="ktp_state")
    return {each.citizen_id: each for each in rows.order_by("pk")}
