"""One person with two records: proposed with the one that stays, joined and parted in the transaction that applies."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import User
from dtks.assignments.models import Assignment
from dtks.papers.models import Document
from dtks.registry.models import Citizen, HouseholdMembership, LifeState, MergedRecord
from dtks.registry.queries import family_of, value_text
from dtks.registry.services import NotMergeable, join_records, note_moved, part_records
from verification.corrections.models import ActPlan, ChangeRequest, Origin, PlanMember
from verification.corrections.queries.mergers import DUPLICATE, merger_of, standings_of
from verification.corrections.services.citations import cite_more
from verification.corrections.services.proposals import propose
from verification.corrections.services.refusals import BrokenPlan

KEPT = "kept"  # in the plan's details: the record that stays


@transaction.atomic
def propose_merger(
    *, alias: Citizen, kept: Citizen, maker: User, origin: Origin, origin_reference: str = "", reason: str = "",
    documents: Sequence[Document] = (),
) -> ChangeRequest:  # fmt: skip
    """Propose that a record is a second one of a person and leads to the one that stays; others decide.

    Raises:
        BrokenPlan: a card would lose its head by it, an act on the family is open, or another record is said to stay.
    """
    known = alias.change_requests.open().filter(act__code=DUPLICATE, reverses=None).first()
    if known is not None:
        if known.family_plan is None or known.family_plan.details.get(KEPT) != kept.pk:
            raise BrokenPlan(f"{known.number} sudah mengusulkan catatan lain yang dipertahankan. Tarik dahulu.")
        cite_more(request=known, documents=documents)
        return known
    merger = merger_of(alias, kept, standings_of([alias.pk, kept.pk]))
    if merger.forbidden:
        raise BrokenPlan(merger.forbidden)
    request = propose(
        citizen=alias, act=DUPLICATE, values={"life_state": LifeState.INVALID.value}, origin=origin,
        origin_reference=origin_reference, maker=maker, reason=reason, documents=documents,
    )  # fmt: skip
    return _with_plan(request, kept, dict(merger.values))


def _with_plan(request: ChangeRequest, kept: Citizen, values: dict[str, str]) -> ChangeRequest:
    ChangeRequest.objects.filter(pk=request.pk).update(likeness="")  # a plan is looked at alone
    plan = ActPlan.objects.create(
        request=request, household=family_of(request.citizen), event_on=timezone.localdate(), details={KEPT: kept.pk}
    )
    was = {name: {"value": value_text(kept, name), "source": kept.sources.get(name)} for name in values}
    PlanMember.objects.create(plan=plan, citizen=kept, values=values, was=was)
    return request


def kept_of(request: ChangeRequest) -> Citizen | None:
    """The record that stays, of a request that joins two; else None."""
    plan = request.family_plan
    if plan is None or KEPT not in plan.details:
        return None
    return Citizen.objects.select_related("kelurahan").get(pk=plan.details[KEPT])


def join_before(request: ChangeRequest, actor: User | None) -> None:
    """Before the second record is called no valid one: what hangs on it goes over. In the transaction that applies.

    Raises:
        BrokenPlan: a card would lose its head by it now, or one of the records leads to another by now.
    """
    kept = kept_of(request)
    if kept is None:
        return
    alias = request.citizen
    kept = Citizen.objects.select_for_update(of=("self",)).select_related("kelurahan").get(pk=kept.pk)
    merger = merger_of(alias, kept, standings_of([alias.pk, kept.pk]), own=request.number)
    if merger.forbidden:
        raise BrokenPlan(merger.forbidden)
    member = PlanMember.objects.get(plan__request=request, citizen=kept)
    if dict(merger.values) != member.values and member.values != {
        name: value_text(kept, name) for name in member.values
    }:
        raise BrokenPlan("Kartu keluarga kedua catatan sudah berubah sejak usulan dibuat. Tarik, lalu putuskan lagi.")
    try:
        record = join_records(
            kept=kept, alias=alias, reason=request.act.label, reference=request.number, on=timezone.localdate(),
            actor=actor,
        )  # fmt: skip
    except NotMergeable as refusal:
        raise BrokenPlan(str(refusal)) from refusal
    _let_follow(record, request)


def _let_follow(record: MergedRecord, request: ChangeRequest) -> None:
    """Papers, live tasks and open requests of the record go over; each stays one and keeps its number."""
    alias, kept = record.alias_id, record.kept_id
    papers = list(Document.objects.filter(citizen=alias).values_list("pk", flat=True))
    Document.objects.filter(pk__in=papers).update(citizen=kept)
    tasks = list(Assignment.objects.live().filter(citizen=alias).values_list("pk", flat=True))
    Assignment.objects.filter(pk__in=tasks).update(citizen=kept)
    others = ChangeRequest.objects.open().filter(citizen=alias).exclude(pk=request.pk)
    moving = list(others.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    ChangeRequest.objects.filter(pk__in=moving).update(citizen=kept, household=_card_of(kept))
    for what, ids in (("papers", papers), ("tasks", tasks), ("requests", moving)):
        note_moved(record=record, what=what, ids=ids)


def part_before(request: ChangeRequest) -> None:
    """Before the second record is valid again: the records are parted, what went over comes back as far as it waits."""
    record = MergedRecord.objects.standing().filter(reference=request.number, alias=request.citizen_id).first()
    if record is None:
        return
    record = part_records(record=record, on=timezone.localdate())
    alias, kept, moved = record.alias_id, record.kept_id, record.moved
    Document.objects.filter(pk__in=moved.get("papers", []), citizen=kept).update(citizen=alias)
    Assignment.objects.live().filter(pk__in=moved.get("tasks", []), citizen=kept).update(citizen=alias)
    back = ChangeRequest.objects.open().filter(pk__in=moved.get("requests", []), citizen=kept)
    back.update(citizen=alias)


def settle_homes(request: ChangeRequest) -> None:
    """After the second record stands on its card again: so do its open requests."""
    ChangeRequest.objects.open().filter(citizen=request.citizen_id).update(household=_card_of(request.citizen_id))


def _card_of(citizen: int) -> int | None:
    standing = HouseholdMembership.objects.filter(citizen=citizen, ended_on=None, household__unit="family")
    return standing.values_list("household", flat=True).first()
