"""Propose: freeze what the maker saw, what is proposed, and on what it rests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import User
from dtks.jobs.services import emit
from dtks.office.services import numbered_code, numbered_codes
from dtks.papers.models import Document
from dtks.registry.models import Citizen, Household, LifeState
from dtks.registry.queries import family_of, value_text
from dtks.web.locking import locked
from verification.corrections.models import (
    MACHINE_ORIGINS,
    Act,
    ChangeRequest,
    Evidence,
    FieldChange,
    Origin,
    SuccessionMember,
)
from verification.corrections.queries.bases import basis_of, explanation_of, worst_verdict
from verification.corrections.queries.evidence import NeededPaper, papers_needed
from verification.corrections.queries.likeness import likeness_of
from verification.corrections.queries.outcomes import outcome_in, outcome_of, sole_outcome
from verification.corrections.services.acts import CONFIRMING, act_for_fields, tiers_of
from verification.corrections.services.citations import cite_more
from verification.corrections.services.questions import add_note, answered, send_again
from verification.corrections.services.refusals import CorrectionError, NotAllowed, OpenAlready
from verification.corrections.services.states import hold
from verification.corrections.services.urgent import note_short_chain, shorten
from verification.sources.models import Comparison
from verification.sources.queries import latest_extract
from verification.sources.services import compare_now

State = ChangeRequest.State
NUMBER_KIND = "change_request"


@dataclass(frozen=True, kw_only=True)
class Whence:
    """Where a person's act comes from: the word, its number as text, and why it is urgent."""

    origin: Origin = Origin.CITIZEN_PAGE
    reference: str = ""
    urgent_reason: str = ""


def propose(
    *,
    citizen: Citizen,
    act: str,
    values: Mapping[str, str],
    origin: Origin,
    origin_reference: str = "",
    maker: User | None,
    started_by: User | None = None,
    reason: str = "",
    outcome: str = "",
    comparison: Comparison | None = None,
    documents: Sequence[Document] = (),
    proves: Mapping[int, Sequence[str]] | None = None,
    urgent_reason: str = "",
    reverses: ChangeRequest | None = None,
    alone: bool = False,
) -> ChangeRequest:
    """Make a change request that waits for a decision. Its values are frozen from here on.

    What is open with the same values already is that request: papers, reason and urgency that come with it go to it,
    and one that was sent back waits again.

    Args:
        act: code of acts.csv; empty chooses the leading act of the changed fields.
        values: field of Citizen.FIELDS -> canonical text (see registry.queries.value_text).
        outcome: code of outcome_codes.csv that the maker names; its papers are asked beside those of the act.
        comparison: the basis; without one a person's proposal is compared now, a machine's takes the newest.
        proves: id of a document -> the fields that it proves; a document that is not named proves all.
        urgent_reason: code of the table `urgent_reason`; a request that waits already is raised into the urgent lane.
        alone: it will carry a plan, so that it joins no request but the same plan of the same maker, sent again.

    Returns:
        the request; an open one with the same values where there is one; one in NOTHING_TO_DO where nothing differs.

    Raises:
        NotAllowed: a machine's origin with a maker, or a person's without.
        CorrectionError: an unknown field, or none; a death or a move that names no act.
        OpenAlready: `alone`, and another request with these values is open.
    """
    _check(values=values, act=act, origin=origin, maker=maker)
    if comparison is None and maker is not None and latest_extract() is not None:
        comparison = compare_now(citizen=citizen, actor=maker)
    asked = _Asked(act, outcome or outcome_in(reason) or sole_outcome(act) if maker else "", reverses)
    with locked():
        twin = _held_twin(citizen, values, asked)  # a request is locked before its citizen, as a decision does
        citizen = Citizen.objects.select_for_update(of=("self",)).select_related("kelurahan").get(pk=citizen.pk)
        old = {name: value_text(citizen, name) for name in values}
        changed = {name: value for name, value in values.items() if value != old[name]}
        alive = changed or (values if act in CONFIRMING else {})
        if alive and (same := _identical(citizen=citizen, values=alive, asked=asked)):
            same = twin if twin == same else hold(same)
            if alone and not _is_same_plan(same, act=act, maker=maker):
                raise OpenAlready(same)
            cite_more(request=same, documents=documents, proves=proves)
            _told_more(same, reason=reason, whose=origin_reference or str(maker), by=maker)
            return raise_into_lane(same, urgent_reason)
        basis = comparison or citizen.comparisons.first()  # the newest
        request = _request(
            citizen=citizen, act=Act.objects.get(code=act or act_for_fields(changed or values)), origin=origin,
            maker=maker, started_by=started_by, basis=basis, household=family_of(citizen),
        )  # fmt: skip
        request.number = numbered_code(prefix="P", kind=NUMBER_KIND, on=timezone.localdate())
        request.origin_reference, request.reason, request.urgent_reason = origin_reference, reason, urgent_reason
        request.urgent_since = timezone.now() if urgent_reason else None
        if maker:
            request.outcome = asked.outcome or sole_outcome(request.act.code)
        request.reverses, request.papers_needed = reverses, _papers_needed(request)
        if not alive:
            request.state, request.waits_for = State.NOTHING_TO_DO, []
        short = bool(alive) and shorten(request)
        fields = _fields(request=request, old=old, values=changed or values, basis=basis)
        request.likeness = likeness_of(request, fields) if changed else ""
        request.worst_verdict = worst_verdict(fields)
        request.save()
        if short:
            note_short_chain(request)
        FieldChange.objects.bulk_create(fields)
        proved = proves or {}
        Evidence.objects.bulk_create(
            [Evidence(request=request, document=paper, fields=list(proved.get(paper.pk, ()))) for paper in documents]
        )
        if alive and not request.tiers:
            emit(kind="change.blocked", payload={"request": request.pk})
        return request


