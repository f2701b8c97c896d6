"""A machine's proposal that was sent back: somebody is asked by name, and the answer brings it to the queue again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from dtks.accounts.models import Role, User
from dtks.assignments.models import Assignment, AssignmentQuerySet, Kind, Owner, State
from dtks.assignments.services import Draft, assign, cancel, finish
from verification.corrections.models import ChangeRequest
from verification.corrections.models.requests import words_of_fields
from verification.corrections.services.states import Move, enter, hold

if TYPE_CHECKING:
    from dtks.jobs.models import Event

PREFIX = "tanya|"
DAYS_TO_ANSWER = 5  # working days until an answer is due
_STEP = (
    "{reason}. {source} mengusulkan {fields} yang lain dari yang tercatat. Tanyakan kepada warga atau keluarganya mana "
    "yang benar, dan lihat kartunya. Lalu buka asalnya, {number}: tulis jawabannya dan kirim. Perkaranya kembali ke "
    "operator."
)


def asked_words(request: ChangeRequest) -> str:
    """Who is asked when the request is sent back: its maker, else the kelurahan of the citizen, else the counter."""
    if request.maker is not None:
        return str(request.maker)
    place = request.citizen.kelurahan
    return f"Kelurahan {place.name}" if place else "loket"


def ask(request: ChangeRequest, *, by: User) -> Assignment:
    """Write the question as a piece of work of whoever is near the citizen."""
    fields = words_of_fields([change.field for change in request.fields.all()])
    near = request.citizen.kelurahan_id is not None
    step = _STEP.format(
        reason=request.return_reason.rstrip("."), source=request.origin_reference or "Sistem", fields=fields,
        number=request.number,
    )  # fmt: skip
    draft = Draft(
        kind=Kind.CONFIRM, role=(Role.KELURAHAN if near else Role.FRONT_DESK).value, citizen=request.citizen,
        owner=Owner.KELURAHAN if near else Owner.OFFICE, title=f"Tanya warga dahulu: {fields}"[:160], step=step,
        days=DAYS_TO_ANSWER, origin=f"Usulan {request.number}", origin_url=request.get_absolute_url(),
        key=f"{PREFIX}{request.number}|",
    )  # fmt: skip
    return assign(draft=draft, by=by)


def questions_of(request: ChangeRequest) -> AssignmentQuerySet:
    """The questions about a request that nobody has answered."""
    return Assignment.objects.live().filter(key=f"{PREFIX}{request.number}|")


def answered(request: ChangeRequest, *, by: User, note: str) -> None:
    """End the question of a request that goes on by its own page."""
    for each in questions_of(request):
        finish(assignment=each, by=by, note=note)


def withdrawn(request: ChangeRequest, *, by: User) -> None:
    """Nobody needs to ask any more: the sending back was undone, or the request taken back."""
    for each in questions_of(request):
        cancel(assignment=each, by=by, note="Tidak perlu ditanya lagi.")


def follow_answer(event: Event) -> None:
    """Handler of a piece of work that ended by its own page: its answer goes to the request, which waits again. Safe to
    repeat."""
    work = Assignment.objects.select_related("changed_by").get(pk=event.payload["assignment"])
    if not work.key.startswith(PREFIX):
        return
    request = ChangeRequest.objects.filter(number=work.key.split("|")[1]).first()
    if request is None:
        return
    held = hold(request)
    if held.state != ChangeRequest.State.RETURNED or questions_of(held).exists():
        return  # answered by its own page meanwhile, or asked anew
    outcome = work.outcome_words if work.state == State.DONE else "tidak ditanyakan"
    send_again(held, ". ".join(filter(None, [f"{work.changed_by or 'Sistem'}: {outcome}", work.note])))


def send_again(request: ChangeRequest, note: str) -> None:
    """A returned request that is held waits again at its tier, with a word more beside its reason."""
    enter(request, Move.RESUBMIT, ChangeRequest.State.SUBMITTED)
    request.submitted_at = timezone.now()
    request.waits_for = request.tiers[request.tier] if request.tiers else []
    add_note(request, note)
    request.store()


def add_note(request: ChangeRequest, words: str) -> None:
    """A word more beside the reason; what stood there stays. The caller saves it."""
    request.reason = "\n".join(filter(None, [request.reason, words.strip()]))
