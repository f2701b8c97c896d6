"""The trail of an auditor: every decision on a request with who made and who decided it; every change for export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pghistory.models
from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from dtks.accounts.models import User
from dtks.overview.queries.trail_words import ValueWords, field_word, table_word
from verification.corrections.models import Decision


def decisions_and_changes() -> QuerySet[Decision]:
    """All decisions, newest first. A decision names no citizen: the request's number leads to it."""
    return Decision.objects.select_related(
        "request__act", "request__maker", "checker", "field_change", "override__given_by"
    ).order_by("-id")


COLUMNS = ["Waktu", "Siapa", "Halaman", "Tabel", "Baris", "Isian", "Sebelum", "Sesudah"]
OWN = frozenset({"pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "pgh_context"})


def changes_between(start: date, end: date) -> Iterator[list[str]]:
    """Every change of every tracked table from a day to a day (with it): who, when, each field before and after.

    Numbers of people are masked; rows come table by table, the oldest first, so that memory stays small.
    """
    people = {str(user.pk): str(user) for user in User.objects.all()}
    words = ValueWords(people)
    for model in sorted(tracked_histories(), key=lambda each: each._meta.db_table):  # noqa: SLF001
        yield from _changes_of(model, start, end, people, words)


def tracked_histories() -> list[Any]:
    """The tables of history that the database's triggers write."""
    events: list[Any] = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
    return [model for model in events if getattr(model, "pgh_tracked_model", None) is not None]


def _changes_of(model: Any, start: date, end: date, people: dict[str, str], words: ValueWords) -> Iterator[list[str]]:
    rows = model._default_manager  # noqa: SLF001
    touched = rows.filter(pgh_created_at__date__range=(start, end)).values("pgh_obj_id")
    history = rows.filter(pgh_obj_id__in=touched, pgh_created_at__date__lte=end).select_related("pgh_context")
    fields = [field for field in model._meta.concrete_fields if field.name not in OWN]  # noqa: SLF001
    before: Any = None
    for row in history.order_by("pgh_obj_id", "pgh_id").iterator(chunk_size=2000):
        earlier = before if before is not None and before.pgh_obj_id == row.pgh_obj_id else None
        if timezone.localdate(row.pgh_created_at) >= start:
            yield from _lines(model, fields, earlier, row, people, words)
        before = row


def _lines(
    model: Any, fields: list[Any], before: Any, row: Any, people: dict[str, str], words: ValueWords
) -> Iterator[list[str]]:
    said = row.pgh_context.metadata if row.pgh_context else {}
    head = [
        f"{timezone.localtime(row.pgh_created_at):%d-%m-%Y %H:%M:%S}",
        people.get(str(said.get("user")), "Sistem"),
        str(said.get("url", "")),
        table_word(model.pgh_tracked_model),
        str(row.pgh_obj_id),
    ]
    for field in fields:
        old = getattr(before, field.attname) if before is not None else None
        new = getattr(row, field.attname)
        if old != new and field.name != "id":
            yield [*head, field_word(field), words.of(field, old, row), words.of(field, new, row)]
