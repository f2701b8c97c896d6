"""Names that came back: the ledger, and one case with its papers for removing again."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Concat, NullIf
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.office.queries import code_labels
from dtks.web.views import FormView, ListView
from dtks.web.views.forms import one_effect
from verification.corrections.views import papers_of
from verification.lists import queries
from verification.lists.filters import ReturnFilter
from verification.lists.forms import ReturnForm
from verification.lists.models import ReturnedCase
from verification.lists.services import ask_for_visit, decide_return, old_papers, old_reason, subject_of
from verification.lists.tables import ReturnTable

Decision = ReturnedCase.Decision


class Returns(ListView):
    """The reappearance ledger: every removed name that a list brings again."""

    permission = "lists.see"
    title = "Nama muncul kembali"
    meta = "Yang pernah dikeluarkan tidak pernah digabungkan diam-diam."
    table_class = ReturnTable
    filter_class = ReturnFilter
    chip_field = "decision_word"
    chip_words = {"open": "Belum diputus"} | {value: label.capitalize() for value, label in Decision.choices if value}
    order_by = "-central_list"
    search_hint = "Cari nama atau berita acara"
    nothing_yet = "Belum ada nama yang muncul kembali."

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        found = ReturnedCase.objects.visible_to(user).annotate(
            place_words=Concat(Value("Kel. "), F("tombstone__kelurahan__name")),
            listed_name=KeyTextTransform("name", "row__values"),
            decision_word=Coalesce(NullIf("decision", Value("")), Value("open"), output_field=CharField()),
        )
        return found.select_related("tombstone", "central_list", "request")

    def table(self) -> Any:
        table = super().table()
        table.outcomes = code_labels("outcome_codes")
        return table

    def context(self) -> dict[str, Any]:
        return {"back": ("Daftar pusat", reverse("lists:index"))}


class ReturnPage(FormView):
    """What was removed beside what the list says, the papers of the removal, and the decision by key."""

    permission = "lists.see"
    form_class = ReturnForm
    template_name = "lists/return.html"
    submit = "Simpan, berikutnya"

    @cached_property
    def case(self) -> ReturnedCase:
        user: Any = self.request.user
        rows = ReturnedCase.objects.visible_to(user).select_related(
            "tombstone__citizen__kelurahan", "tombstone__kelurahan", "row__citizen__kelurahan", "central_list",
            "request", "decided_by",
        )  # fmt: skip
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        return {"decision": Decision.REMOVE_AGAIN if self.case.band == ReturnedCase.Band.SAME else None}

    def get_form_kwargs(self) -> dict[str, Any]:
        subject = subject_of(self.case, Decision.LEGITIMATE)
        return {**super().get_form_kwargs(), "citizen": subject}

    def next_url(self) -> str:
        """The next returned name that waits, else the list."""
        user: Any = self.request.user
        found = queries.next_of(queries.open_returns(user), self.case.pk)
        return found.get_absolute_url() if found else reverse("lists:returns")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case, user = self.case, self.request.user
        stone = case.tombstone
        if self.request.method == "GET" and case.row.citizen_id:
            log_read(user=user, act=ReadLog.Act.OPEN, subject="citizen", subject_id=case.row.citizen_id)  # type: ignore[arg-type]
        rows = queries.sides(queries.stone_side(stone), queries.row_side(case))
        return super().get_context_data(
            title=stone.name,
            meta=f"{case.central_list}, {case.get_kind_display()}",
            back=("Nama muncul kembali", reverse("lists:returns")),
            case=case,
            stone=stone,
            rows=rows,
            alike=", ".join(row.label.lower() for row in rows if row.same),
            times=queries.times_returned(stone),
            reason_words=old_reason(case),
            old_papers=old_papers(case),
            waiting=queries.open_returns(user).count(),  # type: ignore[arg-type]
            may_decide=user.may("lists.decide"),  # type: ignore[union-attr]
            skip=self.next_url(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "visit" in request.POST:
            return one_effect(request, self.send_somebody)
        return super().post(request, *args, **kwargs)

    def send_somebody(self) -> str:
        """Ask for a visit before the decision."""
        user: Any = self.request.user
        if not user.may("lists.decide"):
            raise PermissionDenied
        ask_for_visit(case=self.case, actor=user)
        messages.success(self.request, "Kunjungan rumah diminta. Supervisor membaginya; putuskan sesudah laporannya.")
        return self.case.get_absolute_url()

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        if not user.may("lists.decide"):
            raise PermissionDenied
        case = decide_return(
            case=self.case, decision=form.cleaned_data["decision"], reason=form.cleaned_data["reason"], actor=user,
            documents=papers_of(form, self.request),
        )  # fmt: skip
        asked = f" Usulan {case.request.number} menunggu kasi, lalu kabid." if case.request else ""
        messages.success(self.request, f"{case.tombstone.name}: {case.get_decision_display()}.{asked}")
        return self.next_url()
