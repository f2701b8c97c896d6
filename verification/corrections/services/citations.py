"""A paper from outside the request comes to stand behind it, at a named place, and may cease to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
def cite_more(
    *, request: ChangeRequest, documents: Sequence[Document], proves: Mapping[int, Sequence[str]] | None = None
) -> None:
    """Papers that are brought later stand behind a request too; none is cited twice, whoever else cites it now.

    Args:
        proves: id of a document -> the fields that it proves; a document that is not named proves all.
    """
    fields = proves or {}
    Evidence.objects.bulk_create(
        [Evidence(request=request, document=paper, fields=list(fields.get(paper.pk, ()))) for paper in documents],
        ignore_conflicts=True,
    )


@transaction.atomic
def uncite(*, request: ChangeRequest, document: Document) -> int:
    """The paper no longer stands behind the request; the citation stays on record. Returns how many."""
    return Evidence.objects.filter(request=request, document=document, holds=True).update(holds=False)


@transaction.atomic
def uncite_place(*, document: Document, locator: str) -> int:
    """What stands at a place of a paper no longer holds: no open request rests on it. Returns how many did."""
    open_ones = ChangeRequest.objects.open().values("pk")
    return Evidence.objects.filter(document=document, locator=locator, request__in=open_ones, holds=True).update(
        holds=False
    )


def resting_on(*, document: Document, locator: str, act: str) -> ChangeRequest | None:
    """The open request of an act that cites a paper at a place already, also where that no longer holds."""
    cited = Evidence.objects.filter(document=document, locator=locator).values("request")
    return ChangeRequest.objects.open().filter(pk__in=cited, act__code=act).select_related("citizen").first()
