"""What stands on the papers of visits: the form to fill in by hand, a report, duty letter, ID card."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from consultation.visits.models import DutyLetter, Question, Report, Visit
from consultation.visits.models.questions import FLAGS, PHOTO, PLACE
from consultation.visits.queries.families import members_at
from consultation.visits.queries.questions import answered, asked_in, form_on, sections_of
from dtks.accounts.models import Mandate, Role, User
from dtks.office.queries import HEAD_OF_OFFICE, KABID, letterhead_data, letterhead_on, official_on, signature_on
from dtks.web.masking import mask
from dtks.web.pdf import qr_svg
from dtks.web.templatetags.formats import day, long_day, moment

UNFILLED = "belum diisi"
MANY_CHOICES = 13  # more are written by hand, by code


def _common(on: date) -> dict[str, Any]:
    return {"head": letterhead_data(letterhead_on(on)), "practice": bool(getattr(settings, "PRACTICE", False))}


def _person(visit: Visit) -> dict[str, str]:
    """Whom the visit is about; a card number without its serial."""
    citizen = visit.citizen
    return {
        "number": visit.number,
        "name": citizen.name,
        "kk": mask(citizen.kk_number, "•"),
        "address": citizen.address,
        "place": visit.place_words,
        "why": visit.why or visit.get_source_display(),
        "origin": visit.origin,
        "due": long_day(visit.due_on),
        "facilitator": visit.facilitator_words,
        "attempt": str(visit.attempt),
    }


def form_data(visit: Visit) -> dict[str, Any]:
    """The form to take along on paper: what the office knows is filled in, the rest has boxes and lines."""
    version = form_on()
    members = members_at(visit)
    family = [
        {"word": word, "questions": [_boxes(each) for each in asked_in(version, letter) if not each.of_member]}
        for letter, word in sections_of(version)
    ]
    of_member = [
        _boxes(each) for letter, _ in sections_of(version) for each in asked_in(version, letter) if each.of_member
    ]
    return {
        **_common(timezone.localdate()),
        "official": official_on(KABID, timezone.localdate()),
        "person": _person(visit),
        "version": str(version),
        "sections": [each for each in family if each["questions"]],
        "members": [member.words for member in members] or [visit.citizen.name],
        "member_questions": of_member,
        "qr": qr_svg(visit.number),
    }


def _boxes(question: Question) -> dict[str, Any]:
    choices = question.choices if len(question.choices) <= MANY_CHOICES else []
    return {
        "code": question.code,
        "label": question.label,
        "help": question.help,
        "choices": [f"{code} {word}" for code, word in choices],
        "many": question.kind == FLAGS,
        "by_code": bool(question.choices) and not choices,
        "apart": question.kind in (PHOTO, PLACE),
    }


def report_data(report: Report) -> dict[str, Any]:
    """A report as a paper of the archive."""
    visit, on = report.visit, timezone.localdate(report.arrived_at)
    parts = answered(report.version, report.answers, members_at(visit))
    return {
        **_common(on),
        "official": official_on(KABID, on),
        "person": _person(visit),
        "version": str(report.version),
        "outcome": f"{report.outcome} {report.outcome_words}",
        "spoken_to": report.spoken_to or "tidak ada",
        "visited": moment(report.visited_at),
        "by": str(report.by),
        "way": str(report.get_way_display()),
        "place": report.place_words,
        "photos": str(report.photos.count()),
        "key": str(report.key),
        "parts": [{"word": part.word, "rows": [list(row) for row in part.rows]} for part in parts],
    }


def letter_data(letter: DutyLetter) -> dict[str, Any]:
    """Everything that visits/letter.typ sets."""
    on = timezone.localdate(letter.made_at)
    mandate = mandate_of(letter.facilitator)
    return {
        **_common(on),
        "number": letter.number,
        "name": str(letter.facilitator),
        "basis": mandate.basis if mandate else UNFILLED,
        "span": f"{long_day(letter.starts_on)} sampai {long_day(letter.ends_on)}",
        "places": letter.places,
        "total": str(sum(int(number) for _, number in letter.places)),
        "day": long_day(on),
        "signature": signature_on(letter.seat, on),
    }


def mandate_of(facilitator: User) -> Mandate | None:
    """The mandate by which he knocks at doors."""
    return next((each for each in facilitator.mandates_today if each.role == Role.FACILITATOR), None)


def card_data(facilitator: User) -> dict[str, Any]:
    """The ID card that hangs around a facilitator's neck."""
    today = timezone.localdate()
    mandate = mandate_of(facilitator)
    office = letterhead_on(today)
    return {
        **_common(today),
        "official": official_on(HEAD_OF_OFFICE, today),
        "name": str(facilitator),
        "role": mandate.get_role_display() if mandate else "Fasilitator SLRT",
        "areas": facilitator.area_today,
        "basis": mandate.basis if mandate else UNFILLED,
        "until": day(mandate.ends_on) if mandate and mandate.ends_on else "dicabut",
        "phone": office.phone or UNFILLED,
        "qr": qr_svg(f"{settings.PUBLIC_ADDRESS}/ kartu fasilitator {facilitator.pk}"),
    }
