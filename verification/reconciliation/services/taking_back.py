"""Take the last decision of a case back, while nothing of it is applied; what was said stays written."""

from __future__ import annotations

from django.db import transaction

from dtks.accounts.models import User
from dtks.assignments.models import Assignment
from dtks.assignments.services import cancel
from verification.corrections.models import ChangeRequest
from verification.corrections.services import withdraw
from verification.reconciliation.models import CaseDecision, DuplicateCase, Kind
from verification.reconciliation.services.adjudication import CannotDecide

State = DuplicateCase.State
TASKS = {Kind.UNSURE: "nik-ganda", Kind.RETURNED: "nik-kembali"}
WAITING = (ChangeRequest.State.SUBMITTED, ChangeRequest.State.RETURNED)
AFTER = {
    Kind.TYPING: State.DECIDED, Kind.TWO_NIKS: State.DECIDED, Kind.FAMILY_COPY: State.DECIDED,
    Kind.TWO_PERSONS: State.ASKED, Kind.UNSURE: State.ASKED, Kind.RETURNED: State.ASKED,
}  # fmt: skip


def may_take_back(case: DuplicateCase, user: User) -> CaseDecision | None:
    """The decision that the person may take back: the newest that holds, his own, and nothing of it decided."""
    newest = next(iter(case.standing), None)
    if newest is None or newest.by_id != user.pk or case.state not in DuplicateCase.LIVE:
        return None
    if not newest.requests:
        return newest
    waiting = ChangeRequest.objects.filter(number__in=newest.requests, state__in=WAITING, maker=user)
    return newest if waiting.count() == len(newest.requests) else None


@transaction.atomic
def take_back_duplicate(*, case: DuplicateCase, actor: User) -> CaseDecision:
    """Undo one's own last decision: the requests it opened are withdrawn, the tasks it gave cancelled.

    Raises:
        CannotDecide: nothing is decided, somebody else decided it, or what it opened is decided or applied already.
    """
    case = DuplicateCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    undone = may_take_back(case, actor)
    if undone is None:
        raise CannotDecide("Putusan ini tidak dapat diurungkan: bukan putusan Anda, atau usulannya sudah diputus.")
    for request in ChangeRequest.objects.filter(number__in=undone.requests).order_by("pk"):
        withdraw(request=request, actor=actor, reason=f"Putusan {case.number} diurungkan")
    _cancel_tasks(case, undone, actor)
    before = next(iter(case.standing[1:]), None)
    case.state = AFTER[Kind(before.kind)] if before else State.OPEN
    case.save(update_fields=["state"])
    return CaseDecision.objects.create(
        case=case, kind=Kind.TAKEN_BACK, about=undone.about, by=actor, requests=undone.requests
    )


def _cancel_tasks(case: DuplicateCase, undone: CaseDecision, actor: User) -> None:
    prefix = TASKS.get(Kind(undone.kind))
    if prefix is None:
        return
    for task in Assignment.objects.live().filter(key__startswith=f"{prefix}:{case.number}:"):
        cancel(assignment=task, by=actor, note="Putusan perkara NIK diurungkan.")
