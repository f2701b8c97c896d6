"""Tell a citizen again which papers are missing."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from consultation.desk.models import Ticket, TicketNote
from consultation.desk.queries.missing import wants_news
from consultation.desk.queries.tickets import full_day, papers_until
from consultation.desk.services.course import NotNow, locked, require_another, tell
from dtks.accounts.models import User
from dtks.office.queries import message_text
from verification.corrections.models import ChangeRequest
from verification.corrections.queries import evidence_need

PLACE = "loket Dinas Sosial"


@transaction.atomic
def remind(*, ticket: Ticket, request: ChangeRequest, actor: User) -> TicketNote:
    """Tell the citizen which papers a request still lacks and until when; once a day for a request.

    Raises:
        NotNow: nothing is missing, the ticket is closed, the citizen wants no news, or has heard it today.
    """
    ticket, today = locked(ticket), timezone.localdate()
    require_another(ticket, actor)
    missing = evidence_need(request).labels
    if not missing:
        raise NotNow(f"Berkas {request.number} sudah lengkap.")
    if not ticket.is_open:
        raise NotNow(f"Tiket {ticket.number} sudah ditutup. Buka kembali dahulu.")
    if not wants_news(ticket):
        raise NotNow("Warga tidak meninggalkan alamat kabar. Cetak slip, atau titip lewat kelurahan.")
    about = f"berkas {request.number} {today.isoformat()}"
    if ticket.notes.filter(about=about).exists():
        raise NotNow(f"Warga sudah dikabari hari ini tentang berkas {request.number}.")
    if ticket.papers_until is None or ticket.papers_until < today:
        ticket.papers_until = papers_until(today)
    ticket.first_answer_at = ticket.first_answer_at or timezone.now()
    ticket.save(update_fields=["papers_until", "first_answer_at"])
    until = full_day(ticket.papers_until)
    text = message_text("slip_missing_papers", daftar_kurang=missing, tanggal=until, tempat=PLACE)
    return TicketNote.objects.create(
        ticket=ticket, kind=TicketNote.Kind.ANSWER, text=text, by=actor, about=about, message=tell(ticket, text)
    )
