"""What stands on papers from a day on: letterhead and signatories. Days that are over keep theirs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from dtks.office.models import Letterhead, Signatory
from dtks.web.refusals import Refusal


class OldPaper(Refusal):
    """The change would alter what stands on papers that are out already."""


class OtherSpan(Refusal):
    """Another row holds on the same days."""


@transaction.atomic
def set_letterhead(*, values: dict[str, Any], starts_on: date) -> Letterhead:
    """The letterhead from a day on; the one before ends the day before. Papers keep the head of their own day.

    Raises:
        OldPaper: the day is over, and that day had a letterhead.
        OtherSpan: a later letterhead is set already.
    """
    heads = Letterhead.objects.select_for_update()
    current = heads.in_force(starts_on).first()
    if current and starts_on < timezone.localdate():
        raise OldPaper("Surat yang sudah keluar tetap memakai kop lamanya. Pilih hari ini atau sesudahnya.")
    if later := heads.filter(starts_on__gt=starts_on).order_by("starts_on").first():
        raise OtherSpan(f"Sudah ada kop surat yang berlaku mulai {later.starts_on:%d-%m-%Y}. Pakai tanggal itu.")
    if current and current.starts_on == starts_on:
        for name, value in values.items():
            setattr(current, name, value)
        current.save()
        return current
    heads.in_force(starts_on).update(ends_on=starts_on - timedelta(days=1))
    return Letterhead.objects.create(**values, starts_on=starts_on)


@transaction.atomic
def name_signatory(*, values: dict[str, Any], starts_on: date, ends_on: date | None) -> Signatory:
    """Who signs for a seat from a day on. The permanent official before him ends the day before.

    Raises:
        OldPaper: somebody signed for the seat on a day that is over.
        OtherSpan: another official of the same kind holds the seat on one of the days.
    """
    seat, acting = values["seat"], values.get("acting", "")
    same_seat = Signatory.objects.select_for_update().filter(seat=seat)
    today = timezone.localdate()
    if (
        starts_on < today
        and same_seat.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), starts_on__lt=today).exists()
    ):
        raise OldPaper("Surat hari-hari itu sudah ditandatangani pejabat lain. Pilih hari ini atau sesudahnya.")
    if not acting:
        before = same_seat.filter(acting="", starts_on__lt=starts_on).filter(
            Q(ends_on=None) | Q(ends_on__gte=starts_on)
        )
        before.update(ends_on=starts_on - timedelta(days=1))
    try:
        with transaction.atomic():
            return Signatory.objects.create(**values, starts_on=starts_on, ends_on=ends_on)
    except IntegrityError as error:
        if "_a_seat_and_day" not in str(error):
            raise
        raise OtherSpan(
            f"{seat} sudah ada pejabatnya pada hari-hari itu. Akhiri dahulu, atau pilih hari lain."
        ) from error


@transaction.atomic
def end_signatory(*, signatory: Signatory, ends_on: date) -> Signatory:
    """The last day on which the official signs; days that are over stay his.

    Raises:
        OldPaper: the day is before yesterday.
    """
    found = Signatory.objects.select_for_update().get(pk=signatory.pk)
    if ends_on < max(found.starts_on, timezone.localdate() - timedelta(days=1)):
        raise OldPaper("Surat hari-hari yang lewat sudah memakai nama ini. Pilih kemarin, hari ini, atau sesudahnya.")
    found.ends_on = ends_on
    found.save(update_fields=["ends_on"])
    return found
