"""An extract is taken back: its new persons go, the others are again as the extract before said."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.utils import timezone

from dtks.files.models import StagedFile, StagedRow
from dtks.office.models import Region
from verification.sources.models import CivilPerson, Comparison, Extract, Pupil

_RUNS = "Rekonsiliasi {number} sudah memakai ekstrak ini."


def builds_on(staged: StagedFile) -> list[str]:
    """A later extract, comparisons of citizens, runs of upper rooms: known by their tables, not by import."""
    extract = Extract.objects.filter(staged_file=staged).first()
    if extract is None:
        return []
    found = [f"{later} sudah digabungkan sesudahnya." for later in Extract.objects.filter(number__gt=extract.number)]
    for relation in Extract._meta.related_objects:  # noqa: SLF001 - whoever names the extract builds on it
        if relation.related_model is not CivilPerson:
            rows = relation.related_model._default_manager.filter(**{relation.field.name: extract})  # noqa: SLF001
            found += [_RUNS.format(number=getattr(row, "number", row)) for row in rows.order_by("pk")[:3]]
    compared = Comparison.objects.filter(
        source=Comparison.Source.EXTRACT, taken_on=extract.taken_on, at__gte=extract.merged_at
    ).count()
    if compared:
        found.append(f"{compared} warga sudah dibandingkan dengan ekstrak ini.")
    return found


def unmerge(staged: StagedFile) -> None:
    """Take back what the extract wrote into the persons; the staged rows stay as what was read."""
    extract = Extract.objects.get(staged_file=staged)
    Pupil.objects.filter(civil_person__extract=extract).update(  # compared anew with what stands then
        civil_person=None, state=Pupil.State.UNKNOWN, repairs=[]
    )
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_NEW, {"file": staged.pk})
    _restore_values(staged)
    with connection.cursor() as cursor:
        cursor.execute(_RESTORE_DATES, {"file": staged.pk, "extract": extract.pk})
    Extract.objects.filter(pk=extract.pk).update(taken_back_at=timezone.now())


def _restore_values(staged: StagedFile) -> None:
    places = dict(Region.objects.filter(level=Region.Level.KELURAHAN).values_list("code", "pk"))
    rows = staged.rows.filter(verdict=StagedRow.Verdict.UPDATED).values_list("target_id", "changes")
    was: dict[int, dict[str, list[str]]] = {target: changes for target, changes in rows if target}
    persons = list(CivilPerson.objects.filter(pk__in=was))
    written: set[str] = set()
    for person in persons:
        for field, (old, _) in was[person.pk].items():
            name, value = _kept(field, old, places)
            setattr(person, name, value)
            written.add(name.removesuffix("_id"))
    if written:
        CivilPerson.objects.bulk_update(persons, sorted(written), batch_size=500)


def _kept(field: str, text: str, places: dict[str, int]) -> tuple[str, object]:
    """The name of a person's attribute and its value out of a text of the staged changes."""
    if field == "kelurahan":
        return "kelurahan_id", places.get(text)
    if field in ("birth_date", "flag_on"):
        return field, date.fromisoformat(text) if text else None
    return field, text


_FORGET_NEW = """
    DELETE FROM sources_civilperson p USING files_stagedrow r
    WHERE r.staged_file_id = %(file)s AND r.verdict = 'created' AND p.nik = r.values->>'nik'
"""
# The extract before is the newest of those that have the person: by its day, then by its number.
_RESTORE_DATES = """
    WITH mine AS (
        SELECT p.id, p.nik FROM sources_civilperson p
        WHERE p.extract_id = %(extract)s OR p.changed_in_id = %(extract)s
    ), said AS (
        SELECT m.id, e.id AS extract, e.taken_on, e.number, r.verdict
        FROM mine m
        JOIN files_stagedrow r ON r.values->>'nik' = m.nik AND r.verdict IN ('created', 'updated', 'unchanged')
        JOIN sources_extract e ON e.staged_file_id = r.staged_file_id
        WHERE e.taken_back_at IS NULL AND e.id <> %(extract)s
    ), newest AS (
        SELECT DISTINCT ON (id) id, extract, taken_on FROM said ORDER BY id, taken_on DESC, number DESC
    ), changed AS (
        SELECT DISTINCT ON (id) id, extract FROM said WHERE verdict <> 'unchanged' ORDER BY id, number DESC
    )
    UPDATE sources_civilperson p
    SET extract_id = n.extract, taken_on = n.taken_on, changed_in_id = COALESCE(c.extract, n.extract)
    FROM newest n LEFT JOIN changed c USING (id) WHERE p.id = n.id
"""
