"""Days off: the list, one day, a year's list from a file."""

from __future__ import annotations

from dataclasses import asdict
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from dtks.office import queries, services
from dtks.office.filters import HolidayFilter
from dtks.office.forms import HolidayFileForm, HolidayForm, TakeBackForm
from dtks.office.models import Holiday
from dtks.office.tables import HolidayTable
from dtks.office.views.settings import back
from dtks.web.refusals import Refusal
from dtks.web.views import FormView, ListView, RoomView
from dtks.web.views.forms import one_effect

LIST = "Hari libur"
READ_LASTS = 3600  # seconds between looking at a list and taking it


def list_back() -> tuple[str, str]:
    """The way back to the list."""
    return (LIST, reverse("office:holidays"))


class Holidays(ListView):
    """All days off; those that were taken back stay in sight."""

    permission = "office.manage"
    template_name = "office/holidays.html"
    title = LIST
    meta = "Jam tiket tidak berjalan pada hari libur. Menambah hari libur hanya memanjangkan waktu warga."
    table_class = HolidayTable
    filter_class = HolidayFilter
    search_hint = "Cari nama atau dasar"
    chip_field = "kind"
    chip_words = dict(Holiday.Kind.choices)
    order_by = "-date"
    nothing_yet = "Belum ada hari libur. Impor daftar setahun, atau tambah satu."

    def rows(self) -> QuerySet[Holiday]:
        return Holiday.with_taken_back.all()

    def context(self) -> dict[str, Any]:
        return {"back": back(), "changes": queries.changes_of("Holiday", most=8)}


class EditHoliday(FormView):
    """A day off, new or worded anew."""

    permission = "office.manage"
    form_class = HolidayForm
    template_name = "office/holiday.html"
    submit = "Simpan hari libur"

    @cached_property
    def holiday(self) -> Holiday | None:
        return get_object_or_404(Holiday.with_taken_back, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    @property
    def title(self) -> str:  # type: ignore[override]
        return str(self.holiday) if self.holiday else "Hari libur baru"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return list_back()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.holiday}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = queries.changes_of("Holiday", of=self.holiday.pk) if self.holiday else []
        return super().get_context_data(holiday=self.holiday, changes=changes, **kwargs)

    def done(self, form: Any) -> str:
        data = dict(form.cleaned_data)
        day = self.holiday.date if self.holiday else data.pop("date")
        services.declare_holiday(day=day, **data)
        messages.success(self.request, "Hari libur tersimpan.")
        return reverse("office:holidays")


class TakeBackHoliday(FormView):
    """A day off that is worked after all."""

    permission = "office.manage"
    form_class = TakeBackForm
    submit = "Batalkan hari libur"
    meta = "Tanggal yang sudah dijanjikan kepada warga tidak maju. Barisnya tetap di daftar."

    @cached_property
    def holiday(self) -> Holiday:
        return get_object_or_404(Holiday, pk=self.kwargs["pk"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Batalkan {self.holiday}"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return list_back()

    def done(self, form: Any) -> str:
        services.take_back_holiday(holiday=self.holiday, reason=form.cleaned_data["reason"])
        messages.success(self.request, f"{self.holiday.name} dibatalkan; hari itu hari kerja.")
        return reverse("office:holidays")


class ImportHolidays(FormView):
    """A year's list is read and shown; nothing is written before somebody has looked at it."""

    permission = "office.manage"
    form_class = HolidayFileForm
    title = "Impor daftar hari libur"
    meta = "Daftar dibaca dahulu dan diperlihatkan; tersimpan sesudah Anda setujui."
    submit = "Baca daftar"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return list_back()

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            rows = services.read_holidays(form.cleaned_data["file"])
        except Refusal as refusal:
            form.add_error("file", str(refusal))
            return self.form_invalid(form)
        source = form.cleaned_data["source"]
        taken = [{**asdict(row), "source": source} for row in rows if row.does in {"new", "changed"}]
        signed = signing.dumps([self.request.user.pk, taken], salt="holidays", compress=True)
        words = {"new": "baru", "changed": "berubah", "same": "sama", "faulty": "ditolak"}
        parts = [(sum(row.does == name for row in rows), word, word) for name, word in words.items()]
        context = {
            "title": "Tinjau daftar hari libur", "back": list_back(), "rows": rows, "signed": signed, "parts": parts,
            "total": len(rows), "taken": len(taken),
        }  # fmt: skip
        return render(self.request, "office/holidays_read.html", context)


class TakeHolidays(RoomView):
    """Takes the list that was looked at."""

    permission = "office.manage"

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            person, rows = signing.loads(request.POST.get("daftar", ""), salt="holidays", max_age=READ_LASTS)
        except signing.BadSignature as error:
            raise Refusal("Daftar ini sudah lewat. Unggah lagi berkasnya.") from error
        if person != request.user.pk:
            raise Refusal("Daftar ini dibaca orang lain. Unggah lagi berkasnya.")

        def take() -> str:
            changed = services.take_holidays(rows=rows)
            messages.success(request, f"{changed} hari libur tersimpan.")
            return reverse("office:holidays")

        return one_effect(request, take)
