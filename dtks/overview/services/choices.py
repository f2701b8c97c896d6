"""Work for the kelurahan of citizens chosen in their list, all that match at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from dtks.accounts.models import Role, User
from dtks.assignments.models import Kind, Owner
from dtks.assignments.services import Draft, WorkKind, given_words, live_of
from dtks.jobs.models import Choice
from dtks.jobs.services import Look
from dtks.registry.models import Citizen

NO_PLACE = "Kelurahannya belum dicatat."


def task_of(citizen: Citizen, *, task: str, days: int, by: User) -> Draft:
    """What the kelurahan of a citizen is asked to do, once for each person and task."""
    return Draft(
        kind=Kind.CONFIRM, role=Role.KELURAHAN, title=task, origin=f"Daftar warga, {by}", citizen=citizen, days=days,
        owner=Owner.KELURAHAN, key=_key(task, citizen),
    )  # fmt: skip


def _key(task: str, citizen: Citizen) -> str:
    return f"list|{task}|c{citizen.pk}"


class GiveCitizens(WorkKind):
    """Kind "give_citizens"; parameters: task, days."""

    label, button = "Menyerahkan kepada kelurahan", "Serahkan"
    follows = ("Kelurahan tiap warga mendapat satu tugas dengan kata-kata Anda.",)

    def subjects(self, *, ids: Collection[int], user: User, parameters: Mapping[str, Any]) -> dict[int, Any]:
        people = Citizen.objects.visible_to(user).filter(pk__in=ids).select_related("kelurahan")
        return {each.pk: each for each in people}

    def look(self, *, subjects: Iterable[Any], user: User, parameters: Mapping[str, Any]) -> dict[int, Look]:
        people, task = list(subjects), parameters["task"]
        given = live_of(_key(task, each) for each in people)
        return {each.pk: _look(each, task, given.get(_key(task, each))) for each in people}

    def draft(self, *, subject: Any, choice: Choice) -> Draft:
        return task_of(subject, **choice.parameters, by=choice.made_by)


def _look(citizen: Citizen, task: str, before: Any) -> Look:
    place = str(citizen.kelurahan or "")
    return Look(
        label=citizen.name, below=", ".join(filter(None, [place, citizen.place_words])), url=citizen.get_absolute_url(),
        will=f"tugas bagi Kel. {place}: {task}", seen={"Kelurahan": place},
        why=given_words(before) if before else "" if place else NO_PLACE,
        found=before.get_absolute_url() if before else "",
    )  # fmt: skip
