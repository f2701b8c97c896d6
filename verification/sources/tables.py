"""Lists of the room."""

from __future__ import annotations

import django_tables2 as tables

from dtks.web.tables import ChipColumn, ListTable, MomentColumn, NameColumn
from verification.sources.models import ServiceAnswer


class AnswerTable(ListTable):
    """Answers of Disdukcapil's web service."""

    citizen = NameColumn(accessor="citizen__name", url="page_url", below="citizen__kelurahan", verbose_name="Warga")
    result_class = ChipColumn(verbose_name="Hasil")
    signal = tables.Column(verbose_name="Isyarat layanan", default="–")
    by = tables.Column(verbose_name="Ditanyakan oleh", default="Sistem")
    at = MomentColumn(verbose_name="Kapan")

    class Meta(ListTable.Meta):
        model = ServiceAnswer
        fields = ("citizen", "result_class", "signal", "by", "at")
