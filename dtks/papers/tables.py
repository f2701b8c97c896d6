"""The table of the archive."""

from __future__ import annotations

import django_tables2 as tables

from dtks.papers.models import Document
from dtks.papers.queries import keep_until
from dtks.web.tables import DayColumn, ListTable, NameColumn
from dtks.web.templatetags.chips import state_chip
from dtks.web.templatetags.formats import month


class ArchiveTable(ListTable):
    """Archived papers, the newest first."""

    number = NameColumn(verbose_name="Nomor")
    kind = tables.TemplateColumn(
        '<strong>{{ record.kind.short_label }}</strong><div class="kedua">{{ record.get_form_display }}</div>',
        verbose_name="Berkas",
        order_by=("kind__label",),
    )
    citizen = tables.Column(verbose_name="Milik", accessor="owner_words", order_by=("citizen__name",))
    seen_at = DayColumn(verbose_name="Tanggal")
    box = tables.Column(verbose_name="Tempat", default="belum dibox")
    holding = tables.Column(verbose_name="Keadaan", orderable=False, empty_values=())
    keep = tables.Column(verbose_name="Simpan s.d.", orderable=False, empty_values=())

    class Meta(ListTable.Meta):
        model = Document
        fields = ("number", "kind", "citizen", "seen_at", "box", "holding", "keep")

    def render_holding(self, record: Document) -> str:
        family, word, picture = holding_of(record)
        return state_chip(family, word, picture)

    def render_keep(self, record: Document) -> str:
        return month(keep_until(record))


def holding_of(document: Document) -> tuple[str, str, str]:
    """What we hold of a paper: family, word and icon of its chip."""
    if document.scan_id:
        return ("padan", "Kertas dan pindaian", "check") if document.box else ("teluk", "Pindaian saja", "file")
    return ("varian", "Kertas saja", "box") if document.box else ("kosong", "Hanya dilihat", "eye")
