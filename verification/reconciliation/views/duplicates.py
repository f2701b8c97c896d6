"""Cases of one NIK on several citizens: the list, and one case with all of them side by side."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.web.navigation import offered_part
from dtks.web.tables import ListTable, MomentColumn, NameColumn
from dtks.web.templatetags.formats import uncapped
from dtks.web.views import ListView, PageView
from dtks.web.views.forms import one_effect
from verification.corrections.models import ChangeRequest, Reason
from verification.corrections.queries import evidence_need, reasons
from verification.corrections.services import Because
from verification.reconciliation import services
from verification.reconciliation.models import WAYS, CaseDecision, CaseMember, DuplicateCase, Kind
from verification.reconciliation.queries import adjudication
from verification.reconciliation.queries.choices import choices
from verification.reconciliation.queries.proofs import asked_papers

LAST = "ganda_terakhir"  # the case that the person decided last, for the undo on the next
RETURNS = ("NO_PAPER", "UNREADABLE", "ASK_CITIZEN", "OTHER")  # what the kelurahan can mend


class DuplicateTable(ListTable):
    """Cases with who shares the number."""

    number = NameColumn(url="get_absolute_url", below="who", verbose_name="Perkara")
    state = tables.TemplateColumn("{% state_chip record.family record.get_state_display %}", verbose_name="Keadaan")
    kind = tables.Column(accessor="kind_words", verbose_name="Putusan", orderable=False, default="–")
    days = tables.TemplateColumn("{{ value }} hari", verbose_name="Umur", order_by="-opened_at")
    opened_at = MomentColumn(verbose_name="Ditemukan")

    class Meta(ListTable.Meta):
        model = DuplicateCase
        fields = ("number", "state", "kind", "days", "opened_at")


class Duplicates(ListView):
    """All cases, those that wait first."""

    permission = "reconciliation.see"
    title = "NIK ganda"
    meta = "Satu NIK pada beberapa warga; selama diperiksa tidak ada bantuan yang dihentikan"
    table_class = DuplicateTable
    chip_field = "state"
    chip_words = dict(DuplicateCase.State.choices)
    order_by = "opened_at"
    nothing_yet = "Tidak ada NIK yang dipakai bersama."

    def rows(self) -> QuerySet[DuplicateCase]:
        user: Any = self.request.user
        members = Prefetch("members", CaseMember.objects.select_related("citizen"))
        return DuplicateCase.objects.visible_to(user).prefetch_related(members, "decisions")

    def context(self) -> dict[str, Any]:
        return {"back": ("Rekonsiliasi", reverse("reconciliation:runs"))}


class DuplicatePage(PageView):
    """One case: decide by a number key, then Enter."""

    permission = "reconciliation.see"
    template_name = "reconciliation/duplicate.html"

    def found(self) -> DuplicateCase:
        user: Any = self.request.user
        decisions = Prefetch("decisions", CaseDecision.objects.select_related("about", "kept", "by"))
        cases = DuplicateCase.objects.visible_to(user).select_related("run").prefetch_related(decisions)
        return get_object_or_404(cases, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case, user = self.found(), self.request.user
        columns = adjudication.columns_of(case)
        pairs = adjudication.pairs_of(columns)
        kind, about = adjudication.suggestion(case, columns, pairs)
        wanted = self.request.GET.get("terhadap", "A")
        against = next((column for column in columns if column.letter == wanted), columns[0])
        for column in columns:
            if column.ours:
                log_read(user=user, act=ReadLog.Act.OPEN, subject="citizen", subject_id=column.who.pk)  # type: ignore[arg-type]
        coming = adjudication.next_duplicate(user, after=case)  # type: ignore[arg-type]
        may_decide = user.may("reconciliation.run") and case.state in DuplicateCase.LIVE  # type: ignore[union-attr]
        waiting = services.waiting_requests(case)
        return super().get_context_data(
            title=f"Satu NIK, {len([each for each in columns if each.ours])} orang",
            back=("NIK ganda", reverse("reconciliation:duplicates")),
            case=case,
            columns=columns,
            against=against,
            rows=adjudication.rows_of(columns, against),
            pairs=pairs,
            choices=choices(case, columns, kind, asked_papers()),
            undoable=self.undoable(case),
            points=self.points(case, columns, sure=kind != Kind.UNSURE),
            reasons=reasons(timezone.localdate()).filter(kind=Reason.Kind.SEND_BACK, code__in=RETURNS),
            about=about,
            members=[column for column in columns if column.ours],
            linked=self.linked(case),
            history=case.decisions.all(),
            waiting=waiting,
            coming=coming,
            may_decide=may_decide and not waiting,
            **kwargs,
        )

    def points(self, case: DuplicateCase, columns: list[adjudication.Column], *, sure: bool) -> Any:
        """By the formula of the queue, if the room above offers it."""
        people = [(bool(column.aid), column.who.birth_date) for column in columns if column.ours]
        return offered_part("points", self.request.user, case.opened_at, people, "same" if sure else "unknown")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide or send back, and go on to the next case that waits."""
        user: Any = request.user
        case = self.found()
        if not user.may("reconciliation.run"):
            raise PermissionDenied

        def onwards() -> str:
            request.session[LAST] = case.pk
            coming = adjudication.next_duplicate(user, after=case)
            return coming.get_absolute_url() if coming else reverse("reconciliation:duplicates")

        def send_back() -> str:
            because = Because(request.POST["kembalikan"], request.POST.get("kata", "").strip())
            returned = services.send_back_duplicate(case=case, actor=user, because=because)
            messages.success(request, f"{case.number} dikembalikan kepada kelurahan: {uncapped(returned.note)}.")
            return onwards()

        def take_back() -> str:
            undone = services.take_back_duplicate(case=self.other(request.POST["urungkan"]), actor=user)
            request.session.pop(LAST, None)
            gone = f" Usulan {', '.join(undone.requests)} ditarik." if undone.requests else ""
            messages.success(request, f"Putusan {undone.case.number} diurungkan.{gone}")
            return undone.case.get_absolute_url()

        def decide() -> str:
            kind = request.POST.get("jenis", "")
            if kind not in WAYS:
                raise services.CannotDecide("Pilih satu jenis kejadian, 1 sampai 5.")
            about = case.members.select_related("citizen").filter(letter=request.POST.get("tentang", "")).first()
            decision = services.decide_duplicate(
                case=case,
                kind=kind,
                about=about,
                actor=user,
                nik=request.POST.get("nik", ""),
                note=request.POST.get("catatan", ""),
            )
            messages.success(request, f"{case.number}: {uncapped(decision.get_kind_display())}.{self.told(decision)}")
            return onwards()

        act = send_back if "kembalikan" in request.POST else take_back if "urungkan" in request.POST else decide
        return one_effect(request, act)

    def told(self, decision: CaseDecision) -> str:
        """What it opened, and the papers without which nobody can accept that."""
        if not decision.requests:
            return ""
        opened = ChangeRequest.objects.select_related("act").get(number=decision.requests[0])
        need = evidence_need(opened)
        locked = any(need.locks(change) for change in opened.fields.all())
        papers = f" Baru dapat diterima dengan berkas: {need.labels}." if locked else ""
        return f" Usulan {opened.number} menunggu pemutus lain.{papers}"

    def other(self, number: str) -> DuplicateCase:
        """A case by its id, as the undo of the page names it."""
        user: Any = self.request.user
        return get_object_or_404(DuplicateCase.objects.visible_to(user), pk=number if number.isdecimal() else 0)

    def undoable(self, case: DuplicateCase) -> DuplicateCase | None:
        """The case whose decision `Z` takes back: this one, else the one that the person decided last."""
        user: Any = self.request.user
        if services.may_take_back(case, user):
            return case
        last = self.request.session.get(LAST)
        if not last or last == case.pk:
            return None
        before = DuplicateCase.objects.visible_to(user).filter(pk=last).prefetch_related("decisions").first()
        return before if before is not None and services.may_take_back(before, user) else None

    def linked(self, case: DuplicateCase) -> list[ChangeRequest]:
        """The requests that its decisions opened."""
        numbers = {number for decision in case.decisions.all() for number in decision.requests}
        return list(ChangeRequest.objects.filter(number__in=numbers).order_by("pk")) if numbers else []
