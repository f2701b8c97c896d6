"""Data health: each fault with its count and trend, whom it concerns, and corrections opened from it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from dtks.assignments.models import GIVE
from dtks.registry.models import Citizen
from dtks.web.tables import ChipColumn
from dtks.web.views import Act, ButtonView, ListView, PageView
from dtks.web.views.forms import one_effect
from verification.workbench.queries.fault_rows import describe
from verification.workbench.queries.health import FAULTS, Fault, fault_lines, latest_class
from verification.workbench.services import count_faults
from verification.workbench.views.people import PeopleFilter, PeopleTable, remedy_column


class DataHealth(PageView):
    """The faults of the person's areas, the most frequent first."""

    permission = "citizens.see"
    template_name = "workbench/health.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        counted_on, lines = fault_lines(user)
        return super().get_context_data(
            title="Mutu data", counted_on=counted_on, lines=lines, may_count=user.may("reconciliation.run"), **kwargs
        )


class Recount(ButtonView):
    """Count now instead of tomorrow morning."""

    permission = "reconciliation.run"
    page = "workbench:health"

    def post(self, request: HttpRequest) -> HttpResponse:
        def act() -> str:
            messages.success(request, f"{count_faults()} kesalahan terhitung.")
            return reverse("workbench:health")

        return one_effect(request, act)


class FaultTable(PeopleTable):
    fault = tables.Column(accessor="fault_words", orderable=False, verbose_name="Kesalahannya")
    result_class = ChipColumn(accessor="said_class", orderable=False, verbose_name="Hasil banding", default="–")
    act = remedy_column("Tindakan")

    class Meta(PeopleTable.Meta):
        fields = ("name", "kelurahan", "fault", "result_class", "act")


class Faulty(ListView):
    """Who has a fault. Corrections are opened alone from the citizen's page, or as a bundle from here."""

    permission = "citizens.see"
    template_name = "workbench/fault.html"
    table_class = FaultTable
    filter_class = PeopleFilter
    order_by = "name"
    search_hint = "Nama, NIK, No. KK"
    nothing_yet = "Tidak ada kesalahan ini."

    @property
    def acts(self) -> tuple[Act, ...]:  # type: ignore[override]
        """Only what fits the fault: the register can say what is right, the kelurahan can find it out."""
        opens = Act("open", "Buka {n} usulan dari Disdukcapil…", "pencil", "reconciliation.run", kind="open_fault")
        gives = Act("assign", "Tugaskan kelurahan…", "people", GIVE, kind="give_fault")
        fits = ((opens, self.fault.opens), (gives, bool(self.fault.asked)))
        return tuple(act for act, wanted in fits if wanted)

    @cached_property
    def fault(self) -> Fault:
        found = FAULTS.get(self.kwargs["fault"])
        if found is None:
            raise Http404
        return found

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.fault.label

    @property
    def meta(self) -> str:  # type: ignore[override]
        return self.fault.advice

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        found = self.fault.find(Citizen.objects.visible_to(user).select_related("kelurahan"))
        return found.annotate(said_class=latest_class())

    def table(self) -> Any:
        table = super().table()
        people = [row.record for row in table.page.object_list]
        describe(self.fault.code, people, self.request.user)  # type: ignore[arg-type]
        for place, person in enumerate(people, 1):
            person.row_key = place if place < 10 else ""
        return table

    def context(self) -> dict[str, Any]:
        return {"back": ("Mutu data", reverse("workbench:health"))}

    def asked_open(self) -> dict[str, Any]:
        return {"fault": self.fault.code}

    def asked_assign(self) -> dict[str, Any]:
        return {"fault": self.fault.code}
