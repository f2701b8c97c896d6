"""The table of the record of training."""

from __future__ import annotations

import django_tables2 as tables

from dtks.training.models import Training
from dtks.training.queries import title_of
from dtks.web.tables import ListTable, MomentColumn


class TrainingTable(ListTable):
    """Who finished what."""

    person = tables.Column(verbose_name="Nama")
    role = tables.Column(verbose_name="Peran")
    lesson = tables.Column(verbose_name="Pelajaran")
    trainer = tables.Column(verbose_name="Pelatih", default="–")
    done_at = MomentColumn(verbose_name="Selesai")

    class Meta(ListTable.Meta):
        model = Training
        fields = ("person", "role", "lesson", "trainer", "done_at")

    def render_lesson(self, record: Training) -> str:
        return title_of(record.role, record.lesson)
