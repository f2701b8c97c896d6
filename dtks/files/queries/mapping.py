"""The page that asks what the columns of a file mean: what is known, what is likely, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dtks.files.models import ColumnAlias, StagedFile
from dtks.files.queries.review import letter, shown
from dtks.files.services import cells, columns, guesses, path_of, places, tables
from dtks.web.templatetags.formats import short_day
from verification.matching.nik import mask_nik

SAMPLES = 3
SHORT = 30  # letters of a sample
LONG_NUMBER = 15  # digits; what Excel leaves of a NIK
KEY: dict[str, str] = {StagedFile.Purpose.LIST: "dtks_id", StagedFile.Purpose.EXTRACT: "nik"}
# What the preview of a row says, in this order, where the purpose knows it.
PREVIEW = ("name", "nik", "kk_number", "birth_place", "birth_date", "sex", "relation", "kelurahan")
SEXES = {"L": "laki-laki", "P": "perempuan"}


@dataclass(frozen=True)
class Column:
    """A column, what it is taken for, and what speaks for it. `state`: sure, look (a guess is chosen) or open."""

    place: int
    header: str
    samples: list[str]
    said: str
    state: str
    why: str
    suggestions: list[tuple[str, str, str]]  # field, its word, what speaks for it

    @property
    def letter(self) -> str:
        return letter(self.place)


@dataclass(frozen=True)
class Reading:
    """A row as it would be read: label, value, and whether the column is still missing."""

    row_no: int
    lines: list[tuple[str, str, bool]]
    remarks: list[str]
    before: int | None
    after: int | None


def said_of(staged: StagedFile, given: Mapping[str, str]) -> dict[str, str]:
    """Position to field: what stands in the address (`kolom-3=name`) goes before what is known."""
    allowed = set(columns.FIELDS[staged.purpose])
    said = {
        key.removeprefix("kolom-"): field
        for key, field in given.items()
        if key.startswith("kolom-") and (field in allowed or not field)
    }
    return {**staged.columns, **said}


def columns_of(staged: StagedFile, given: Mapping[str, str]) -> list[Column]:
    """All columns, those that need a person first."""
    rows = _rows(staged)
    aliases = {
        alias.slug: alias
        for alias in ColumnAlias.objects.filter(purpose=staged.purpose).select_related("decided_by")
    }  # fmt: skip
    chosen, taken = said_of(staged, given), set(staged.columns.values())
    found = []
    for place, header in enumerate(staged.headers):
        values = [cells.text_of(line[place]).strip() for _, line in rows if place < len(line)]
        found.append(_column(staged, place, header, [value for value in values if value], chosen, taken, aliases))
    order = {"open": 0, "look": 1, "sure": 2}
    return sorted(found, key=lambda column: (order[column.state], column.place))


def _column(
    staged: StagedFile, place: int, header: str, values: list[str], chosen: Mapping[str, str], taken: set[str],
    aliases: Mapping[str, ColumnAlias],
) -> Column:  # fmt: skip
    known = staged.columns.get(str(place), "")
    samples = [_sample(value) for value in list(dict.fromkeys(values))[:SAMPLES]]
    if known:
        alias = aliases.get(columns.slug(header))
        day = short_day(timezone.localdate(alias.decided_at)) if alias else ""
        why = f"dijelaskan {alias.decided_by or 'Sistem'}, {day}" if alias else "judul yang dikenal"
        return Column(place, header, samples, chosen.get(str(place), known), "sure", why, [])
    offers = _suggestions(staged.purpose, header, values, taken)
    like = columns.suggest(header, staged.purpose)
    if like and like.field not in taken:
        said, state, why = like.field, "look", f"judul mirip “{like.word}”"
    else:
        said, state, why = "", "open", "belum pernah dilihat" if header else "tanpa judul"
    return Column(place, header, samples, chosen.get(str(place), said), state, why, offers)


def _suggestions(purpose: str, header: str, values: Sequence[str], taken: set[str]) -> list[tuple[str, str, str]]:
    """At most three meanings that the words of the header or the contents of the cells speak for."""
    offers: dict[str, str] = {}
    if (like := columns.suggest(header, purpose)) and like.field not in taken:
        offers[like.field] = "judul mirip"
    for field, count in guesses.meanings_of_contents(values).items():
        if field in columns.FIELDS[purpose] and field not in taken:
            offers.setdefault(field, f"{count} dari {len(values)} isi cocok")
    return [(field, columns.WORDS[field], why) for field, why in list(offers.items())[:3]]


def fields_wanted(staged: StagedFile, found: Sequence[Column]) -> list[tuple[str, str]]:
    """Columns that must be there, with the letters of the columns that are taken for them; '' where none is."""
    at = {column.said: column.letter for column in found if column.said}
    return [
        (" atau ".join(columns.WORDS[field] for field in group), next((at[f] for f in group if f in at), ""))
        for group in columns.REQUIRED[staged.purpose]
    ]


def read_as(staged: StagedFile, found: Sequence[Column], number: int) -> Reading | None:
    """How the `number`-th of the first rows would be read with the meanings of `found`; None without rows."""
    rows = _rows(staged)
    if not rows:
        return None
    number = min(max(number, 0), len(rows) - 1)
    row_no, line = rows[number]
    said = {column.place: column.said for column in found}
    reader = cells.RowReader(
        headers=staged.headers, columns=said, today=timezone.localdate(), key=KEY.get(staged.purpose, "")
    )
    row = reader.read(row_no, line)
    values: dict[str, Any] = row.values if row else {}
    wanted = [field for field in PREVIEW if field in columns.FIELDS[staged.purpose]]
    lines = [(columns.WORDS[field], _told(field, values), field not in said.values()) for field in wanted]
    remarks = [finding["advice"] for finding in row.findings] if row else ["Baris ini bukan baris orang; dilewati."]
    return Reading(
        row_no, lines, remarks, number - 1 if number else None, number + 1 if number + 1 < len(rows) else None
    )


def _told(field: str, values: Mapping[str, Any]) -> str:
    text = str(values.get(field, ""))
    if field == "birth_date" and text:
        return "-".join(reversed(text.split("-")))
    if field == "kelurahan" and text:
        return places.name_of(text)
    return SEXES.get(text, text) if field == "sex" else shown(field, text)


def _sample(value: str) -> str:
    """A cell as the page may show it; whatever may be a NIK or a card number is masked."""
    return mask_nik(value) if sum(mark.isdigit() for mark in value) >= LONG_NUMBER else value[:SHORT]


def _rows(staged: StagedFile) -> list[tables.Row]:
    """The first rows below the header that hold anything."""
    layout = tables.layout_of(path_of(staged.file), staged.file.kind)
    rows = tables.first_rows(path_of(staged.file), layout, staged.sheet)
    return [
        (number, line)
        for number, line in rows
        if number > (staged.header_row or 0) and any(cells.text_of(cell).strip() for cell in line)
    ]
