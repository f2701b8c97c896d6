"""What a merged list writes: citizens, families, dwellings, aid, standing. A slice costs the same few statements."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from dtks.registry.models import (
    AidRecord,
    Citizen,
    CitizenIdentifier,
    LifeState,
    MergedRecord,
    OtherValue,
    Programme,
    RegisterState,
    Scheme,
    SchemeStanding,
    Source,
)
from dtks.registry.services import keep_derived, parse_value, settle_dwellings, settle_families
from verification.lists.models import CentralList
from verification.lists.services.judging import FIELDS, OWN, Meeting, text_of


def write(central: CentralList, meetings: Sequence[Meeting], *, older: bool) -> None:
    """Write a slice of a list."""
    created = [meeting for meeting in meetings if meeting.citizen is None]
    _create(central, created, older=older)
    living = [meeting for meeting in meetings if not meeting.is_removed]
    fresh = {id(meeting) for meeting in created}
    updated = [meeting for meeting in living if meeting.changes and id(meeting) not in fresh]
    _update(central, updated)
    if central.scheme != Scheme.DTKS:
        _keep_ids(central, created if older else living)
    _settle(central, created if older else [*created, *updated])  # an older list is all that is known of the new ones
    if not older:
        _put_aside(central, living)
    _add_history(central, living)


def _create(central: CentralList, meetings: Sequence[Meeting], *, older: bool) -> None:
    for meeting in meetings:
        values = {name: parse_value(name, text) for name in FIELDS if (text := text_of(meeting.row, name))}
        desil = meeting.row.values.get("desil")
        citizen = Citizen(
            **values,
            dtks_id=meeting.row.values.get("dtks_id", "") if central.scheme == Scheme.DTKS else "",
            desil=int(desil) if desil else None,
            register_state=RegisterState.LEFT if older else RegisterState.LISTED,
        )
        keep_derived(citizen, [*values, "nik"], central.period)
        meeting.citizen = citizen
    Citizen.objects.bulk_create([meeting.citizen for meeting in meetings if meeting.citizen], batch_size=500)


def _keep_ids(central: CentralList, meetings: Sequence[Meeting]) -> None:
    """The id of another scheme stands beside the ID ANGGOTA; a new one ends the one before."""
    said = {
        meeting.citizen.pk: meeting.row.values["dtks_id"]
        for meeting in meetings
        if meeting.citizen and meeting.row.values.get("dtks_id")
    }
    known = CitizenIdentifier.objects.filter(
        citizen__in=said, kind=CitizenIdentifier.Kind.OTHER_ID, scheme=central.scheme, ended_on=None
    )
    standing = {each.citizen_id: each for each in known}
    ended = [each for pk, each in standing.items() if each.value != said[pk]]
    for each in ended:
        each.ended_on = max(each.started_on, central.period)
    CitizenIdentifier.objects.bulk_update(ended, ["ended_on"])
    fresh = [pk for pk, value in said.items() if pk not in standing or standing[pk].value != value]
    CitizenIdentifier.objects.bulk_create(
        CitizenIdentifier(
            citizen_id=pk, kind=CitizenIdentifier.Kind.OTHER_ID, scheme=central.scheme, value=said[pk],
            started_on=central.period,
        )
        for pk in fresh
    )  # fmt: skip


def _update(central: CentralList, meetings: Sequence[Meeting]) -> None:
    written: set[str] = {"updated_at"}
    for meeting in meetings:
        citizen = meeting.citizen
        assert citizen is not None
        fields = [name for name in meeting.changes if name not in OWN]
        for name in fields:
            setattr(citizen, name, parse_value(name, meeting.changes[name][1]))
        if "desil" in meeting.changes:
            citizen.desil = int(meeting.changes["desil"][1])
        if "register_state" in meeting.changes:
            citizen.register_state = RegisterState.LISTED
        if "life_state" in meeting.changes:
            citizen.life_state, citizen.life_state_on = LifeState.ALIVE, None
            del citizen.sources["life_state"]
            written |= {"life_state", "life_state_on", "sources"}
        keep_derived(citizen, fields, central.period)
        citizen.updated_at = timezone.now()
        written |= {*fields, "desil", "register_state", "name_key", "nik_problem", "birth_estimated"}
    if meetings:
        Citizen.objects.bulk_update([meeting.citizen for meeting in meetings if meeting.citizen], sorted(written), 200)


def _settle(central: CentralList, meetings: Sequence[Meeting]) -> None:
    """Families by card and dwellings by ID DTKS, of those who are new or whose number, relation or dwelling changed."""
    moved = {"kk_number", "relation", "life_state"}
    families = [m.citizen for m in meetings if m.citizen and (not m.changes or moved & set(m.changes))]
    settle_families(citizens=families, on=central.period, reason=str(central))
    homes = {
        m.citizen.pk: m.row.values["household_id"] for m in meetings if m.citizen and m.row.values.get("household_id")
    }
    places = {
        m.row.values["household_id"]: m.citizen.kelurahan_id
        for m in meetings
        if m.citizen and m.row.values.get("household_id")
    }
    settle_dwellings(dwellings=homes, scheme=central.scheme, on=central.period, kelurahan=places)


def _put_aside(central: CentralList, meetings: Sequence[Meeting]) -> None:
    """ "The centre says otherwise": kept beside the better value, never applied."""
    OtherValue.objects.bulk_create(
        [
            OtherValue(
                citizen=meeting.citizen, field=name, value=text[:200], source=Source.LIST,
                reference=central.reference, seen_on=central.period,
            )
            for meeting in meetings
            for name, text in meeting.aside.items()
        ],
        update_conflicts=True,
        unique_fields=["citizen", "field", "source"],
        update_fields=["value", "reference", "seen_on"],
    )  # fmt: skip


def _add_history(central: CentralList, meetings: Sequence[Meeting]) -> None:
    programmes = dict(Programme.objects.values_list("code", "pk"))
    reference = central.reference
    aid: list[AidRecord] = []
    leads = _leads(meetings)
    standings: list[SchemeStanding] = []
    for meeting in meetings:
        values = meeting.row.values
        desil = values.get("desil")
        standings.append(
            SchemeStanding(
                citizen=meeting.citizen, scheme=central.scheme, period=central.period, listed=True,
                member_id=values.get("dtks_id", ""), desil=int(desil) if desil else None, reference=reference,
            )
        )  # fmt: skip
        for name, said in values.items():
            programme = programmes.get(name.removeprefix("aid:")) if name.startswith("aid:") else None
            if programme and said and said != "TIDAK":
                state = str(values.get("payout") or said)[:40]
                aid.append(
                    AidRecord(
                        citizen=leads.get(meeting.citizen, meeting.citizen), programme_id=programme,
                        period=central.period, state=state, reference=reference,
                    )
                )  # fmt: skip
    SchemeStanding.objects.bulk_create(
        standings, update_conflicts=True, unique_fields=["citizen", "scheme", "period"],
        update_fields=["listed", "member_id", "desil", "reference"],
    )  # fmt: skip
    AidRecord.objects.bulk_create(aid, ignore_conflicts=True)


def _leads(meetings: Sequence[Meeting]) -> dict[Citizen | None, Citizen]:
    """Where a list still names a record that leads to another one, the aid stands at that one."""
    found = MergedRecord.objects.standing().filter(alias__in=[each.citizen for each in meetings if each.citizen])
    return {each.alias: each.kept for each in found.select_related("alias", "kept")}


def mark_left(central: CentralList) -> int:
    """Citizens of the scheme who are not on this list any more: "left"; they and their aid history stay.

    Whom the other scheme lists in the same month or later stays listed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', '30s', true)")
        cursor.execute(
            """
            WITH gone AS (
                UPDATE registry_citizen c SET register_state = 'left', updated_at = now()
                WHERE c.register_state = 'listed'
                  AND EXISTS (SELECT 1 FROM registry_schemestanding s
                              WHERE s.citizen_id = c.id AND s.scheme = %(scheme)s AND s.listed)
                  AND NOT EXISTS (SELECT 1 FROM lists_listrow r
                                  WHERE r.citizen_id = c.id AND r.central_list_id = %(list)s)
                  AND NOT EXISTS (SELECT 1 FROM registry_schemestanding o
                                  WHERE o.citizen_id = c.id AND o.scheme <> %(scheme)s AND o.listed
                                    AND o.period >= %(period)s)
                RETURNING c.id)
            INSERT INTO registry_schemestanding (citizen_id, scheme, period, listed, member_id, reference)
            SELECT id, %(scheme)s, %(period)s, false, '', %(reference)s FROM gone
            ON CONFLICT (citizen_id, scheme, period) DO UPDATE SET listed = false
            """,
            {
                "scheme": central.scheme, "list": central.pk, "period": central.period,
                "reference": central.reference,
            },
        )  # fmt: skip
        return int(cursor.rowcount)
