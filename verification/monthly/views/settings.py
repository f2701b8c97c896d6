"""Dated settings of the packet: which sheets wait for the mayor, in which order the desks initial."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone

from dtks.web.views import FormView
from verification.monthly import services
from verification.monthly.forms import FinalizationForm, OrderForm
from verification.monthly.models import FinalizationRule, TemplateKind
from verification.monthly.queries import packets


class Finalization(FormView):
    """From when on which sheets wait for the mayor's letter."""

    permission = "packets.freeze"
    form_class = FinalizationForm
    title = "Pengesahan wali kota"
    submit = "Berlakukan"
    template_name = "monthly/finalization.html"

    def get_initial(self) -> dict[str, Any]:
        today = timezone.localdate()
        now = packets.required_kinds(today)
        return {"kinds": sorted(now) or list(TemplateKind.values), "starts_on": today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = packets.required_kinds(timezone.localdate())
        return super().get_context_data(
            back=("Paket", reverse("monthly:packets")),
            now=[TemplateKind(kind).label for kind in TemplateKind.values if kind in now],
            ever=FinalizationRule.objects.exists(),
            rules=FinalizationRule.objects.select_related("set_by")[:20],
            order=packets.order_in_force(timezone.localdate()),
            **kwargs,
        )

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        services.set_finalization(
            required=form.cleaned_data["kinds"], starts_on=form.cleaned_data["starts_on"], actor=user
        )
        messages.success(self.request, "Aturan pengesahan disimpan.")
        return reverse("monthly:finalization")


class Order(FormView):
    """The order of desks for packets that are frozen from now on."""

    permission = "packets.freeze"
    form_class = OrderForm
    title = "Urutan paraf"
    submit = "Simpan urutan"

    def get_initial(self) -> dict[str, Any]:
        lines = [f"{desk.seat}; {desk.usual_days}" for desk in packets.order_in_force(timezone.localdate())]
        return {"seats": "\n".join(lines)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back=("Pengesahan", reverse("monthly:finalization")), **kwargs)

    def done(self, form: Any) -> str:
        services.set_order(seats=form.cleaned_data["seats"], starts_on=timezone.localdate())
        messages.success(self.request, "Urutan paraf disimpan. Paket yang sedang diedarkan memakai urutan lamanya.")
        return reverse("monthly:finalization")
