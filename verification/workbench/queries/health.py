"""Faults in the data (row 13): what each is, whom it concerns, how many there are. Nothing is repaired here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, ExtractDay, Substr
from django.utils import timezone

from dtks.accounts.models import User, kelurahan_in
from dtks.registry.models import Citizen, HouseholdMembership, LifeState, Relation, Sex
from dtks.registry.services import TWO_HEADS
from verification.corrections.models import ChangeRequest, Decision
from verification.reconciliation.models import Result
from verification.sources.models import ResultClass
from verification.workbench.models import FaultCount

People = QuerySet[Citizen]
TREND = timedelta(days=56)
ADULT = 17
OVERDUE = timedelta(days=30)
FEMALE_DAY = 40


@dataclass(frozen=True)
class Fault:
    """A fault: its words, what to do, and who has it."""

    code: str
    label: str
    advice: str
    find: Callable[[People], People]
    asked: str = ""  # what its kelurahan is asked to do; empty where it can do nothing
    opens: bool = False  # whether what Disdukcapil says of its people can become a correction


def _alive(people: People) -> People:
    return people.filter(life_state=LifeState.ALIVE)


def _whole_nik(people: People) -> QuerySet[Any]:
    found = _alive(people).filter(nik__regex=r"^\d{16}$", birth_date__isnull=False)
    written = Func(F("birth_date"), Value("MMYY"), function="TO_CHAR", output_field=CharField())
    return found.annotate(
        nik_day=Cast(Substr("nik", 7, 2), IntegerField()), nik_month_year=Substr("nik", 9, 4), month_year=written,
        day=ExtractDay("birth_date"),
    )  # fmt: skip


def _nik_birth(people: People) -> People:
    other_day = ~Q(nik_day=F("day")) & ~Q(nik_day=F("day") + FEMALE_DAY)
    found: People = _whole_nik(people).filter(other_day | ~Q(nik_month_year=F("month_year")))
    return found


def _nik_sex(people: People) -> People:
    woman = Q(nik_day__gt=FEMALE_DAY)
    found: People = _whole_nik(people).filter((woman & Q(sex=Sex.MALE)) | (~woman & Q(sex=Sex.FEMALE)))
    return found


def _current() -> QuerySet[HouseholdMembership]:
    return HouseholdMembership.objects.filter(household__unit="family", household__ended_on=None, ended_on=None)


def _no_head(people: People) -> People:
    """The first member of each card without a head."""
    heads = _current().filter(household=OuterRef("household"), relation=Relation.HEAD)
    first = _current().filter(~Exists(heads)).order_by().values("household").annotate(first=Min("citizen"))
    return people.filter(pk__in=first.values("first"))


def _two_heads(people: People) -> People:
    return people.filter(pk__in=_current().filter(finding=TWO_HEADS).values("citizen"))


def _lone_child(people: People) -> People:
    today = timezone.localdate()
    child = _alive(people).filter(birth_date__gt=date(today.year - ADULT, today.month, min(today.day, 28)))
    alone = _current().order_by().values("household").annotate(number=Count("pk"), only=Min("citizen"))
    return child.filter(pk__in=alone.filter(number=1).values("only"))


def _open_death(people: People) -> People:
    said = Result.objects.filter(citizen=OuterRef("pk"), is_latest=True, result_class=ResultClass.DECEASED)
    stays = _current().filter(citizen=OuterRef("pk"))
    heard = Q(Exists(said), life_state=LifeState.ALIVE)
    return people.filter(heard | Q(Exists(stays), life_state=LifeState.DECEASED))


def _twice(people: People) -> People:
    """Grouped first: EXISTS would compare each with all others where only the first rows of a long list are read."""
    shared = _alive(Citizen.objects.exclude(nik="")).order_by().values("nik").annotate(number=Count("pk"))
    return _alive(people).filter(nik__in=shared.filter(number__gt=1).values("nik"))


def overdue_requests() -> QuerySet[Any]:
    """Requests that wait for papers longer than they may, with `returned_at`: the day of the return counts."""
    returns = Decision.objects.filter(request=OuterRef("pk"), kind=Decision.Kind.SEND_BACK).order_by("-pk")
    back = ChangeRequest.objects.filter(state=ChangeRequest.State.RETURNED)
    found = back.annotate(returned_at=Subquery(returns.values("at")[:1]))
    return found.filter(returned_at__lt=timezone.now() - OVERDUE)


def _overdue(people: People) -> People:
    return people.filter(Exists(overdue_requests().filter(citizen=OuterRef("pk"))))


FAULTS = {
    fault.code: fault
    for fault in (
        Fault("tanpa-nik", "Tanpa NIK", "Minta KTP atau KK; bayi menunggu di Kelahiran.",
              lambda people: _alive(people).filter(nik=""), "Minta KTP atau KK-nya, dan foto untuk Dinas Sosial.",
              opens=True),
        Fault("nik-salah", "NIK salah tulis", "Buka usulan dari Disdukcapil, atau lihat KTP-nya.",
              lambda people: _alive(people).exclude(nik="").exclude(nik_problem=""),
              "Lihat KTP atau KK-nya, dan catat NIK yang tertulis di sana.", opens=True),
        Fault("nik-lahir", "NIK beda tanggal lahir", "Lihat berkasnya: NIK tetap walau tanggal lahir diperbaiki.",
              _nik_birth, "Lihat KTP, KK atau akta lahirnya: tanggal lahir dan NIK yang tertulis.", opens=True),
        Fault("nik-kelamin", "NIK beda jenis kelamin", "Lihat berkasnya; sering jenis kelamin yang keliru.", _nik_sex,
              "Lihat KTP atau KK-nya: jenis kelamin dan NIK yang tertulis.", opens=True),
        Fault("nik-ganda", "NIK dipakai dua orang", "Putuskan di NIK ganda.", _twice),
        Fault("dua-kepala", "KK dengan dua kepala", "Perbaiki hubungan keluarganya.", _two_heads,
              "Lihat KK-nya: siapa kepala keluarga, dan apa hubungan yang lain."),
        Fault("tanpa-kepala", "KK tanpa kepala", "Catat pergantian kepala keluarga.", _no_head,
              "Tanyakan siapa kepala keluarganya sekarang, dan minta KK yang baru."),
        Fault("kematian", "Kematian belum diurus", "Catat kematiannya, lalu penggantinya.", _open_death,
              "Pastikan kematiannya pada keluarganya; minta akta atau surat kematian."),
        Fault("anak-sendiri", "KK berisi satu anak", "Cari keluarganya: mungkin tertinggal ketika KK diganti.",
              _lone_child, "Tanyakan ia tinggal dengan siapa, dan minta KK keluarganya."),
        Fault("berkas", "Berkas lewat waktu", "Usulan dikembalikan lebih dari 30 hari lalu.", _overdue),
    )
}  # fmt: skip


@dataclass(frozen=True)
class FaultLine:
    """A fault with its count of the newest day and how it went."""

    fault: Fault
    number: int
    before: int | None
    days: list[int]

    @property
    def change(self) -> int | None:
        return None if self.before is None else self.number - self.before

    @property
    def line(self) -> str:
        """Points of the small curve, 80 x 24."""
        most, last = max([*self.days, 1]), max(1, len(self.days) - 1)
        return " ".join(f"{80 * at / last:.0f},{22 - 20 * number / most:.0f}" for at, number in enumerate(self.days))


def fault_lines(user: User, today: date | None = None) -> tuple[date | None, list[FaultLine]]:
    """The day of the last count, and each fault in the person's areas, the most frequent first. One query."""
    today = today or timezone.localdate()
    counted = FaultCount.objects.filter(kelurahan_in(user.area_codes(), "region"), on__gte=today - TREND)
    by_fault: dict[str, dict[date, int]] = defaultdict(dict)
    days = set()
    for fault, on, number in counted.order_by("on").values_list("fault", "on").annotate(total=Sum("number")):
        by_fault[fault][on] = number
        days.add(on)
    ordered = sorted(days)
    lines = [_line(fault, by_fault[code], ordered) for code, fault in FAULTS.items()]
    return (ordered[-1] if ordered else None), sorted(lines, key=lambda line: -line.number)


def _line(fault: Fault, counts: dict[date, int], days: list[date]) -> FaultLine:
    numbers = [counts.get(day, 0) for day in days]
    return FaultLine(fault, numbers[-1] if numbers else 0, numbers[0] if len(numbers) > 1 else None, numbers)


def latest_class() -> Subquery:
    """The class of the last comparison of each citizen, for a column."""
    return Subquery(Result.objects.filter(citizen=OuterRef("pk"), is_latest=True).values("result_class")[:1])
