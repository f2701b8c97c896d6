"""An accepted removal leaves a tombstone, and takes it along when it is undone or reversed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from dtks.registry.models import Citizen, LifeState, RegisterState, Tombstone
from dtks.registry.services import AlreadyRemoved, remove, undo_removal
from verification.corrections.models import ChangeRequest, SuccessionMember
from verification.corrections.queries.outcomes import (
    DECEASED_MEMBER,
    DECEASED_SINGLE,
    OF_ACT,
    family_lives,
    minutes_number_of,
    outcome_of,
)
from verification.corrections.services.states import hold

if TYPE_CHECKING:
    from dtks.jobs.models import Event

State = ChangeRequest.State
RETURNED = (RegisterState.LISTED, RegisterState.LEFT, RegisterState.PROPOSED)
MOVED_OUT, WELL_OFF = "21", "31"


def follow_removal(event: Event) -> None:
    """Handler of `change.applied` and `change.undone`: tombstones agree with the request and the one it reverses.

    It looks at how the requests stand now, so that it is safe to repeat and to run late.
    """
    request = hold(event.payload["request"], for_decision=True)
    first = hold(request.reverses_id, for_decision=True) if request.reverses_id else None
    for each in filter(None, (first, request)):
        _agree(each)
    if request.state == State.APPLIED and _values(request).get("register_state") in RETURNED:
        _lift(Tombstone.objects.filter(citizen=request.citizen_id, lifted_on=None), f"Kembali menurut {request.number}")


def _agree(request: ChangeRequest) -> None:
    leaving = _leaving(request) if request.state == State.APPLIED else {}
    mine = Tombstone.objects.filter(request_number=request.number, lifted_on=None)
    gone = [each.pk for each in leaving] + _buried(request)
    _lift(mine.exclude(citizen__in=gone), f"{request.number} {request.get_state_display()}")
    there = set(mine.values_list("citizen", flat=True))
    for citizen, outcome in leaving.items():
        if citizen.pk not in there:
            _write(request, citizen, outcome)


def _leaving(request: ChangeRequest) -> dict[Citizen, str]:
    """Who is removed by an applied request, with the code of the outcome; members of its plan among them."""
    own = _outcome(request, _values(request))
    found = {request.citizen: own} if own else {}
    if (plan := request.family_plan) is not None:
        others = ((each.citizen, _outcome(request, each.values)) for each in plan.shown_members)
        found |= {citizen: outcome for citizen, outcome in others if outcome}
    return found


def _buried(request: ChangeRequest) -> list[int]:
    """Who died in an applied succession, which buries him itself, with the day of his death."""
    plan = request.plan if request.state == State.APPLIED else None
    dead = SuccessionMember.Place.DECEASED
    return list(plan.members.filter(place=dead).values_list("citizen", flat=True)) if plan else []


def _write(request: ChangeRequest, citizen: Citizen, outcome: str) -> None:
    try:
        remove(
            citizen=citizen, reason=outcome, on=timezone.localdate(request.applied_at),
            minutes_number=minutes_number_of(request)[:60], request_number=request.number,
        )  # fmt: skip
    except AlreadyRemoved:
        return  # an earlier removal is remembered already, with its own paper


def _lift(stones: QuerySet[Tombstone], reason: str) -> None:
    for stone in stones:
        undo_removal(tombstone=stone, reason=reason, on=timezone.localdate())


def _values(request: ChangeRequest) -> dict[str, str]:
    """What the request has written."""
    return {change.field: change.new_value for change in request.fields.all() if change.applied}


def _outcome(request: ChangeRequest, written: Mapping[str, str]) -> str:
    """Code of the outcome for which a citizen is removed by these values; empty if he is not.

    Whether the family of somebody who died goes on is looked up when it is applied; else the request names it.
    """
    state = written.get("life_state")
    if state == LifeState.DECEASED:
        lives = family_lives(request.citizen, request.household_id)
        return DECEASED_MEMBER if lives else DECEASED_SINGLE
    if state == LifeState.MOVED:
        return MOVED_OUT
    if written.get("register_state") != RegisterState.REMOVED:
        return ""
    return outcome_of(request) or OF_ACT.get(request.act.code, (WELL_OFF,))[0]
