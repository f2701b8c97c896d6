"""The calendar of the month and the list of what missed a cut-off."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from dtks.web.templatetags.formats import month as month_words
from dtks.web.views import ListView, PageView
from verification.monthly.filters import CarriedFilter
from verification.monthly.models import CarriedOver, MonthClose
from verification.monthly.queries import calendar
from verification.monthly.tables import CarriedTable

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


class CalendarPage(PageView):
    """Windows, cut-off, days off and the mayor's days of one month in one calendar."""

    permission = ""
    template_name = "monthly/calendar.html"

    @cached_property
    def month(self) -> date:
        try:
            return date.fromisoformat(f"{self.request.GET.get('bulan', '')[:7]}-01")
        except ValueError:
            return timezone.localdate().replace(day=1)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        today = timezone.localdate()
        windows = calendar.windows_around(self.month, today)
        window = windows.own
        closed = MonthClose.objects.filter(month=self.month).first()
        sees_silent = user.may("monthly.see")
        may_silent = sees_silent and not closed and not window.is_shut
        return super().get_context_data(
            title=f"Kalender {month_words(self.month)}",
            weekdays=WEEKDAYS,
            weeks=calendar.weeks_of(self.month, today, windows.near),
            window=window,
            window_words=[(words, getattr(window, name)) for name, words in calendar.WINDOW_WORDS.items()],
            warnings=calendar.warnings_for(user, today, windows.following),
            sees_silent=may_silent,
            silent=calendar.silent_kelurahan(self.month, user.area_codes("monthly.see")) if may_silent else [],
            closed=closed,
            carried=CarriedOver.objects.visible_to(user).filter(month=closed).count() if closed else 0,
            before=(self.month - timedelta(days=1)).replace(day=1),
            after=(self.month + timedelta(days=32)).replace(day=1),
            may_list=user.may("corrections.see"),
            may_set=user.may("office.manage"),
            **kwargs,
        )


class CarriedList(ListView):
    """What missed a cut-off and goes with the next month, each with its reason."""

    permission = "corrections.see"
    title = "Ikut bulan berikutnya"
    meta = "Ditulis sendiri sesudah batas kiriman. Tidak perlu diusulkan lagi."
    table_class = CarriedTable
    filter_class = CarriedFilter
    chip_field = "code"
    chip_words = dict(CarriedOver.Code.choices)
    order_by = "-month"
    search_hint = "Cari nama atau nomor usulan"
    nothing_yet = "Belum ada yang lewat batas kiriman."

    def rows(self) -> QuerySet[CarriedOver]:
        user: Any = self.request.user
        found = CarriedOver.objects.visible_to(user)
        return found.select_related("month", "request__citizen__kelurahan")

    def context(self) -> dict[str, Any]:
        return {"back": ("Kalender", reverse("monthly:calendar"))}
