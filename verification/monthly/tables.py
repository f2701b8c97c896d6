"""Lists of the room."""

from __future__ import annotations

import django_tables2 as tables

from dtks.web.tables import ListTable, NameColumn
from verification.monthly.models import LedgerLine


class LedgerTable(ListTable):
    """One line per person and proposal, oldest first."""

    person = NameColumn(accessor="row__citizen__name", url="person_url", below="place_words", verbose_name="Warga")
    request = tables.TemplateColumn(
        '{{ record.row.request.act.label }}<small><a href="{{ record.row.request.get_absolute_url }}">'
        "{{ record.row.request.number }}</a></small>",
        accessor="row__request__number", verbose_name="Usulan",
    )  # fmt: skip
    batch = tables.TemplateColumn(
        '<a href="{{ record.row.batch.page_url }}">{{ record.row.batch.number }}</a>'
        "<small>dikirim {{ record.sent_on|day }}</small>",
        accessor="row__batch__number", verbose_name="Kiriman",
    )  # fmt: skip
    state = tables.TemplateColumn(template_name="monthly/_state_cell.html", verbose_name="Keadaan dan dasarnya")
    age = tables.TemplateColumn(
        template_name="monthly/_age_cell.html", accessor="age_days", order_by=("-sent_on",), verbose_name="Umur",
        attrs={"td": {"class": "angka-kolom"}, "th": {"class": "angka-kolom"}},
    )  # fmt: skip

    class Meta(ListTable.Meta):
        model = LedgerLine
        fields = ("person", "request", "batch", "state", "age")
