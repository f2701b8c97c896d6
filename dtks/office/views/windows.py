"""The windows of the months and the mayor's days."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dtks.office import queries, services
from dtks.office.forms import MayorDayForm, WindowForm
from dtks.office.models import MayorDay, MonthWindow
from dtks.office.views.settings import back
from dtks.web.templatetags.formats import month as month_words
from dtks.web.views import FormView, PageView, RoomView
from dtks.web.views.forms import one_effect

LIST = "Jendela bulan"
BEFORE, SHOWN = 2, 14  # months before this one, months in all


def list_back() -> tuple[str, str]:
    """The way back to the list."""
    return (LIST, reverse("office:windows"))


class Windows(PageView):
    """The months around today, each with its days, and the mayor's days."""

    permission = "office.manage"
    template_name = "office/windows.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        first = (today.replace(day=1) - timedelta(days=28 * BEFORE)).replace(day=1)
        return super().get_context_data(
            title=LIST,
            meta="Batas yang jatuh pada hari libur maju ke hari kerja sebelumnya.",
            back=back(),
            windows=queries.windows_of(list(queries.months_from(first, SHOWN))),
            this_month=today.replace(day=1),
            mayor_days=queries.mayor_days_between(today - timedelta(days=31), today + timedelta(days=400)),
            changes=queries.changes_of("MonthWindow", most=8),
            mayor_changes=queries.changes_of("MayorDay", most=5),
            today=today,
            **kwargs,
        )


class EditWindow(FormView):
    """The days of one month."""

    permission = "office.manage"
    form_class = WindowForm
    submit = "Simpan jendela"
    meta = "Tanggal boleh di bulan berikutnya. Bulan yang sudah lewat tetap seperti waktu itu."

    @cached_property
    def month(self) -> date:
        try:
            return date(self.kwargs["year"], self.kwargs["month"], 1)
        except ValueError as error:
            raise Http404 from error

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Jendela {month_words(self.month)}"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return list_back()

    def get_form_kwargs(self) -> dict[str, Any]:
        found = MonthWindow.objects.filter(month=self.month).first()
        usual = MonthWindow(month=self.month, **queries.default_days(self.month))
        return {**super().get_form_kwargs(), "instance": found or usual}

    def done(self, form: Any) -> str:
        services.set_window(month=self.month, values=form.cleaned_data)
        messages.success(self.request, f"Jendela {month_words(self.month)} tersimpan.")
        return reverse("office:windows")


class NewMayorDay(FormView):
    """Days on which the mayor signs or is away."""

    permission = "office.manage"
    form_class = MayorDayForm
    title = "Hari wali kota"
    meta = "Paket ditunda atau dipercepat menurut hari ini. Plh. atau Pj. wali kota dicatat di Penanda tangan."

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return list_back()

    def done(self, form: Any) -> str:
        services.note_mayor_day(**form.cleaned_data)
        messages.success(self.request, "Tersimpan.")
        return reverse("office:windows")


class TakeBackMayorDay(RoomView):
    """Days of the mayor that do not hold after all."""

    permission = "office.manage"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = get_object_or_404(MayorDay, pk=pk, taken_back=False)

        def take_back() -> str:
            services.take_back_mayor_day(mayor_day=found)
            messages.success(request, "Dibatalkan.")
            return reverse("office:windows")

        return one_effect(request, take_back)