def _check(*, values: Mapping[str, str], act: str, origin: Origin, maker: User | None) -> None:
    if not values or set(values) - set(Citizen.FIELDS):
        raise CorrectionError("Pilih isian yang diperbaiki.")
    if maker is not None and not act and "life_state" in values:
        raise CorrectionError("Meninggal dan pindah dicatat lewat Tindakan di halaman warga, bersama harinya.")
    if (maker is None) != (origin in MACHINE_ORIGINS):
        raise NotAllowed("Usulan mesin tidak punya pengusul; usulan orang selalu punya.")


@dataclass(frozen=True)
class _Asked:
    """What beside its values makes a request the one that is asked for."""

    act: str
    outcome: str
    reverses: ChangeRequest | None

    def is_asked_by(self, request: ChangeRequest) -> bool:
        """An exit for another reason, a way back and what is proposed afresh are never the same."""
        other_reason = request.act.group == "exit" and self.outcome and self.outcome != outcome_of(request)
        return request.reverses == self.reverses and not other_reason


def _identical(*, citizen: Citizen, values: Mapping[str, str], asked: _Asked) -> ChangeRequest | None:
    """An open request of the citizen with exactly these values; where the act itself is what is asked, of that act."""
    found = citizen.change_requests.open().select_related("act", "reverses")
    if asked.act in CONFIRMING:
        found = found.filter(act__code=asked.act)
    for request in found.prefetch_related("fields"):
        same = {change.field: change.new_value for change in request.fields.all()} == dict(values)
        if same and asked.is_asked_by(request):
            return request
    return None


def _held_twin(citizen: Citizen, values: Mapping[str, str], asked: _Asked) -> ChangeRequest | None:
    """The open request with these values by what is known before anything is locked, itself locked and fresh."""
    alive = {name: value for name, value in values.items() if value != value_text(citizen, name)}
    if not alive and asked.act in CONFIRMING:
        alive = dict(values)
    same = _identical(citizen=citizen, values=alive, asked=asked) if alive else None
    return hold(same) if same else None


