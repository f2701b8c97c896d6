"""The kabid keeps the rule of the urgent lane: its clock, its quota, its short chain."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone

from dtks.web.views import FormView
from verification.corrections import services
from verification.corrections.forms import UrgentRuleForm
from verification.corrections.models import Act, UrgentRule
from verification.corrections.queries.permissions import tier_words
from verification.corrections.queries.urgent import lane_rule, may_be_shortened, shortened


class UrgentLaneRule(FormView):
    """See which acts go which way (whoever decides), change it (kabid)."""

    permission = "corrections.decide"
    form_class = UrgentRuleForm
    title = "Aturan jalur mendesak"
    meta = "Jam berjalan selama kantor buka; hari libur dilewati. Usulan yang sudah masuk tetap pada urutannya."
    template_name = "corrections/urgent.html"
    submit = "Simpan aturan"

    def get_initial(self) -> dict[str, Any]:
        return {**asdict(lane_rule()), "starts_on": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        today, rule = timezone.localdate(), lane_rule()
        rows = list(UrgentRule.objects.select_related("set_by")[:20])
        now = next((row for row in rows if row.starts_on <= today), None)
        return super().get_context_data(
            back=("Antrean", reverse("workbench:queue")), rule=rule, ways=_ways(short=rule.short_chain),
            rows=[(row, row == now, row.starts_on > today) for row in rows], may_set=user.may("corrections.rules"),
            **kwargs,
        )  # fmt: skip

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        said = form.cleaned_data
        made = services.set_urgent_rule(rule=form.rule(), starts_on=said["starts_on"], reason=said["reason"], by=user)
        messages.success(self.request, f"Aturan jalur mendesak disimpan; berlaku mulai {made.starts_on:%d-%m-%Y}.")
        return reverse("corrections:urgent_rule")


def _ways(*, short: bool) -> list[tuple[Act, str, str]]:
    """Each act that the lane takes: its usual order, and the one in the lane where that is another."""
    found = []
    for act in Act.objects.filter(urgent_allowed=True):
        usual = services.tiers_of(act)
        lane = shortened(usual) if short and may_be_shortened(act) else usual
        found.append((act, _words(usual), _words(lane) if lane != usual else ""))
    return found


def _words(tiers: list[list[str]]) -> str:
    return ", lalu ".join(tier_words(tier) for tier in tiers)
