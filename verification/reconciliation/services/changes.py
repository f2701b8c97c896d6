"""Who can be touched by what changed since the run before: its pairs are taken over, only theirs are looked up anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Max
from django.db.models.fields.json import KT

from dtks.files.models import StagedRow
from dtks.jobs.services import ChunkDone
from dtks.office.models import Region
from dtks.registry.models import Citizen
from dtks.registry.services.values import GONE
from verification.reconciliation.models import Run, Staged
from verification.reconciliation.services import sides
from verification.sources.models import CivilPerson

if TYPE_CHECKING:
    import polars as pl

Kind = Staged.Kind
MOST = 0.2  # of the register; when more of it changed, all are looked up
BARS = ("bar_first", "bar_all")  # of scoring.Seen
KNOWN = ("dtks_id", "nik", "firm", "sound", *BARS)
# A field of a staged change -> the column of a side; what an extract changes and nobody compares is left out.
COLUMNS = {
    "kk_number": "kk_number", "name": "name", "sex": "sex", "birth_place": "birth_place", "birth_date": "birth_date",
    "mother_name": "mother_name", "address": "address", "rt": "rt", "rw": "rw", "kelurahan": "kelurahan",
    "flag": "status", "ktp_state": "recording",
}  # fmt: skip


def touch(run: Run, *, rows: int) -> ChunkDone:
    """Take over the pairs of everybody who cannot be touched; the others follow as chunks to score."""
    base = run.base
    if base is None:
        raise ValueError(run.pk)
    listed = _listed(base)
    known, living = set(listed["dtks_id"].to_list()), _living()
    again = _again(run, base, listed, living - known) & living
    _take_over(run, base, again | (known - living))
    ids = sorted(map(int, again))
    run.compared = len(ids)
    run.save(update_fields=["compared"])
    behind = base.staged.filter(stage=Kind.SCORE).aggregate(last=Max("no"))["last"] or 0
    more = [{"pass": Kind.SCORE, "ids": ids[at : at + rows], "behind": behind} for at in range(0, len(ids), rows)]
    return ChunkDone(more=more, more_rows=len(ids), result={"touched": len(ids)})


def _listed(base: Run) -> pl.DataFrame:
    """One row a citizen of the run before."""
    import polars as pl

    raw = base.staged.filter(stage=Kind.SCORE).order_by("no").values_list("frame", flat=True)
    frames = [sides.unpacked(each, columns=KNOWN).unique("dtks_id") for each in raw.iterator(chunk_size=1)]
    types = [pl.String, pl.Int64, pl.Boolean, pl.UInt64, pl.Float32, pl.Float32]
    empty = pl.DataFrame(schema=dict(zip(KNOWN, types, strict=True)))
    return pl.concat(frames) if frames else empty


def _living() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id::text FROM registry_citizen WHERE life_state <> ALL(%s)", [list(GONE)])
        return {each for (each,) in cursor.fetchall()}


def _again(run: Run, base: Run, listed: pl.DataFrame, fresh: set[str]) -> set[str]:
    """Citizens who are new or changed themselves, and those whom a changed person of the register can touch."""
    moved = Citizen.objects.filter(updated_at__gte=base.started_at).order_by().values_list("pk", flat=True)
    found = fresh | set(map(str, moved))
    changed = list(_changed(base).values_list("pk", flat=True))
    return found | _touched(run, base, listed, changed) if changed else found


def _changed(base: Run) -> Any:
    return CivilPerson.objects.filter(changed_in__number__gt=base.extract.number)


def _touched(run: Run, base: Run, listed: pl.DataFrame, changed: list[int]) -> set[str]:
    import polars as pl

    from verification.matching import touching

    index, after = sides.index_of(run), sides.persons_of(changed)
    before = _as_it_was(base, after)
    firm = listed.filter("firm")
    niks = after["nik"].cast(pl.Int64, strict=False).drop_nulls()
    names = touching.moved_crowds(index, before, after)
    crowds = pl.Series(names, dtype=pl.UInt64).implode()
    by_own = firm.filter(pl.col("nik").is_in(niks.implode()) | pl.col("sound").is_in(crowds))
    loose = listed.filter(~pl.col("firm")).select("dtks_id", *BARS)
    others = sides.citizens_of(loose["dtks_id"].cast(pl.Int64).to_list())
    others = others.join(loose, on="dtks_id", maintain_order="left")
    by_key = others.filter(pl.Series(touching.touched(index, others, before, after, names)))
    return {*by_own["dtks_id"].to_list(), *by_key["dtks_id"].to_list()}


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


def _take_over(run: Run, base: Run, without: set[str]) -> None:
    """The pairs of the run before, but for these citizens, and what the whole list said of them then."""
    import polars as pl

    out = pl.Series(sorted(without), dtype=pl.String).implode()
    numbers = list(base.staged.filter(stage=Kind.SCORE).order_by("no").values_list("no", flat=True))
    for number in numbers:
        kept = dict(base.staged.filter(no=number, stage__in=[Kind.SCORE, Kind.SETTLE]).values_list("stage", "frame"))
        scored, context = sides.unpacked(kept[Kind.SCORE]), sides.unpacked(kept[Kind.SETTLE])
        stays = ~scored["dtks_id"].is_in(out)
        for stage, frame in ((Kind.SCORE, scored.filter(stays)), (Kind.TOUCH, context.filter(stays))):
            Staged.objects.create(run=run, stage=stage, no=number, rows=frame.height, frame=sides.packed(frame))
