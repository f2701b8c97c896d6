"""Days off: declared, taken back, a year's list read and taken."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO
from zipfile import BadZipFile

from django.db import transaction
from openpyxl import load_workbook

from dtks.office.models import Holiday
from dtks.office.queries import slug
from dtks.web.forms import DAY_FORMATS
from dtks.web.refusals import Refusal

LIST_LIMIT = 1024 * 1024
MOST_ROWS = 400
# Headings of a list, as the office and our own file write them.
HEADINGS = {"date": "TANGGAL DATE TGL", "name": "NAMA NAME KETERANGAN HARILIBUR LIBUR", "kind": "JENIS KIND",
            "certainty": "KEPASTIAN CERTAINTY"}  # fmt: skip
KINDS = {slug(str(word)): value for value, label in Holiday.Kind.choices for word in (value, label)} | {
    "NASIONAL": Holiday.Kind.NATIONAL, "CUTI": Holiday.Kind.COLLECTIVE,
}  # fmt: skip
CERTAINTIES = {slug(str(word)): value for value, label in Holiday.Certainty.choices for word in (value, label)}


class DayIsOver(Refusal):
    """A day that has begun stays as it was."""


class UnreadableList(Refusal):
    """The file is no list of days off."""


@dataclass(frozen=True)
class HolidayRow:
    """A row of a year's list as it was read, what it would do, and what is wrong with it."""

    number: int  # as in the file
    date: str  # ISO; empty where it is none
    name: str
    kind: str
    certainty: str
    fault: str = ""
    known: str = ""  # what stands for the day now; empty where nothing does

    @property
    def does(self) -> str:
        """faulty, new, changed or same."""
        if self.fault:
            return "faulty"
        wished = f"{self.name} ({Holiday.Kind(self.kind).label.lower()}, {Holiday.Certainty(self.certainty).label})"
        if not self.known:
            return "new"
        return "same" if self.known == wished else "changed"


def read_holidays(upload: BinaryIO) -> list[HolidayRow]:
    """The rows of a CSV or XLSX, each with its fault or what it would change. Nothing is written.

    Raises:
        UnreadableList: it is no such file, too long, or lacks a column.
    """
    content = upload.read(LIST_LIMIT + 1)
    if len(content) > LIST_LIMIT:
        raise UnreadableList("Berkas lebih dari 1 MB. Sisakan daftar hari liburnya saja.")
    rows = _cells(content)
    header = next(rows, None)
    places = _places(header[1] if header else [])
    found = [_row(number, cells, places) for number, cells in rows if any(str(cell or "").strip() for cell in cells)]
    if not found:
        raise UnreadableList("Tidak ada baris di bawah judul kolom.")
    return _against_known(found)


def _cells(content: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    if content[:4] == b"PK\x03\x04":
        try:
            sheet: Any = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
            rows = list(sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 1, max_col=12))
        except (BadZipFile, KeyError, ValueError, OSError, IndexError) as error:
            raise UnreadableList("Isi berkas ini bukan lembar kerja Excel yang utuh.") from error
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UnreadableList("Isi berkas ini bukan CSV (UTF-8) atau XLSX.") from error
        separator = max(",;\t", key=text.partition("\n")[0].count)
        try:
            rows = list(csv.reader(io.StringIO(text), delimiter=separator))
        except csv.Error as error:
            raise UnreadableList("Isi berkas ini bukan CSV yang utuh.") from error
    if len(rows) > MOST_ROWS:
        raise UnreadableList(f"Lebih dari {MOST_ROWS} baris. Sisakan daftar hari liburnya saja.")
    yield from enumerate(rows, start=1)


def _places(header: Sequence[Any]) -> dict[str, int]:
    words = [slug(str(cell or "")) for cell in header]
    places = {
        name: next((place for place, word in enumerate(words) if word and word in known.split()), -1)
        for name, known in HEADINGS.items()
    }
    missing = [label for name, label in (("date", "tanggal"), ("name", "nama")) if places[name] < 0]
    if missing:
        raise UnreadableList(f"Kolom {' dan '.join(missing)} tidak ditemukan di baris pertama.")
    return places


def _row(number: int, cells: Sequence[Any], places: dict[str, int]) -> HolidayRow:
    def cell(name: str) -> Any:
        place = places[name]
        return cells[place] if 0 <= place < len(cells) else ""

    day, name = _day(cell("date")), " ".join(str(cell("name") or "").split())[:120]
    kind = KINDS.get(slug(str(cell("kind") or "nasional")), "")
    certainty = CERTAINTIES.get(slug(str(cell("certainty") or "known")), "")
    faults = [
        "" if day else f"tanggal “{str(cell('date'))[:20]}” tidak dikenali",
        "" if name else "nama kosong",
        "" if kind else f"jenis “{str(cell('kind'))[:20]}” tidak dikenal",
        "" if certainty else f"kepastian “{str(cell('certainty'))[:20]}” tidak dikenal",
    ]
    return HolidayRow(number, (day and day.isoformat()) or "", name, kind, certainty, "; ".join(filter(None, faults)))


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(str(value).strip(), form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _against_known(rows: list[HolidayRow]) -> list[HolidayRow]:
    days = [row.date for row in rows if row.date]
    known = {holiday.date.isoformat(): holiday for holiday in Holiday.objects.filter(date__in=days)}
    found, seen = [], set()
    for row in rows:
        fault = row.fault or (f"tanggal sama dengan baris di atas: {row.date}" if row.date in seen else "")
        seen.add(row.date)
        stands = known.get(row.date)
        words = (
            f"{stands.name} ({stands.get_kind_display().lower()}, {stands.get_certainty_display()})" if stands else ""
        )
        found.append(HolidayRow(row.number, row.date, row.name, row.kind, row.certainty, fault, words))
    return found


@transaction.atomic
def declare_holiday(*, day: date, name: str, kind: str, certainty: str = "known", source: str = "") -> Holiday:
    """A day off, new or worded anew; running clocks only get longer by it. One that was taken back counts again."""
    values = {"name": name, "kind": kind, "certainty": certainty, "source": source, "taken_back": False}
    found, _ = Holiday.with_taken_back.update_or_create(date=day, defaults=values)
    return found


@transaction.atomic
def take_back_holiday(*, holiday: Holiday, reason: str) -> Holiday:
    """The day is worked after all. Days that citizens were promised stay, so nobody's deadline moves nearer.

    Raises:
        DayIsOver: the day has begun, or is over.
    """
    if holiday.is_over:
        raise DayIsOver("Hari ini atau yang sudah lewat tidak dapat dibatalkan: hitungan hari kerja sudah memakainya.")
    holiday.taken_back, holiday.source = True, reason[:160]
    holiday.save(update_fields=["taken_back", "source"])
    return holiday


@transaction.atomic
def take_holidays(*, rows: Iterable[dict[str, str]]) -> int:
    """A year's list that somebody has looked at: every day is declared as it stands there. Returns how many changed."""
    changed = 0
    for row in rows:
        day = date.fromisoformat(row["date"])
        known = Holiday.objects.filter(date=day).values("name", "kind", "certainty", "source").first()
        wished = {name: row[name] for name in ("name", "kind", "certainty", "source")}
        if known != wished:
            declare_holiday(day=day, **wished)
            changed += 1
    return changed
