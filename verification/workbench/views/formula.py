"""The open formula: what each factor gives; what another one would do to the order; the kabid sets it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from dtks.web.views import FormView
from verification.workbench import services
from verification.workbench.forms import FormulaForm
from verification.workbench.models import Formula
from verification.workbench.queries import current_weights, current_window, preview


class FormulaPage(FormView):
    """See and try (whoever decides), save (kabid)."""

    permission = "corrections.decide"
    form_class = FormulaForm
    title = "Rumus poin"
    template_name = "workbench/formula.html"
    back = None

    def get_initial(self) -> dict[str, Any]:
        return {**asdict(current_weights()), "starts_on": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user: Any = self.request.user
        form, weights, window = context["form"], current_weights(), current_window()
        wanted = form.weights() if form.is_bound and form.is_valid() else None
        return context | {
            "back": ("Antrean", reverse("workbench:queue")),
            "window": window,
            "today_points": weights.deadline(window.working_days),
            "may_set": user.may("corrections.rules"),
            "preview": preview(user, wanted) if wanted else None,
            "tried": _tried(form) if wanted else "",
            "history": Formula.objects.select_related("set_by")[:10],
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """It is saved only after what it would do was on the screen; trying writes nothing."""
        if "coba" in self.request.POST or self.request.POST.get("dicoba") != _tried(form):
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_valid(form)

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        said = form.cleaned_data
        made = services.set_formula(weights=form.weights(), starts_on=said["starts_on"], reason=said["reason"], by=user)
        messages.success(self.request, f"Rumus poin disimpan; berlaku mulai {made.starts_on:%d-%m-%Y}.")
        return reverse("workbench:formula")


def _tried(form: FormulaForm) -> str:
    """The numbers of a preview, as the form that saves them carries them."""
    return "-".join(str(number) for number in asdict(form.weights()).values())
