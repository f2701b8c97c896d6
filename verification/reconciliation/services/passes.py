"""The job of a run, in four passes: score chunks of citizens, settle who is whose, judge, write the results.

Chunks of a pass know nothing of each other and give the same whatever the number of workers. What depends on all rows
(one civil person is claimed once, NIKs that repeat, housemates) is settled in one chunk between them, which reads only
the few columns on which that rests: the rest of a chunk's rows is never in memory together with that of another.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import ChunkDone, JobDone, JobKind
from verification.reconciliation.models import Run
from verification.reconciliation.services import brake, changes, judging, runs, scores, sides
from verification.sources.models import Extract

EXTRACT_CHANGED = "Ekstrak baru digabungkan sewaktu rekonsiliasi berjalan. Jalankan lagi."
AT_ONCE = 20_000  # citizens who are judged or written in one chunk
Stage = Run.Stage


class Reconcile(JobKind):
    """Kind "reconcile"; parameters: run, rows (citizens per chunk, 0: by size)."""

    label, see = "Rekonsiliasi", "reconciliation.see"
    when_stopped = "Hasil rekonsiliasi sebelumnya tetap berlaku; dari yang dihentikan tidak ada yang berlaku."

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        """Chunks of citizens, by their ids."""
        run = Run.objects.get(pk=job.parameters["run"])
        if run.scope == Run.Scope.CHANGED:
            return [{"pass": Stage.TOUCH}]
        spans = sides.spans(job.parameters["rows"] or runs.usual_rows(run.total))
        chunks: list[dict[str, Any]] = [{"pass": Stage.SCORE, "first": first, "last": last} for first, last in spans]
        if sides.statistics_of(run) is None:
            chunks[0]["counts"] = True  # this chunk keeps them
        return chunks

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        """One chunk of the pass that is on."""
        run = Run.objects.select_related("thresholds", "base__extract").get(pk=job.parameters["run"])
        if Extract.objects.order_by("-number").values_list("pk", flat=True).first() != run.extract_id:
            return ChunkDone(result={"extract_changed": True})
        if chunk.parameters["pass"] == Stage.TOUCH:
            return changes.touch(run, rows=job.parameters["rows"] or runs.MOST_ROWS // 5)
        if chunk.parameters["pass"] == Stage.SCORE:
            return scores.score(run, chunk)
        if chunk.parameters["pass"] == Stage.SETTLE:
            return judging.settle(run)
        if chunk.parameters["pass"] == Stage.JUDGE:
            return judging.judge(run, chunk.parameters["numbers"])
        return judging.write(run, chunk.parameters["numbers"])

    def finish(self, job: Job) -> JobDone:
        """After each pass the next; after the last one the counts."""
        run = Run.objects.select_for_update(of=("self",)).select_related("previous__extract", "thresholds", "base").get(
            pk=job.parameters["run"]
        )  # fmt: skip
        if job.chunks.filter(result__extract_changed=True).exists():
            runs.stop_run(run, state=Run.State.FAILED, message=EXTRACT_CHANGED)
            return JobDone(result={"message": EXTRACT_CHANGED}, notes=True)
        if run.stage in (Stage.TOUCH, Stage.SCORE):
            return _next(run, Stage.SETTLE, [{}])
        people = job.parameters["rows"] or AT_ONCE
        if run.stage == Stage.SETTLE and (several := _numbers(run, Stage.SETTLE, people)):
            return _next(run, Stage.JUDGE, several)
        if run.stage in (Stage.SETTLE, Stage.JUDGE):
            brake.count(run, job)
            brake.hold(run)
            brake.hold_places(run)
            if several := _numbers(run, Stage.JUDGE, people):
                return _next(run, Stage.WRITE, several)
        runs.end_run(run)
        sides.forget()
        held = run.state == Run.State.HELD or run.holds.exists()
        return JobDone(result={**run.counts, "message": run.message}, notes=held)

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


def _numbers(run: Run, stage: str, people: int) -> list[dict[str, list[int]]]:
    """The staged frames of a pass, to each chunk those of so many people."""
    several: list[list[int]] = []
    room = 0
    for number, rows in run.staged.filter(stage=stage, rows__gt=0).order_by("no").values_list("no", "rows"):
        if room <= 0:
            several.append([])
            room = people
        several[-1].append(number)
        room -= rows
    return [{"numbers": numbers} for numbers in several]


def _next(run: Run, stage: str, parameters: list[dict[str, Any]]) -> JobDone:
    run.stage = stage
    run.save(update_fields=["stage"])
    return JobDone(more=[{"pass": stage, **each} for each in parameters])
