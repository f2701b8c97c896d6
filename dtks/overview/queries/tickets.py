"""Tickets of the counter as the top floor reads them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from dtks.accounts.models import User


def tickets(user: User) -> QuerySet[Any] | None:
    """Tickets of the person's areas; None in an office without counter."""
    if not apps.is_installed("consultation.desk"):
        return None
    found: QuerySet[Any] = apps.get_model("desk", "Ticket").objects.visible_to(user)
    return found


def tickets_of(user: User, citizens: Iterable[int], most: int = 20) -> list[Any]:
    """The newest tickets about some citizens, one query."""
    found = tickets(user)
    if found is None:
        return []
    return list(found.filter(citizen__in=list(citizens)).select_related("citizen", "opened_by")[:most])


def link_to(name: str, *arguments: Any) -> str:
    """The address of a page of another room; empty where the office runs without it."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
