"""A merge is taken back as a whole, while nothing builds on it; after that only corrections mend (decisions.md 3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import User
from dtks.files.models import StagedFile
from dtks.files.services.merging import MergeTable
from dtks.files.services.staging import NotReady
from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import ChunkDone, JobDone, JobKind, job_kind, start_job

State = StagedFile.State


class BuiltUpon(NotReady):
    """Something rests on the merge already; `reasons` says what, in sentences."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(f"Penggabungan ini tidak dapat ditarik lagi. {' '.join(reasons)} Betulkan lewat perbaikan.")


def may_be_taken_back(staged: StagedFile) -> bool:
    """Whether it is a merge of a kind that can be undone at all."""
    return staged.state == State.MERGED and _merge_of(staged).can_be_taken_back


def what_builds_on(staged: StagedFile) -> list[str]:
    """Sentences on what rests on a merge; none: it may be taken back."""
    return _merge_of(staged).builds_on(staged)


@transaction.atomic
def take_back(*, staged: StagedFile, actor: User | None, reason: str, inline: bool = False) -> StagedFile:
    """Begin to take a merge back as a whole.

    Raises:
        NotReady: it is not merged, or is of a kind that stays.
        BuiltUpon: something rests on it.
    """
    staged = StagedFile.objects.select_for_update(of=("self",)).select_related("file").get(pk=staged.pk)
    if not may_be_taken_back(staged):
        raise NotReady(f"Berkas ini {staged.get_state_display()}; tidak ada penggabungan yang dapat ditarik.")
    if reasons := what_builds_on(staged):
        raise BuiltUpon(reasons)
    staged.state, staged.problem = State.TAKING_BACK, ""
    staged.taken_back_by, staged.taken_back_reason = actor, reason[:200]
    staged.job = start_job(
        kind="take_back",
        title=f"Menarik penggabungan {staged.get_purpose_display().lower()}",
        actor=actor,
        parameters={"staged": staged.pk},
        total=staged.read,
        link=staged.page_url,
        inline=inline,
    )
    staged.save(update_fields=["state", "problem", "taken_back_by", "taken_back_reason", "job"])
    return staged


class TakeBack(JobKind):
    """Undo a merge: one chunk, so all of it or nothing."""

    label, see = "Penarikan penggabungan", "files.see"

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        return [{}]

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        staged = StagedFile.objects.select_for_update(of=("self",)).get(pk=job.parameters["staged"])
        kind = _merge_of(staged)
        kind.hold(staged)
        if reasons := kind.builds_on(staged):  # somebody was quicker
            staged.state, staged.problem = State.MERGED, str(BuiltUpon(reasons))
            staged.save(update_fields=["state", "problem"])
            return ChunkDone()
        kind.unmerge(staged)
        staged.state, staged.taken_back_at = State.TAKEN_BACK, timezone.now()
        staged.save(update_fields=["state", "taken_back_at"])
        return ChunkDone(done=staged.read)

    def finish(self, job: Job) -> JobDone:
        stuck = job.chunks.filter(state=Chunk.State.STUCK).exists()
        if stuck:
            self.cancelled(job)
        return JobDone(notes=stuck or not job.done)

    def cancelled(self, job: Job) -> None:
        StagedFile.objects.filter(pk=job.parameters["staged"], state=State.TAKING_BACK).update(
            state=State.MERGED, problem="Penarikan tidak selesai; tidak ada yang berubah. Coba lagi."
        )

    def failed(self, job: Job) -> None:
        self.cancelled(job)


def _merge_of(staged: StagedFile) -> MergeTable:
    kind = job_kind(f"merge_{staged.purpose}")
    assert isinstance(kind, MergeTable)
    return kind
