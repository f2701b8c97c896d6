"""Showing one number with a reason, and the log of who read what."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render, resolve_url

from dtks.accounts import queries, services
from dtks.accounts.filters import ReadingFilter
from dtks.accounts.forms import RevealForm
from dtks.accounts.models import ReadLog
from dtks.accounts.tables import ReadingTable
from dtks.web.navigation import may_open, page_before
from dtks.web.views import FormView, ListView
from dtks.web.views.rooms import no_store


class Reveal(FormView):
    """Asks for the reason, writes it down, shows the whole numbers on this page only."""

    permission = "nik.reveal"
    form_class = RevealForm
    template_name = "accounts/reveal.html"
    submit = "Buka nomor"
    meta = "Nama Anda, waktu dan alasan dicatat; auditor dapat melihatnya."

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return no_store(super().dispatch(request, *args, **kwargs))  # type: ignore[arg-type]

    def found(self) -> tuple[str, dict[str, str]]:
        """Name and numbers; outside the area the person does not exist."""
        subject, pk = self.kwargs["subject"], self.kwargs["pk"]
        found = queries.revealed_numbers(user=self.request.user, subject=subject, subject_id=pk)  # type: ignore[arg-type]
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name, _ = self.found()
        back = ("Kembali", self.request.POST.get("kembali") or page_before(self.request))
        return {**super().get_context_data(**kwargs), "title": f"Nomor {name}", "back": back}

    def done(self, form: Any) -> HttpResponse:
        name, numbers = self.found()
        services.require_few_reveals(user=self.request.user)  # type: ignore[arg-type]
        services.log_read(
            user=self.request.user,  # type: ignore[arg-type]
            act=ReadLog.Act.REVEAL,
            subject=self.kwargs["subject"],
            subject_id=self.kwargs["pk"],
            reason=form.words,
        )
        back = ("Kembali", _own_path(self.request.POST.get("kembali", "")))
        context = {"title": f"Nomor {name}", "numbers": numbers, "reason": form.words, "back": back}
        return render(self.request, "accounts/revealed.html", context)


def _own_path(text: str) -> str:
    """A path of this site, else the beginning."""
    return text if text.startswith("/") and not text.startswith("//") and "\\" not in text else "/"


class Readings(ListView):
    """Who opened whose data, when and why."""

    permission = "audit.see"
    title = "Pembukaan data"
    meta = "Setiap kali data warga dibuka, dicari, diunduh, atau nomornya ditampilkan."
    table_class = ReadingTable
    filter_class = ReadingFilter
    search_hint = "Nama warga, NIK, pengguna, alasan"
    chip_field = "act"
    chip_words = dict(ReadLog.Act.choices)
    order_by = "-at"
    nothing_yet = "Belum ada data warga yang dibuka."

    def rows(self) -> QuerySet[ReadLog]:
        return ReadLog.objects.select_related("user")

    def table(self) -> Any:
        """The page of rows, each with whose data was read."""
        table = super().table()
        entries = [row.record for row in table.page.object_list]
        known = queries.what_was_read(entries)
        for entry in entries:
            entry.about = known.get((entry.subject, entry.subject_id))
            entry.link = self._link(entry)
        return table

    def _link(self, entry: Any) -> str:
        """The page of the citizen whose data was read, for whom his role lets in."""
        if entry.subject != "citizen" or entry.about is None:
            return ""
        path = resolve_url("overview:citizen", entry.subject_id)
        return path if may_open(self.request.user, path) else ""
