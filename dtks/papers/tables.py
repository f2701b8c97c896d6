"""The table of the archive."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dtks.papers.models import PROGRAMME_WORDS, Document, Requirement
from dtks.papers.queries import keep_until
from dtks.web.tables import DayColumn, ListTable, NameColumn
from dtks.web.templatetags.chips import state_chip
from dtks.web.templatetags.formats import EMPTY, month_short


class BesideColumn(NameColumn):
    """The number of a paper; its link shows the paper beside the list, with the list as it is."""

    def render(self, value: str, record: Document, table: Any) -> SafeString:
        """A link of the same list with the paper in its address."""
        query = table.request.GET.copy()
        query["pilih"] = value
        return format_html(
            '<a class="baris-tautan" id="b-{}" href="?{}" data-samping>{}</a>', value, query.urlencode(), value
        )


class ArchiveTable(ListTable):
    """Archived papers, the newest first."""

    number = BesideColumn(verbose_name="Nomor", attrs={"th": {}, "td": {"class": "text-nowrap"}})
    kind = tables.TemplateColumn(
        '<strong>{{ record.kind.short_label }}</strong><div class="kedua">{{ record.get_form_display }} dilihat</div>',
        verbose_name="Berkas",
        order_by=("kind__label",),
    )
    citizen = tables.Column(verbose_name="Milik", accessor="owner_words", order_by=("citizen__name",))
    seen_at = DayColumn(verbose_name="Tanggal", attrs={"th": {}, "td": {"class": "text-nowrap"}})
    place = tables.Column(
        verbose_name="Tempat", default="tanpa kertas", order_by=("box", "shelf"), attrs={"td": {"class": "text-nowrap"}}
    )
    holding = tables.Column(verbose_name="Keadaan", orderable=False, empty_values=())
    keep = tables.Column(verbose_name="Simpan s.d.", orderable=False, empty_values=())

    class Meta(ListTable.Meta):
        model = Document
        fields = ("number", "kind", "citizen", "seen_at", "place", "holding", "keep")

    def render_holding(self, record: Document) -> str:
        family, word, picture = holding_of(record)
        return state_chip(family, word, picture)

    def render_keep(self, record: Document) -> str:
        return month_short(keep_until(record))


class RuleTable(ListTable):
    """What acts ask for, with law and time."""

    title = NameColumn(verbose_name="Urusan dan berkas", below="legal_basis", order_by=("act", "paper__position"))
    programme = tables.Column(verbose_name="Program")
    mandatory = tables.Column(verbose_name="Sifat")
    alternatives = tables.Column(verbose_name="Atau", orderable=False, empty_values=())
    valid_from = DayColumn(verbose_name="Mulai")
    valid_to = DayColumn(verbose_name="Sampai")
    state_today = tables.Column(verbose_name="Keadaan", orderable=False)

    class Meta(ListTable.Meta):
        model = Requirement
        fields = ("title", "programme", "mandatory", "alternatives", "valid_from", "valid_to", "state_today")

    def render_programme(self, value: str) -> str:
        return PROGRAMME_WORDS.get(value, value.replace("_", "-"))

    def render_alternatives(self, record: Requirement) -> str:
        return ", ".join(kind.short_label for kind in record.alternatives.all()) or EMPTY

    def render_state_today(self, value: str) -> str:
        family, word, picture = RULE_CHIPS[value]
        return state_chip(family, word, picture)


RULE_CHIPS = {
    "in_force": ("padan", "Berlaku", "check"), "later": ("varian", "Mulai nanti", "clock"),
    "ended": ("kosong", "Berakhir", "lock"),
}  # fmt: skip


def holding_of(document: Document) -> tuple[str, str, str]:
    """What we hold of a paper: family, word and icon of its chip."""
    if document.custody == Document.Custody.LENT:
        return ("varian", f"Dipinjam {document.held_by}", "clock")
    if document.custody and document.scan_id:
        return ("teluk", f"Pindaian saja, kertas {document.get_custody_display()}", "file")
    if document.custody:
        return ("kosong", document.get_custody_display().capitalize(), "lens-x")
    if document.scan_id:
        return ("padan", "Kertas dan pindaian", "check") if document.box else ("teluk", "Pindaian saja", "file")
    return ("varian", "Kertas saja", "box") if document.box else ("kosong", "Hanya dilihat", "eye")
