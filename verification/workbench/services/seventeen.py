"""The watch over the 17th birthday: work for the kelurahan, and the match tried again until it is recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import Role, User
from dtks.assignments.models import Assignment, Kind, Owner
from dtks.assignments.services import Draft, assign_many, settle
from dtks.registry.models import Citizen
from dtks.web.templatetags.formats import day
from verification.corrections.models import ChangeRequest, FieldChange, Origin
from verification.corrections.services import Proposal, propose_many
from verification.reconciliation.models import Band, Result
from verification.sources.models import CivilPerson, Comparison
from verification.sources.services import compared_fields
from verification.workbench.queries.seventeen import (
    BAND_WORDS,
    NOT_RECORDED,
    seventeen_on,
    turning_seventeen,
)

if TYPE_CHECKING:
    from dtks.jobs.models import Event

PREFIX = "ktp17:"
ORIGIN = "Usia 17 tahun"
WORKING_DAYS = {"180": 60, "90": 30, "30": 10, "0": 5}
_STEP = (
    "Ajak ke Disdukcapil atau kantor camat untuk rekam KTP-el, bawa KK; boleh direkam sebelum 17 tahun. Slipnya ada di "
    "Usia 17. Padan mencocokkan lagi sendiri pada tiap ekstrak."
)
_ESTIMATED = " Tanggal lahirnya perkiraan: minta dahulu akta lahir."


@transaction.atomic
def watch_seventeen(*, today: date | None = None) -> int:
    """Give the kelurahan a piece of work for each band that somebody enters; earlier ones end. Safe to repeat daily.

    Returns how many are new.
    """
    today = today or timezone.localdate()
    people = list(turning_seventeen(Citizen.objects.select_related("kelurahan"), today))
    keys = {person.pk: key_of(person) for person in people}
    live = Assignment.objects.live().filter(key__startswith=PREFIX).values_list("citizen_id", flat=True)
    settle(prefix=PREFIX, citizens=[pk for pk in live if pk], keep=keys.values(), note="Sudah direkam atau lewat.")
    given = set(Assignment.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    fresh = [draft_of(person) for person in people if keys[person.pk] not in given]
    return assign_many(drafts=fresh)


def key_of(person: Any) -> str:
    """One piece of work for each band of somebody."""
    return f"{PREFIX}{person.pk}:{person.band}"


def draft_of(person: Any) -> Draft:
    """The work that his band asks of his kelurahan."""
    on = seventeen_on(person.birth_date)
    estimated = _ESTIMATED if person.birth_estimated else ""
    return Draft(
        kind=Kind.CIVIL_REGISTRY, role=Role.KELURAHAN, owner=Owner.KELURAHAN, citizen=person, key=key_of(person),
        origin=ORIGIN, origin_url=reverse("workbench:seventeen"),
        title=f"Rekam KTP-el: {BAND_WORDS[person.band].lower()}",
        step=f"Berumur 17 tahun pada {on:%d-%m-%Y}.{estimated} {_STEP}", days=WORKING_DAYS[person.band],
        say=f"Datang ke Disdukcapil atau kantor camat untuk rekam KTP sebelum {on:%d-%m-%Y}. Bawa KK. Gratis.",
    )  # fmt: skip


def retry_after_extract(event: Event) -> None:
    """Handler of `extract.merged`: who turns 17 is looked at again. Safe to repeat."""
    retry_recording(people=turning_seventeen(Citizen.objects.all()))


@dataclass(frozen=True)
class Finding:
    """What the register says of the recording of somebody who is watched: a proposal, or why there is none."""

    why: str = ""
    person: CivilPerson | None = None
    result: Result | None = None
    request: ChangeRequest | None = None  # that proposes or proposed it


def recordings_of(people: Iterable[Citizen]) -> dict[int, Finding]:
    """For each what a retry comes to, by id; a fixed number of queries."""
    watched = {each.pk: each for each in people if each.ktp_state in NOT_RECORDED}
    found, said = _persons(watched), _said(watched)
    return {pk: _finding(found.get(pk), said.get(pk, {})) for pk in watched}


def _finding(found: tuple[CivilPerson, Result | None] | None, said: dict[str, ChangeRequest]) -> Finding:
    waiting = next((each for each in said.values() if each.is_open), None)
    if waiting is not None:
        words = f"Perekamannya sudah diusulkan: {waiting.number}, {waiting.get_state_display()}."
        return Finding(words, request=waiting)
    if found is None:
        return Finding("Orangnya tidak ditemukan pasti di data Disdukcapil.")
    person, result = found
    if person.ktp_state in NOT_RECORDED:
        return Finding(f"Belum terekam di Disdukcapil menurut data {day(person.taken_on)}.", person, result)
    if before := said.get(person.ktp_state):
        words = f"Perekaman ini pernah diusulkan: {before.number}, {before.get_state_display()}."
        return Finding(words, person, result, before)
    return Finding("", person, result)


def _said(watched: Collection[int]) -> dict[int, dict[str, ChangeRequest]]:
    """Requests that propose or proposed the recording of each, by the value; what was withdrawn or reversed is not."""
    rows = FieldChange.objects.filter(request__citizen__in=watched, field="ktp_state").exclude(
        request__state__in=[ChangeRequest.State.WITHDRAWN, ChangeRequest.State.REVERSED]
    )
    said: dict[int, dict[str, ChangeRequest]] = defaultdict(dict)
    for each in rows.select_related("request").order_by("pk"):
        said[each.request.citizen_id][each.new_value] = each.request
    return said


@transaction.atomic
def retry_recording(*, people: Iterable[Citizen], by: User | None = None) -> list[ChangeRequest]:
    """Propose the recording that the register knows by now; the same proposal is not made twice."""
    by_id = {each.pk: each for each in people}
    proposals = [
        Proposal(
            citizen_id=pk, act="KTP17", values={"ktp_state": finding.person.ktp_state},
            comparison=_basis(by_id[pk], finding.person, finding.result),
            result_class="MATCH",  # of the recording, which is the register's own; other fields have their own cases
        )
        for pk, finding in recordings_of(by_id.values()).items()
        if not finding.why and finding.person is not None
    ]  # fmt: skip
    if not proposals:
        return []
    return propose_many(proposals=proposals, origin=Origin.EXTRACT, origin_reference=ORIGIN, started_by=by).made


def _persons(watched: dict[int, Citizen]) -> dict[int, tuple[CivilPerson, Result | None]]:
    """Whom the register holds for each: the sure person of the last reconciliation, else NIK and birth date alike."""
    sure = Result.objects.filter(citizen__in=watched, is_latest=True, band=Band.SAME, civil_person__isnull=False)
    found: dict[int, tuple[CivilPerson, Result | None]] = {
        each.citizen_id: (each.civil_person, each)
        for each in sure.select_related("civil_person__kelurahan")
        if each.civil_person is not None
    }
    niks = {each.nik: pk for pk, each in watched.items() if each.nik and pk not in found}
    for person in CivilPerson.objects.filter(nik__in=niks).select_related("kelurahan"):
        if person.birth_date == watched[niks[person.nik]].birth_date:
            found[niks[person.nik]] = person, None
    return found


def _basis(citizen: Citizen, person: CivilPerson, result: Result | None) -> Comparison:
    differs = tuple(result.differs) if result else ()
    recording = {"ours": citizen.ktp_state, "theirs": person.ktp_state, "verdict": "differs", "similarity": 0.0}
    return Comparison.objects.create(
        citizen=citizen, civil_person=person, taken_on=person.taken_on,
        result_class=result.result_class if result else "MATCH",
        fields={**compared_fields(citizen, person, differs), "ktp_state": recording},
        confidence=result.confidence if result else 1.0, band=Band.SAME,
        codes=["KTP17"] if result else ["KTP17", "NIK_AND_DATE"],
        contributions=result.contributions if result else {}, method_version="usia-17-1",
    )  # fmt: skip
