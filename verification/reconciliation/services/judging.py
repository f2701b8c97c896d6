"""The passes after the scores: who is whose over all chunks, then class and band of each chunk, then the rows."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.db import connection

from dtks.jobs.services import ChunkDone
from verification.reconciliation.models import Run, Staged
from verification.reconciliation.services import sides

if TYPE_CHECKING:
    import polars as pl

Stage = Run.Stage


def settle(run: Run) -> ChunkDone:
    """Who claims whom and who lives with whom, over all chunks in the order of the citizens."""
    import polars as pl

    from verification.matching import weights
    from verification.matching.settlement import Pairs

    numbers, frames = [], []
    staged = run.staged.filter(stage=Stage.SCORE).order_by("no").values_list("no", "frame")
    for number, raw in staged.iterator(chunk_size=1):
        numbers.append(number)
        frames.append(sides.unpacked(raw, columns=Pairs.NEEDED))
    parameters = weights.load()
    if frames:
        pairs = Pairs(pl.concat(frames), parameters)
        pairs.reconsider()
        _keep_context(run, pairs.context(), numbers, [frame.height for frame in frames])
    run.refused, run.method_version = run.faults.count(), parameters.version
    run.save(update_fields=["refused", "method_version"])
    return ChunkDone()


def _keep_context(run: Run, context: pl.DataFrame, numbers: list[int], heights: list[int]) -> None:
    begin = 0
    for number, height in zip(numbers, heights, strict=True):
        part = context[begin : begin + height]
        Staged.objects.create(run=run, stage=Stage.SETTLE, no=number, rows=height, frame=sides.packed(part))
        begin += height


def judge(run: Run, number: int) -> ChunkDone:
    """Class, band and findings of the citizens of one chunk; counted by kelurahan for the brake."""
    from verification.matching.results import Thresholds
    from verification.matching.settlement import settle_part

    frames = dict(run.staged.filter(no=number, stage__in=[Stage.SCORE, Stage.SETTLE]).values_list("stage", "frame"))
    bounds = Thresholds(eyes=run.thresholds.eyes, same=run.thresholds.same)
    settled = settle_part(sides.unpacked(frames[Stage.SCORE]), sides.unpacked(frames[Stage.SETTLE]), bounds)
    settled = settled.drop("candidate_niks", "matched_nik", "version")
    Staged.objects.create(run=run, stage=Stage.JUDGE, no=number, rows=settled.height, frame=sides.packed(settled))
    return ChunkDone(result={"counts": _by_place(settled)})


def _by_place(settled: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Kelurahan (its key, "0" unknown) -> class -> citizens."""
    import polars as pl

    citizens = [int(each) for each in settled["dtks_id"].to_list()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, kelurahan_id FROM registry_citizen WHERE id = ANY(%s)", [citizens])
        places = dict(cursor.fetchall())
    frame = pl.DataFrame({"place": [str(places.get(each) or 0) for each in citizens], "class": settled["result_class"]})
    found: dict[str, dict[str, int]] = {}
    for place, result_class, count in frame.group_by("place", "class").len().iter_rows():
        found.setdefault(place, {})[result_class] = count
    return found


def write(run: Run, number: int) -> ChunkDone:
    """Results of one slice by COPY; from here on they are the ones that hold, unless the brake is on."""
    settled = sides.unpacked(run.staged.get(stage=Stage.JUDGE, no=number).frame)
    citizens = [int(each) for each in settled["dtks_id"].to_list()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT citizen_id, result_class FROM reconciliation_result WHERE is_latest AND citizen_id = ANY(%s)",
            [citizens],
        )
        before: dict[int, str] = dict(cursor.fetchall())
        if before and run.state != Run.State.HELD:
            cursor.execute(
                "UPDATE reconciliation_result SET is_latest = false WHERE is_latest AND citizen_id = ANY(%s)",
                [citizens],
            )
        rows = _as_rows(run, settled, citizens, before)
        cursor.copy_expert(
            f"COPY reconciliation_result ({', '.join(rows.columns)}) FROM STDIN WITH (FORMAT csv, HEADER)",
            io.BytesIO(rows.write_csv().encode()),
        )
    return ChunkDone(result={"rows": settled.height})


def _as_rows(run: Run, settled: pl.DataFrame, citizens: list[int], before: dict[int, str]) -> pl.DataFrame:
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
        pl.lit("f" if run.state == Run.State.HELD else "t").alias("is_latest"),
    )
