"""The pairs of all citizens between the passes of a run, and from one run to the next.

A run of all stages its own. A run of what changed goes on from those of the run before: it stages the pairs of whom it
looked up anew (later numbers) and whose earlier pairs no longer hold; it becomes their keeper when it ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Max

from verification.reconciliation.models import Run, Staged
from verification.reconciliation.services import sides

if TYPE_CHECKING:
    import polars as pl

Kind = Staged.Kind
HELD = 500_000  # pairs that a process holds on to between two runs
_held: dict[tuple[int, datetime, str], dict[int, pl.DataFrame]] = {}
DRIFT = 0.05  # a register that grew or shrank by more counts for itself anew
MOST_LAYERS = 30  # runs of what changed, one upon the other, before all are looked up again
LOOKED_FOR = ("firm", "sound", "region")
SAID = ("household", "claim", "claimed", "repeated")  # of settlement.Pairs.context
_COPY = """
    INSERT INTO reconciliation_staged (run_id, stage, no, rows, frame)
    SELECT %s, stage, no, rows, frame FROM reconciliation_staged WHERE run_id = %s AND stage IN ('words', 'places')
"""


def put(run: Run, number: int, scored: pl.DataFrame, loose: pl.DataFrame, *, people: int) -> None:
    """Stage the pairs of a chunk: the few columns that are read of everybody apart from the others."""
    import polars as pl

    from verification.matching.settlement import Pairs

    brief = [*Pairs.NEEDED, *LOOKED_FOR]
    frames = {
        Kind.BRIEF: scored.select(brief),
        Kind.LOOSE: loose.with_columns(pl.col("dtks_id").cast(pl.Int64)),
        Kind.SCORE: scored.drop(brief),
    }
    for stage, frame in frames.items():
        Staged.objects.create(run=run, stage=stage, no=number, rows=people, frame=sides.packed(frame))


def taken(run: Run, number: int) -> pl.DataFrame | None:
    """The pairs of a chunk with all their columns; None: the run has not looked these people up."""
    import polars as pl

    kept = dict(run.staged.filter(no=number, stage__in=[Kind.BRIEF, Kind.SCORE]).values_list("stage", "frame"))
    if Kind.SCORE not in kept:
        return None
    return pl.concat([sides.unpacked(kept[Kind.BRIEF]), sides.unpacked(kept[Kind.SCORE])], how="horizontal")


def every(run: Run) -> pl.DataFrame:
    """All pairs, those of the run before too; with the number of the chunk, and whether they hold."""
    import polars as pl

    frames = _frames(run, Kind.BRIEF)
    if not frames:
        from verification.matching.settlement import Pairs

        return pl.DataFrame(schema=dict.fromkeys((*Pairs.NEEDED, *LOOKED_FOR, "no"), pl.Int64) | {"holds": pl.Boolean})
    return _with_holds(run, pl.concat(frames))


def loose(run: Run) -> pl.DataFrame:
    """Of the run before the people whom their NIK alone does not settle."""
    import polars as pl

    frames = _frames(run.base, Kind.LOOSE) if run.base else []
    return _with_holds(run, pl.concat(frames)).filter("holds")


def looked_up(run: Run) -> list[int]:
    """The citizens whom a run that goes on to be kept looked up anew, or compares no more."""
    found: set[int] = set()
    for raw in run.staged.filter(stage__in=[Kind.BRIEF, Kind.VOID]).values_list("frame", flat=True):
        found.update(sides.unpacked(raw, columns=["dtks_id"])["dtks_id"].to_list())
    return sorted(found)


def _frames(run: Run, stage: str) -> list[pl.DataFrame]:
    """What a run and the one before it stage, in the order of their numbers.

    A staged frame never changes, and those of a later run have higher numbers: of a city a process holds on to what it
    read for the run before. Of a province it reads all again.
    """
    import polars as pl

    names = [_name(each, stage) for each in (run, run.base) if each]
    known = next((_held[name] for name in names if name in _held), {})
    staged = Staged.objects.filter(run__in=[run.pk, run.base_id or run.pk], stage=stage)
    numbers = list(staged.order_by("no").values_list("no", flat=True))
    fresh = staged.filter(no__in=[no for no in numbers if no not in known]).values_list("no", "frame")
    read = {no: sides.unpacked(raw).with_columns(no=pl.lit(no, pl.Int64)) for no, raw in fresh.iterator(chunk_size=1)}
    found = {no: known[no] if no in known else read[no] for no in numbers}
    for name in [each for each in _held if each[2] == stage and each not in names]:
        del _held[name]
    if sum(frame.height for frame in found.values()) <= HELD:
        _held[names[0]] = found
    return list(found.values())


def _name(run: Run, stage: str) -> tuple[int, datetime, str]:
    return run.pk, run.started_at, stage


def _with_holds(run: Run, found: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    void = [sides.unpacked(raw).with_columns(until=pl.lit(number, pl.Int64)) for number, raw in _staged(run, Kind.VOID)]
    if not void:
        return found.with_columns(holds=True)
    until = pl.concat(void).group_by("dtks_id").agg(pl.col("until").max())
    some = found.select("dtks_id", "no").with_row_index("at")
    asked = some.filter(pl.col("dtks_id").is_in(until["dtks_id"].implode()))
    over = asked.join(until, on="dtks_id").filter(pl.col("no") <= pl.col("until"))["at"]
    return found.with_columns(pl.repeat(True, found.height, eager=True).scatter(over, False).alias("holds"))


def said_before(run: Run, heights: dict[int, int]) -> pl.DataFrame:
    """What the whole list said of each line of these chunks in the run before; null where it said nothing yet."""
    import polars as pl

    before = dict(_staged(run, Kind.SETTLE)) if run.base_id else {}
    types = {"household": pl.Float64, "claim": pl.Float64, "claimed": pl.Boolean, "repeated": pl.Boolean}
    frames = [
        sides.unpacked(before[number], columns=SAID)
        if number in before
        else pl.DataFrame({name: pl.repeat(None, height, dtype=kind, eager=True) for name, kind in types.items()})
        for number, height in heights.items()
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=types)


def _staged(run: Run, stage: str) -> Iterator[tuple[int, Any]]:
    found = Staged.objects.filter(run__in=[run.pk, run.base_id or run.pk], stage=stage).order_by("no")
    return found.values_list("no", "frame").iterator(chunk_size=1)


def last_number(run: Run) -> int:
    """The last number under which a run keeps pairs; those of a run after it are higher."""
    return run.staged.filter(stage__in=[Kind.BRIEF, Kind.VOID]).aggregate(last=Max("no"))["last"] or 0


def can_go_on(run: Run) -> bool:
    """Whether a run of what changed can go on from these pairs."""
    kept = list(run.staged.filter(stage__in=[Kind.BRIEF, Kind.VOID]).values_list("stage", flat=True))
    return Kind.BRIEF in kept and kept.count(Kind.VOID) < MOST_LAYERS


def keep(run: Run) -> None:
    """From now on this run's pairs are the ones that hold; everything else that was staged goes."""
    if run.base_id:
        own = run.staged.filter(stage=Kind.SETTLE).values("no")
        before = Staged.objects.filter(run=run.base_id)
        before.filter(stage=Kind.SETTLE).exclude(no__in=own).update(run=run)
        before.filter(stage__in=Staged.OF_PEOPLE).update(run=run)
        numbers = run.staged.filter(stage=Kind.BRIEF).values("no")
        run.staged.filter(stage=Kind.SETTLE).exclude(no__in=numbers).delete()
    Staged.objects.exclude(run=run, stage__in=Staged.KEPT).delete()


def pin_statistics(run: Run) -> None:
    """Let a run count words and places as the run before did, so that both say the same of whom nothing touched."""
    before = Staged.objects.filter(run=run.previous, stage=Kind.WORDS).first()
    if before is None or abs(run.register_rows - before.no) > DRIFT * before.no:
        return
    with connection.cursor() as cursor:
        cursor.execute(_COPY, [run.pk, run.previous_id])
