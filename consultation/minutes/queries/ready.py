"""The ready list of a kelurahan: people of whom its next meeting should speak, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from dtks.office.models import Region
from dtks.registry.models import Citizen, LifeState, SchemeStanding
from dtks.registry.queries import aid_labels
from dtks.web.templatetags.formats import day as day_words
from dtks.web.templatetags.formats import month
from verification.corrections.models import ChangeRequest, FieldChange
from verification.lists.models import ReturnedCase
from verification.reconciliation.models import Result
from verification.sources.models import Comparison

RETURNED, SEVENTEEN, CORRECTIONS, LISTED = "kembali", "ktp", "perbaikan", "pusat"
SOURCES = {RETURNED: "Muncul lagi", SEVENTEEN: "Calon KTP", CORRECTIONS: "Perbaikan terbuka", LISTED: "Baru di daftar"}
MOST = 60  # of one source; the rest comes with the next meeting
NOT_RECORDED = ("", "1", "2")  # ktp_states: nothing known, not due, not recorded


@dataclass(frozen=True)
class Ready:
    """Somebody to speak of, and why."""

    citizen: Citizen
    source: str
    words: str

    @property
    def below(self) -> str:
        """RT 003 · perbaikan terbuka, 5 isian"""
        return f"RT {self.citizen.rt} · {self.words}" if self.citizen.rt else self.words


def ready_list(kelurahan: Region, on: date | None = None) -> list[Ready]:
    """Everybody to speak of in a kelurahan, most pressing first, each once; two queries."""
    today = on or timezone.localdate()
    parts = [_returned(kelurahan), _seventeen(kelurahan, today), _corrections(kelurahan), _listed(kelurahan)]
    first, *others = (part.values_list("of", "source", "on_day", "fields_open", "place")[:MOST] for part in parts)
    rows = sorted(first.union(*others, all=True), key=lambda row: (list(SOURCES).index(row[1]), row[4]))
    people = Citizen.objects.in_bulk({row[0] for row in rows})
    found: dict[int, Ready] = {}
    for citizen, source, day, number, _ in rows:
        found.setdefault(citizen, Ready(people[citizen], source, _words(source, people[citizen], day, number)))
    return list(found.values())


def _words(source: str, citizen: Citizen, day: date | None, fields_open: int) -> str:
    if source == CORRECTIONS:
        return f"perbaikan terbuka, {fields_open} isian"
    if source == SEVENTEEN:
        return f"17 tahun pada {day_words(_birthday(citizen.birth_date, 17))}, belum rekam"
    return f"muncul lagi, keluar {month(day)}" if source == RETURNED else f"baru di daftar pusat {month(day)}"


def counts_of(found: Iterable[Ready]) -> list[tuple[str, str, int]]:
    """Source, word and number, those that are there."""
    numbers = Counter(each.source for each in found)
    return [(source, word, numbers[source]) for source, word in SOURCES.items() if numbers[source]]


def _as_rows(found: QuerySet[Any], source: str, of: str, *order: str, **more: Any) -> QuerySet[Any]:
    """The columns that the sources share, and the place of each row in its source."""
    columns = {"on_day": Value(None, DateField()), "fields_open": Value(0), **more}
    place = Window(RowNumber(), order_by=[*order, "pk"])
    rows: QuerySet[Any] = found.annotate(of=F(of), source=Value(source), place=place, **columns).order_by("place")
    return rows


def _returned(kelurahan: Region) -> QuerySet[Any]:
    cases = ReturnedCase.objects.filter(decision="", row__citizen__kelurahan=kelurahan)
    return _as_rows(cases, RETURNED, "row__citizen", on_day=F("tombstone__removed_on"))


def _alive(kelurahan: Region) -> QuerySet[Citizen]:
    return Citizen.objects.filter(kelurahan=kelurahan, life_state=LifeState.ALIVE)


def _seventeen(kelurahan: Region, today: date) -> QuerySet[Any]:
    soon = (_years_before(today, 17), _years_before(today + timedelta(days=90), 17))
    people = _alive(kelurahan).filter(birth_date__range=soon, ktp_state__in=NOT_RECORDED)
    return _as_rows(people, SEVENTEEN, "pk", "birth_date")


def _corrections(kelurahan: Region) -> QuerySet[Any]:
    fields = FieldChange.objects.filter(request=OuterRef("pk")).order_by().values("request")
    found = ChangeRequest.objects.open().filter(citizen__kelurahan=kelurahan)
    number = Coalesce(Subquery(fields.annotate(n=Count("pk")).values("n"), IntegerField()), 0)
    return _as_rows(found, CORRECTIONS, "citizen", "created_at", fields_open=number)


def _listed(kelurahan: Region) -> QuerySet[Any]:
    """Who stands on the newest list of the centre for the first time."""
    newest = SchemeStanding.objects.filter(listed=True).order_by("-period").values("period")[:1]
    own = SchemeStanding.objects.filter(citizen=OuterRef("pk"))
    people = _alive(kelurahan).filter(
        Exists(own.filter(period=newest, listed=True)), ~Exists(own.filter(period__lt=newest))
    )
    return _as_rows(people, LISTED, "pk", "name", on_day=Subquery(newest))


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return date(day.year - years, 2, 28)


def _birthday(born: date | None, years: int) -> date:
    assert born is not None
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


@dataclass(frozen=True)
class Around:
    """What stands beside the names: programmes and the class of the last comparison, by citizen."""

    aid: dict[int, str]
    classes: dict[int, str]


def around(citizen_ids: Sequence[int]) -> Around:
    """Programmes and classes of some citizens, in two queries."""
    aid = {citizen: ", ".join(labels) for citizen, labels in aid_labels(citizen_ids).items()}
    return Around(aid, _classes(citizen_ids))


def _classes(citizen_ids: Sequence[int]) -> dict[int, str]:
    """The last class of each; what a run found goes before what was asked of one citizen."""
    compared = Comparison.objects.filter(citizen__in=citizen_ids).order_by("citizen_id", "-at", "-id")
    asked = compared.distinct("citizen_id").values_list("citizen_id", "result_class", Value(0))
    runs = Result.objects.filter(citizen__in=citizen_ids, is_latest=True).order_by()
    rows = asked.union(runs.values_list("citizen_id", "result_class", Value(1)), all=True)
    return {citizen: word for citizen, word, _ in sorted(rows, key=lambda row: row[2])}
