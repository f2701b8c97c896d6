"""The kabid mends or changes the order in which an act is decided and what a missing paper does, from a day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import User
from verification.corrections.models import Act, RuleChange
from verification.corrections.models.acts import ActRule, EvidenceRule
from verification.corrections.queries.outcomes import OF_ACT
from verification.corrections.services.acts import MAKING_ROLES, UPWARD, tiers_by
from verification.corrections.services.alerts import open_blocked
from verification.corrections.services.refusals import BrokenRule, NotAllowed, ReasonMissing, RuleDay, WrongState

MOST_AHEAD = timedelta(days=366)


@transaction.atomic
def change_rule(
    *, act: Act, tiers: Sequence[str], evidence: str, by: User, reason: str, outcomes: Mapping[str, str] | None = None,
    starts_on: date | None = None,
) -> RuleChange:  # fmt: skip
    """Write a rule that holds from a local day on; until then every new request takes the one before it.

    Locked requests of the act are opened by a rule of today at once, by a later one when it begins; all others keep the
    order with which they were submitted.

    Args:
        outcomes: outcome code -> what a missing paper does, where it has a rule of its own; without, as until then.
        starts_on: today without; at most a year ahead.

    Raises:
        NotAllowed: not the kabid.
        BrokenRule: nobody would decide by it.
        ReasonMissing: no reason.
        RuleDay: a day that is over or too far away, or on which another rule begins.
    """
    _require_kabid(by, reason)
    today = timezone.localdate()
    day = starts_on or today
    held = Act.objects.select_for_update().get(pk=act.pk)
    before = held.rule_on(day)
    said = before.outcomes if outcomes is None else outcomes
    rule = _sound(ActRule([role for role in tiers if role], evidence, _own_rules(held, said)))
    _require_day(held, day, today)
    held.keep_rule(rule, starts_on=day, today=today)
    return RuleChange.objects.create(
        act=held, starts_on=day, tiers_before=before.tiers, tiers=rule.tiers, evidence_before=before.evidence,
        evidence=evidence, outcomes_before=before.outcomes, outcomes=rule.outcomes, reason=reason.strip()[:200],
        opened=open_blocked() if day == today else 0, changed_by=by,
    )  # fmt: skip


@transaction.atomic
def withdraw_rule(*, change: RuleChange, by: User, reason: str) -> RuleChange:
    """Take back a rule that has not begun yet; it stays readable, with the reason.

    Raises:
        NotAllowed: not the kabid.
        ReasonMissing: no reason.
        WrongState: it holds already, or was withdrawn.
    """
    _require_kabid(by, reason)
    act = Act.objects.select_for_update().get(pk=change.act_id)
    held = RuleChange.objects.select_for_update().get(pk=change.pk)
    if held.withdrawn_at is not None:
        raise WrongState("Aturan ini sudah ditarik.")
    if not held.is_coming(timezone.localdate()):
        raise WrongState("Aturan ini sudah mulai berlaku. Ubah aturannya mulai hari ini.")
    act.drop_rule(held.starts_on)
    held.withdrawn_by, held.withdrawn_at, held.withdrawn_reason = by, timezone.now(), reason.strip()[:200]
    held.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    return held


def _require_kabid(by: User, reason: str) -> None:
    if not by.may("corrections.rules"):
        raise NotAllowed("Hanya kabid yang mengubah aturan pemutus.")
    if not reason.strip():
        raise ReasonMissing("Tulis mengapa aturannya diubah.")


def _sound(rule: ActRule) -> ActRule:
    """An order by which somebody decides: who proposes, then who decides from the lowest role up, each once."""
    deciders = [role for role in rule.tiers if role in UPWARD]
    if not deciders or not tiers_by(rule.tiers):
        words = "Menurut urutan ini tidak ada yang memutus: loket dan kelurahan hanya mengusulkan."
        raise BrokenRule(f"{words} Tambahkan operator, kasi atau kabid.")
    if len(set(rule.tiers)) != len(rule.tiers):
        raise BrokenRule("Satu peran dua kali dalam urutan ini. Pilih urutan lain.")
    if rule.tiers != [role for role in rule.tiers if role in MAKING_ROLES] + sorted(deciders, key=UPWARD.index):
        raise BrokenRule("Urutannya naik: pengusul dahulu, lalu operator, kasi, kabid. Susun ulang tahapnya.")
    return rule


def _own_rules(act: Act, said: Mapping[str, str]) -> dict[str, str]:
    """Outcomes of the act that have a rule of their own, in the order of the table."""
    return {code: said[code] for code in OF_ACT.get(act.code, ()) if said.get(code) in EvidenceRule.values}


def _require_day(act: Act, day: date, today: date) -> None:
    if day < today:
        raise RuleDay("Hari yang lewat tidak berubah. Pilih hari ini atau sesudahnya.")
    if day > today + MOST_AHEAD:
        raise RuleDay("Paling jauh setahun ke depan. Pilih hari yang lebih dekat.")
    if any(each["starts_on"] == day.isoformat() for each in act.coming) and day > today:
        raise RuleDay(f"Sudah ada aturan yang mulai {day:%d-%m-%Y}. Tarik yang itu dahulu, atau pilih hari lain.")
