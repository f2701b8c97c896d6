"""Who can be touched by what changed since the run before: only they are looked up anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.fields.json import KT

from dtks.files.models import StagedRow
from dtks.jobs.services import ChunkDone
from dtks.office.models import Region
from verification.reconciliation.models import Run, Staged
from verification.reconciliation.services import pairs, sides

if TYPE_CHECKING:
    import polars as pl

    from verification.matching.persons import Ints

Kind = Staged.Kind
MOST = 0.2  # of the register; when more of it changed, all are looked up
LIVED = ("dtks_id", "region")
# A field of a staged change -> the column of a side; what an extract changes and nobody compares is left out.
COLUMNS = {
    "kk_number": "kk_number", "name": "name", "sex": "sex", "birth_place": "birth_place", "birth_date": "birth_date",
    "mother_name": "mother_name", "address": "address", "rt": "rt", "rw": "rw", "kelurahan": "kelurahan",
    "flag": "status", "ktp_state": "recording",
}  # fmt: skip


def touch(run: Run, *, rows: int) -> ChunkDone:
    """Let the pairs of everybody hold who cannot be touched; the others follow as chunks to score."""
    import numpy as np
    import polars as pl

    base = run.base
    if base is None:
        raise ValueError(run.pk)
    listed = _listed(run)
    known = listed["dtks_id"].to_numpy()
    moved, fresh, gone = _who_changed(base, known)
    again = np.setdiff1d(np.union1d(np.union1d(moved, fresh), _touched(run, base, listed)), gone, assume_unique=True)
    void = listed.filter(pl.col("dtks_id").is_in(pl.Series(np.union1d(again, gone)).implode())).select(LIVED)
    last = pairs.last_number(base) + 1
    if void.height:
        Staged.objects.create(run=run, stage=Kind.VOID, no=last, rows=void.height, frame=sides.packed(void))
    ids = again.tolist()
    run.compared, run.total = len(ids), len(known) - len(gone) + len(fresh)
    run.save(update_fields=["compared", "total"])
    more = [{"pass": Kind.SCORE, "ids": ids[at : at + rows], "behind": last} for at in range(0, len(ids), rows)]
    return ChunkDone(more=more, more_rows=len(ids), result={"touched": len(ids)})


def _listed(run: Run) -> pl.DataFrame:
    """One row a citizen of the run before."""
    import polars as pl

    found = pairs.every(run).filter("holds").select("dtks_id", "nik", *pairs.LOOKED_FOR)
    return found.filter((pl.col("dtks_id") != pl.col("dtks_id").shift()).fill_null(value=True))


def _who_changed(base: Run, known: Ints) -> tuple[Ints, Ints, Ints]:
    """Citizens who changed themselves, who are new, and who are compared no more."""
    import numpy as np

    from verification.matching.touching import stands_in

    alive, dead, living = sides.changed_citizens(base.started_at)
    known = np.sort(known)
    fresh, gone = alive[~stands_in(alive, known)], dead[stands_in(dead, known)]
    if living != len(known) - len(gone) + len(fresh):  # some were not said by their moment
        ids = sides.compared_ids()
        fresh, gone = np.setdiff1d(ids, known), np.setdiff1d(known, ids)
    return alive, fresh, gone


def _changed(base: Run) -> Any:
    return sides.changed_since(base.extract)


def _touched(run: Run, base: Run, listed: pl.DataFrame) -> Ints:
    """Citizens whom a changed person of the register can touch."""
    import numpy as np
    import polars as pl

    from verification.matching import touching

    changed = list(_changed(base).values_list("pk", flat=True))
    if not changed:
        return np.zeros(0, dtype=np.int64)
    index, (after, now) = sides.index_of(run), sides.brought(run, changed)
    change = touching.Changed(was=touching.register_side(_as_it_was(base, after)), now=now)
    firm = listed.filter("firm")
    niks = after["nik"].cast(pl.Int64, strict=False).drop_nulls()
    names = touching.moved_crowds(index, change)
    crowds = pl.Series(names, dtype=pl.UInt64).implode()
    by_own = firm.filter(pl.col("nik").is_in(niks.implode()) | pl.col("sound").is_in(crowds))
    loose = pairs.loose(run)
    hit = loose.filter(pl.Series(touching.touched(index, loose, change, names)))
    return np.union1d(by_own["dtks_id"].to_numpy(), hit["dtks_id"].to_numpy())


def known_before(base: Run) -> bool:
    """Whether few enough persons changed since a run, and of each is known how he was: his extracts' rows stand."""
    changed = dict(_changed(base).values_list("pk", "nik"))
    if len(changed) > MOST * base.register_rows:
        return False
    told, fresh = set(_told(base).values_list("target_id", flat=True)), _fresh(base)
    return all(pk in told or nik in fresh for pk, nik in changed.items())


def _told(base: Run) -> Any:
    return StagedRow.objects.filter(
        staged_file__extract__number__gt=base.extract.number, verdict=StagedRow.Verdict.UPDATED
    )


def _fresh(base: Run) -> set[str]:
    """The NIKs of persons who are new since."""
    rows = StagedRow.objects.filter(
        staged_file__extract__number__gt=base.extract.number, verdict=StagedRow.Verdict.CREATED
    )
    return set(rows.values_list(KT("values__nik"), flat=True))


def _as_it_was(base: Run, after: pl.DataFrame) -> pl.DataFrame:
    """The changed persons as they stood in the run before; those who are new since are left out."""
    import polars as pl

    names = dict(Region.objects.filter(level=Region.Level.KELURAHAN).values_list("code", "name"))
    row_of = {pk: row for row, pk in enumerate(after["civil_id"].to_list())}
    was: dict[str, dict[int, str]] = {column: {} for column in COLUMNS.values()}
    told = _told(base).order_by("staged_file__extract__number").values_list("target_id", "changes")
    for target, changes in told:
        for field, (old, _) in changes.items():
            if field in COLUMNS and target in row_of:
                text = names.get(old, "") if field == "kelurahan" else old
                was[COLUMNS[field]].setdefault(row_of[target], text)
    columns = [after[column].clone().scatter(list(rows), list(rows.values())) for column, rows in was.items() if rows]
    fresh = pl.Series(sorted(_fresh(base)), dtype=pl.String).implode()
    return after.with_columns(columns).filter(~pl.col("nik").is_in(fresh))
