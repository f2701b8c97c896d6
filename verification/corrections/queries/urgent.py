"""The urgent lane by its rule: hours, quota, and which requests go the short chain (idea 10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from dtks.accounts.models import Role
from dtks.office.queries.hours import after_working, days_off
from dtks.web.memory import kept
from verification.corrections.models import Act, Decision, UrgentRule

UNTOUCHED = ("exit", "household")  # groups of acts that always go the whole way (decisions.md 1)
FIRST = [Role.OPERATOR.value]
RULES = "urgent-rules"  # their name in the process's memory
AHEAD = timedelta(days=400)  # holidays are looked up so far


@dataclass(frozen=True)
class LaneRule:
    """What holds in the lane; without a row of the kabid these hold: one working day of the counter."""

    hours: int = 7  # of the office
    quota: int = 10  # a month
    short_chain: bool = True

    @property
    def seconds(self) -> int:
        return self.hours * 3600

    def due(self, start: datetime) -> datetime:
        """When the clock of something that came in at a moment runs out."""
        return after_working(start, self.seconds, days_off(start, start + AHEAD))


def lane_rule(day: date | None = None) -> LaneRule:
    """The rule of a day, today without; all of them, a handful, are read once a minute."""
    return _of_day(kept(RULES, lambda: list(UrgentRule.objects.all())), day or timezone.localdate())


def lane_rule_on(day: date) -> LaneRule:
    """The rule of a day, as it stands in the table this moment."""
    return _of_day(UrgentRule.objects.all(), day)


def _of_day(rules: Iterable[UrgentRule], day: date) -> LaneRule:
    row = next((each for each in rules if each.starts_on <= day), None)  # the newest first
    return LaneRule(row.hours, row.quota, row.short_chain) if row else LaneRule()


def may_be_shortened(act: Act) -> bool:
    """Whether the lane may shorten the chain of an act: one that it takes, no exit and nothing of a household."""
    return act.urgent_allowed and act.group not in UNTOUCHED


def left_out(tiers_before: Sequence[Sequence[str]], decisions: Iterable[Decision]) -> list[str]:
    """Higher roles of the whole chain none of whose people decided by the short one.

    Args:
        decisions: the verdicts on the request, with their checkers and these with their mandates.
    """
    higher = [role for tier in tiers_before for role in tier if role != Role.OPERATOR]
    held = {role for each in decisions for role in _roles_in(each)}
    return [role for role in dict.fromkeys(higher) if role not in held]


def _roles_in(decision: Decision) -> set[str]:
    """The roles that its checker held on that day."""
    mandates = decision.checker.mandates.all() if decision.checker else ()
    return {mandate.role for mandate in mandates if mandate.is_in_force(timezone.localdate(decision.at))}


def shortened(tiers: Sequence[Sequence[str]]) -> list[list[str]]:
    """An order of deciders in the lane: the operator, then whoever of the higher tiers is there first.

    Where the operator is the maker his tier has fallen upward already: one tier is left, and two persons still. An
    order that begins elsewhere, or has no two higher tiers, stays as it is.
    """
    first = [list(tier) for tier in tiers[:1] if list(tier) == FIRST]
    higher = tiers[len(first) :]
    if len(higher) < 2:
        return [list(tier) for tier in tiers]
    return [*first, list(dict.fromkeys(role for tier in higher for role in tier))]
