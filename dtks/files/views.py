"""Files that come in: list, upload, the meaning of columns, review, merge, faulty rows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.files.filters import StagedFileFilter
from dtks.files.forms import TakeBackForm, UploadForm
from dtks.files.models import StagedFile, StagedRow
from dtks.files.services import (
    NotReady,
    RefusedFile,
    columns,
    copy_name,
    explain_columns,
    faulty_csv,
    faulty_workbook,
    is_small,
    may_be_taken_back,
    merge_file,
    path_of,
    prepare_faulty_copy,
    running_copy,
    stage_file,
    store_table,
    tables,
    take_back,
    what_builds_on,
)
from dtks.files.tables import StagedFileTable
from dtks.jobs.queries import progress_of
from dtks.web.refusals import Refusal
from dtks.web.views import FormView, ListView, PageView, RoomView
from dtks.web.views.files import content_answer, file_answer
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
        found = StagedFile.objects.select_related("file", "job", "taken_back_by")
        staged = get_object_or_404(found, pk=self.kwargs["pk"])
        shown = self.request.GET.get("kelas") or ("updated" if staged.updated or not staged.created else "created")
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
            may_take_back=may_be_taken_back(staged),
            small=is_small(staged) or staged.faulty_copy_id,
            copying=None if staged.faulty_copy_id else running_copy(staged),
            progress=progress_of(staged.job, user) if staged.job else None,
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


class TakeBack(FormView):
    """A merge is taken back as a whole, with a reason; where something builds on it, the page says what."""

    permission = "files.merge"
    form_class = TakeBackForm
    template_name = "files/take_back.html"
    submit = "Tarik penggabungan"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        staged = get_object_or_404(StagedFile.objects.select_related("file"), pk=self.kwargs["pk"])
        may = may_be_taken_back(staged)
        return super().get_context_data(
            title=f"Tarik penggabungan {staged.file.name}",
            back=(staged.file.name, staged.page_url),
            staged=staged,
            may=may,
            reasons=what_builds_on(staged) if may else [],
            **kwargs,
        )

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        staged = get_object_or_404(StagedFile, pk=self.kwargs["pk"])
        try:
            return take_back(staged=staged, actor=user, reason=form.cleaned_data["reason"]).page_url
        except RefusedFile as refusal:
            raise Refusal(str(refusal)) from refusal


class Faults(RoomView):
    """Rows with a remark, in the sender's own workbook or as CSV, with one more column that says what to mend."""

    permission = "files.merge"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        user: Any = request.user
        staged = get_object_or_404(StagedFile.objects.select_related("file", "faulty_copy"), pk=pk)
        if not staged.faulty_copy and not is_small(staged):
            messages.info(request, "Salinan ini besar. Tekan “Siapkan baris bermasalah” dulu.")
            return redirect("files:staged", pk=pk)
        log_read(user=user, act=ReadLog.Act.DOWNLOAD, subject="staged_file", subject_id=pk, reason="baris bermasalah")
        name, kind = copy_name(staged), staged.file.kind
        if staged.faulty_copy:
            return file_answer(path_of(staged.faulty_copy), name=name, kind=kind)
        if kind == "csv":
            return content_answer((line.encode() for line in faulty_csv(staged)), name=name, kind=kind)
        return content_answer([faulty_workbook(staged)], name=name, kind=kind)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have the copy of a large file written by a job."""
        user: Any = request.user
        staged = get_object_or_404(StagedFile, pk=pk)
        prepare_faulty_copy(staged=staged, actor=user)
        messages.success(request, "Salinan sedang ditulis. Unduh di halaman ini setelah selesai.")
        return redirect("files:staged", pk=pk)
