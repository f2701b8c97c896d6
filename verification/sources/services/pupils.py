"""A school's list of pupils: staged and merged like every table, then held against Disdukcapil and against us.

It never changes a citizen. A school is told only which of its own entries differ, never what Disdukcapil holds.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter
from django.utils import timezone

from dtks.accounts.models import Role
from dtks.assignments.models import Kind, Owner
from dtks.assignments.services import Draft, assign
from dtks.files.models import StagedFile, StagedRow
from dtks.files.services import Judged, MergeTable, Staging
from dtks.files.services.cells import ReadRow, RowReader
from dtks.jobs.models import Chunk, Event, Job
from dtks.jobs.services import ChunkDone, JobDone, JobKind, start_job
from dtks.office.queries import slug
from dtks.registry.models import Citizen
from verification.matching import names
from verification.sources import queries
from verification.sources.models import CivilPerson, Pupil, School
from verification.sources.services.comparisons import likely_persons, same_text

Verdict = StagedRow.Verdict
FIELDS = (
    "nisn", "grade", "nik", "name", "sex", "birth_place", "mother_name", "kk_number", "pip_worthy", "kip_number",
    "kks_number", "pkh_number", "household_id",
)  # fmt: skip
SAME_NAME = 0.75  # with an equal NIK
SURE_NAME = 0.92  # with the same birth date alone
COMPARED_AT_ONCE = 500
_NO_SCHOOL = "sekolah tidak disebut"


def school_of(values: dict[str, Any], staged: StagedFile) -> tuple[str, str, str]:
    """Key, NPSN and name of a row's school; a teacher's list takes the one that was typed in."""
    npsn = "".join(mark for mark in values.get("npsn", "") if mark.isalnum())
    name = values.get("school") or staged.parameters.get("school") or (f"NPSN {npsn}" if npsn else _NO_SCHOOL)
    return (npsn or slug(name)), npsn, name[:120]


def key_of_pupil(values: dict[str, Any], school: str) -> str:
    """What a pupil is known by from list to list."""
    if nisn := values.get("nisn"):
        return f"nisn:{nisn}"
    if nik := values.get("nik"):
        return f"nik:{nik}"
    return f"{school}:{slug(values['name'])}:{values.get('birth_date', '')}"[:200]


def _key(values: dict[str, Any], staged: StagedFile) -> str:
    return key_of_pupil(values, school_of(values, staged)[0]) if values.get("name") else ""


class StagePupils(Staging):
    """Read a list of pupils."""

    label = "Pembacaan daftar murid"
    purpose = StagedFile.Purpose.PUPILS
    key = "nisn"

    def check(self, reader: RowReader, row: ReadRow) -> None:
        """A NISN has ten digits; a bad one is said, the row stays."""
        nisn = row.values.get("nisn", "")
        if nisn and not (len(nisn) == 10 and nisn.isdigit()):
            row.findings.append(
                {"column": "NISN", "place": reader.place_of.get("nisn", -1), "field": "nisn", "value": nisn,
                 "code": "nisn_invalid", "refuses": False, "advice": "NISN harus 10 angka. Periksa di Dapodik."}
            )  # fmt: skip

    def judge(self, staged: StagedFile, rows: Sequence[ReadRow]) -> list[Judged]:
        return judge(staged, rows)


def judge(staged: StagedFile, rows: Sequence[Any]) -> list[Judged]:
    """What each row would do to the pupils we hold; an older list never replaces a newer one."""
    keys = [
        key_of_pupil(row.values, school_of(row.values, staged)[0]) if row.values.get("name") else "" for row in rows
    ]
    known = {each.key: each for each in Pupil.objects.filter(key__in=keys)}
    return [_judged(row, known.get(key), staged) for row, key in zip(rows, keys, strict=True)]


def _judged(row: Any, pupil: Pupil | None, staged: StagedFile) -> Judged:
    if pupil is None:
        return Judged()
    if pupil.taken_on > date.fromisoformat(staged.parameters["taken_on"]):
        return Judged(Verdict.UNCHANGED, target=pupil.pk)
    said = {name: str(row.values.get(name, "")) for name in (*FIELDS, "birth_date")}
    changes = {name: [pupil.text(name), text] for name, text in said.items() if text and text != pupil.text(name)}
    return Judged(Verdict.UPDATED if changes else Verdict.UNCHANGED, changes, pupil.pk)


class MergePupils(MergeTable):
    """Write the pupils and compare them at once."""

    label = "Penggabungan daftar murid"

    def merge(self, staged: StagedFile, rows: Sequence[StagedRow]) -> list[Judged]:
        judged = judge(staged, rows)
        written = [row for row, found in zip(rows, judged, strict=True) if found.verdict != Verdict.UNCHANGED]
        schools = _schools(staged, written)
        pupils = {each.key: each for row in written if (each := _pupil(staged, row, schools))}
        Pupil.objects.bulk_create(
            pupils.values(), batch_size=1000, update_conflicts=True, unique_fields=["key"],
            update_fields=[*FIELDS, "birth_date", "school", "taken_on", "staged_file"],
        )  # fmt: skip
        compare_pupils(Pupil.objects.filter(key__in=pupils))
        return judged

    def after_merge(self, staged: StagedFile) -> None:
        """A school with something to repair gives the operator a list to send."""
        residue = Pupil.objects.filter(staged_file=staged, state=Pupil.State.RESIDUE)
        for school in School.objects.filter(pk__in=residue.values("school")):
            assign(draft=_send_draft(school))


def _schools(staged: StagedFile, rows: Sequence[StagedRow]) -> dict[str, School]:
    found = {key: (npsn, name) for key, npsn, name in (school_of(row.values, staged) for row in rows)}
    School.objects.bulk_create(
        [School(key=key, npsn=npsn, name=name) for key, (npsn, name) in found.items()], ignore_conflicts=True
    )
    return School.objects.in_bulk(list(found), field_name="key")


def _pupil(staged: StagedFile, row: StagedRow, schools: dict[str, School]) -> Pupil:
    school = school_of(row.values, staged)[0]
    born = row.values.get("birth_date")
    return Pupil(
        key=key_of_pupil(row.values, school), school=schools[school], staged_file=staged,
        birth_date=date.fromisoformat(born) if born else None, taken_on=staged.parameters["taken_on"],
        **{name: row.values.get(name, "") for name in FIELDS},
    )  # fmt: skip


def _send_draft(school: School) -> Draft:
    return Draft(
        kind=Kind.SCHOOL, role=Role.OPERATOR, owner=Owner.SCHOOL,
        title=f"Kirim daftar perbaikan ke {school.name}"[:160],
        step="Unduh berkas perbaikan sekolah ini dan kirimkan. Sekolah memperbaiki Dapodik lewat VervalPD dengan KK "
        "dan akta lahir. Daftar murid yang lebih baru menunjukkan apa yang sudah diperbaiki.",
        origin="Daftar murid", origin_url=school.page_url, key=f"school:{school.pk}",
    )  # fmt: skip


def compare_pupils(pupils: Iterable[Pupil]) -> int:
    """Find each pupil in Disdukcapil's extracts and among our citizens, and note what differs. Returns how many."""
    rows = list(pupils)
    persons = _persons(rows)
    citizens = _citizens(rows, persons)
    for pupil in rows:
        person, citizen = persons.get(pupil.pk), citizens.get(pupil.pk)
        pupil.civil_person, pupil.citizen, pupil.compared_at = person, citizen, timezone.now()
        pupil.repairs = differing(pupil, person)
        pupil.ours_differ = differing(pupil, citizen)
        known = Pupil.State.RESIDUE if pupil.repairs else Pupil.State.AGREES
        pupil.state = known if person else Pupil.State.UNKNOWN
    fields = ["civil_person", "citizen", "repairs", "ours_differ", "state", "compared_at"]
    Pupil.objects.bulk_update(rows, fields, batch_size=500)
    return len(rows)


