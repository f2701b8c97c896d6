"""Who can be touched by what changed since the run before: only they are looked up anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.fields.json import KT

from dtks.files.models import StagedRow
from dtks.jobs.services import ChunkDone
from dtks.office.models import Region
from dtks.registry.models import Citizen
from verification.reconciliation.models import Run, Staged
from verification.reconciliation.services import pairs, sides

if TYPE_CHECKING:
    import polars as pl

    from verification.matching.persons import Ints

Kind = Staged.Kind
MOST = 0.2  # of the register; when more of it changed, all are looked up
KNOWN = ("dtks_id", "nik", *pairs.LOOKED_FOR)
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
    known, living = listed["dtks_id"].to_numpy(), sides.compared_ids()
    fresh = np.setdiff1d(living, known, assume_unique=True)
    gone = np.setdiff1d(known, living, assume_unique=True)
    again = np.intersect1d(_again(run, base, listed, fresh), living, assume_unique=True)
    void = np.intersect1d(np.union1d(again, gone), known, assume_unique=True)
    last = pairs.last_number(base) + 1
    if len(void):
        frame = sides.packed(pl.DataFrame({"dtks_id": void}))
        Staged.objects.create(run=run, stage=Kind.VOID, no=last, rows=len(void), frame=frame)
    ids = again.tolist()
    run.compared, run.total = len(ids), len(living)
    run.save(update_fields=["compared", "total"])
    more = [{"pass": Kind.SCORE, "ids": ids[at : at + rows], "behind": last} for at in range(0, len(ids), rows)]
    return ChunkDone(more=more, more_rows=len(ids), result={"touched": len(ids)})


def _listed(run: Run) -> pl.DataFrame:
    """One row a citizen of the run before."""
    import polars as pl

    found = pairs.every(run, KNOWN).filter("holds")
    return found.filter((pl.col("dtks_id") != pl.col("dtks_id").shift()).fill_null(value=True))


def _again(run: Run, base: Run, listed: pl.DataFrame, fresh: Ints) -> Ints:
    """Citizens who are new or changed themselves, and those whom a changed person of the register can touch."""
    import numpy as np

    moved = Citizen.objects.filter(updated_at__gte=base.started_at).order_by().values_list("pk", flat=True)
    found = np.union1d(fresh, np.array(list(moved), dtype=np.int64))
    changed = list(_changed(base).values_list("pk", flat=True))
    return np.union1d(found, _touched(run, base, listed, changed)) if changed else found


def _changed(base: Run) -> Any:
    return sides.changed_since(base.extract)


def _touched(run: Run, base: Run, listed: pl.DataFrame, changed: list[int]) -> Ints:
    import numpy as np
    import polars as pl

    from verification.matching import touching

    index, after = sides.index_of(run), sides.persons_of(changed)
    change = touching.Changed.of(_as_it_was(base, after), after)
    firm = listed.filter("firm")
    niks = after["nik"].cast(pl.Int64, strict=False).drop_nulls()
    names = touching.moved_crowds(index, change)
    crowds = pl.Series(names, dtype=pl.UInt64).implode()
    by_own = firm.filter(pl.col("nik").is_in(niks.implode()) | pl.col("sound").is_in(crowds))
    loose = listed.filter(~pl.col("firm")).select("dtks_id", *pairs.BARS)
    others = sides.citizens_of(loose["dtks_id"].to_list())
    bars = others.select(pl.col("dtks_id").cast(pl.Int64)).join(loose, on="dtks_id", maintain_order="left")
    hit = touching.touched(index, others.with_columns(bars.select(pairs.BARS)), change, names)
    return np.union1d(by_own["dtks_id"].to_numpy(), bars["dtks_id"].to_numpy()[hit])


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
    was: dict[int, dict[str, str]] = {}
    rows = _told(base).order_by("staged_file__extract__number").values_list("target_id", "changes")
    for target, changes in rows:
        for field, (old, _) in changes.items():
            if field in COLUMNS:
                text = names.get(old, "") if field == "kelurahan" else old
                was.setdefault(target or 0, {}).setdefault(COLUMNS[field], text)
    fresh = _fresh(base)
    there = [{**row, **was.get(row["civil_id"], {})} for row in after.iter_rows(named=True) if row["nik"] not in fresh]
    return pl.DataFrame(there, schema=after.schema)
