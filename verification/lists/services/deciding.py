"""A returned name is decided: removed again, legitimate, or another person. The first two are requests of others."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dtks.accounts.models import Role, User
from dtks.assignments.models import Assignment
from dtks.assignments.models import Kind as WorkKind
from dtks.assignments.services import Draft, assign
from dtks.jobs.models import Event
from dtks.office.queries import code_labels
from dtks.papers.models import Document
from dtks.registry.models import Citizen, RegisterState
from dtks.registry.services import merge_records, stand_again, undo_removal
from dtks.web.locking import locked
from dtks.web.refusals import Refusal
from verification.corrections.models import ChangeRequest, Evidence, Origin
from verification.corrections.services import propose
from verification.lists.models import IdentityQuestion, ReturnedCase

ACT = "RETURNED_NAME"
Decision, Kind = ReturnedCase.Decision, ReturnedCase.Kind
SURE_KINDS = (Kind.NOT_REMOVED, Kind.SAME_ID)  # the very id that was removed


class DecidedAlready(Refusal):
    """Somebody was quicker."""

    def __init__(self, case: ReturnedCase) -> None:
        words = f"Sudah diputus {case.decided_by}: {case.get_decision_display()}. Ambil nama berikutnya."
        super().__init__(words)


def old_papers(case: ReturnedCase) -> list[Document]:
    """Papers on which the removal rested: what its request cited, ready to be cited again."""
    stone = case.tombstone
    if stone.request_number:  # also that of a head whom a succession buried, or of a member who left with the family
        decided = Q(request__number=stone.request_number)
    else:
        decided = Q(request__citizen=stone.citizen_id, request__fields__field__in=["register_state", "life_state"])
    removed = Evidence.objects.filter(decided, request__state=ChangeRequest.State.APPLIED, holds=True)
    papers = Document.objects.filter(pk__in=removed.values("document")).select_related("kind").order_by("pk")
    return list(papers) if stone.citizen_id else []


def old_reason(case: ReturnedCase) -> str:
    """The reason of the removal in words, beginning with its code."""
    stone = case.tombstone
    label = code_labels("outcome_codes").get(stone.reason, "")
    minutes = f", berita acara {stone.minutes_number}" if stone.minutes_number else ""
    return f"{stone.reason} {label}{minutes}".strip()


def decide_return(
    *, case: ReturnedCase, decision: str, reason: str, actor: User, documents: Sequence[Document] = ()
) -> ReturnedCase:
    """Say what a returned name is.

    "Removed again" (with the old reason and papers) and "legitimate" (with a reason and a paper) open a request, which
    kasi and kabid decide in order (acts.csv); nothing changes before. "Another person" changes nobody.

    Raises:
        DecidedAlready: somebody decided meanwhile.
        Refusal: a reason or a paper is missing, or the decision does not fit what came back.
    """
    choice = Decision(decision)
    with locked():
        rows = ReturnedCase.objects.select_for_update(of=("self",))
        held = rows.select_related(
            "tombstone__citizen", "row__citizen", "central_list", "request", "decided_by"
        ).get(pk=case.pk)  # fmt: skip
        if not held.is_waiting:
            raise DecidedAlready(held)
        words = _words(held, choice, reason.strip(), documents)
        request = None if choice == Decision.OTHER_PERSON else _ask(held, choice, words, actor, documents)
        held.decision, held.reason, held.request = choice, words[:200], request
        held.decided_by, held.decided_at = actor, timezone.now()
        held.save(update_fields=["decision", "reason", "request", "decided_by", "decided_at"])
    return held


def _words(case: ReturnedCase, choice: str, reason: str, documents: Sequence[Document]) -> str:
    if choice == Decision.REMOVE_AGAIN:
        return ". ".join(part for part in (old_reason(case), reason) if part)
    if choice == Decision.OPEN:
        raise Refusal("Pilih satu putusan.")
    if choice == Decision.OTHER_PERSON and case.kind in SURE_KINDS:
        raise Refusal("ID anggotanya sama dengan yang dikeluarkan, jadi bukan orang lain. Pilih putusan yang lain.")
    if not reason:
        raise Refusal("Tulis alasannya.")
    if choice == Decision.LEGITIMATE and not documents:
        raise Refusal("Kembali dengan sah perlu bukti. Pilih atau tambahkan paling sedikit satu berkas.")
    return reason


def subject_of(case: ReturnedCase, decision: str) -> Citizen | None:
    """Whose state the request is about: the row's person to remove again, the removed one to let return."""
    removed, listed = case.tombstone.citizen, case.row.citizen
    return (listed or removed) if decision == Decision.REMOVE_AGAIN else (removed or listed)


