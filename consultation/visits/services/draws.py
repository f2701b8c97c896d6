"""The random audit: some accepted visits are repeated by somebody else."""

from __future__ import annotations

import hashlib
import math
import secrets
from datetime import date

from django.db import transaction
from django.utils import timezone

from consultation.visits.models import AuditDraw, Source, State, Visit
from consultation.visits.services.giving import NUMBER_KIND, NotNow, usual_due
from dtks.accounts.models import User
from dtks.office.services import numbered_codes


def chosen_of(*, seed: str, population: list[int], share: int) -> list[int]:
    """Which of the visits are drawn: those whose SHA-256 over seed and id is smallest. The same for everybody."""
    number = math.ceil(len(population) * share / 100)
    order = sorted(population, key=lambda pk: hashlib.sha256(f"{seed}:{pk}".encode()).hexdigest())
    return sorted(order[:number])


@transaction.atomic
def draw(*, by: User, month: date, share: int, seed: str = "") -> AuditDraw:
    """Draw from the visits accepted in a month that no draw took yet; each drawn one is to be made again.

    Raises:
        NotNow: there is nothing to draw from.
    """
    first = month.replace(day=1)
    accepted = Visit.objects.visible_to(by).filter(state=State.CHECKED, repeats=None, repetitions=None)
    of_month = accepted.filter(checked_at__date__gte=first, checked_at__date__lt=_next_month(first))
    population = sorted(of_month.values_list("pk", flat=True))
    if not population:
        raise NotNow("Belum ada kunjungan yang diterima bulan ini, atau semuanya sudah diuji.")
    seed = seed or secrets.token_hex(8)
    drawn = chosen_of(seed=seed, population=population, share=share)
    made = AuditDraw.objects.create(seed=seed, share=share, population=population, drawn=drawn, by=by)
    numbers = numbered_codes(prefix="K", kind=NUMBER_KIND, on=timezone.localdate(), count=len(drawn))
    for number, visit in zip(numbers, Visit.objects.filter(pk__in=drawn).order_by("pk"), strict=True):
        Visit.objects.create(
            number=number, citizen=visit.citizen, kelurahan=visit.kelurahan, route=visit.route, source=Source.AUDIT,
            why="Uji acak: kunjungi dan catat apa yang Anda lihat sendiri", origin=f"Uji acak {made.pk}",
            repeats=visit, draw=made, due_on=usual_due(), made_by=by, changed_by=by,
        )  # fmt: skip
    return made


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
