"""Lists of the room."""

from __future__ import annotations

import django_tables2 as tables

from dtks.web.tables import ChipColumn, DayColumn, ListTable, MomentColumn, NameColumn, NumberColumn
from verification.sources.models import OrderAnswer, OrderAnswerRow, OrderRow, Pupil, School, ServiceAnswer, WorkOrder


class AnswerTable(ListTable):
    """Answers of Disdukcapil's web service."""

    citizen = NameColumn(accessor="citizen__name", url="page_url", below="place_words", verbose_name="Warga")
    result_class = ChipColumn(verbose_name="Hasil")
    signal = tables.Column(verbose_name="Isyarat layanan", default="–")
    by = tables.Column(verbose_name="Ditanyakan oleh", default="Sistem")
    at = MomentColumn(verbose_name="Kapan")

    class Meta(ListTable.Meta):
        model = ServiceAnswer
        fields = ("citizen", "result_class", "signal", "by", "at")


ROW_STATE = (
    (
        "{% if STATE == 'mended' %}{% state_chip 'padan' WORD 'check' %}"
        "{% elif STATE == 'pending' %}{% state_chip 'varian' WORD 'clock' %}"
        "{% elif STATE == 'waiting' %}{% state_chip 'kosong' WORD 'clock' %}"
        "{% elif STATE == 'deceased' or STATE == 'moved' %}{% state_chip 'meninggal' WORD %}"
        "{% else %}{% state_chip 'berbeda' WORD 'differs' %}{% endif %}"
    )
    .replace("STATE", "record.state")
    .replace("WORD", "record.get_state_display")
)


class OrderTable(ListTable):
    """Work orders with what is answered and what still waits."""

    number = NameColumn(url="page_url", below="below", verbose_name="Surat kerja")
    made_on = DayColumn(verbose_name="Tanggal")
    made_by = tables.Column(verbose_name="Dibuat", default="Sistem, mingguan")
    row_count = NumberColumn(verbose_name="Nama")
    answered = NumberColumn(verbose_name="Dijawab")
    pending = NumberColumn(verbose_name="Diproses")
    waiting = NumberColumn(verbose_name="Menunggu", orderable=False)

    class Meta(ListTable.Meta):
        model = WorkOrder
        fields = ("number", "made_on", "made_by", "row_count", "answered", "pending", "waiting")


class OrderRowTable(ListTable):
    """Each citizen of an order: what is asked, what came back, how long it took."""

    citizen = NameColumn(accessor="citizen__name", url="person_url", below="place_words", verbose_name="Warga")
    position = tables.Column(accessor="code", order_by=("position",), verbose_name="Kode baris")
    result_class = ChipColumn(verbose_name="Keadaan")
    state = tables.TemplateColumn(
        ROW_STATE + "<small>{{ record.said }} {{ record.note }}</small>", verbose_name="Jawaban Disdukcapil"
    )
    answered_on = DayColumn(verbose_name="Dijawab", default="–")
    age = NumberColumn(verbose_name="Hari", orderable=False)

    class Meta(ListTable.Meta):
        model = OrderRow
        fields = ("citizen", "position", "result_class", "state", "answered_on", "age")


class OrderAnswerTable(ListTable):
    """Answers of Disdukcapil with their counts."""

    name = NameColumn(accessor="stored__name", url="page_url", below="problem", verbose_name="Berkas")
    state = tables.TemplateColumn(
        "{% if record.state == 'refused' %}{% state_chip 'berbeda' 'Ditolak' 'x' %}"
        "{% elif record.state == 'done' %}{% state_chip 'padan' 'Selesai' 'check' %}"
        "{% else %}{% state_chip 'varian' record.get_state_display 'clock' %}{% endif %}",
        verbose_name="Keadaan",
    )
    read = NumberColumn(verbose_name="Dibaca")
    matched = NumberColumn(verbose_name="Cocok")
    unknown = NumberColumn(verbose_name="Tidak dikenal")
    repeated = NumberColumn(verbose_name="Berulang")
    taken_at = MomentColumn(verbose_name="Masuk")

    class Meta(ListTable.Meta):
        model = OrderAnswer
        fields = ("name", "state", "read", "matched", "unknown", "repeated", "taken_at")


