"""What went through the urgent lane in a month: every request, whoever looks; the lane is no back door (idea 10)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from dtks.web.views import PageView
from verification.workbench.queries.urgent import urgent_report

MONTHS = 6  # that can be looked back at by a link


class UrgentReport(PageView):
    """The urgent of a month, the newest first, with clock, deciders and who was passed over."""

    permission = "corrections.decide"
    template_name = "workbench/urgent.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        this = timezone.localdate().replace(day=1)
        months = [_earlier(this, back) for back in range(MONTHS)]
        asked = self.request.GET.get("bulan", "")
        month = next((each for each in months if f"{each:%Y-%m}" == asked), this)
        return super().get_context_data(
            title="Laporan jalur mendesak", found=urgent_report(user, month), month=month, months=months, **kwargs
        )  # fmt: skip


def _earlier(month: date, back: int) -> date:
    """The first day of the month so many before."""
    number = month.year * 12 + month.month - 1 - back
    return date(number // 12, number % 12 + 1, 1)
