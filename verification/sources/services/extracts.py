"""An extract of the civil registry: staged, then merged into the persons we hold. It never changes a citizen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from dtks.files.models import StagedFile, StagedRow
from dtks.files.services import Judged, MergeTable, Staging
from dtks.files.services.cells import ReadRow, RowReader
from dtks.jobs.services import emit
from dtks.office.models import Region
from verification.sources.models import CivilPerson, Extract
from verification.sources.services import taking_back

# Fields of a person that an extract carries; '' or None is unknown.
FIELDS = (
    "kk_number", "name", "sex", "birth_place", "birth_date", "relation", "mother_name", "address", "rt", "rw",
    "kelurahan", "ktp_state", "flag",
)  # fmt: skip
SHORT = {"birth_place": 60, "kk_number": 24, "name": 120, "mother_name": 120, "address": 200}
Verdict = StagedRow.Verdict


class Row(Protocol):
    """A row as read or as staged."""

    row_no: int
    values: dict[str, Any]


def judge(rows: Sequence[Row], *, taken_on: date) -> list[Judged]:
    """What each row would do to the persons we hold. An older extract never replaces a newer one."""
    niks = [row.values.get("nik", "") for row in rows]
    known = {person.nik: person for person in CivilPerson.objects.filter(nik__in=niks).select_related("kelurahan")}
    return [_judged(row, known.get(nik), taken_on) for row, nik in zip(rows, niks, strict=True)]


def _judged(row: Row, person: CivilPerson | None, taken_on: date) -> Judged:
    if person is None:
        return Judged()
    if person.taken_on > taken_on:
        return Judged(Verdict.UNCHANGED, target=person.pk)
    changes = {}
    for field in (*FIELDS, "flag_on"):
        stands, says = _stands(person, field), said(row, field)
        if says and says != stands:
            changes[field] = [stands, says]
    return Judged(Verdict.UPDATED if changes else Verdict.UNCHANGED, changes, person.pk)


def said(row: Row, field: str) -> str:
    """A field of a row as the person's table keeps it."""
    if field == "flag_on":
        return str(row.values.get("died_on") or row.values.get("moved_on") or "")
    text = str(row.values.get(field, ""))
    if field == "flag":
        return text if text in CivilPerson.Flag.values else ""
    return text[: SHORT.get(field, 200)]


def _stands(person: CivilPerson, field: str) -> str:
    if field == "kelurahan":
        return person.kelurahan.code if person.kelurahan else ""
    value = getattr(person, field)
    return value.isoformat() if isinstance(value, date) else value or ""


class StageExtract(Staging):
    """Read an extract; the register's own NIK is its key, so a row without one cannot be kept."""

    label = "Pembacaan ekstrak"
    purpose = StagedFile.Purpose.EXTRACT
    key = "nik"
    keeps_raw = False

    def check(self, reader: RowReader, row: ReadRow) -> None:
        nik = row.values.get("nik", "")
        if not (len(nik) == 16 and nik.isdigit()):
            place = reader.place_of.get("nik", -1)
            row.findings.append(
                {"column": "NIK", "place": place, "field": "nik", "value": nik, "code": "nik_unusable", "refuses": True,
                 "advice": "NIK ekstrak harus 16 angka. Minta baris ini lagi dari Disdukcapil."}
            )  # fmt: skip

    def judge(self, staged: StagedFile, rows: Sequence[ReadRow]) -> list[Judged]:
        return judge(rows, taken_on=date.fromisoformat(staged.parameters["taken_on"]))


class MergeExtract(MergeTable):
    """Write an extract's rows into the persons; what did not change only gets the newer date."""

    label = "Penggabungan ekstrak"
    can_be_taken_back = True

    def builds_on(self, staged: StagedFile) -> list[str]:
        return taking_back.builds_on(staged)

    def unmerge(self, staged: StagedFile) -> None:
        taking_back.unmerge(staged)

    def before_merge(self, staged: StagedFile) -> None:
        number = (Extract.every.aggregate(last=Max("number"))["last"] or 0) + 1
        Extract.objects.get_or_create(
            staged_file=staged,
            defaults={
                "number": number,
                "taken_on": staged.parameters["taken_on"],
                "sha256": staged.file.sha256,
                "rows": staged.read - staged.refused,
            },
        )

    def merge(self, staged: StagedFile, rows: Sequence[StagedRow]) -> list[Judged]:
        extract = Extract.objects.get(staged_file=staged)
        judged = judge(rows, taken_on=extract.taken_on)
        places = dict(Region.objects.filter(level=Region.Level.KELURAHAN).values_list("code", "pk"))
        pairs = list(zip(rows, judged, strict=True))
        written = [row for row, found in pairs if found.verdict != Verdict.UNCHANGED]
        _write(extract, written, places)
        CivilPerson.objects.filter(
            pk__in=[found.target for _, found in pairs if found.verdict == Verdict.UNCHANGED],
            taken_on__lte=extract.taken_on,
        ).update(taken_on=extract.taken_on, extract=extract)
        return judged

    def after_merge(self, staged: StagedFile) -> None:
        extract = Extract.objects.get(staged_file=staged)
        Extract.objects.filter(pk=extract.pk).update(merged_at=timezone.now())
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE sources_civilperson")
        emit(kind="extract.merged", payload={"extract": extract.pk})


def _write(extract: Extract, rows: Sequence[StagedRow], places: dict[str, int]) -> None:
    """Insert or bring up to date; a value that the row leaves empty stays as it was."""
    persons = [_person(extract, row, places) for row in rows]
    fresh = {person.nik: person for person in persons}
    standing = {each.nik: each for each in CivilPerson.objects.select_for_update().filter(nik__in=fresh)}
    for nik, old in standing.items():
        new = fresh[nik]
        for field in (*FIELDS, "flag_on"):
            name = "kelurahan_id" if field == "kelurahan" else field
            if not getattr(new, name):
                setattr(new, name, getattr(old, name))
    updated = [*FIELDS, "flag_on", "taken_on", "extract", "changed_in"]
    CivilPerson.objects.bulk_create(
        persons, batch_size=1000, update_conflicts=True, unique_fields=["nik"], update_fields=updated
    )


def _person(extract: Extract, row: StagedRow, places: dict[str, int]) -> CivilPerson:
    values = {field: said(row, field) for field in FIELDS}
    born, place = values.pop("birth_date"), values.pop("kelurahan")
    happened = said(row, "flag_on")
    values["flag"] = values["flag"] or CivilPerson.Flag.ACTIVE
    return CivilPerson(
        nik=row.values["nik"],
        birth_date=date.fromisoformat(born) if born else None,
        kelurahan_id=places.get(place),
        flag_on=date.fromisoformat(happened) if happened else None,
        taken_on=extract.taken_on,
        extract=extract,
        changed_in=extract,
        **values,
    )
