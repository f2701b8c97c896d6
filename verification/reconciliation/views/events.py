"""Vital events that came by file: whom they concern, and what became of each."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst

from dtks.web.filters import WordsFilter
from dtks.web.refusals import Refusal
from dtks.web.tables import DayColumn, ListTable, NameColumn
from dtks.web.views import Act, ListView
from dtks.web.views.lists import Outcome
from verification.reconciliation import services
from verification.sources.models import VitalEvent

SEE, RUN = "reconciliation.see", "reconciliation.run"


class EventTable(ListTable):
    """Events, the newest file first."""

    name = NameColumn(url="person_url", below="below", verbose_name="Nama")
    kind = tables.Column(verbose_name="Peristiwa")
    happened_on = DayColumn(verbose_name="Tanggal", default="–")
    citizen = tables.TemplateColumn(
        "{% firstof record.citizen record.household '–' %}", verbose_name="Warga atau keluarga kita",
        order_by=("citizen__name",), empty_values=(),
    )  # fmt: skip
    state = tables.TemplateColumn(
        "{% if record.state == 'proposed' %}{% state_chip 'padan' 'Menjadi usulan' 'check' %}"
        "{% elif record.state == 'waiting' %}{% state_chip 'varian' 'Menunggu dicatat' 'clock' %}"
        "{% elif record.state == 'unsure' %}{% state_chip 'berbeda' 'Orangnya belum pasti' 'differs' %}"
        "{% elif record.state == 'known' %}{% state_chip 'kosong' 'Sudah tercatat' 'check' %}"
        "{% else %}{% state_chip 'polos' 'Bukan warga kita' 'info' %}{% endif %}"
        "<small>{{ record.request }}{{ record.why }}</small>",
        verbose_name="Yang terjadi",
    )

    class Meta(ListTable.Meta):
        model = VitalEvent
        fields = ("name", "kind", "happened_on", "citizen", "state")

    def render_kind(self, record: VitalEvent) -> str:
        return capfirst(str(record.get_kind_display()))


class EventFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by name, certificate or request; kind; days."""

    q = WordsFilter("name__icontains", "certificate__icontains", "request__icontains", "citizen__name__icontains")
    peristiwa = django_filters.ChoiceFilter(label="Peristiwa", field_name="kind", choices=VitalEvent.Kind.choices)
    sejak = django_filters.DateFilter(label="Terjadi sejak", field_name="happened_on", lookup_expr="gte")

    class Meta:
        model = VitalEvent
        fields: list[str] = []


class Events(ListView):
    """Deaths, births, moves and marriages: proposals, never changes."""

    permission = SEE
    title = "Peristiwa penduduk"
    meta = "Dari berkas Disdukcapil. Menjadi usulan yang diputuskan orang; warga tidak berubah karenanya."
    table_class = EventTable
    filter_class = EventFilter
    chip_field = "state"
    chip_words = {value: capfirst(word) for value, word in VitalEvent.State.choices}
    template_name = "reconciliation/events.html"
    acts = (Act("newborn", "Catat {n} anak dan usulkan", "plus", RUN, kind="newborns"),)
    nothing_yet = "Belum ada peristiwa. Unggah di Berkas masuk, jenis Peristiwa penduduk."
    search_hint = "Cari nama, akta, usulan"

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        return VitalEvent.objects.visible_to(user).select_related("citizen", "household")

    def bulk_newborn(self, rows: QuerySet[VitalEvent]) -> list[Outcome]:
        """Each of the chosen births, with its own answer."""
        user: Any = self.request.user
        found = []
        for event in rows:
            try:
                made = services.add_newborn(event=event, actor=user)
                found.append(Outcome(event.name, f"dicatat; usulan {made.number} menunggu putusan"))
            except Refusal as refusal:
                found.append(Outcome(event.name, str(refusal), done=False))
        return found

    def context(self) -> dict[str, Any]:
        return {"back": ("Rekonsiliasi", reverse("reconciliation:runs"))}
