"""Lead a ticket on: answer, note, hand over, wait, close, reopen, propose more, take a paper in later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from consultation.desk.models import CLOSED, State, Ticket, TicketChange, TicketNote, TicketPaper, TicketStep
from consultation.desk.queries import rules
from consultation.desk.services.clocks import keep_clock
from dtks.accounts.models import User
from dtks.jobs.models import Message
from dtks.office.queries import message_text
from dtks.papers.queries import fields_proved_by
from dtks.papers.services import NewPaper, Proof, Upload, add_document, add_scan, take_proofs
from dtks.web.refusals import Refusal
from dtks.web.templatetags.formats import uncapped
from verification.corrections.models import Origin
from verification.corrections.services import propose


class NotNow(Refusal):
    """The act does not fit the state in which the ticket is now; the text says what to do."""


def write_step(*, ticket: Ticket, actor: User | None, word: str) -> TicketStep:
    """Write into the story of a ticket where it stands from now on, and set its clock by it."""
    step = TicketStep.objects.create(
        ticket=ticket, state=ticket.state, assigned_to=ticket.assigned_to, by=actor, word=word[:120]
    )
    keep_clock(ticket)
    return step


def locked(ticket: Ticket) -> Ticket:
    """The ticket as it is now, held until the transaction ends."""
    return Ticket.objects.select_for_update(of=("self",)).select_related("citizen", "assigned_to").get(pk=ticket.pk)


@transaction.atomic
def move(*, ticket: Ticket, to: str, actor: User | None, word: str, seen_state: str = "") -> Ticket:
    """Bring a ticket into another state.

    Args:
        seen_state: the state that the person saw; if another has moved it since, nothing happens.

    Raises:
        NotNow: no way leads there, or the ticket was moved by somebody else in between.
    """
    ticket = locked(ticket)
    _require_unmoved(ticket, seen_state)
    if to in CLOSED:
        require_another(ticket, actor)
    if not ticket.may_become(to):
        raise NotNow(
            f"Tiket {ticket.number} sekarang {uncapped(ticket.get_state_display())}; langkah ini tidak berlaku."
        )
    ticket.state = to
    ticket.closed_at = timezone.now() if to in CLOSED else None
    ticket.closed_by = actor if to in CLOSED else None
    ticket.clock_due_at = None  # set anew by the step
    ticket.save()
    write_step(ticket=ticket, actor=actor, word=word)
    return ticket


def _require_unmoved(ticket: Ticket, seen_state: str) -> None:
    if seen_state and seen_state != ticket.state:
        last = ticket.steps.select_related("by").last()
        who = last.by if last and last.by else "Sistem"
        raise NotNow(
            f"{who} sudah memindahkan tiket ini ke “{ticket.get_state_display()}” sejak Anda membukanya. "
            "Baca dahulu, lalu ulangi bila masih perlu; ketikan Anda tetap ada."
        )


@transaction.atomic
def answer(*, ticket: Ticket, text: str, actor: User, then: str = "", seen_state: str = "") -> TicketNote:
    """Say something to the citizen; the first time stops the clock of the first answer.

    Args:
        then: a state that the answer brings, e.g. DONE or WAIT_CITIZEN.
    """
    ticket = locked(ticket)
    _require_unmoved(ticket, seen_state)
    require_another(ticket, actor)
    if ticket.first_answer_at is None:
        ticket.first_answer_at = timezone.now()
        ticket.save(update_fields=["first_answer_at"])
    note = TicketNote.objects.create(
        ticket=ticket, kind=TicketNote.Kind.ANSWER, text=text.strip(), by=actor, message=tell(ticket, text.strip())
    )
    if then and then != ticket.state:
        if then in CLOSED:
            Ticket.objects.filter(pk=ticket.pk).update(outcome=text.strip()[:300])
        move(ticket=ticket, to=then, actor=actor, word=_WORDS_OF_MOVE.get(then, "Dijawab"))
    return note


_WORDS_OF_MOVE: dict[str, str] = {
    State.DONE: "Dijawab dan selesai",
    State.REFUSED: "Dijawab: belum bisa diterima",
    State.CANCELLED: "Dibatalkan",
    State.WAIT_CITIZEN: "Menunggu warga, jam dijeda",
    State.WAIT_DUKCAPIL: "Menunggu Disdukcapil, jam dijeda",
    State.WAIT_KELURAHAN: "Menunggu kelurahan, jam dijeda",
    State.WAIT_SCHOOL: "Menunggu sekolah, jam dijeda",
    State.CHECKING: "Diperiksa lagi, jam berjalan",
}


def tell(ticket: Ticket, text: str) -> Message | None:
    """A message for a citizen who agreed to be told and gave an address; else None, and the slip says it."""
    if not (ticket.message_consent and (ticket.email or ticket.phone)):
        return None
    channel = Message.Channel.EMAIL if ticket.email else Message.Channel.WHATSAPP
    return Message.objects.create(
        channel=channel, recipient=ticket.email or ticket.phone, about=ticket.number,
        subject=f"Kabar tiket {ticket.number}, Dinas Sosial Kota Kendari",
        text=f"{text}\n\nNomor tiket: {ticket.number}. Kode: {ticket.receipt_code[:4]}-{ticket.receipt_code[4:]}.\n"
        f"{message_text('slip_privacy')}",
    )  # fmt: skip


def add_note(*, ticket: Ticket, text: str, actor: User, from_citizen: bool = False) -> TicketNote:
    """A note for the office alone, or what the citizen said. It changes neither state nor clock."""
    kind = TicketNote.Kind.CITIZEN if from_citizen else TicketNote.Kind.INTERNAL
    return TicketNote.objects.create(ticket=ticket, kind=kind, text=text.strip(), by=actor)


@transaction.atomic
def hand_over(*, ticket: Ticket, to: User | None, actor: User, seen_state: str = "") -> Ticket:
    """Put a ticket into a colleague's hands, or back among those that nobody holds."""
    ticket = locked(ticket)
    _require_unmoved(ticket, seen_state)
    if not ticket.is_open:
        raise NotNow(f"Tiket {ticket.number} sudah ditutup. Buka kembali dahulu.")
    if to is not None and not to.may("tickets.work"):
        raise NotNow(f"{to} tidak mengerjakan tiket. Pilih petugas lain.")
    require_another(ticket, to)
    ticket.assigned_to = to
    ticket.save(update_fields=["assigned_to"])
    write_step(ticket=ticket, actor=actor, word=f"Diserahkan ke {to}" if to else "Dilepas, belum ada yang pegang")
    return ticket


