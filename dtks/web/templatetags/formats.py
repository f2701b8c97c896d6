"""Numbers, dates and durations as the office writes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone

register = template.Library()

MONTHS = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
          "November", "Desember"]  # fmt: skip
SHORT = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]
DAYS = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
EMPTY = "–"


def _local(value: Any) -> Any:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def day(value: date | None) -> str:
    """18 Nov 2026"""
    if not value:
        return EMPTY
    value = _local(value)
    return f"{value.day} {SHORT[value.month - 1]} {value.year}"


@register.filter
def short_day(value: date | None) -> str:
    """18 Nov, for lists of one year"""
    if not value:
        return EMPTY
    value = _local(value)
    return f"{value.day} {SHORT[value.month - 1]}"


@register.filter
def long_day(value: date | None) -> str:
    """Rabu, 18 November 2026"""
    if not value:
        return EMPTY
    value = _local(value)
    return f"{DAYS[value.weekday()]}, {value.day} {MONTHS[value.month - 1]} {value.year}"


@register.filter
def month(value: date | None) -> str:
    """November 2026"""
    return f"{MONTHS[value.month - 1]} {value.year}" if value else EMPTY


@register.filter
def month_short(value: date | None) -> str:
    """Nov 2026, where a column is narrow"""
    return f"{SHORT[value.month - 1]} {value.year}" if value else EMPTY


@register.filter
def birth(value: date | None) -> str:
    """12-03-1984"""
    return f"{value:%d-%m-%Y}" if value else EMPTY


@register.filter
def clock(value: datetime | None) -> str:
    """10.42"""
    return f"{_local(value):%H.%M}" if value else EMPTY


@register.filter
def moment(value: datetime | None) -> str:
    """18 Nov 2026, 10.42"""
    return f"{day(value)}, {clock(value)}" if value else EMPTY


@register.filter
def when(value: datetime | None) -> str:
    """hari ini 08.02, kemarin 15.40, else the date"""
    if not value:
        return EMPTY
    days = (timezone.localdate() - _local(value).date()).days
    if days == 0:
        return f"hari ini {clock(value)}"
    return f"kemarin {clock(value)}" if days == 1 else day(value)


@register.filter
def whole(value: Any) -> str:
    """4.187"""
    return EMPTY if value is None or value == "" else f"{int(value):,}".replace(",", ".")


@register.filter
def decimal(value: Any, places: int = 1) -> str:
    """0,994 with three places"""
    if value is None or value == "":
        return EMPTY
    return f"{Decimal(str(value)):,.{int(places)}f}".replace(",", "\0").replace(".", ",").replace("\0", ".")


@register.filter
def signed(value: Any, places: int = 1) -> str:
    """+5,2 or –1,1"""
    text = decimal(abs(value), places)
    return f"–{text}" if value < 0 else f"+{text}"


@register.filter
def percent(value: Any, places: int = 0) -> str:
    """A share of 1 as 62%"""
    return EMPTY if value is None else f"{decimal(Decimal(str(value)) * 100, places)}%"


@register.filter
def size(value: int | None) -> str:
    """A size in bytes as 1,8 MB"""
    if value is None:
        return EMPTY
    if value < 1000:
        return f"{value} B"
    if value >= 1_000_000_000:
        return f"{decimal(value / 1_000_000_000)} GB"
    return f"{whole(round(value / 1000))} kB" if value < 1_000_000 else f"{decimal(value / 1_000_000)} MB"


@register.filter
def duration(value: timedelta | float | None) -> str:
    """Seconds or a timedelta as 41 detik, 3 menit, 1 j 05 m, 6 hari"""
    if value is None:
        return EMPTY
    seconds = int(value.total_seconds() if isinstance(value, timedelta) else value)
    if seconds < 60:
        return f"{seconds} detik"
    if seconds < 3600:
        return f"{seconds // 60} menit"
    if seconds < 86400:
        return f"{seconds // 3600} j {seconds % 3600 // 60:02d} m"
    return f"{seconds // 86400} hari"


@register.filter
def hours(value: float | None) -> str:
    """Working seconds as 8 m, 7 j, 19 j 26 m: never days, for a working day has seven hours"""
    if value is None:
        return EMPTY
    whole_hours, minutes = divmod(int(value) // 60, 60)
    words = [f"{whole_hours} j"] if whole_hours else []
    return " ".join([*words, f"{minutes} m"] if minutes or not words else words)


@register.filter
def uncapped(text: str) -> str:
    """A label within a sentence: its first letter small, names in it as they are; NIK stays NIK."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


@register.filter
def listed(words: Iterable[Any]) -> str:
    """PBI-JK, PKH dan BPNT"""
    *first, last = [str(word) for word in words] or [""]
    return f"{', '.join(first)} dan {last}" if first else last


@register.filter
def initials(name: str) -> str:
    """RS for Rahmawati Saranani"""
    words = [word for word in str(name).split() if not word.endswith(".")] or str(name).split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()
