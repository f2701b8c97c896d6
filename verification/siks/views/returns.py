"""Answers of the centre: upload, and the result of every row."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dtks.files.services import RefusedFile, store_table
from dtks.jobs.queries import progress_of
from dtks.web.refusals import Refusal
from dtks.web.templatetags.formats import moment
from dtks.web.views import FormView, ListView
from verification.monthly import queries
from verification.siks.filters import ReturnFilter, ReturnRowFilter
from verification.siks.forms import ReturnForm
from verification.siks.models import ReturnFile, ReturnRow
from verification.siks.services import take_in_return
from verification.siks.tables import ReturnRowTable, ReturnTable


class Returns(ListView):
    """All answers that came in."""

    permission = "monthly.see"
    title = "Jawaban pusat"
    table_class = ReturnTable
    filter_class = ReturnFilter
    chip_field = "state"
    chip_words = {value: label.capitalize() for value, label in ReturnFile.State.choices}
    order_by = "-taken_at"
    template_name = "siks/returns.html"
    nothing_yet = "Belum ada jawaban. Unggah berkas _HASIL yang pertama."
    search_hint = "Cari nama berkas"

    def rows(self) -> QuerySet[Any]:
        return ReturnFile.objects.select_related("stored", "batch")

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        return {"back": ("Kiriman SIKS", reverse("siks:batches")), "may_seal": user.may("monthly.seal")}


class UploadReturn(FormView):
    """An answer is sent; it is checked by content, then every row is matched and written into the ledger."""

    permission = "monthly.seal"
    form_class = ReturnForm
    title = "Unggah jawaban pusat"
    submit = "Unggah dan cocokkan"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back=("Jawaban pusat", reverse("siks:returns")), **kwargs)

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        upload = form.cleaned_data["file"]
        try:
            stored = store_table(name=upload.name, blocks=upload.chunks(), actor=user)
        except RefusedFile as refusal:
            raise Refusal(str(refusal)) from refusal
        return take_in_return(stored=stored, actor=user).page_url


class ReturnPage(ListView):
    """One answer: the count equation, and what became of each row."""

    permission = "monthly.see"
    table_class = ReturnRowTable
    filter_class = ReturnRowFilter
    chip_field = "outcome"
    chip_words = {value: label.capitalize() for value, label in ReturnRow.Outcome.choices if value}
    order_by = "place"
    template_name = "siks/return.html"
    nothing_yet = "Berkas sedang dibaca. Halaman ini boleh ditutup; pekerjaan berjalan terus."
    search_hint = "Cari nama, usulan, pesan"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.found = get_object_or_404(ReturnFile.objects.select_related("stored", "batch", "job"), pk=kwargs["pk"])
        self.title = self.found.stored.name
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.found = get_object_or_404(ReturnFile, pk=kwargs["pk"])
        return super().post(request, *args, **kwargs)

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        rows = ReturnRow.objects.visible_to(user).filter(return_file=self.found)
        return rows.select_related("row__request", "row__citizen", "row__batch")

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        found = self.found
        meanings = found.rows.filter(outcome=ReturnRow.Outcome.MATCHED).order_by().values_list("word")
        words = dict(meanings.annotate(number=Count("pk")))
        refused = sum(number for word, number in words.items() if word not in ("DITERIMA", "PENDING"))
        return {
            "found": found,
            "back": ("Jawaban pusat", reverse("siks:returns")),
            "meta": f"{found.batch_words} · {found.get_state_display()} · {moment(found.taken_at)}",
            "progress": progress_of(found.job, user) if found.job else None,
            "parts": [
                (found.matched, "cocok", "ok"), (found.unknown, "tidak dikenal", "ditolak"),
                (found.repeated, "berulang", "sama"),
            ],
            "words": sorted(words.items()),
            "refused": refused,
            "may_seal": user.may("monthly.seal"),
            "accepted": queries.candidates().count(),
        }  # fmt: skip
