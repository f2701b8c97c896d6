"""Whom a row of a list means, and what it would change (decisions.md 2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import QuerySet

from dtks.files.models import StagedRow
from dtks.files.services import Judged
from dtks.registry.models import (
    Citizen,
    CitizenIdentifier,
    HouseholdMembership,
    LifeState,
    RegisterState,
    Scheme,
    Source,
)
from dtks.registry.queries.values import may_write, value_text
from verification.matching.names import search_key, similarity
from verification.matching.nik import is_sound

NAME_ALIKE = 0.75  # a NIK alone never says "same person" (domain.md 3.1)
OWN = ("desil", "household_id", "register_state", "life_state")  # changes that are no fields of the form
FIELDS = [name for name in Citizen.FIELDS if name not in ("life_state", "register_state")]


def text_of(row: Row, field: str) -> str:
    """A field of a row as the citizen keeps it: names and addresses in capitals, at most as long as the column."""
    text = str(row.values.get(field, ""))
    longest = getattr(Citizen, field).field.max_length if field != "kelurahan" else None
    text = text.upper() if field in ("name", "mother_name", "birth_place", "address") else text
    return text[:longest] if longest else text


class Row(Protocol):
    """A row as read or as staged."""

    row_no: int
    values: dict[str, Any]


@dataclass
class Meeting:
    """A row and the citizen it means: what it would write, and what is only put aside."""

    row: Row
    citizen: Citizen | None
    changes: dict[str, list[str]] = field(default_factory=dict)
    aside: dict[str, str] = field(default_factory=dict)

    @property
    def is_removed(self) -> bool:
        return self.citizen is not None and self.citizen.register_state == RegisterState.REMOVED

    def judged(self) -> Judged:
        """The verdict of the row."""
        if self.citizen is None:
            return Judged()
        verdict = StagedRow.Verdict.UPDATED if self.changes else StagedRow.Verdict.UNCHANGED
        return Judged(verdict, self.changes, self.citizen.pk)


def meet(rows: Sequence[Row], *, scheme: str, older: bool, lock: bool = False) -> list[Meeting]:
    """Find the citizen of each row and compare.

    Args:
        older: the list is older than one that was merged: it changes nobody.
        lock: the rows are about to be written; citizens are locked in the order of their ids.
    """
    found = _citizens_of(rows, scheme=scheme, lock=lock)
    known = {citizen.pk: citizen for citizen in found.values()}
    dwellings = _dwelling_numbers(list(known), scheme)
    meetings = []
    for row in rows:
        meeting = Meeting(row=row, citizen=found.get(row.row_no))
        if meeting.citizen is not None and not meeting.is_removed and not older:
            _compare(meeting, dwelling=dwellings.get(meeting.citizen.pk, ""))
        meetings.append(meeting)
    return meetings


def _dwelling_numbers(citizens: list[int], scheme: str) -> dict[int, str]:
    rows = HouseholdMembership.objects.filter(
        citizen__in=citizens, household__unit="dwelling", household__scheme=scheme, ended_on=None
    )
    return dict(rows.values_list("citizen_id", "household__number"))


def _compare(meeting: Meeting, *, dwelling: str) -> None:
    citizen, values = meeting.citizen, meeting.row.values
    assert citizen is not None
    for name in FIELDS:
        said, stands = text_of(meeting.row, name), value_text(citizen, name)
        if not said or said == stands:
            continue
        if may_write(citizen, name, Source.LIST):
            meeting.changes[name] = [stands, said]
        else:
            meeting.aside[name] = said
    desil = "" if citizen.desil is None else str(citizen.desil)
    if values.get("desil") and values["desil"] != desil:
        meeting.changes["desil"] = [desil, values["desil"]]
    if values.get("household_id") and values["household_id"] != dwelling:
        meeting.changes["household_id"] = [dwelling, values["household_id"]]
    if was_taken_back(citizen):
        meeting.changes["life_state"] = [citizen.life_state, LifeState.ALIVE]
    if citizen.register_state != RegisterState.LISTED:
        meeting.changes["register_state"] = [citizen.register_state, RegisterState.LISTED]


def was_taken_back(citizen: Citizen) -> bool:
    """Whether only a list that was taken back knew him; a list that brings him again brings him to life."""
    said = citizen.sources.get("life_state") or {}
    return citizen.life_state == LifeState.INVALID and said.get("source") == Source.LIST


def _citizens_of(rows: Sequence[Row], *, scheme: str, lock: bool) -> dict[int, Citizen]:
    """Row number to citizen: by the list's own id; rows without an id by NIK and name, or name, birth date and card."""
    people = Citizen.objects.select_related("kelurahan").order_by("pk")
    people = people.select_for_update(of=("self",)) if lock else people
    ids = _ids_of_scheme(rows, scheme)
    by_id = {citizen.pk: citizen for citizen in people.filter(pk__in=set(ids.values()))}
    found = {row.row_no: by_id[ids[row.row_no]] for row in rows if row.row_no in ids}
    without = [
        row for row in rows if row.row_no not in found and (not row.values.get("dtks_id") or scheme != Scheme.DTKS)
    ]
    if without:
        found |= _by_nik(without, people)
        found |= _by_person([row for row in without if row.row_no not in found], people)
    return found


def _ids_of_scheme(rows: Iterable[Row], scheme: str) -> dict[int, int]:
    """Row number to the id of the citizen who has the row's list id."""
    numbers = {row.row_no: row.values["dtks_id"] for row in rows if row.values.get("dtks_id")}
    if scheme == Scheme.DTKS:
        known = dict(Citizen.objects.filter(dtks_id__in=numbers.values()).values_list("dtks_id", "pk"))
    else:
        known = dict(
            CitizenIdentifier.objects.filter(
                kind=CitizenIdentifier.Kind.OTHER_ID, scheme=scheme, value__in=numbers.values(), ended_on=None
            ).values_list("value", "citizen_id")
        )
    return {row_no: known[number] for row_no, number in numbers.items() if number in known}


def _by_nik(rows: Sequence[Row], people: QuerySet[Citizen]) -> dict[int, Citizen]:
    niks = {row.row_no: row.values["nik"] for row in rows if is_sound(row.values.get("nik", ""))}
    holders: dict[str, list[Citizen]] = {}
    for citizen in people.filter(nik__in=niks.values()):
        holders.setdefault(citizen.nik, []).append(citizen)
    found = {}
    for row in rows:
        alike = [
            citizen
            for citizen in holders.get(niks.get(row.row_no, ""), [])
            if similarity(citizen.name, row.values.get("name", "")) >= NAME_ALIKE
        ]
        if len(alike) == 1:
            found[row.row_no] = alike[0]
    return found


def _by_person(rows: Sequence[Row], people: QuerySet[Citizen]) -> dict[int, Citizen]:
    wanted = {
        row.row_no: (search_key(row.values["name"])[:160], row.values["birth_date"], row.values["kk_number"])
        for row in rows
        if not row.values.get("nik") and row.values.get("birth_date") and row.values.get("kk_number")
    }
    holders: dict[tuple[str, str, str], list[Citizen]] = {}
    for citizen in people.filter(kk_number__in={key[2] for key in wanted.values()}):
        key = (citizen.name_key, value_text(citizen, "birth_date"), citizen.kk_number)
        holders.setdefault(key, []).append(citizen)
    return {row_no: holders[key][0] for row_no, key in wanted.items() if len(holders.get(key, [])) == 1}
