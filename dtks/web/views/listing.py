"""What lists ask of rows and filters: their order, a far page, a number of the address, a filter in words."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet

from dtks.web.templatetags.formats import day


def in_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows in their order, equal ones by id in the same direction, as an index holds them."""
    order = tuple(rows.query.order_by or rows.model._meta.ordering or ())  # noqa: SLF001
    falls = bool(order) and isinstance(order[-1], str) and order[-1].startswith("-")
    return rows.order_by(*order, "-pk" if falls else "pk")


def far_ids(rows: QuerySet[Any], start: int, size: int, total: int) -> list[int]:
    """Ids of a far page: ids alone are skipped in an index, whole rows are not; from whichever end is nearer."""
    ids = rows.values_list("pk", flat=True)
    if start <= total // 2:
        return list(ids[start : start + size])
    size = min(size, total - start)
    return list(ids.reverse()[total - start - size : total - start])


def number_of(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() and len(text) < 9 else default


def word_of(field: Any, value: Any) -> str:
    """A filter in force in the words of the screen: its label and value, a switch by its label alone."""
    if value is True:
        return str(field.label)
    if isinstance(value, Model):
        return f"{field.label}: {value}"
    if hasattr(value, "strftime"):
        return f"{field.label}: {day(value)}"
    choices = {} if hasattr(field, "queryset") else dict(getattr(field, "choices", ()))
    values = value if isinstance(value, list | tuple | QuerySet) else [value]
    return f"{field.label}: {', '.join(str(choices.get(item, item)) for item in values)}"
