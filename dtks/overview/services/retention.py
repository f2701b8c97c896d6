"""What is past its time is destroyed: by a job, after a person saw how much it is, on a numbered paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import User
from dtks.files.models import StoredFile
from dtks.files.services import path_of
from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import ChunkDone, JobDone, JobKind, start_job
from dtks.overview.queries.retention import messages_past, scans_past
from dtks.papers.models import Document
from dtks.web.refusals import Refusal

_AT_ONCE = 200


class NothingPast(Refusal):
    """Nothing is past its time."""


@transaction.atomic
def destroy_past(*, basis: str, actor: User) -> Job:
    """Start the job that destroys what is past its time today.

    Args:
        basis: number of the minutes of destruction (berita acara pemusnahan); stands at each paper.

    Raises:
        NothingPast: there is nothing to do.
    """
    day = timezone.localdate()
    total = scans_past(day).count() + messages_past(day).count()
    if not total:
        raise NothingPast("Tidak ada yang lewat masa simpannya.")
    return start_job(
        kind="destroy_past", title="Memusnahkan yang lewat masa simpan", actor=actor, total=total,
        parameters={"day": day.isoformat(), "basis": basis}, link=reverse("overview:retention"),
    )  # fmt: skip


class DestroyPast(JobKind):
    """Kind "destroy_past": scans and words of messages; the line of a paper and of a message stays."""

    label, see = "Pemusnahan yang lewat masa simpan", "retention.run"
    when_stopped = "Yang sudah dimusnahkan tidak kembali; yang belum tetap ada."

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        day = date.fromisoformat(job.parameters["day"])
        for what, rows in (("scans", scans_past(day)), ("messages", messages_past(day))):
            for first, last in _spans(rows):
                yield {"what": what, "first": first, "last": last}

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        day, given = date.fromisoformat(job.parameters["day"]), chunk.parameters
        span = {"pk__gte": given["first"], "pk__lte": given["last"]}
        if given["what"] == "messages":
            rows = messages_past(day).filter(**span).values_list("pk", flat=True)
            model = messages_past(day).model
            return ChunkDone(done=model.objects.filter(pk__in=list(rows)).update(recipient="", subject="", text=""))
        said = f"Pindaian dimusnahkan {day:%d-%m-%Y}, {job.parameters['basis']}"
        papers = list(scans_past(day).filter(**span).select_related("scan", "preview"))
        for paper in papers:
            _destroy(paper, said)
        return ChunkDone(done=len(papers))

    def finish(self, job: Job) -> JobDone:
        return JobDone(result={"destroyed": job.done, "basis": job.parameters["basis"]})


def _spans(rows: QuerySet[Any]) -> Iterable[tuple[int, int]]:
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(numbers), _AT_ONCE):
        part = numbers[at : at + _AT_ONCE]
        yield part[0], part[-1]


def _destroy(paper: Document, said: str) -> None:
    """Row and bytes go in one transaction; a kill between them leaves a line to be done again, whose bytes are gone."""
    files = [found for found in (paper.scan, paper.preview) if found is not None]
    paper.scan, paper.preview = None, None
    paper.note = "; ".join(part for part in (paper.note, said) if part)[-200:]
    paper.save(update_fields=["scan", "preview", "note"])
    for found in files:
        path = path_of(found)
        if _forget(found):
            path.unlink(missing_ok=True)


def _forget(found: StoredFile) -> bool:
    """Whether no other paper holds the file: then its row is gone."""
    try:
        with transaction.atomic():
            found.delete()
    except ProtectedError:
        return False
    return True
