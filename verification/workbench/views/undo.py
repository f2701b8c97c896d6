"""Undo of a decision, and the small scan of a paper of the case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from dtks.files.services import path_of
from dtks.papers.models import Document
from dtks.web.memory import forget
from dtks.web.refusals import Refusal
from dtks.web.views import ButtonView, file_answer
from verification.corrections.models import ChangeRequest
from verification.corrections.services import undo_decision
from verification.workbench.views.cases import SKIPPED, Desk
from verification.workbench.views.last import COOKIE, forget_last

NOTHING_WRITTEN = "Putusan ditarik kembali; belum ada yang ditulis."


class Undo(Desk, ButtonView):
    """Back to a case with its candidates; after the seal the same key leads to the reversal."""

    page = "workbench:case"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self.found(pk)
        if found.sealed_in:
            return self.go(reverse("corrections:reverse", args=[found.pk]))
        try:
            words, kind = self.undo(found), "success"
        except Refusal as refusal:
            words, kind = str(refusal), "warning"
        request.COOKIES.pop(COOKIE, None)
        url = reverse("workbench:case", args=[pk])
        if not request.htmx:  # type: ignore[attr-defined]
            messages.add_message(request, messages.SUCCESS if kind == "success" else messages.WARNING, words)
            return forget_last(redirect(url))
        answer = self.show(self.found(pk), notice=words, notice_kind=kind)
        answer["HX-Push-Url"] = url
        return forget_last(answer)

    def undo(self, found: ChangeRequest) -> str:
        """Take the last decision back and the case in hand; what came of it, in words."""
        user: Any = self.request.user
        written = applied_fields(found)
        undone = undo_decision(request=found, actor=user)
        self.count_anew()
        forget(f"waiting:{user.pk}")
        self.request.session[SKIPPED] = [number for number in self.skipped if number != found.pk]
        self.take(undone)
        back = "Nilai lama sudah kembali." if applied_fields(found) < written else NOTHING_WRITTEN
        return f"{undone.number} diurungkan. {back}"


class Paper(Desk):
    """The small scan of a cited paper."""

    def get(self, request: HttpRequest, pk: int, document: int) -> FileResponse:
        found = self.found(pk)
        papers = Document.objects.filter(Q(citizen=found.citizen_id) | Q(pk__in=found.evidence.values("document")))
        cited = get_object_or_404(papers, pk=document)
        stored = get_object_or_404(type(cited).objects.filter(preview__isnull=False), pk=cited.pk).preview
        assert stored is not None
        return file_answer(path_of(stored), name=stored.name, kind=stored.kind, inline=True)


def applied_fields(request: ChangeRequest) -> int:
    """How many of its fields stand in the register."""
    return request.fields.filter(applied=True).count()
