"""Write down that somebody finished a lesson."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from dtks.accounts.models import User
from dtks.training.models import Training
from dtks.training.queries import tour_of


@transaction.atomic
def record(*, account: User, person: str, lessons: Iterable[str], trainer: str = "") -> int:
    """Lessons of the account's role that a person finished; one that stands already stays. Returns how many are new."""
    known = {each.code for each in tour_of(account)}
    before = Training.objects.count()
    Training.objects.bulk_create(
        [
            Training(
                person=person.strip()[:100], role=account.role, lesson=code, trainer=trainer.strip()[:100],
                in_practice=settings.PRACTICE, account=account,
            )
            for code in dict.fromkeys(lessons)
            if code in known
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return Training.objects.count() - before
