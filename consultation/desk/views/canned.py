"""Ready answers: found while one writes, and kept by the head of division."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from consultation.desk.forms import CannedForm
from consultation.desk.models import CannedAnswer
from consultation.desk.queries import canned
from consultation.desk.tables import CannedTable
from consultation.desk.views.tickets import OneTicket
from dtks.web.views import FormView, ListView

BACK = "Jawaban siap pakai"


class ReadyAnswersView(OneTicket):
    """Ready answers that fit a ticket, while one searches (htmx)."""

    permission = "tickets.work"

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        ready = canned.ready_for(self.ticket, request.POST.get("ready_term", ""))
        return render(request, "desk/_ready.html", {"ready": ready})


class CannedListView(ListView):
    """All ready answers."""

    permission = "office.manage"
    title = BACK
    meta = "Loket menemukannya pada tiket. Isian dalam kurung kurawal diisi dari tiket."
    template_name = "desk/canned_list.html"
    table_class = CannedTable
    order_by = "title"
    nothing_yet = "Belum ada jawaban siap pakai. Tambah yang pertama."

    def rows(self) -> QuerySet[CannedAnswer]:
        return CannedAnswer.objects.all()


class CannedEditView(FormView):
    """A ready answer, new or changed; a change never touches what was sent."""

    permission = "office.manage"
    form_class = CannedForm
    submit = "Simpan jawaban"

    @cached_property
    def canned(self) -> CannedAnswer | None:
        return get_object_or_404(CannedAnswer, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.canned}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.title = self.canned.title if self.canned else "Jawaban baru"
        self.back = (BACK, reverse("desk:canned"))
        return super().get_context_data(**kwargs)

    def done(self, form: Any) -> str:
        form.save()
        return reverse("desk:canned")
