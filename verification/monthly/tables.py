"""Lists of the room."""

from __future__ import annotations

import django_tables2 as tables

from dtks.web.tables import DayColumn, ListTable, NameColumn, NumberColumn
from verification.monthly.models import CarriedOver, GovernorCopy, LedgerLine, Packet, PacketItem


class LedgerTable(ListTable):
    """One line per person and proposal, oldest first."""

    person = NameColumn(accessor="row__citizen__name", url="person_url", below="place_words", verbose_name="Warga")
    request = tables.TemplateColumn(
        template_name="monthly/_request_cell.html", accessor="row__request__number", verbose_name="Usulan"
    )
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


class PacketTable(ListTable):
    """Packets with the desk that holds them."""

    number = NameColumn(url="page_url", below="month_words", verbose_name="Paket")
    state = tables.TemplateColumn(template_name="monthly/_packet_state.html", verbose_name="Keadaan")
    item_count = tables.TemplateColumn(
        "{% if record.hash %}{{ record.item_count|whole }}{% else %}–{% endif %}", verbose_name="Nama",
        attrs={"td": {"class": "angka-kolom"}, "th": {"class": "angka-kolom"}},
    )  # fmt: skip
    desk_since = DayColumn(verbose_name="Di meja sejak")
    frozen_at = DayColumn(verbose_name="Beku")
    signed_on = DayColumn(verbose_name="Disahkan")
    mayor_number = tables.Column(verbose_name="Surat wali kota")

    class Meta(ListTable.Meta):
        model = Packet
        fields = ("number", "state", "item_count", "desk_since", "frozen_at", "signed_on", "mayor_number")


class PacketItemTable(ListTable):
    """The names of a packet."""

    person = NameColumn(accessor="row__citizen__name", url="", below="place_words", verbose_name="Nama")
    number = NumberColumn(verbose_name="No.")
    request = tables.TemplateColumn(
        "{{ record.row.request.act.label }}<small>{{ record.row.request.number }} · {{ record.row.batch.number }}"
        "</small>",
        accessor="row__request__number", verbose_name="Usulan",
    )  # fmt: skip
    kind = tables.Column(accessor="row__get_kind_display", order_by=("row__kind",), verbose_name="Lembar")
    state = tables.TemplateColumn(
        template_name="monthly/_item_state.html", accessor="carved_at", verbose_name="Keadaan", empty_values=()
    )

    class Meta(ListTable.Meta):
        model = PacketItem
        fields = ("person", "number", "request", "kind", "state")


class CopyTable(ListTable):
    """Copies for the Governor."""

    letter_number = NameColumn(url="page_url", below="version_words", verbose_name="Surat")
    packet = tables.Column(accessor="packet__number", verbose_name="Paket")
    item_count = NumberColumn(verbose_name="Nama")
    channel = tables.Column(verbose_name="Lewat")
    sent_on = tables.TemplateColumn(
        "{% if record.sent_on %}{{ record.sent_on|day }}<small>{{ record.receipt }}</small>"
        "{% elif record.may_copy %}<a href=\"{% url 'monthly:copy_sent' record.pk %}\">Catat pengiriman</a>"
        "{% else %}belum dikirim{% endif %}",
        verbose_name="Dikirim", empty_values=(),
    )  # fmt: skip

    class Meta(ListTable.Meta):
        model = GovernorCopy
        fields = ("letter_number", "packet", "item_count", "channel", "sent_on")
