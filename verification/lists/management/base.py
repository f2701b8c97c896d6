"""What the commands on merged lists share: the month as people type it, and its list."""

from __future__ import annotations

from datetime import date, datetime

from django.core.management import CommandError

from dtks.registry.models import Scheme
from verification.lists import queries
from verification.lists.models import CentralList


def month_of(text: str) -> date:
    """First day of a month typed as 2026-10.

    Raises CommandError with the form to type.
    """
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no time zone
    except ValueError as error:
        raise CommandError(f"Bulan {text} tidak terbaca. Tulis seperti 2026-10.") from error


def merged_list(text: str, scheme: str = Scheme.DTKS) -> CentralList:
    """The list of a month.

    Raises CommandError where none was merged.
    """
    found = queries.list_of(month_of(text), scheme)
    if found is None:
        raise CommandError(f"Belum ada daftar {scheme.upper()} bulan {text}. Gabungkan dulu: manage.py import_list.")
    return found
