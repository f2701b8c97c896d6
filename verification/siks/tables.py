"""Lists of the room."""

from __future__ import annotations

import django_tables2 as tables

from dtks.web.tables import ListTable, MomentColumn, NameColumn, NumberColumn
from verification.monthly.models import Batch
from verification.siks.models import ReturnFile, ReturnRow


class BatchTable(ListTable):
    """Batches with month, rows and files."""

    number = NameColumn(url="page_url", below="month_words", verbose_name="Kiriman")
    state = tables.TemplateColumn(
        "{% if record.state == 'void' %}{% state_chip 'polos' 'Batal' 'x' %}"
        "{% elif record.state == 'filling' %}{% state_chip 'varian' 'Diisi' 'clock' %}"
        "{% elif record.state == 'sealed' %}{% state_chip 'varian' 'Menunggu berkas' 'clock' %}"
        "{% else %}{% state_chip 'padan' 'Tersegel' 'lock' %}{% endif %}",
        verbose_name="Keadaan",
    )
    row_count = NumberColumn(verbose_name="Baris")
    held = NumberColumn(verbose_name="Tertahan")
    file_count = NumberColumn(verbose_name="Berkas")
    sealed_at = MomentColumn(verbose_name="Disegel")

    class Meta(ListTable.Meta):
        model = Batch
        fields = ("number", "state", "row_count", "held", "file_count", "sealed_at")


class ReturnTable(ListTable):
    """Answers of the centre with their counts."""

    name = NameColumn(accessor="stored__name", url="page_url", below="batch_words", verbose_name="Berkas")
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
        model = ReturnFile
        fields = ("name", "state", "read", "matched", "unknown", "repeated", "taken_at")


ANSWER_CHIP = (
    "{% if STATE == 'accepted' %}{% state_chip 'padan' 'Diterima' 'check' %}"
    "{% elif STATE == 'refused' %}{% state_chip 'berbeda' WORD 'x' %}"
    "{% elif STATE == 'pending' %}{% state_chip 'varian' 'Diproses pusat' 'clock' %}"
    "{% else %}{% state_chip 'kosong' 'Tidak terbaca' 'lens-x' %}{% endif %}"
)


class ReturnRowTable(ListTable):
    """Each row of an answer: whom it speaks of, what it says, what we did with it."""

    person = NameColumn(accessor="name", url="", below="", verbose_name="Warga", empty_values=())
    place = NumberColumn(accessor="row_no", order_by=("position",), verbose_name="Baris")
    request = tables.TemplateColumn(
        "{% if record.row %}<a href=\"{{ record.row.request.get_absolute_url }}\">{{ record.row.request.number }}</a>"
        "<small>{{ record.row.batch.number }}</small>{% else %}–{% endif %}",
        accessor="row__request__number", verbose_name="Usulan", empty_values=(),
    )  # fmt: skip
    answer = tables.TemplateColumn(
        ANSWER_CHIP.replace("STATE", "record.state").replace("WORD", "record.word_shown")
        + "<small>{{ record.code }} {{ record.message }}</small>",
        accessor="word", verbose_name="Jawaban", empty_values=(),
    )  # fmt: skip
    outcome = tables.TemplateColumn(
        "{% if record.outcome == 'matched' %}{% state_chip 'padan' 'Dicatat' 'check' %}"
        "{% elif record.outcome == 'repeated' %}{% state_chip 'kosong' 'Berulang' 'sheets' %}"
        "{% elif record.outcome == 'unknown' %}{% state_chip 'varian' 'Tidak dikenal' 'lens-x' %}{% endif %}"
        "<small>{{ record.why }}{% for each in record.findings %} Sel {{ each.cell }}, {{ each.column }}: "
        "“{{ each.value }}”. {{ each.advice }}{% endfor %}</small>",
        verbose_name="Hasil", empty_values=(),
    )  # fmt: skip

    class Meta(ListTable.Meta):
        model = ReturnRow
        fields = ("person", "place", "request", "answer", "outcome")

    def render_person(self, record: ReturnRow, value: str) -> str:
        """The name in the file, else that of our citizen."""
        return value or (record.row.citizen.name if record.row else "tanpa nama")
