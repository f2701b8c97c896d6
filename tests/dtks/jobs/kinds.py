"""Kinds of job for the tests of the room."""

from collections.abc import Iterable
from typing import Any

from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import ChunkDone, JobDone, JobKind

FAULTY: set[int] = set()  # chunks that raise
STEPS: dict[int, Any] = {}  # what a person does while a chunk is worked


class Counting(JobKind):
    """Six chunks of ten rows."""

    label = "Hitungan"

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        return [{"first": 10 * n + 1, "last": 10 * n + 10} for n in range(6)]

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        if chunk.no in STEPS:
            STEPS.pop(chunk.no)(job)
        if chunk.no in FAULTY:
            raise ValueError("nama 'SITTI HAJRAH' dengan NIK 7471085203840021")
        return ChunkDone(done=10)

    def finish(self, job: Job) -> JobDone:
        return JobDone(result={"rows": job.done})
