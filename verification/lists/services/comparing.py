"""The job that holds two lists against each other, and the event that begins it after each merge."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from dtks.accounts.models import User
from dtks.jobs.models import Chunk, Event, Job
from dtks.jobs.services import ChunkDone, JobDone, JobKind, start_job
from dtks.web.refusals import Refusal
from verification.lists import queries
from verification.lists.models import CentralList, ListDifference
from verification.lists.services.difference import compare_lists
from verification.lists.services.returned import open_returned_cases


@transaction.atomic
def start_comparison(
    *, old: CentralList, new: CentralList, actor: User | None, inline: bool = False
) -> ListDifference:  # fmt: skip
    """Begin to compare two lists; the page of the difference shows how far it is. The earlier list is the old one.

    Raises:
        Refusal: one list twice, or lists of two schemes: their ids are different things.
    """
    if old == new:
        raise Refusal("Pilih dua daftar yang berbeda.")
    if old.scheme != new.scheme:
        raise Refusal("Pilih dua daftar dari skema yang sama. Orang di DTKS dan DTSEN dibandingkan di halaman warga.")
    if (new.period, new.number) < (old.period, old.number):
        old, new = new, old
    difference, made = ListDifference.objects.select_for_update().get_or_create(old=old, new=new)
    running = difference.job is not None and difference.job.is_live
    if not made and (running or difference.counts):
        return difference
    difference.job = start_job(
        kind="compare_lists", title=f"Membandingkan No. {old.number} dan No. {new.number}", actor=actor,
        parameters={"difference": difference.pk}, link=difference.get_absolute_url(), inline=inline,
    )  # fmt: skip
    difference.save(update_fields=["job"])
    return difference


class CompareLists(JobKind):
    """One chunk: the database joins the two lists."""

    label, see = "Perbandingan daftar", "lists.see"

    def plan(self, job: Job) -> Iterable[dict[str, int]]:
        return [{"difference": job.parameters["difference"]}]

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        found = ListDifference.objects.select_related("old", "new").get(pk=job.parameters["difference"])
        open_returned_cases(found.new)
        compare_lists(old=found.old, new=found.new)
        return ChunkDone(done=1)

    def finish(self, job: Job) -> JobDone:
        found = ListDifference.objects.get(pk=job.parameters["difference"])
        return JobDone(result=found.counts, notes=bool(found.counts.get("returned")))


def compare_with_the_one_before(event: Event) -> None:
    """Handler of `list.merged`: what the new list changed, without anybody asking; safe to repeat."""
    central = CentralList.objects.filter(pk=event.payload["list"], taken_back_at=None).first()
    before = queries.list_before(central) if central else None
    if central is None or before is None or ListDifference.objects.filter(old=before, new=central).exists():
        return
    compare_lists(old=before, new=central)
