"""The list of runs, one run with its live progress, and the release of its brake."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dtks.jobs.queries import progress_of
from dtks.web.refusals import Refusal
from dtks.web.tables import ListTable, MomentColumn, NameColumn, NumberColumn
from dtks.web.views import ListView, PageView, RoomView
from dtks.web.views.forms import one_effect
from verification.reconciliation import services
from verification.reconciliation.models import Hold, Run
from verification.reconciliation.queries import runs as queries

SHOWN = 8  # ways from class to class, named one by one


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
            scope = Run.Scope.CHANGED if request.POST.get("lingkup") == "changed" else Run.Scope.ALL
            try:
                run = services.start_run(actor=user, scope=scope)
            except services.AlreadyRunning as error:
                if error.run is None:
                    raise
                messages.info(request, f"{error.run} sudah berjalan. Ini kemajuannya.")
                run = error.run
            return reverse("reconciliation:run", args=[run.pk])

        return one_effect(request, start)


class RunPage(PageView):
    """What a run came to, against the run before, and what to do next."""

    permission = "reconciliation.see"
    template_name = "reconciliation/run.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = get_object_or_404(
            Run.objects.select_related(
                "extract", "thresholds", "previous__extract", "started_by", "job", "released_by"
            ).prefetch_related("holds__kelurahan", "holds__released_by"),
            pk=self.kwargs["pk"],
        )
        places = queries.place_rows(run)
        moves = queries.moves(run)
        user: Any = self.request.user
        return super().get_context_data(
            title=f"Rekonsiliasi {run.number}",
            back=("Rekonsiliasi", reverse("reconciliation:runs")),
            classes=queries.class_rows(run),
            places=places if "semua" in self.request.GET else places[:12],
            place_count=len(places),
            moves=moves[:SHOWN],
            moved_rest=sum(count for _, _, count in moves[SHOWN:]),
            flagged=queries.flagged_share(run),
            causes=queries.causes(run),
            holds=[hold for hold in run.holds.all() if not hold.released_by_id],
            released=[hold for hold in run.holds.all() if hold.released_by_id],
            moved_total=sum(run.moved.values()),
            compared=sum(run.counts.values()),
            faults=run.faults.select_related("citizen")[:20] if run.refused else [],
            family=run.family,
            is_newest=run == Run.objects.filter(state=Run.State.DONE).first(),
            may_run=user.may("reconciliation.run"),
            progress=progress_of(run.job, user) if run.job else None,
            run=run,
            **kwargs,
        )


class ReleaseBrake(RoomView):
    """The brake is released with a reason, or not at all."""

    permission = "reconciliation.run"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(Run, pk=pk)
        user: Any = request.user

        def release() -> str:
            reason = request.POST.get("alasan", "").strip()
            if not reason:
                raise Refusal("Tulis alasan melepas rem.")
            services.release_run(run=run, actor=user, reason=reason[:200])
            messages.success(request, "Rem dilepas. Hasil ini berlaku.")
            return reverse("reconciliation:run", args=[run.pk])

        return one_effect(request, release)


class ReleaseHold(RoomView):
    """What the brake holds of one kelurahan is released with a reason, or not at all."""

    permission = "reconciliation.run"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        hold = get_object_or_404(Hold, pk=pk)
        user: Any = request.user

        def release() -> str:
            reason = request.POST.get("alasan", "").strip()
            if not reason:
                raise Refusal("Tulis alasan melepas rem.")
            services.release_hold(hold=hold, actor=user, reason=reason[:200])
            messages.success(request, f"{hold.count} hasil dilepas dan berlaku.")
            return reverse("reconciliation:run", args=[hold.run_id])

        return one_effect(request, release)
