"""Files that come in: list, upload, the meaning of columns, review, merge, faulty rows."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.files.filters import StagedFileFilter
from dtks.files.forms import TakeBackForm, UploadForm
from dtks.files.models import StagedFile
from dtks.files.queries import columns_of, fault_kinds, faults_of, fields_wanted, read_as, samples_of
from dtks.files.services import (
    NotReady,
    RefusedFile,
    columns,
    copy_name,
    explain_columns,
    faulty_csv,
    faulty_workbook,
    give_up,
    is_small,
    may_be_taken_back,
    merge_file,
    name_header,
    parameters_in_words,
    path_of,
    prepare_faulty_copy,
    running_copy,
    stage_file,
    store_table,
    take_back,
    what_builds_on,
)
from dtks.files.tables import StagedFileTable
from dtks.jobs.queries import progress_of
from dtks.web.refusals import Refusal
from dtks.web.views import FormView, ListView, PageView, RoomView
from dtks.web.views.files import content_answer, file_answer
from dtks.web.views.forms import one_effect

PER_PAGE = 25  # rows of the review
FAULTS = "refused"  # the tab of findings; those of refused rows come first
VERDICT_WORDS = {"created": "Baru", "updated": "Berubah", "unchanged": "Sama"}
State = StagedFile.State
# Where a file stands on its way: Unggah, Kolom, Baca, Tinjau, Gabungkan.
STEPS: dict[str, int] = {
    State.READING: 3,
    State.MAPPING: 2,
    State.STAGING: 3,
    State.STAGED: 4,
    State.MERGING: 5,
    State.MERGED: 6,
}


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

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return ("Berkas masuk", reverse("files:list"))

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
        found = StagedFile.objects.select_related("file", "job", "staged_by", "taken_back_by")
        staged = get_object_or_404(found, pk=self.kwargs["pk"])
        words = parameters_in_words(staged.parameters)
        return super().get_context_data(
            title=f"{staged.get_purpose_display()}{f', {words}' if words else ''}",
            back=("Berkas masuk", reverse("files:list")),
            staged=staged,
            step=STEPS.get(staged.state),
            may_merge=user.may("files.merge"),
            may_take_back=may_be_taken_back(staged),
            merging=staged.read - staged.refused,
            copying=None if staged.faulty_copy_id else running_copy(staged),
            progress=progress_of(staged.job, user) if staged.job else None,
            **(self._mapping(staged) if staged.state == State.MAPPING else {}),
            **(self._review(staged) if staged.read else {}),
            **kwargs,
        )

    def _mapping(self, staged: StagedFile) -> dict[str, Any]:
        given = {key: str(value) for key, value in self.request.GET.items()}
        found = columns_of(staged, given)
        wanted = fields_wanted(staged, found)
        return {
            "mapping": found,
            "choices": [(field, columns.WORDS[field]) for field in columns.FIELDS[staged.purpose]],
            "wanted": wanted,
            "lacking": [words for words, letter in wanted if not letter],
            "states": Counter(column.state for column in found),
            "asked": next((column.place for column in found if column.state == "open" and column.suggestions), None),
            "reading": read_as(staged, found, _whole(given.get("baris"))),
            "carried": urlencode({key: value for key, value in given.items() if key.startswith("kolom-")}),
        }

    def _review(self, staged: StagedFile) -> dict[str, Any]:
        kinds = fault_kinds(staged)
        counts = {verdict: getattr(staged, verdict) for verdict in ("created", "updated", "unchanged")}
        usual = FAULTS if kinds else "updated" if staged.updated or not staged.created else "created"
        shown = self.request.GET.get("kelas", usual)
        shown = shown if shown in {FAULTS, *counts} else usual
        code = self.request.GET.get("jenis", "")
        total = counts.get(shown, sum(kind.count for kind in kinds if code in ("", kind.code)))
        page = Paginator(range(total), PER_PAGE).get_page(self.request.GET.get("hal"))
        first = max(page.start_index() - 1, 0)
        faults, samples = [], []
        if shown == FAULTS:
            faults = faults_of(staged, code=code, first=first, most=PER_PAGE)
        else:
            samples = samples_of(staged, verdict=shown, first=first, most=PER_PAGE)
        return {
            "parts": [
                (staged.created, "baru", "baru"), (staged.updated, "berubah", "berubah"),
                (staged.unchanged, "sama", "sama"), (staged.refused, "ditolak", "ditolak"),
            ],
            "kinds": kinds,
            "fault_count": sum(kind.count for kind in kinds),
            "tabs": [(FAULTS, "Catatan dan tolakan", sum(kind.count for kind in kinds)),
                     *((value, VERDICT_WORDS[value], count) for value, count in counts.items())],
            "shown": shown, "code": code, "faults": faults, "samples": samples, "page": page,
            "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
            "small": is_small(staged) or staged.faulty_copy_id,
        }  # fmt: skip


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 0


class ExplainColumns(RoomView):
    """A person says what the columns mean, or takes a suggestion and goes on choosing."""

    permission = "files.merge"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        staged = get_object_or_404(StagedFile, pk=pk)
        said = {key.removeprefix("kolom-"): str(text) for key, text in request.POST.items() if key.startswith("kolom-")}
        if suggestion := request.POST.get("saran"):
            return self._chosen(pk, said | self._taken(staged, str(suggestion)))
        try:
            explain_columns(staged=staged, columns=said, actor=user, remember="ingat" in request.POST)
        except (NotReady, RefusedFile) as refusal:
            messages.error(request, str(refusal))
            return self._chosen(pk, said)
        return redirect("files:staged", pk=pk)

    def _taken(self, staged: StagedFile, suggestion: str) -> dict[str, str]:
        """`3:name` for one column, `semua` for the first suggestion of each that is still open, `lihat` for none."""
        if suggestion == "lihat":
            return {}
        if suggestion != "semua":
            place, _, field = suggestion.partition(":")
            return {place: field}
        open_ones = [each for each in columns_of(staged, {}) if each.state == "open" and each.suggestions]
        return {str(each.place): each.suggestions[0][0] for each in open_ones}

    def _chosen(self, pk: int, said: dict[str, str]) -> HttpResponse:
        """The page again, with what was chosen so far: meanings of columns, nothing of a person."""
        chosen = urlencode({f"kolom-{place}": field for place, field in said.items()})
        return redirect(f"{reverse('files:staged', args=[pk])}?{chosen}")


class NameHeader(RoomView):
    """A person says in which row the header stands."""

    permission = "files.merge"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        staged = get_object_or_404(StagedFile, pk=pk)
        try:
            name_header(staged=staged, row=_whole(request.POST.get("baris")), actor=user)
        except (NotReady, RefusedFile) as refusal:
            messages.error(request, str(refusal))
        return redirect("files:staged", pk=pk)


class GiveUp(RoomView):
    """A file that is not merged yet is left aside."""

    permission = "files.merge"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        staged = get_object_or_404(StagedFile, pk=pk)
        try:
            give_up(staged=staged, actor=user)
        except NotReady as refusal:
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
