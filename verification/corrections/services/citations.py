"""A paper from outside the request comes to stand behind it, at a named place, and may cease to."""

from __future__ import annotations

from django.db import transaction

from dtks.papers.models import Document
from verification.corrections.models import ChangeRequest, Evidence


@transaction.atomic
def cite(*, request: ChangeRequest, document: Document, locator: str) -> Evidence:
    """Let a paper stand behind a request, e.g. "butir 17" of a berita acara. Cited again, it holds again."""
    found, _ = Evidence.objects.update_or_create(
        request=request, document=document, defaults={"locator": locator, "holds": True}
    )
    return found


@transaction.atomic
def uncite(*, request: ChangeRequest, document: Document) -> int:
    """The paper no longer stands behind the request; the citation stays on record. Returns how many."""
    return Evidence.objects.filter(request=request, document=document, holds=True).update(holds=False)
