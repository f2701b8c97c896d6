"""The kabid keeps the order of deciders: which act is decided by whom, and what is locked by a broken rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dtks.web.views import FormView, PageView
from verification.corrections import services
from verification.corrections.forms import TIER_ROLES, RuleForm
from verification.corrections.models import Act, ChangeRequest, RuleChange


@dataclass(frozen=True)
class RuleLine:
    """An act with its order in words, whether anybody decides by it, and how many requests it locks."""

    act: Act
    words: str
    sound: bool
    blocked: int
    last: RuleChange | None


def order_words(tiers: Sequence[str]) -> str:
    """An order of deciders as the table says it."""
    known = dict(TIER_ROLES)
    return ", lalu ".join(known.get(role, role) for role in tiers)


def rule_lines() -> list[RuleLine]:
    """All acts, the broken ones first; three queries."""
    locked = ChangeRequest.objects.undecided().filter(tiers=[]).order_by().values_list("act")
    blocked = dict(locked.annotate(number=Count("pk")))
    last: dict[int, RuleChange] = {}
    for change in RuleChange.objects.select_related("changed_by").order_by("changed_at", "pk"):
        last[change.act_id] = change
    lines = [
        RuleLine(
            act, order_words(act.tiers), bool(services.tiers_of(act)),
            blocked.get(act.pk, 0), last.get(act.pk),
        )
        for act in Act.objects.all()
    ]  # fmt: skip
    return sorted(lines, key=lambda line: line.sound)


class Rules(PageView):
    """Every act with its order."""

    permission = "corrections.rules"
    template_name = "corrections/rules.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title="Aturan pemutus", rules=rule_lines(), **kwargs)


class Rule(FormView):
    """Mend or change one; what it locked is opened."""

    permission = "corrections.rules"
    form_class = RuleForm
    template_name = "corrections/rule.html"
    submit = "Simpan aturan"

    @cached_property
    def act(self) -> Act:
        return get_object_or_404(Act, pk=self.kwargs["pk"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Aturan pemutus: {self.act.label}"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return "Aturan pemutus", reverse("corrections:rules")

    meta = "Berlaku bagi usulan baru. Tahap milik pengusul sendiri jatuh kepada peran di atasnya."

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "act": self.act}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = list(self.act.rule_changes.select_related("changed_by"))
        for change in changes:
            change.words_before, change.words_after = order_words(change.tiers_before), order_words(change.tiers)  # type: ignore[attr-defined]
        return super().get_context_data(changes=changes, **kwargs)

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        said = form.cleaned_data
        change = services.change_rule(
            act=self.act, tiers=form.tiers(), evidence=said["evidence"], by=user, reason=said["reason"]
        )
        opened = f" {change.opened} usulan yang terkunci terbuka." if change.opened else ""
        messages.success(self.request, f"Aturan disimpan.{opened}")
        return reverse("corrections:rules")
