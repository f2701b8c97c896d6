"""Tables of users and readings."""

from __future__ import annotations

import django_tables2 as tables

from dtks.accounts.models import ReadLog, User
from dtks.web.tables import ListTable, MomentColumn, NameColumn


class UserTable(ListTable):
    """Name, role and area of today, mandate, last sign-in."""

    name = NameColumn(
        accessor="full_name", verbose_name="Nama", url="page_url", below="username", order_by=("full_name", "username")
    )
    role = tables.TemplateColumn(
        template_name="accounts/_role_cell.html", verbose_name="Peran hari ini", orderable=False, accessor="pk"
    )
    area = tables.TemplateColumn("{{ record.area_today }}", verbose_name="Wilayah", orderable=False, accessor="pk")
    mandate = tables.TemplateColumn(
        template_name="accounts/_mandate_cell.html", verbose_name="Mandat", orderable=False, accessor="pk"
    )
    last_login = tables.TemplateColumn("{{ value|when }}", verbose_name="Terakhir masuk")

    class Meta(ListTable.Meta):
        model = User
        fields = ("name", "role", "area", "mandate", "last_login")


class ReadingTable(ListTable):
    """When, who, what, why."""

    at = MomentColumn(verbose_name="Waktu")
    user = tables.Column(verbose_name="Siapa", order_by="user__full_name")
    act = tables.Column(verbose_name="Apa")
    subject = tables.TemplateColumn(
        "{{ record.subject_word }}{% if record.subject_id %} {{ record.subject_id }}{% endif %}", verbose_name="Data"
    )
    reason = tables.Column(verbose_name="Alasan")

    class Meta(ListTable.Meta):
        model = ReadLog
        fields = ("at", "user", "act", "subject", "reason")
