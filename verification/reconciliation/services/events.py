"""Vital events by file: deaths, births, moves and marriages become proposals, never changes (row 54)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from dtks.accounts.models import Role, User
from dtks.assignments.models import Assignment, Owner
from dtks.assignments.models import Kind as WorkKind
from dtks.assignments.services import Draft, assign, finish
from dtks.files.models import StagedFile, StagedRow
from dtks.files.services import Judged, MergeTable, Staging
from dtks.files.services.cells import ReadRow, RowReader
from dtks.office.models import Region
from dtks.office.queries import slug
from dtks.registry.models import Citizen, Household, LifeState, RegisterState, Relation, Source
from dtks.registry.services import register_citizen
from dtks.web.refusals import Refusal
from verification.corrections.models import ChangeRequest, Origin
from verification.corrections.services import Proposal, propose, propose_many
from verification.matching import names
from verification.sources.models import VitalEvent

Kind, State = VitalEvent.Kind, VitalEvent.State
Verdict = StagedRow.Verdict
SAME_NAME = 0.75  # with an equal NIK
SURE_NAME = 0.92  # with the card or the birth date alone
WORDS: dict[str, str] = {
    **dict.fromkeys(["KEMATIAN", "MENINGGAL", "MATI", "LAPORANKEMATIAN"], Kind.DEATH),
    **dict.fromkeys(["KELAHIRAN", "LAHIR", "LAPORANKELAHIRAN"], Kind.BIRTH),
    **dict.fromkeys(["PINDAH", "PINDAHKELUAR", "KEPINDAHAN", "PERPINDAHAN"], Kind.MOVE_OUT),
    **dict.fromkeys(["DATANG", "PINDAHDATANG", "KEDATANGAN"], Kind.MOVE_IN),
    **dict.fromkeys(["PERKAWINAN", "KAWIN", "NIKAH", "PERNIKAHAN"], Kind.MARRIAGE),
    **dict.fromkeys(["PERCERAIAN", "CERAI", "CERAIHIDUP"], Kind.DIVORCE),
}  # fmt: skip
_ADVICE = "Tulis KEMATIAN, KELAHIRAN, PINDAH, DATANG, PERKAWINAN atau PERCERAIAN."
_NEWBORN = ("name", "nik", "kk_number", "sex", "birth_place", "birth_date", "mother_name")


class NoNewborn(Refusal):
    """The event is no birth that waits, or somebody was quicker."""


def kind_of(values: dict[str, Any]) -> str:
    """The kind of an event's word, or empty."""
    return WORDS.get(slug(str(values.get("event", ""))), "")


def key_of_event(values: dict[str, Any]) -> str:
    """Kind, person and day: the same event in another file has the same key."""
    who = values.get("nik") or f"{slug(values.get('name', ''))}:{values.get('birth_date', '')}"
    return f"{kind_of(values)}:{who}:{values.get('event_on', '')}"[:160]


def judge(rows: Sequence[Any]) -> list[Judged]:
    """New, or known from another file; an event is never changed."""
    keys = [key_of_event(row.values) for row in rows]
    known = dict(VitalEvent.objects.filter(key__in=keys).values_list("key", "pk"))
    return [Judged(Verdict.UNCHANGED, target=known[key]) if key in known else Judged() for key in keys]


class StageEvents(Staging):
    """Read a file of vital events."""

    label = "Pembacaan peristiwa"
    purpose = StagedFile.Purpose.EVENTS
    key = ""  # husband and wife share a certificate, and one person may have two events

    def check(self, reader: RowReader, row: ReadRow) -> None:
        """A row of an unknown kind is refused; the others go on."""
        if not kind_of(row.values):
            place = reader.place_of.get("event", -1)
            row.findings.append(
                {"column": reader.headers[place] if place >= 0 else "", "place": place, "field": "event",
                 "value": str(row.values.get("event", ""))[:60], "code": "event_unknown", "refuses": True,
                 "advice": _ADVICE}
            )  # fmt: skip

    def judge(self, staged: StagedFile, rows: Sequence[ReadRow]) -> list[Judged]:
        return judge(rows)


