"""A frozen set of results: looked through, then opened as corrections, with an outcome per row."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dtks.jobs.queries import progress_of
from dtks.web.views import PageView
from dtks.web.views.forms import one_effect
from verification.reconciliation import queries, services
from verification.reconciliation.models import Result, Selection

SHOWN = 200


class SelectionPage(PageView):
    """What would be opened, and after it what was."""

    permission = "reconciliation.run"
    template_name = "reconciliation/selection.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        selection = get_object_or_404(
            Selection.objects.select_related("run__extract", "made_by", "job"), pk=self.kwargs["pk"]
        )
        user: Any = self.request.user
        results = list(
            Result.objects.visible_to(user)
            .filter(pk__in=selection.result_ids)
            .select_related("citizen__kelurahan")
            .order_by("citizen__name", "pk")
        )
        outcomes = {each.result_id: each for each in selection.opened.all()}
        rows = [
            (result, queries.openable(result.result_class, result.band), outcomes.get(result.pk)) for result in results
        ]
        reasons = Counter(why for _, why, _ in rows if why)
        opening = sum(not why for _, why, _ in rows)
        return super().get_context_data(
            title=f"Tinjau {selection.count} hasil",
            back=(f"Hasil {selection.run.number}", reverse("reconciliation:results", args=[selection.run_id])),
            selection=selection,
            rows=sorted(rows, key=lambda row: bool(row[1]))[:SHOWN],
            hidden=max(0, len(rows) - SHOWN),
            opening=opening,
            staying=len(rows) - opening,
            reasons=reasons.most_common(),
            progress=progress_of(selection.job, user) if selection.job else None,
            opened=sum(bool(each.request) for each in outcomes.values()),
            skipped=sum(not each.request for each in outcomes.values()),
            **kwargs,
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open what can be opened, as a job."""
        user: Any = request.user
        selection = get_object_or_404(Selection, pk=pk)
        if not user.may("reconciliation.run"):
            raise PermissionDenied

        def start() -> str:
            services.open_corrections(selection=selection, actor=user)
            return reverse("reconciliation:selection", args=[selection.pk])

        return one_effect(request, start)
