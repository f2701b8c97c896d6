"""A berita acara while it is written: opened, its head and attendance, the people it speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from consultation.minutes.models import Attendance, Minutes, QuorumRule
from consultation.minutes.models.meetings import first_of_month
from consultation.minutes.queries.quorum import RULES
from dtks.accounts.models import User
from dtks.office.models import Region
from dtks.office.services import marked, next_number, read_table
from dtks.web.memory import forget
from dtks.web.refusals import Refusal

DATA = Path(__file__).parent.parent / "data"
HALF = 50  # per cent of those invited


class Frozen(Refusal):
    """The berita acara was handed in: what it says stays."""

    def __init__(self) -> None:
        super().__init__("Berita acara ini sudah diserahkan dan beku. Yang berubah masuk berita acara berikutnya.")


class NotYours(Refusal):
    """The person writes no berita acara for this kelurahan."""


@transaction.atomic
def load_quorum() -> int:
    """The quorum rule of a new office; what the kabid has set stays. Safe to repeat."""
    groups = [
        {"words": row["words"], "seats": row["seats"].split(";"), "least": int(row["least"])}
        for row in read_table(DATA / "quorum.csv")
    ]
    if not QuorumRule.objects.exists():
        QuorumRule.objects.create(starts_on=date(2026, 1, 1), share=HALF, groups=groups)
        forget(RULES)
    return len(groups)


@transaction.atomic
def set_quorum(*, starts_on: date, share: int, least: Sequence[int], actor: User) -> QuorumRule:
    """A new quorum rule from a day on; earlier meetings keep theirs.

    Args:
        least: how many of each group of the present rule, in its order.
    """
    present = QuorumRule.objects.first()
    groups = [
        {**group, "least": number} for group, number in zip(present.groups if present else [], least, strict=True)
    ]
    forget(RULES)
    return QuorumRule.objects.create(starts_on=starts_on, share=share, groups=groups, set_by=actor)


@transaction.atomic
def open_minutes(*, kelurahan: Region, month: date, agenda: str, actor: User) -> Minutes:
    """The draft of a kelurahan for a month: the open one, else a new one with the next number.

    Whoever was invited last time stands on the attendance already, not yet present.

    Raises:
        NotYours: the person does not write for this kelurahan.
    """
    codes = actor.area_codes("minutes.write")
    if codes is not None and not any(kelurahan.code.startswith(code) for code in codes):
        raise NotYours(f"Anda tidak menyusun berita acara untuk {kelurahan}.")
    first = first_of_month(month)
    Region.objects.select_for_update().get(pk=kelurahan.pk)  # two clicks, one draft
    if draft := Minutes.objects.filter(kelurahan=kelurahan, month=first, state=Minutes.State.DRAFT).first():
        return draft
    before = Minutes.objects.filter(kelurahan=kelurahan).exclude(state=Minutes.State.VOID).first()
    minutes = Minutes.objects.create(
        number=_number(kelurahan, first), kelurahan=kelurahan, month=first, agenda=agenda, made_by=actor,
        recorder=actor.full_name, chair=before.chair if before else "", place=before.place if before else "",
        chair_seat=before.chair_seat if before else "LURAH", address=before.address if before else "",
    )  # fmt: skip
    if before:
        _invite_again(minutes, before)
    return minutes


def _number(kelurahan: Region, month: date) -> str:
    number = next_number(kind=f"minutes-{kelurahan.code}", year=month.year)
    name = kelurahan.name.upper().replace(" ", "-")
    words = str(settings.MINUTES_NUMBER).format(number=number, kelurahan=name, month=month.month, year=month.year)
    return marked(words)


def _invite_again(minutes: Minutes, before: Minutes) -> None:
    Attendance.objects.bulk_create(
        Attendance(
            minutes=minutes, seat=each.seat, name=each.name, neighbourhood=each.neighbourhood, phone=each.phone,
            position=each.position,
        )
        for each in before.attendance.all()
    )  # fmt: skip


def held_draft(minutes: Minutes) -> Minutes:
    """The draft, held until the transaction ends.

    Raises:
        Frozen: it was handed in or voided.
    """
    held = Minutes.objects.select_for_update(of=("self",)).select_related("kelurahan").get(pk=minutes.pk)
    if not held.is_draft:
        raise Frozen
    return held


def touch(minutes: Minutes) -> None:
    """Remember when something was typed last."""
    minutes.saved_at = timezone.now()
    Minutes.objects.filter(pk=minutes.pk).update(saved_at=minutes.saved_at)


HEAD = ("agenda", "held_on", "starts_at", "ends_at", "place", "address", "basis", "chair", "chair_seat", "recorder")


@transaction.atomic
def write_head(*, minutes: Minutes, values: Mapping[str, Any]) -> Minutes:
    """When and where the meeting was, who led it and who wrote it down; what is left out stays."""
    held = held_draft(minutes)
    for name in HEAD:
        if name in values:
            setattr(held, name, values[name])
    held.saved_at = timezone.now()
    held.save(update_fields=[*HEAD, "saved_at"])
    return held


@dataclass(frozen=True)
class Guest:
    """Somebody invited."""

    seat: str
    name: str
    neighbourhood: str = ""
    phone: str = ""
    present: bool = False


@transaction.atomic
def write_attendance(*, minutes: Minutes, guests: Sequence[Guest]) -> list[Attendance]:
    """Who was invited and who came, as the whole sheet says it now."""
    held = held_draft(minutes)
    held.attendance.all().delete()
    rows = [
        Attendance(
            minutes=held, seat=guest.seat, name=guest.name[:100], neighbourhood=guest.neighbourhood[:20],
            phone=guest.phone[:16], present=guest.present, position=place,
        )
        for place, guest in enumerate(guests, 1)
    ]  # fmt: skip
    touch(held)
    return Attendance.objects.bulk_create(rows)


@transaction.atomic
def void(*, minutes: Minutes) -> Minutes:
    """Give up a draft; its number stays, marked."""
    held = held_draft(minutes)
    held.state = Minutes.State.VOID
    held.save(update_fields=["state"])
    return held
