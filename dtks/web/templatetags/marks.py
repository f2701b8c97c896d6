"""Numbers of people, masked on the server, and the marks of a difference inside a value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from dtks.web.masking import mask, may_see_numbers

register = template.Library()

NUMBER = 15  # digits from which a value is a number of a person
GAPS = (6, 12)
_GAP = mark_safe('<span class="sela"></span>')
_LONG = re.compile(r"\d{4,}")


def _groups(value: str) -> SafeString:
    parts = [value[:6], value[6:12], value[12:]]
    return format_html_join("", "<i>{}</i>", ((part,) for part in parts if part))


def number(value: str, *, full: bool) -> SafeString:
    """A NIK or card number in groups 6-6-4; without `full` the serial is dots. Anything else but 16 digits stays whole
    only with `full`."""
    if not value:
        return mark_safe('<span class="redup">belum ada</span>')
    shown = value if full else mask(value)
    spoken = " ".join(part for part in (shown[:6], shown[6:12], shown[12:].replace("•", "")) if part)
    if not full:
        spoken += ", empat angka terakhir disamarkan"
    return format_html('<span class="nik" role="text" aria-label="{}">{}</span>', spoken, _groups(shown))


@register.simple_tag(takes_context=True)
def nik(context: dict[str, Any], value: str, citizen_id: int | None = None) -> SafeString:
    """A NIK (or card number). Full only for a role that may see it; with `citizen_id` others get "Tampilkan"."""
    user = getattr(context.get("request"), "user", None)
    if may_see_numbers(user):
        return number(value, full=True)
    shown = number(value, full=False)
    if value and citizen_id and user is not None and user.may("nik.reveal"):
        url = reverse("accounts:reveal", args=["citizen", citizen_id])
        return format_html('{}<a class="nik-buka" href="{}">Tampilkan</a>', shown, url)
    return shown


@register.simple_tag
def full_number(value: str) -> SafeString:
    """A whole number; only on the page that logged it."""
    return number(value, full=True)


@register.simple_tag(takes_context=True)
def marked(context: dict[str, Any], segments: Iterable[Any], side: str = "") -> SafeString:
    """Segments of matching.differences as del, ins, mark or an empty slot.

    `side` "register" draws what differs as `mark` (Disdukcapil beside the proposal), else each segment's own kind. A
    number of a person gets its groups, and its serial only for a role that may see it.
    """
    pieces = list(segments)
    whole = "".join(segment.text for segment in pieces)
    is_number = whole.isdigit() and len(whole) >= NUMBER
    full = not is_number or may_see_numbers(getattr(context.get("request"), "user", None))
    drawn, start = [], 0
    for segment in pieces:
        end = start + len(segment.text)
        text = segment.text if full else mask(whole)[start:end]
        drawn.append(_segment(text, segment.kind, side, gaps=[gap - start for gap in GAPS if is_number]))
        start = end
    return format_html_join("", "{}", ((piece,) for piece in drawn))


def _segment(text: str, kind: str, side: str, gaps: list[int]) -> SafeString:
    """A run of a value; the gaps between groups are drawn, so that copying yields the digits alone."""
    if kind == "gap":
        return format_html('<span class="celah {}"></span>', "hijau" if side == "new" else "")
    letters = [format_html("{}{}", _GAP if place in gaps else "", letter) for place, letter in enumerate(text)]
    shown = format_html_join("", "{}", ((letter,) for letter in letters))
    if kind == "same":
        return shown
    tag = mark_safe("mark" if side == "register" else kind)  # noqa: S308
    return format_html("<{}>{}</{}>", tag, shown, tag)


@register.simple_tag(takes_context=True)
def difference(context: dict[str, Any], found: Any, side: str) -> SafeString:
    """One side (old, new, register) of a matching.differences.Difference; the new side carries the hidden text."""
    segments = found.old if side == "old" else found.new
    drawn = marked(context, segments, side)
    hides_number = _LONG.search(found.hidden) and not may_see_numbers(getattr(context.get("request"), "user", None))
    if side == "old" or not found.hidden or hides_number:
        return drawn
    return format_html('{}<span class="visually-hidden"> ({})</span>', drawn, found.hidden)
