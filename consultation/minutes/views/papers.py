"""The paper of a berita acara: preview, print, the signed scan, the posting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from consultation.minutes import services
from consultation.minutes.forms import HandInForm
from consultation.minutes.models import Minutes
from consultation.minutes.queries.paper import fingerprint, paper_data, posting_data, record_of
from consultation.minutes.views.meetings import OneMinutes, WritingView
from dtks.accounts.services import log_read
from dtks.files.services import path_of
from dtks.papers.services import RefusedScan, joined
from dtks.web.pdf import page_picture, typeset
from dtks.web.refusals import Refusal
from dtks.web.views import FormView, file_answer
from dtks.web.views.forms import one_effect

TEMPLATE = "minutes/minutes.typ"


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A paper to look at or print; nobody keeps it."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


class PaperView(WritingView):
    """How the paper looks, what is missing, and the button that makes the version to be signed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        frame = self.frame("paper")
        versions = list(self.minutes.prints.select_related("printed_by"))
        last = next(iter(versions), None)
        context = {
            **frame,
            "missing": services.hindrances(self.minutes, quorum=frame["quorum"], progress=frame["progress"]),
            "versions": versions,
            "is_current": bool(last and last.sha256 == fingerprint(self.minutes)),
        }
        return render(request, "minutes/paper.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make the version; without changes it is the last one again."""
        version = services.print_version(minutes=self.minutes, actor=self.person)
        messages.success(request, f"Versi {version.number} siap dicetak. Kode {version.code} ada di tiap halaman.")
        return redirect("minutes:paper", pk=pk)


class PreviewView(OneMinutes):
    """A page of the draft as a picture."""

    def get(self, request: HttpRequest, pk: int, page: int) -> HttpResponse:
        data = version_data(self.minutes) or paper_data(record_of(self.minutes), version=None, on=timezone.localdate())
        picture = page_picture(TEMPLATE, data, page=page)
        if picture is None:
            raise Http404
        answer = HttpResponse(picture, content_type="image/png")
        answer["Cache-Control"] = "private, no-store"
        return answer


def version_data(minutes: Minutes) -> dict[str, Any] | None:
    """What the signed version sets, exactly as it was printed; None for a draft."""
    if minutes.version is None:
        return None
    return paper_data(
        minutes.version.data, version=minutes.version, on=timezone.localdate(minutes.version.printed_at)
    )  # fmt: skip


class PdfView(OneMinutes):
    """A version as PDF, the same bytes each time; 0 is the preview of the draft."""

    def get(self, request: HttpRequest, pk: int, version: int) -> HttpResponse:
        name = f"berita-acara-{pk}-{version or 'pratinjau'}.pdf"
        if version == 0:
            data = paper_data(record_of(self.minutes), version=None, on=timezone.localdate())
            return pdf_answer(typeset(TEMPLATE, data), name)
        printed = get_object_or_404(self.minutes.prints, number=version)
        data = paper_data(printed.data, version=printed, on=timezone.localdate(printed.printed_at))
        return pdf_answer(typeset(TEMPLATE, data, on=printed.printed_at), name)


class HandInView(WritingView, FormView):
    """The signed scan with the code that stands on it; from then on the record is frozen."""

    template_name = "minutes/hand_in.html"
    form_class = HandInForm
    submit = "Serahkan ke Dinas Sosial"

    def done(self, form: Any) -> str:
        data = form.cleaned_data
        try:
            scan = joined(data["scan"], turn=int(data["turn"] or 0))
            assert scan is not None  # the field asks for one
            services.hand_in(minutes=self.minutes, code=data["code"], upload=scan, actor=self.person)
        except RefusedScan as refused:
            raise Refusal(str(refused)) from refused
        messages.success(self.request, f"{self.minutes.number} sudah diserahkan. Isinya beku sejak sekarang.")
        return self.minutes.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        frame = self.frame("hand_in")
        last = self.minutes.prints.first()
        current = bool(last and last.sha256 == fingerprint(self.minutes))
        missing = services.hindrances(self.minutes, quorum=frame["quorum"], progress=frame["progress"])
        shown = {"missing": missing, "last": last, "is_current": current}
        return {**super().get_context_data(**kwargs), **frame, **shown}


class ScanView(OneMinutes):
    """The signed scan itself, in the window."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        scan = self.minutes.scan.scan if self.minutes.scan else None
        if scan is None:
            raise Http404
        log_read(user=self.person, act="open", subject="document", subject_id=self.minutes.scan_id or 0)
        ending = "pdf" if scan.kind == "pdf" else "jpg"
        return file_answer(path_of(scan), name=f"berita-acara-{pk}.{ending}", kind=scan.kind, inline=True)


class PostingView(OneMinutes):
    """Names and RT for the kelurahan's board, with the days to object."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        data = posting_data(self.minutes, timezone.localdate())
        return pdf_answer(typeset("minutes/posting.typ", data), f"pengumuman-{pk}.pdf")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say from when the names hang there."""
        if not self.person.may("minutes.write"):
            raise PermissionDenied

        def act() -> str:
            services.post_names(minutes=self.minutes, on=timezone.localdate())
            messages.success(request, "Hari tempel dicatat.")
            return reverse("minutes:minutes", args=[pk])

        return one_effect(request, act)
