"""Whose sealed row an answer speaks of: by batch, row and NIK; where these are missing, by the person's other keys."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from dtks.office.queries import slug
from verification.matching.nik import clean_nik
from verification.monthly.models import Batch, BatchRow, LedgerLine
from verification.siks.models import BatchFile
from verification.siks.services.reading import Said

_RETURN_NAME = re.compile(r"^(?P<stem>.+?)_HASIL\b", re.IGNORECASE)
_BATCH_NUMBER = re.compile(r"(?:L-)?K-\d{4}-\d{2,}", re.IGNORECASE)
NOT_SENT = "Bukan jawaban atas kiriman kita: tidak ada baris kita dengan kunci ini."
NO_KEYS = "Nomor baris, NIK, ID anggota, KK dan tanggal lahir tidak cukup untuk mengenali orangnya."


@dataclass(frozen=True)
class Found:
    """The row of ours, or why there is none."""

    row_id: int | None = None
    why: str = ""


def file_answered(name: str) -> BatchFile | None:
    """The file of ours that a return file answers, by its name: same stem and `_HASIL`."""
    stem = _RETURN_NAME.match(name.rsplit("/", 1)[-1])
    if stem is None:
        return None
    files = BatchFile.objects.select_related("batch", "stored").filter(stored__name__iexact=f"{stem['stem']}.xlsx")
    return files.order_by("-pk").first()


def batch_named(texts: Iterable[str]) -> Batch | None:
    """The batch whose number stands in the name of a file or in its first lines."""
    for text in texts:
        if found := _BATCH_NUMBER.search(text):
            return Batch.objects.filter(number__iexact=found[0]).first()
    return None


class Matcher:
    """Finds the rows of one answer, a slice of rows at a time, in a fixed number of queries."""

    def __init__(self, *, batch: Batch | None, batch_file: BatchFile | None) -> None:
        self.batch = batch
        self.files = [batch_file] if batch_file else list(batch.files.all()) if batch else []

    def find(self, rows: Sequence[Said]) -> list[Found]:
        """For each row the sealed row that it answers."""
        by_number = self._by_number(rows)
        others = _Others(self._sent(), rows)
        return [self._one(said, by_number, others) for said in rows]

    def _one(self, said: Said, by_number: dict[int, BatchRow], others: _Others) -> Found:
        if self.files and said.number and said.nik:
            return self._strict(said, by_number)
        if self.files and said.number:
            hits = [row for row in self._numbered(said, by_number) if not _nik(row) and _same_person(row, said)]
            if len(hits) == 1:
                return Found(hits[0].pk)
        return others.find(said)

    def _strict(self, said: Said, by_number: dict[int, BatchRow]) -> Found:
        """Batch, row and NIK all stand there, so they decide: another NIK is another person."""
        hits = [row for row in self._numbered(said, by_number) if _nik(row) == said.nik]
        if len(hits) > 1:
            hits = [row for row in hits if _same_person(row, said)]
        return Found(hits[0].pk) if len(hits) == 1 else Found(why=NOT_SENT)

    def _numbered(self, said: Said, by_number: dict[int, BatchRow]) -> list[BatchRow]:
        ids = (self._id_at(each, said.number) for each in self.files)
        return [by_number[pk] for pk in ids if pk in by_number]

    @staticmethod
    def _id_at(file: BatchFile, number: str) -> int | None:
        at = int(number) - 1
        return file.row_ids[at] if 0 <= at < len(file.row_ids) else None

    def _by_number(self, rows: Sequence[Said]) -> dict[int, BatchRow]:
        numbers = {said.number for said in rows if said.number}
        ids = {pk for file in self.files for number in numbers if (pk := self._id_at(file, number)) is not None}
        return self._sent().in_bulk(ids) if ids else {}

    def _sent(self) -> QuerySet[BatchRow]:
        """Rows that went to the centre; with a known batch only its own."""
        sent = BatchRow.objects.filter(ledger_line__isnull=False).select_related("ledger_line")
        return sent.filter(batch=self.batch) if self.batch else sent


class _Others:
    """Rows by ID ANGGOTA + NIK, and by KK + name + birth date, for the keys of one slice."""

    def __init__(self, sent: QuerySet[BatchRow], rows: Sequence[Said]) -> None:
        members = {said.member_id for said in rows if said.member_id and said.nik}
        cards = {said.kk_number for said in rows if said.kk_number and said.birth_date}
        self.by_member: dict[tuple[str, str], list[BatchRow]] = defaultdict(list)
        self.by_card: dict[tuple[str, str, str], list[BatchRow]] = defaultdict(list)
        if not members and not cards:
            return
        wanted = Q(values__member_dtks_id__in=members) | Q(values__kk_number__in=cards)
        for row in sent.filter(wanted).order_by("-pk"):
            values = row.values
            self.by_member[values.get("member_dtks_id", ""), _nik(row)].append(row)
            key = (values.get("kk_number", ""), slug(values.get("name", "")), values.get("birth_date", ""))
            self.by_card[key].append(row)

    def find(self, said: Said) -> Found:
        """The row that waits longest for an answer among those with the same keys, else the newest."""
        if said.member_id and said.nik:
            hits = self.by_member.get((said.member_id, said.nik), [])
        elif said.kk_number and said.name and said.birth_date:
            hits = self.by_card.get((said.kk_number, slug(said.name), said.birth_date), [])
        else:
            return Found(why=NO_KEYS)
        if not hits:
            return Found(why=NOT_SENT)
        waiting = [row for row in hits if row.ledger_line.state in LedgerLine.OPEN]
        return Found((waiting[-1] if waiting else hits[0]).pk)


def _nik(row: BatchRow) -> str:
    return clean_nik(row.values.get("nik", ""))


def _same_person(row: BatchRow, said: Said) -> bool:
    values = row.values
    same_id = bool(said.member_id) and values.get("member_dtks_id") == said.member_id
    return same_id or (bool(said.name) and slug(str(values.get("name", ""))) == slug(said.name))
