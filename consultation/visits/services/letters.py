"""Duty letters of facilitators."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db import transaction
from django.utils import timezone

from consultation.visits.models import DutyLetter, Visit
from consultation.visits.services.giving import NotNow
from dtks.accounts.models import User
from dtks.office.services import letter_number

LETTER_KIND = "duty_letter"
SEAT = "Kepala Dinas Sosial"


@transaction.atomic
def write_letter(*, facilitator: User, starts_on: date, ends_on: date, by: User) -> DutyLetter:
    """A numbered letter over the kelurahan in which a facilitator has visits to make now; who leads there writes it.

    The same letter of today for the same places is given back.

    Raises:
        NotNow: he has no visits to make.
    """
    own = Visit.objects.visible_to(by).filter(facilitator=facilitator).in_field()
    counts = Counter(own.order_by("kelurahan__name").values_list("kelurahan__name", flat=True))
    if not counts:
        raise NotNow(f"{facilitator} belum punya kunjungan yang harus dibuat.")
    places = [[name, str(number)] for name, number in sorted(counts.items())]
    today = timezone.localdate()
    same = DutyLetter.objects.filter(facilitator=facilitator, starts_on=starts_on, ends_on=ends_on, places=places)
    if found := same.filter(made_at__date=today).first():
        return found
    return DutyLetter.objects.create(
        number=letter_number(kind=LETTER_KIND, on=today), facilitator=facilitator, starts_on=starts_on,
        ends_on=ends_on, places=places, seat=SEAT, made_by=by,
    )  # fmt: skip
