"""The queue: what waits, in the order of its points."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
import django_tables2 as tables
from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from dtks.office.filters import KelurahanFilter
from dtks.web.filters import WordsFilter
from dtks.web.memory import kept
from dtks.web.tables import ChipColumn, ListTable, NameColumn, NumberColumn
from dtks.web.views import ListView
from verification.corrections.models import ChangeRequest, FieldChange
from verification.corrections.models.requests import words_of_fields
from verification.corrections.queries import decidable_by
from verification.corrections.queries.asked import asked_label
from verification.corrections.queries.evidence import Papers
from verification.corrections.queries.pace import backlog
from verification.monthly.queries import programmes_of
from verification.sources.models import ResultClass
from verification.workbench.queries import (
    Window,
    bundles_beside,
    current_window,
    decided_today,
    forecast,
    lane_of,
    queue_classes,
    triaged,
)
from verification.workbench.queries.cases import aid_words
from verification.workbench.views.cases import LINE, NextCase
from verification.workbench.views.last import last_of

SHOWN = ("number", "result_class", "submitted_at", "created_at", "citizen__name")
MOST_IN_LINE = 500  # what a filter shows beyond that is filtered again when these are done


class QueueTable(ListTable):
    points = NumberColumn(verbose_name="Poin", order_by="-points")
    factors = tables.Column(accessor="deadline", verbose_name="Tenggat × dampak × mudah", orderable=False)
    name = NameColumn(accessor="citizen__name", url="case_url", below="place", verbose_name="Warga")
    result_class = ChipColumn(verbose_name="Hasil")
    what = tables.Column(accessor="what", verbose_name="Isian", orderable=False)
    aid = tables.Column(accessor="aid_words", verbose_name="Bantuan", orderable=False)
    age = tables.Column(accessor="age_words", verbose_name="Umur", order_by="submitted_at")

    class Meta(ListTable.Meta):
        model = ChangeRequest
        fields = ("points", "factors", "name", "result_class", "what", "aid", "age")

    def render_what(self, value: Any, record: Any) -> Any:
        """Nama, NIK; below it that nothing of it can be accepted yet"""
        return format_html("{}<small>menunggu berkas</small>", value) if record.papers == Papers.LOCKED else value

    def render_factors(self, record: Any) -> str:
        """5 × 4 × 5"""
        factors = " × ".join(f"<b>{int(each)}</b>" for each in (record.deadline, record.harm, record.ease))
        return mark_safe(f'<span class="faktor">{factors}</span>')  # noqa: S308


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
    def window(self) -> Window:
        return current_window()

    @cached_property
    def waiting(self) -> QuerySet[Any]:
        return triaged(self.request.user, self.window)  # type: ignore[arg-type]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Begin with what the filter shows: these first, one after the other, then the whole queue again."""
        if "mulai" not in request.POST:
            return super().post(request, *args, **kwargs)
        line = list(self.shown.values_list("pk", flat=True)[:MOST_IN_LINE])
        if not line:
            messages.info(request, "Tidak ada perkara menurut saringan ini. Hapus saringan untuk melihat semuanya.")
            return redirect(request.get_full_path())
        request.session[LINE] = line
        return NextCase.as_view(keeps_line=True)(request)  # type: ignore[return-value]

    @property
    def narrowed(self) -> bool:
        """Whether a filter or a search leaves a part of the queue only."""
        return bool(self.chip or self.term or self.active_filters)

    def rows(self) -> Any:
        names = FieldChange.objects.filter(request=OuterRef("pk")).order_by("pk").values("field")
        return (
            self.waiting.select_related("citizen")
            .only(*SHOWN)
            .annotate(
                act_code=F("act__code"), kelurahan=F("citizen__kelurahan__name"),
                kecamatan=F("citizen__kelurahan__parent__name"),
                names=ArraySubquery(names),
            )
        )  # fmt: skip

    def chip_counts(self, rows: Any) -> dict[str, int]:
        """Counted without the points, for which each would be looked up in the queue."""
        user, filters, count = self.request.user, self.filterset, super().chip_counts

        def waiting() -> QuerySet[Any]:
            mine = decidable_by(ChangeRequest.objects.all(), user)  # type: ignore[arg-type]
            return filters.filter_queryset(mine) if filters.is_valid() else mine.none()

        if self.term or self.active_filters:
            return count(waiting())
        return queue_classes(user)  # type: ignore[arg-type]

    def table(self) -> Any:
        table = super().table()
        shown = [row.record for row in table.page.object_list]
        _decorate(shown)
        return table

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        left = kept(f"left:{user.pk}", lambda: backlog(user))
        return {
            "window": self.window,
            "urgent": lane_of(user),
            "narrowed": self.narrowed,
            "mine": sum(queue_classes(user).values())
            if self.narrowed
            else self.total,  # the cards tell the whole queue, however filtered
            "left": left,
            "forecast": forecast(left),
            "beside": bundles_beside(user),
            "done_today": decided_today(user),
            "today": timezone.localdate(),
            "last": last_of(user, self.request),
        }


def _decorate(requests: list[ChangeRequest]) -> None:
    """Words of the rows that are shown: programmes in one query for all."""
    aid, now = programmes_of([request.citizen_id for request in requests]), timezone.now()
    page = reverse("workbench:case", args=[0])
    for request in requests:
        words: Any = request
        words.what = asked_label(words.act_code) or words_of_fields(words.names)
        words.aid_words = " · ".join(aid_words(aid.get(request.citizen_id, set())))
        words.case_url = page.replace("/0/", f"/{request.pk}/")
        words.place = ", ".join(filter(None, [words.kelurahan, words.kecamatan]))
        words.age_words = f"{(now - (request.submitted_at or request.created_at)).days}\N{NO-BREAK SPACE}hr"