def close(*, ticket: Ticket, state: str, outcome: str, actor: User, seen_state: str = "") -> Ticket:
    """Close a ticket as done, refused or cancelled; its time is its own and no later edit moves it."""
    if state not in CLOSED:
        raise NotNow("Pilih selesai, belum bisa diterima, atau dibatalkan.")
    with transaction.atomic():
        closed = move(ticket=ticket, to=state, actor=actor, word=f"Ditutup: {outcome}", seen_state=seen_state)
        closed.outcome = outcome[:300]
        closed.save(update_fields=["outcome"])
    return closed


@transaction.atomic
def reopen(*, ticket: Ticket, reason: str, actor: User) -> Ticket:
    """Open a closed ticket again, with the reason: new papers came, or the citizen appeals (row 26)."""
    if not reason.strip():
        raise NotNow("Tulis sebab tiket dibuka kembali.")
    if locked(ticket).is_open:
        raise NotNow(f"Tiket {ticket.number} masih terbuka.")
    Ticket.objects.filter(pk=ticket.pk).update(merged_into=None)  # it goes its own way again
    ticket = move(ticket=ticket, to=State.CHECKING, actor=actor, word=f"Dibuka kembali: {reason.strip()}")
    add_note(ticket=ticket, text=f"Dibuka kembali: {reason.strip()}", actor=actor)
    return ticket


@transaction.atomic
def appeal(*, ticket: Ticket, reason: str, actor: User) -> Ticket:
    """The citizen does not accept the result: the ticket opens again and another person answers (row 26).

    Raises:
        NotNow: no reason was said, or there is no result yet.
    """
    held = locked(ticket)
    if not reason.strip():
        raise NotNow("Tulis mengapa warga tidak menerima hasilnya.")
    if held.is_open:
        raise NotNow(f"Tiket {held.number} belum punya hasil yang dapat dikeberatkan.")
    against = held.closed_by
    Ticket.objects.filter(pk=held.pk).update(
        merged_into=None, appealed_at=timezone.now(), appeal_of=against, assigned_to=None
    )
    held = move(ticket=held, to=State.CHECKING, actor=actor, word=f"Keberatan warga: {reason.strip()}")
    add_note(ticket=held, text=f"Keberatan atas hasil: {reason.strip()}", actor=actor, from_citizen=True)
    return held


