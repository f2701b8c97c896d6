"""Pages of the monthly batch: what is ready, the seal, the files, the ledger."""

from __future__ import annotations

import csv
import io
from collections import Counter
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import ReadLog, User
from dtks.accounts.services import log_read
from dtks.jobs.queries import Progress, progress_of
from dtks.web.refusals import Refusal
from dtks.web.templatetags.formats import long_day, month
from dtks.web.views import FormView, ListView, PageView, RoomView
from dtks.web.views.files import content_answer
from dtks.web.views.forms import one_effect
from dtks.web.views.rooms import no_store
from verification.monthly import queries
from verification.monthly.models import Batch, HeldBack, Packet
from verification.monthly.services import MonthIsBusy
from verification.siks.filters import BatchFilter
from verification.siks.forms import SealForm
from verification.siks.models import BatchFile
from verification.siks.queries import keyed_counts
from verification.siks.services import (
    NothingReady,
    check_of,
    jobs_of,
    locked_copy,
    password_of,
    prove_batch,
    show_password,
    start_export,
    write_rest,
)
from verification.siks.tables import BatchTable

SHOWN_DOWNLOADS = 50
SHOWN_READY = 100  # of the changes that go; their count stands above
SHOWN_HELD = 200  # of the changes that stay behind


def _count_of(model: type[HeldBack] | type[BatchFile]) -> Coalesce:
    counted = model.objects.filter(batch=OuterRef("pk")).order_by().values("batch").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class Batches(ListView):
    """All batches, newest first."""

    permission = "monthly.see"
    title = "Kiriman SIKS"
    table_class = BatchTable
    filter_class = BatchFilter
    chip_field = "state"
    chip_words = {value: label.capitalize() for value, label in Batch.State.choices}
    order_by = "-number"
    template_name = "siks/batches.html"
    nothing_yet = "Belum ada kiriman. Segel perubahan yang siap untuk membuat yang pertama."
    search_hint = "Cari nomor kiriman"

    def rows(self) -> QuerySet[Any]:
        return Batch.objects.annotate(held=_count_of(HeldBack), file_count=_count_of(BatchFile))

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        return {"may_seal": user.may("monthly.seal"), "accepted": queries.candidates().count()}


class SealMonth(FormView):
    """What would go, what stays behind and who can mend it; then the seal, which cannot be undone."""

    permission = "monthly.seal"
    form_class = SealForm
    template_name = "siks/seal.html"
    title = "Segel kiriman"
    submit = "Segel kiriman"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self.download() if "unduh" in request.GET else super().get(request, *args, **kwargs)

    @cached_property
    def months(self) -> list[queries.Sealable]:
        """The months that the centre still takes."""
        return queries.sealable_months(timezone.localdate())

    @cached_property
    def month(self) -> queries.Sealable:
        """The one that was chosen; else the first for which something was accepted, else the one that closes next."""
        asked = self.request.POST.get("month") or self.request.GET.get("bulan")
        chosen = next((each for each in self.months if each.value == asked), None)
        return chosen or next(
            (each for each in self.months if queries.candidates(each.until).exists()), self.months[-1]
        )

    @cached_property
    def looked_at(self) -> tuple[list[Any], list[tuple[Any, queries.Held]]]:
        """Changes of the month that are ready, and those that stay behind with what keeps them."""
        ready, held = [], []
        accepted = queries.candidates(self.month.until)
        for request, reason in queries.preflight(accepted, check_of(self.month.window.month)):
            if reason is None:
                ready.append(request)
            else:
                held.append((request, reason))
        return ready, held

    def download(self) -> HttpResponseBase:
        """Every change that stays behind, with its reason, without numbers of people."""
        user: Any = self.request.user
        held = self.looked_at[1]
        log_read(user=user, act=ReadLog.Act.DOWNLOAD, subject="held", reason=f"{len(held)} perubahan tertahan")
        return content_answer([_as_csv(held)], name=f"tertahan_{timezone.localdate():%Y%m%d}.csv", kind="csv")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "months": self.months, "initial": {"month": self.month.value}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ready, held = self.looked_at
        return super().get_context_data(
            **kwargs,
            back=("Kiriman SIKS", reverse("siks:batches")),
            months=self.months,
            month=self.month,
            ready=ready[:SHOWN_READY],
            ready_count=len(ready),
            held=held[:SHOWN_HELD],
            held_count=len(held),
            not_open=_not_open(self.month),
            reasons=Counter((reason.sentence, reason.mender) for _, reason in held).most_common(),
        )

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        chosen: queries.Sealable = form.chosen()
        if not_open := _not_open(chosen):
            raise Refusal(not_open)
        try:
            batch, _ = start_export(month=chosen.window.month, until=chosen.until, actor=user)
        except NothingReady as error:
            raise Refusal("Belum ada perubahan yang diterima sejak kiriman terakhir.") from error
        except MonthIsBusy as error:
            raise Refusal("Kiriman bulan ini sedang diisi. Tunggu sampai selesai, atau hentikan.") from error
        messages.success(self.request, f"Kiriman {batch.number} sedang diisi dan disegel.")
        return reverse("siks:batch", args=[batch.pk])


