"""A new list of the centre as a sign of what it did with proposals that it never answered."""

from __future__ import annotations

from django.db import transaction

from dtks.jobs.models import Event
from dtks.registry.models import Scheme
from verification.lists.models import CentralList, ListRow
from verification.monthly.models import LedgerLine
from verification.monthly.services import infer_from_list


@transaction.atomic
def guess_answers(event: Event) -> None:
    """Hold the ledger against a list that was merged; safe to repeat, an answer is never replaced."""
    central = CentralList.objects.filter(pk=event.payload["list"], taken_back_at=None).first()
    if central is None:  # taken back since
        return
    asked = LedgerLine.objects.values("row__citizen")
    rows = ListRow.objects.filter(central_list=central, refused=False, citizen__in=asked)
    said = {citizen: values for citizen, values in rows.values_list("citizen", "values") if citizen is not None}
    infer_from_list(
        name=f"daftar No. {central.number}", period=central.period, said=said, is_whole=central.scheme == Scheme.DTKS
    )
