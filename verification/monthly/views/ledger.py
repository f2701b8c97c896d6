"""The ledger of proposals, its download, and the letter that asks for answers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.web.navigation import offered_part
from dtks.web.pdf import typeset
from dtks.web.views import FormView, ListView, RoomView
from verification.monthly.filters import LedgerFilter
from verification.monthly.forms import LetterForm
from verification.monthly.models import LedgerLine, UnansweredLetter
from verification.monthly.queries import ledger, papers
from verification.monthly.services import ask_for_answers
from verification.monthly.tables import LedgerTable

SHOWN_LETTERS = 4
HEAD = [
    "Warga", "Kelurahan", "Usulan", "Perubahan", "Kiriman", "Dikirim", "Keadaan", "Kode", "Pesan", "Dasar",
    "Dijawab", "Umur (hari)",
]  # fmt: skip


class Ledger(ListView):
    """What was sent, what the centre said, and how long it has said nothing."""

    permission = "monthly.see"
    title = "Buku usulan"
    table_class = LedgerTable
    filter_class = LedgerFilter
    chip_field = "state"
    chip_words = {value: word.capitalize() for value, word in LedgerLine.State.choices} | {
        LedgerLine.State.SENT: "Belum dijawab"
    }
    order_by = "-age"
    template_name = "monthly/ledger.html"
    nothing_yet = "Belum ada usulan yang dikirim. Segel kiriman pertama di Kiriman SIKS."
    search_hint = "Cari nama, usulan, kiriman"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self.download() if "unduh" in request.GET else super().get(request, *args, **kwargs)

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        lines = LedgerLine.objects.visible_to(user)
        return lines.select_related("row__batch", "row__request__act", "row__citizen__kelurahan").annotate(
            place_words=Concat(Value("Kel. "), F("row__citizen__kelurahan__name"))
        )

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        lines, today = LedgerLine.objects.visible_to(user), timezone.localdate()
        buckets, counts = ledger.ageing(lines, today)
        letters = list(ledger.letters()[:SHOWN_LETTERS])
        return {
            "buckets": buckets,
            "open": sum(bucket.count for bucket in buckets),
            "overdue": sum(bucket.count for bucket in buckets[3:]),
            "counts": counts,
            "letters": letters,
            "last_letter": letters[0] if letters else None,
            "may_write": user.may("monthly.write_letters"),
            "lists": offered_part("beside_ledger", user) if counts["all"] else None,
        }

    def download(self) -> StreamingHttpResponse:
        """The filtered lines as CSV, without any number of a person."""
        user: Any = self.request.user
        lines = self.shown.order_by("sent_on", "pk")
        log_read(user=user, act=ReadLog.Act.DOWNLOAD, subject="ledger", reason=f"{self.total} baris buku usulan")
        answer = StreamingHttpResponse(_csv(lines), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="buku_usulan_{timezone.localdate():%Y%m%d}.csv"'
        answer["Cache-Control"] = "private, no-store"
        return answer


class _Echo:
    def write(self, text: str) -> str:
        return text


def _csv(lines: QuerySet[Any]) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff" + writer.writerow(HEAD)
    today = timezone.localdate()
    for line in lines.iterator(chunk_size=2000):
        row = line.row
        cells = [
            row.citizen.name, row.citizen.kelurahan, row.request.number, row.request.act.label, row.batch.number,
            f"{line.sent_on:%d-%m-%Y}", line.get_state_display(), line.code, line.message, line.basis,
            f"{line.answered_on:%d-%m-%Y}" if line.answered_on else "", line.age_on(today),
        ]  # fmt: skip
        yield writer.writerow([_plain(cell) for cell in cells])


def _plain(cell: object) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


class AskForAnswers(FormView):
    """The letter that asks the ministry for what it owes; the kabid signs it on paper."""

    permission = "monthly.write_letters"
    form_class = LetterForm
    title = "Surat tak dijawab"
    submit = "Buat surat"
    template_name = "monthly/ask.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            back=("Buku usulan", reverse("monthly:ledger")),
            overdue=ledger.overdue(timezone.localdate()).count(),
            letters=list(ledger.letters()[:12]),
            **kwargs,
        )

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        letter = ask_for_answers(**form.cleaned_data, on=timezone.localdate(), actor=user)
        messages.success(self.request, f"Surat {letter.number} dibuat, {letter.line_count} usulan.")
        return reverse("monthly:ask")


class LetterPdf(RoomView):
    """A letter with its annex; printed again, it is the same."""

    permission = "monthly.write_letters"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        letter = get_object_or_404(UnansweredLetter, pk=pk)
        log_read(user=user, act=ReadLog.Act.DOWNLOAD, subject="letter", subject_id=letter.pk, reason=letter.number)
        pdf = typeset("monthly/unanswered.typ", papers.unanswered_data(letter), on=letter.made_at)
        answer = HttpResponse(pdf, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{letter.number.replace("/", "-")}.pdf"'
        answer["Cache-Control"] = "private, no-store"
        return answer
