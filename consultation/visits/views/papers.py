"""Papers of visits: the form to take along, the report, duty letter, ID card."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from consultation.visits import services
from consultation.visits.forms import LetterForm
from consultation.visits.models import AREA, GIVE, TYPE, DutyLetter, Report
from consultation.visits.queries.papers import card_data, form_data, letter_data, report_data
from consultation.visits.views.filling import OneVisit
from consultation.visits.views.lists import person_of
from dtks.accounts.models import User
from dtks.accounts.services import log_read
from dtks.web.pdf import typeset
from dtks.web.views import FormView, RoomView

LETTER_DAYS = 30


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A paper to look at or print; nobody keeps it."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


class FormPaper(OneVisit):
    """The form to be filled in by hand."""

    permission = TYPE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        log_read(user=self.person, act="download", subject="citizen", subject_id=self.visit.citizen_id)
        return pdf_answer(typeset("visits/form.typ", form_data(self.visit)), f"{self.visit.number}-formulir.pdf")


class ReportPaper(OneVisit):
    """What came back, on paper."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self.visit.reports.filter(standing=Report.Standing.STANDS).select_related("version", "by").first()
        if report is None:
            raise Http404
        report.visit = self.visit
        log_read(user=self.person, act="download", subject="citizen", subject_id=self.visit.citizen_id)
        content = typeset("visits/report.typ", report_data(report), on=report.arrived_at)
        return pdf_answer(content, f"{self.visit.number}-laporan.pdf")


class OfFacilitator(RoomView):
    """A view about a facilitator of the person's area."""

    permission = GIVE

    @cached_property
    def facilitator(self) -> User:
        people = services.facilitators_for(person_of(self.request).area_codes(AREA))
        found = next((each for each in people if each.pk == self.kwargs["pk"]), None)
        if found is None:
            raise Http404
        return found


class Letter(OfFacilitator, FormView):
    """A duty letter for the visits that a facilitator has to make."""

    form_class = LetterForm
    title = "Surat tugas"
    submit = "Buat surat tugas"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return "Kunjungan", reverse("visits:desk")

    def get_initial(self) -> dict[str, Any]:
        today = timezone.localdate()
        return {"starts_on": today, "ends_on": today + timedelta(days=LETTER_DAYS)}

    def done(self, form: Any) -> str:
        letter = services.write_letter(facilitator=self.facilitator, by=person_of(self.request), **form.cleaned_data)
        messages.success(self.request, f"Surat tugas {letter.number} siap dicetak.")
        return reverse("visits:letter_paper", args=[letter.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meta = f"{self.facilitator} · {self.facilitator.area_today}. Kelurahan diambil dari kunjungan yang ia pegang."
        return super().get_context_data(meta=meta, **kwargs)


class LetterPaper(RoomView):
    """A duty letter as it was written."""

    permission = GIVE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        letter = get_object_or_404(DutyLetter.objects.select_related("facilitator"), pk=pk)
        people = services.facilitators_for(person_of(request).area_codes(AREA))
        if letter.facilitator not in people:
            raise Http404
        return pdf_answer(typeset("visits/letter.typ", letter_data(letter), on=letter.made_at), f"surat-tugas-{pk}.pdf")


class Card(OfFacilitator):
    """The ID card of a facilitator."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return pdf_answer(typeset("visits/card.typ", card_data(self.facilitator)), f"kartu-{pk}.pdf")
