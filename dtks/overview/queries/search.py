"""The one search box: people, cards, tickets and requests that a term may mean, in groups, at most eight."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.urls import reverse

from consultation.desk.models import Ticket
from dtks.accounts.models import ReadLog, User
from dtks.office.services import marked
from dtks.registry.models import Citizen, Household
from dtks.registry.queries import search_citizens
from dtks.registry.queries.search import digits_of
from verification.corrections.models import ChangeRequest

MOST = 8
_CODE = re.compile(r"^\s*(?:L\s*-?\s*)?([TP])\s*-?\s*(\d{4})\s*-?\s*(\d{1,6})\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Hit:
    """One line of the answer; the number in `nik` is masked by the page."""

    title: str
    url: str
    meta: str = ""
    nik: str = ""
    by: str = ""


@dataclass(frozen=True)
class Group:
    label: str
    hits: list[Hit] = field(default_factory=list)


def find(*, user: User, term: str) -> list[Group]:
    """What a term may mean, only in the person's areas; people first. At most eight hits and eight queries."""
    if code := _code_of(term):
        return _grouped([("Tiket dan usulan", _by_code(user, code))])
    people = [_person(hit.citizen, hit.by) for hit in search_citizens(user=user, term=term, limit=MOST)]
    cards = _cards(user, digits_of(term)) if len(people) < MOST else []
    return _grouped([("Keluarga", cards), ("Warga", people[: MOST - len(cards)])])


def last_opened(*, user: User) -> list[Hit]:
    """The five citizens that the person opened last, for the empty box; two queries."""
    seen = ReadLog.objects.filter(user=user, act=ReadLog.Act.OPEN, subject="citizen").order_by("-at")
    ids = list(dict.fromkeys(pk for pk in seen.values_list("subject_id", flat=True)[:40] if pk))[:5]
    people = {each.pk: each for each in Citizen.objects.visible_to(user).filter(pk__in=ids).select_related("kelurahan")}
    return [_person(people[pk], "") for pk in ids if pk in people]


def _grouped(found: list[tuple[str, list[Hit]]]) -> list[Group]:
    return [Group(label, hits) for label, hits in found if hits]


def _person(citizen: Citizen, by: str) -> Hit:
    age = f"{citizen.age} th" if citizen.age is not None else "umur belum diketahui"
    place = citizen.kelurahan.name if citizen.kelurahan else "kelurahan belum diketahui"
    sex = f"{citizen.sex}, " if citizen.sex else ""
    return Hit(
        title=citizen.name,
        url=reverse("overview:citizen", args=[citizen.pk]),
        meta=f"{sex}{age} · {place}",
        nik=citizen.nik,
        by=by if by not in ("nama", "") else "",
    )


def _cards(user: User, digits: str) -> list[Hit]:
    if len(digits) < 9:
        return []
    cards = Household.objects.visible_to(user).filter(number=digits).select_related("kelurahan")[:2]
    return [
        Hit(
            title=card.get_unit_display().capitalize(),
            url=reverse("overview:household", args=[card.pk]),
            meta=card.kelurahan.name if card.kelurahan else "",
            nik=card.number,
        )
        for card in cards
    ]


def _code_of(term: str) -> str:
    """T-2611-0917 however it is typed: t26110917, T 2611 917."""
    found = _CODE.match(term)
    return marked(f"{found[1].upper()}-{found[2]}-{int(found[3]):04d}") if found else ""


def _by_code(user: User, code: str) -> list[Hit]:
    if "T-" in code:
        found = Ticket.objects.visible_to(user).filter(number=code).select_related("citizen")
        return [
            Hit(each.number, each.get_absolute_url(), f"{each.get_state_display()} · {each.person_name}")
            for each in found
        ]
    requests = ChangeRequest.objects.visible_to(user).filter(number=code).select_related("citizen")
    return [
        Hit(
            each.number,
            reverse("overview:citizen_matters", args=[each.citizen_id]),
            f"{each.get_state_display()} · {each.citizen.name}",
        )
        for each in requests
    ]
