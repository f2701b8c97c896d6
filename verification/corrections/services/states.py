"""The states of a request and the moves between them, in one table."""

from __future__ import annotations

from enum import StrEnum

from verification.corrections.models import ChangeRequest, ChangeRequestQuerySet
from verification.corrections.services.refusals import AlreadyDecided, WrongState

State = ChangeRequest.State


class Move(StrEnum):
    DECIDE = "decide"
    SEND_BACK = "send_back"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    APPLY = "apply"
    UNDO = "undo"
    REVERSE = "reverse"
    REOPEN = "reopen"
    RESUME = "resume"


# move -> states from which, states to which. What stands here nowhere does not happen.
TRANSITIONS: dict[Move, tuple[frozenset[str], frozenset[str]]] = {
    Move.DECIDE: (
        frozenset({State.SUBMITTED}),
        frozenset({State.SUBMITTED, State.APPROVED, State.REFUSED}),
    ),
    Move.SEND_BACK: (frozenset({State.SUBMITTED}), frozenset({State.RETURNED})),
    Move.RESUBMIT: (frozenset({State.RETURNED}), frozenset({State.SUBMITTED})),
    Move.WITHDRAW: (  # what was accepted and could not be written is given up by its maker
        frozenset({State.SUBMITTED, State.RETURNED, State.APPLY_FAILED}), frozenset({State.WITHDRAWN}),
    ),
    Move.APPLY: (  # back to SUBMITTED where a value has changed meanwhile: somebody has to look again
        frozenset({State.APPROVED, State.APPLY_FAILED}),
        frozenset({State.APPLIED, State.APPLY_FAILED, State.NOTHING_TO_DO, State.SUBMITTED}),
    ),
    Move.UNDO: (
        frozenset(
            {
                State.APPROVED, State.APPLY_FAILED, State.APPLIED, State.REFUSED, State.RETURNED, State.NOTHING_TO_DO,
                State.SUBMITTED,
            }
        ),
        frozenset({State.SUBMITTED}),
    ),
    Move.REVERSE: (frozenset({State.APPLIED}), frozenset({State.REVERSED})),
    Move.REOPEN: (frozenset({State.APPLIED}), frozenset({State.SUBMITTED})),  # the centre refused it
    Move.RESUME: (frozenset({State.WITHDRAWN}), frozenset({State.SUBMITTED})),  # what answered it came to nothing
}  # fmt: skip


def require(request: ChangeRequest, move: Move) -> None:
    """Refuse a move that the request's state does not have."""
    if request.state in TRANSITIONS[move][0]:
        return
    words = f"{request.number} {request.get_state_display()}."
    if move is Move.DECIDE:
        raise AlreadyDecided(f"{words} Ambil perkara berikutnya.")
    raise WrongState(f"{words} Langkah ini tidak dapat dilakukan lagi.")


def enter(request: ChangeRequest, move: Move, state: str) -> None:
    """Move the request in memory; the caller saves it."""
    require(request, move)
    if state not in TRANSITIONS[move][1]:
        raise WrongState(f"{move} never leads to {state}")
    request.state = state


def hold(
    request: ChangeRequest | int, *, among: ChangeRequestQuerySet | None = None, for_decision: bool = False
) -> ChangeRequest:
    """The request, locked first of all rows (order: request, citizen), fresh from the table.

    Args:
        among: the requests of which it must be one; a `DoesNotExist` otherwise.
        for_decision: its citizen is locked as well, since an accepted value is written at once.
    """
    number = request if isinstance(request, int) else request.pk
    found = ChangeRequest.objects.all() if among is None else among
    rows = ("self", "citizen") if for_decision else ("self",)
    joined = ["act", "citizen__kelurahan", *(("succession", "act_plan") if for_decision else ())]
    return found.select_for_update(of=rows).select_related(*joined).get(pk=number)
