"""Reads about people who sign in."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import CharField, F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Cast

from dtks.accounts.models import Mandate, ReadLog, Role, User
from dtks.office.models import Region
from dtks.web.filters import could_be_number_of_a_person

FIELD_ROLES = [Role.KELURAHAN, Role.FACILITATOR, Role.SUPERVISOR]


def users_with_mandates() -> QuerySet[User]:
    """All accounts with all their mandates, two queries."""
    mandates = Mandate.objects.select_related("region").order_by("-starts_on", "-pk")
    return User.objects.prefetch_related(Prefetch("mandates", mandates))


def chip_conditions(on: date) -> dict[str, Q]:
    """What the chips over the accounts hold; one account may be in several."""
    in_force = Mandate.objects.in_force(on)
    month_end = (on.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    acting = Mandate.objects.exclude(acting="").exclude(basis="").filter(Q(ends_on=None) | Q(ends_on__gte=on))
    kept = {
        "kelurahan": in_force.filter(role=Role.KELURAHAN),
        "habis": in_force.filter(ends_on__lte=month_end),
        "pengganti": acting,
    }
    return {name: Q(pk__in=found.values("user")) for name, found in kept.items()}


def holders(role: str, on: date) -> QuerySet[User]:
    """Active people who hold a role on a day."""
    in_force = Mandate.objects.in_force(on).filter(role=role)
    return User.objects.filter(is_active=True, mandates__in=in_force).distinct()


def wards(on: date) -> QuerySet[Region]:
    """The kelurahan of the city, each with the field mandates in force on a day, of itself and of its kecamatan."""
    field = Mandate.objects.in_force(on).filter(role__in=FIELD_ROLES, user__is_active=True).select_related("user")
    return (
        Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True)
        .select_related("parent")
        .prefetch_related(
            Prefetch("mandate_set", field, to_attr="own_mandates"),
            Prefetch("parent__mandate_set", field, to_attr="kecamatan_mandates"),
        )
    )


def demo_accounts() -> list[dict[str, Any]]:
    """Accounts of the trial with their passwords, in the order of roles; empty outside the demo mode."""
    place = settings.PADAN_HOME / "demo_accounts.json"
    if not settings.DEMO or not place.is_file():
        return []
    try:
        found = json.loads(place.read_text())
    except ValueError:
        return []
    labels = dict(Role.choices)
    return [{**account, "label": labels.get(account["role"], account["role"])} for account in found]


def revealed_numbers(*, user: User, subject: str, subject_id: int) -> tuple[str, dict[str, str]] | None:
    """Name and whole numbers of somebody in the person's area, or None. Log the reading before you show them."""
    if subject not in settings.NUMBERS_REVEALED:
        return None
    model_name, fields = settings.NUMBERS_REVEALED[subject]
    rows: Any = apps.get_model(model_name)._default_manager  # noqa: SLF001
    found = rows.visible_to(user).filter(pk=subject_id).first()
    if found is None:
        return None
    return str(found), {found._meta.get_field(name).verbose_name: getattr(found, name) for name in fields}  # noqa: SLF001


@dataclass
class WasRead:
    """Whose data a reading was about: the number or title of what was read, the people, the NIK of a single one."""

    label: str = ""
    people: list[tuple[str, str]] = field(default_factory=list)  # name, NIK

    @property
    def names(self) -> str:
        """The first two, and that there are more."""
        names = [name for name, _ in self.people]
        return ", ".join(names[:2]) + (" dkk." if len(names) > 2 else "")

    @property
    def nik(self) -> str:
        return self.people[0][1] if len(self.people) == 1 else ""


def what_was_read(readings: Iterable[ReadLog]) -> dict[tuple[str, int], WasRead]:
    """Of some readings what each was about, by its subject and id; one query for all."""
    asked: dict[str, set[int]] = defaultdict(set)
    for reading in readings:
        if reading.subject_id and reading.subject in settings.READINGS:
            asked[reading.subject].add(reading.subject_id)
    found: dict[tuple[str, int], WasRead] = defaultdict(WasRead)
    rows = [_subject_rows(subject, ids) for subject, ids in sorted(asked.items())]
    for subject, pk, label, name, nik in rows[0].union(*rows[1:], all=True) if rows else ():
        found[subject, pk].label = label
        if name:
            found[subject, pk].people.append((name, nik))
            found[subject, pk].people.sort()
    return dict(found)


def _subject_rows(subject: str, ids: Iterable[int]) -> QuerySet[Any, Any]:
    model, label, person = settings.READINGS[subject]
    rows: Any = apps.get_model(model)._default_manager  # noqa: SLF001
    paths = {"r_label": label, "r_name": _at(person, "name"), "r_nik": _at(person, "nik")}
    texts = {name: Cast(F(path) if path else Value(""), CharField()) for name, path in paths.items()}
    shown = rows.order_by().filter(pk__in=ids).annotate(r_subject=Value(subject), r_id=F("pk"), **texts)
    return shown.values_list("r_subject", "r_id", *texts)  # type: ignore[no-any-return]


def _at(person: str | None, name: str) -> str:
    """The path to a value of the citizen; empty where what was read holds many people."""
    return "" if person is None else f"{person}__{name}" if person else name


def readings_about(term: str) -> Q:
    """Readings of the data of people who bear a name or a number."""
    words = term.split()[:6]
    about = Q(pk__in=[])
    for subject, (model, _, person) in settings.READINGS.items():
        if person is None:
            continue
        if could_be_number_of_a_person(term):
            wanted = Q(**{_at(person, "nik"): "".join(letter for letter in term if letter.isdigit())})
        else:
            wanted = Q(*(Q(**{f"{_at(person, 'name')}__icontains": word}) for word in words))
        rows: Any = apps.get_model(model)._default_manager  # noqa: SLF001
        about |= Q(subject=subject, subject_id__in=rows.order_by().filter(wanted).values("pk"))
    return about
