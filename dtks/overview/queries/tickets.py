"""Tickets of the counter as the top floor reads them, and addresses of rooms that an office may run without."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import NoReverseMatch, reverse

from consultation.desk.models import Ticket
from dtks.accounts.models import User


def tickets_of(user: User, citizens: Iterable[int], most: int = 20) -> list[Ticket]:
    """The newest tickets about some citizens in the person's areas, one query."""
    found = Ticket.objects.visible_to(user).filter(citizen__in=list(citizens))
    return list(found.select_related("citizen", "opened_by")[:most])


def link_to(name: str, *arguments: Any) -> str:
    """The address of a page of another room; empty where the office runs without it."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