def differing(pupil: Pupil, other: CivilPerson | Citizen | None) -> list[str]:
    """Fields in which a pupil's entry and another's differ; what one of them does not know never differs."""
    if other is None:
        return []
    pairs = ((name, pupil.text(name), queries.text_of(other, name)) for name in Pupil.COMPARED)
    return [name for name, ours, theirs in pairs if ours and theirs and not same_text(name, ours, theirs)]


def _persons(pupils: Sequence[Pupil]) -> dict[int, CivilPerson]:
    """By the NIK where the name is alike; the others by the matcher, and only where it is certain."""
    by_nik = {
        each.nik: each for each in CivilPerson.objects.filter(nik__in=[pupil.nik for pupil in pupils if pupil.nik])
    }
    found = {
        pupil.pk: person
        for pupil in pupils
        if (person := by_nik.get(pupil.nik)) and names.similarity(pupil.name, person.name) >= SAME_NAME
    }
    rest = [pupil for pupil in pupils if pupil.pk not in found]
    return found | likely_persons([_as_citizen(pupil) for pupil in rest])


def _as_citizen(pupil: Pupil) -> Citizen:
    """A pupil in the form that the matcher reads; it is never saved."""
    return Citizen(
        pk=pupil.pk, name=pupil.name, nik=pupil.nik, kk_number=pupil.kk_number, sex=pupil.sex,
        birth_place=pupil.birth_place, birth_date=pupil.birth_date, mother_name=pupil.mother_name,
    )  # fmt: skip


