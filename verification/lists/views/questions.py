"""Who is who: the questions, one question side by side, the second person's word."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.registry.models import AidRecord, Citizen
from dtks.registry.queries import NO_AID
from dtks.web.views import FormView, ListView, RoomView
from dtks.web.views.forms import one_effect
from verification.corrections.views import papers_of
from verification.lists import queries
from verification.lists.filters import QuestionFilter
from verification.lists.forms import AgainForm, AnswerForm
from verification.lists.models import IdentityQuestion
from verification.lists.services import answer_question, confirm_same, reopen_question
from verification.lists.tables import QUESTION_WORDS, QuestionTable

Answer = IdentityQuestion.Answer
MOST_AID, SHOWN_AID = 48, 4  # lines that are read; programmes that are shown of each
_STATE = Case(
    When(answer="", then=Value("open")), When(answer=Answer.SAME, confirmed_at=None, then=Value("second")),
    default=F("answer"), output_field=CharField(),
)  # fmt: skip


class Questions(ListView):
    """New ids whose number somebody has already; what waits stands first."""

    permission = "lists.see"
    title = "Siapa dia"
    meta = "ID baru dengan NIK yang sudah ada. Tidak digabungkan sebelum dua orang menyatakan sama."
    table_class = QuestionTable
    filter_class = QuestionFilter
    chip_field = "said"
    chip_words = QUESTION_WORDS
    order_by = "-central_list"
    search_hint = "Cari nama atau ID"
    nothing_yet = "Belum ada pertanyaan. Muncul bila daftar pusat membawa ID baru dengan NIK yang sudah dikenal."

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        found = IdentityQuestion.objects.visible_to(user).annotate(
            said=_STATE, new_words=Concat(Value("ID "), Cast("citizen__dtks_id", CharField()))
        )
        return found.select_related("citizen__kelurahan", "other", "central_list")

    def context(self) -> dict[str, Any]:
        return {"back": ("Daftar pusat", reverse("lists:index"))}


class QuestionView(RoomView):
    """What the views of one question share."""

    permission = "lists.see"

    @cached_property
    def question(self) -> IdentityQuestion:
        user: Any = self.request.user
        rows = IdentityQuestion.objects.visible_to(user).select_related(
            "citizen__kelurahan__parent", "other__kelurahan__parent", "central_list", "answered_by", "confirmed_by"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def next_url(self) -> str:
        """The next question that waits for this person, else the list."""
        user: Any = self.request.user
        found = queries.next_of(queries.open_questions(user), self.question.pk)
        return found.get_absolute_url() if found else reverse("lists:questions")


class QuestionPage(QuestionView, FormView):
    """Both persons side by side, and the answer by key."""

    form_class = AnswerForm
    template_name = "lists/question.html"
    submit = "Simpan, berikutnya"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "citizen": self.question.citizen}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, user = self.question, self.request.user
        one, two = found.other, found.citizen
        aid = _aid([one, two])
        if self.request.method == "GET":
            for person in (one, two):
                log_read(user=user, act=ReadLog.Act.OPEN, subject="citizen", subject_id=person.pk)  # type: ignore[arg-type]
        rows = queries.sides(queries.citizen_side(one), queries.citizen_side(two))
        return super().get_context_data(
            title="Satu NIK, dua catatan" if one.nik == two.nik else "Orang yang sama atau bukan",
            meta=str(found.central_list),
            back=("Siapa dia", reverse("lists:questions")),
            question=found,
            people=[(one, "sudah kita kenal", aid[one.pk]), (two, "baru di daftar ini", aid[two.pk])],
            rows=rows,
            alike=sum(row.same for row in rows),
            waiting=queries.open_questions(user).count(),  # type: ignore[arg-type]
            papers=list(found.documents.select_related("kind")) if found.answer else [],
            may_decide=user.may("lists.decide"),  # type: ignore[union-attr]
            mine=found.answered_by_id == user.pk,
            skip=self.next_url(),
            **kwargs,
        )

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        if not user.may("lists.decide"):
            raise PermissionDenied
        answer_question(
            question=self.question, answer=form.cleaned_data["answer"], reason=form.cleaned_data["reason"], actor=user,
            documents=papers_of(form, self.request),
        )  # fmt: skip
        same = form.cleaned_data["answer"] == Answer.SAME
        words = "Orang kedua yang menegaskan." if same else "Keduanya tetap warga sendiri-sendiri."
        messages.success(self.request, f"Jawaban untuk {self.question.citizen.name} tersimpan. {words}")
        return self.next_url()


def _aid(people: Sequence[Citizen]) -> dict[int, list[str]]:
    """By citizen the programmes that lists named, the newest first."""
    named: dict[int, list[str]] = {person.pk: [] for person in people}
    found = AidRecord.objects.filter(citizen__in=named).exclude(state__in=NO_AID).order_by("-period")
    for citizen, label in found.values_list("citizen_id", "programme__short_label")[:MOST_AID]:
        if label not in named[citizen] and len(named[citizen]) < SHOWN_AID:
            named[citizen].append(label)
    return named


class ConfirmSame(QuestionView):
    """The second person says the same: two records become one."""

    permission = "lists.decide"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user

        def act() -> str:
            confirm_same(question=self.question, actor=user)
            messages.success(request, f"{self.question.citizen.name}: catatan baru kini menunjuk ke catatan lama.")
            return self.next_url()

        return one_effect(request, act)


class ReopenQuestion(QuestionView, FormView):
    """Not agreed, or taken back: the question is open again, what was said stays in the history."""

    permission = "lists.decide"
    form_class = AgainForm
    title = "Buka lagi pertanyaan ini"
    submit = "Buka lagi"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = (self.question.citizen.name, self.question.get_absolute_url())
        return super().get_context_data(back=back, **kwargs)

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        reopen_question(question=self.question, reason=form.cleaned_data["reason"], actor=user)
        return self.question.get_absolute_url()
