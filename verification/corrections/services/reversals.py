"""Undo a decision before the seal; reverse an applied request by a request of its own."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from dtks.accounts.models import User
from dtks.jobs.services import emit
from dtks.registry.models import Citizen, LifeState
from dtks.registry.queries import value_text
from dtks.registry.services import restore_values
from dtks.web.locking import locked
from verification.corrections.models import Birth, ChangeRequest, Decision, FieldChange, Origin
from verification.corrections.queries.mergers import DUPLICATE
from verification.corrections.services.application import expected
from verification.corrections.services.decisions import decision_of
from verification.corrections.services.mergers import part_before, settle_homes
from verification.corrections.services.plans import take_back_plan
from verification.corrections.services.proposals import propose
from verification.corrections.services.questions import withdrawn
from verification.corrections.services.refusals import NotAllowed, StaleValue, WrongState
from verification.corrections.services.states import Move, enter, hold, require
from verification.corrections.services.successions import take_back_succession

State = ChangeRequest.State
Verdict = FieldChange.Verdict
JUDGING = (Decision.Kind.ACCEPT, Decision.Kind.REFUSE, Decision.Kind.SEND_BACK)


def undo_decision(*, request: ChangeRequest, actor: User) -> ChangeRequest:
    """Take one's own last decision back: the values return, the request waits again, what was decided stays written.

    Raises:
        NotAllowed: the last decision is another person's.
        WrongState: sealed already (then `reverse`), or nothing was decided.
        StaleValue: a value has changed again since it was applied.
    """
    with locked():
        held = hold(request)
        require(held, Move.UNDO)
        if held.sealed_in:
            raise WrongState(f"Sudah disegel dalam {held.sealed_in}. Usulkan pembalikan.")
        require_valid(held)
        last = _last_decisions(held)
        if any(decision.checker_id != actor.pk for decision in last):
            raise NotAllowed("Putusan terakhir perkara ini bukan putusan Anda.")
        _give_values_back(held, {decision.field_change_id for decision in last})
        for decision in last:
            _reopen(decision, held)
        held.tier = last[0].tier
        decision_of(request=held, kind=Decision.Kind.UNDO, checker=actor).save()
        enter(held, Move.UNDO, State.SUBMITTED)
        held.waits_for, held.decided_at = held.tiers[held.tier], None
        held.apply_error, held.return_reason = "", ""
        held.claimed_by, held.claimed_until = None, None  # whoever of a next tier has it open may not decide it now
        if not held.fields.filter(applied=True).exists():
            held.applied_at = None
        held.store()
        withdrawn(held, by=actor)
        emit(kind="change.undone", payload={"request": held.pk})
    return held


def require_valid(request: ChangeRequest) -> None:
    """Nothing is decided anew about a newborn whose report was taken back.

    Raises:
        WrongState: the record is no valid one any more.
    """
    birth = Birth.objects.filter(request=request).select_related("child").first()
    if birth is not None and birth.child.life_state == LifeState.INVALID:
        raise WrongState("Kelahiran ini sudah ditarik pelapornya. Catat lagi dari halaman ibunya.")


def _last_decisions(request: ChangeRequest) -> list[Decision]:
    """The decisions of the last act: those of one person and tier that no undo has taken back."""
    found: list[Decision] = []
    for decision in request.decisions.select_related("field_change").order_by("-pk"):
        if decision.kind in (Decision.Kind.UNDO, Decision.Kind.REOPEN):
            break
        if decision.kind not in JUDGING:
            continue
        if found and (decision.checker_id, decision.tier) != (found[0].checker_id, found[0].tier):
            break
        found.append(decision)
    if not found:
        raise WrongState("Belum ada putusan yang dapat diurungkan.")
    return found


def _give_values_back(request: ChangeRequest, decided: set[int | None]) -> None:
    """Write the earlier values, each with its earlier source, if nobody has changed them since."""
    applied = [change for change in request.fields.all() if change.applied and change.pk in decided]
    if not applied:
        return
    citizen = Citizen.objects.select_for_update(of=("self",)).select_related("kelurahan").get(pk=request.citizen_id)
    stale = [change.field for change in applied if value_text(citizen, change.field) != change.new_value]
    if stale:
        raise StaleValue(stale)
    if request.act.code == DUPLICATE:
        take_back_plan(request)
        part_before(request)
    restore_values(
        citizen=citizen,
        values={change.field: expected(change) for change in applied},
        was={change.field: _source_before(change, citizen, request) for change in applied},
        reference=request.number,
        on=timezone.localdate(),
    )
    take_back_succession(request)
    if request.act.code == DUPLICATE:
        settle_homes(request)
    else:
        take_back_plan(request)


def _source_before(change: FieldChange, citizen: Citizen, request: ChangeRequest) -> dict[str, Any] | None:
    """Where the value that comes back came from: as the maker saw it, or that of the newer one that was overridden."""
    if change.confirmed_over is None:
        return change.basis.get("was")
    for known in citizen.events.order_by("-pgh_id").values_list("sources", flat=True).iterator(chunk_size=20):  # type: ignore[attr-defined]
        entry: dict[str, Any] | None = known.get(change.field)
        if (entry or {}).get("reference") != request.number:
            return entry
    return change.basis.get("was")


def _reopen(decision: Decision, request: ChangeRequest) -> None:
    change = decision.field_change
    if change is None:
        return
    change = request.fields.get(pk=change.pk)
    change.verdict, change.reason_code, change.reason = Verdict.UNDECIDED, "", ""
    change.accepted_tiers, change.confirmed_over, change.applied = decision.tier, None, False
    change.store()


def require_reversible(request: ChangeRequest) -> None:
    """Refuse what was never applied, or is taken back already.

    Raises:
        WrongState: there is nothing to reverse.
    """
    require(request, Move.REVERSE)


def reverse(*, request: ChangeRequest, maker: User, reason: str) -> ChangeRequest:
    """Propose the earlier values of an applied request; decided by another person as every request is.

    Raises:
        WrongState: not applied.
        NotAllowed: the person proposes nothing.
    """
    if not (maker.may("corrections.propose") or maker.may("corrections.decide")):
        raise NotAllowed("Peran Anda tidak mengusulkan perbaikan.")
    with locked():
        held = hold(request)  # before its citizen, as every act on a request does
        require(held, Move.REVERSE)
        values = {change.field: expected(change) for change in held.fields.all() if change.applied}
        return propose(
            citizen=held.citizen, act=held.act.code, values=values, origin=Origin.REVERSAL,
            origin_reference=f"Pembalikan {held.number}", maker=maker, reason=reason, reverses=held,
            documents=[each.document for each in held.evidence.all()],
        )  # fmt: skip
