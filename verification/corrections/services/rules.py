"""The kabid mends or changes the order in which an act is decided."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from dtks.accounts.models import User
from verification.corrections.models import Act, RuleChange
from verification.corrections.services.acts import tiers_of
from verification.corrections.services.alerts import open_blocked
from verification.corrections.services.refusals import BrokenRule, NotAllowed, ReasonMissing


@transaction.atomic
def change_rule(*, act: Act, tiers: Sequence[str], evidence: str, by: User, reason: str) -> RuleChange:
    """Write the new order; locked requests of the act are opened with it, others keep theirs.

    Raises:
        NotAllowed: not the kabid.
        BrokenRule: nobody would decide by it.
        ReasonMissing: no reason.
    """
    if not by.may("corrections.rules"):
        raise NotAllowed("Hanya kabid yang mengubah aturan pemutus.")
    if not reason.strip():
        raise ReasonMissing("Tulis mengapa aturannya diubah.")
    held = Act.objects.select_for_update().get(pk=act.pk)
    before, held.tiers = list(held.tiers), [role for role in tiers if role]
    evidence_before, held.evidence = held.evidence, evidence
    if not tiers_of(held) or len(set(held.tiers)) != len(held.tiers):
        raise BrokenRule("Menurut urutan ini tidak ada yang memutus, atau satu peran dua kali. Pilih urutan lain.")
    held.save(update_fields=["tiers", "evidence"])
    opened = open_blocked()
    return RuleChange.objects.create(
        act=held, tiers_before=before, tiers=held.tiers, evidence_before=evidence_before, evidence=evidence,
        reason=reason.strip()[:200], opened=opened, changed_by=by,
    )  # fmt: skip