def require_another(ticket: Ticket, person: User | None) -> None:
    """Refuse who gave the result that the citizen does not accept."""
    if ticket.appealed_at and person is not None and ticket.appeal_of_id == person.pk:
        raise NotNow(f"Warga berkeberatan atas hasil dari {person}. Orang lain yang menjawab dan menutupnya.")


@transaction.atomic
def propose_more(
    *, ticket: Ticket, wrong: Mapping[str, str], actor: User, reason: str = "", proofs: Sequence[Proof] = (),
    new: NewPaper | None = None,
) -> list[TicketChange]:  # fmt: skip
    """Propose further corrections from a ticket; each shows afterwards what became of it (row 28).

    Args:
        proofs: papers with the fields that they prove; without any and without a new one, all papers of the ticket.

    Raises:
        NotNow: the ticket is closed, or speaks of nobody in the register.
        ImpossibleValue: a value that nobody can have.
    """
    ticket = locked(ticket)
    if not ticket.is_open or ticket.citizen is None:
        raise NotNow("Usulan dibuat dari tiket yang terbuka dan yang warganya sudah tercatat.")
    if not (proofs or new):
        shown = ticket.papers.exclude(document=None).select_related("document", "kind")
        proofs = [Proof(paper.document, fields_proved_by(paper.kind.code, wrong)) for paper in shown if paper.document]
    taken = take_proofs(citizen=ticket.citizen, proofs=proofs, new=new, values=wrong, actor=actor)
    links = []
    for act, values in rules.requests_for(wrong).items():
        request = propose(
            citizen=ticket.citizen, act=act, values=values, origin=Origin.DESK, maker=actor, **cited(taken, values),
            origin_reference=f"Tiket {ticket.number}", reason=reason or ticket.asked,
            urgent_reason=rules.urgent_reason_for(ticket, act),
        )  # fmt: skip
        links.append(TicketChange.objects.get_or_create(ticket=ticket, request=request)[0])
    if links and ticket.state != State.CHECKING:
        move(ticket=ticket, to=State.CHECKING, actor=actor, word="Usulan dibuat, diserahkan ke operator")
    return links


def cited(proofs: Sequence[Proof], values: Mapping[str, str]) -> dict[str, Any]:
    """The papers of a request, each with those of its fields that it proves; the others go with the request."""
    return {
        "documents": [proof.document for proof in proofs],
        "proves": {proof.document.pk: [name for name in proof.fields if name in values] for proof in proofs},
    }


@transaction.atomic
def see_paper(*, paper: TicketPaper, seen: str, actor: User, upload: Upload | None = None) -> TicketPaper:
    """A paper came later: it is ticked, archived, and the ticket goes on once nothing is missing.

    Raises:
        RefusedScan: the upload is no scan that the archive takes.
        NotNow: the ticket is closed or speaks of nobody in the register.
    """
    ticket = locked(paper.ticket)
    if not ticket.is_open or ticket.citizen is None:
        raise NotNow("Berkas ditambahkan pada tiket yang terbuka dan yang warganya sudah tercatat.")
    if seen != TicketPaper.Seen.NONE:
        paper.document = add_document(citizen=ticket.citizen, kind=paper.kind, form=seen, seen_by=actor, upload=upload)
    paper.seen = seen
    paper.save(update_fields=["seen", "document"])
    if ticket.state == State.INCOMPLETE and not any(each.is_missing for each in ticket.papers.all()):
        move(ticket=ticket, to=State.CHECKING, actor=actor, word="Berkas lengkap, diperiksa")
    return paper


def take_in_scan(*, paper: TicketPaper, upload: Upload, actor: User) -> TicketPaper:
    """A scan of a paper: of one that was only seen so far, or of one that comes now as a copy."""
    if paper.document is not None and paper.document.scan_id is None:
        add_scan(document=paper.document, upload=upload, actor=actor)
        return paper
    return see_paper(paper=paper, seen=TicketPaper.Seen.COPY, actor=actor, upload=upload)
