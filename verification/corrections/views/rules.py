"""The kabid keeps the order of deciders: which act is decided by whom from when, what is locked by a broken rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dtks.office.queries import code_labels
from dtks.web.views import FormView, PageView
from verification.corrections import services
from verification.corrections.forms import TIER_ROLES, ReasonForm, RuleForm
from verification.corrections.models import Act, ChangeRequest, RuleChange
from verification.corrections.models.acts import ActRule, EvidenceRule
from verification.corrections.queries.outcomes import TABLE, outcomes_of, papers_in_words, sole_outcome

# Family, word and icon of where a rule stands in time.
CHIPS = {
    "coming": ("varian", "Akan berlaku", "clock"), "now": ("padan", "Berlaku", "check"),
    "past": ("kosong", "Sudah lewat", "clock"), "withdrawn": ("kosong", "Ditarik", "x"),
}  # fmt: skip


@dataclass(frozen=True)
class RuleLine:
    """An act with its order in words, whether anybody decides by it, and how many requests it locks."""

    act: Act
    words: str
    evidence: str
    own: int  # outcomes with a rule of their own
    sound: bool
    blocked: int
    last: RuleChange | None
    coming: list[tuple[date, str]]  # the day on which another rule begins, and that rule


@dataclass(frozen=True)
class RuleShown:
    """A rule of the past, of today or to come, as its page shows it."""

    change: RuleChange
    standing: str
    words: str
    before: str
    own: list[str] = field(default_factory=list)

    @property
    def chip(self) -> tuple[str, str, str]:
        return CHIPS[self.standing]


def order_words(tiers: Sequence[str]) -> str:
    """An order of deciders as the table says it."""
    known = dict(TIER_ROLES)
    return ", lalu ".join(known.get(role, role) for role in tiers)


def missing_words(rule: str) -> str:
    """What a missing paper does, in a word: diperingatkan."""
    return dict(EvidenceRule.choices).get(rule, rule)


def rule_words(rule: ActRule) -> str:
    """An order and what a missing paper does: "operator, lalu kasi; berkas diperingatkan"."""
    return f"{order_words(rule.tiers)}; berkas {missing_words(rule.evidence)}"


def own_words(rule: ActRule) -> list[str]:
    """What is otherwise for an outcome: "32 ASN, TNI, …: diperingatkan"."""
    labels = code_labels(TABLE)
    return [f"{code} {labels.get(code, '')}: {missing_words(own)}" for code, own in rule.outcomes.items()]


def rule_lines() -> list[RuleLine]:
    """All acts, the broken ones first; three queries."""
    locked = ChangeRequest.objects.undecided().filter(tiers=[]).order_by().values_list("act")
    blocked = dict(locked.annotate(number=Count("pk")))
    last: dict[int, RuleChange] = {}
    begun = RuleChange.objects.filter(withdrawn_at=None, starts_on__lte=timezone.localdate())
    for change in begun.select_related("changed_by"):
        last.setdefault(change.act_id, change)
    lines = [_line(act, blocked.get(act.pk, 0), last.get(act.pk)) for act in Act.objects.all()]
    return sorted(lines, key=lambda line: line.sound)


def _line(act: Act, blocked: int, last: RuleChange | None) -> RuleLine:
    rule, today = act.rule, timezone.localdate().isoformat()
    days = [date.fromisoformat(each["starts_on"]) for each in act.coming if each["starts_on"] > today]
    later = [(day, rule_words(act.rule_on(day))) for day in days]
    return RuleLine(
        act, order_words(rule.tiers), missing_words(rule.evidence), len(rule.outcomes),
        bool(services.tiers_of(act)), blocked, last, later,
    )  # fmt: skip


def shown_rules(changes: Iterable[RuleChange], today: date) -> list[RuleShown]:
    """Rules of an act, the latest day first, each with where it stands: of those that have begun the first holds."""
    found: list[RuleShown] = []
    for change in changes:
        if change.withdrawn_at is not None:
            standing = "withdrawn"
        elif change.is_coming(today):
            standing = "coming"
        else:
            standing = "past" if any(each.standing == "now" for each in found) else "now"
        words, before = rule_words(change.rule), rule_words(change.before)
        found.append(RuleShown(change, standing, words, before, own_words(change.rule)))
    return found


class Rules(PageView):
    """Every act with its order."""

    permission = "corrections.rules"
    template_name = "corrections/rules.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title="Aturan pemutus", rules=rule_lines(), **kwargs)


class Rule(FormView):
    """Mend or change one from a day on; what it locked is opened when it begins."""

    permission = "corrections.rules"
    form_class = RuleForm
    template_name = "corrections/rule.html"
    submit = "Simpan aturan"
    meta = "Berlaku bagi usulan baru mulai hari itu. Tahap milik pengusul sendiri jatuh kepada peran di atasnya."

    @cached_property
    def act(self) -> Act:
        return get_object_or_404(Act, pk=self.kwargs["pk"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Aturan pemutus: {self.act.label}"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return "Aturan pemutus", reverse("corrections:rules")

    def get_form_kwargs(self) -> dict[str, Any]:
        outcomes = [] if sole_outcome(self.act.code) else outcomes_of(self.act.code)
        return {**super().get_form_kwargs(), "act": self.act, "outcomes": outcomes}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form, today = context["form"], timezone.localdate()
        papers = papers_in_words([outcome for outcome, _ in form.outcome_boxes()])
        changes = self.act.rule_changes.select_related("changed_by", "withdrawn_by")
        return context | {
            "boxes": [(outcome, papers[outcome.code], box) for outcome, box in form.outcome_boxes()],
            "changes": (shown := shown_rules(changes, today)),
            "as_made": None if any(each.standing == "now" for each in shown) else rule_words(self.act.rule),
        }

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        said = form.cleaned_data
        change = services.change_rule(
            act=self.act, tiers=form.tiers(), evidence=said["evidence"], outcomes=form.outcomes(),
            starts_on=said["starts_on"], by=user, reason=said["reason"],
        )  # fmt: skip
        opened = f" {change.opened} usulan yang terkunci terbuka." if change.opened else ""
        later = change.is_coming(timezone.localdate())
        words = f"berlaku mulai {change.starts_on:%d-%m-%Y}" if later else "berlaku sekarang"
        messages.success(self.request, f"Aturan disimpan, {words}.{opened}")
        return reverse("corrections:rule", args=[self.act.pk]) if later else reverse("corrections:rules")


class WithdrawRule(FormView):
    """Take back one that has not begun yet, with a reason."""

    permission = "corrections.rules"
    form_class = ReasonForm
    title = "Tarik aturan"
    submit = "Tarik aturan"

    @cached_property
    def change(self) -> RuleChange:
        return get_object_or_404(RuleChange.objects.select_related("act"), pk=self.kwargs["pk"])

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return self.change.act.label, reverse("corrections:rule", args=[self.change.act_id])

    @property
    def meta(self) -> str:  # type: ignore[override]
        change = self.change
        return f"{change.act.label}: mulai {change.starts_on:%d-%m-%Y} {rule_words(change.rule)}. Yang berlaku tetap."

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        services.withdraw_rule(change=self.change, by=user, reason=form.cleaned_data["reason"])
        messages.success(self.request, f"Aturan mulai {self.change.starts_on:%d-%m-%Y} ditarik; yang berlaku tetap.")
        return reverse("corrections:rule", args=[self.change.act_id])
