"""Reads of the room: how far the keying of a batch is, and one person of it as the screen of SIKS-NG asks for him."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from verification.monthly.models import Batch, BatchRow, PacketItem
from verification.siks.models import LookUp, Template, TemplateColumn
from verification.siks.services.files import version_of
from verification.siks.services.workbooks import lines

SEARCHED = ("nik", "member_dtks_id")  # by what SIKS-NG finds a person
AROUND = 2  # people of the order before and after the present one
PACE_OF = 20  # entries from which the pace is taken
PAUSE = timedelta(minutes=10)  # a longer gap is a pause, not work


@dataclass(frozen=True)
class Keyed:
    """How far the keying of a batch is."""

    total: int
    entered: int
    failed: int
    waiting: int = 0  # for the mayor

    @property
    def left(self) -> int:
        """Rows on which nothing was said yet."""
        return self.total - self.entered - self.failed

    @property
    def parts(self) -> list[tuple[float, str]]:
        """For a bar."""
        return [(self.entered, "f-ok"), (self.failed, "f-va"), (self.left, "f-redup")]


def keyed_counts(batch: Batch) -> Keyed:
    """Rows of a batch that are sent, keyed, and could not be keyed; and those that wait for the mayor."""
    sent = Q(ledger_line__isnull=False)
    failed = sent & Q(ledger_line__entered_at=None) & ~Q(ledger_line__not_entered_reason="")
    let_go = PacketItem.objects.filter(row=OuterRef("pk"), let_go=True)
    counts = batch.rows.order_by().aggregate(
        total=Count("pk", filter=sent), entered=Count("ledger_line__entered_at"), failed=Count("pk", filter=failed),
        waiting=Count("pk", filter=~sent & ~Q(Exists(let_go))),
    )  # fmt: skip
    return Keyed(**counts)


def rows_to_key(batch: Batch) -> QuerySet[BatchRow]:
    """Rows of a batch that are sent, in the order of its files."""
    return batch.rows.filter(ledger_line__isnull=False).order_by("kind", "kecamatan__code", "id")


def next_to_key(batch: Batch, after: BatchRow | None = None) -> int | None:
    """The next row on which nothing was said, behind a row or else from the start; None if there is none."""
    said = rows_to_key(batch).filter(ledger_line__entered_at=None, ledger_line__not_entered_reason="")
    waiting = list(said.values_list("kind", "kecamatan__code", "pk"))
    if after is not None:
        place = (after.kind, after.kecamatan.code, after.pk)
        waiting = [*(each for each in waiting if each > place), *(each for each in waiting if each < place)]
    return waiting[0][2] if waiting else None


@dataclass(frozen=True)
class Entry:
    """A field to be keyed: its column in the sheet, header, hint and text."""

    position: int
    header: str
    hint: str
    text: str

    @property
    def is_number(self) -> bool:
        """Whether it is a NIK or card number, read in groups and copied whole."""
        return len(self.text) == 16 and self.text.isdigit()


@dataclass(frozen=True)
class ToKey:
    """One person of a batch for the keying screen."""

    row: BatchRow
    place: int
    search: list[Entry]
    changed: list[Entry]
    others: list[Entry]
    around: list[tuple[int, BatchRow]]


@dataclass(frozen=True)
class Course:
    """The rows of a batch in their order, what was said of each, and the pace of late; one query."""

    order: list[int]
    counts: Keyed
    pace: int | None


def course_of(batch: Batch) -> Course:
    """How the keying of a batch goes."""
    said = list(
        rows_to_key(batch).values_list("pk", "ledger_line__entered_at", "ledger_line__not_entered_reason")
    )  # fmt: skip
    moments = sorted((moment for _, moment, _ in said if moment), reverse=True)
    failed = sum(moment is None and reason != "" for _, moment, reason in said)
    return Course([pk for pk, _, _ in said], Keyed(len(said), len(moments), failed), pace_of(moments[: PACE_OF + 1]))


def to_key(row: BatchRow, order: Sequence[int]) -> ToKey:
    """A row with its fields as the sheet writes them, and who stands around it in the order of the batch."""
    at = order.index(row.pk)
    near = range(max(0, at - AROUND), min(len(order), at + AROUND + 1))
    found = BatchRow.objects.select_related("ledger_line", "citizen__kelurahan").in_bulk([order[n] for n in near])
    entries = _entries(row)
    search = [entry for wanted in SEARCHED for field, entry in entries if field == wanted]
    changed = [entry for field, entry in entries if field.startswith("new_")]
    others = [entry for field, entry in entries if field not in SEARCHED and not field.startswith("new_")]
    if not changed:  # a sheet without columns for new values is keyed as a whole
        changed, others = others, []
    return ToKey(row, at + 1, search, changed, others, [(n + 1, found[order[n]]) for n in near])


def _entries(row: BatchRow) -> list[tuple[str, Entry]]:
    template, letter = _written_as(row)
    columns = list(template.columns.exclude(field="row_number"))
    [texts] = lines(template=template, columns=columns, rows=[row], letter=letter)
    made = zip(columns, texts, strict=True)
    return [(column.field, Entry(column.position, column.header, _hint(column), text)) for column, text in made if text]


def _written_as(row: BatchRow) -> tuple[Template, str]:
    """The version in which the row is written, and the number of the mayor's letter that stands in it."""
    files = row.batch.files.filter(row_ids__contains=row.pk).select_related("template", "packet")
    if written := files.first():
        return written.template, written.letter
    return version_of(row.batch, row.kind), ""


