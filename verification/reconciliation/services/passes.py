"""The job of a run, in three passes: score chunks of citizens, settle who is whose, write the results.

Chunks of a pass know nothing of each other and give the same whatever the number of workers. What depends on all rows
(one civil person is claimed once, NIKs that repeat, housemates) is settled in one chunk between them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import connection

from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import ChunkDone, JobDone, JobKind
from dtks.office.models import Code
from verification.reconciliation.models import Fault, Run, Staged
from verification.reconciliation.services import runs, sides
from verification.sources.models import Extract

if TYPE_CHECKING:
    import polars as pl

    from verification.matching.candidates import CivilIndex

WRITE_ROWS = 10_000
EXTRACT_CHANGED = "Ekstrak baru digabungkan sewaktu rekonsiliasi berjalan. Jalankan lagi."


class Reconcile(JobKind):
    """Kind "reconcile"; parameters: run, rows (citizens per chunk, 0: by size)."""

    label, see = "Rekonsiliasi", "reconciliation.see"

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        """Chunks of citizens, by their ids."""
        run = Run.objects.get(pk=job.parameters["run"])
        rows = job.parameters["rows"] or runs.usual_rows(run.total)
        return [{"pass": Run.Stage.SCORE, "first": first, "last": last} for first, last in _spans(rows)]

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        """One chunk of the pass that is on."""
        run = Run.objects.select_related("thresholds").get(pk=job.parameters["run"])
        if Extract.objects.order_by("-number").values_list("pk", flat=True).first() != run.extract_id:
            return ChunkDone(result={"extract_changed": True})
        if chunk.parameters["pass"] == Run.Stage.SCORE:
            return _score(run, chunk)
        if chunk.parameters["pass"] == Run.Stage.SETTLE:
            return _settle(run)
        return _write(run, chunk.parameters["no"])

    def finish(self, job: Job) -> JobDone:
        """After each pass the next; after the last one the counts."""
        run = Run.objects.select_for_update(of=("self",)).select_related("previous__extract").get(
            pk=job.parameters["run"]
        )  # fmt: skip
        if job.chunks.filter(result__extract_changed=True).exists():
            runs.stop_run(run, state=Run.State.FAILED, message=EXTRACT_CHANGED)
            return JobDone(result={"message": EXTRACT_CHANGED}, notes=True)
        if run.stage == Run.Stage.SCORE:
            return _next(run, Run.Stage.SETTLE, [{}])
        if run.stage == Run.Stage.SETTLE:
            slices = run.staged.filter(stage=Run.Stage.SETTLE).values_list("no", flat=True)
            return _next(run, Run.Stage.WRITE, [{"no": number} for number in slices])
        runs.end_run(run)
        sides.forget()
        return JobDone(result={**run.counts, "message": run.message}, notes=run.state == Run.State.HELD)

    def cancelled(self, job: Job) -> None:
        """Stopped by a person: the results before it hold again."""
        self._stop(job, Run.State.STOPPED, "Dihentikan sebelum selesai; hasil sebelumnya tetap berlaku.")

    def failed(self, job: Job) -> None:
        """Nothing can go on."""
        self._stop(job, Run.State.FAILED, "Gagal; hasil sebelumnya tetap berlaku.")

    def _stop(self, job: Job, state: str, message: str) -> None:
        run = Run.objects.select_for_update(of=("self",)).get(pk=job.parameters["run"])
        if run.state == Run.State.RUNNING:
            runs.stop_run(run, state=state, message=message)


def _spans(rows: int) -> list[tuple[int, int]]:
    """First and last id of each chunk of citizens."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT min(id), max(id) FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS chunk
               FROM registry_citizen) AS numbered GROUP BY chunk ORDER BY chunk""",
            [rows],
        )
        return list(cursor.fetchall())


def _next(run: Run, stage: str, parameters: list[dict[str, Any]]) -> JobDone:
    run.stage = stage
    run.save(update_fields=["stage"])
    return JobDone(more=[{"pass": stage, **each} for each in parameters])


def _score(run: Run, chunk: Chunk) -> ChunkDone:
    """Candidates and evidence of some citizens, staged for the next pass."""
    people = sides.citizens_between(chunk.parameters["first"], chunk.parameters["last"])
    scored, faults = scored_or_faults(sides.index_of(run), people)
    Fault.objects.bulk_create([Fault(run=run, citizen_id=pk, error=error[:200]) for pk, error in faults])
    if scored is not None:
        Staged.objects.create(
            run=run, stage=Run.Stage.SCORE, no=chunk.no, rows=people.height - len(faults), frame=sides.packed(scored)
        )
    return ChunkDone(done=people.height - len(faults), refused=len(faults), result={"faults": len(faults)})


def scored_or_faults(index: CivilIndex, people: pl.DataFrame) -> tuple[pl.DataFrame | None, list[tuple[int, str]]]:
    """Score citizens; a row on which the method fails is found by halving and reported, the others go on."""
    from verification.matching import scoring

    if people.is_empty():
        return None, []
    try:
        return scoring.score_chunk(index, people), []
    except Exception as error:
        if people.height == 1:
            return None, [(int(people["dtks_id"][0]), f"{type(error).__name__}: {error}")]
    half = people.height // 2
    return _together(scored_or_faults(index, people[:half]), scored_or_faults(index, people[half:]))


def _together(
    one: tuple[pl.DataFrame | None, list[tuple[int, str]]], two: tuple[pl.DataFrame | None, list[tuple[int, str]]]
) -> tuple[pl.DataFrame | None, list[tuple[int, str]]]:
    import polars as pl

    frames = [frame for frame, _ in (one, two) if frame is not None]
    return (pl.concat(frames) if frames else None), [*one[1], *two[1]]


def _settle(run: Run) -> ChunkDone:
    """Who is whose, over all chunks in the order of the citizens; then the brake."""
    import polars as pl

    from verification.matching import settlement
    from verification.matching.results import Thresholds

    staged = run.staged.filter(stage=Run.Stage.SCORE).order_by("no").values_list("frame", flat=True)
    frames = [sides.unpacked(frame) for frame in staged.iterator(chunk_size=20)]
    bounds = Thresholds(eyes=run.thresholds.eyes, same=run.thresholds.same)
    settled = settlement.settle(pl.concat(frames), bounds) if frames else None
    run.refused = run.faults.count()
    if settled is not None and settled.height:
        for number, begin in enumerate(range(0, settled.height, WRITE_ROWS), start=1):
            part = settled[begin : begin + WRITE_ROWS]
            Staged.objects.create(
                run=run, stage=Run.Stage.SETTLE, no=number, rows=part.height, frame=sides.packed(part)
            )
        run.method_version = str(settled["version"][0])
        _brake(run, dict(settled["result_class"].value_counts().iter_rows()), settled.height)
    run.save(update_fields=["refused", "method_version", "state", "message"])
    return ChunkDone()


def counted_classes() -> set[str]:
    """Classes that count as a mismatch, from result_classes.csv."""
    rows = Code.objects.filter(table="result_classes", data__counts_as_mismatch="1")
    return set(rows.values_list("code", flat=True))


def _brake(run: Run, counts: dict[str, int], total: int) -> None:
    """A run in which too many do not match is held: nothing is opened, the results before it go on to hold."""
    flagged = sum(counts.get(each, 0) for each in counted_classes())
    if flagged > run.thresholds.brake * total:
        run.state = Run.State.HELD
        run.message = (
            f"Rem menahan hasil: {flagged} dari {total} warga tidak padan ({_percent(flagged / total)}), "
            f"batas {_percent(run.thresholds.brake)}. Belum ada perkara yang dibuka. "
            "Periksa ekstrak dan daftar, lalu lepas rem atau jalankan lagi."
        )


def _percent(share: float) -> str:
    return f"{share * 100:.0f}%"


def _write(run: Run, number: int) -> ChunkDone:
    """Results of one slice by COPY; from here on they are the ones that hold, unless the brake is on."""
    settled = sides.unpacked(run.staged.get(stage=Run.Stage.SETTLE, no=number).frame)
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
