"""The trail of an auditor: every decision on a request, with who made and who decided it."""

from __future__ import annotations

from django.db.models import QuerySet

from verification.corrections.models import Decision


def decisions_and_changes() -> QuerySet[Decision]:
    """All decisions, newest first. A decision names no citizen: the request's number leads to it."""
    return Decision.objects.select_related(
        "request__act", "request__maker", "checker", "field_change", "override__given_by"
    ).order_by("-id")
