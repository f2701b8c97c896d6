"""The table of berita acara."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from consultation.minutes.models import Item, Minutes
from consultation.minutes.queries.news import news_of
from dtks.web.tables import DayColumn, ListTable, NameColumn, NumberColumn
from dtks.web.templatetags.chips import state_chip

CHIPS: dict[str, tuple[str, str]] = {
    Minutes.State.DRAFT: ("teluk", "half"), Minutes.State.HANDED_IN: ("varian", "clock"),
    Minutes.State.CHECKED: ("padan", "check"), Minutes.State.VOID: ("meninggal", "minus"),
}  # fmt: skip


def minutes_chip(state: str) -> SafeString:
    """The chip of a state."""
    family, picture = CHIPS[state]
    label = str(Minutes.State(state).label)
    return state_chip(family, label[:1].upper() + label[1:], picture)


class MinutesTable(ListTable):
    """Berita acara, the newest month first."""

    month_name = NameColumn(verbose_name="Berita acara", below="number", order_by=("month", "pk"))
    kelurahan = tables.Column(verbose_name="Kelurahan", order_by=("kelurahan__name",))
    held_on = DayColumn(verbose_name="Rapat")
    names = NumberColumn(verbose_name="Nama")
    accepted = NumberColumn(verbose_name="Diterima")
    returned = NumberColumn(verbose_name="Dikembalikan")
    state = tables.Column(verbose_name="Keadaan")
    handed_in_at = DayColumn(verbose_name="Diserahkan", default="–")

    class Meta(ListTable.Meta):
        model = Minutes
        fields = ("month_name", "kelurahan", "held_on", "names", "accepted", "returned", "state", "handed_in_at")

    def render_state(self, value: Any, record: Minutes) -> SafeString:
        return minutes_chip(record.state)


class NewsTable(ListTable):
    """What became of each name, the newest month first."""

    person_name = NameColumn(verbose_name="Nama", below="of_minutes", order_by=("citizen__name", "pk"))
    decision = tables.Column(accessor="decision_words", verbose_name="Putusan rapat", orderable=False)
    news = tables.Column(verbose_name="Kabar", orderable=False, empty_values=())
    request = tables.TemplateColumn(
        '{% if value %}<a href="{{ value.get_absolute_url }}">{{ value.number }}</a>{% else %}–{% endif %}',
        verbose_name="Usulan", orderable=False,
    )  # fmt: skip
    handed_in = DayColumn(accessor="minutes__handed_in_at", verbose_name="Diserahkan")

    class Meta(ListTable.Meta):
        model = Item
        fields = ("person_name", "decision", "news", "request", "handed_in")

    def render_news(self, record: Item) -> SafeString:
        news = news_of(record)
        return format_html(
            '{} <span class="kedua">{}</span>', state_chip(news.family, news.word, news.icon), news.words
        )
