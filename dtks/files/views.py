"""Files that come in: list, upload, the meaning of columns, review, merge, faulty rows."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.files.filters import StagedFileFilter
from dtks.files.forms import UploadForm
from dtks.files.models import StagedFile, StagedRow
from dtks.files.services import (
    NotReady,
    RefusedFile,
    columns,
    explain_columns,
    merge_file,
    path_of,
    stage_file,
    store_table,
    tables,
)
from dtks.files.tables import StagedFileTable
from dtks.web.refusals import Refusal
from dtks.web.views import FormView, ListView, PageView, RoomView
from dtks.web.views.forms import one_effect
from verification.matching.nik import mask_nik

SAMPLES = 25  # rows of a verdict on the review; the count stands beside
SECRET = ("nik", "kk_number")
State = StagedFile.State


class StagedFiles(ListView):
    """All tables that came in."""

    permission = "files.see"
    title = "Berkas masuk"
    table_class = StagedFileTable
    filter_class = StagedFileFilter
    chip_field = "state"
    chip_words = dict(State.choices)
    order_by = "-staged_at"
    template_name = "files/list.html"
    nothing_yet = "Belum ada berkas. Unggah daftar pusat atau ekstrak Disdukcapil yang pertama."
    search_hint = "Cari nama berkas"

    def rows(self) -> QuerySet[Any]:
        return StagedFile.objects.select_related("file")

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        return {"may_merge": user.may("files.merge")}


class Upload(FormView):
    """A table is sent; it is checked by content before anything is unpacked."""

    permission = "files.merge"
    form_class = UploadForm
    title = "Unggah berkas"
    submit = "Unggah dan baca"

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        upload = form.cleaned_data["file"]
        try:
            stored = store_table(name=upload.name, blocks=upload.chunks(), actor=user)
            staged = stage_file(
                stored=stored, purpose=form.cleaned_data["purpose"], parameters=form.parameters(), actor=user
            )
        except RefusedFile as refusal:
            raise Refusal(str(refusal)) from refusal
        return reverse("files:staged", args=[staged.pk])


class StagedPage(PageView):
    """One file: progress, columns to explain, review, or what became of it."""

    permission = "files.see"
    template_name = "files/staged.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        staged = get_object_or_404(StagedFile.objects.select_related("file", "job"), pk=self.kwargs["pk"])
        shown = self.request.GET.get("kelas") or "updated"
        return super().get_context_data(
            title=staged.file.name,
            meta=f"{staged.get_purpose_display()} · {staged.get_state_display()}",
            back=("Berkas masuk", reverse("files:list")),
            staged=staged,
            parts=[
                (staged.created, "baru", "baru"), (staged.updated, "berubah", "berubah"),
                (staged.unchanged, "sama", "sama"), (staged.refused, "ditolak", "ditolak"),
            ],
            verdicts=[(value, label) for value, label in StagedRow.Verdict.choices if value],
            shown=shown,
            rows=_sample(staged, shown),
            faults=_faults(staged),
            mapping=_mapping(staged) if staged.state == State.MAPPING else None,
            may_merge=user.may("files.merge"),
            waits=staged.state in (State.READING, State.STAGING, State.MERGING),
            **kwargs,
        )  # fmt: skip


def _sample(staged: StagedFile, verdict: str) -> list[dict[str, Any]]:
    rows = staged.rows.filter(verdict=verdict).order_by("row_no")[:SAMPLES]
    return [
        {
            "row_no": row.row_no,
            "name": row.values.get("name", ""),
            "nik": mask_nik(row.values.get("nik", "")),
            "changes": [
                (columns.WORDS.get(field, field), *(_shown(field, text) for text in pair))
                for field, pair in row.changes.items()
            ],
            "findings": [finding["advice"] for finding in row.findings],
        }
        for row in rows
    ]


def _faults(staged: StagedFile) -> list[dict[str, Any]]:
    rows = staged.rows.exclude(findings=[]).order_by("row_no")[:100]
    return [
        {**finding, "row_no": row.row_no, "value": _shown(finding["field"], finding["value"])}
        for row in rows
        for finding in row.findings
    ]


def _shown(field: str, text: str) -> str:
    return mask_nik(text) if field in SECRET else text


def _mapping(staged: StagedFile) -> list[dict[str, Any]]:
    layout = tables.layout_of(path_of(staged.file), staged.file.kind)
    first = tables.first_rows(path_of(staged.file), layout, staged.sheet)
    below = [cells for number, cells in first if number > (staged.header_row or 0)][:3]
    choices = [(field, columns.WORDS[field]) for field in columns.FIELDS[staged.purpose]]
    found = []
    for place, header in enumerate(staged.headers):
        said = staged.columns.get(str(place), "")
        hint = None if said else columns.suggest(header, staged.purpose)
        samples = [str(cells[place])[:30] for cells in below if place < len(cells) and cells[place] not in (None, "")]
        found.append(
            {"place": place, "header": header, "samples": samples, "said": said or (hint.field if hint else ""),
             "sure": bool(said), "choices": choices}
        )  # fmt: skip
    return sorted(found, key=lambda column: column["sure"])


class ExplainColumns(RoomView):
    """A person says what the columns mean; it is remembered."""

    permission = "files.merge"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        staged = get_object_or_404(StagedFile, pk=pk)
        said = {key.removeprefix("kolom-"): text for key, text in request.POST.items() if key.startswith("kolom-")}
        try:
            explain_columns(staged=staged, columns={place: str(text) for place, text in said.items()}, actor=user)
        except (NotReady, RefusedFile) as refusal:
            messages.error(request, str(refusal))
        return redirect("files:staged", pk=pk)


class Merge(PageView):
    """What a merge does, how many rows, what cannot be undone; then the merge."""

    permission = "files.merge"
    template_name = "files/merge.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        staged = get_object_or_404(StagedFile.objects.select_related("file"), pk=self.kwargs["pk"])
        return super().get_context_data(
            title=f"Gabungkan {staged.file.name}",
            back=(staged.file.name, reverse("files:staged", args=[staged.pk])),
            staged=staged,
            count=staged.created + staged.updated + staged.unchanged,
            **kwargs,
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        staged = get_object_or_404(StagedFile, pk=pk)

        def act() -> str:
            try:
                merge_file(staged=staged, actor=user)
            except (NotReady, RefusedFile) as refusal:
                messages.error(request, str(refusal))
            return reverse("files:staged", args=[pk])

        return one_effect(request, act)


class Faults(RoomView):
    """Rows with a remark, as they stood, with one more column that says what to mend."""

    permission = "files.merge"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        user: Any = request.user
        staged = get_object_or_404(StagedFile, pk=pk)
        log_read(user=user, act=ReadLog.Act.DOWNLOAD, subject="staged_file", subject_id=pk, reason="baris bermasalah")
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="baris-bermasalah-{pk}.csv"'
        answer["X-Content-Type-Options"] = "nosniff"
        answer.write("\ufeff")
        writer = csv.writer(answer, delimiter=";")
        writer.writerow([_harmless(text) for text in ["BARIS", *staged.headers, "KETERANGAN"]])
        for row in staged.rows.exclude(findings=[]).order_by("row_no").iterator():
            said = " ".join(f"{finding['column']}: {finding['advice']}" for finding in row.findings)
            writer.writerow([_harmless(str(text)) for text in [row.row_no, *row.raw, said]])
        return answer


def _harmless(text: str) -> str:
    """A cell that begins like a formula, or is a long number, is kept as text by a leading apostrophe."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") or (text.isdigit() and len(text) > 14) else text
