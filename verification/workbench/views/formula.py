"""The open formula: what each factor gives; what another one would do to the order; the kabid sets it."""

from __future__ import annotations

from dataclasses import asdict
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dtks.web.views import FormView
from verification.corrections.forms import ReasonForm
from verification.corrections.views.rules import CHIPS
from verification.workbench import services
from verification.workbench.forms import FormulaForm
from verification.workbench.models import Formula
from verification.workbench.queries import current_weights, current_window, preview
from verification.workbench.queries.formula import formulas


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
            "history": [(each, CHIPS[each.standing]) for each in formulas(timezone.localdate())],
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


class WithdrawFormula(FormView):
    """Take back one that has not begun yet, with a reason."""

    permission = "corrections.rules"
    form_class = ReasonForm
    title = "Tarik rumus"
    submit = "Tarik rumus"

    @cached_property
    def formula(self) -> Formula:
        return get_object_or_404(Formula, pk=self.kwargs["pk"])

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return "Rumus poin", reverse("workbench:formula")

    @property
    def meta(self) -> str:  # type: ignore[override]
        return f"Rumus yang mulai {self.formula.starts_on:%d-%m-%Y}: {self.formula.reason}. Yang berlaku tetap."

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        services.withdraw_formula(formula=self.formula, by=user, reason=form.cleaned_data["reason"])
        messages.success(self.request, f"Rumus mulai {self.formula.starts_on:%d-%m-%Y} ditarik; yang berlaku tetap.")
        return reverse("workbench:formula")


def _tried(form: FormulaForm) -> str:
    """The numbers of a preview, as the form that saves them carries them."""
    return "-".join(str(number) for number in asdict(form.weights()).values())
