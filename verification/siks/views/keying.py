"""The keying screen: one person of a batch a page, light enough for a weak PC beside SIKS-NG."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.web.views import PageView, RoomView
from dtks.web.views.forms import one_effect
from verification.monthly.models import Batch, BatchRow
from verification.monthly.services import mark_entered, mark_not_entered
from verification.siks.queries import course_of, next_to_key, to_key

PERMISSION = "monthly.seal"


class KeyingStart(RoomView):
    """Where the last person stopped, at whatever PC."""

    permission = PERMISSION

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = get_object_or_404(Batch.objects.exclude(hash=""), pk=pk)
        return redirect(_place(batch, next_to_key(batch)))


def _place(batch: Batch, row: int | None) -> str:
    return batch.page_url if row is None else reverse("siks:keying_row", args=[row])


class Keying(PageView):
    """One person: what to look for, what to key, whether it went in."""

    permission = PERMISSION
    template_name = "siks/keying.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self._row()
        course = course_of(row.batch)
        shown, counts, pace = to_key(row, course.order), course.counts, course.pace
        log_read(user=self.request.user, act=ReadLog.Act.OPEN, subject="citizen", subject_id=row.citizen_id,  # type: ignore[arg-type]
                 reason=f"ketik {row.batch.number}")  # fmt: skip
        near = dict(shown.around)
        return super().get_context_data(
            title=row.citizen.name,
            shown=shown,
            row=row,
            line=row.ledger_line,
            batch=row.batch,
            counts=counts,
            pace=pace,
            minutes_left=pace * counts.left // 60 if pace else None,
            before=near.get(shown.place - 1),
            all_fields="semua" in self.request.GET,
            **kwargs,
        )

    def _row(self) -> BatchRow:
        user: Any = self.request.user
        rows = BatchRow.objects.visible_to(user).filter(ledger_line__isnull=False)
        rows = rows.select_related("batch", "kecamatan", "citizen__kelurahan__parent", "ledger_line")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        return one_effect(request, self._note)

    def _note(self) -> str:
        row, user, said = self._row(), self.request.user, self.request.POST
        if said.get("act") == "entered":
            mark_entered(line=row.ledger_line, reference=said.get("reference", "").strip()[:60], actor=user)  # type: ignore[arg-type]
        else:
            mark_not_entered(line=row.ledger_line, reason=said.get("reason", ""), actor=user)  # type: ignore[arg-type]
        following = next_to_key(row.batch, row)
        if following is None:
            messages.success(self.request, f"Semua baris {row.batch.number} sudah dicatat.")
        return _place(row.batch, following)
