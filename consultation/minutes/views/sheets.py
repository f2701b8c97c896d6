"""Names by workbook: the template out, the filled one in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from consultation.minutes import services
from consultation.minutes.forms import SheetForm
from consultation.minutes.views.meetings import WritingView
from dtks.accounts.services import log_read
from dtks.web.views import FormView, Outcome
from dtks.web.views.files import content_answer


class TemplateView(WritingView):
    """The workbook with the ready list."""

    def get(self, request: HttpRequest, pk: int) -> Any:
        log_read(user=self.person, act="download", subject="minutes", subject_id=pk)
        return content_answer([services.template_of(self.minutes)], name=f"nama-berita-acara-{pk}.xlsx", kind="xlsx")


class SheetView(WritingView, FormView):
    """The filled workbook; each row says what became of it."""

    template_name = "minutes/sheet.html"
    form_class = SheetForm
    title = "Nama dari XLSX"
    submit = "Baca berkas"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self.minutes), self.names_url

    @property
    def names_url(self) -> str:
        return reverse("minutes:names", args=[self.minutes.pk])

    def done(self, form: Any) -> HttpResponse:
        rows = services.read_sheet(minutes=self.minutes, content=form.cleaned_data["sheet"].read())
        outcomes = [
            Outcome(each.label, each.words, each.done, f"{self.names_url}?n={each.position}#kini" if each.done else "")
            for each in rows
        ]
        done = sum(each.done for each in outcomes)
        context = {
            "title": f"{len(outcomes)} baris dibaca", "outcomes": outcomes, "done": done,
            "left": len(outcomes) - done, "back": self.names_url,
        }  # fmt: skip
        return render(self.request, "web/outcomes.html", context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(minutes=self.minutes, **kwargs)
