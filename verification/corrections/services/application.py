"""Apply what was accepted: compare again, write, or say why not."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from dtks.jobs.services import emit
from dtks.registry.models import Citizen, Source
from dtks.registry.queries import value_text
from dtks.registry.services import ImpossibleValue, set_values
from dtks.web.locking import locked
from verification.corrections.models import ChangeRequest, Decision, FieldChange
from verification.corrections.queries.mergers import DUPLICATE
from verification.corrections.services.acts import CONFIRMING
from verification.corrections.services.mergers import join_before, part_before, settle_homes
from verification.corrections.services.plans import apply_plan, event_day, take_back_plan
from verification.corrections.services.refusals import BrokenPlan
from verification.corrections.services.states import Move, enter, hold, require
from verification.corrections.services.successions import apply_succession, take_back_succession

if TYPE_CHECKING:
    from dtks.accounts.models import User
    from dtks.jobs.models import Event

log = logging.getLogger(__name__)
State = ChangeRequest.State
Verdict = FieldChange.Verdict


def apply_request(*, request: ChangeRequest, actor: User | None = None) -> ChangeRequest:
    """Write the accepted values of an approved request into the register, in a transaction of its own."""
    with locked():
        held = hold(request, for_decision=True)
        require(held, Move.APPLY)
        apply_held(held, actor=actor)
    return held


def apply_held(request: ChangeRequest, *, actor: User | None = None, because: Sequence[Decision] = ()) -> None:
    """Write the accepted values of an approved request that is held together with its citizen.

    A field whose value has changed since it was decided is not written: it waits again, with three values to compare.
    A failure is kept in words and can be tried again; it never looks like success (failure 5).

    Args:
        because: decisions that are not written yet, and stay if the application fails.
    """
    prefetch_related_objects([request], "fields")
    waiting = [change for change in request.fields.all() if not change.applied]
    before = request.state, [{name: getattr(change, name) for name in FieldChange.PROGRESS} for change in waiting]
    try:
        with transaction.atomic():
            _apply(request, actor=actor, because=because)
        return
    except ImpossibleValue as error:
        words = f"{Citizen.FIELDS.get(error.field, error.field)}: {error.advice}"
    except BrokenPlan as error:
        words = str(error)
    except Exception as error:
        log.exception("request %s could not be applied", request.pk)
        words = f"Belum diterapkan karena gangguan ({type(error).__name__}). Coba terapkan lagi."
    request.state = before[0]
    for change, values in zip(waiting, before[1], strict=True):
        vars(change).update(values)
    _fail(request, words, because=because)


def _fail(request: ChangeRequest, words: str, *, because: Sequence[Decision]) -> None:
    for decision in because:
        decision.pk = None  # its first writing was rolled back
    Decision.objects.bulk_create(because)
    request.store_fields()
    enter(request, Move.APPLY, State.APPLY_FAILED)
    request.apply_error = words
    request.store()
    emit(kind="change.decided", payload={"request": request.pk})


def retry_apply(*, request: ChangeRequest, actor: User) -> ChangeRequest:
    """Try again to apply a request whose application failed."""
    request.refresh_from_db()
    require(request, Move.APPLY)
    return apply_request(request=request, actor=actor)


def apply_decided(event: Event) -> None:
    """Handler of `change.decided`: applies what was approved by a process that died afterwards. Safe to repeat."""
    request = ChangeRequest.objects.get(pk=event.payload["request"])
    if request.state == State.APPROVED:
        apply_request(request=request)


def _apply(request: ChangeRequest, *, actor: User | None, because: Sequence[Decision]) -> None:
    citizen = request.citizen
    accepted = [each for each in request.fields.all() if each.verdict == Verdict.ACCEPTED and not each.applied]
    now = {change.field: value_text(citizen, change.field) for change in accepted}
    stale = [change for change in accepted if now[change.field] not in (expected(change), change.new_value)]
    if request.is_whole and stale:
        stale = accepted  # a plan is applied as a whole or not at all
    fresh = [change for change in accepted if change not in stale]
    values = {change.field: change.new_value for change in fresh if now[change.field] != change.new_value}
    if values or (fresh and request.is_whole):
        with pghistory.context(request=request.number):
            join_before(request, actor)
            _part_reversed(request)
            set_values(
                citizen=citizen, values=values, source=Source.CORRECTION, reference=request.number,
                on=event_day(request), held=True,
            )  # fmt: skip
            apply_succession(request)
            apply_plan(request)
    for change in fresh:
        change.applied = True
    done = Decision(
        request=request, kind=Decision.Kind.APPLY, tier=request.tier, maker_id=request.maker_id, checker=actor,
        reason=_words_of(stale),
    )  # fmt: skip
    Decision.objects.bulk_create([*because, done])
    _settle(request, wrote=bool(values), stale=stale)


def _part_reversed(request: ChangeRequest) -> None:
    """Of two records that were joined: the kept one steps down before the other stands on its card again."""
    first = request.reverses
    if first is None or first.act.code != DUPLICATE or first.state != State.APPLIED:
        return
    take_back_plan(first)
    part_before(first)


def expected(change: FieldChange) -> str:
    """The value that the citizen must still have: the one the maker saw, or the newer one the checker saw."""
    return change.old_value if change.confirmed_over is None else change.confirmed_over


def _words_of(stale: list[FieldChange]) -> str:
    labels = ", ".join(Citizen.FIELDS[change.field] for change in stale)
    return f"Tidak ditulis, sudah berubah: {labels}." if labels else ""


def _settle(request: ChangeRequest, *, wrote: bool, stale: list[FieldChange]) -> None:
    request.apply_error = ""
    if stale:
        _wait_again(request, stale)
    else:
        wrote_before = request.applied_at is not None  # the other fields of a request that came back as a conflict
        done = wrote or wrote_before or (request.act.code in CONFIRMING and _accepts(request))
        enter(request, Move.APPLY, State.APPLIED if done else State.NOTHING_TO_DO)
    if wrote or request.state == State.APPLIED:
        request.applied_at = timezone.now()
    request.store_fields()
    request.store()
    if request.state == State.APPLIED:
        _close_reversed(request)
    if request.state != State.SUBMITTED:
        word = "applied" if request.state == State.APPLIED else "decided"
        emit(kind=f"change.{word}", payload={"request": request.pk})


def _accepts(request: ChangeRequest) -> bool:
    return any(change.verdict == Verdict.ACCEPTED for change in request.fields.all())


def _wait_again(request: ChangeRequest, stale: list[FieldChange]) -> None:
    """A value changed between decision and application: the field goes back to the last tier as a conflict."""
    for change in stale:
        change.verdict, change.accepted_tiers, change.confirmed_over = Verdict.UNDECIDED, request.tier, None
    enter(request, Move.APPLY, State.SUBMITTED)
    request.decided_at, request.waits_for = None, request.tiers[request.tier]


def _close_reversed(request: ChangeRequest) -> None:
    """The request that this one takes back is reversed now."""
    if request.reverses_id is None:
        return
    first = ChangeRequest.objects.select_for_update(of=("self",)).get(pk=request.reverses_id)
    if first.state == State.APPLIED:
        enter(first, Move.REVERSE, State.REVERSED)
        first.store()
        take_back_succession(first)
        if first.act.code == DUPLICATE:  # its plan was taken back before: see _part_reversed
            settle_homes(first)
        else:
            take_back_plan(first)
