"""Decide field by field, tier by tier, by another person than the maker."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from dtks.accounts.models import User
from dtks.jobs.services import emit
from dtks.registry.queries import value_text
from dtks.web.locking import locked
from verification.corrections.models import (
    MACHINE_ORIGINS,
    ChangeRequest,
    Decision,
    FieldChange,
    Override,
    Reason,
)
from verification.corrections.queries.evidence import evidence_need, evidence_of
from verification.corrections.queries.permissions import Permission, may_decide
from verification.corrections.services.acts import UPWARD, reason_of
from verification.corrections.services.application import apply_held
from verification.corrections.services.refusals import (
    AlreadyDecided,
    BrokenRule,
    CorrectionError,
    EvidenceMissing,
    NotAllowed,
    ReasonMissing,
    SamePerson,
    StaleValue,
)
from verification.corrections.services.states import Move, enter, hold, require
from verification.corrections.services.urgent import tell_after_decision

State = ChangeRequest.State
Verdict = FieldChange.Verdict


@dataclass(frozen=True)
class Because:
    """A listed reason, with words where it asks for them."""

    code: str
    words: str = ""


def decide_fields(
    *,
    request: ChangeRequest,
    verdicts: Mapping[str, FieldChange.Verdict],
    checker: User,
    reasons: Mapping[str, Because] | None = None,
    over: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> ChangeRequest:
    """Accept or refuse some fields of a request. Once all are decided it is applied, in a step of its own.

    Args:
        verdicts: field -> accepted or refused; fields left out stay undecided.
        reasons: field -> listed reason of a refusal.
        over: field -> the newer value of the citizen that the checker saw and overrides.
        at: when it was decided, for the past of a trial; now without.

    Raises:
        SamePerson, NotAllowed: this person may not decide it now.
        AlreadyDecided: the request or one of the fields has been decided meanwhile.
        StaleValue: a value to be accepted is no longer the one the maker saw; nothing is written.
        ReasonMissing, EvidenceMissing, BrokenRule.
    """
    with locked():
        held = hold(request, for_decision=True)
        decide_held(held, verdicts=verdicts, checker=checker, reasons=reasons, over=over, at=at)
    return held


def decide_held(
    request: ChangeRequest,
    *,
    verdicts: Mapping[str, FieldChange.Verdict],
    checker: User,
    reasons: Mapping[str, Because] | None = None,
    over: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> None:
    """The same for a request that the caller has locked with its citizen (`hold(…, for_decision=True)`)."""
    require(request, Move.DECIDE)
    allowed = require_decider(request, checker)
    prefetch_related_objects([request], "fields")
    changes = _open_fields(request, verdicts)
    if request.is_whole and (len(set(verdicts.values())) > 1 or len(changes) != len(request.fields.all())):
        raise CorrectionError("Usulan ini diputuskan utuh: terima semua, atau tolak semua.")
    _guard(request, changes=changes, verdicts=verdicts, over=over or {})
    because = [
        _judge(change, request=request, verdict=verdicts[change.field], because=(reasons or {}).get(change.field),
               checker=checker, allowed=allowed, over=(over or {}).get(change.field))
        for change in changes
    ]  # fmt: skip
    _close_tier(request, checker)
    if at is not None:
        for each in because:
            each.at = at
        request.decided_at = request.decided_at and at
    if request.state != State.SUBMITTED:
        tell_after_decision(request)
    if request.state == State.APPROVED:
        apply_held(request, because=because)
        return
    Decision.objects.bulk_create(because)
    request.store_fields()
    request.store()
    if request.state == State.REFUSED:
        emit(kind="change.decided", payload={"request": request.pk})


def require_decider(request: ChangeRequest, checker: User) -> Permission:
    """The permission to decide, or the refusal that says why not."""
    allowed = may_decide(request, checker)
    if allowed:
        return allowed
    if allowed.is_maker:
        raise SamePerson(allowed.sentence)
    if not request.waits_for:
        raise BrokenRule(allowed.sentence)
    raise NotAllowed(allowed.sentence)


def _open_fields(request: ChangeRequest, names: Iterable[str]) -> list[FieldChange]:
    """The named fields, if all of them still wait at this tier."""
    wanted = set(names)
    changes = [change for change in request.fields.all() if change.field in wanted]
    if not changes or len(changes) != len(wanted):
        raise CorrectionError("Putuskan paling sedikit satu isian.")
    if any(not is_pending(change, request) for change in changes):
        raise AlreadyDecided(f"{request.number} sudah diputuskan. Ambil perkara berikutnya.")
    return changes


def is_pending(change: FieldChange, request: ChangeRequest) -> bool:
    """Whether a field waits for the verdict of the present tier."""
    return change.verdict == Verdict.UNDECIDED and change.accepted_tiers <= request.tier


def _guard(
    request: ChangeRequest,
    *,
    changes: list[FieldChange],
    verdicts: Mapping[str, FieldChange.Verdict],
    over: Mapping[str, str],
) -> None:
    accepted = [change for change in changes if verdicts[change.field] == Verdict.ACCEPTED]
    if not accepted:
        return
    now = {change.field: value_text(request.citizen, change.field) for change in accepted}
    stale = [
        change.field
        for change in accepted
        if now[change.field]
        not in (over.get(change.field, change.confirmed_over or change.old_value), change.new_value)
    ]
    if stale:
        raise StaleValue(stale)
    need = evidence_need(request)
    if any(need.locks(change) for change in accepted):
        raise EvidenceMissing(f"Berkas belum ada: {need.labels}. Isian ini baru dapat diterima bila berkas ada.")


def _judge(
    change: FieldChange,
    *,
    request: ChangeRequest,
    verdict: FieldChange.Verdict,
    because: Because | None,
    checker: User,
    allowed: Permission,
    over: str | None,
) -> Decision:
    refused = verdict == Verdict.REFUSED
    listed = listed_reason(kind=Reason.Kind.REFUSE, because=because) if refused else None
    if refused and listed is not None:
        change.verdict, change.reason_code = Verdict.REFUSED, listed.code
        change.reason = (because.words if because else "") or listed.label
    else:
        change.accepted_tiers = request.tier + 1
        change.confirmed_over = over if over is not None else change.confirmed_over
        change.verdict = Verdict.ACCEPTED if change.accepted_tiers >= len(request.tiers) else Verdict.UNDECIDED
    return decision_of(
        request=request, change=change, kind=Decision.Kind.REFUSE if refused else Decision.Kind.ACCEPT,
        checker=checker, override=allowed.override,
        because=Because(change.reason_code, change.reason) if refused else None,
    )  # fmt: skip


def listed_reason(*, kind: str, because: Because | None) -> Reason:
    """The listed reason that was given.

    Raises:
        ReasonMissing: none, an unknown one, or one that asks for words without them.
    """
    reason = reason_of(kind, because.code, timezone.localdate()) if because else None
    if reason is None or because is None:
        raise ReasonMissing("Pilih alasan dari daftar.")
    if reason.needs_words and not because.words.strip():
        raise ReasonMissing("Tulis alasannya.")
    return reason


def decision_of(
    *,
    request: ChangeRequest,
    kind: Decision.Kind,
    checker: User | None,
    change: FieldChange | None = None,
    because: Because | None = None,
    override: Override | None = None,
) -> Decision:
    """Who did what at which tier; for the caller to write."""
    return Decision(
        request=request, field_change=change, kind=kind, tier=request.tier, maker_id=request.maker_id,
        checker=checker, override=override, reason_code=because.code if because else "",
        reason=because.words[:200] if because else "",
    )  # fmt: skip


def _close_tier(request: ChangeRequest, checker: User) -> None:
    """Go on to the next tier, or to the end, once nothing waits at this one."""
    changes = list(request.fields.all())
    if any(is_pending(change, request) for change in changes):
        return
    alive = [change for change in changes if change.verdict != Verdict.REFUSED and not change.applied]
    if alive and request.tier + 1 == len(request.tiers) and _needs_second_look(request, checker):
        _ask_second_look(request, alive)
    if alive and request.tier + 1 < len(request.tiers):
        request.tier += 1
        request.waits_for = request.tiers[request.tier]
        request.claimed_by, request.claimed_until = None, None
        return
    accepted = any(change.verdict == Verdict.ACCEPTED for change in changes)
    enter(request, Move.DECIDE, State.APPROVED if accepted else State.REFUSED)
    request.decided_at, request.waits_for = timezone.now(), []


def _needs_second_look(request: ChangeRequest, checker: User) -> bool:
    """Whether a second pair of eyes is asked: the one who decides archived a paper himself, or the lot falls on it."""
    if request.second_look or len(request.tiers) != 1:
        return False
    share: float = settings.SECOND_LOOK_SHARE
    return _brought_by(request, checker) or secrets.randbelow(10_000) < share * 10_000


def _brought_by(request: ChangeRequest, checker: User) -> bool:
    if request.origin in MACHINE_ORIGINS:
        return False
    return any(each.holds and each.document.seen_by_id == checker.pk for each in evidence_of(request))


def _ask_second_look(request: ChangeRequest, alive: list[FieldChange]) -> None:
    """Add a tier for anybody who decides, except the first; what the first accepted waits again."""
    request.second_look = True
    request.tiers = [*request.tiers, list(UPWARD)]
    for change in alive:
        if change.verdict == Verdict.ACCEPTED:
            change.verdict = Verdict.UNDECIDED


def give_override(*, request: ChangeRequest, given_by: User, reason: str) -> Override:
    """The kabid lets a maker decide his own request: dated, reasoned, listed.

    Raises:
        NotAllowed: not the kabid, or the kabid himself is the maker.
        ReasonMissing: no reason.
    """
    if not given_by.may("corrections.override") or request.maker_id == given_by.pk:
        raise NotAllowed("Hanya kabid yang memberi izin, dan tidak untuk usulannya sendiri.")
    if not reason.strip():
        raise ReasonMissing("Tulis alasan izin ini.")
    with transaction.atomic():
        held = hold(request)
        require(held, Move.DECIDE)
        return Override.objects.create(request=held, given_by=given_by, reason=reason.strip())