def _not_open(chosen: queries.Sealable) -> str:
    """Why a month cannot be sealed yet, in words; '' where its window is open."""
    opens_on = chosen.window.opens_on
    if opens_on <= timezone.localdate():
        return ""
    return f"Jendela {month(chosen.window.month)} baru dibuka {long_day(opens_on)}. Segel mulai hari itu."


def _as_csv(held: list[tuple[Any, queries.Held]]) -> bytes:
    buffer = io.StringIO()
    buffer.write("\ufeff")
    write = csv.writer(buffer, delimiter=";").writerow
    write(["Usulan", "Warga", "Kelurahan", "Sebab", "Yang dapat memperbaiki"])
    for request, reason in held:
        who = request.citizen
        write([request.number, _plain(who.name), who.kelurahan or "", _plain(reason.sentence), reason.mender])
    return buffer.getvalue().encode()


def _plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


class BatchPage(PageView):
    """One batch: state, hash, files, what stayed behind."""

    permission = "monthly.see"
    template_name = "siks/batch.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        batch = get_object_or_404(Batch, pk=self.kwargs["pk"])
        files = batch.files.select_related("stored", "template", "kecamatan")
        held = batch.held_back.select_related("request__citizen__kelurahan")
        keyed, progress = keyed_counts(batch), _progress(batch, user)
        waiting = keyed.waiting if batch.hash else 0
        reasons = batch.held_back.order_by().values_list("sentence", "mender").annotate(n=Count("pk")).order_by("-n")
        return super().get_context_data(
            title=f"Kiriman {batch.number}",
            meta=f"{month(batch.month)} · {batch.get_state_display()}",
            back=("Kiriman SIKS", reverse("siks:batches")),
            batch=batch,
            files=(written := [(each, len(each.row_ids)) for each in files]),
            lacking=0 if progress and progress.live else keyed.total - sum(count for _, count in written),
            held=held[:SHOWN_HELD],
            reasons=list(reasons),
            may_download=user.may("monthly.seal"),
            password=password_of(batch),
            downloads=_downloads(batch),
            keyed=keyed,
            progress=progress,
            waiting=waiting,
            packets=list(Packet.objects.filter(items__row__batch=batch).distinct()) if waiting else [],
            proof=prove_batch(batch) if "periksa" in self.request.GET else None,
            **kwargs,
        )


def _downloads(batch: Batch) -> QuerySet[ReadLog]:
    """Who took which file, newest first."""
    taken = ReadLog.objects.filter(subject="batch_file", act=ReadLog.Act.DOWNLOAD)
    return (
        taken.filter(subject_id__in=batch.files.values("pk")).select_related("user").order_by("-at")[:SHOWN_DOWNLOADS]
    )


def _progress(batch: Batch, user: User) -> Progress | None:
    job = jobs_of(batch).select_related("actor").first()
    return progress_of(job, user) if job else None


class WriteRest(RoomView):
    """Write the files that a stopped job left unwritten."""

    permission = "monthly.seal"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = get_object_or_404(Batch, pk=pk)
        return one_effect(request, lambda: self._write(batch))

    def _write(self, batch: Batch) -> str:
        user: Any = self.request.user
        write_rest(batch=batch, actor=user)
        messages.success(self.request, "Berkas yang kurang sedang ditulis.")
        return batch.page_url


class DownloadFile(RoomView):
    """The written workbook, locked with the batch's password; who took which bytes is noted."""

    permission = "monthly.seal"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        user: Any = request.user
        each = get_object_or_404(BatchFile.objects.select_related("stored", "batch"), pk=pk)
        if settings.PRACTICE:
            raise Refusal("Ruang latihan: kiriman tidak keluar dari sini. Segelnya tercatat seperti yang sebenarnya.")
        content = locked_copy(each)
        log_read(
            user=user, act=ReadLog.Act.DOWNLOAD, subject="batch_file", subject_id=each.pk,
            reason=each.stored.name, sha256=each.stored.sha256,
        )  # fmt: skip
        return content_answer([content], name=each.stored.name, kind="xlsx")


class Password(RoomView):
    """The password of a batch's files, shown once to the person who sends them; or another one."""

    permission = "monthly.seal"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        batch = get_object_or_404(Batch.objects.exclude(hash=""), pk=pk)
        word = show_password(batch=batch, by=user, anew="baru" in request.POST)
        log_read(user=user, act=ReadLog.Act.REVEAL, subject="batch_password", subject_id=batch.pk, reason=batch.number)
        shown = {"title": f"Sandi kiriman {batch.number}", "back": (batch.number, batch.page_url), "word": word}
        return no_store(render(request, "web/password.html", shown))
