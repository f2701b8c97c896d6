"""What is done with people chosen in the lists of age 17 and of data health."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.urls import reverse

from dtks.accounts.models import Role, User
from dtks.assignments.models import Kind, Owner
from dtks.assignments.services import Draft, WorkKind, given_words, live_of
from dtks.jobs.models import Choice
from dtks.jobs.services import Done, Look
from dtks.registry.models import Citizen
from dtks.registry.queries import display_text
from dtks.web.refusals import Refusal
from verification.corrections.services import RequestKind
from verification.reconciliation.models import Result
from verification.reconciliation.services.choices import JOINED, OpenResults, looks_at, opened
from verification.workbench.queries.health import FAULTS, Fault
from verification.workbench.queries.seventeen import BAND_WORDS, open_recordings, turning_seventeen
from verification.workbench.services.seventeen import draft_of, key_of, recordings_of, retry_recording

NO_PLACE = "Kelurahannya belum dicatat."
NOT_COMPARED = "Belum ada hasil banding. Jalankan rekonsiliasi dahulu."


def _of(person: Any, **more: Any) -> Look:
    """A look at a citizen, with the kelurahan among what it rests on."""
    place = str(person.kelurahan or "")
    more["seen"] = {"Kelurahan": place, **more.get("seen", {})}
    below = ", ".join(filter(None, [place, person.place_words]))
    return Look(label=person.name, below=below, url=person.get_absolute_url(), **more)


class _Seventeen:
    """People who turn 17 without recording."""

    def subjects(self, *, ids: Collection[int], user: User, parameters: Mapping[str, Any]) -> dict[int, Any]:
        people = Citizen.objects.visible_to(user).filter(pk__in=ids).select_related("kelurahan")
        return {each.pk: each for each in turning_seventeen(people)}


class GiveSeventeen(_Seventeen, WorkKind):
    """Kind "give_seventeen": the work of their band, for whom no recording is proposed yet."""

    label = "Menugaskan kelurahan: rekam KTP-el"
    follows = ("Kelurahan tiap orang mendapat satu tugas: ajak rekam KTP-el, dengan tenggat menurut sisa harinya.",)

    def look(self, *, subjects: Iterable[Any], user: User, parameters: Mapping[str, Any]) -> dict[int, Look]:
        people = list(subjects)
        waiting, given = open_recordings(people), live_of(key_of(each) for each in people)
        found = {}
        for each in people:
            why, url = "" if each.kelurahan_id else NO_PLACE, ""
            if request := waiting.get(each.pk):
                why = f"Perekamannya sudah diusulkan: {request.number}, {request.get_state_display()}."
                url = request.get_absolute_url()
            elif before := given.get(key_of(each)):
                why, url = given_words(before), before.get_absolute_url()
            words = BAND_WORDS[each.band]
            will = f"tugas bagi Kel. {each.kelurahan}: rekam KTP-el, {words.lower()}"
            found[each.pk] = _of(each, will=will, why=why, found=url, seen={"Sisa": words})
        return found

    def draft(self, *, subject: Any, choice: Choice) -> Draft:
        return draft_of(subject)


class RetrySeventeen(_Seventeen, RequestKind):
    """Kind "retry_seventeen": the recording that the register knows by now becomes a proposal."""

    label = "Mencocokkan lagi perekaman KTP-el"
    permission = "reconciliation.run"
    follows = ("Yang sudah terekam menurut Disdukcapil menjadi usulan mesin; warga berubah sesudah diputuskan orang.",)

    def look(self, *, subjects: Iterable[Any], user: User, parameters: Mapping[str, Any]) -> dict[int, Look]:
        people, looks = list(subjects), {}
        findings = recordings_of(people)
        for each in people:
            finding = findings[each.pk]
            said = display_text("ktp_state", finding.person.ktp_state) if finding.person else ""
            url = finding.request.get_absolute_url() if finding.request else ""
            looks[each.pk] = _of(
                each, will=f"usulan: {said}", why=finding.why, found=url, seen={"Catatan Disdukcapil": said}
            )
        return looks

    def do(self, *, subject: Any, user: User, choice: Choice) -> Done:
        made = retry_recording(people=[subject], by=user)
        if not made:
            raise Refusal(recordings_of([subject])[subject.pk].why or "Tidak ada yang diusulkan.")
        return Done(words=f"usulan {made[0].number}", url=made[0].get_absolute_url(), made={"request": made[0].pk})


def _fault(parameters: Mapping[str, Any]) -> Fault:
    return FAULTS[parameters["fault"]]


class _Faulty:
    """People who have a fault; parameters: fault."""

    def subjects(self, *, ids: Collection[int], user: User, parameters: Mapping[str, Any]) -> dict[int, Any]:
        people = Citizen.objects.visible_to(user).filter(pk__in=ids).select_related("kelurahan")
        return {each.pk: each for each in _fault(parameters).find(people)}


class GiveFault(_Faulty, WorkKind):
    """Kind "give_fault": the kelurahan looks at them."""

    label = "Menugaskan kelurahan: mutu data"
    follows = ("Kelurahan tiap orang mendapat satu tugas untuk memastikan kesalahannya di lapangan.",)

    def look(self, *, subjects: Iterable[Any], user: User, parameters: Mapping[str, Any]) -> dict[int, Look]:
        people, fault = list(subjects), _fault(parameters)
        given = live_of(_fault_key(fault, each) for each in people)
        found = {}
        for each in people:
            before = given.get(_fault_key(fault, each))
            why = given_words(before) if before else "" if each.kelurahan_id else NO_PLACE
            will = f"tugas bagi Kel. {each.kelurahan}: {fault.label}"
            found[each.pk] = _of(each, will=will, why=why, found=before.get_absolute_url() if before else "")
        return found

    def draft(self, *, subject: Any, choice: Choice) -> Draft:
        fault = _fault(choice.parameters)
        return Draft(
            kind=Kind.CONFIRM, role=Role.KELURAHAN, owner=Owner.KELURAHAN, citizen=subject, step=fault.asked,
            title=fault.label, origin="Mutu data", key=_fault_key(fault, subject),
            origin_url=reverse("workbench:fault", args=[fault.code]),
        )  # fmt: skip


def _fault_key(fault: Fault, person: Any) -> str:
    return f"mutu:{fault.code}:{person.pk}"


class OpenFault(_Faulty, OpenResults):
    """Kind "open_fault": what the register says of them becomes a proposal. Subjects are people, with `said`."""

    def subjects(self, *, ids: Collection[int], user: User, parameters: Mapping[str, Any]) -> dict[int, Any]:
        people = super().subjects(ids=ids, user=user, parameters=parameters)
        results = Result.objects.filter(citizen__in=people, is_latest=True).select_related(*JOINED)
        said = {each.citizen_id: each for each in results}
        for pk, person in people.items():
            person.said = said.get(pk)
        return people

    def look(self, *, subjects: Iterable[Any], user: User, parameters: Mapping[str, Any]) -> dict[int, Look]:
        people = list(subjects)
        looks = {result.citizen_id: look for result, look in looks_at([each.said for each in people if each.said])}
        return {each.pk: looks.get(each.pk) or _of(each, why=NOT_COMPARED) for each in people}

    def do(self, *, subject: Any, user: User, choice: Choice) -> Done:
        return opened(subject.said, user)
