"""The second act of a table that came in: its staged rows are written, in slices, by a job."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from psycopg2.extras import execute_values

from dtks.accounts.models import User
from dtks.files.models import StagedFile, StagedRow
from dtks.files.services.staging import Judged, NotReady, counts_of, take_counts
from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import ChunkDone, JobDone, JobKind, start_job

MERGE_ROWS = 1000  # about two seconds of writing
State = StagedFile.State


class MergeTable(JobKind):
    """Write a staged table in slices; each row is judged once more, since the register may have changed since."""

    see = "files.see"

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        staged = StagedFile.objects.get(pk=job.parameters["staged"])
        self.before_merge(staged)
        return list(_slices(staged))

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        staged = StagedFile.objects.select_related("file").get(pk=job.parameters["staged"])
        span = (chunk.parameters["from"], chunk.parameters["to"])
        rows = list(staged.rows.filter(row_no__range=span).order_by("row_no"))
        taken = [row for row in rows if row.verdict != StagedRow.Verdict.REFUSED]
        judged = self.merge(staged, taken)
        _write_verdicts(taken, judged)
        return ChunkDone(done=len(rows))

    def finish(self, job: Job) -> JobDone:
        staged = StagedFile.objects.select_for_update(of=("self",)).get(pk=job.parameters["staged"])
        if job.chunks.filter(state=Chunk.State.STUCK).exists():  # part of it is not written: it can be merged again
            StagedFile.objects.filter(pk=staged.pk).update(state=State.STAGED)
            return JobDone(notes=True)
        self.after_merge(staged)
        staged.state, staged.merged_at = State.MERGED, timezone.now()
        take_counts(staged)
        return JobDone(result=counts_of(staged))

    def before_merge(self, staged: StagedFile) -> None:
        """What must stand before the first row is written; in the transaction that starts the job."""

    def merge(self, staged: StagedFile, rows: Sequence[StagedRow]) -> list[Judged]:
        """Write the rows and say what each did, in their order."""
        raise NotImplementedError

    def after_merge(self, staged: StagedFile) -> None:
        """What follows once all rows are written, in the transaction that ends the job."""

    can_be_taken_back = False

    def builds_on(self, staged: StagedFile) -> list[str]:
        """Sentences on what rests on the merge already; none: it may be taken back as a whole."""
        return []

    def hold(self, staged: StagedFile) -> None:
        """Lock what taking back will write, so that nobody builds on it meanwhile."""

    def unmerge(self, staged: StagedFile) -> None:
        """Take back what the merge wrote."""
        raise NotImplementedError

    def cancelled(self, job: Job) -> None:
        """A stopped merge can be started again: rows that are written count as unchanged then."""
        StagedFile.objects.filter(pk=job.parameters["staged"], state=State.MERGING).update(state=State.STAGED)

    def failed(self, job: Job) -> None:
        self.cancelled(job)


@transaction.atomic
def merge_file(*, staged: StagedFile, actor: User | None, inline: bool = False) -> StagedFile:
    """Begin to merge a staged file; of two calls at once only one gets it.

    Raises:
        NotReady: it is not staged, or somebody merges it already.
    """
    staged = StagedFile.objects.select_for_update(of=("self",)).select_related("file").get(pk=staged.pk)
    if staged.state != State.STAGED:
        said = "sedang digabungkan" if staged.state == State.MERGING else staged.get_state_display()
        raise NotReady(f"Berkas ini {said}; tidak ada lagi yang dapat digabungkan.")
    staged.state, staged.merged_by = State.MERGING, actor
    staged.save(update_fields=["state", "merged_by"])
    staged.job = start_job(
        kind=f"merge_{staged.purpose}",
        title=f"Menggabungkan {staged.get_purpose_display().lower()}",
        actor=actor,
        parameters={"staged": staged.pk},
        total=staged.read,
        link=f"/berkas-masuk/{staged.pk}/",
        inline=inline,
    )
    staged.save(update_fields=["job"])
    return staged


def _slices(staged: StagedFile) -> Iterator[dict[str, Any]]:
    numbers = list(staged.rows.order_by("row_no").values_list("row_no", flat=True))
    for at in range(0, len(numbers), MERGE_ROWS):
        piece = numbers[at : at + MERGE_ROWS]
        yield {"from": piece[0], "to": piece[-1]}


def _write_verdicts(rows: Sequence[StagedRow], judged: Sequence[Judged]) -> None:
    values = [
        (row.pk, str(found.verdict), json.dumps(found.changes, ensure_ascii=False), found.target)
        for row, found in zip(rows, judged, strict=True)
    ]
    if values:
        with connection.cursor() as cursor:
            execute_values(
                cursor.cursor,
                "UPDATE files_stagedrow r SET verdict = v.verdict, changes = v.changes::jsonb, "
                "target_id = v.target::bigint FROM (VALUES %s) AS v(id, verdict, changes, target) WHERE r.id = v.id",
                values,
                page_size=1000,
            )