def _ask(
    case: ReturnedCase, choice: str, words: str, actor: User, documents: Sequence[Document]
) -> ChangeRequest:  # fmt: skip
    citizen = subject_of(case, choice)
    if citizen is None:
        raise Refusal("Baris ini ditolak saat daftar digabungkan; warganya belum ada di register. Perbaiki barisnya.")
    again = choice == Decision.REMOVE_AGAIN
    state = RegisterState.REMOVED if again else RegisterState.LISTED
    papers = {paper.pk: paper for paper in [*(old_papers(case) if again else []), *documents]}
    stone = case.tombstone.reason
    return propose(
        citizen=citizen, act=ACT, values={"register_state": state.value}, origin=Origin.CITIZEN_PAGE,
        origin_reference=f"Nama kembali, {case.central_list.reference}", maker=actor, reason=words,
        documents=list(papers.values()), outcome=stone if again and stone in code_labels("outcome_codes") else "",
    )  # fmt: skip


@transaction.atomic
def follow_returns(event: Event) -> None:
    """Handler of `change.applied` and `change.undone`: the tombstone of a return agrees with its request.

    A return that was found legitimate lifts it; where that is undone or reversed, it stands again. Looks at how the
    requests stand now, so that it is safe to repeat.
    """
    request = ChangeRequest.objects.get(pk=event.payload["request"])
    about = [request.pk, *([request.reverses_id] if request.reverses_id else [])]
    cases = ReturnedCase.objects.filter(request__in=about, decision=Decision.LEGITIMATE)
    for case in cases.select_related("tombstone__citizen", "row__citizen", "central_list", "decided_by", "request"):
        if case.request is not None and case.request.state == ChangeRequest.State.APPLIED:
            _let_in(case)
        elif case.tombstone.lifted_on is not None:
            stand_again(tombstone=case.tombstone, actor=case.decided_by)


def _let_in(case: ReturnedCase) -> None:
    """Lift the tombstone; of two records of the person the newer one leads to the older one, or a question is left."""
    if case.tombstone.lifted_on is None:
        undo_removal(tombstone=case.tombstone, reason=case.reason, on=timezone.localdate(), actor=case.decided_by)
    kept, alias = case.tombstone.citizen, case.row.citizen
    if kept is not None and alias is not None and kept != alias and alias.merged_into is None:
        _join(case, kept, alias)


def _join(case: ReturnedCase, kept: Citizen, alias: Citizen) -> None:
    if ChangeRequest.objects.filter(citizen=alias).open().exists():
        IdentityQuestion.objects.get_or_create(
            citizen=alias, other=kept, defaults={"central_list": case.central_list}
        )  # fmt: skip
        return
    merge_records(
        kept=kept, alias=alias, reason=case.reason, reference=str(case.central_list), on=timezone.localdate(),
        actor=case.decided_by,
    )  # fmt: skip


def ask_for_visit(*, case: ReturnedCase, actor: User) -> Assignment:
    """Send somebody to the home before a returned name is decided; asked again while it lives, the first one stands.

    Raises:
        Refusal: the case is decided, or nobody knows where the person lives.
    """
    citizen = case.row.citizen or case.tombstone.citizen
    if not case.is_waiting:
        raise DecidedAlready(case)
    if citizen is None or citizen.kelurahan_id is None:
        raise Refusal("Belum diketahui di mana orang ini tinggal. Kenali dahulu warganya.")
    return assign(
        draft=Draft(
            kind=WorkKind.VISIT, role=Role.FACILITATOR, title="Nama muncul kembali", step=old_reason(case)[:240],
            origin=f"Muncul lagi di daftar No. {case.central_list.number}", citizen=citizen, key=f"returned|{case.pk}",
        ),
        by=actor,
    )  # fmt: skip
