"""The short chain of the urgent lane: cut by the kabid's rule, and told to whoever was passed over (idea 10)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import User
from dtks.assignments.models import Kind
from dtks.assignments.services import Draft, assign
from dtks.jobs.services import emit
from dtks.office.queries import code_labels
from dtks.web.memory import forget
from verification.corrections.models import ChangeRequest, ShortChain, UrgentRule
from verification.corrections.queries.permissions import JUDGING
from verification.corrections.queries.urgent import (
    RULES,
    LaneRule,
    lane_rule,
    lane_rule_on,
    left_out,
    may_be_shortened,
    shortened,
)
from verification.corrections.services.refusals import CorrectionError, NotAllowed, ReasonMissing

if TYPE_CHECKING:
    from dtks.jobs.models import Event

DAYS_TO_READ = 2  # working days in which the tier that was passed over reads it


def shorten(request: ChangeRequest) -> bool:
    """Cut the rest of an urgent request's chain by the rule of today; what has been decided stays. For the caller to
    save, and to write down with `note_short_chain` once the request is there. False: it goes the whole way."""
    if not (request.urgent_reason and may_be_shortened(request.act) and lane_rule().short_chain):
        return False
    before = [list(tier) for tier in request.tiers]
    done = before[: request.tier]
    cut = [*done, *shortened(before[request.tier :])]
    if cut == before:
        return False
    request.cut_from = before  # type: ignore[attr-defined]
    request.tiers, request.waits_for = cut, cut[request.tier]
    return True


def note_short_chain(request: ChangeRequest) -> None:
    """Write down that a request goes the short chain."""
    ShortChain.objects.get_or_create(request=request, defaults={"tiers_before": request.cut_from})  # type: ignore[attr-defined]


def tell_after_decision(request: ChangeRequest) -> None:
    """Once an urgent request is decided, have the passed-over tier told; no other request costs a query."""
    if request.urgent_reason:
        emit(kind="urgent.decided", payload={"request": request.pk})


@transaction.atomic
def tell_passed_over(event: Event) -> None:
    """Handler of `urgent.decided`: a task for each higher role that the short chain passed over. Safe to repeat."""
    request = ChangeRequest.objects.select_related("act", "citizen").get(pk=event.payload["request"])
    last = request.decisions.filter(kind__in=JUDGING).order_by("-pk").first()
    if request.state == ChangeRequest.State.SUBMITTED or last is None:
        return
    why = code_labels("urgent_reason").get(request.urgent_reason, "").lower()
    for role in passed_over(request):
        assign(
            draft=Draft(
                kind=Kind.OTHER, role=role, days=DAYS_TO_READ, key=f"urgent|{request.pk}|{role}",
                title=f"Diputus lewat jalur mendesak: {request.act.label}", origin=request.number,
                origin_url=request.get_absolute_url(),
                step=f"{request.number} ({why}) {request.get_state_display()} oleh {last.checker} lewat jalur pendek, "
                "tanpa tahap Anda. Baca putusannya; bila keliru, usulkan pembalikan.",
            )
        )  # fmt: skip


def passed_over(request: ChangeRequest) -> list[str]:
    """Higher roles that the short chain of a request left out; none where it went the whole way."""
    chain = ShortChain.objects.filter(request=request).first()
    judged = request.decisions.filter(kind__in=JUDGING).select_related("checker")
    return left_out(chain.tiers_before, judged) if chain else []


@transaction.atomic
def set_urgent_rule(*, rule: LaneRule, starts_on: date, reason: str, by: User) -> UrgentRule:
    """Write a rule of the lane that holds from a day on; requests keep the chain with which they were submitted.

    Raises:
        NotAllowed: not the kabid.
        ReasonMissing: no reason.
        CorrectionError: a day that is over, or nothing changes.
    """
    if not by.may("corrections.rules"):
        raise NotAllowed("Hanya kabid yang mengubah aturan jalur mendesak.")
    if not reason.strip():
        raise ReasonMissing("Tulis mengapa aturannya diubah.")
    if starts_on < timezone.localdate():
        raise CorrectionError("Aturan berlaku mulai hari ini atau sesudahnya.")
    if rule == lane_rule_on(starts_on):
        raise CorrectionError("Aturan ini sudah yang berlaku pada hari itu.")
    made = UrgentRule.objects.create(
        hours=rule.hours, quota=rule.quota, short_chain=rule.short_chain, starts_on=starts_on,
        reason=reason.strip()[:200], set_by=by,
    )  # fmt: skip
    forget(RULES)
    return made
