"""Choices of results, or of people by their results, from which requests are opened."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from dtks.accounts.models import User
from dtks.jobs.models import Choice
from dtks.jobs.services import ChoiceKind, Done, Look
from dtks.registry.models import Citizen
from dtks.registry.queries import value_text
from dtks.web.templatetags.chips import result_word
from verification.corrections.models import ChangeRequest, FieldChange
from verification.corrections.services import RequestKind
from verification.reconciliation.models import Result, Run
from verification.reconciliation.queries import openable
from verification.reconciliation.services.events import add_newborn
from verification.reconciliation.services.proposals import opened_from, values_of
from verification.sources.models import Comparison, VitalEvent
from verification.sources.services import compared_fields

REPLACED = "Hasil ini sudah diganti yang lebih baru, atau ditahan rem."
NOT_HOLDING = "Hasil rekonsiliasi ini tidak berlaku."
JOINED = ("run__extract", "citizen__kelurahan", "civil_person__kelurahan", "civil_person__changed_in")


class OpenResults(RequestKind):
    """Kind "open_results": the register's values of each result become a proposal. Subjects are results."""

    label = "Membuka usulan dari Disdukcapil"
    permission = "reconciliation.run"
    follows = (
        "Tiap baris menjadi satu usulan mesin dengan nilai Disdukcapil, hanya untuk isian yang berbeda.",
        "Tidak ada nilai warga yang berubah sebelum usulannya diputuskan orang; Anda tercatat sebagai yang memulai.",
    )

    def subjects(self, *, ids: Collection[int], user: User, parameters: Mapping[str, Any]) -> dict[int, Any]:
        return {each.pk: each for each in Result.objects.visible_to(user).filter(pk__in=ids).select_related(*JOINED)}

    def look(self, *, subjects: Iterable[Any], user: User, parameters: Mapping[str, Any]) -> dict[int, Look]:
        results = list(subjects)
        return {result.pk: look for result, look in looks_at(results)}

    def do(self, *, subject: Any, user: User, choice: Choice) -> Done:
        return opened(subject, user)


def opened(result: Result, user: User) -> Done:
    """Open the request of one result, where none is open with its values."""
    request, fresh = opened_from(result=result, actor=user, one_by_one=False)
    words = f"usulan {request.number}" if fresh else f"Sudah terbuka sebagai {request.number}, tidak dibuka lagi."
    return Done(words=words, url=request.get_absolute_url(), made={"request": request.pk}, fresh=fresh)


def looks_at(results: list[Result]) -> list[tuple[Result, Look]]:
    """What opening each result comes to; two queries for all."""
    said: dict[int, list[FieldChange]] = defaultdict(list)
    people = {result.citizen_id for result in results}
    before = FieldChange.objects.filter(request__citizen__in=people).select_related("request")
    for each in before.exclude(request__state=ChangeRequest.State.WITHDRAWN).order_by("pk"):
        said[each.request.citizen_id].append(each)
    return [(result, _look(result, said[result.citizen_id])) for result in results]


def _look(result: Result, said: list[FieldChange]) -> Look:
    citizen = result.citizen
    values = values_of(_as_compared(result), missing=result.missing)
    why, found = _why_not(result, values, said)
    labels = ", ".join(Citizen.FIELDS[name] for name in values)
    return Look(
        label=citizen.name, below=", ".join(filter(None, [str(citizen.kelurahan or ""), citizen.place_words])),
        url=citizen.get_absolute_url(), will=f"usulan: {labels}", why=why, found=found,
        seen={
            "Hasil banding": f"{result_word(result.result_class)}, {result.run.number}",
            "#Nilai warga atau nilai Disdukcapil": _mark(citizen, values),
        },
    )  # fmt: skip


def _as_compared(result: Result) -> Comparison:
    """The values of both sides as they stand now, unsaved."""
    fields = compared_fields(result.citizen, result.civil_person, tuple(result.differs))
    return Comparison(citizen=result.citizen, civil_person=result.civil_person, fields=fields)


def _mark(citizen: Citizen, values: Mapping[str, str]) -> str:
    pairs = [f"{name}|{value_text(citizen, name)}|{value}" for name, value in sorted(values.items())]
    return hashlib.sha256("\n".join(pairs).encode()).hexdigest()[:16]


def _why_not(result: Result, values: Mapping[str, str], said: list[FieldChange]) -> tuple[str, str]:
    """Why a result opens nothing, and the page of what makes it needless; both empty where it opens a request."""
    if result.run.state != Run.State.DONE:
        return NOT_HOLDING, ""
    if not result.is_latest:
        return REPLACED, ""
    if why := openable(result.result_class, result.band):
        return f"{why[:1].upper()}{why[1:]}.", ""
    if not values:
        return "Tidak ada isian yang berbeda.", ""
    return _said_before(result.citizen, values, said)


def _said_before(citizen: Citizen, values: Mapping[str, str], said: list[FieldChange]) -> tuple[str, str]:
    """All of it is open already, or was refused while the citizen was the same."""
    same = [each for each in said if values.get(each.field) == each.new_value]
    waiting = {each.field: each.request for each in same if each.request.is_open}
    kept = [each for each in same if value_text(citizen, each.field) == each.old_value]
    refused = {each.field: each.request for each in kept if each.verdict == FieldChange.Verdict.REFUSED}
    if set(values) - set(waiting) - set(refused):
        return "", ""
    if waiting:
        request = next(iter(waiting.values()))
        return f"Sudah terbuka sebagai {request.number}, {request.get_state_display()}.", request.get_absolute_url()
    request = next(iter(refused.values()))
    words = f"Usulan yang sama pernah ditolak ({request.number}), dan nilai warga belum berubah sejak itu."
    return words, request.get_absolute_url()


class Newborns(ChoiceKind):
    """Kind "newborns": births that wait become persons in no list yet, each with its request. Subjects are events."""

    label, button = "Mencatat anak dan mengusulkan", "Catat"
    permission = "reconciliation.run"
    follows = (
        "Tiap kelahiran yang menunggu menjadi warga yang belum ada di daftar, dengan satu usulan anggota keluarga.",
        "Usulan yang keliru ditarik di halamannya; catatan anaknya ikut.",
    )

    def subjects(self, *, ids: Collection[int], user: User, parameters: Mapping[str, Any]) -> dict[int, Any]:
        found = VitalEvent.objects.visible_to(user).filter(pk__in=ids).select_related("citizen", "household")
        return {each.pk: each for each in found}

    def look(self, *, subjects: Iterable[Any], user: User, parameters: Mapping[str, Any]) -> dict[int, Look]:
        return {each.pk: _birth(each) for each in subjects}

    def do(self, *, subject: Any, user: User, choice: Choice) -> Done:
        made = add_newborn(event=subject, actor=user)
        return Done(words=f"dicatat; usulan {made.number}", url=made.get_absolute_url(), made={"request": made.pk})


def _birth(event: VitalEvent) -> Look:
    waits = event.kind == VitalEvent.Kind.BIRTH and event.state == VitalEvent.State.WAITING and event.household_id
    state = str(event.get_state_display())
    return Look(
        label=event.name, below=f"{event.get_kind_display()} · {event.household or ''}", url=event.person_url,
        will="dicatat dan diusulkan", why="" if waits else f"Bukan kelahiran yang menunggu dicatat: {state}.",
        seen={"Keadaan": state},
    )  # fmt: skip
