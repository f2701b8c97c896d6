"""The letterhead: what it is today, its next version looked at on paper before it holds."""

from __future__ import annotations

import base64
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dtks.office import queries, services
from dtks.office.forms import LetterheadForm
from dtks.office.models import Letterhead, Signatory
from dtks.office.views.settings import back
from dtks.web.pdf import page_picture, typeset
from dtks.web.templatetags.formats import long_day
from dtks.web.views import FormView, RoomView
from dtks.web.views.files import content_answer

SAMPLE = "office/letterhead.typ"
SEAT = "Kepala Dinas Sosial"
SAMPLE_PPI, SAMPLE_COLOURS = 70, 32  # it travels inside the page


def sample_data(head: Letterhead, day: date) -> dict[str, Any]:
    """A short letter that shows the head and the signature of a day."""
    signatory = queries.signatory_on(SEAT, day) or Signatory(seat=SEAT, name="(nama pejabat belum diisi)")
    return {
        "head": queries.letterhead_data(head),
        "day": long_day(day),
        "signature": queries.signature_data(signatory),
        "practice": False,
    }


class LetterheadPage(FormView):
    """The letterhead of today, its preview, the versions before it. A change is a new version from a day on."""

    permission = "office.manage"
    form_class = LetterheadForm
    template_name = "office/letterhead.html"
    title = "Kop surat"
    meta = "Dicetak di atas setiap surat, slip dan tanda terima. Surat lama tetap memakai kop pada harinya."
    submit = "Simpan kop surat"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return back()

    @cached_property
    def current(self) -> Letterhead:
        return queries.letterhead_on(timezone.localdate())

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {**kwargs, "instance": self.current, "initial": {"starts_on": timezone.localdate()}}

    def form_valid(self, form: Any) -> HttpResponse:
        if "lihat" not in self.request.POST:
            return super().form_valid(form)
        head = form.letterhead(self.current)
        kept = base64.b64encode(head.emblem).decode() if form.cleaned_data.get("emblem_file") else ""
        kept = kept or self.request.POST.get("emblem_kept", "")
        return self.render_to_response(self.get_context_data(form=form, looked_at=head, kept=kept))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        looked_at, today = kwargs.pop("looked_at", None), timezone.localdate()
        head, day = (looked_at, looked_at.starts_on) if looked_at else (queries.letterhead_on(today), today)
        picture = page_picture(SAMPLE, sample_data(head, day), ppi=SAMPLE_PPI, colours=SAMPLE_COLOURS) or b""
        return super().get_context_data(
            picture=base64.b64encode(picture).decode(),
            is_preview="lihat" in self.request.POST,
            versions=Letterhead.objects.defer("emblem"),
            changes=queries.changes_of("Letterhead"),
            **kwargs,
        )

    def done(self, form: Any) -> str:
        head = form.letterhead(self.current)
        values = {name: getattr(head, name) for name in (*form.Meta.fields, "emblem")}
        services.set_letterhead(values=values, starts_on=head.starts_on)
        messages.success(self.request, f"Kop surat tersimpan, berlaku mulai {long_day(head.starts_on)}.")
        return reverse("office:letterhead")


class LetterheadPdf(RoomView):
    """A sample letter with one version of the letterhead, as on paper."""

    permission = "office.manage"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        head = get_object_or_404(Letterhead, pk=pk)
        day = max(head.starts_on, min(timezone.localdate(), head.ends_on or timezone.localdate()))
        pdf = typeset(SAMPLE, sample_data(head, day))
        answer: Any = content_answer([pdf], name=f"contoh-kop-surat-{head.starts_on}.pdf", kind="pdf")
        return answer  # type: ignore[no-any-return]
