"""Components of pages: bars, steps, notices, panels, parts of addresses and forms."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import date, timedelta
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from dtks.web.masking import mask
from dtks.web.navigation import may_open as may_open_page
from dtks.web.templatetags.chips import icon
from dtks.web.templatetags.formats import MONTHS, whole
from dtks.web.views.forms import FORM_KEY, new_key

register = template.Library()

ARROWS = ("↑", "↓")
NOTICE_ICONS = {"info": "info", "success": "check", "warning": "warning", "error": "warning", "debug": "info"}


@register.simple_tag
def form_key() -> SafeString:
    """The hidden key of a POST form: sent twice, it is done once (see `one_effect`)."""
    return format_html('<input type="hidden" name="{}" value="{}">', FORM_KEY, new_key())


@register.simple_tag
def key(name: str | int) -> SafeString:
    """A key on its control: `<button data-tombol="T">Terima {% key "T" %}</button>`. One that is a single letter is not
    shown to who has switched those off (padan.css)."""
    lasting = name in ARROWS or (len(str(name)) > 1 and name != "Spasi")
    return format_html('<kbd aria-hidden="true"{}>{}</kbd>', mark_safe(' class="tetap"') if lasting else "", name)


@register.simple_tag(takes_context=True)
def address(context: dict[str, Any], **changes: Any) -> str:
    """This page's query with changes: `{% address page=2 %}`; None or "" takes a name out."""
    query = copy(context["request"].GET)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def address_without(context: dict[str, Any], name: str) -> str:
    """This page's query without one filter."""
    return address(context, **{name: None, "hal": None})


@register.filter
def masked(term: str) -> str:
    """A searched number without its serial."""
    return mask("".join(letter for letter in term if letter.isdigit()))


@register.filter
def may_open(user: Any, path: str) -> bool:
    """Whether a link leads to a page of the person's role."""
    return may_open_page(user, str(path))


@register.filter
def with_number(label: str, number: int) -> str:
    """The label of a bulk act with its number of rows."""
    return label.replace("{n}", whole(number))


@register.simple_tag
def bar(value: float, most: float, fill: str = "", label: str = "") -> SafeString:
    """One bar to scale. `fill` is a class of padan.css (f-ok f-va f-be f-redup …); numbers stand beside it as text."""
    width = 0 if not most else max(0.0, min(1000.0, 1000 * value / most))
    return format_html(
        '<svg class="bar" viewBox="0 0 1000 8" preserveAspectRatio="none" {}><rect class="{}" width="{}" height="8">'
        "</rect></svg>",
        _spoken(label), fill, f"{width:.1f}",
    )  # fmt: skip


@register.simple_tag
def stacked_bar(parts: Iterable[tuple[float, str]], label: str = "", most: float = 0) -> SafeString:
    """Parts (number, fill class) side by side, to scale, 1 px apart; together as long as `most` if that is more."""
    shown = [(value, fill) for value, fill in parts if value]
    total = max(most, sum(value for value, _ in shown)) or 1
    rects, x = [], 0.0
    for value, fill in shown:
        width = 1000 * value / total
        rects.append((f"{x:.1f}", f"{max(width - 1, 0.5):.1f}", fill))
        x += width
    return format_html(
        '<svg class="bar" viewBox="0 0 1000 8" preserveAspectRatio="none" {}>{}</svg>',
        _spoken(label),
        format_html_join("", '<rect x="{}" width="{}" height="8" class="{}"></rect>', rects),
    )


@register.simple_tag
def columns(parts: Iterable[tuple[str, int, bool]]) -> SafeString:
    """Columns side by side, to scale, their number above and their label below; (label, number, whether too many)."""
    shown = list(parts)
    most, wide, tall = max([1, *(number for _, number, _ in shown)]), 60, 84
    drawn = []
    for place, (label, number, late) in enumerate(shown):
        height = round(tall * number / most)
        middle = place * wide + wide // 2
        drawn.append((middle, tall + 12 - height, whole(number), middle - 19, tall + 16 - height, height,
                      "f-be" if late else "f-berubah", middle, tall + 32, label))  # fmt: skip
    rows = format_html_join(
        "",
        '<text x="{}" y="{}" class="nilai">{}</text><rect x="{}" y="{}" width="38" height="{}" class="{}">'
        '</rect><text x="{}" y="{}">{}</text>',
        drawn,
    )
    words = ", ".join(f"{label} hari: {whole(number)}" for label, number, _ in shown)
    return format_html(
        '<svg class="bar tiang" viewBox="0 0 {} 122" role="img" aria-label="{}">{}</svg>',
        wide * len(shown),
        words,
        rows,
    )


