"""Who signs papers, from when to when, on whose letter."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dtks.office import queries, services
from dtks.office.filters import SignatoryFilter
from dtks.office.forms import EndForm, SignatoryForm
from dtks.office.models import Signatory
from dtks.office.tables import SignatoryTable
from dtks.office.views.settings import back
from dtks.web.views import FormView, ListView


class Signatories(ListView):
    """All officials who signed, sign or will sign; a chosen one beside them."""

    permission = "office.manage"
    template_name = "office/signatories.html"
    title = "Penanda tangan"
    meta = "Nama, pangkat dan NIP di bawah surat. Surat lama tetap memakai pejabat pada harinya."
    table_class = SignatoryTable
    filter_class = SignatoryFilter
    search_hint = "Cari nama atau jabatan"
    order_by = "-starts_on"
    nothing_yet = "Belum ada penanda tangan. Tambah kepala dinas dahulu."

    def rows(self) -> QuerySet[Signatory]:
        return Signatory.objects.all()

    @cached_property
    def chosen(self) -> Signatory | None:
        return get_object_or_404(Signatory, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def context(self) -> dict[str, Any]:
        today = timezone.localdate()
        chosen = self.chosen
        return {
            "back": back(),
            "chosen": chosen,
            "current_pk": chosen and chosen.pk,
            "same_seat": Signatory.objects.filter(seat=chosen.seat) if chosen else [],
            "changes": queries.changes_of("Signatory", of=chosen.pk if chosen else None),
            "today": today,
        }


class NewSignatory(FormView):
    """An official with his mandate. `?ganti=` begins with what stands for another one of the seat."""

    permission = "office.manage"
    form_class = SignatoryForm
    template_name = "office/signatory_new.html"
    title = "Penanda tangan baru"
    meta = (
        "Pejabat tetap sebelumnya berakhir sehari sebelum yang baru mulai. Plh. dan Plt. didahulukan selama suratnya."
    )
    submit = "Simpan penanda tangan"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return ("Penanda tangan", reverse("office:signatories"))

    def get_initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = {"starts_on": timezone.localdate()}
        seat = self.request.GET.get("jabatan", "")[:80]
        return {**initial, "seat": seat} if seat else initial

    def done(self, form: Any) -> str:
        days = {name: form.cleaned_data[name] for name in ("starts_on", "ends_on")}
        made = services.name_signatory(values=form.values(), **days)
        messages.success(self.request, f"{made.name} menandatangani sebagai {made.seat_words}.")
        return made.page_url


class EndSignatory(FormView):
    """The last day of an official."""

    permission = "office.manage"
    form_class = EndForm
    submit = "Akhiri"
    meta = "Namanya tetap di surat yang sudah keluar."

    @cached_property
    def signatory(self) -> Signatory:
        return get_object_or_404(Signatory, pk=self.kwargs["pk"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Akhiri {self.signatory.seat_words}: {self.signatory.name}"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return (self.signatory.name, self.signatory.page_url)

    def get_initial(self) -> dict[str, Any]:
        return {"ends_on": timezone.localdate()}

    def done(self, form: Any) -> str:
        services.end_signatory(signatory=self.signatory, ends_on=form.cleaned_data["ends_on"])
        messages.success(self.request, "Tersimpan. Tambah penggantinya bila sudah ada.")
        return self.signatory.page_url
