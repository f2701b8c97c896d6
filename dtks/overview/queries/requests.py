"""Change requests as pages of the top floor show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone

from dtks.registry.models import Citizen
from dtks.registry.queries import display_text
from verification.corrections.models import ChangeRequest
from verification.corrections.queries.asked import asked_label


@dataclass(frozen=True)
class ShownField:
    """One field of a request in the words of the screen; numbers stay whole here and are masked by the page."""

    label: str
    old: str
    new: str
    verdict: str
    reason: str
    is_number: bool


def with_shown_fields(requests: QuerySet[ChangeRequest]) -> list[Any]:
    """Requests with act, maker and place, each with `shown_fields` and `field_words`; two queries."""
    return lists_with_fields(requests)[0]


def lists_with_fields(*lists: QuerySet[ChangeRequest]) -> list[list[Any]]:
    """The same for several lists; one query each, and one for the fields of all."""
    today = timezone.localdate()
    joined: list[list[Any]] = [
        list(each.select_related("citizen__kelurahan__parent", "act", "maker")) for each in lists
    ]
    found = [request for requests in joined for request in requests]
    prefetch_related_objects(found, "fields")
    for request in found:
        request.shown_fields = [_shown(each) for each in request.fields.all()]
        request.days_old = (today - timezone.localtime(request.created_at).date()).days
        request.field_words = asked_label(request.act.code) or _words([each.label for each in request.shown_fields])
    return joined


def _shown(change: Any) -> ShownField:
    number = change.field in ("nik", "kk_number")
    return ShownField(
        label=field_label(change.field),
        old=change.old_value if number else display_text(change.field, change.old_value),
        new=change.new_value if number else display_text(change.field, change.new_value),
        verdict=change.get_verdict_display(),
        reason=change.reason,
        is_number=number,
    )


def field_label(field: str) -> str:
    """The word of a field."""
    return Citizen.FIELDS.get(field, field)


def _words(labels: list[str], most: int = 3) -> str:
    """Nama, NIK, tanggal lahir + 2"""
    shown = ", ".join(
        label if label.isupper() or n == 0 else label[:1].lower() + label[1:] for n, label in enumerate(labels[:most])
    )
    return f"{shown} + {len(labels) - most}" if len(labels) > most else shown
