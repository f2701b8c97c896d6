"""The rows of a list's table in one go: a template and a look at signatures for each cell cost most of a page."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any

from django import template
from django.db.models import Model
from django.template import Context, Template
from django.template.base import render_value_in_context
from django.template.loader import get_template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2 import TemplateColumn

register = template.Library()


@register.simple_tag(takes_context=True)
def table_rows(context: Context, table: Any) -> SafeString:
    """The rows of the page of a table. The page's `selectable`, `frozen` and `current_pk` say how they stand there."""
    cells = [_Cell(column, table, context, first=not place) for place, column in enumerate(table.columns)]
    selectable, current = context.get("selectable"), context.get("current_pk")
    ticked = " checked disabled" if context.get("frozen") else ""
    drawn: list[str] = []
    for row in table.paginated_rows:
        record = row.record
        pk = getattr(record, "pk", None)
        kept = row.attrs["class"] if table.row_attrs else ""
        css = "kini" if current and pk == current else kept
        drawn.append(f'<tr class="{css}">' if css else "<tr>")
        if selectable:
            drawn.append(_tick(pk, str(record), ticked))
        drawn.extend(cell.drawn(row) for cell in cells)
        drawn.append("</tr>")
    return mark_safe("".join(drawn))  # noqa: S308


def _tick(pk: Any, name: str, ticked: str) -> str:
    return format_html(
        '<td class="pilih"><input class="form-check-input" type="checkbox" name="baris" value="{}" '
        'aria-label="Pilih {}"{}></td>',
        pk, name, mark_safe(ticked),  # noqa: S308
    )  # fmt: skip


class _Cell:
    """How the cells of one column are read and drawn; what is the same in every row is found once."""

    def __init__(self, column: Any, table: Any, context: Context, *, first: bool) -> None:
        self.column, self.table, self.context = column, table, context
        self.default = column.default
        self.template = _template_of(column.column)
        self.wanted = _wanted(getattr(column.render, "__func__", column.render))
        css = column.attrs["td"].get("class") or ""
        css = f' class="{conditional_escape(css)}"' if css else ""
        if first:
            self.opening, self.closing = f'<th scope="row"{css}>', "</th>"
        else:
            self.opening = f'<td{css} data-judul="{conditional_escape(column.header)}">'
            self.closing = "</td>"

    def drawn(self, row: Any) -> str:
        """The cell of a row."""
        value = _value(self.column.accessor, row.record)
        shown = self.default if value in self.column.column.empty_values else self._rendered(row, value)
        text = conditional_escape(shown) if isinstance(shown, str) else render_value_in_context(shown, self.context)
        return f"{self.opening}{text}{self.closing}"

    def _rendered(self, row: Any, value: Any) -> Any:
        given = {
            "value": value,
            "record": row.record,
            "column": self.column.column,
            "bound_column": self.column,
            "bound_row": row,
            "table": self.table,
        }
        if self.template is not None:
            with self.context.push(**self.column.column.get_context_data(**given)):
                return self.template.render(self.context)
        return self.column.render(**{name: given[name] for name in self.wanted} if self.wanted is not None else given)


def _value(accessor: Any, record: Any) -> Any:
    """What the accessor finds; the word of a field with choices; None where something on the way is missing."""
    try:
        words = _words_of(type(record), accessor)  # type: ignore[arg-type]
        if words is None:
            return accessor.resolve(record)
        for step in accessor.bits:
            record = getattr(record, step)
        return words.get(record, record)
    except (AttributeError, IndexError, KeyError, LookupError, TypeError, ValueError):
        return None


@cache
def _words_of(model: type, accessor: Any) -> dict[Any, str] | None:
    """The words of a field with choices, by its values; None for everything else."""
    field = accessor.get_field(model) if issubclass(model, Model) else None
    if field is None or field.name != accessor.bits[-1] or not getattr(field, "choices", ()):
        return None
    return {value: str(word) for value, word in field.flatchoices}


@cache
def _wanted(function: Callable[..., Any]) -> frozenset[str] | None:
    """The arguments that a column's `render` takes; None: whatever there is."""
    parameters = inspect.signature(function).parameters.values()
    if any(each.kind == each.VAR_KEYWORD for each in parameters):
        return None
    return frozenset(each.name for each in parameters if each.name != "self")


def _template_of(column: Any) -> Template | None:
    """The template of a column that is drawn by one, made once."""
    if not isinstance(column, TemplateColumn) or type(column).render is not TemplateColumn.render:
        return None
    if column.template_code:
        return _compiled(column.template_code)
    found: Any = get_template(column.template_name)
    return found.template  # type: ignore[no-any-return]


@cache
def _compiled(code: str) -> Template:
    return Template(code)
