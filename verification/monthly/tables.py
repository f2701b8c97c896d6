"""Lists of the room."""

from __future__ import annotations

import django_tables2 as tables

from dtks.web.tables import ListTable, NameColumn
from verification.monthly.models import CarriedOver, LedgerLine


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


class CarriedTable(ListTable):
    """A request that missed a month: person, which month, why, who can mend it."""

    person = NameColumn(accessor="person", url="request_url", below="below", verbose_name="Warga", orderable=False)
    month = tables.TemplateColumn("{{ record.month.month|month }}", verbose_name="Lewat", order_by="month__month")
    sentence = tables.Column(verbose_name="Sebab waktu batas", orderable=False)
    mender = tables.Column(verbose_name="Yang dapat membereskan")
    state = tables.TemplateColumn(
        "{% if record.request.sealed_in %}ikut {{ record.request.sealed_in }}"
        "{% else %}{{ record.request.get_state_display }}{% endif %}",
        verbose_name="Sekarang", accessor="request__state",
    )  # fmt: skip

    class Meta(ListTable.Meta):
        model = CarriedOver
        fields = ("person", "month", "sentence", "mender", "state")
