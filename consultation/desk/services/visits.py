"""A ticket sends somebody to the citizen's home: an assignment that the supervisor's desk collects."""

from __future__ import annotations

from django.db import transaction

from consultation.desk.models import Kind, Ticket, TicketNote
from consultation.desk.services.course import NotNow, add_note, locked
from dtks.accounts.models import Role, User
from dtks.assignments.models import Assignment
from dtks.assignments.models import Kind as WorkKind
from dtks.assignments.services import Draft, assign
from dtks.web.templatetags.formats import uncapped


@transaction.atomic
def ask_for_visit(*, ticket: Ticket, why: str, actor: User) -> Assignment:
    """Ask for a visit, said once in the notes inside; asked again while it lives, the first one stands.

    Raises:
        NotNow: the ticket is closed, or nobody knows where the citizen lives.
    """
    held = locked(ticket)
    if not held.is_open:
        raise NotNow(f"Tiket {held.number} sudah {uncapped(held.get_state_display())}. Buka kembali dahulu.")
    if held.citizen is None or held.citizen.kelurahan_id is None:
        raise NotNow("Kunjungan memerlukan warga yang dikenali, dengan kelurahannya.")
    word = "Keberatan" if held.kind == Kind.COMPLAINT else "Tiket"
    made = assign(
        draft=Draft(
            kind=WorkKind.VISIT, role=Role.FACILITATOR, title="Kunjungi rumah warga", origin=f"{word} {held.number}",
            step=(why.strip() or held.asked.strip())[:240], citizen=held.citizen, key=f"ticket|{held.number}",
        ),
        by=actor,
    )  # fmt: skip
    about = f"visit {made.pk}"
    if not TicketNote.objects.filter(ticket=held, about=about).exists():
        note = add_note(ticket=held, text=f"Kunjungan rumah diminta. {why}".strip(), actor=actor)
        TicketNote.objects.filter(pk=note.pk).update(about=about)
    return made
