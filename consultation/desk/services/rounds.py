"""Make a round for those who wait to be called, tick who came; prioritise cases."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from consultation.desk.models import Round, RoundSlip, Ticket
from consultation.desk.queries.rounds import waiting_cases
from consultation.desk.services.course import NotNow, locked, write_step
from dtks.accounts.models import User
from dtks.office.models import Region
from dtks.office.services import numbered_code


@transaction.atomic
def make_round(*, kelurahan: Region, service_day: date, place: str, actor: User, rts: Collection[str] = ()) -> Round:
    """A service day with a slip for each open case of a kelurahan that waits for its citizen.

    Args:
        rts: only these RT, as the register writes them; none: all.

    Raises:
        NotNow: the day is over, or nobody waits who has not been called for a coming day already.
    """
    if service_day < timezone.localdate():
        raise NotNow("Hari layanan sudah lewat. Pilih hari ini atau sesudahnya.")
    here = waiting_cases().filter(kelurahan=kelurahan).select_related("citizen").order_by("pk")
    waiting = here.select_for_update(of=("self",))
    wanted = {plain_rt(rt) for rt in rts}
    rows = [ticket for ticket in waiting if ticket.citizen and (not wanted or plain_rt(ticket.citizen.rt) in wanted)]
    if not rows:
        raise NotNow("Tidak ada tiket yang menunggu warga di sini, atau semuanya sudah dipanggil.")
    made = Round.objects.create(
        number=numbered_code(prefix="R", kind="round", on=timezone.localdate()), kelurahan=kelurahan,
        service_day=service_day, place=place.strip(), made_by=actor,
    )  # fmt: skip
    RoundSlip.objects.bulk_create(
        RoundSlip(round=made, ticket=ticket, rt=plain_rt(ticket.citizen.rt if ticket.citizen else ""))
        for ticket in rows
    )
    return made


def plain_rt(text: str) -> str:
    """003 of 3, 03 or RT 3; what is no number stays."""
    digits = "".join(letter for letter in text if letter.isdigit())
    return digits.zfill(3) if digits and len(digits) <= 3 else text.strip()


@transaction.atomic
def tick_attendance(*, round_: Round, came: Collection[int], actor: User) -> int:
    """Say which slips came back on the service day; those that are not named did not. Returns how many came.

    Raises:
        NotNow: the service day has not begun.
    """
    if round_.service_day > timezone.localdate():
        raise NotNow("Kehadiran dicatat mulai hari layanan.")
    slips = RoundSlip.objects.select_for_update().filter(round=round_)
    slips.filter(pk__in=came, came_at=None).update(came_at=timezone.now(), ticked_by=actor)
    slips.exclude(pk__in=came).update(came_at=None, ticked_by=None)
    return slips.filter(came_at__isnull=False).count()


@transaction.atomic
def put_first(*, ticket: Ticket, first: bool, actor: User) -> Ticket:
    """Bring a case to the front of the work lists, or back into line.

    Raises:
        NotNow: it is closed.
    """
    ticket = locked(ticket)
    if not ticket.is_open:
        raise NotNow(f"Tiket {ticket.number} sudah ditutup. Buka kembali dahulu.")
    if ticket.is_first != first:
        ticket.is_first = first
        ticket.save(update_fields=["is_first"])
        write_step(ticket=ticket, actor=actor, word="Didahulukan" if first else "Tidak lagi didahulukan")
    return ticket
