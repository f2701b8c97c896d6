"""Removal with care: rates by kelurahan with an alarm band, errors of both kinds, and where two people disagreed."""

from __future__ import annotations

from typing import Any

from dtks.web.views import PageView
from verification.corrections.queries.second_looks import disagreement
from verification.workbench.queries.removals import removals


class RemovalRates(PageView):
    """A row a kelurahan, the alarms first."""

    permission = "reports.see"
    template_name = "workbench/removals.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(
            title="Pengeluaran", found=removals(user), disagreement=disagreement(), **kwargs
        )  # fmt: skip
