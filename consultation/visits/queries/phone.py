"""What a facilitator's phone holds: his open visits and the form, without any number of a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from consultation.visits.models import FormVersion, State, Visit
from consultation.visits.queries.families import aid_of, maps_of, members_of_many
from consultation.visits.queries.questions import FINDINGS, asked_in, form_on, sections_of
from dtks.accounts.models import User


def form_for_phone(version: FormVersion) -> dict[str, Any]:
    """The questions of a version in short names; what is empty is left out."""
    return {
        "version": version.number,
        "findings": FINDINGS,
        "sections": [
            {"letter": letter, "word": word, "questions": [_question(each) for each in asked_in(version, letter)]}
            for letter, word in sections_of(version)
        ],
    }


def _question(question: Any) -> dict[str, Any]:
    found = {
        "code": question.code, "label": question.label, "kind": question.kind, "choices": question.choices,
        "required": question.required, "member": question.of_member, "rule": question.shown_when, "help": question.help,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def visits_for_phone(visits: Sequence[Visit]) -> list[dict[str, Any]]:
    """Visits with their families; six queries whatever their number."""
    citizens = [visit.citizen_id for visit in visits]
    members, aid, maps = members_of_many(visits), aid_of(citizens), maps_of(citizens)
    return [
        {
            "id": visit.pk, "number": visit.number, "revision": visit.revision, "state": visit.state,
            "name": visit.citizen.name, "address": visit.citizen.address, "route": visit.route,
            "kelurahan": visit.kelurahan.name, "aid": aid.get(visit.citizen_id, ""),
            "why": visit.why or str(visit.get_source_display()), "due": visit.due_on.isoformat(),
            "map": maps.get(visit.citizen_id, ""), "attempt": visit.attempt, "reason": visit.return_reason,
            "answers": visit.draft.get("answers", {}) if visit.state == State.RETURNED else {},
            "members": [
                {"id": each.id, "name": each.name, "sex": each.sex, "age": each.age, "relation": each.relation}
                for each in members[visit.pk]
            ],
        }
        for visit in visits
    ]  # fmt: skip


def day_list(user: User, visits: Sequence[Visit]) -> dict[str, Any]:
    """Everything that goes to the phone in one answer."""
    return {
        "person": user.pk, "name": str(user), "at": timezone.now().isoformat(), "days": settings.PHONE_DAYS,
        "form": form_for_phone(form_on()), "visits": visits_for_phone(visits),
    }  # fmt: skip
