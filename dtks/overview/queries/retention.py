"""What is past its time (UU 43/2009 and UU 27/2022 art. 42-45, with the office's default schedule, domain.md 11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from consultation.desk.models import Ticket
from consultation.minutes.models import Minutes
from dtks.accounts.models import ReadLog
from dtks.jobs.models import Message
from dtks.papers.models import Document
from dtks.papers.queries import past_keeping
from verification.corrections.models import ChangeRequest
from verification.monthly.models import Packet


@dataclass(frozen=True)
class Past:
    """One kind of record: how many are past their time, since when, and what becomes of them."""

    label: str
    rule: str
    number: int
    oldest: date | None
    fate: str


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; of 29 February the day before."""
    return day.replace(year=day.year - years, day=min(day.day, 28) if day.month == 2 else day.day)


def scans_past(day: date) -> QuerySet[Document]:
    """Papers whose scan is past its time, of nobody who has an open request or ticket."""
    busy = Q(citizen__in=ChangeRequest.objects.open().values("citizen"))
    busy |= Q(citizen__in=Ticket.objects.filter(closed_at=None).exclude(citizen=None).values("citizen"))
    return Document.objects.filter(past_keeping(day)).exclude(scan=None, preview=None).exclude(busy)


def messages_past(day: date) -> QuerySet[Message]:
    """Texts to citizens of more than a year ago that still hold their words."""
    said = Message.objects.exclude(state=Message.State.WAITING).exclude(text="", recipient="")
    return said.annotate(at=Coalesce("sent_at", "due_at")).filter(at__date__lt=years_before(day, 1))


def preview(day: date) -> list[Past]:
    """All kinds, first those that a press of the button destroys, then those that people hand over or keep."""
    five, ten = years_before(day, 5), years_before(day, 10)
    goes, stays = "isinya dimusnahkan, barisnya tetap", "diserahkan ke arsip kota; Padan tidak menghapusnya"
    closed = Ticket.objects.filter(closed_at__date__lt=five)
    read = ReadLog.objects.filter(at__date__lt=five)
    packets, minutes = (Packet.objects.filter(month__lt=ten), Minutes.objects.filter(month__lt=ten))
    return [
        _past("Pindaian KTP, KK, foto rumah", "2 tahun; pindaian lain 5 tahun", scans_past(day), "seen_at", goes),
        _past("Kata-kata pesan keluar", "1 tahun", messages_past(day), "at", goes),
        _past("Tiket yang ditutup", "5 tahun sesudah ditutup", closed, "closed_at", stays),
        _past("Catatan pembukaan data", "5 tahun", read, "at", "tetap: bagian dari rantai audit"),
        _past("Berita acara", "10 tahun", minutes, "month", stays),
        _past("Paket wali kota", "10 tahun", packets, "month", stays),
    ]


def _past(label: str, rule: str, rows: QuerySet[Document] | QuerySet, at: str, fate: str) -> Past:  # type: ignore[type-arg]
    found = rows.order_by().aggregate(number=Count("pk"), first=Min(at))
    oldest = found["first"].date() if hasattr(found["first"], "date") else found["first"]
    return Past(label=label, rule=rule, number=found["number"], oldest=oldest, fate=fate)
