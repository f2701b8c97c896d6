"""What the centre said of sealed rows: written into the ledger; a refusal opens the change again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import User
from dtks.jobs.models import Event
from verification.corrections.services import reopen_refused
from verification.monthly.models import LedgerLine

FIELDS = ["state", "answer", "code", "message", "basis", "answered_on"]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One row of a return file that answers a sealed row of ours."""

    row_id: int
    state: str  # LedgerLine.State
    code: str
    message: str
    processed_on: date | None
    basis: str  # file, sheet and row
    word: str = ""  # the centre's own: DITERIMA, DITOLAK, PENDING, GANDA, TIDAK PADAN


@transaction.atomic
def take_answers(*, answers: Sequence[Answer]) -> set[int]:
    """Write the centre's answers into the ledger; a refused change waits for a decision again.

    An answer that stands already is not written again, and a final one stays. Returns the sealed rows of these.
    """
    found = LedgerLine.objects.select_for_update(of=("self",)).select_related("row")
    lines = {line.row_id: line for line in found.filter(row_id__in=[each.row_id for each in answers]).order_by("id")}
    changed, stood = [], set()
    for answer in answers:
        line = lines[answer.row_id]
        said = (answer.state, answer.word, answer.code, answer.message)
        if line.state in LedgerLine.FINAL or (line.state, line.answer, line.code, line.message) == said:
            stood.add(answer.row_id)
            continue
        line.state, line.answer, line.code, line.message = answer.state, answer.word, answer.code, answer.message
        line.basis, line.answered_on = answer.basis, _day_of(answer, line)
        changed.append(line)
    LedgerLine.objects.bulk_update(changed, FIELDS, batch_size=500)
    reopen_refused(refusals={line.row.request_id: line.words for line in changed if line.state == line.State.REFUSED})
    Event.objects.bulk_create(
        [Event(kind="proposal.answered", payload={"line": line.pk, "state": line.state}) for line in changed]
    )
    return stood


def _day_of(answer: Answer, line: LedgerLine) -> date:
    """The day on which the centre answered; a day before the sending or still to come is a slip of theirs."""
    today = timezone.localdate()
    told = answer.processed_on
    return told if told is not None and line.sent_on <= told <= today else today


@transaction.atomic
def mark_entered(*, line: LedgerLine, reference: str, actor: User) -> LedgerLine:
    """Note that a row was keyed into SIKS-NG by hand, with the number that SIKS-NG gave. Safe to repeat."""
    line = LedgerLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if line.entered_at is None:
        line.entered_reference, line.entered_at, line.entered_by = reference, timezone.now(), actor
        line.not_entered_reason = ""
        line.save(update_fields=["entered_reference", "entered_at", "entered_by", "not_entered_reason"])
    return line


@transaction.atomic
def mark_not_entered(*, line: LedgerLine, reason: str, actor: User) -> LedgerLine:
    """Note that SIKS-NG did not take a row that was keyed by hand, with what its screen said."""
    line = LedgerLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if line.entered_at is None:
        line.not_entered_reason, line.entered_by = reason.strip()[:120] or "tanpa keterangan", actor
        line.save(update_fields=["not_entered_reason", "entered_by"])
    return line
