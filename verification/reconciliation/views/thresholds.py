"""The bounds of the bands: what another bound would do to the last run, before the kabid saves it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from dtks.web.forms import OfficeForm
from dtks.web.refusals import Refusal
from dtks.web.views import FormView
from verification.reconciliation import services
from verification.reconciliation.models import Band, Run, Thresholds
from verification.reconciliation.queries.runs import bands_under, flagged_share, moving_under, wrong_in_band


class ThresholdsForm(OfficeForm):
    """Two bounds, the brake, and why."""

    same = forms.FloatField(label="Pita sama, mulai", min_value=0.01, max_value=1, help_text="0,01 sampai 1")
    eyes = forms.FloatField(label="Pita lain, di bawah", min_value=0.01, max_value=1)
    brake = forms.FloatField(label="Rem: bagian tidak padan", min_value=0.01, max_value=1, help_text="0,6 berarti 60%")
    reason = forms.CharField(label="Alasan", max_length=200, required=False, help_text="diminta saat menyimpan")

    def clean(self) -> dict[str, Any]:
        """Low below high: equal bounds leave no middle band (failure 19)."""
        values: dict[str, Any] = super().clean() or {}
        eyes, same = values.get("eyes"), values.get("same")
        if eyes is not None and same is not None and not eyes < same:
            self.add_error("eyes", "Batas bawah harus lebih kecil dari batas atas; di antaranya orang memeriksa.")
        return values


class ThresholdsPage(FormView):
    """Try (everybody who sees runs), save (kabid)."""

    permission = "reconciliation.see"
    form_class = ThresholdsForm
    title = "Rumus dan ambang"
    template_name = "reconciliation/thresholds.html"

    @property
    def trying(self) -> bool:
        return self.request.GET.get("coba") == "1"

    def get_initial(self) -> dict[str, Any]:
        now = services.current_thresholds()
        return {"eyes": now.eyes, "same": now.same, "brake": now.brake}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Trying is a GET: nothing is written."""
        kwargs = super().get_form_kwargs()
        if self.request.method == "GET" and self.trying:
            kwargs["data"] = self.request.GET
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        run = Run.objects.filter(state=Run.State.DONE).first()
        now = services.current_thresholds()
        user: Any = self.request.user
        form = context["form"]
        wanted = form.cleaned_data if form.is_bound and form.is_valid() else None
        context |= {
            "back": ("Rekonsiliasi", reverse("reconciliation:runs")),
            "now": now,
            "run": run,
            "history": Thresholds.objects.select_related("set_by")[:10],
            "may_set": user.may("reconciliation.thresholds"),
            "wanted": wanted,
        }
        if run is not None and wanted:
            context |= self.preview(run, now, wanted)
        return context

    def preview(self, run: Run, now: Thresholds, wanted: dict[str, Any]) -> dict[str, Any]:
        """The bands of the last run, as they are and as they would be; who would move, and how often that was wrong."""
        before = bands_under(run, eyes=now.eyes, same=now.same)
        then = bands_under(run, eyes=wanted["eyes"], same=wanted["same"])
        rows = [(Band(band).label, before[band], then[band], then[band] - before[band]) for band in Band.values]
        return {
            "bands": rows,
            "moving": moving_under(run, eyes=wanted["eyes"], same=wanted["same"]),
            "wrong_now": wrong_in_band(run, same=now.same),
            "between": [
                (word, min(one, two), max(one, two))
                for word, one, two in (
                    ("pita sama", now.same, wanted["same"]),
                    ("pita lain", now.eyes, wanted["eyes"]),
                )
                if one != two
            ],
            "tried": _tried(wanted),
            "held_by_brake": flagged_share(run) > wanted["brake"],
            "flagged": flagged_share(run),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Bounds are saved only after what they would do was on the screen. To try them is an address of its own."""
        if self.request.POST.get("coba"):
            asked = {name: self.request.POST.get(name, "") for name in ("same", "eyes", "brake", "reason")}
            return redirect(f"{reverse('reconciliation:thresholds')}?{urlencode({**asked, 'coba': 1})}")
        if Run.objects.filter(state=Run.State.DONE).exists() and self.request.POST.get("dicoba") != _tried(
            form.cleaned_data
        ):
            messages.info(self.request, "Lihat dulu akibatnya pada rekonsiliasi terakhir, lalu simpan.")
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_valid(form)

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        if not user.may("reconciliation.thresholds"):
            raise PermissionDenied
        values = form.cleaned_data
        if not values["reason"].strip():
            raise Refusal("Tulis alasan mengubah ambang; ia dicatat dengan tanggalnya.")
        services.set_thresholds(
            eyes=values["eyes"], same=values["same"], brake=values["brake"], reason=values["reason"], actor=user
        )
        messages.success(
            self.request, "Ambang disimpan. Berlaku mulai rekonsiliasi berikutnya; hasil lama tidak berubah."
        )
        return reverse("reconciliation:thresholds")


def _tried(values: dict[str, Any]) -> str:
    """The bounds of a preview, as the form that saves them carries them."""
    return f"{values['eyes']:.4f}|{values['same']:.4f}|{values['brake']:.4f}"
