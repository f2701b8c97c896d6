"""Reads about people who sign in."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet

from dtks.accounts.models import Mandate, Role, User
from dtks.office.models import Region

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
