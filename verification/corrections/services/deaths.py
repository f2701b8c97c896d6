"""A succession answers the death that a machine found: the two are one act, and never stand open beside each other.

Whoever proposes the succession names the dead himself; the machine's own proposal is then withdrawn with the number
that answers it, and waits again where the succession comes to nothing. A death that a person proposed is decided first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from dtks.accounts.models import User
from dtks.registry.models import Citizen, Household, LifeState
from verification.corrections.models import (
    ChangeRequest,
    ChangeRequestQuerySet,
    Decision,
    Succession,
    SuccessionMember,
)
from verification.corrections.services.refusals import BrokenPlan
from verification.corrections.services.states import Move, enter, hold

if TYPE_CHECKING:
    from dtks.jobs.models import Event

State = ChangeRequest.State
WITHDRAWABLE = (State.SUBMITTED, State.RETURNED, State.APPLY_FAILED)
ENDED = (State.REFUSED, State.WITHDRAWN, State.REVERSED)
ANSWERED = "Dijawab {number}: kematiannya dicatat bersama pergantian kepala keluarga."


def open_deaths(card: Household, members: Iterable[Citizen]) -> ChangeRequestQuerySet:
    """Open requests that call somebody of a card dead, whoever proposed them and by whatever act."""
    dead = Q(fields__field="life_state", fields__new_value=LifeState.DECEASED)
    about = Q(household=card) | Q(citizen__in=[each.pk for each in members])
    return ChangeRequest.objects.open().filter(dead, about, reverses=None).distinct()


def require_answerable(card: Household, *, members: Iterable[Citizen], dead: Iterable[Citizen]) -> None:
    """Refuse a succession beside an open death that it does not answer.

    Args:
        dead: whom the plan calls dead.

    Raises:
        BrokenPlan: it names the request that is decided or withdrawn first.
    """
    buried = {each.pk for each in dead}
    for death in open_deaths(card, members).select_related("citizen", "act").order_by("pk"):
        if death.maker_id is None and death.citizen_id in buried and death.state in WITHDRAWABLE:
            continue
        words = f"{death.number} ({death.act.label}, {death.citizen.name}) masih terbuka bagi kartu ini."
        if death.maker_id is None:
            raise BrokenPlan(f"{words} Tandai {death.citizen.name} meninggal di sini, atau putuskan dahulu usulan itu.")
        raise BrokenPlan(
            f"{words} Pergantian mencatat kematiannya sekaligus: minta pengusulnya menarik, atau putuskan dahulu."
        )


def answer_deaths(plan: Succession, *, by: User | None) -> list[ChangeRequest]:
    """Withdraw what machines propose of the dead of a plan; the succession says it. Returns those requests."""
    dead = plan.members.filter(place=SuccessionMember.Place.DECEASED)
    people = Citizen.objects.filter(pk__in=dead.values("citizen"))
    found = open_deaths(plan.household, people).filter(
        maker=None, citizen__in=dead.values("citizen"), state__in=WITHDRAWABLE
    )
    return [_answer(request, plan.request, by) for request in found.order_by("pk")]


def answered_by(succession: ChangeRequest) -> ChangeRequestQuerySet:
    """Requests of machines that a succession answers."""
    words = ANSWERED.format(number=succession.number)
    return ChangeRequest.objects.filter(state=State.WITHDRAWN, maker=None, return_reason=words).order_by("pk")


def _answer(request: ChangeRequest, succession: ChangeRequest, by: User | None) -> ChangeRequest:
    held, words = hold(request), ANSWERED.format(number=succession.number)
    checker = by or succession.maker
    assert checker is not None
    Decision.objects.create(
        request=held, kind=Decision.Kind.WITHDRAW, tier=held.tier, maker_id=held.maker_id, checker=checker, reason=words
    )
    enter(held, Move.WITHDRAW, State.WITHDRAWN)
    held.waits_for, held.return_reason = [], words
    held.store()
    return held


def follow_deaths(event: Event) -> None:
    """Handler of what became of a request: deaths that a succession answered wait again where it came to nothing, and
    are answered again where it is open once more. Safe to repeat."""
    request = ChangeRequest.objects.select_related("act", "reverses__act").get(pk=event.payload["request"])
    for plan in filter(None, (request.plan, request.reverses.plan if request.reverses else None)):
        if plan.request.state in ENDED:
            _wait_again(plan.request)
        elif plan.request.is_open:
            answer_deaths(plan, by=None)


def _wait_again(succession: ChangeRequest) -> None:
    for number in answered_by(succession).values_list("pk", flat=True):
        held = hold(number, for_decision=True)
        if held.state != State.WITHDRAWN or held.citizen.life_state == LifeState.DECEASED:
            continue
        enter(held, Move.RESUME, State.SUBMITTED)
        held.return_reason, held.submitted_at = "", timezone.now()
        held.waits_for = held.tiers[held.tier] if held.tiers else []
        held.store()
