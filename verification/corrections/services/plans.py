"""The acts of the office on a family: proposed with their plan, applied as a whole, taken back as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from dtks.accounts.models import User
from dtks.papers.models import Document
from dtks.registry.models import AidRecord, Citizen, HouseholdMembership, Relation, Source
from dtks.registry.queries import family_of, value_text
from dtks.registry.services import reopen_card, restore_values, set_values, succeed
from dtks.web.locking import locked
from verification.corrections.models import ActPlan, ChangeRequest, PlanMember
from verification.corrections.queries.act_forms import ActForm
from verification.corrections.queries.outcomes import outcome_in
from verification.corrections.services.citations import cite, cite_more
from verification.corrections.services.filing import (
    DEATH,
    check_change,
    check_days,
    open_already,
    require_free_card,
    require_one_exit,
    take_turn_of,
)
from verification.corrections.services.proposals import Whence, propose
from verification.corrections.services.refusals import BrokenPlan, OpenAlready

AID_FOLLOWS = timedelta(days=366)


@locked()
def propose_act(
    *, form: ActForm, citizen: Citizen, values: Mapping[Citizen, Mapping[str, str]], maker: User,
    event_on: date | None = None, details: Mapping[str, Any] | None = None, documents: Sequence[Document] = (),
    cited: Sequence[tuple[Document, str]] = (), reason: str = "", outcome: str = "", urgent_reason: str = "",
    whence: Whence | None = None,
) -> ChangeRequest:  # fmt: skip
    """Propose an act with all that it does; decided by others, then done as a whole.

    Args:
        values: canonical texts that each person gets; empty for acts that only ask something of the centre.
        event_on: the day of the event, today without.
        cited: papers that the office made, each with its place: "butir 17", "Form A4 K-2611-0121".
        outcome: code of the outcome for which they leave, where the act may have several.
        whence: where it comes from; without, from the citizen's page.

    Raises:
        OpenAlready: the same act is open and says something else.
        BrokenPlan: nobody would change, a day that cannot be, a card without or with two heads or of another family,
            another act on the card is open.
    """
    card = take_turn_of(citizen)
    day, said = event_on or timezone.localdate(), dict(details or {})
    check_days(form, [citizen, *values], day, said)
    changed = {each: _differing(each, new) for each, new in values.items()}
    changed = {each: new for each, new in changed.items() if new}
    subject = citizen if citizen in changed or not changed else next(iter(changed))
    known = open_already(form, card=card, values=changed, subject=subject, day=day, said=said,
                         outcome=outcome or outcome_in(reason))  # fmt: skip
    check_change(form, changed, said, day)
    if known is None and (form.changes_family or form.code == DEATH):
        require_free_card(card, act=form.code)
        require_one_exit([subject, *changed], act=form.code)
    own = changed.pop(subject, {}) or {"register_state": value_text(subject, "register_state")}
    whence = whence or Whence(reference="Halaman warga")
    request = propose(
        citizen=subject, act=form.code, values=own, origin=whence.origin, origin_reference=whence.reference,
        urgent_reason=urgent_reason or whence.urgent_reason, maker=maker, documents=documents,
        reason=reason, outcome=outcome, alone=known is None,
    )  # fmt: skip
    if known is not None and request != known:  # another act asks the same of him
        raise OpenAlready(request)
    for paper, locator in cited:
        cite(request=request, document=paper, locator=locator)
    if known is not None:
        cite_more(request=request, documents=documents)
        return request
    ChangeRequest.objects.filter(pk=request.pk).update(likeness="")  # a plan is looked at alone
    plan = ActPlan.objects.create(request=request, household=card, event_on=day, details=said)
    PlanMember.objects.bulk_create(
        PlanMember(plan=plan, citizen=each, values=new, was=_was(each, new)) for each, new in changed.items()
    )
    return request


def _differing(citizen: Citizen, values: Mapping[str, str]) -> dict[str, str]:
    return {field: text for field, text in values.items() if text != value_text(citizen, field)}


def _was(citizen: Citizen, fields: Mapping[str, str]) -> dict[str, Any]:
    return {field: {"value": value_text(citizen, field), "source": citizen.sources.get(field)} for field in fields}


def event_day(request: ChangeRequest) -> date:
    """The day from which an applied value holds: that of the event, else today."""
    plan = request.family_plan
    return plan.event_on if plan else timezone.localdate()


def apply_plan(request: ChangeRequest) -> None:
    """Do what the plan says of the others, in the transaction that applied the subject's own values.

    Raises:
        BrokenPlan: a value has changed since; nothing is written.
    """
    plan = request.family_plan
    if plan is None:
        return
    members = list(plan.members.order_by("citizen"))
    people = _locked([each.citizen_id for each in members])
    for each in members:
        _require_unchanged(people[each.citizen_id], each)
    for each in sorted(members, key=lambda one: one.values.get("relation") != Relation.HEAD):
        set_values(
            citizen=people[each.citizen_id], values=dict(each.values), source=Source.CORRECTION,
            reference=request.number, on=plan.event_on, held=True,
        )  # fmt: skip
    if request.act.code == "MERGE":
        _close_merged(plan, request)
    if programmes := plan.details.get("programmes"):
        _hand_over_aid(plan, request, programmes)


def _locked(ids: Sequence[int]) -> dict[int, Citizen]:
    people = Citizen.objects.select_for_update(of=("self",)).select_related("kelurahan")
    return {each.pk: each for each in people.filter(pk__in=ids).order_by("pk")}


def _require_unchanged(citizen: Citizen, member: PlanMember) -> None:
    for field, new in member.values.items():
        if value_text(citizen, field) not in (member.was[field]["value"], new):
            raise BrokenPlan(
                f"{Citizen.FIELDS[field]} {citizen.name} sudah berubah sejak usulan dibuat. Tarik, lalu buat yang baru."
            )


def _close_merged(plan: ActPlan, request: ChangeRequest) -> None:
    card = plan.household
    if card is None or card.memberships.filter(ended_on=None).exists():
        return
    target = family_of(request.citizen)
    if target is not None and target != card:
        succeed(household=card, by=target, on=timezone.localdate())
        ChangeRequest.objects.filter(household=card).open().exclude(pk=request.pk).update(household=target)


def _hand_over_aid(plan: ActPlan, request: ChangeRequest, programmes: Sequence[str]) -> None:
    """The newest records of the family's programmes stand at the new recipient too, with where they come from."""
    others = HouseholdMembership.objects.filter(household=plan.household).exclude(citizen=request.citizen_id)
    rows = AidRecord.objects.filter(
        citizen__in=others.values("citizen"), programme__short_label__in=programmes,
        period__gte=timezone.localdate() - AID_FOLLOWS,
    )  # fmt: skip
    AidRecord.objects.bulk_create(
        [
            AidRecord(
                citizen_id=request.citizen_id, programme_id=row.programme_id, period=row.period, state=row.state,
                reference=f"{request.number}, dari {row.reference}"[:80],
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def take_back_plan(request: ChangeRequest) -> None:
    """After the subject's values went back: the others get theirs back, with the sources of that time.

    Raises:
        BrokenPlan: somebody's value has changed again since.
    """
    plan = request.family_plan
    if plan is None:
        return
    if request.act.code == "MERGE" and plan.household is not None and plan.household.ended_on:
        reopen_card(household=plan.household)
    members = list(plan.members.order_by("citizen"))
    people = _locked([each.citizen_id for each in members])
    for each in sorted(members, key=lambda one: one.was.get("relation", {}).get("value") != Relation.HEAD):
        _give_back(people[each.citizen_id], each, request.number)
    AidRecord.objects.filter(citizen=request.citizen_id, reference__startswith=f"{request.number}, dari ").delete()


def _give_back(citizen: Citizen, member: PlanMember, number: str) -> None:
    for field, new in member.values.items():
        if value_text(citizen, field) != new:
            raise BrokenPlan(f"{Citizen.FIELDS[field]} {citizen.name} sudah berubah lagi. Perbaiki lewat usulan baru.")
    restore_values(
        citizen=citizen, values={field: was["value"] for field, was in member.was.items()},
        was={field: was["source"] for field, was in member.was.items()}, reference=f"{number} dibalikkan",
        on=timezone.localdate(),
    )  # fmt: skip
