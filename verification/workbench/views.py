"""Pages of the workbench: the queue, one case, decide, undo."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.files.services import path_of
from dtks.office.models import Region
from dtks.papers.models import Document
from dtks.web.filters import WordsFilter
from dtks.web.refusals import Refusal
from dtks.web.tables import ChipColumn, ListTable, NameColumn, NumberColumn
from dtks.web.views import ListView, PageView, RoomView, file_answer
from verification.corrections.models import ChangeRequest, FieldChange, Reason
from verification.corrections.queries import reasons
from verification.corrections.services import AlreadyDecided, Because, decide_fields, send_back, undo_decision
from verification.monthly.queries import programmes_of
from verification.sources.models import ResultClass
from verification.workbench.queries import (
    Window,
    case_of,
    decided_today,
    forecast,
    next_window,
    triaged,
    urgent_lane,
    waiting_count,
)
from verification.workbench.queries.cases import Row, aid_words, is_plain, rows_of
from verification.workbench.queries.triage import EASE_RULES, HARM_RULES, with_points
from verification.workbench.services import claim, claim_next, release

Verdict = FieldChange.Verdict
SKIPPED = "workbench_skipped"  # ids that the person put aside in this session
LAST = "workbench_last"  # the last decision, for the undo line: id, number, word
JOINED = ("act", "citizen__kelurahan__parent", "household", "maker")


class QueueTable(ListTable):
    points = NumberColumn(verbose_name="Poin", order_by="-points")
    factors = tables.TemplateColumn(
        template_name="workbench/_factors.html", verbose_name="Tenggat × dampak × mudah", orderable=False
    )
    name = NameColumn(accessor="citizen__name", url="case_url", below="place", verbose_name="Warga")
    result_class = ChipColumn(verbose_name="Hasil")
    what = tables.Column(accessor="fields_words", verbose_name="Isian", orderable=False)
    aid = tables.Column(accessor="aid_words", verbose_name="Bantuan", orderable=False)
    age = tables.Column(accessor="age_words", verbose_name="Umur", order_by="submitted_at")

    class Meta(ListTable.Meta):
        model = ChangeRequest
        fields = ("points", "factors", "name", "result_class", "what", "aid", "age")


class QueueFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = WordsFilter("number__icontains", "citizen__name__icontains")
    kelurahan = django_filters.ModelChoiceFilter(
        field_name="citizen__kelurahan",
        label="Kelurahan",
        queryset=Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name"),
    )

    class Meta:
        model = ChangeRequest
        fields: list[str] = []


class Queue(ListView):
    """The triage list with the window, the urgent lane and what was done today."""

    permission = "corrections.decide"
    title = "Pekerjaan hari ini"
    template_name = "workbench/queue.html"
    table_class = QueueTable
    filter_class = QueueFilter
    chip_field = "result_class"
    chip_words = dict(ResultClass.choices)
    search_hint = "Cari nama atau nomor perkara"
    nothing_yet = "Antrean habis. Tidak ada perkara yang menunggu Anda."

    def rows(self) -> Any:
        self.window = next_window()
        found = triaged(self.request.user, self.window)  # type: ignore[arg-type]
        return found.select_related("citizen__kelurahan__parent", "act").prefetch_related("fields")

    def chip_counts(self, rows: Any) -> dict[str, int]:
        plain = ChangeRequest.objects.filter(pk__in=rows.order_by().values("pk"))
        return super().chip_counts(plain)

    def table(self) -> Any:
        table = super().table()
        shown = [row.record for row in table.page.object_list]
        _decorate(shown)
        return table

    def context(self) -> dict[str, Any]:
        urgent = list(urgent_lane(self.request.user, self.window).select_related("citizen", "act")[:5])  # type: ignore[arg-type]
        return {
            "window": self.window,
            "urgent": urgent,
            "forecast": forecast(self.total if not self.chip else waiting_count(self.request.user)),  # type: ignore[arg-type]
            "done_today": decided_today(self.request.user),  # type: ignore[arg-type]
            "today": timezone.localdate(),
        }


def _decorate(requests: list[ChangeRequest]) -> None:
    """Words of the rows that are shown: programmes in one query for all."""
    aid = programmes_of([request.citizen_id for request in requests])
    for request in requests:
        words: Any = request
        words.aid_words = " · ".join(aid_words(aid.get(request.citizen_id, set())))
        words.case_url = reverse("workbench:case", args=[request.pk])
        place = request.citizen.kelurahan
        words.place = f"{place.name}, {place.parent.name}" if place and place.parent else ""
        days = (timezone.now() - (request.submitted_at or request.created_at)).days
        words.age_words = f"{days} hr"


class FormulaPage(PageView):
    """The open formula, with what each factor gives."""

    permission = "corrections.decide"
    template_name = "workbench/formula.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title="Rumus poin", back=("Antrean", reverse("workbench:queue")), window=next_window(), harm=HARM_RULES,
            ease=EASE_RULES, **kwargs,
        )  # fmt: skip


class Desk(RoomView):
    """What the views of a case share: find it in the person's area, show it, go on to the next."""

    permission = "corrections.decide"

    def found(self, pk: int) -> ChangeRequest:
        visible = ChangeRequest.objects.visible_to(self.request.user).select_related(*JOINED)  # type: ignore[arg-type]
        return get_object_or_404(visible, pk=pk)

    @property
    def skipped(self) -> list[int]:
        found: list[int] = self.request.session.get(SKIPPED, [])
        return found

    def put_aside(self, request: ChangeRequest) -> None:
        """Do not offer it again in this session."""
        self.request.session[SKIPPED] = [*self.skipped, request.pk][-200:]

    def next_case(self) -> HttpResponse:
        """The next case: as a part that htmx swaps, or by its address."""
        user: Any = self.request.user
        self.window = next_window()
        found = claim_next(user=user, skipped=self.skipped, window=self.window)
        if found is None:
            messages.success(self.request, "Antrean habis.")
            return self.go(reverse("workbench:queue"))
        url = reverse("workbench:case", args=[found.pk])
        if not self.request.htmx:  # type: ignore[attr-defined]
            return redirect(url)
        answer = self.show(found)
        answer["HX-Push-Url"] = url
        return answer

    def go(self, url: str) -> HttpResponse:
        if not self.request.htmx:  # type: ignore[attr-defined]
            return redirect(url)
        return HttpResponse(headers={"HX-Redirect": url})

    def show(self, request: ChangeRequest, *, notice: str = "", chosen: dict[str, str] | None = None) -> HttpResponse:
        """The case, whole page or the part of it."""
        user: Any = self.request.user
        case = case_of(request, user)
        waiting = waiting_count(user)
        window = getattr(self, "window", None) or next_window()
        listed = list(reasons(timezone.localdate()))
        context = {
            "title": request.citizen.name,
            "case": case,
            "change_request": request,
            "notice": notice,
            "rows": [(row, (chosen or {}).get(row.change.field, row.change.verdict)) for row in case.rows],
            "window": window,
            "points": self.points(request, window),
            "waiting": waiting,
            "refusals": [reason for reason in listed if reason.kind == Reason.Kind.REFUSE],
            "returns": [reason for reason in listed if reason.kind == Reason.Kind.SEND_BACK],
            "last": self.request.session.get(LAST),
            "holder": self.holder(request, user),
        }
        name = "workbench/_case.html" if self.request.htmx else "workbench/case.html"  # type: ignore[attr-defined]
        return render(self.request, name, context)

    def points(self, request: ChangeRequest, window: Window) -> Any:
        """The request with its points; out of the queue it has them already."""
        if hasattr(request, "points"):
            return request
        return with_points(ChangeRequest.objects.filter(pk=request.pk), window).first()

    def holder(self, request: ChangeRequest, user: Any) -> str:
        """Who else has the case open, or ''."""
        other = request.claimed_by_id not in (None, user.pk)
        live = request.claimed_until is not None and request.claimed_until > timezone.now()
        return str(request.claimed_by) if other and live else ""


