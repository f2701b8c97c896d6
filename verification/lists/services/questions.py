"""What a merged list leaves to people: who is who. Asked, answered, and for "same" said again by a second person."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from dtks.accounts.models import User
from dtks.papers.models import Document
from dtks.registry.services import merge_records
from dtks.web.locking import locked
from dtks.web.refusals import Refusal
from verification.corrections.models import ChangeRequest
from verification.lists.models import CentralList, IdentityQuestion

Answer = IdentityQuestion.Answer


class AlreadyAnswered(Refusal):
    """Somebody was quicker."""

    def __init__(self, question: IdentityQuestion) -> None:
        words = f"Sudah dijawab {question.answered_by}: {question.get_answer_display()}. Ambil pertanyaan berikutnya."
        super().__init__(words)


class SecondPersonNeeded(Refusal):
    """Who answered does not confirm."""

    def __init__(self) -> None:
        super().__init__("Anda yang menjawab. Orang lain yang menegaskan: operator lain, kasi, atau kabid.")


class StillOpen(Refusal):
    """Something waits on the record that would only lead to the other one."""


def ask_who_is_who(central: CentralList) -> int:
    """A new id whose sound NIK somebody else has: asked, never merged (decisions.md 2)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO lists_identityquestion (citizen_id, other_id, central_list_id, answer, reason)
            SELECT c.id, min(o.id), %(list)s, '', ''
            FROM files_stagedrow r
            JOIN registry_citizen c ON c.id = r.target_id
            JOIN registry_citizen o ON o.nik = c.nik AND o.id <> c.id
            WHERE r.staged_file_id = %(file)s AND r.verdict = 'created' AND c.nik <> '' AND c.nik_problem = ''
              AND o.life_state <> '9'
            GROUP BY c.id
            ON CONFLICT (citizen_id, other_id) DO UPDATE SET central_list_id = EXCLUDED.central_list_id
                WHERE lists_identityquestion.answer = ''
            """,
            {"list": central.pk, "file": central.staged_file_id},
        )
        return int(cursor.rowcount)


def answer_question(
    *, question: IdentityQuestion, answer: str, reason: str, actor: User, documents: Sequence[Document] = ()
) -> IdentityQuestion:
    """Say who is who. "Other" stands at once; "same" waits for a second person, because two records become one.

    Raises:
        AlreadyAnswered: somebody answered meanwhile.
        Refusal: no reason.
    """
    if not reason.strip():
        raise Refusal("Tulis atas dasar apa: berkas yang dilihat, atau siapa yang ditanya.")
    with locked():
        held = _held(question)
        if held.answer:
            raise AlreadyAnswered(held)
        held.answer, held.reason = Answer(answer), reason.strip()[:200]
        held.answered_by, held.answered_at = actor, timezone.now()
        held.save(update_fields=["answer", "reason", "answered_by", "answered_at"])
        held.documents.set(documents)
    return held


def confirm_same(*, question: IdentityQuestion, actor: User) -> IdentityQuestion:
    """The second person says "same" too: the newer record leads to the one that was known before.

    Raises:
        SecondPersonNeeded: the one who answered.
        StillOpen: a request waits on the record that would be closed.
    """
    with locked():
        held = _held(question)
        _require_second(held, actor)
        waiting = ChangeRequest.objects.filter(citizen=held.citizen_id).open().order_by("pk").first()
        if waiting is not None:
            raise StillOpen(f"Usulan {waiting.number} masih terbuka pada catatan baru. Putuskan dahulu.")
        held.confirmed_by, held.confirmed_at = actor, timezone.now()
        held.save(update_fields=["confirmed_by", "confirmed_at"])
        merge_records(
            kept=held.other, alias=held.citizen, reason=held.reason, reference=str(held.central_list),
            on=timezone.localdate(), actor=actor,
        )  # fmt: skip
    return held


def reopen_question(*, question: IdentityQuestion, reason: str, actor: User) -> IdentityQuestion:
    """The second person does not agree, or the first one takes it back: the question is open again.

    What was said stays in the history.
    """
    if not reason.strip():
        raise Refusal("Tulis mengapa dibuka lagi.")
    with locked():
        held = _held(question)
        if not held.answer:
            return held
        if held.confirmed_at:
            raise Refusal("Kedua catatan sudah digabungkan. Buat usulan perbaikan bila keliru.")
        held.answer, held.reason = Answer.OPEN, f"Dibuka lagi oleh {actor}: {reason.strip()}"[:200]
        held.answered_by, held.answered_at = None, None
        held.save(update_fields=["answer", "reason", "answered_by", "answered_at"])
    return held


def _held(question: IdentityQuestion) -> IdentityQuestion:
    rows = IdentityQuestion.objects.select_for_update(of=("self",))
    return rows.select_related("citizen", "other", "central_list", "answered_by").get(pk=question.pk)


def _require_second(question: IdentityQuestion, actor: User) -> None:
    if question.answer != Answer.SAME:
        raise Refusal("Belum dijawab “orang yang sama”.")
    if question.confirmed_at:
        raise AlreadyAnswered(question)
    if question.answered_by_id == actor.pk:
        raise SecondPersonNeeded
