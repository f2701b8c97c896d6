"""Who changed a setting of the office, read from the history that the database's triggers write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model


@dataclass(frozen=True)
class Change:
    """One change of a setting of the office: when, who, of what, and each field before and after."""

    at: datetime
    actor: str
    subject: str
    fields: list[tuple[str, str, str]]  # label, before, after; empty for a row that is new


def changes_of(model_name: str, most: int = 15, of: int | None = None) -> list[Change]:
    """The last changes of a table of the office (or of one of its rows), newest first, from the triggers' history."""
    model, events = apps.get_model("office", model_name), apps.get_model("office", f"{model_name}Event")
    rows: Any = events._default_manager.select_related("pgh_context").order_by("-pgh_id")  # noqa: SLF001
    newest = list(rows.filter(pgh_obj=of)[:most] if of else rows[:most])
    objects = {row.pgh_obj_id for row in newest}
    older: dict[int, list[Any]] = {}
    for row in rows.filter(pgh_obj__in=objects):
        older.setdefault(row.pgh_obj_id, []).append(row)
    people = _people(newest)
    found = []
    for row in newest:
        history = older[row.pgh_obj_id]
        before = next(iter(history[history.index(row) + 1 :]), None)
        subject = str(model(**{field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}))  # noqa: SLF001
        changed = _differences(model, before, row) if before else []
        found.append(Change(row.pgh_created_at, people.get(_actor_id(row), "Sistem"), subject, changed))
    return found


def _differences(model: Any, before: Any, after: Any) -> list[tuple[str, str, str]]:
    found = []
    for field in model._meta.concrete_fields:  # noqa: SLF001
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old != new:
            found.append((str(field.verbose_name), _shown(field, old), _shown(field, new)))
    return found


def _shown(field: Any, value: Any) -> str:
    if value is None or value == "":
        return "kosong"
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, bytes | memoryview):
        return f"gambar {len(value) // 1024} kB" if len(value) else "kosong"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return str(dict(field.flatchoices).get(value, value))


def _actor_id(row: Any) -> int:
    return int((row.pgh_context and row.pgh_context.metadata.get("user")) or 0)


def _people(rows: list[Any]) -> dict[int, str]:
    ids = {_actor_id(row) for row in rows} - {0}
    return {user.pk: str(user) for user in get_user_model().objects.filter(pk__in=ids)} if ids else {}
