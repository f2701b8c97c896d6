"""Two records turn out to be one person: one is kept, the other leads to it. Nothing is lost, all of it comes back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dtks.accounts.models import User
from dtks.registry.models import (
    AidRecord,
    Citizen,
    CitizenIdentifier,
    Household,
    HouseholdMembership,
    LifeState,
    MergedRecord,
    RegisterState,
    SchemeStanding,
    Source,
)
from dtks.registry.queries.aid import NO_AID
from dtks.registry.services.values import set_values
from dtks.web.refusals import Refusal

ON_LIST = ("dtks_id", "register_state", "desil")


class NotMergeable(Refusal):
    """One of the two records was merged already."""


@transaction.atomic
def merge_records(
    *, kept: Citizen, alias: Citizen, reason: str, reference: str, on: date, actor: User | None = None
) -> MergedRecord:
    """Make `alias` no valid record that leads to `kept`, and let go over what `join_records` says.

    Args:
        reference: what the decision rests on, e.g. a list's number.

    Raises:
        NotMergeable: one of them was merged before.
    """
    one, two = _locked(kept, alias)
    with pghistory.context(**({"user": actor.pk} if actor else {}), reason=reference):
        made = join_records(kept=one, alias=two, reason=reason, reference=reference, on=on, actor=actor)
        set_values(
            citizen=two, values={"life_state": LifeState.INVALID.value}, source=Source.CORRECTION,
            reference=reference, on=on, held=True,
        )  # fmt: skip
    kept.refresh_from_db()
    alias.refresh_from_db()
    return made


@transaction.atomic
def join_records(
    *, kept: Citizen, alias: Citizen, reason: str, reference: str, on: date, actor: User | None = None
) -> MergedRecord:
    """Let aid, standings, numbers and the dwelling of `alias` go over to `kept`; what it was stays readable there.

    Of two records of one programme and month, or scheme and list, that which says more stands at the kept one. Where
    only the alias stands on the newest list, its ID ANGGOTA goes over, so that the next list finds the person there.

    Args:
        kept, alias: locked by the caller.

    Raises:
        NotMergeable: one of them was merged before.
    """
    if MergedRecord.objects.standing().filter(Q(alias__in=[kept, alias]) | Q(kept=alias)).exists():
        raise NotMergeable("Catatan ini sudah digabungkan dengan catatan lain. Buka halaman warganya.")
    moved: dict[str, Any] = {
        "was": {"kept": _on_list(kept), "alias": _on_list(alias)},
        "aid": _move_aid(alias, kept),
        "standings": _move_standings(alias, kept),
        "identifiers": _know_by_numbers(alias, kept, on),
        "home": _move_home(alias, kept, reference, on),
    }
    _hand_over_id(kept, alias)
    return MergedRecord.objects.create(
        kept=kept, alias=alias, reason=(reason or reference)[:200], reference=reference[:80], merged_on=on,
        merged_by=actor, moved=moved,
    )  # fmt: skip


@transaction.atomic
def part_records(*, record: MergedRecord, on: date) -> MergedRecord:
    """They are two people after all: what went over comes back, as far as it still stands there."""
    held = MergedRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if held.undone_on is not None:
        return held
    kept, alias = _locked(held.kept, held.alias)
    aid, standings = held.moved.get("aid", {}), held.moved.get("standings", {})
    _exchange(AidRecord, aid.get("exchanged", []))
    AidRecord.objects.filter(pk__in=aid.get("moved", []), citizen=kept).update(citizen=alias)
    _exchange(SchemeStanding, standings.get("exchanged", []))
    SchemeStanding.objects.filter(pk__in=standings.get("moved", []), citizen=kept).update(citizen=alias)
    CitizenIdentifier.objects.filter(pk__in=held.moved.get("identifiers", []), citizen=kept).delete()
    _come_home(held, alias, on)
    _take_id_back(held, kept, alias)
    held.undone_on = max(on, held.merged_on)
    held.save(update_fields=["undone_on"])
    return held


def note_moved(*, record: MergedRecord, what: str, ids: list[int]) -> None:
    """Remember what a room above let go over with the record."""
    held = MergedRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    held.moved[what] = sorted({*held.moved.get(what, []), *ids})
    held.save(update_fields=["moved"])


def _locked(kept: Citizen, alias: Citizen) -> tuple[Citizen, Citizen]:
    people = Citizen.objects.select_for_update(of=("self",)).select_related("kelurahan").order_by("pk")
    found = {citizen.pk: citizen for citizen in people.filter(pk__in=[kept.pk, alias.pk])}
    return found[kept.pk], found[alias.pk]


def _on_list(citizen: Citizen) -> dict[str, Any]:
    return {name: getattr(citizen, name) for name in ON_LIST}


def _move_aid(alias: Citizen, kept: Citizen) -> dict[str, Any]:
    own = {(each.programme_id, each.period): each for each in kept.aid.all()}
    free, pairs = [], []
    for record in alias.aid.all():
        there = own.get((record.programme_id, record.period))
        if there is None:
            free.append(record.pk)
        elif there.state in NO_AID and record.state not in NO_AID:
            pairs.append([there.pk, record.pk])
    AidRecord.objects.filter(pk__in=free).update(citizen=kept)
    _exchange(AidRecord, pairs)
    return {"moved": free, "exchanged": pairs}


def _move_standings(alias: Citizen, kept: Citizen) -> dict[str, Any]:
    own = {(each.scheme, each.period): each for each in kept.standings.all()}
    free, pairs = [], []
    for standing in alias.standings.all():
        there = own.get((standing.scheme, standing.period))
        if there is None:
            free.append(standing.pk)
        elif standing.listed and not there.listed:
            pairs.append([there.pk, standing.pk])
    SchemeStanding.objects.filter(pk__in=free).update(citizen=kept)
    _exchange(SchemeStanding, pairs)
    return {"moved": free, "exchanged": pairs}


SAID: dict[type[Any], tuple[str, ...]] = {
    AidRecord: ("state", "reference"),
    SchemeStanding: ("listed", "member_id", "desil", "reference"),
}


def _exchange(model: type[Any], pairs: list[list[int]]) -> None:
    """Of two rows of one programme and month each takes what the other says; done twice, all is as before."""
    rows = {row.pk: row for row in model.objects.filter(pk__in=[pk for pair in pairs for pk in pair])}
    for one, two in ((rows[one], rows[two]) for one, two in pairs if one in rows and two in rows):
        for name in SAID[model]:
            mine, theirs = getattr(one, name), getattr(two, name)
            setattr(one, name, theirs)
            setattr(two, name, mine)
    model.objects.bulk_update(rows.values(), SAID[model])


def _know_by_numbers(alias: Citizen, kept: Citizen, on: date) -> list[int]:
    """Whoever looks for a number of the other record finds the kept one too: it stands there as a former number."""
    known = set(kept.identifiers.values_list("kind", "value", "scheme"))
    new = [each for each in alias.identifiers.all() if (each.kind, each.value, each.scheme) not in known]
    made = CitizenIdentifier.objects.bulk_create(
        CitizenIdentifier(
            citizen=kept, kind=each.kind, value=each.value, scheme=each.scheme, started_on=each.started_on,
            ended_on=max(each.started_on, each.ended_on or on),
        )
        for each in new
    )  # fmt: skip
    return [each.pk for each in made]


def _move_home(alias: Citizen, kept: Citizen, reference: str, on: date) -> list[int]:
    """Who had no dwelling (ID DTKS) stands in that of the other record; the two memberships, '' where none moved."""
    dwelling = {"household__unit": Household.Unit.DWELLING, "ended_on": None}
    standing = alias.memberships.filter(**dwelling).first()
    if standing is None:
        return []
    if kept.memberships.filter(**dwelling).exists():
        return [standing.pk]
    new = HouseholdMembership.objects.create(
        household=standing.household, citizen=kept, relation=standing.relation, started_on=on
    )
    standing.ended_on, standing.reason = max(on, standing.started_on), reference[:80]
    standing.save(update_fields=["ended_on", "reason"])
    return [standing.pk, new.pk]


def _come_home(record: MergedRecord, alias: Citizen, on: date) -> None:
    left = HouseholdMembership.objects.in_bulk(record.moved.get("home", []))
    for pk in record.moved.get("home", [])[1:]:
        own = left.get(pk)
        if own is not None and own.ended_on is None:
            own.ended_on, own.reason = max(on, own.started_on), f"{record.reference} dibalikkan"[:80]
            own.save(update_fields=["ended_on", "reason"])
    home = left.get(next(iter(record.moved.get("home", [])), 0))
    dwelling = alias.memberships.filter(household__unit=Household.Unit.DWELLING, ended_on=None)
    if home is not None and not dwelling.exists():
        HouseholdMembership.objects.create(
            household_id=home.household_id, citizen=alias, relation=home.relation, started_on=max(on, home.started_on)
        )


def _hand_over_id(kept: Citizen, alias: Citizen) -> None:
    if alias.register_state != RegisterState.LISTED or kept.register_state == RegisterState.LISTED:
        return
    number, desil = alias.dtks_id, alias.desil
    _stand(alias, {"dtks_id": "", "register_state": RegisterState.UNLISTED, "desil": desil})  # an id is of one only
    _stand(kept, {"dtks_id": number or kept.dtks_id, "register_state": RegisterState.LISTED,
                  "desil": desil or kept.desil})  # fmt: skip


def _take_id_back(record: MergedRecord, kept: Citizen, alias: Citizen) -> None:
    """Only where the id still stands at the kept one; what a newer list has said since is not undone."""
    was = record.moved.get("was")
    if not was or alias.dtks_id == was["alias"]["dtks_id"] or kept.dtks_id != was["alias"]["dtks_id"]:
        return
    _stand(kept, was["kept"])
    _stand(alias, was["alias"])


def _stand(citizen: Citizen, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(citizen, name, value)
    citizen.updated_at = timezone.now()
    citizen.save(update_fields=[*values, "updated_at"])
