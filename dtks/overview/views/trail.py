"""The trail of decisions, and the export of every change."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.overview.forms import SpanForm
from dtks.overview.queries.requests import field_label
from dtks.overview.queries.trail import COLUMNS, changes_between, decisions_and_changes
from dtks.web.refusals import Refusal
from dtks.web.views import PageView, RoomView
from dtks.web.views.files import content_answer


class NoSpan(Refusal):
    """The days of an export are no span of at most a year."""

    link = "/jejak"


class Trail(PageView):
    """Who decided and changed what, newest first."""

    permission = "audit.see"
    template_name = "overview/trail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(decisions_and_changes(), 50).get_page(self.request.GET.get("hal"))
        decisions: list[Any] = list(page.object_list)
        for decision in decisions:
            decision.field_words = field_label(decision.field_change.field) if decision.field_change else "–"
        today = timezone.localdate()
        span = SpanForm(initial={"sejak": today.replace(day=1), "sampai": today})
        return super().get_context_data(title="Jejak", page=page, decisions=decisions, span=span, **kwargs)


class TrailExport(RoomView):
    """Every change of a span, each field before and after, as CSV. The export itself is written down."""

    permission = "audit.see"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        user: Any = request.user
        today = timezone.localdate()
        form = SpanForm(request.GET or {"sejak": today.replace(day=1), "sampai": today})
        if not form.is_valid():
            raise NoSpan("Tanggal tidak dikenali, terbalik, atau lebih dari setahun. Tulis seperti 01-11-2026.")
        start, end = form.cleaned_data["sejak"], form.cleaned_data["sampai"]
        log_read(user=user, act=ReadLog.Act.DOWNLOAD, subject="trail", reason=f"{start:%d-%m-%Y} – {end:%d-%m-%Y}")
        return content_answer(_csv(start, end), name=f"jejak-{start}-{end}.csv", kind="csv")


def _csv(start: date, end: date) -> Iterator[bytes]:
    yield "\ufeff".encode()
    yield _line(COLUMNS)
    yield from (_line(cells) for cells in changes_between(start, end))


def _line(cells: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerow([_plain(cell) for cell in cells])
    return out.getvalue().encode()


def _plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text
