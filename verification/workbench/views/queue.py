"""The queue: what waits, in the order of its points."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from dtks.office.filters import KelurahanFilter
from dtks.web.filters import WordsFilter
from dtks.web.tables import ChipColumn, ListTable, NameColumn, NumberColumn
from dtks.web.views import ListView
from verification.corrections.models import ChangeRequest
from verification.corrections.queries import decidable_by, labels_of_fields
from verification.monthly.queries import programmes_of
from verification.sources.models import ResultClass
from verification.workbench.queries import (
    current_window,
    decided_today,
    forecast,
    in_line,
    lane_of,
    offers_beside,
    urgent_lane,
    waiting_count,
    weigh,
)
from verification.workbench.queries.cases import aid_words

SHOWN = (
    "number", "result_class", "submitted_at", "created_at", "citizen__name", "citizen__kelurahan__name",
    "citizen__kelurahan__parent__name",
)  # fmt: skip


class QueueTable(ListTable):
    points = NumberColumn(verbose_name="Poin", order_by="-points")
    factors = tables.Column(accessor="deadline", verbose_name="Tenggat × dampak × mudah", orderable=False)
    name = NameColumn(accessor="citizen__name", url="case_url", below="place", verbose_name="Warga")
    result_class = ChipColumn(verbose_name="Hasil")
    what = tables.Column(accessor="fields_words", verbose_name="Isian", orderable=False)
    aid = tables.Column(accessor="aid_words", verbose_name="Bantuan", orderable=False)
    age = tables.Column(accessor="age_words", verbose_name="Umur", order_by="submitted_at")

    class Meta(ListTable.Meta):
        model = ChangeRequest
        fields = ("points", "factors", "name", "result_class", "what", "aid", "age")

    def render_factors(self, record: Any) -> str:
        """5 × 4 × 5"""
        return format_html(
            '<span class="faktor"><b>{}</b> × <b>{}</b> × <b>{}</b></span>', record.deadline, record.harm, record.ease
        )


class QueueFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = WordsFilter("number__icontains", "citizen__name__icontains")
    kelurahan = KelurahanFilter(field_name="citizen__kelurahan")

    class Meta:
        model = ChangeRequest
        fields: list[str] = []


class Queue(ListView):
    """The triage list with the window, the urgent lane and what was done today."""

    permission = "corrections.decide"
    title = "Antrean"
    template_name = "workbench/queue.html"
    table_class = QueueTable
    filter_class = QueueFilter
    chip_field = "result_class"
    chip_words = dict(ResultClass.choices)
    search_hint = "Cari nama atau nomor perkara"
    nothing_yet = "Antrean habis. Tidak ada perkara yang menunggu Anda."

    @cached_property
    def mine(self) -> QuerySet[Any]:
        """What the person may decide, in no order."""
        return decidable_by(ChangeRequest.objects.all(), self.request.user)  # type: ignore[arg-type]

    @cached_property
    def waiting(self) -> QuerySet[Any]:
        """The same in the order of the queue."""
        weigh()
        return in_line(self.mine)

    def rows(self) -> Any:
        found = self.waiting.select_related("citizen__kelurahan__parent")
        return found.only(*SHOWN).prefetch_related(labels_of_fields())

    def chip_counts(self, rows: Any) -> dict[str, int]:
        """Counted without the points, for which each would be looked up in the queue."""
        filters = self.filterset
        return super().chip_counts(filters.filter_queryset(self.mine) if filters.is_valid() else self.mine.none())

    def table(self) -> Any:
        table = super().table()
        shown = [row.record for row in table.page.object_list]
        _decorate(shown)
        return table

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        urgent = list(urgent_lane(self.waiting, user).select_related("citizen", "act")[:5])
        return {
            "window": current_window(),
            "urgent": lane_of(urgent),
            "forecast": forecast(self.total if not self.chip else waiting_count(user)),
            "bundles": offers_beside(user)[:3],
            "done_today": decided_today(user),
            "today": timezone.localdate(),
        }


def _decorate(requests: list[ChangeRequest]) -> None:
    """Words of the rows that are shown: programmes in one query for all."""
    aid = programmes_of([request.citizen_id for request in requests])
    for request in requests:
        words: Any = request
        words.aid_words = " · ".join(aid_words(aid.get(request.citizen_id, set())))
        words.case_url = reverse("workbench:case", args=[request.pk])
        place = request.citizen.kelurahan
        words.place = f"{place.name}, {place.parent.name}" if place and place.parent else ""
        days = (timezone.now() - (request.submitted_at or request.created_at)).days
        words.age_words = f"{days}\N{NO-BREAK SPACE}hr"
