"""Removals that the office decided before this system: each becomes a tombstone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from dtks.files.models import StagedFile, StagedRow
from dtks.files.services import Judged, MergeTable, Staging
from dtks.files.services.cells import ReadRow
from dtks.office.models import Region
from dtks.registry.models import Citizen, RegisterState, Tombstone
from verification.lists.services.judging import Row
from verification.matching.names import search_key

Verdict = StagedRow.Verdict


def judge(rows: Sequence[Row]) -> list[Judged]:
    """New, or known already by id and reason; a removal is never changed."""
    ids = [row.values.get("dtks_id", "") for row in rows]
    known = {(each.dtks_id, each.reason): each.pk for each in Tombstone.objects.filter(dtks_id__in=ids)}
    found = (known.get((row.values.get("dtks_id", ""), row.values.get("reason", ""))) for row in rows)
    return [Judged() if pk is None else Judged(Verdict.UNCHANGED, target=pk) for pk in found]


class StageRemovals(Staging):
    """Read a file of removals."""

    label = "Pembacaan penghapusan"
    purpose = StagedFile.Purpose.REMOVALS
    key = "dtks_id"

    def judge(self, staged: StagedFile, rows: Sequence[ReadRow]) -> list[Judged]:
        return judge(rows)


class MergeRemovals(MergeTable):
    """Write tombstones; a citizen we know leaves the list with it."""

    label = "Penggabungan penghapusan"

    def merge(self, staged: StagedFile, rows: Sequence[StagedRow]) -> list[Judged]:
        judged = judge(rows)
        people = {
            citizen.dtks_id: citizen
            for citizen in Citizen.objects.select_for_update()
            .filter(dtks_id__in=[row.values["dtks_id"] for row in rows if row.values.get("dtks_id")])
            .order_by("pk")
        }
        places = dict(Region.objects.filter(level=Region.Level.KELURAHAN).values_list("code", "pk"))
        fresh = [row for row, found in zip(rows, judged, strict=True) if found.verdict == Verdict.CREATED]
        made = [_tombstone(row, people.get(row.values.get("dtks_id", "")), places) for row in fresh]
        Tombstone.objects.bulk_create(made)
        gone = [stone.citizen_id for stone in made if stone.citizen_id]
        Citizen.objects.filter(pk__in=gone).update(register_state=RegisterState.REMOVED, updated_at=timezone.now())
        return judged


def _tombstone(row: StagedRow, citizen: Citizen | None, places: dict[str, int]) -> Tombstone:
    values = row.values
    born, removed = values.get("birth_date"), values.get("removed_on")
    return Tombstone(
        citizen=citizen,
        dtks_id=values.get("dtks_id", ""),
        nik=values.get("nik", ""),
        kk_number=values.get("kk_number", ""),
        name=values["name"].upper(),
        name_key=search_key(values["name"])[:160],
        birth_date=date.fromisoformat(born) if born else None,
        sex=values.get("sex", ""),
        mother_name=values.get("mother_name", "").upper(),
        kelurahan_id=places.get(values.get("kelurahan", "")),
        reason=values.get("reason", "")[:20],
        minutes_number=values.get("minutes_number", "")[:60],
        removed_on=date.fromisoformat(removed) if removed else timezone.localdate(),
    )
