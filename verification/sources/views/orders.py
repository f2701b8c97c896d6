"""Work orders to Disdukcapil: their list, one with its rows, the file and letter, and the answers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.files.services import RefusedFile, store_table
from dtks.jobs.queries import progress_of
from dtks.web.pdf import typeset
from dtks.web.refusals import Refusal
from dtks.web.templatetags.formats import day, moment
from dtks.web.views import FormView, ListView, RoomView
from dtks.web.views.files import content_answer
from dtks.web.views.rooms import no_store
from verification.sources import queries, services
from verification.sources.filters import AnswerRowFilter, OrderAnswerFilter, OrderFilter, OrderRowFilter
from verification.sources.forms import AnswerFileForm, OrderForm
from verification.sources.models import OrderAnswer, OrderAnswerRow, OrderRow, ResultClass, WorkOrder
from verification.sources.tables import AnswerRowTable, OrderAnswerTable, OrderRowTable, OrderTable

SEE, WRITE = "reconciliation.see", "registry.order"


class Orders(ListView):
    """What Disdukcapil was asked, what it answered, and how long the rest has waited."""

    permission = SEE
    title = "Surat kerja Disdukcapil"
    meta = "Data yang harus diselesaikan Disdukcapil: satu berkas dan surat; jawabannya dicocokkan baris demi baris."
    table_class = OrderTable
    filter_class = OrderFilter
    order_by = "-number"
    template_name = "sources/orders.html"
    nothing_yet = "Belum ada surat kerja. Padan membuatnya tiap minggu; Anda dapat membuatnya sekarang."
    search_hint = "Cari nomor atau nomor surat"

    def rows(self) -> QuerySet[Any]:
        return queries.with_counts()

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        may_write = user.may(WRITE)
        return {
            "buckets": queries.age_buckets(timezone.localdate()),
            "may_write": may_write,
            "orderable": queries.orderable().order_by().count() if may_write else 0,
        }


class NewOrder(FormView):
    """What would go into the next order, by class; then it is written and frozen."""

    permission = WRITE
    form_class = OrderForm
    title = "Surat kerja baru"
    submit = "Buat berkas dan surat"
    template_name = "sources/order_new.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keys = queries.orderable().order_by().values_list("key", flat=True)
        counts = Counter(queries.class_of_key(key) for key in keys)
        classes = [(each, counts[each]) for each in ResultClass.values if counts[each]]
        back = ("Surat kerja Disdukcapil", reverse("sources:orders"))
        return super().get_context_data(classes=classes, total=sum(counts.values()), back=back, **kwargs)

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        order = services.make_order(actor=user, on=timezone.localdate(), seat=form.cleaned_data["seat"])
        messages.success(self.request, f"Surat kerja {order.number} dibuat, {order.row_count} nama.")
        return order.page_url


class OrderPage(ListView):
    """One order with its rows; a row says what was asked and what came back."""

    permission = SEE
    table_class = OrderRowTable
    filter_class = OrderRowFilter
    chip_field = "state"
    chip_words = {value: capfirst(word) for value, word in OrderRow.State.choices}
    order_by = "position"
    template_name = "sources/order.html"
    nothing_yet = "Tidak ada baris di wilayah Anda."
    search_hint = "Cari nama atau catatan"

    @cached_property
    def order(self) -> WorkOrder:
        return get_object_or_404(WorkOrder.objects.select_related("made_by", "stored"), pk=self.kwargs["pk"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Surat kerja {self.order.number}"

    @property
    def meta(self) -> str:  # type: ignore[override]
        who = self.order.made_by or "Sistem, mingguan"
        return f"Surat {self.order.letter_number} · {day(self.order.made_on)} · {who}"

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        rows = OrderRow.objects.visible_to(user).filter(order=self.order)
        return rows.select_related("order", "citizen__kelurahan")

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        back = ("Surat kerja Disdukcapil", reverse("sources:orders"))
        may_write = user.may(WRITE)
        password = services.order_password(self.order) if may_write else None
        return {"order": self.order, "may_write": may_write, "password": password, "back": back}


class OrderFile(RoomView):
    """The file for Disdukcapil, locked with its password; who took it is noted."""

    permission = WRITE

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        user: Any = request.user
        order = get_object_or_404(WorkOrder.objects.select_related("stored"), pk=pk)
        content = services.locked_order(order)
        log_read(user=user, act=ReadLog.Act.DOWNLOAD, subject="work_order", subject_id=order.pk, reason=order.number)
        return content_answer([content], name=order.stored.name, kind="xlsx")


class OrderPasswordPage(RoomView):
    """The password of an order's file, shown once to the person who sends it; or another one."""

    permission = WRITE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        order = get_object_or_404(WorkOrder, pk=pk)
        word = services.show_order_password(order=order, by=user, anew="baru" in request.POST)
        log_read(user=user, act=ReadLog.Act.REVEAL, subject="order_password", subject_id=order.pk, reason=order.number)
        shown = {"title": f"Sandi surat kerja {order.number}", "back": (order.number, order.page_url), "word": word}
        return no_store(render(request, "web/password.html", shown))


