"""Send back, send again, withdraw."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction

from dtks.accounts.models import User
from dtks.jobs.services import emit
from dtks.papers.models import Document
from dtks.web.locking import locked
from verification.corrections.models import MACHINE_ORIGINS, ChangeRequest, Decision, Reason
from verification.corrections.services.citations import cite_more
from verification.corrections.services.decisions import Because, decision_of, listed_reason, require_decider
from verification.corrections.services.questions import add_note, answered, ask, send_again, withdrawn
from verification.corrections.services.refusals import NotAllowed, WrongState
from verification.corrections.services.states import Move, enter, hold, require
from verification.corrections.services.voiding import void_newborn

State = ChangeRequest.State


def send_back(*, request: ChangeRequest, checker: User, because: Because) -> ChangeRequest:
    """Give a request back to its maker with a listed reason. Guarded as a decision is; clears nothing.

    Raises:
        SamePerson, NotAllowed, AlreadyDecided, ReasonMissing.
    """
    with locked():
        held = hold(request)
        send_back_held(held, checker=checker, because=because)
    return held


def send_back_held(request: ChangeRequest, *, checker: User, because: Because) -> None:
    """The same for a request that the caller has locked."""
    require(request, Move.SEND_BACK)
    allowed = require_decider(request, checker)
    reason = listed_reason(kind=Reason.Kind.SEND_BACK, because=because)
    request.return_reason = because.words or reason.label
    decision_of(request=request, kind=Decision.Kind.SEND_BACK, checker=checker, override=allowed.override,
                because=Because(reason.code, request.return_reason)).save()  # fmt: skip
    enter(request, Move.SEND_BACK, State.RETURNED)
    request.claimed_by, request.claimed_until = None, None
    request.store()
    if request.origin in MACHINE_ORIGINS:  # it has no maker to go back to
        ask(request, by=checker)
    emit(kind="change.returned", payload={"request": request.pk})


def resubmit(
    *, request: ChangeRequest, actor: User, documents: Sequence[Document] = (), note: str = ""
) -> ChangeRequest:
    """Send a returned request again, with more papers. Its values stay as they were: other values are a new request.

    Raises:
        NotAllowed: neither the maker nor, for a machine's proposal, somebody who proposes.
        WrongState: it was not returned.
    """
    with locked():
        held = hold(request)
        require(held, Move.RESUBMIT)
        require_maker(held, actor)
        cite_more(request=held, documents=documents)
        send_again(held, note)
        answered(held, by=actor, note=note.strip())
    return held


def add_papers(*, request: ChangeRequest, actor: User, documents: Sequence[Document], note: str = "") -> ChangeRequest:
    """Cite more papers while the request waits, so that a locked field can be accepted; with a word to the checker.

    Raises:
        NotAllowed: the person adds no papers.
        WrongState: it does not wait for a decision.
    """
    if not actor.may("papers.add"):
        raise NotAllowed("Peran Anda tidak menambah berkas.")
    with locked():
        held = hold(request)
        require(held, Move.DECIDE)
        cite_more(request=held, documents=documents)
        if note.strip():
            add_note(held, f"{actor}: {note.strip()}")
            held.store()
    return held


def withdraw(*, request: ChangeRequest, actor: User, reason: str = "") -> ChangeRequest:
    """The maker takes a request back before it is decided, or where it could not be written; of a birth the child's
    record goes with it.

    Of a machine's proposal whoever had it opened is the maker, until somebody has decided it.

    Raises:
        NotAllowed: somebody else made it.
        WrongState: it is decided, or a part of it is written already.
    """
    with locked():
        held = hold(request)
        require(held, Move.WITHDRAW)
        _require_owner(held, actor)
        if held.fields.filter(applied=True).exists():
            raise WrongState(f"{held.number} sudah ditulis sebagian. Usulkan pembalikan, atau terapkan lagi.")
        decision_of(request=held, kind=Decision.Kind.WITHDRAW, checker=actor, because=Because("", reason)).save()
        enter(held, Move.WITHDRAW, State.WITHDRAWN)
        held.waits_for = []
        held.store()
        void_newborn(held, actor)
        withdrawn(held, by=actor)
        emit(kind="change.decided", payload={"request": held.pk})
    return held


@transaction.atomic
def replace(*, request: ChangeRequest, actor: User, make: Callable[[], ChangeRequest]) -> ChangeRequest:
    """Withdraw one's own request and propose another in its place; both or neither.

    Raises:
        NotAllowed, WrongState: it is another's, or decided already.
    """
    withdraw(request=request, actor=actor, reason="Diganti usulan yang isinya lain.")
    return make()


def _require_owner(request: ChangeRequest, actor: User) -> None:
    own = request.maker_id or (request.started_by_id if request.state != State.APPLY_FAILED else None)
    if own != actor.pk:
        raise NotAllowed("Hanya pengusulnya yang dapat menarik usulan ini.")


def require_maker(request: ChangeRequest, actor: User) -> None:
    """The maker himself; a machine's proposal is anybody's who proposes."""
    mine = request.maker_id == actor.pk if request.maker_id else actor.may("corrections.propose")
    if not mine:
        raise NotAllowed("Hanya pengusulnya yang dapat melakukan ini.")