def _hint(column: TemplateColumn) -> str:
    if column.type == TemplateColumn.Kind.NIK16:
        return "16 angka, tanpa spasi"
    if column.type == TemplateColumn.Kind.DATE:
        return "hari/bulan/tahun"
    return ""


def pace_of(moments: Sequence[datetime]) -> int | None:
    """Seconds a person by the last entries, the newest first, pauses left out; None while there are too few."""
    gaps = [later - earlier for later, earlier in pairwise(moments) if later - earlier < PAUSE]
    return round(sum(gap.total_seconds() for gap in gaps) / len(gaps)) if len(gaps) >= 5 else None


OLD_AFTER = 30  # days: the centre pays monthly, so an older look is worth a new one
SHORT = {"SEMBAKO": "Sembako", "PKH": "PKH", "PBI_JK": "PBI-JK", "PIP": "PIP", "BST": "BST"}
TONES = {"paid": "padan", "listed": "padan", "coming": "varian", "not_yet": "varian", "failed": "berbeda"}


@dataclass(frozen=True)
class Look:
    """The newest look of one screen of the centre, in words."""

    source: str
    seen_on: date
    days: int
    found: bool
    desil: int | None
    payments: list[tuple[str, str, str, str]]  # programme, state, period, tone
    note: str
    who: str

    @property
    def age_words(self) -> str:
        """Hari ini, kemarin, 12 hari lalu."""
        return {0: "hari ini", 1: "kemarin"}.get(self.days, f"{self.days} hari lalu")

    @property
    def is_old(self) -> bool:
        return self.days > OLD_AFTER


LOOK_FIELDS = ("source", "seen_on", "found", "desil", "payments", "note")


def newest_looks(rows: Iterable[Mapping[str, Any]], today: date) -> list[Look]:
    """The newest look of each screen; rows of LOOK_FIELDS and `who`, the newest first."""
    first: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        first.setdefault(row["source"], row)
    return [_look(row, today) for row in first.values()]


def looks_at(citizen_id: int, today: date) -> list[Look]:
    """The newest look of each screen at a citizen; one query."""
    rows = LookUp.objects.filter(citizen=citizen_id).values(*LOOK_FIELDS, who=F("by__full_name"))
    return newest_looks(rows[:20], today)


def _look(row: Mapping[str, Any], today: date) -> Look:
    seen = date.fromisoformat(str(row["seen_on"])[:10])
    words = {str(value): str(label) for value, label in LookUp.Payment.choices}
    payments = [
        (SHORT.get(code, code), words.get(state, state), period, TONES.get(state, "kosong"))
        for code, (state, period) in row["payments"].items()
    ]
    source = str(LookUp.Source(row["source"]).label)
    return Look(source, seen, (today - seen).days, row["found"], row["desil"], payments, row["note"], row["who"])
