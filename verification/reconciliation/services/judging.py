"""The passes after the scores: who is whose over all chunks, then class and band of each chunk, then the rows."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.db import connection

from dtks.jobs.services import ChunkDone
from verification.corrections.models import Birth
from verification.reconciliation.models import Run, Staged
from verification.reconciliation.services import brake, pairs, scores, sides
from verification.sources.models import Comparison, ResultClass

if TYPE_CHECKING:
    import polars as pl

    from verification.matching.weights import Weights

Kind = Staged.Kind
AT_ONCE = 20_000  # people who are looked up once more
_STANDING = "SELECT citizen_id, result_class FROM reconciliation_result WHERE is_latest AND citizen_id = ANY(%s)"
_REPLACED = """
    UPDATE reconciliation_result SET is_latest = false WHERE is_latest AND citizen_id = ANY(%s)
    RETURNING citizen_id, result_class
"""


def settle(run: Run) -> ChunkDone:
    """Who claims whom and who lives with whom, over all chunks in the order of the citizens."""
    from verification.matching import weights

    parameters = weights.load()
    every = pairs.every(run)
    if every.height:
        lines = every.select("no", "dtks_id", "civil_row", "holds")
        _keep_context(run, lines, _context(every, parameters))
    run.refused, run.method_version = run.faults.count(), parameters.version
    run.save(update_fields=["refused", "method_version"])
    return ChunkDone()


def _context(every: pl.DataFrame, parameters: Weights) -> pl.DataFrame:
    """What the whole list says of each line; null of those that no longer hold."""
    from verification.matching.settlement import Pairs

    holding = every.with_row_index("at").filter("holds").sort("dtks_id", maintain_order=True)
    found = Pairs(holding, parameters)
    found.reconsider()
    context = found.context().with_columns(holding["at"])
    return (
        every.select("no")
        .with_row_index("at")
        .join(context, on="at", how="left", maintain_order="left")
        .drop("at", "no")
    )


def _keep_context(run: Run, lines: pl.DataFrame, context: pl.DataFrame) -> None:
    """What the whole list says, chunk by chunk; `again` marks the lines of whom the run looked up.

    `rows` counts these: a chunk without any is not judged again. Of whom nothing was looked up, but it says something
    else than before, come last, as chunks that have no pairs of their own.
    """
    import polars as pl

    before = pairs.last_number(run.base) if run.base else -1
    heights = dict(lines.group_by("no", maintain_order=True).len().iter_rows())
    was = pairs.said_before(run, heights)
    other = context.select(pl.any_horizontal(pl.col(name).ne_missing(was[name]) for name in pairs.SAID)).to_series()
    own = lines["no"] > before
    otherwise = lines["holds"] & ~own & other
    context = context.with_columns(again=lines["holds"] & own)
    begin = 0
    for number, height in heights.items():
        part = slice(begin, begin + height)
        begin += height
        if number > before or otherwise[part].any():
            _stage(run, number, context[part], rows=int(context["again"][part].sum()))
    moved = lines.filter(otherwise)["dtks_id"].unique().sort()
    touched = lines.select("dtks_id", "civil_row", "holds").hstack(context.drop("again"))
    touched = touched.filter(pl.col("holds") & pl.col("dtks_id").is_in(moved.implode()))
    touched = touched.sort("dtks_id", maintain_order=True)
    for place in range(-(-len(moved) // AT_ONCE)):
        some = moved[place * AT_ONCE : (place + 1) * AT_ONCE]
        frame = touched.filter(pl.col("dtks_id").is_in(some.implode()))
        _stage(run, max(heights) + 1 + place, frame, rows=len(some))


def _stage(run: Run, number: int, context: pl.DataFrame, *, rows: int) -> None:
    Staged.objects.create(run=run, stage=Kind.SETTLE, no=number, rows=rows, frame=sides.packed(context))


def judge(run: Run, numbers: list[int]) -> ChunkDone:
    """Class, band and findings of the citizens of some chunks; counted by kelurahan for the brake."""
    return ChunkDone(result={"counts": [each for number in numbers for each in _judged(run, number)]})


def _judged(run: Run, number: int) -> list[tuple[int, str, str, int]]:
    from verification.matching.results import Thresholds
    from verification.matching.settlement import settle_part

    context = sides.unpacked(run.staged.get(stage=Kind.SETTLE, no=number).frame)
    scored = pairs.taken(run, number)
    if scored is None:
        scored, context = _as_they_were(run, context)
    else:
        scored, context = scored.filter(context["again"]), context.filter("again")
    if scored.is_empty():
        return []
    bounds = Thresholds(eyes=run.thresholds.eyes, same=run.thresholds.same)
    settled = settle_part(scored, context, bounds).drop("candidate_niks", "matched_nik", "version")
    settled = _newborns_wait(settled)
    settled = settled.with_columns(scored.unique("dtks_id", keep="first", maintain_order=True)["region"])
    Staged.objects.create(run=run, stage=Kind.JUDGE, no=number, rows=settled.height, frame=sides.packed(settled))
    return _by_place(settled)


def _newborns_wait(settled: pl.DataFrame) -> pl.DataFrame:
    """Reported newborns without NIK whom the register does not have yet: no mismatch, as `compare_now` says of them.

    One whom the register has by now is proposed its NIK by the bridge, and judged as anybody.
    """
    import polars as pl

    nobody = pl.col("result_class") == str(ResultClass.NOT_FOUND)
    unseen = settled.filter(nobody)["dtks_id"].to_list()
    wait = list(Birth.objects.waiting().filter(child__in=unseen).values_list("child", flat=True)) if unseen else []
    if not wait:
        return settled
    mine = nobody & pl.col("dtks_id").is_in(wait)
    codes = pl.concat_str(
        pl.col("codes").replace("", None), pl.lit(Comparison.AWAITS_NIK), separator=";", ignore_nulls=True
    )
    return settled.with_columns(
        result_class=pl.when(mine).then(pl.lit(str(ResultClass.NO_NIK))).otherwise("result_class"),
        codes=pl.when(mine).then(codes).otherwise("codes"),
    )


def _as_they_were(run: Run, context: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The pairs of people whom nothing touched but others of the list: looked up once more they are what they were.

    Who was changed in the meantime is left out: the next run looks him up.
    """
    import polars as pl

    index, ids = sides.index_of(run), context["dtks_id"].unique().to_list()
    scored, _ = scores.scored_or_faults(index, sides.citizens_of(ids))
    if scored is None:
        return context.clear(), context.clear()
    scored = scores.by_ids(index, scored)
    sides_of = (scored, "now"), (context, "then")
    now, then = (frame.group_by("dtks_id").agg(pl.col("civil_row").alias(name)) for frame, name in sides_of)
    same = now.join(then, on="dtks_id").filter(pl.col("now") == pl.col("then"))["dtks_id"].implode()
    return scored.filter(pl.col("dtks_id").is_in(same)), context.filter(pl.col("dtks_id").is_in(same))


