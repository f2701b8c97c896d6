"""The list of requests."""

from __future__ import annotations

import django_tables2 as tables

from dtks.web.tables import ChipColumn, DayColumn, ListTable, NameColumn
from verification.corrections.models import ChangeRequest


class RequestTable(ListTable):
    """A row a request."""

    citizen = NameColumn(accessor="citizen__name", below="number", verbose_name="Warga")
    act = tables.Column(accessor="act__label", verbose_name="Jenis")
    fields_words = tables.Column(verbose_name="Isian", orderable=False)
    result_class = ChipColumn(verbose_name="Hasil")
    maker = tables.Column(verbose_name="Pengusul", default="Sistem")
    created_at = DayColumn(verbose_name="Diusulkan")
    state = tables.Column(verbose_name="Keadaan")

    class Meta(ListTable.Meta):
        model = ChangeRequest
        fields = ("citizen", "act", "fields_words", "result_class", "maker", "created_at", "state")