class MergeEvents(MergeTable):
    """Keep the events, find whom they concern, and open what they propose."""

    label = "Penggabungan peristiwa"

    def merge(self, staged: StagedFile, rows: Sequence[StagedRow]) -> list[Judged]:
        judged = judge(rows)
        fresh = {key_of_event(row.values): row for row, each in zip(rows, judged, strict=True) if each.target is None}
        ours = _Ours([row.values for row in fresh.values()])
        places = dict(Region.objects.filter(in_kendari=True).values_list("code", "name"))
        for key, row in fresh.items():
            event = _event(staged, row, key)
            _meet(event, ours)
            if event.citizen is not None and event.state == State.PROPOSED:
                _open(event, places, actor=staged.merged_by)
            event.save()
            if event.state == State.WAITING:
                assign(draft=_confirm_draft(event))
        return judged


def _event(staged: StagedFile, row: StagedRow, key: str) -> VitalEvent:
    day = row.values.get("event_on")
    return VitalEvent(
        key=key, kind=kind_of(row.values), happened_on=date.fromisoformat(day) if day else None, values=row.values,
        certificate=row.values.get("certificate", ""), name=row.values["name"], staged_file=staged, row_no=row.row_no,
    )  # fmt: skip


class _Ours:
    """Citizens and families that the rows of a file may speak of, in three queries."""

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        niks = {row["nik"] for row in rows if row.get("nik")}
        cards = {row["kk_number"] for row in rows if row.get("kk_number")}
        self.by_nik: dict[str, list[Citizen]] = {}
        self.by_card: dict[str, list[Citizen]] = {}
        people = Citizen.objects.select_related("kelurahan")
        for citizen in people.filter(nik__in=niks).order_by("pk"):
            self.by_nik.setdefault(citizen.nik, []).append(citizen)
        for citizen in people.filter(kk_number__in=cards).order_by("pk"):
            self.by_card.setdefault(citizen.kk_number, []).append(citizen)
        families = Household.objects.filter(unit=Household.Unit.FAMILY, number__in=cards, ended_on=None)
        self.families = {family.number: family for family in families}

    def citizen(self, values: dict[str, Any]) -> tuple[Citizen | None, str]:
        """Whom an event concerns; or why nobody is taken."""
        near = self.by_nik.get(values.get("nik", ""), [])
        hits = [each for each in near if names.similarity(values["name"], each.name) >= SAME_NAME]
        if near and not hits:
            return None, "NIK-nya ada pada warga kita dengan nama lain."
        if not hits:
            hits = [each for each in self.by_card.get(values.get("kk_number", ""), []) if _same_person(values, each)]
        if len(hits) > 1:
            return None, "Lebih dari satu warga kita yang cocok."
        return (hits[0], "") if hits else (None, "")


def _same_person(values: dict[str, Any], citizen: Citizen) -> bool:
    """On one card: the name surely, and no other birth date."""
    born = values.get("birth_date", "")
    other_day = born and citizen.birth_date and citizen.birth_date.isoformat() != born
    return not other_day and names.similarity(values["name"], citizen.name) >= SURE_NAME


def _meet(event: VitalEvent, ours: _Ours) -> None:
    """Whom of ours the event concerns; a birth concerns the family."""
    event.citizen, event.why = ours.citizen(event.values)
    event.household = ours.families.get(event.values.get("kk_number", ""))
    if event.why:
        event.state = State.UNSURE
    elif event.kind == Kind.BIRTH:
        event.state = State.NOT_OURS if event.household is None else State.WAITING
        if event.citizen is not None:
            event.state, event.why = State.KNOWN, "Anak ini sudah tercatat."
    else:
        event.state = State.PROPOSED if event.citizen else State.NOT_OURS


def _open(event: VitalEvent, places: dict[str, str], *, actor: User | None) -> None:
    """Propose what the event says; nothing is written into the citizen."""
    act, values = proposed_by(event, places)
    assert event.citizen is not None
    done = propose_many(
        proposals=[Proposal(citizen_id=event.citizen.pk, values=values, act=act)] if values else [],
        origin=Origin.VITAL_EVENT, origin_reference=reference_of(event), started_by=actor,
    )  # fmt: skip
    if done.made:
        event.request = done.made[0].number
        return
    event.state, event.request = State.KNOWN, ""
    event.why = "Pernah ditolak." if done.refused_before else "Sudah diusulkan atau sudah tercatat begitu."


