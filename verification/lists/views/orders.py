"""Names that the centre sent to be verified: how many are checked, what was found, the answer as a file."""

from __future__ import annotations

import csv
import io
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.office.queries import code_labels
from dtks.web.templatetags.formats import day
from dtks.web.views import ListView
from dtks.web.views.files import content_answer
from verification.lists import queries
from verification.lists.filters import NameFilter, OrderFilter
from verification.lists.models import VerificationName, VerificationOrder
from verification.lists.tables import NameTable, OrderTable
from verification.lists.views.differences import no_formula

HEAD = ["ID ANGGOTA", "NAMA", "KELURAHAN", "DIPERIKSA", "KODE HASIL", "HASIL", "KETERANGAN"]


class Orders(ListView):
    """Every file of names, with how many of them are checked."""

    permission = "lists.see"
    title = "Nama untuk diverifikasi"
    meta = "Nama yang diminta pusat diperiksa di rumahnya. Tiap nama yang dikenal menjadi kunjungan."
    table_class = OrderTable
    filter_class = OrderFilter
    search_hint = "Cari nomor atau berkas"
    order_by = "-made_at"
    nothing_yet = "Belum ada. Unggah berkasnya di Berkas masuk sebagai “Nama untuk diverifikasi”."

    def rows(self) -> QuerySet[Any]:
        return VerificationOrder.objects.select_related("staged_file__file").annotate(
            total=Count("names"), checked=Count("names", filter=Q(names__assignment__state="done")),
            nobody=Count("names", filter=Q(names__assignment=None)),
        )  # fmt: skip

    def context(self) -> dict[str, Any]:
        return {"back": ("Daftar pusat", reverse("lists:index"))}


class OrderPage(ListView):
    """One file: n of n checked, and what was found at each home."""

    permission = "lists.see"
    table_class = NameTable
    filter_class = NameFilter
    chip_field = "standing"
    chip_words = queries.STANDINGS
    order_by = "row_no"
    template_name = "lists/order.html"
    search_hint = "Cari nama atau ID anggota"

    @cached_property
    def order(self) -> VerificationOrder:
        return get_object_or_404(VerificationOrder.objects.select_related("staged_file__file"), pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: Any = self.download() if "unduh" in request.GET else super().get(request, *args, **kwargs)
        return answer  # type: ignore[no-any-return]

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        names = queries.with_standing(VerificationName.objects.visible_to(user).filter(order=self.order))
        return names.select_related("citizen__kelurahan", "assignment")

    def table(self) -> Any:
        table = super().table()
        table.outcomes = code_labels("outcome_codes")
        return table

    def context(self) -> dict[str, Any]:
        counts = self.chip_counts(self.rows())
        number = {name: counts.get(name, 0) for name in queries.STANDINGS}
        return {
            "title": str(self.order),
            "meta": f"{self.order.file_name} · tenggat dari pusat {day(self.order.due_on)}",
            "back": ("Nama untuk diverifikasi", reverse("lists:orders")),
            "order": self.order,
            "all_names": sum(number.values()),
            "number": number,
            "bars": [(number["checked"], "f-baru"), (number["waits"], "f-sama"), (number["nobody"], "f-ditolak")],
        }

    def download(self) -> Any:
        """The answer to the centre: each name with what was found; no number of a person stands in it."""
        user: Any = self.request.user
        words = f"{self.order}: {self.total} nama"
        log_read(user=user, act=ReadLog.Act.DOWNLOAD, subject="verification", subject_id=self.order.pk, reason=words)
        buffer, labels = io.StringIO(), code_labels("outcome_codes")
        buffer.write("\ufeff")
        write = csv.writer(buffer, delimiter=";").writerow
        write(HEAD)
        for each in self.shown.annotate(place=F("citizen__kelurahan__name")).order_by("row_no"):
            work = each.assignment
            done = work is not None and each.standing == "checked"
            cells = [each.member_id, each.name, each.place or "", f"{work.ended_at:%d-%m-%Y}" if done else "",
                     work.outcome if done else "", labels.get(work.outcome, "") if done else "", each.why]  # fmt: skip
            write([no_formula(cell) for cell in cells])
        name = f"hasil_verifikasi_{self.order.number}.csv"
        return content_answer([buffer.getvalue().encode()], name=name, kind="csv")
