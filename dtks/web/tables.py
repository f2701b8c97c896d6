"""Tables of lists: django-tables2 with the office's columns."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from dtks.web.masking import may_see_numbers
from dtks.web.navigation import may_open
from dtks.web.templatetags import chips, formats, marks


class ListTable(tables.Table):  # type: ignore[misc]
    """The base of a list's table. Columns are django-tables2 columns, `verbose_name` in Indonesian.

    Phone: rows become blocks, the first column stands as the title.
    """

    class Meta:
        attrs = {"class": "tabel susun"}
        template_name = "web/table.html"
        order_by_field = "urut"


class NameColumn(tables.Column):  # type: ignore[misc]
    """The bold name with a second line, and the one link of the row.

    `below` is an accessor of the second line ("place"), `url` a method or attribute of the record (get_absolute_url).
    """

    def __init__(self, url: str = "get_absolute_url", below: str = "", **kwargs: Any) -> None:
        self.url, self.below = url, below
        super().__init__(**kwargs)

    def render(self, value: Any, record: Any, table: Any) -> SafeString:
        """The name, a link where the page behind it is one of the person's role; the second line."""
        to = attribute(record, self.url)
        shown = conditional_escape(value)
        if to and may_open(table.request.user, str(to)):
            shown = format_html('<a class="baris-tautan" href="{}">{}</a>', to, shown)
        return format_html("{}<small>{}</small>", shown, attribute(record, self.below)) if self.below else shown


class ChipColumn(tables.Column):  # type: ignore[misc]
    """A result class as icon, word and colour."""

    def render(self, record: Any, bound_column: Any) -> str:
        """The chip. Of a field with choices `value` would be the word, so the code is asked of the record."""
        return chips.chip(bound_column.accessor.resolve(record))


class NumberColumn(tables.Column):  # type: ignore[misc]
    """A whole number, right."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "angka-kolom"}, "th": {"class": "angka-kolom"}})
        super().__init__(**kwargs)

    def render(self, value: Any) -> str:
        """4.187"""
        return formats.whole(value)


class DayColumn(tables.Column):  # type: ignore[misc]
    """A date or moment as 18 Nov 2026."""

    def render(self, value: Any) -> str:
        """18 Nov 2026"""
        return formats.day(value)


class MomentColumn(tables.Column):  # type: ignore[misc]
    """A moment as 18 Nov 2026, 10.42."""

    def render(self, value: Any) -> str:
        """18 Nov 2026, 10.42"""
        return formats.moment(value)


class NikColumn(tables.Column):  # type: ignore[misc]
    """A NIK in groups, masked by the server as the role demands."""

    def render(self, value: str, table: Any) -> SafeString:
        """747105 520384 ••••"""
        return marks.number(value, full=may_see_numbers(table.request.user))


def attribute(thing: Any, name: str) -> Any:
    """An attribute or the answer of a method by name; empty where there is none."""
    value = getattr(thing, name, "") if name else ""
    return value() if callable(value) else value
