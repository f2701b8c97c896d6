"""Tables of users and readings."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables

from dtks.accounts.models import ReadLog, Role, User
from dtks.office.models import Region
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


class OfficersColumn(tables.Column):  # type: ignore[misc]
    """Who holds a role in the kelurahan or in its kecamatan today."""

    def __init__(self, role: Role, **kwargs: Any) -> None:
        self.role = role
        super().__init__(accessor="pk", orderable=False, verbose_name=role.label, **kwargs)

    def render(self, record: Any) -> str:
        """The names; a dash where nobody holds it."""
        mandates = [*record.own_mandates, *record.parent.kecamatan_mandates]
        return ", ".join(str(mandate.user) for mandate in mandates if mandate.role == self.role) or "–"


class RegionTable(ListTable):
    """A kelurahan, its kecamatan and code, and who works there."""

    name = tables.TemplateColumn(
        "<strong>{{ value }}</strong><small>{{ record.code }}</small>", verbose_name="Kelurahan"
    )
    parent = tables.Column(verbose_name="Kecamatan", order_by=("parent__name", "name"))
    officer = OfficersColumn(Role.KELURAHAN)
    facilitator = OfficersColumn(Role.FACILITATOR)
    supervisor = OfficersColumn(Role.SUPERVISOR)

    class Meta(ListTable.Meta):
        model = Region
        fields = ("name", "parent", "officer", "facilitator", "supervisor")


class ReadingTable(ListTable):
    """When, who, what, why."""

    at = MomentColumn(verbose_name="Waktu")
    user = tables.Column(verbose_name="Siapa", order_by="user__full_name")
    act = tables.Column(verbose_name="Apa")
    subject = tables.TemplateColumn(template_name="accounts/_reading_cell.html", verbose_name="Data")
    reason = tables.Column(verbose_name="Alasan")

    class Meta(ListTable.Meta):
        model = ReadLog
        fields = ("at", "user", "act", "subject", "reason")