def _spoken(label: str) -> SafeString:
    return format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')


@register.simple_tag
def mandate_bar(span: Any, today: date) -> SafeString:
    """A dated span (starts_on, ends_on, state_today) on the eighteen months around today, with a line for today."""
    first, days = today - timedelta(days=330), 480
    start = max(0, (span.starts_on - first).days)
    end = days if span.ends_on is None else min(days, (span.ends_on - first).days + 1)
    fill = {"in_force": "", "ended": "f-redup"}.get(span.state_today, "f-va")
    width = max(end - start, 4) if end > 0 else 0
    return format_html(
        '<svg class="bar" viewBox="0 0 480 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="{}" x="{}" width="{}" height="8"></rect>'
        '<rect class="f-be" x="330" width="2" height="8"></rect></svg>',
        fill, start, width,
    )  # fmt: skip


@register.simple_tag
def mandate_axis(today: date) -> SafeString:
    """The months over `mandate_bar`: each January and July, and today in between; told by the spans themselves."""
    first, days = today - timedelta(days=330), 480
    ticks = [date(year, month, 1) for year in range(first.year, first.year + 3) for month in (1, 7)]
    shown = [(100 * (each - first).days / days, each) for each in ticks]
    words = [
        (f"{place:.1f}", f"{MONTHS[each.month - 1][:3]}{f' {each.year}' if each.month == 1 else ''}")
        for place, each in shown
        if 0 <= place <= 88 and abs(place - 68.75) > 11
    ]
    texts = format_html_join("", '<text x="{}%" y="12">{}</text>', words)
    now = format_html('<text class="be" x="68.75%" y="12" text-anchor="middle">{}</text>', "hari ini")
    return format_html('<svg class="sumbu" aria-hidden="true">{}{}</svg>', texts, now)


@register.inclusion_tag("web/_equation.html")
def equation(total: int, total_word: str, parts: Iterable[tuple[int, str, str]]) -> dict[str, Any]:
    """The count equation: total = parts (number, word, colour: baru berubah sama ditolak …), and whether it adds up."""
    terms = list(parts)
    return {
        "total": total,
        "total_word": total_word,
        "terms": terms,
        "fits": sum(number for number, _, _ in terms) == total,
        "bars": [(number, f"f-{colour}") for number, _, colour in terms],
    }


@register.inclusion_tag("web/_steps.html")
def steps(names: str, current: int) -> dict[str, Any]:
    """Names separated by commas; `current` counts from 1, past the last all are done."""
    return {"steps": [(name.strip(), number) for number, name in enumerate(names.split(","), 1)], "current": current}


@register.simple_block_tag
def notice(content: str, kind: str = "info", picture: str = "") -> SafeString:
    """A notice: kind info, success, warning, error. One bold sentence, one action; never more than two a page."""
    role = "alert" if kind == "error" else "status"
    return format_html(
        '<div class="kabar {}" role="{}">{}<div>{}</div></div>',
        kind, role, icon(picture or NOTICE_ICONS[kind]), mark_safe(content),  # noqa: S308
    )  # fmt: skip


@register.simple_block_tag
def panel(content: str, title: str = "", beside: str = "", id: str = "", css: str = "") -> SafeString:
    """A white panel with a bold head and a word beside it. The body has no padding: lists and tables go to the edge."""
    head = ""
    if title:
        head = format_html('<header><h2>{}</h2><span class="kedua">{}</span></header>', title, beside)
    return format_html(
        '<section class="panel {}"{}>{}{}</section>',
        css, format_html(' id="{}"', id) if id else "", head, mark_safe(content),  # noqa: S308
    )  # fmt: skip


@register.simple_block_tag
def nothing(content: str, picture: str = "check") -> SafeString:
    """An empty list: what is so, and what to do. Three kinds: nothing yet, nothing left, nothing found."""
    return format_html(
        '<div class="kosong-daftar">{}<div>{}</div></div>',
        icon(picture, size="besar"), mark_safe(content),  # noqa: S308
    )  # fmt: skip


@register.filter
def counted(number: int, word: str) -> str:
    """4.187 warga"""
    return f"{whole(number)} {word}"