def _by_place(settled: pl.DataFrame) -> list[tuple[int, str, str, int]]:
    """Kelurahan (its key, 0 unknown), class, band, how many."""
    return list(settled.group_by("region", "result_class", "band").len().iter_rows())


def write(run: Run, numbers: list[int]) -> ChunkDone:
    """Results of some chunks by COPY; from here on they are the ones that hold, but for what the brake keeps back."""
    return ChunkDone(result={"rows": sum(_written(run, number) for number in numbers)})


def _written(run: Run, number: int) -> int:
    settled = sides.unpacked(run.staged.get(stage=Kind.JUDGE, no=number).frame)
    citizens = settled["dtks_id"].to_list()
    held = set(citizens)
    if run.state != Run.State.HELD:
        held = brake.held_citizens(run, dict(zip(citizens, settled["result_class"].to_list(), strict=True)))
    with connection.cursor() as cursor:
        before: dict[int, str] = {}
        for statement, those in (
            (_REPLACED, [each for each in citizens if each not in held]),
            (_STANDING, list(held)),
        ):
            if those:
                cursor.execute(statement, [those])
                before.update(cursor.fetchall())
        rows = _as_rows(run, settled, citizens, before, held)
        cursor.copy_expert(
            f"COPY reconciliation_result ({', '.join(rows.columns)}) FROM STDIN WITH (FORMAT csv, HEADER)",
            io.BytesIO(rows.write_csv().encode()),
        )
    return settled.height


def _as_rows(
    run: Run, settled: pl.DataFrame, citizens: list[int], before: dict[int, str], held: set[int]
) -> pl.DataFrame:
    """The settled frame in the columns of the table."""
    import polars as pl

    shown = [name for name in settled.columns if name.startswith("w_")]

    def numbers(column: str) -> pl.Expr:
        return "{" + pl.col(column).cast(pl.List(pl.String)).list.join(",").fill_null("") + "}"

    def words(column: str) -> pl.Expr:
        return "{" + pl.col(column).str.replace_all(";", ",") + "}"

    return settled.select(
        pl.lit(run.pk).alias("run_id"),
        pl.Series("citizen_id", citizens),
        pl.col("civil_id").alias("civil_person_id"),
        "status",
        "result_class",
        pl.Series("previous_class", [before.get(citizen, "") for citizen in citizens], dtype=pl.String),
        pl.col("confidence").clip(0, 1),
        "band",
        words("fields").alias("differs"),
        words("missing").alias("missing"),
        words("codes").alias("codes"),
        pl.struct(pl.col(name).cast(pl.Float64).round(2).alias(name[2:]) for name in shown)
        .struct.json_encode()
        .alias("contributions"),
        numbers("candidate_ids").alias("candidate_ids"),
        numbers("candidate_confidences").alias("candidate_confidences"),
        pl.Series("is_latest", ["f" if citizen in held else "t" for citizen in citizens], dtype=pl.String),
    )
