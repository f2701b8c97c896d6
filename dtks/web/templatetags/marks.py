"""Numbers of people, masked on the server, and the marks of a difference inside a value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from dtks.web.masking import mask, may_see_numbers

register = template.Library()


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


@register.simple_tag
def marked(segments: Iterable[Any], side: str = "") -> SafeString:
    """Segments of matching.differences as del, ins, mark or an empty slot.

    `side` "register" draws what differs as `mark` (Disdukcapil beside the proposal), else each segment's own kind.
    """
    return mark_safe("".join(_segment(segment, side) for segment in segments))


def _segment(segment: Any, side: str) -> SafeString:
    text, kind = segment.text, segment.kind
    if kind == "same":
        return format_html("{}", text)
    if kind == "gap":
        return format_html('<span class="celah {}"></span>', "hijau" if side == "new" else "")
    tag = "mark" if side == "register" else kind
    return format_html("<{}>{}</{}>", mark_safe(tag), text, mark_safe(tag))  # noqa: S308


@register.simple_tag
def difference(found: Any, side: str) -> SafeString:
    """One side ("old", "new", "register") of a matching.differences.Difference; the new side carries the hidden text."""
    segments = found.old if side == "old" else found.new
    drawn = marked(segments, side)
    if side == "old" or not found.hidden:
        return drawn
    return format_html('{}<span class="visually-hidden"> ({})</span>', drawn, found.hidden)
