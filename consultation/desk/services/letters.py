"""Issue a paper under the office's next number, withdraw it, count who checks it."""

from __future__ import annotations

import hashlib
import json
import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from consultation.desk.models import CODE_SIGNS, Letter, Ticket, TicketNote
from consultation.desk.queries import letters
from consultation.desk.services.course import NotNow, locked, tell
from dtks.accounts.models import User
from dtks.office.queries import message_text, signatory_on
from dtks.office.services import letter_number
from dtks.registry.models import Citizen


@transaction.atomic
def issue_letter(
    *, kind: str, citizen: Citizen, purpose: str, seat: str, actor: User, ticket: Ticket | None = None,
    addressee: str = "", basis: str = "",
) -> Letter:  # fmt: skip
    """Make a paper for a citizen, in the office's form and under its next letter number.

    Args:
        seat: for whose seat somebody signs today; an acting official signs with his own name.
        basis: papers that a recommendation rests on, or what the citizen brings along to where he is referred.

    Raises:
        NoEvidence: a certificate of somebody who stands on no list; no number is spent.
        NotNow: nobody signs for the seat today, or the ticket is closed or speaks of somebody else.
    """
    today = timezone.localdate()
    signatory = signatory_on(seat, today)
    if signatory is None:
        raise NotNow(f"Hari ini tidak ada yang menandatangani sebagai {seat}. Isi di Kantor, Penanda tangan.")
    if ticket is not None:
        ticket = locked(ticket)
        if not ticket.is_open or ticket.citizen_id != citizen.pk:
            raise NotNow("Surat dibuat dari tiket yang terbuka dan yang warganya sudah tercatat.")
    until = letters.months_after(today, settings.LETTER_MONTHS)
    content = letters.content_of(
        kind=kind, citizen=citizen, purpose=purpose, addressee=addressee, basis=basis, until=until
    )
    title = content.pop("title")
    letter = Letter.objects.create(
        kind=kind, number=letter_number(kind="letter", on=today), code=_new_code(), citizen=citizen,
        kelurahan=citizen.kelurahan, ticket=ticket, title=title, purpose=purpose, content=content,
        digest=hashlib.sha256(json.dumps([title, content], sort_keys=True).encode()).hexdigest(),
        signatory=signatory, issued_on=today, valid_until=until, issued_by=actor,
    )  # fmt: skip
    if ticket is not None:
        _say(ticket, letter)
    return letter


def _say(ticket: Ticket, letter: Letter) -> None:
    notice = message_text("slip_certificate_ready", tanggal=letters.written_day(letter.valid_until or letter.issued_on))
    notice = notice.replace("Surat keterangan", letter.get_kind_display())
    TicketNote.objects.create(
        ticket=ticket, kind=TicketNote.Kind.NOTICE, text=notice, about=letter.number, message=tell(ticket, notice)
    )
    Ticket.objects.filter(pk=ticket.pk, first_answer_at=None).update(first_answer_at=timezone.now())


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(CODE_SIGNS) for _ in range(8))
        if not Letter.objects.filter(code=code).exists():
            return code


@transaction.atomic
def withdraw_letter(*, letter: Letter, reason: str, actor: User, replacement: Letter | None = None) -> Letter:
    """Take a paper out of force, with the reason that the public check shows. Its number stays, marked.

    Raises:
        NotNow: it is withdrawn already, or its replacement is none.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.withdrawn_on:
        raise NotNow(f"Surat {letter.number} sudah dicabut {letters.written_day(letter.withdrawn_on)}.")
    if replacement is not None and (replacement.citizen_id != letter.citizen_id or replacement.pk == letter.pk):
        raise NotNow("Pengganti harus surat lain dari warga yang sama.")
    letter.withdrawn_at, letter.withdrawn_by = timezone.now(), actor
    letter.withdraw_reason, letter.replaced_by = reason.strip(), replacement
    letter.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason", "replaced_by"])
    if letter.ticket:
        _say_withdrawn(letter.ticket, letter)
    return letter


def _say_withdrawn(ticket: Ticket, letter: Letter) -> None:
    """The citizen reads it where he read that the paper is ready."""
    notice = (
        f"{letter.get_kind_display()} nomor {letter.number} dicabut: {letter.withdraw_reason.rstrip('.')}. "
        "Minta penggantinya di loket; bawa KTP."
    )
    TicketNote.objects.create(
        ticket=ticket, kind=TicketNote.Kind.NOTICE, text=notice, about=f"dicabut {letter.number}",
        message=tell(ticket, notice),
    )  # fmt: skip


def count_check(letter: Letter) -> None:
    """Somebody checked a paper; one that is checked very often may have been copied."""
    Letter.objects.filter(pk=letter.pk).update(checks=F("checks") + 1, checked_at=timezone.now())
