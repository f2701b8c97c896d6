"""The list of runs, one run with its live progress, and the acts on it."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRefresh

from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import NotLive, cancel_job, pause_job, resume_job, retry_stuck
from dtks.web.refusals import Refusal
from dtks.web.tables import ListTable, MomentColumn, NameColumn, NumberColumn
from dtks.web.views import ListView, PageView, RoomView
from dtks.web.views.forms import one_effect
from verification.reconciliation import services
from verification.reconciliation.models import Run
from verification.reconciliation.queries import runs as queries


class RunTable(ListTable):
    """Runs, newest first."""

    number = NameColumn(url="get_absolute_url", below="extract_words", verbose_name="Rekonsiliasi")
    state = tables.TemplateColumn("{% state_chip record.family record.get_state_display %}", verbose_name="Keadaan")
    total = NumberColumn(verbose_name="Warga")
    matching = NumberColumn(accessor="matching", verbose_name="Padan", orderable=False)
    flagged = NumberColumn(accessor="not_matching", verbose_name="Lainnya", orderable=False)
    started_at = MomentColumn(verbose_name="Dimulai")
    started_by = tables.Column(verbose_name="Oleh", default="Sistem")

    class Meta(ListTable.Meta):
        model = Run
        fields = ("number", "state", "total", "matching", "flagged", "started_at", "started_by")


class Runs(ListView):
    """All runs, and the button that starts one."""

    permission = "reconciliation.see"
    title = "Rekonsiliasi"
    meta = "Semua warga dibandingkan dengan ekstrak Disdukcapil; hasilnya mengusulkan, tidak pernah mengubah"
    template_name = "reconciliation/runs.html"
    table_class = RunTable
    order_by = "-started_at"
    nothing_yet = "Belum ada rekonsiliasi. Gabungkan daftar dan ekstrak, lalu mulai."

    def rows(self) -> QuerySet[Run]:
        return Run.objects.select_related("extract", "started_by")

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        return {"may_run": user.may("reconciliation.run")}


class StartRun(RoomView):
    """Start a run."""

    permission = "reconciliation.run"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user

        def start() -> str:
            run = services.start_run(actor=user)
            return reverse("reconciliation:run", args=[run.pk])

        return one_effect(request, start)


def progress_of(run: Run) -> dict[str, Any]:
    """The job's progress, for the panel and its fragment."""
    job = run.job
    if job is None:
        return {"run": run, "job": None}
    counts = queries.chunk_counts(job)
    live = job.is_live
    return {
        "run": run,
        "job": job,
        "live": live,
        "paused": job.state == Job.State.PAUSED,
        "share": job.done / job.total if job.total else 0,
        "seconds_left": _seconds_left(job),
        "chunks_done": counts.get(Chunk.State.DONE, 0),
        "chunks_leased": counts.get(Chunk.State.LEASED, 0),
        "chunks_waiting": counts.get(Chunk.State.WAITING, 0),
        "chunks": sum(counts.values()),
        "stuck": queries.stuck_chunks(job) if counts.get(Chunk.State.STUCK) else [],
        "cells": _cells(queries.chunk_cells(job)) if live else [],
    }


def _seconds_left(job: Job) -> int | None:
    if not job.is_live or not job.done or job.started_at is None or job.state == Job.State.PAUSED:
        return None
    passed = (timezone.now() - job.started_at).total_seconds()
    return round(passed * (job.total - job.done) / job.done)


def _cells(states: list[str]) -> dict[str, Any]:
    """The map of chunks: at most 200 cells, 10 units wide each."""
    step = -(-len(states) // 200) or 1
    cells = [(place * 14, state) for place, state in enumerate(states[::step])]
    return {"cells": cells, "width": max(1, len(cells)) * 14}


class RunPage(PageView):
    """What a run came to, against the run before, and what to do next."""

    permission = "reconciliation.see"
    template_name = "reconciliation/run.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = get_object_or_404(
            Run.objects.select_related(
                "extract", "thresholds", "previous__extract", "started_by", "job", "released_by"
            ),
            pk=self.kwargs["pk"],
        )
        places = queries.place_rows(run)
        user: Any = self.request.user
        return super().get_context_data(
            title=f"Rekonsiliasi {run.number}",
            back=("Rekonsiliasi", reverse("reconciliation:runs")),
            classes=queries.class_rows(run),
            places=places if "semua" in self.request.GET else places[:12],
            place_count=len(places),
            moves=queries.moves(run)[:8],
            moved_total=sum(run.moved.values()),
            compared=sum(run.counts.values()),
            faults=run.faults.select_related("citizen")[:20] if run.refused else [],
            family=run.family,
            may_run=user.may("reconciliation.run"),
            **progress_of(run),
            **kwargs,
        )


class Progress(RoomView):
    """The progress panel alone, polled every two seconds; at the end the page comes anew."""

    permission = "reconciliation.see"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(Run.objects.select_related("job"), pk=pk)
        context = progress_of(run)
        user: Any = request.user
        if not context.get("live"):
            page = reverse("reconciliation:run", args=[run.pk])
            return HttpResponseClientRefresh() if getattr(request, "htmx", None) else redirect(page)
        context["may_run"] = user.may("reconciliation.run")
        return render(request, "reconciliation/_progress.html", context)


class RunAct(RoomView):
    """Pause, resume, stop, retry, release the brake."""

    permission = "reconciliation.run"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        run = get_object_or_404(Run.objects.select_related("job"), pk=pk)
        acts = {"jeda": pause_job, "lanjut": resume_job, "hentikan": cancel_job, "coba-lagi": retry_stuck}

        def do() -> str:
            if act == "lepas-rem":
                self.release(request, run)
            elif act in acts and run.job is not None:
                try:
                    acts[act](job=run.job)
                except NotLive as error:
                    raise Refusal("Pekerjaan ini sudah berakhir.") from error
            else:
                raise Http404
            return reverse("reconciliation:run", args=[run.pk])

        return one_effect(request, do)

    def release(self, request: HttpRequest, run: Run) -> None:
        """The brake is released with a reason, or not at all."""
        user: Any = request.user
        reason = request.POST.get("alasan", "").strip()
        if not reason:
            raise Refusal("Tulis alasan melepas rem.")
        services.release_run(run=run, actor=user, reason=reason[:200])
        messages.success(request, "Rem dilepas. Hasil ini berlaku.")
