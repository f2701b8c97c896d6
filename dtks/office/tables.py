"""Lists of the office's settings."""

from __future__ import annotations

import django_tables2 as tables

from dtks.office.models import Holiday, Signatory
from dtks.web.tables import DayColumn, ListTable, NameColumn


class SignatoryTable(ListTable):
    """Name and seat, days, letter, state."""

    name = NameColumn(url="page_url", below="seat_words", verbose_name="Nama")
    starts_on = DayColumn(verbose_name="Mulai")
    ends_on = DayColumn(verbose_name="Sampai", default="tanpa akhir")
    mandate_number = tables.Column(verbose_name="Surat mandat", default="–")
    state = tables.TemplateColumn(
        template_name="office/_span_state.html", verbose_name="Keadaan", orderable=False, accessor="pk"
    )

    class Meta(ListTable.Meta):
        model = Signatory
        fields = ("name", "starts_on", "ends_on", "mandate_number", "state")


class HolidayTable(ListTable):
    """Day, name, kind, certainty, on what it rests."""

    name = NameColumn(url="page_url", verbose_name="Nama")
    date = tables.TemplateColumn("{{ value|long_day }}", verbose_name="Hari")
    kind = tables.Column(verbose_name="Jenis")
    certainty = tables.TemplateColumn(
        template_name="office/_certainty.html",
        verbose_name="Kepastian",
    )
    source = tables.Column(verbose_name="Dasar", default="–")

    class Meta(ListTable.Meta):
        model = Holiday
        fields = ("name", "date", "kind", "certainty", "source")