def _is_same_plan(request: ChangeRequest, *, act: str, maker: User | None) -> bool:
    carries = request.plan is not None or request.family_plan is not None
    return carries and request.maker == maker and request.act.code == act


def _told_more(request: ChangeRequest, *, reason: str, whose: str, by: User | None) -> None:
    """What is asked a second time is one request, held: the new reason stands beside the first, and where it was sent
    back it waits again, since somebody has come with it."""
    fresh = reason.strip() if reason.strip() not in request.reason else ""
    note = f"{whose}: {fresh}" if fresh else ""
    if request.state == State.RETURNED and by is not None:
        send_again(request, note or f"{whose}: diusulkan lagi.")
        answered(request, by=by, note=note)
    elif note:
        add_note(request, note)
        request.store()


def raise_into_lane(request: ChangeRequest, urgent_reason: str) -> ChangeRequest:
    """A held request that is asked for again, now as urgent: it goes over into the urgent lane, from now on."""
    if urgent_reason and not request.urgent_reason:
        request.urgent_reason, request.urgent_since, request.likeness = urgent_reason, timezone.now(), ""
        short = request.state == State.SUBMITTED and shorten(request)
        moved = ["tiers", "waits_for"] if short else []
        request.save(update_fields=["urgent_reason", "urgent_since", "likeness", *moved])
        if short:
            note_short_chain(request)
    return request


def _request(
    *, citizen: Citizen, act: Act, origin: Origin, maker: User | None, started_by: User | None,
    basis: Comparison | None, household: Household | None,
) -> ChangeRequest:  # fmt: skip
    tiers = tiers_of(act, (mandate.role for mandate in maker.mandates_today) if maker else ())
    return ChangeRequest(
        act=act, citizen=citizen, household=household, origin=origin, maker=maker, started_by=started_by,
        state=State.SUBMITTED, submitted_at=timezone.now(), tiers=tiers, waits_for=tiers[0] if tiers else [],
        result_class=basis.result_class if basis else "", confidence=basis.confidence if basis else None,
        explanation=explanation_of(basis),
    )  # fmt: skip


def _papers_needed(request: ChangeRequest) -> list[NeededPaper]:
    """A machine's values are the source's own, and a way back asks no new paper for what is taken back."""
    if request.maker is None or request.origin == Origin.REVERSAL:
        return []
    return papers_needed(request.act, timezone.localdate(), request.outcome)


