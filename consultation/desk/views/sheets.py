"""The sheet of a day on which Padan is down: print it, and take it in afterwards."""

from __future__ import annotations

import io
from datetime import date
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from consultation.desk.forms import SheetForm
from consultation.desk.models import Kind
from consultation.desk.queries.receipts import head_data
from consultation.desk.queries.tickets import full_day
from consultation.desk.services.sheets import HEAD_WORDS, HEADS, line_number, take_sheet
from dtks.accounts.models import User
from dtks.office.queries import KASI, official_on
from dtks.web.pdf import typeset
from dtks.web.views import FormView, Outcome, RoomView

LINES = 18  # on a page
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def day_of(request: HttpRequest) -> date:
    """The day that is asked for, or today."""
    try:
        return date.fromisoformat(request.GET.get("tanggal", ""))
    except ValueError:
        return timezone.localdate()


class SheetPdfView(RoomView):
    """The sheet to print, with the day's numbers."""

    permission = "tickets.open"

    def get(self, request: HttpRequest) -> HttpResponse:
        day = day_of(request)
        data = {
            "head": head_data(day),
            "official": official_on(KASI, day),
            "practice": bool(getattr(settings, "PRACTICE", False)),
            "day": full_day(day),
            "numbers": [line_number(day, n) for n in range(1, LINES + 1)],
            "kinds": [f"{n} {kind.label}" for n, kind in enumerate(list(Kind)[:-1], start=1)],
        }
        answer = HttpResponse(typeset("desk/sheet.typ", data), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="lembar-harian-{day:%y%m%d}.pdf"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


class SheetFormView(RoomView):
    """The same as a workbook, to type the sheet into."""

    permission = "tickets.open"

    def get(self, request: HttpRequest) -> HttpResponse:
        day = day_of(request)
        book = Workbook()
        page = book.active
        assert page is not None
        page.append([HEAD_WORDS.get(head, head.capitalize()) for head in HEADS])
        for number in range(1, LINES + 1):
            page.append([line_number(day, number)])
        for column in "ABCDEFGHI":
            for cell in page[column]:
                cell.number_format = "@"  # text: Excel keeps all digits of a NIK
            page.column_dimensions[column].width = 18
        out = io.BytesIO()
        book.save(out)
        answer = HttpResponse(out.getvalue(), content_type=XLSX)
        answer["Content-Disposition"] = f'attachment; filename="lembar-harian-{day:%y%m%d}.xlsx"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


class SheetView(FormView):
    """Print the sheet; take a filled one in, with a result for each line."""

    permission = "tickets.open"
    title = "Lembar harian"
    meta = "Bila Padan tidak dapat dipakai: cetak lembar bernomor, layani dengan tangan, lalu ketik dan unggah."
    submit = "Unggah lembar"
    form_class = SheetForm
    template_name = "desk/sheet.html"
    back = ("Tiket", "/tiket/")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "today": timezone.localdate()}

    def done(self, form: Any) -> HttpResponse:
        upload = form.cleaned_data["sheet"]
        results = take_sheet(name=upload.name, content=upload.read(), actor=cast("User", self.request.user))
        outcomes = [
            Outcome(each.label, each.words, done=each.ticket is not None,
                    url=each.ticket.get_absolute_url() if each.ticket else "")
            for each in results
        ]  # fmt: skip
        done = sum(outcome.done for outcome in outcomes)
        context = {
            "title": f"Lembar harian, {len(outcomes)} baris", "outcomes": outcomes, "done": done,
            "left": len(outcomes) - done, "back": reverse("desk:sheet"),
        }  # fmt: skip
        return render(self.request, "web/outcomes.html", context)
