"""Lists of the room."""

from __future__ import annotations

import django_tables2 as tables

from dtks.files.models import StagedFile
from dtks.web.tables import ListTable, MomentColumn, NameColumn, NumberColumn


class StagedFileTable(ListTable):
    """Files that came in, with what became of their rows."""

    name = NameColumn(accessor="file__name", url="page_url", below="get_purpose_display", verbose_name="Berkas")
    state = tables.TemplateColumn(
        "{% if record.state == 'merged' %}{% state_chip 'padan' record.get_state_display 'check' %}"
        "{% elif record.state == 'refused' %}{% state_chip 'berbeda' record.get_state_display 'x' %}"
        "{% else %}{% state_chip 'varian' record.get_state_display 'clock' %}{% endif %}",
        verbose_name="Keadaan",
    )
    read = NumberColumn(verbose_name="Dibaca")
    created = NumberColumn(verbose_name="Baru")
    updated = NumberColumn(verbose_name="Berubah")
    unchanged = NumberColumn(verbose_name="Sama")
    refused = NumberColumn(verbose_name="Ditolak")
    staged_at = MomentColumn(verbose_name="Diunggah")

    class Meta(ListTable.Meta):
        model = StagedFile
        fields = ("name", "state", "read", "created", "updated", "unchanged", "refused", "staged_at")
