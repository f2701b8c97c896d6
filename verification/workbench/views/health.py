"""Data health: each fault with its count and trend, whom it concerns, and corrections opened from it."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from dtks.accounts.models import Role
from dtks.assignments.models import GIVE, Assignment, Kind, Owner
from dtks.assignments.services import Draft, assign_many
from dtks.registry.models import Citizen
from dtks.web.refusals import Refusal
from dtks.web.tables import ChipColumn
from dtks.web.views import Act, ButtonView, ListView, Outcome, PageView
from dtks.web.views.forms import one_effect
from verification.reconciliation.models import Result
from verification.reconciliation.services.proposals import freeze_selection, open_corrections, opened_from
from verification.workbench.queries.fault_rows import describe
from verification.workbench.queries.health import FAULTS, Fault, fault_lines, latest_class
from verification.workbench.services import count_faults
from verification.workbench.views.people import PeopleFilter, PeopleTable, remedy_column

ONE_BY_ONE = 50  # more are opened by a job, as a frozen selection


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
        """Corrections are offered as a bundle only where the register can say what is right."""
        bundle = (Act("open", "Buka {n} usulan dari Disdukcapil", "pencil", "reconciliation.run"),)
        return (*(bundle if self.fault.opens else ()), Act("assign", "Tugaskan kelurahan", "people", GIVE))

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

    def bulk_open(self, rows: QuerySet[Any]) -> list[Outcome] | str:
        """What the register says of the chosen ones becomes proposals that somebody decides."""
        people = dict(rows.values_list("pk", "name"))
        results = Result.objects.filter(citizen__in=list(people), is_latest=True)
        found = list(results.select_related("run__extract", "citizen__kelurahan", "civil_person__changed_in"))
        if not found:
            raise Refusal("Belum ada hasil banding bagi pilihan ini. Jalankan rekonsiliasi dahulu.")
        unknown = set(people) - {each.citizen_id for each in found}
        if len(found) > ONE_BY_ONE:
            return self._by_job(found, without=len(unknown))
        told = [Outcome(people[pk], "belum ada hasil banding", done=False) for pk in sorted(unknown)]
        return [*(self._opened(each) for each in found), *told]

    def _opened(self, result: Result) -> Outcome:
        user: Any = self.request.user
        try:
            request, fresh = opened_from(result=result, actor=user)
        except Refusal as refusal:
            return Outcome(result.citizen.name, str(refusal), done=False, url=result.citizen.get_absolute_url())
        words = (
            f"usulan {request.number} dibuka" if fresh else f"sudah terbuka sebagai {request.number}, tidak dibuka lagi"
        )
        return Outcome(result.citizen.name, words, done=fresh, url=request.get_absolute_url())

    def _by_job(self, results: list[Result], *, without: int) -> str:
        user: Any = self.request.user
        by_run: dict[Any, list[int]] = defaultdict(list)
        for each in results:
            by_run[each.run].append(each.pk)
        for run, ids in by_run.items():
            chosen = freeze_selection(run=run, results=ids, actor=user, described=f"Mutu data: {self.fault.label}")
            job = open_corrections(selection=chosen, actor=user)
        rest = f" {without} orang belum punya hasil banding." if without else ""
        messages.success(self.request, f"{len(results)} hasil dibekukan; usulannya dibuka di belakang.{rest}")
        return str(job.link)

    def bulk_assign(self, rows: QuerySet[Any]) -> list[Outcome]:
        """The kelurahan looks at them."""
        user: Any = self.request.user
        chosen = list(rows)
        drafts = [
            Draft(
                kind=Kind.CONFIRM, role=Role.KELURAHAN, owner=Owner.KELURAHAN, citizen=each, step=self.fault.advice,
                title=self.fault.label, origin="Mutu data", key=f"mutu:{self.fault.code}:{each.pk}",
                origin_url=reverse("workbench:fault", args=[self.fault.code]),
            )
            for each in chosen
        ]  # fmt: skip
        keys = [draft.key for draft in drafts]
        before = set(Assignment.objects.live().filter(key__in=keys).values_list("citizen", flat=True))
        assign_many(drafts=drafts, by=user)
        return [
            Outcome(
                each.name, "sudah ditugaskan sebelumnya" if each.pk in before else "tugas baru bagi kelurahannya",
                done=each.pk not in before, url=each.get_absolute_url(),
            )
            for each in chosen
        ]  # fmt: skip
