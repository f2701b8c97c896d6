"""A birth is reported; the children who wait for their NIK."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.db.models import Case, CharField, QuerySet, Value, When
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dtks.overview.forms import BirthForm
from dtks.overview.views.tickets import FromTicket
from dtks.registry.models import Citizen
from dtks.web.tables import DayColumn, ListTable, NameColumn
from dtks.web.views import FormView, ListView
from verification.corrections.models import Birth
from verification.corrections.services import report_birth

URGENT = "LAHIR"  # of the table `urgent_reason`
ABOUT = "Anak yang belum punya NIK ikut ibunya. Bila Disdukcapil sudah memberi NIK, Padan mengusulkannya sendiri."


class ReportBirth(FromTicket, FormView):
    """Six fields; from the mother's page the first one stands there already."""

    permission = "births.report"
    form_class = BirthForm
    template_name = "overview/birth.html"
    title = "Catat kelahiran"
    submit = "Catat kelahiran"

    @cached_property
    def mother(self) -> Citizen | None:
        user: Any = self.request.user
        if "pk" not in self.kwargs:
            return None
        return get_object_or_404(Citizen.objects.visible_to(user), pk=self.kwargs["pk"])

    def about(self) -> Citizen | None:
        return self.mother

    @property
    def meta(self) -> str:  # type: ignore[override]
        return f"{ABOUT} {self.ticket_words('ADD_MEMBER')}".strip()

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        if self.ticket is not None:
            return self.ticket.number, self.ticket.get_absolute_url()
        if self.mother is None:
            return "Kelahiran", reverse("overview:births")
        return self.mother.name, self.mother.get_absolute_url()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "mother": self.mother}

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        said = form.cleaned_data
        request = self.propose(
            "ADD_MEMBER",
            lambda whence: report_birth(
                mother=form.chosen, name=said["name"], sex=said["sex"], born_on=said["birth_date"],
                birth_place=said["birth_place"], maker=user, papers=list(said["papers"]), scan=said["scan"],
                twin=said.get("twin", False),
                urgent_reason=URGENT if "urgent" in self.request.POST else "", whence=whence,
            ).request,
        )  # fmt: skip
        birth = request.birth
        messages.success(
            self.request, f"{birth.child.name} dicatat pada ibunya, {birth.mother.name}. NIK menyusul sendiri."
        )
        return self.after(birth.child.get_absolute_url())


class BirthTable(ListTable):
    """A row a child."""

    child = NameColumn(accessor="child__name", url="child_url", below="place", verbose_name="Anak")
    mother = tables.Column(accessor="mother__name", verbose_name="Ibu")
    born = DayColumn(accessor="child__birth_date", verbose_name="Lahir")
    reported_at = DayColumn(verbose_name="Dilaporkan")
    reported_by = tables.Column(verbose_name="Oleh", orderable=False)
    state = tables.TemplateColumn(
        "{% if record.attached %}{% state_chip 'padan' 'NIK sudah ada' %}"
        "{% else %}{% state_chip 'kosong' 'Menunggu NIK' 'clock' %}{% endif %}",
        verbose_name="NIK", orderable=False,
    )  # fmt: skip

    class Meta(ListTable.Meta):
        model = Birth
        fields = ("child", "mother", "born", "reported_at", "reported_by", "state")


class Births(ListView):
    """Children who hang on their mother, the newest first."""

    permission = "births.report"
    title = "Kelahiran"
    meta = "Anak tanpa NIK ikut ibunya sampai ekstrak Disdukcapil membawa NIK-nya."
    template_name = "overview/births.html"
    table_class = BirthTable
    chip_field = "standing"
    chip_words = {"waiting": "Menunggu NIK", "attached": "NIK sudah ada"}
    order_by = "-reported_at"
    nothing_yet = "Belum ada kelahiran yang dilaporkan."

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        found = Birth.objects.visible_to(user).select_related("child__kelurahan", "mother", "reported_by")
        standing = Case(When(child__nik="", then=Value("waiting")), default=Value("attached"), output_field=CharField())
        return found.annotate(standing=standing)

    def table(self) -> Any:
        table = super().table()
        for row in table.page.object_list:
            row.record.child_url = row.record.child.get_absolute_url()
            row.record.place = str(row.record.child.kelurahan or "")
        return table