def _citizens(pupils: Sequence[Pupil], persons: dict[int, CivilPerson]) -> dict[int, Citizen]:
    """Our citizen of each pupil: under his NIK or Disdukcapil's, else of the same birth date and name."""
    niks = {pupil.pk: {pupil.nik, persons[pupil.pk].nik if pupil.pk in persons else ""} - {""} for pupil in pupils}
    wanted = set().union(*niks.values()) if niks else set()
    days = {pupil.birth_date for pupil in pupils if pupil.birth_date}
    by_nik: dict[str, list[Citizen]] = {}
    by_day: dict[date, list[Citizen]] = {}
    for citizen in Citizen.objects.filter(nik__in=wanted).order_by("pk"):
        by_nik.setdefault(citizen.nik, []).append(citizen)
    for citizen in Citizen.objects.filter(birth_date__in=days).order_by("pk"):
        by_day.setdefault(citizen.birth_date, []).append(citizen)  # type: ignore[arg-type]
    found = {}
    for pupil in pupils:
        near = [each for nik in niks[pupil.pk] for each in by_nik.get(nik, [])]
        hits = [each for each in near if names.similarity(pupil.name, each.name) >= SAME_NAME]
        if not hits and pupil.birth_date:
            hits = [
                each
                for each in by_day.get(pupil.birth_date, [])
                if names.similarity(pupil.name, each.name) >= SURE_NAME
            ]
        if len({each.pk for each in hits}) == 1:  # two who may be meant: nobody is guessed
            found[pupil.pk] = hits[0]
    return found


class ComparePupils(JobKind):
    """Kind "compare_pupils": all pupils once more, after a newer extract."""

    label, see = "Pembandingan murid", "reconciliation.see"

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        ids = list(Pupil.objects.order_by("pk").values_list("pk", flat=True))
        return [{"first": part[0], "last": part[-1]} for part in _parts(ids)]

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        span = (chunk.parameters["first"], chunk.parameters["last"])
        return ChunkDone(done=compare_pupils(Pupil.objects.filter(pk__range=span).order_by("pk")))

    def finish(self, job: Job) -> JobDone:
        return JobDone(result={"residue": Pupil.objects.filter(state=Pupil.State.RESIDUE).count()})


def _parts(ids: list[int]) -> Iterable[list[int]]:
    return (ids[at : at + COMPARED_AT_ONCE] for at in range(0, len(ids), COMPARED_AT_ONCE))


def follow_extract(event: Event) -> None:
    """A newer extract was merged: the pupils are compared anew."""
    count = Pupil.objects.count()
    title = f"Membandingkan murid dengan ekstrak {event.payload['extract']}"
    if count and not Job.objects.filter(kind="compare_pupils", title=title).exists():
        start_job(kind="compare_pupils", title=title, actor=None, total=count, link="/murid/")


def school_workbook(school: School, rows: Sequence[Pupil]) -> bytes:
    """What a school must repair: its own entries that differ, never Disdukcapil's value."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    text, head = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
    sheet = book.add_worksheet("PERBAIKAN DAPODIK")
    lines = [
        [f"{school.name}: isian Dapodik yang perlu dicocokkan dengan KK dan akta lahir (lewat VervalPD)."],
        ["NISN", "NAMA", "KELAS", "ISIAN", "TERTULIS DI DAPODIK", "YANG DILAKUKAN"],
        *(
            [
                pupil.nisn,
                pupil.name,
                pupil.grade,
                Pupil.COMPARED[name],
                _shown(pupil, name),
                "Cocokkan dengan KK dan akta",
            ]
            for pupil in rows
            for name in pupil.repairs
        ),
    ]
    for at, line in enumerate(lines):
        for column, each in enumerate(line):
            sheet.write_string(at, column, each, head if at < 2 else text)
    sheet.freeze_panes(2, 0)
    sheet.set_column(0, 5, 24, text)
    book.close()
    return buffer.getvalue()


def _shown(pupil: Pupil, name: str) -> str:
    if name == "birth_date" and pupil.birth_date:
        return f"{pupil.birth_date:%d-%m-%Y}"
    return str(pupil.get_sex_display()) if name == "sex" else pupil.text(name)
