"""Bundles: frozen at preview, decided row by row as a job, stopped, taken back as a whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import User
from dtks.jobs.models import Job
from dtks.jobs.services import RowsJob, hash_of, start_job
from dtks.office.models import Region
from dtks.office.services import numbered_code
from dtks.papers.models import PaperKind
from dtks.web.locking import locked
from dtks.web.refusals import Refusal
from verification.corrections.models import ChangeRequest, FieldChange
from verification.corrections.queries import load_for_decision
from verification.corrections.services import ReasonMissing, decide_held, hold, reverse, undo_decision
from verification.workbench.models import Bundle, BundleRow
from verification.workbench.queries.bundles import (
    alike_words,
    changed_since,
    like_cases,
    others_open,
    others_words,
    seen_of,
    title_of,
)

VALID = timedelta(minutes=30)
State, Outcome = Bundle.State, BundleRow.Outcome
REVERSIBLE = (Outcome.APPLIED, Outcome.SECOND_LOOK)
ACCEPTED = FieldChange.Verdict.ACCEPTED


class NothingAlike(Refusal):
    """No like case is left, or none in the bundle."""


class NotYourBundle(Refusal):
    """Only the person who froze a bundle decides it, and only while it is valid."""


@transaction.atomic
def freeze_bundle(*, user: User, likeness: str, kelurahan: Region | None, papers: Sequence[str]) -> Bundle:
    """Freeze like cases for a person: their ids, their values and a hash. Nobody else is offered them meanwhile.

    Args:
        papers: codes of the kinds of paper that each of them cites, in order.

    Raises:
        NothingAlike: somebody was quicker.
    """
    found = like_cases(user, likeness=likeness, kelurahan=kelurahan, papers=papers)
    joined = found.select_for_update(skip_locked=True, of=("self",)).select_related(
        "act", "citizen__kelurahan", "maker"
    )
    requests = list(joined[: Bundle.MOST_ROWS])
    if not requests:
        raise NothingAlike("Paket ini sudah tidak ada; perkaranya diputuskan atau sedang dibuka orang lain.")
    load_for_decision(requests)
    now = timezone.now()
    seen = [(request.pk, seen_of(request)) for request in requests]
    labels = [kind.short_label for kind in PaperKind.objects.filter(code__in=papers)]
    makers = [str(each.maker) if each.maker else each.origin_reference or "Sistem" for each in requests]
    bundle = Bundle.objects.create(
        number=numbered_code(prefix="PS", kind="bundle", on=timezone.localdate()), title=title_of(likeness),
        alike=alike_words(likeness, place=kelurahan.name if kelurahan else "", papers=labels, makers=makers),
        likeness=likeness, row_ids=[pk for pk, _ in seen], count=len(seen), sha256=hash_of(seen), made_by=user,
        made_at=now, valid_until=now + VALID,
    )  # fmt: skip
    BundleRow.objects.bulk_create(
        BundleRow(bundle=bundle, request_id=pk, no=no, seen=what) for no, (pk, what) in enumerate(seen, start=1)
    )
    ChangeRequest.objects.filter(pk__in=bundle.row_ids).update(claimed_by=user, claimed_until=bundle.valid_until)
    return bundle


def _held(bundle: Bundle, user: User) -> Bundle:
    """The bundle, locked, if the person may still change it."""
    held = Bundle.objects.select_for_update(of=("self",)).select_related("made_by", "job").get(pk=bundle.pk)
    if held.made_by_id != user.pk:
        raise NotYourBundle(f"Paket ini dibekukan {held.made_by}. Bekukan paket Anda sendiri.")
    return held


@transaction.atomic
def take_out(*, bundle: Bundle, user: User, shown: Collection[int], kept: Collection[int]) -> int:
    """Of the rows that were shown keep the ticked ones and take the others out. Returns how many are out now.

    Raises:
        NotYourBundle: another person's, or decided or lapsed already.
    """
    held = _held(bundle, user)
    if not held.is_open:
        raise NotYourBundle("Paket ini sudah diputuskan atau lewat waktunya. Bekukan ulang.")
    rows = held.rows.filter(pk__in=shown, outcome__in=[Outcome.WAITING, Outcome.OUT])
    rows.filter(pk__in=kept).update(outcome=Outcome.WAITING, why="")
    rows.exclude(pk__in=kept).update(outcome=Outcome.OUT, why=f"dikeluarkan {user}"[:200])
    return held.rows.filter(outcome=Outcome.OUT).count()


@transaction.atomic
def decide_bundle(*, bundle: Bundle, user: User, sha256: str, inline: bool = False) -> Job:
    """Accept exactly the rows of the frozen list that are left, as a job. Called twice, it is the same job.

    Raises:
        NotYourBundle: another person's, lapsed, or not the list that was seen.
        NothingAlike: all rows were taken out.
    """
    held = _held(bundle, user)
    if held.job is not None:
        return held.job
    if not held.is_open or sha256 != held.sha256:
        raise NotYourBundle("Paket ini sudah lewat waktunya atau bukan daftar yang Anda lihat. Bekukan ulang.")
    left = held.rows.filter(outcome=Outcome.WAITING).count()
    if not left:
        raise NothingAlike("Semua baris dikeluarkan. Lepas paketnya, atau centang baris yang diterima.")
    held.job = start_job(
        kind="decide_bundle", title=f"Menerapkan {left} baris paket {held.number}", actor=user,
        parameters={"bundle": held.pk}, total=left, link=held.get_absolute_url(), inline=inline,
    )  # fmt: skip
    held.state = State.RUNNING
    held.save(update_fields=["job", "state"])
    return held.job


@transaction.atomic
def drop_bundle(*, bundle: Bundle, user: User) -> Bundle:
    """Give all its cases back to the queue; nothing is decided."""
    held = _held(bundle, user)
    if held.state == State.FROZEN:
        held.state = State.DROPPED
        held.save(update_fields=["state"])
        _release(held)
    return held


@transaction.atomic
def reverse_bundle(*, bundle: Bundle, user: User, reason: str, inline: bool = False) -> Job:
    """Take the whole bundle back, as a job: what is not sealed is undone, what is sealed gets a reversal to decide.

    Raises:
        NotYourBundle: another person's, or not decided yet.
        ReasonMissing: no reason.
    """
    held = _held(bundle, user)
    if held.reversal_job is not None:
        return held.reversal_job
    if held.state != State.DONE:
        raise NotYourBundle("Hanya paket yang sudah diterapkan dapat dibalikkan.")
    if not reason.strip():
        raise ReasonMissing("Tulis alasan paket ini dibalikkan.")
    total = held.rows.filter(outcome__in=REVERSIBLE).count()
    held.reversal_job = start_job(
        kind="reverse_bundle", title=f"Membalikkan {total} baris paket {held.number}", actor=user,
        parameters={"bundle": held.pk}, total=total, link=held.get_absolute_url(), inline=inline,
    )  # fmt: skip
    held.state, held.reversal_reason = State.REVERSING, reason.strip()[:200]
    held.save(update_fields=["reversal_job", "state", "reversal_reason"])
    return held.reversal_job


def _release(bundle: Bundle) -> None:
    mine = ChangeRequest.objects.filter(pk__in=bundle.row_ids, claimed_by=bundle.made_by)
    mine.update(claimed_by=None, claimed_until=None)


class BundleJob(RowsJob):
    """What both kinds share; parameters: bundle."""

    of, row_model, set_model = "bundle", BundleRow, Bundle
    refused = (Outcome.SKIPPED, Outcome.FAILED)
    ended_field = "decided_at"

    def do(self, rows: list[Any], job: Job) -> None:
        assert job.actor is not None
        for row in rows:
            row.outcome, row.why = self.outcome_of(row, job.actor)

    def outcome_of(self, row: BundleRow, actor: User) -> tuple[str, str]:
        """Do one row; what became of it, and why."""
        raise NotImplementedError

    def end(self, job: Job) -> Bundle:
        """What is done stays done; the rest goes back to the queue."""
        bundle: Bundle = super().end(job)
        _release(bundle)
        return bundle


class DecideBundle(BundleJob):
    """Kind "decide_bundle": accept what waits in the rows, with every guard of a single decision."""

    label, see = "Putusan sekaligus", "corrections.decide"
    outcomes, after = (Outcome.WAITING,), State.DONE

    def outcome_of(self, row: BundleRow, actor: User) -> tuple[str, str]:
        try:
            with locked():
                held = hold(row.request_id, for_decision=True)
                load_for_decision([held])
                why = changed_since(row.seen, held)
                if not why and (other := others_open([held]).get(held.pk)):
                    why = others_words(other)
                if why:
                    return Outcome.SKIPPED, why
                waiting = {change.field: ACCEPTED for change in held.fields.all() if not change.verdict}
                decide_held(held, verdicts=waiting, checker=actor)
        except Refusal as refusal:
            return Outcome.SKIPPED, str(refusal)[:200]
        if held.state == ChangeRequest.State.APPLY_FAILED:
            return Outcome.FAILED, held.apply_error[:200]
        if held.state == ChangeRequest.State.SUBMITTED:
            return Outcome.SECOND_LOOK, "terpilih untuk pemeriksa kedua"
        return Outcome.APPLIED, ""


class ReverseBundle(BundleJob):
    """Kind "reverse_bundle": undo each applied row; a sealed one gets a reversal that another person decides."""

    label, see = "Pengurungan putusan sekaligus", "corrections.decide"
    outcomes, after = REVERSIBLE, State.REVERSED

    def outcome_of(self, row: BundleRow, actor: User) -> tuple[str, str]:
        request = ChangeRequest.objects.get(pk=row.request_id)
        try:
            if not request.sealed_in:
                undo_decision(request=request, actor=actor)
                return Outcome.REVERSED, ""
            why = f"Pembalikan paket {row.bundle.number}: {row.bundle.reversal_reason}"
            reverse(request=request, maker=actor, reason=why)
        except Refusal as refusal:
            return Outcome.FAILED, str(refusal)[:200]
        return Outcome.ASKED, ""
