"""A new list of the centre as a sign of what it did with proposals that it never answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from dtks.jobs.models import Event
from dtks.registry.models import Scheme
from verification.lists.models import CentralList, ListRow
from verification.lists.services.judging import NAME_ALIKE
from verification.matching.names import similarity
from verification.matching.nik import is_sound
from verification.monthly.models import LedgerLine, TemplateKind
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
    said |= _proposed_on(central, said)
    infer_from_list(
        name=f"daftar No. {central.number}", period=central.period, said=said, is_whole=central.scheme == Scheme.DTKS
    )


def _proposed_on(central: CentralList, known: Mapping[int, Any]) -> dict[int, Any]:
    """Whom we proposed and the list brings under an id of its own: by NIK and name; who is who a person still says."""
    lines = LedgerLine.objects.unanswered().filter(row__kind=TemplateKind.PROPOSAL).exclude(row__citizen__in=known)
    sent = {
        values["nik"]: (citizen, values["name"])
        for citizen, values in lines.values_list("row__citizen", "row__values")
        if is_sound(values.get("nik", ""))
    }
    rows = ListRow.objects.filter(central_list=central, refused=False, values__nik__in=list(sent)) if sent else []
    found = ((sent[row.values["nik"]], row.values) for row in rows)
    return {citizen: said for (citizen, name), said in found if similarity(name, said.get("name", "")) >= NAME_ALIKE}
