"""Lists of the room."""

from __future__ import annotations

import django_tables2 as tables
from django.template.loader import render_to_string

from dtks.jobs.models import Job, Message
from dtks.web.tables import ListTable, MomentColumn, NameColumn


class JobTable(ListTable):
    """Jobs with their state, how far they are, who asked for them and how long they took."""

    title = NameColumn(url="page_url", below="kind_words", verbose_name="Pekerjaan")
    state = tables.TemplateColumn(
        '<span class="baris rapat">{% include "jobs/_state.html" with job=record stuck=record.stuck only %}</span>',
        verbose_name="Keadaan",
    )
    done = tables.TemplateColumn(
        "{{ value|whole }}{% if record.total %} dari {{ record.total|whole }}{% endif %}"
        "{% if record.refused %}<small>{{ record.refused|whole }} ditolak</small>{% endif %}",
        verbose_name="Baris",
        attrs={"td": {"class": "angka-kolom"}, "th": {"class": "angka-kolom"}},
    )
    actor = tables.Column(verbose_name="Oleh", default="Sistem", order_by="actor__full_name")
    created_at = MomentColumn(verbose_name="Diminta")
    lasted = tables.TemplateColumn("{{ value|duration }}", verbose_name="Lama", orderable=False)

    class Meta(ListTable.Meta):
        model = Job
        fields = ("title", "state", "done", "actor", "created_at", "lasted")


class MessageTable(ListTable):
    """What goes out to whom, without the text; the address is masked by the server."""

    subject = tables.TemplateColumn(
        "<strong>{{ value }}</strong><small>{{ record.about_words }}</small>", verbose_name="Pesan"
    )
    recipient = tables.TemplateColumn("{{ record.masked_recipient }}", verbose_name="Kepada", orderable=False)
    channel = tables.Column(verbose_name="Saluran")
    state = tables.Column(verbose_name="Keadaan")
    attempts = tables.Column(
        verbose_name="Dicoba", attrs={"td": {"class": "angka-kolom"}, "th": {"class": "angka-kolom"}}
    )
    sent_at = MomentColumn(verbose_name="Terkirim", default="–")

    class Meta(ListTable.Meta):
        model = Message
        fields = ("subject", "recipient", "channel", "state", "attempts", "sent_at")

    def render_state(self, record: Message) -> str:
        """The state, and the way out for one that failed."""
        may_send = self.request.user.may("messages.send")
        return render_to_string("jobs/_message_state.html", {"record": record, "may_send": may_send})
