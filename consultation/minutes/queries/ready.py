"""The ready list of a kelurahan: people of whom its next meeting should speak, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from dtks.office.models import Region
from dtks.registry.models import AidRecord, Citizen, LifeState, SchemeStanding
from dtks.web.templatetags.formats import day as day_words
from dtks.web.templatetags.formats import month
from verification.corrections.models import ChangeRequest
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
    """Everybody to speak of in a kelurahan, most pressing first, each once; four queries."""
    today = on or timezone.localdate()
    found: dict[int, Ready] = {}
    for each in (*_returned(kelurahan), *_seventeen(kelurahan, today), *_corrections(kelurahan), *_listed(kelurahan)):
        found.setdefault(each.citizen.pk, each)
    return list(found.values())


def counts_of(found: Iterable[Ready]) -> list[tuple[str, str, int]]:
    """Source, word and number, those that are there."""
    numbers = Counter(each.source for each in found)
    return [(source, word, numbers[source]) for source, word in SOURCES.items() if numbers[source]]


def _returned(kelurahan: Region) -> list[Ready]:
    cases = ReturnedCase.objects.filter(decision="", row__citizen__kelurahan=kelurahan).select_related(
        "row__citizen", "tombstone"
    )
    return [
        Ready(case.row.citizen, RETURNED, f"muncul lagi, keluar {month(case.tombstone.removed_on)}")
        for case in cases[:MOST]
        if case.row.citizen is not None
    ]


def _alive(kelurahan: Region) -> QuerySet[Citizen]:
    return Citizen.objects.filter(kelurahan=kelurahan, life_state=LifeState.ALIVE)


def _seventeen(kelurahan: Region, today: date) -> list[Ready]:
    soon = (_years_before(today, 17), _years_before(today + timedelta(days=90), 17))
    people = _alive(kelurahan).filter(birth_date__range=soon, ktp_state__in=NOT_RECORDED).order_by("birth_date", "pk")
    return [
        Ready(citizen, SEVENTEEN, f"17 tahun pada {day_words(_birthday(citizen.birth_date, 17))}, belum rekam")
        for citizen in people[:MOST]
        if citizen.birth_date
    ]


def _corrections(kelurahan: Region) -> list[Ready]:
    found = ChangeRequest.objects.open().filter(citizen__kelurahan=kelurahan).select_related("citizen")
    requests = found.prefetch_related("fields").order_by("created_at", "id")
    return [
        Ready(request.citizen, CORRECTIONS, f"perbaikan terbuka, {len(request.fields.all())} isian")
        for request in requests[:MOST]
    ]


def _listed(kelurahan: Region) -> list[Ready]:
    """Who stands on the newest list of the centre for the first time."""
    newest = SchemeStanding.objects.filter(listed=True).order_by("-period").values_list("period", flat=True).first()
    if newest is None:
        return []
    people = (
        _alive(kelurahan)
        .filter(standings__period=newest, standings__listed=True)
        .exclude(standings__period__lt=newest)
        .order_by("name", "pk")
        .distinct()
    )
    return [Ready(citizen, LISTED, f"baru di daftar pusat {month(newest)}") for citizen in people[:MOST]]


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
    """Programmes and classes of some citizens, in three queries."""
    return Around(_aid(citizen_ids), _classes(citizen_ids))


def _aid(citizen_ids: Sequence[int]) -> dict[int, str]:
    rows = AidRecord.objects.filter(citizen__in=citizen_ids).exclude(state__in=["", "TIDAK"])
    found: dict[int, dict[date, list[str]]] = {}
    for citizen, period, word in rows.order_by("programme__position").values_list(
        "citizen_id", "period", "programme__short_label"
    ):
        found.setdefault(citizen, {}).setdefault(period, []).append(word)
    return {citizen: ", ".join(periods[max(periods)]) for citizen, periods in found.items()}


def _classes(citizen_ids: Sequence[int]) -> dict[int, str]:
    compared = Comparison.objects.filter(citizen__in=citizen_ids).order_by("citizen_id", "-at", "-id")
    found = dict(compared.distinct("citizen_id").values_list("citizen_id", "result_class"))
    runs = Result.objects.filter(citizen__in=citizen_ids, is_latest=True).values_list("citizen_id", "result_class")
    return {**found, **dict(runs)}
