"""The passes after the scores: who is whose over all chunks, then class and band of each chunk, then the rows."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.db import connection

from dtks.jobs.services import ChunkDone
from verification.reconciliation.models import Run, Staged
from verification.reconciliation.services import brake, sides

if TYPE_CHECKING:
    import polars as pl

Kind = Staged.Kind


def settle(run: Run) -> ChunkDone:
    """Who claims whom and who lives with whom, over all chunks in the order of the citizens."""
    import polars as pl

    from verification.matching import weights
    from verification.matching.settlement import Pairs

    numbers, frames = [], []
    staged = run.staged.filter(stage=Kind.SCORE).order_by("no").values_list("no", "frame")
    for number, raw in staged.iterator(chunk_size=1):
        numbers.append(number)
        frames.append(sides.unpacked(raw, columns=Pairs.NEEDED))
    parameters = weights.load()
    if frames:
        scored = pl.concat(frames).with_row_index("place").with_columns(citizen=pl.col("dtks_id").cast(pl.Int64))
        scored = scored.sort("citizen", maintain_order=True)
        pairs = Pairs(scored, parameters)
        pairs.reconsider()
        context = pairs.context().with_columns(scored["place"], scored["dtks_id"]).sort("place").drop("place")
        _keep_context(run, context, numbers, [frame.height for frame in frames])
    run.refused, run.method_version = run.faults.count(), parameters.version
    run.save(update_fields=["refused", "method_version"])
    return ChunkDone()


def _keep_context(run: Run, context: pl.DataFrame, numbers: list[int], heights: list[int]) -> None:
    """What the whole list says, chunk by chunk; `again` marks citizens of whom it said something else before.

    `rows` counts these lines: a chunk without any is not judged again.
    """
    begin = 0
    for number, height in zip(numbers, heights, strict=True):
        part = context[begin : begin + height]
        part = part.with_columns(again=_said_otherwise(run, number, part))
        rows = int(part["again"].sum())
        Staged.objects.create(run=run, stage=Kind.SETTLE, no=number, rows=rows, frame=sides.packed(part))
        begin += height


def _said_otherwise(run: Run, number: int, now: pl.DataFrame) -> pl.Series:
    import polars as pl

    before = run.staged.filter(stage=Kind.TOUCH, no=number).values_list("frame", flat=True).first()
    if before is None:
        return pl.repeat(value=True, n=now.height, eager=True)
    was = sides.unpacked(before)
    said = ("household", "claim", "claimed", "repeated")
    other = pl.any_horizontal(now[name].ne_missing(was[name]) for name in said)
    moved = now.filter(pl.select(other).to_series())["dtks_id"]
    return now["dtks_id"].is_in(moved.implode())


def judge(run: Run, number: int) -> ChunkDone:
    """Class, band and findings of the citizens of one chunk; counted by kelurahan for the brake."""
    from verification.matching.results import Thresholds
    from verification.matching.settlement import settle_part

    frames = dict(run.staged.filter(no=number, stage__in=[Kind.SCORE, Kind.SETTLE]).values_list("stage", "frame"))
    context = sides.unpacked(frames[Kind.SETTLE])
    scored, context = sides.unpacked(frames[Kind.SCORE]).filter(context["again"]), context.filter("again")
    if scored.is_empty():
        return ChunkDone()
    bounds = Thresholds(eyes=run.thresholds.eyes, same=run.thresholds.same)
    settled = settle_part(scored, context, bounds).drop("candidate_niks", "matched_nik", "version")
    Staged.objects.create(run=run, stage=Kind.JUDGE, no=number, rows=settled.height, frame=sides.packed(settled))
    return ChunkDone(result={"counts": _by_place(settled)})


def _by_place(settled: pl.DataFrame) -> list[tuple[int, str, str, int]]:
    """Kelurahan (its key, 0 unknown), class, band, how many."""
    import polars as pl

    citizens = [int(each) for each in settled["dtks_id"].to_list()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, kelurahan_id FROM registry_citizen WHERE id = ANY(%s)", [citizens])
        places = dict(cursor.fetchall())
    frame = settled.select("result_class", "band", place=pl.Series([places.get(each) or 0 for each in citizens]))
    return list(frame.group_by("place", "result_class", "band").len().iter_rows())


def write(run: Run, number: int) -> ChunkDone:
    """Results of one slice by COPY; from here on they are the ones that hold, but for what the brake keeps back."""
    settled = sides.unpacked(run.staged.get(stage=Kind.JUDGE, no=number).frame)
    citizens = [int(each) for each in settled["dtks_id"].to_list()]
    held = set(citizens)
    if run.state != Run.State.HELD:
        held = brake.held_citizens(run, dict(zip(citizens, settled["result_class"].to_list(), strict=True)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT citizen_id, result_class FROM reconciliation_result WHERE is_latest AND citizen_id = ANY(%s)",
            [citizens],
        )
        before: dict[int, str] = dict(cursor.fetchall())
        if replaced := [each for each in before if each not in held]:
            cursor.execute(
                "UPDATE reconciliation_result SET is_latest = false WHERE is_latest AND citizen_id = ANY(%s)",
                [replaced],
            )
        rows = _as_rows(run, settled, citizens, before, held)
        cursor.copy_expert(
            f"COPY reconciliation_result ({', '.join(rows.columns)}) FROM STDIN WITH (FORMAT csv, HEADER)",
            io.BytesIO(rows.write_csv().encode()),
        )
    return ChunkDone(result={"rows": settled.height})


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
