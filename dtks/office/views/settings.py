"""The first page of the settings: what holds today, and what is missing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from dtks.office import queries
from dtks.office.models import Holiday, Signatory
from dtks.web.views import PageView

HORIZON = timedelta(days=90)


def back() -> tuple[str, str]:
    """The way back to the first page of the settings."""
    return ("Pengaturan", reverse("office:settings"))


class Settings(PageView):
    """Letterhead, signatories, days off, windows: each with what holds today."""

    permission = "office.manage"
    template_name = "office/settings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        signing = list(Signatory.objects.in_force(today).order_by("seat", "-acting"))
        months = list(queries.months_from(today, 3))
        return super().get_context_data(
            title="Pengaturan",
            head=queries.letterhead_on(today),
            signing=signing,
            missing=[seat for seat in queries.SEATS if seat not in {row.seat for row in signing}],
            holidays=Holiday.objects.filter(date__range=(today, today + HORIZON)),
            last_holiday=Holiday.objects.order_by("-date").first(),
            windows=queries.windows_of(months),
            mayor_days=queries.mayor_days_between(today, today + HORIZON),
            may_manage_users=self.request.user.may("accounts.manage"),  # type: ignore[union-attr]
            **kwargs,
        )
