"""The lists of the centre, and the difference of two of them with its download."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.jobs.queries import progress_of
from dtks.registry.models import Citizen, Scheme
from dtks.registry.queries import display_text
from dtks.web.masking import mask
from dtks.web.refusals import Refusal
from dtks.web.views import FormView, ListView
from dtks.web.views.files import content_answer
from verification.lists import queries
from verification.lists.filters import LineFilter
from verification.lists.forms import CompareForm
from verification.lists.models import CentralList, DifferenceLine, ListDifference
from verification.lists.services import start_comparison
from verification.lists.tables import CentralListTable, LineTable

HEAD = ["ID ANGGOTA", "Nama", "Kelurahan", "Beda", "Isian", "Nilai lama", "Nilai baru", "Usulan kita"]
MOST_SHEET = 50_000  # lines of a workbook that a page writes at once
Change = DifferenceLine.Change


class CentralLists(ListView):
    """Every list of the centre as it came, numbered; what waits because of them."""

    permission = "lists.see"
    title = "Daftar pusat"
    table_class = CentralListTable
    order_by = "-number"
    chip_field = "scheme"
    chip_words = dict(Scheme.choices)
    template_name = "lists/index.html"
    nothing_yet = "Belum ada daftar pusat. Unggah dan gabungkan yang pertama di Berkas masuk."

    def rows(self) -> QuerySet[Any]:
        before = ListDifference.objects.filter(new=OuterRef("pk")).order_by("-old__period", "-old__number")
        return CentralList.objects.select_related("staged_file__file").annotate(
            title=Concat(Value("No. "), Cast("number", CharField())),
            difference_id=Subquery(before.values("pk")[:1]),
            difference_counts=Subquery(before.values("counts")[:1]),
        )

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        return {
            "waiting": queries.home_part(user, with_newest=False),
            "by_reason": queries.returns_by(queries.standing_lists()[:6]),
            "may_decide": user.may("lists.decide"),
        }


class Compare(FormView):
    """Any two lists of one scheme."""

    permission = "lists.see"
    form_class = CompareForm
    title = "Bandingkan dua daftar"
    submit = "Bandingkan"

    def get_initial(self) -> dict[str, Any]:
        return {name: self.request.GET.get(name) for name in ("old", "new")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back=("Daftar pusat", reverse("lists:index")), **kwargs)

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        found = start_comparison(old=form.cleaned_data["old"], new=form.cleaned_data["new"], actor=user)
        return found.get_absolute_url()


class DifferencePage(ListView):
    """What the centre did between two lists: who entered, left, changed, came back, and which of it we had asked."""

    permission = "lists.see"
    table_class = LineTable
    filter_class = LineFilter
    chip_field = "change"
    chip_words = {value: label.capitalize() for value, label in Change.choices}
    order_by = "name"
    template_name = "lists/difference.html"
    search_hint = "Cari nama atau ID anggota"
    nothing_yet = "Tidak ada beda di antara kedua daftar ini."

    @cached_property
    def difference(self) -> ListDifference:
        found = ListDifference.objects.select_related("old", "new", "job")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (kind := request.GET.get("unduh", "")) in ("csv", "xlsx"):
            answer: Any = self.download(kind)
            return answer  # type: ignore[no-any-return]
        return super().get(request, *args, **kwargs)

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        return queries.lines_with_proposals(user, self.difference)

    def context(self) -> dict[str, Any]:
        found, user = self.difference, self.request.user
        counts = found.counts
        return {
            "title": f"Daftar No. {found.old.number} → No. {found.new.number}",
            "meta": f"{found.old.get_scheme_display()}, {found.old.period:%m-%Y} ke {found.new.period:%m-%Y}",
            "back": ("Daftar pusat", reverse("lists:index")),
            "difference": found,
            "sum": queries.sum_of(counts),
            "stopped": not counts and not (found.job and found.job.is_live),
            "proposed": queries.proposed_counts(self.rows()),
            "progress": progress_of(found.job, user) if found.job and found.job.is_live else None,  # type: ignore[arg-type]
        }

    def download(self, kind: str) -> HttpResponseBase:
        """The filtered lines; numbers of people are masked, nothing is taken for a formula."""
        user: Any = self.request.user
        if kind == "xlsx" and self.total > MOST_SHEET:
            raise Refusal("Lebih dari 50.000 baris. Persempit dengan saringan, atau unduh sebagai CSV.")
        words = f"beda daftar No. {self.difference.old.number} dan {self.difference.new.number}: {self.total} baris"
        log_read(user=user, act=ReadLog.Act.DOWNLOAD, subject="difference", subject_id=self.difference.pk, reason=words)
        lines = self.shown.order_by("member_id", "pk").annotate(place=F("citizen__kelurahan__name"))
        name = f"beda_daftar_{self.difference.old.number}_{self.difference.new.number}.{kind}"
        return content_answer(_csv(lines) if kind == "csv" else _workbook(lines), name=name, kind=kind)


def cells_of(line: Any) -> list[list[str]]:
    """The rows of one line: one for each changed field; NIK and card numbers masked."""
    first = [line.member_id, line.name, line.place or "", line.get_change_display()]
    proposed = "ada" if line.proposed else ""
    if not line.values:
        return [[*first, "", "", "", proposed]]
    return [
        [*first, str(Citizen.FIELDS.get(field, field.capitalize())), _safe(field, old), _safe(field, new), proposed]
        for field, old, new in line.values
    ]


def _safe(field: str, text: str) -> str:
    return mask(text) if field in queries.NUMBERS and text else display_text(field, text)


def _csv(lines: QuerySet[Any]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    buffer.write("\ufeff")
    writer.writerow(HEAD)
    for line in lines.iterator(chunk_size=2000):
        for cells in cells_of(line):
            writer.writerow([no_formula(cell) for cell in cells])
        if buffer.tell() > 64_000:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def no_formula(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _workbook(lines: QuerySet[Any]) -> Iterator[bytes]:
    """An XLSX whose cells are all text: a value that begins with = is a value."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Beda")
    sheet.append(HEAD)
    for line in lines.iterator(chunk_size=2000):
        for cells in cells_of(line):
            row = []
            for text in cells:
                cell = WriteOnlyCell(sheet, value=text)
                cell.data_type = "s"
                row.append(cell)
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    yield buffer.getvalue()