def reference_of(event: VitalEvent) -> str:
    """The origin of the proposal in words: kind, day, number of the certificate."""
    day = f" {event.happened_on:%d-%m-%Y}" if event.happened_on else ""
    return f"{event.get_kind_display().capitalize()}{day} {event.certificate}".strip()[:60]


def proposed_by(event: VitalEvent, places: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Act and values that an event proposes for its citizen.

    Args:
        places: codes of the kelurahan of the city: who moves to one of them stays with us.
    """
    said = event.values
    card = {"kk_number": said["kk_number"]} if said.get("kk_number") else {}
    if event.kind == Kind.DEATH:
        return "DEATH", {"life_state": LifeState.DECEASED}
    if event.kind in (Kind.MARRIAGE, Kind.DIVORCE):
        return "", {"marital_status": "2" if event.kind == Kind.MARRIAGE else "3", **card}
    if event.kind == Kind.MOVE_IN:
        return "MOVE_IN", {"life_state": LifeState.ALIVE, **_new_place(said, places), **card}
    inside = not said.get("destination") and said.get("kelurahan") in places
    if inside or "KENDARI" in slug(str(said.get("destination", ""))):
        return "MOVE_INSIDE", {**_new_place(said, places), **card}
    return "MOVE_OUT", {"life_state": LifeState.MOVED}


def _new_place(said: dict[str, Any], places: dict[str, str]) -> dict[str, str]:
    fields = ("address", "rt", "rw", "kelurahan")
    found = {name: str(said[name]) for name in fields if said.get(name)}
    if found.get("kelurahan") not in places:
        found.pop("kelurahan", None)
    return found


def work_key(event: VitalEvent) -> str:
    """The key of the assignment that a birth gives."""
    return f"event:{event.key}"[:160]


def _confirm_draft(event: VitalEvent) -> Draft:
    household = event.household
    return Draft(
        kind=WorkKind.CONFIRM, role=Role.KELURAHAN, owner=Owner.KELURAHAN, household=household,
        title="Pastikan kelahiran di keluarga ini", origin="Peristiwa penduduk", key=work_key(event),
        step="Disdukcapil mencatat kelahiran di keluarga ini. Minta akta kelahiran; operator mencatat anaknya.",
    )  # fmt: skip


@transaction.atomic
def add_newborn(*, event: VitalEvent, actor: User) -> ChangeRequest:
    """Write down the newborn of a birth as a person in no list yet, and propose it as a member of the family.

    Raises:
        NoNewborn: the event does not wait (any more), or its NIK is somebody else's.
    """
    held = VitalEvent.objects.select_for_update(of=("self",)).select_related("household").get(pk=event.pk)
    if held.kind != Kind.BIRTH or held.state != State.WAITING or held.household is None:
        raise NoNewborn("Kelahiran ini tidak (lagi) menunggu dicatat.")
    nik = held.values.get("nik", "")
    if nik and Citizen.objects.filter(nik=nik).exists():
        raise NoNewborn("NIK anak ini sudah dimiliki warga lain di data kita. Periksa dahulu.")
    values = {name: str(held.values[name]) for name in _NEWBORN if held.values.get(name)} | {"relation": Relation.CHILD}
    if held.household.kelurahan_id:
        values["kelurahan"] = Region.objects.get(pk=held.household.kelurahan_id).code
    reference = reference_of(held)
    citizen = register_citizen(values=values, actor=actor, reference=reference, source=Source.CIVIL)
    request = propose(
        citizen=citizen, act="ADD_MEMBER", values={"register_state": RegisterState.PROPOSED.value},
        origin=Origin.VITAL_EVENT, origin_reference=reference, maker=None, started_by=actor,
    )  # fmt: skip
    held.citizen, held.state, held.request = citizen, State.PROPOSED, request.number
    held.save(update_fields=["citizen", "state", "request"])
    for each in Assignment.objects.live().filter(key=work_key(held)):
        finish(assignment=each, by=actor, note=f"Usulan {request.number}")
    return request
