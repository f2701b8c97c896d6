"""Two records turn out to be one person: one is kept, the other leads to it. Nothing is deleted."""

from __future__ import annotations

from datetime import date

import pghistory
from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import User
from dtks.registry.models import AidRecord, Citizen, LifeState, MergedRecord, RegisterState, SchemeStanding, Source
from dtks.registry.services.values import set_values
from dtks.web.refusals import Refusal


class NotMergeable(Refusal):
    """One of the two records was merged already."""


@transaction.atomic
def merge_records(
    *, kept: Citizen, alias: Citizen, reason: str, reference: str, on: date, actor: User | None = None
) -> MergedRecord:
    """Make `alias` lead to `kept`: aid and standings are copied, its memberships end, its values stay readable.

    Where only the alias stands on the newest list, its ID ANGGOTA goes over to the kept record, so that the next list
    finds the person there; the earlier id stays as a dated identifier.

    Args:
        reference: what the decision rests on, e.g. a list's number.

    Raises:
        NotMergeable: one of them was merged before.
    """
    people = Citizen.objects.select_for_update(of=("self",)).select_related("kelurahan").order_by("pk")
    locked = {citizen.pk: citizen for citizen in people.filter(pk__in=[kept.pk, alias.pk])}
    one, two = locked[kept.pk], locked[alias.pk]
    if MergedRecord.objects.filter(alias__in=[one, two]).exists():
        raise NotMergeable("Catatan ini sudah digabungkan dengan catatan lain. Buka halaman warganya.")
    with pghistory.context(**({"user": actor.pk} if actor else {}), reason=reference):
        _copy_history(one, two)
        _hand_over_id(one, two)
        set_values(
            citizen=two, values={"life_state": LifeState.INVALID.value}, source=Source.CORRECTION,
            reference=reference, on=on, held=True,
        )  # fmt: skip
    kept.refresh_from_db()
    alias.refresh_from_db()
    return MergedRecord.objects.create(
        kept=one, alias=two, reason=reason[:200], reference=reference[:80], merged_on=on, merged_by=actor
    )


def _copy_history(kept: Citizen, alias: Citizen) -> None:
    """Aid and standings of the alias stand at the kept record as well; what it had itself in a month wins."""
    aid, standings = list(alias.aid.all()), list(alias.standings.all())
    for record in aid:
        record.pk, record.citizen = None, kept
    for each in standings:
        each.pk, each.citizen = None, kept
    AidRecord.objects.bulk_create(aid, ignore_conflicts=True)
    taken = set(kept.standings.filter(listed=True).values_list("scheme", "period"))
    SchemeStanding.objects.bulk_create(
        [each for each in standings if (each.scheme, each.period) not in taken],
        update_conflicts=True,
        unique_fields=["citizen", "scheme", "period"],
        update_fields=["listed", "member_id", "desil", "reference"],
    )


def _hand_over_id(kept: Citizen, alias: Citizen) -> None:
    if alias.register_state != RegisterState.LISTED or kept.register_state == RegisterState.LISTED:
        return
    number, alias.dtks_id, alias.register_state = alias.dtks_id, "", RegisterState.UNLISTED
    kept.dtks_id, kept.register_state = number or kept.dtks_id, RegisterState.LISTED
    kept.desil = alias.desil or kept.desil
    for citizen in (alias, kept):  # the alias first: an id is of one citizen only
        citizen.updated_at = timezone.now()
        citizen.save(update_fields=["dtks_id", "register_state", "desil", "updated_at"])