class LetterPdf(RoomView):
    """The covering letter; printed again, it is the same."""

    permission = WRITE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        order = get_object_or_404(WorkOrder.objects.select_related("stored"), pk=pk)
        pdf = typeset("sources/order.typ", queries.letter_data(order), on=order.made_at)
        answer = HttpResponse(pdf, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{order.number}.pdf"'
        answer["Cache-Control"] = "private, no-store"
        return answer


class Answers(ListView):
    """All answers that came in."""

    permission = SEE
    title = "Jawaban Disdukcapil"
    table_class = OrderAnswerTable
    filter_class = OrderAnswerFilter
    chip_field = "state"
    chip_words = {value: capfirst(word) for value, word in OrderAnswer.State.choices}
    order_by = "-taken_at"
    nothing_yet = "Belum ada jawaban. Unggah berkas surat kerja yang sudah diisi Disdukcapil."
    search_hint = "Cari nama berkas"

    def rows(self) -> QuerySet[Any]:
        return OrderAnswer.objects.select_related("stored", "taken_by")

    def context(self) -> dict[str, Any]:
        return {"back": ("Surat kerja Disdukcapil", reverse("sources:orders"))}


class UploadAnswer(FormView):
    """The file comes back; every row is matched, and what it says is followed."""

    permission = WRITE
    form_class = AnswerFileForm
    title = "Unggah jawaban Disdukcapil"
    submit = "Unggah dan cocokkan"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back=("Surat kerja Disdukcapil", reverse("sources:orders")), **kwargs)

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        upload = form.cleaned_data["file"]
        try:
            stored = store_table(name=upload.name, blocks=services.opened(upload.chunks()), actor=user)
        except RefusedFile as refusal:
            raise Refusal(str(refusal)) from refusal
        return services.take_in_answer(stored=stored, actor=user).page_url


class AnswerPage(ListView):
    """One answer: the count equation, and what became of each row."""

    permission = SEE
    table_class = AnswerRowTable
    filter_class = AnswerRowFilter
    chip_field = "outcome"
    chip_words = {value: capfirst(word) for value, word in OrderAnswerRow.Outcome.choices}
    order_by = "place"
    template_name = "sources/answer.html"
    nothing_yet = "Berkas sedang dibaca. Halaman ini boleh ditutup; pekerjaan berjalan terus."
    search_hint = "Cari nama, hasil, catatan"

    @cached_property
    def answer(self) -> OrderAnswer:
        return get_object_or_404(OrderAnswer.objects.select_related("stored", "job"), pk=self.kwargs["pk"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.answer.stored.name

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        rows = OrderAnswerRow.objects.visible_to(user).filter(answer=self.answer)
        return rows.select_related("row__order", "row__citizen")

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        found = self.answer
        return {
            "found": found,
            "back": ("Jawaban Disdukcapil", reverse("sources:answers")),
            "meta": f"{found.get_state_display().capitalize()} · {moment(found.taken_at)}",
            "progress": progress_of(found.job, user) if found.job else None,
            "parts": [
                (found.matched, "cocok", "ok"), (found.unknown, "tidak dikenal", "ditolak"),
                (found.repeated, "berulang", "sama"),
            ],
        }  # fmt: skip
