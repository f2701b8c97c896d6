"""Citizens come into the register, die, move away, are removed from the list and come back."""

from __future__ import annotations

from datetime import date

import pghistory
from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import User
from dtks.office.queries import code_labels
from dtks.registry.models import Citizen, RegisterState, Source, Tombstone
from dtks.registry.queries.values import value_text
from dtks.registry.services.households import SecondHead, settle_families
from dtks.registry.services.values import ImpossibleValue, keep_derived, parse_value, set_values
from dtks.web.refusals import Refusal


class AlreadyRemoved(Refusal):
    """The citizen is removed already; the tombstone stands."""

    def __init__(self) -> None:
        super().__init__("Warga ini sudah dikeluarkan dari daftar.")


@transaction.atomic
def register_citizen(
    *, values: dict[str, str], actor: User | None, reference: str, source: str = Source.DESK, on: date | None = None
) -> Citizen:
    """Write down a person who is in no list yet, with what there is. No NIK yet is a state, not a mistake.

    Args:
        values: field of Citizen.FIELDS to canonical text; the name is needed.
        reference: where it was said, e.g. a ticket's number.

    Raises:
        ImpossibleValue: a value that no citizen can have, or no name.
    """
    day = on or timezone.localdate()
    parsed = {field: parse_value(field, text) for field, text in values.items() if text}
    if "name" not in parsed:
        raise ImpossibleValue("name", "", "nama kosong. Tulis nama seperti pada KTP.")
    note = {"source": str(source), "since": day.isoformat(), "reference": reference}
    citizen = Citizen(**parsed, sources={field: dict(note) for field in parsed})
    keep_derived(citizen, [*parsed, "nik"], day)
    with pghistory.context(**({"user": actor.pk} if actor else {})):
        citizen.save()
        try:
            settle_families(citizens=[citizen], on=day, strict=True)
        except SecondHead as second:
            raise ImpossibleValue("relation", citizen.relation, str(second)) from second
    return citizen


@transaction.atomic
def end_life(*, citizen: Citizen, state: str, source: str, reference: str, on: date) -> list[str]:
    """Write that a citizen died, moved away, is missing or never was; memberships end with the reason on the day.

    Args:
        state: a LifeState; `on` is the day of the event, not of the message.
    """
    return set_values(citizen=citizen, values={"life_state": state}, source=source, reference=reference, on=on)


@transaction.atomic
def remove(
    *, citizen: Citizen, reason: str, on: date, actor: User | None = None, minutes_number: str = "",
    request_number: str = "",
) -> Tombstone:  # fmt: skip
    """Take a citizen off the list, with a reason, and remember all his keys, so that a returning name is known.

    Args:
        reason: a code of outcome_codes.csv that removes, e.g. 31 (well-off).
        request_number: the change request that decided it; its removal is lifted when that is undone.

    Raises:
        AlreadyRemoved: he is removed already.
        ImpossibleValue: no such reason.
    """
    if reason not in code_labels("outcome_codes"):
        raise ImpossibleValue("register_state", reason, "alasan ini tidak ada di tabel.")
    locked = Citizen.objects.select_for_update().get(pk=citizen.pk)
    if locked.tombstones.filter(lifted_on=None).exists():
        raise AlreadyRemoved
    with pghistory.context(**({"user": actor.pk} if actor else {})):
        locked.register_state = RegisterState.REMOVED
        locked.updated_at = timezone.now()
        locked.save(update_fields=["register_state", "updated_at"])
    citizen.refresh_from_db()
    return Tombstone.objects.create(
        citizen=locked, dtks_id=locked.dtks_id, nik=locked.nik, kk_number=locked.kk_number, name=locked.name,
        name_key=locked.name_key, birth_date=locked.birth_date, sex=locked.sex, mother_name=locked.mother_name,
        kelurahan_id=locked.kelurahan_id, reason=reason, minutes_number=minutes_number,
        request_number=request_number, removed_on=on,
    )  # fmt: skip


@transaction.atomic
def undo_removal(*, tombstone: Tombstone, reason: str, on: date, actor: User | None = None) -> Citizen | None:
    """Lift a tombstone: a legitimate return, decided with a reason. The tombstone stays, lifted."""
    locked = Tombstone.objects.select_for_update().get(pk=tombstone.pk)
    locked.lifted_on, locked.lifted_reason = on, reason[:200]
    locked.save(update_fields=["lifted_on", "lifted_reason"])
    if locked.citizen_id is None:
        return None
    citizen = Citizen.objects.select_for_update().get(pk=locked.citizen_id)
    last = citizen.standings.order_by("-period").first()
    if citizen.register_state == RegisterState.REMOVED:
        with pghistory.context(**({"user": actor.pk} if actor else {})):
            listed = RegisterState.LISTED if last and last.listed else RegisterState.LEFT
            citizen.register_state = listed if last else RegisterState.UNLISTED
            citizen.updated_at = timezone.now()
            citizen.save(update_fields=["register_state", "updated_at"])
    return citizen


@transaction.atomic
def stand_again(*, tombstone: Tombstone, actor: User | None = None) -> Tombstone:
    """A return that was found legitimate is taken back: the removal stands as before."""
    locked = Tombstone.objects.select_for_update(of=("self",)).get(pk=tombstone.pk)
    locked.lifted_on, locked.lifted_reason = None, ""
    locked.save(update_fields=["lifted_on", "lifted_reason"])
    if locked.citizen_id is not None:
        citizen = Citizen.objects.select_for_update().get(pk=locked.citizen_id)
        with pghistory.context(**({"user": actor.pk} if actor else {})):
            citizen.register_state, citizen.updated_at = RegisterState.REMOVED, timezone.now()
            citizen.save(update_fields=["register_state", "updated_at"])
    return locked


def canonical(citizen: Citizen) -> dict[str, str]:
    """All values of a citizen as canonical texts, for comparing and for proposals."""
    return {field: value_text(citizen, field) for field in Citizen.FIELDS}
