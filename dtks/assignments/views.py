"""Assignments: the list, one with its course, and the acts on it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property

from dtks.accounts.models import User
from dtks.assignments import queries, services
from dtks.assignments.filters import AssignmentFilter
from dtks.assignments.forms import CancelForm, FinishForm, HandOverForm
from dtks.assignments.models import GIVE, SEE, WORK, Assignment, State
from dtks.assignments.tables import AssignmentTable, chip_of
from dtks.web.refusals import Refusal
from dtks.web.views import FormView, ListView, RoomView
from dtks.web.views.forms import one_effect
from dtks.web.views.lists import Act, Outcome


class Assignments(ListView):
    """What is to be done, the most urgent first; ended ones stand behind their chip."""

    permission = SEE
    title = "Tugas"
    meta = "Siapa mengerjakan apa, tentang siapa, sampai kapan. Yang selesai tersimpan dengan hasilnya."
    table_class = AssignmentTable
    filter_class = AssignmentFilter
    search_hint = "Warga, tugas, asal, atau pelaksana"
    chip_field = "state"
    chip_words = {value: word.capitalize() for value, word in State.choices}
    order_by = "due_on"
    acts = (Act("take", "Ambil {n} tugas", "check", WORK, kind="take_work"),)
    nothing_yet = "Belum ada tugas. Tugas datang dari rekonsiliasi, berita acara, dan dari atasan Anda."

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        found = Assignment.objects.concerning(user)
        return found.select_related("citizen", "household", "region", "person")

    def bulk_take(self, rows: QuerySet[Assignment]) -> list[Outcome]:
        """Each of the chosen ones, with its own answer."""
        user: Any = self.request.user
        found = []
        for each in rows:
            try:
                services.take(assignment=each, by=user)
                found.append(Outcome(str(each), "menjadi tugas Anda", url=each.get_absolute_url()))
            except Refusal as refusal:
                found.append(Outcome(str(each), str(refusal), done=False, url=each.get_absolute_url()))
        return found


class OfAssignment(RoomView):
    """A view of one assignment of the person's areas."""

    @property
    def user(self) -> User:
        return cast("User", self.request.user)

    @cached_property
    def assignment(self) -> Assignment:
        found = Assignment.objects.visible_to(self.user)
        joined = found.select_related("citizen", "household", "region", "person", "made_by")
        return get_object_or_404(joined, pk=self.kwargs["pk"])


class AssignmentPage(OfAssignment):
    """One assignment: what to do, about whom, and what happened with it."""

    permission = SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self.assignment
        context = {
            "title": found.title,
            "assignment": found,
            "state": chip_of(found),
            "events": queries.course(found),
            "may_take": found.state == State.OPEN and found.person_id in (None, self.user.pk) and self.user.may(WORK),
            "may_work": found.is_live and self.user.may(WORK),
            "may_give": found.is_live and self.user.may(GIVE),
            "back": ("Tugas", reverse("assignments:list")),
        }
        return render(request, "assignments/assignment.html", context)


class Take(OfAssignment):
    """I do it."""

    permission = WORK
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A second click changes nothing."""

        def act() -> str:
            services.take(assignment=self.assignment, by=self.user)
            messages.success(request, "Menjadi tugas Anda.")
            return self.assignment.get_absolute_url()

        return one_effect(request, act)


class _ActPage(OfAssignment, FormView):
    """A form about one assignment; it leads back to its page."""

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return "Kembali ke tugas", self.assignment.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(meta=f"{self.assignment.title}, {self.assignment.about_words}", **kwargs)


class HandOver(_ActPage):
    """To somebody else, or back to a role."""

    permission = GIVE
    form_class = HandOverForm
    title = "Serahkan tugas"
    submit = "Serahkan"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "assignment": self.assignment}

    def done(self, form: Any) -> str:
        given = services.hand_over(assignment=self.assignment, by=self.user, **form.cleaned_data)
        messages.success(self.request, f"Diserahkan kepada {given.person_words}.")
        return given.get_absolute_url()


class Finish(_ActPage):
    """Done, with an outcome."""

    permission = WORK
    form_class = FinishForm
    title = "Selesaikan tugas"
    submit = "Selesai"

    def done(self, form: Any) -> str:
        ended = services.finish(assignment=self.assignment, by=self.user, **form.cleaned_data)
        messages.success(self.request, f"Selesai: {ended.outcome_words}.")
        return reverse("assignments:list")


class Cancel(_ActPage):
    """Not to be done."""

    permission = GIVE
    form_class = CancelForm
    title = "Batalkan tugas"
    submit = "Batalkan"

    def done(self, form: Any) -> str:
        services.cancel(assignment=self.assignment, by=self.user, note=form.cleaned_data["note"])
        messages.success(self.request, "Tugas dibatalkan.")
        return reverse("assignments:list")