class AnswerRowTable(ListTable):
    """Each row of an answer: whom it speaks of, what it says, what we did with it."""

    person = NameColumn(accessor="name", url="", below="", verbose_name="Nama di berkas", empty_values=())
    place = NumberColumn(accessor="row_no", verbose_name="Baris")
    row = tables.TemplateColumn(
        '{% if record.row %}<a href="{{ record.row.person_url }}">{{ record.row.citizen }}</a>'
        "<small>{{ record.row.code }}</small>{% else %}–{% endif %}",
        verbose_name="Baris kita", orderable=False, empty_values=(),
    )  # fmt: skip
    said = tables.TemplateColumn("{{ record.said|default:'–' }}<small>{{ record.note }}</small>", verbose_name="Hasil")
    outcome = tables.TemplateColumn(
        "{% if record.outcome == 'matched' %}{% state_chip 'padan' 'Dicatat' 'check' %}"
        "{% elif record.outcome == 'repeated' %}{% state_chip 'kosong' 'Berulang' 'sheets' %}"
        "{% else %}{% state_chip 'varian' 'Tidak dikenal' 'lens-x' %}{% endif %}"
        "<small>{{ record.why }}{% for each in record.findings %} Sel {{ each.cell }}, {{ each.column }}: "
        "“{{ each.value }}”. {{ each.advice }}{% endfor %}</small>",
        verbose_name="Yang terjadi",
    )

    class Meta(ListTable.Meta):
        model = OrderAnswerRow
        fields = ("person", "place", "row", "said", "outcome")

    def render_person(self, record: OrderAnswerRow, value: str) -> str:
        """The name in the file, else that of our citizen."""
        return value or (record.row.citizen.name if record.row else "tanpa nama")


class SchoolTable(ListTable):
    """Schools with their pupils."""

    name = NameColumn(url="page_url", below="below", verbose_name="Sekolah")
    number = NumberColumn(verbose_name="Murid")
    ours = NumberColumn(verbose_name="Warga kita")
    unknown = NumberColumn(verbose_name="Tidak ada di Disdukcapil")
    residue = NumberColumn(verbose_name="Diperbaiki sekolah")
    file = tables.TemplateColumn(
        '{% if record.residue %}<a href="{% url "sources:school_file" record.pk %}">Unduh XLSX</a>'
        "{% else %}–{% endif %}",
        verbose_name="Berkas sekolah", orderable=False, empty_values=(),
    )  # fmt: skip

    class Meta(ListTable.Meta):
        model = School
        fields = ("name", "number", "ours", "unknown", "residue", "file")


class PupilTable(ListTable):
    """Pupils with what differs."""

    name = NameColumn(url="page_url", below="below", verbose_name="Murid")
    nisn = tables.Column(verbose_name="NISN", default="–")
    citizen = tables.TemplateColumn(
        '{% if record.citizen %}<a href="{{ record.citizen.get_absolute_url }}">{{ record.citizen }}</a>'
        "{% else %}–{% endif %}",
        verbose_name="Warga kita", order_by=("citizen__name",), empty_values=(),
    )  # fmt: skip
    state = tables.TemplateColumn(
        "{% if record.state == 'residue' %}{% state_chip 'berbeda' 'Sekolah memperbaiki' 'differs' %}"
        "{% elif record.state == 'agrees' %}{% state_chip 'padan' 'Sama' 'check' %}"
        "{% else %}{% state_chip 'kosong' 'Tidak ada di Disdukcapil' 'lens-x' %}{% endif %}"
        "<small>{{ record.repair_words }}</small>",
        verbose_name="Keadaan",
    )

    class Meta(ListTable.Meta):
        model = Pupil
        fields = ("name", "nisn", "citizen", "state")