def _fields(
    *, request: ChangeRequest, old: Mapping[str, str], values: Mapping[str, str], basis: Comparison | None
) -> list[FieldChange]:
    """Rows in the order of the register's form."""
    return [
        FieldChange(
            request=request,
            field=name,
            old_value=old[name],
            new_value=values[name],
            basis=basis_of(citizen=request.citizen, field=name, value=values[name], comparison=basis),
        )
        for name in Citizen.FIELDS
        if name in values
    ]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What a machine found about one citizen."""

    citizen_id: int
    values: Mapping[str, str]
    comparison: Comparison | None = None
    act: str = ""
    result_class: str = ""  # of what is proposed, where that is not the class of the whole comparison


@dataclass(kw_only=True)
class Proposed:
    """What became of many proposals: made + already open + refused before + without difference."""

    made: list[ChangeRequest] = dataclass_field(default_factory=list)
    already_open: int = 0
    refused_before: int = 0
    nothing_to_do: int = 0


@transaction.atomic
def propose_many(
    *, proposals: Sequence[Proposal], origin: Origin, origin_reference: str, started_by: User | None = None
) -> Proposed:
    """Open requests for a machine's findings, in a fixed number of queries. Safe to repeat.

    A value that is open already is not proposed again; one that a person refused comes back only if the citizen's value
    has changed since.

    Raises:
        NotAllowed: the origin is not a machine.
    """
    if origin not in MACHINE_ORIGINS:
        raise NotAllowed("Hanya temuan mesin dibuka sekaligus.")
    ids = sorted({proposal.citizen_id for proposal in proposals})
    locked = Citizen.objects.select_for_update(of=("self",)).select_related("kelurahan").filter(pk__in=ids)
    citizens = {citizen.pk: citizen for citizen in locked.order_by("pk")}
    known, outcome = _Known(ids), Proposed()
    families = _families(ids)
    acts = {act.code: act for act in Act.objects.all()}
    rows: list[FieldChange] = []
    for proposal in proposals:
        citizen = citizens[proposal.citizen_id]
        old = {name: value_text(citizen, name) for name in proposal.values}
        left = known.left_of(proposal=proposal, old=old, outcome=outcome)
        if not left:
            continue
        request = _request(
            citizen=citizen, act=acts[proposal.act or act_for_fields(left)], origin=origin, maker=None,
            started_by=started_by, basis=proposal.comparison, household=families.get(citizen.pk),
        )  # fmt: skip
        request.origin_reference, request.papers_needed = origin_reference, []
        request.result_class = proposal.result_class or request.result_class
        outcome.made.append(request)
        fields = _fields(request=request, old=old, values=left, basis=proposal.comparison)
        request.likeness, request.worst_verdict = likeness_of(request, fields), worst_verdict(fields)
        rows += fields
    _write_many(requests=outcome.made, rows=rows)
    return outcome


def _write_many(*, requests: list[ChangeRequest], rows: list[FieldChange]) -> None:
    numbers = numbered_codes(prefix="P", kind=NUMBER_KIND, on=timezone.localdate(), count=len(requests))
    for request, number in zip(requests, numbers, strict=True):
        request.number = number
    ChangeRequest.objects.bulk_create(requests, batch_size=1000)
    FieldChange.objects.bulk_create(rows, batch_size=2000)


def _families(citizen_ids: Sequence[int]) -> dict[int, Household]:
    """Current family of each citizen."""
    from dtks.registry.models import HouseholdMembership

    found = HouseholdMembership.objects.filter(
        citizen__in=citizen_ids, ended_on=None, household__unit=Household.Unit.FAMILY
    ).select_related("household")
    return {membership.citizen_id: membership.household for membership in found}


class _Known:
    """What was proposed before for some citizens: open values, and refused ones with the value of that time."""

    def __init__(self, citizen_ids: Sequence[int]) -> None:
        self.open: dict[int, set[tuple[str, str]]] = defaultdict(set)
        self.refused: dict[int, set[tuple[str, str, str]]] = defaultdict(set)
        before = FieldChange.objects.filter(request__citizen__in=citizen_ids).values_list(
            "request__citizen_id", "request__state", "field", "old_value", "new_value", "verdict"
        )
        for citizen, state, name, old, new, verdict in before:
            if verdict == FieldChange.Verdict.REFUSED:
                self.refused[citizen].add((name, old, new))
            elif state in ChangeRequest.OPEN_STATES:
                self.open[citizen].add((name, new))
        buried = SuccessionMember.objects.filter(  # an open succession says of these that they died
            citizen__in=citizen_ids, place=SuccessionMember.Place.DECEASED,
            succession__request__state__in=ChangeRequest.OPEN_STATES,
        )  # fmt: skip
        for citizen in buried.values_list("citizen", flat=True):
            self.open[citizen].add(("life_state", LifeState.DECEASED))

    def left_of(self, *, proposal: Proposal, old: Mapping[str, str], outcome: Proposed) -> dict[str, str]:
        """Values of a proposal that are new; the others are counted."""
        citizen = proposal.citizen_id
        changed = {name: value for name, value in proposal.values.items() if value != old[name]}
        fresh = {name: value for name, value in changed.items() if (name, value) not in self.open[citizen]}
        left = {name: value for name, value in fresh.items() if (name, old[name], value) not in self.refused[citizen]}
        if left:
            self.open[citizen].update(left.items())
        elif not changed:
            outcome.nothing_to_do += 1
        elif not fresh:
            outcome.already_open += 1
        else:
            outcome.refused_before += 1
        return left
