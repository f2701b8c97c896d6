"""Lists of the room."""

from __future__ import annotations

import django_tables2 as tables

from dtks.web.tables import DayColumn, ListTable, MomentColumn, NameColumn, NumberColumn
from verification.monthly.models import Batch, LedgerLine


class BatchTable(ListTable):
    """Batches with month, rows and files."""

    number = NameColumn(url="page_url", below="month_words", verbose_name="Kiriman")
    state = tables.TemplateColumn(
        "{% if record.state == 'void' %}{% state_chip 'polos' 'Batal' 'x' %}"
        "{% elif record.state == 'filling' %}{% state_chip 'varian' 'Diisi' 'clock' %}"
        "{% elif record.state == 'sealed' %}{% state_chip 'varian' 'Berkas ditulis' 'clock' %}"
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


class LedgerTable(ListTable):
    """One line per person and proposal, oldest first."""

    person = NameColumn(accessor="row__citizen__name", url="person_url", below="place_words", verbose_name="Nama")
    request = tables.Column(accessor="row__request__number", verbose_name="Usulan")
    batch = tables.Column(accessor="row__batch__number", verbose_name="Kiriman")
    state = tables.TemplateColumn(
        "{% if record.state == 'accepted' %}{% state_chip 'padan' 'Diterima' 'check' %}"
        "{% elif record.state == 'refused' %}{% state_chip 'berbeda' 'Ditolak' 'x' %}"
        "{% elif record.state == 'pending' %}{% state_chip 'varian' 'Diproses pusat' 'clock' %}"
        "{% elif record.state == 'sent' %}{% state_chip 'kosong' 'Dikirim' 'clock' %}"
        "{% else %}{% state_chip 'varian' record.get_state_display 'approx' %}{% endif %}",
        verbose_name="Jawaban pusat",
    )
    sent_on = DayColumn(verbose_name="Dikirim")
    age = NumberColumn(accessor="age_days", verbose_name="Hari", orderable=False)

    class Meta(ListTable.Meta):
        model = LedgerLine
        fields = ("person", "request", "batch", "state", "sent_on", "age")