class NextCase(Desk):
    """Claim the most useful case."""

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.next_case()


class CasePage(Desk):
    """One case on one screen. Opening it claims it, if nobody else has it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self.found(pk)
        if found.state == ChangeRequest.State.SUBMITTED:
            claim(request=found, user=request.user)  # type: ignore[arg-type]
        log_read(user=request.user, act=ReadLog.Act.OPEN, subject="citizen", subject_id=found.citizen_id)  # type: ignore[arg-type]
        return self.show(found)


class Decide(Desk):
    """What the decision bar sends: accept, refuse, send back, skip, save."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self.found(pk)
        act = (
            "refuse"
            if "alasan" in request.POST
            else "send_back"
            if "kembalikan" in request.POST
            else request.POST.get("act", "save")
        )
        if act == "skip":
            release(request=found, user=request.user)  # type: ignore[arg-type]
            self.put_aside(found)
            return self.next_case()
        try:
            answer: HttpResponse = getattr(self, f"do_{act}", self.do_save)(found)
            return answer
        except AlreadyDecided:
            return self.next_case()  # a key pressed twice, or somebody was quicker: nothing is decided again
        except Refusal as refusal:
            return self.show(self.found(pk), notice=str(refusal), chosen=self.chosen())

    def chosen(self) -> dict[str, str]:
        """Verdicts of the form."""
        marks = self.request.POST.items()
        return {name[2:]: value for name, value in marks if name.startswith("v-") and value in Verdict.values and value}

    def do_accept_all(self, found: ChangeRequest) -> HttpResponse:
        """One key for a plain case; any other is only marked, and written by the next key."""
        rows = self.rows(found)
        waiting = [row for row in rows if row.pending]
        chosen = {row.change.field: Verdict.ACCEPTED for row in waiting if not row.flagged} | self.chosen()
        if is_plain(rows) and set(chosen.values()) == {Verdict.ACCEPTED}:
            return self.write(found, rows, chosen)
        left = [row.label for row in waiting if row.change.field not in chosen]
        words = f"Belum ditandai: {', '.join(left)}. Lihat dahulu." if left else "Periksa, lalu simpan dengan Enter."
        return self.show(found, notice=words, chosen=chosen)

    def do_save(self, found: ChangeRequest) -> HttpResponse:
        """Write what is marked."""
        chosen = self.chosen()
        if not chosen:
            return self.show(found, notice="Belum ada isian yang ditandai. Tekan 1 untuk isian pertama, atau T.")
        return self.write(found, self.rows(found), chosen)

    def do_refuse(self, found: ChangeRequest) -> HttpResponse:
        """Refuse the current field, or all that is open, for a listed reason."""
        post, rows = self.request.POST, self.rows(found)
        waiting = [row for row in rows if row.pending]
        meant = [row for row in waiting if post.get("lingkup") == "case" or row.change.field == post.get("kini")]
        because = Because(post["alasan"], post.get("kata", "").strip())
        chosen = {row.change.field: Verdict.REFUSED for row in meant or waiting}
        return self.write(found, rows, chosen, because=because)

    def rows(self, found: ChangeRequest) -> list[Row]:
        user: Any = self.request.user
        return rows_of(found, user)

    def do_send_back(self, found: ChangeRequest) -> HttpResponse:
        """Give it back to its maker."""
        because = Because(self.request.POST["kembalikan"], self.request.POST.get("kata", "").strip())
        done = send_back(request=found, checker=self.request.user, because=because)  # type: ignore[arg-type]
        self.remember(done)
        return self.next_case()

    def write(
        self, found: ChangeRequest, rows: list[Row], chosen: dict[str, Any], because: Because | None = None
    ) -> HttpResponse:
        post = self.request.POST
        own = {row.change.field: because or self.because_of(row) for row in rows}
        over = {name[5:]: value for name, value in post.items() if name.startswith("over-") and name[5:] in chosen}
        done = decide_fields(
            request=found, verdicts=chosen, checker=self.request.user, reasons=own, over=over  # type: ignore[arg-type]
        )  # fmt: skip
        self.remember(done)
        if done.state == ChangeRequest.State.APPLY_FAILED:
            messages.warning(self.request, f"{done.number} belum diterapkan: {done.apply_error}")
        if done.state == ChangeRequest.State.SUBMITTED:
            self.put_aside(done)
        return self.next_case()

    def because_of(self, row: Row) -> Because:
        """The reason that stands beside a refused field; who keeps the present value has said why."""
        code = self.request.POST.get(f"r-{row.change.field}") or ("NEWER_VALUE" if row.conflict else "")
        return Because(code, self.request.POST.get("kata", "").strip())

    def remember(self, done: ChangeRequest) -> None:
        """For the undo line of the next case."""
        word = {"applied": "diterima", "submitted": "disimpan"}.get(done.state, done.get_state_display())
        self.request.session[LAST] = {"id": done.pk, "number": done.number, "word": word}


class Undo(Desk):
    """Back to a case with its candidates; after the seal the same key leads to the reversal."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self.found(pk)
        if found.sealed_in:
            return self.go(reverse("corrections:reverse", args=[found.pk]))
        undone = undo_decision(request=found, actor=request.user)  # type: ignore[arg-type]
        request.session.pop(LAST, None)
        request.session[SKIPPED] = [number for number in self.skipped if number != pk]
        claim(request=undone, user=request.user)  # type: ignore[arg-type]
        url = reverse("workbench:case", args=[pk])
        if not request.htmx:  # type: ignore[attr-defined]
            return redirect(url)
        answer = self.show(self.found(pk), notice=f"{undone.number} diurungkan. Nilai lama sudah kembali.")
        answer["HX-Push-Url"] = url
        return answer


class Paper(Desk):
    """The small scan of a cited paper."""

    def get(self, request: HttpRequest, pk: int, document: int) -> FileResponse:
        found = self.found(pk)
        cited = get_object_or_404(Document, pk=document, citizen=found.citizen_id)
        stored = get_object_or_404(type(cited).objects.filter(preview__isnull=False), pk=cited.pk).preview
        assert stored is not None
        return file_answer(path_of(stored), name=stored.name, kind=stored.kind, inline=True)
