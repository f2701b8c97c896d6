"""What a person saw of a citizen in SIKS-NG or Cek Bansos: pasted or keyed once."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from dtks.registry.models import Citizen
from dtks.web.refusals import Refusal
from dtks.web.views import FormView
from verification.siks.forms import LookUpForm
from verification.siks.queries import looks_at
from verification.siks.services import keep_look_up, read_screen, require_his


class LookUpPage(FormView):
    """A pasted screen fills the fields first; only what the person then sees is kept."""

    permission = "siks.look_up"
    form_class = LookUpForm
    template_name = "siks/look_up.html"
    title = "Yang terlihat di pusat"
    submit = "Simpan"

    @cached_property
    def citizen(self) -> Citizen:
        user: Any = self.request.user
        return get_object_or_404(Citizen.objects.visible_to(user).select_related("kelurahan"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            citizen=self.citizen, looks=looks_at(self.citizen.pk, timezone.localdate()),
            back=(self.citizen.name, self.citizen.get_absolute_url()), **kwargs,
        )  # fmt: skip

    def form_valid(self, form: Any) -> HttpResponse:
        pasted = form.cleaned_data["pasted"].strip()
        if not pasted or self.request.POST.get("dibaca"):
            return super().form_valid(form)
        try:
            require_his(citizen=self.citizen, text=pasted)
        except Refusal as refusal:
            form.add_error("pasted", str(refusal))
            return self.form_invalid(form)
        seen = read_screen(pasted)
        data = self.request.POST.copy()
        for name, value in form.filled(seen).items():
            data[name] = value
        return self.render_to_response(
            self.get_context_data(form=LookUpForm(data), was_read=True, nothing_read=seen.is_empty)
        )

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        said = form.cleaned_data
        kept = keep_look_up(
            citizen=self.citizen, source=said["source"], seen_on=said["seen_on"], seen=form.seen(), by=user,
            note=said["note"], pasted=said["pasted"],
        )  # fmt: skip
        messages.success(self.request, f"Yang terlihat di {kept.get_source_display()} dicatat.")
        return self.citizen.get_absolute_url()
