"""List and head of berita acara: opened, its meeting, attendance, the quorum rule."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.contrib import messages
from django.db.models import Count, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from consultation.minutes import queries, services
from consultation.minutes.filters import MinutesFilter
from consultation.minutes.forms import HeadForm, OpenForm, QuorumForm, guests_of
from consultation.minutes.models import Attendance, Minutes
from consultation.minutes.queries.news import centre_of, news_of
from consultation.minutes.queries.officer import officer_part
from consultation.minutes.tables import MinutesTable, minutes_chip
from dtks.accounts.models import User
from dtks.web.views import FormView, ListView, RoomView
from dtks.web.views.forms import one_effect

LIST = "Berita acara"
BESIDE = ("names", "review", "minutes")  # pages that show programmes and classes beside the names
EMPTY_ROWS = 3  # of the attendance sheet, for those who came uninvited


class MinutesListView(ListView):
    """Berita acara of the person's areas."""

    permission = "minutes.see"
    title = LIST
    template_name = "minutes/list.html"
    table_class = MinutesTable
    filter_class = MinutesFilter
    search_hint = "Nomor atau kelurahan"
    chip_field = "state"
    chip_words = {value: str(label).capitalize() for value, label in Minutes.State.choices}
    order_by = "-month_name"
    nothing_yet = "Belum ada berita acara."

    def rows(self) -> QuerySet[Minutes]:
        user: Any = self.request.user
        return queries.listed(user)

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        writes = user.may("minutes.write")
        officer = officer_part(user) if writes and not self.request.GET else None
        return {"may_write": writes, "may_rule": user.may("minutes.rules"), "officer": officer}

    def chip_counts(self, rows: QuerySet[Any]) -> dict[str, int]:
        """The rows carry counts of their names, so that a berita acara must be counted once."""
        return dict(rows.order_by().values_list("state").annotate(number=Count("pk", distinct=True)))


class OpenView(FormView):
    """Begin the berita acara of a month, or go on with the open one."""

    permission = "minutes.write"
    title = "Berita acara baru"
    meta = "Nomor diambil dari buku nomor kelurahan. Bila bulan itu sudah punya draf, draf itu yang dibuka."
    form_class = OpenForm
    submit = "Mulai menulis"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return LIST, reverse("minutes:list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def done(self, form: Any) -> str:
        actor: Any = self.request.user
        minutes = services.open_minutes(actor=actor, **form.cleaned_data)
        return reverse("minutes:head", args=[minutes.pk])


class OneMinutes(RoomView):
    """A view of one berita acara that the person may see."""

    permission = "minutes.see"

    @property
    def person(self) -> User:
        return cast("User", self.request.user)

    @cached_property
    def minutes(self) -> Minutes:
        return get_object_or_404(queries.of_pk(self.person, self.kwargs["pk"]))

    def frame(self, page: str) -> dict[str, Any]:
        """What stands around each page of a draft: title, state, the five steps."""
        prefetch_related_objects([self.minutes], "attendance")
        shown = queries.items_shown(self.minutes, beside_them=page in BESIDE)
        progress = queries.progress_of(shown)
        quorum = queries.quorum_of(self.minutes)
        deadline = queries.deadline_of(self.minutes.month) if self.minutes.is_draft else None
        return {
            "title": str(self.minutes),
            "minutes": self.minutes,
            "chip": minutes_chip(self.minutes.state),
            "shown": shown,
            "progress": progress,
            "quorum": quorum,
            "stages": queries.stages_of(self.minutes, quorum, progress),
            "page_name": page,
            "deadline": deadline,
            "is_late": deadline is not None and timezone.localdate() > deadline,
            "back": (LIST, reverse("minutes:list")),
        }


class WritingView(OneMinutes):
    """A page on which a draft is written; what was handed in shows itself instead."""

    permission = "minutes.write"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        may = request.user.is_authenticated and request.user.may("minutes.write")
        if may and not self.minutes.is_draft:
            messages.info(request, str(services.Frozen()))
            return redirect(self.minutes.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)


class MinutesView(OneMinutes):
    """A berita acara: a draft opens where its work is, one that was handed in shows what became of each name."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.minutes.is_draft:
            page = "minutes:names" if self.minutes.head_is_complete else "minutes:head"
            return redirect(page, pk=pk)
        frame = self.frame("minutes")
        items = [each.item for each in frame["shown"]]
        centre, numbers = centre_of(items), services.numbers_of(items)
        context = {
            **frame,
            "rows": [(each, news_of(centre[each.item.pk])) for each in frame["shown"]],
            "parts": [
                (numbers["accepted"], "diterima", "ok"), (numbers["returned"], "dikembalikan", "be"),
                (numbers["held"], "ditahan", "td"), (numbers["open"], "diperiksa", "redup"),
            ],
            "may_write": self.person.may("minutes.write"),
            "may_review": self.person.may("minutes.review"),
        }  # fmt: skip
        return render(request, "minutes/minutes.html", context)


class HeadView(WritingView, FormView):
    """The meeting: day, hours, place, chair, who wrote it down."""

    template_name = "minutes/head.html"
    form_class = HeadForm
    submit = "Simpan, ke kehadiran"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.minutes}

    def done(self, form: Any) -> str:
        services.write_head(minutes=self.minutes, values=form.cleaned_data)
        return reverse("minutes:attendance", args=[self.minutes.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **self.frame("head")}


class AttendanceView(WritingView):
    """Who was invited and who came, a row a person."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        people = list(self.minutes.attendance.all())
        rows = [*people, *(Attendance(seat=seat) for seat in self._first_seats(people))]
        context = {**self.frame("attendance"), "rows": list(enumerate(rows)), "seats": queries.seat_choices()}
        return render(request, "minutes/attendance.html", context)

    def _first_seats(self, people: list[Attendance]) -> list[str]:
        """Empty rows: a first meeting offers the usual seats."""
        if people:
            return ["LAIN"] * EMPTY_ROWS
        return ["LURAH", "SEKLUR", "RT", "RT", "RW", "LPM", "TOMAS", "TOGA", "BABINSA", "PENDAMPING", "OPERATOR", "KPM"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        services.write_attendance(minutes=self.minutes, guests=guests_of(request.POST))
        return redirect("minutes:attendance" if "more" in request.POST else "minutes:names", pk=pk)


class VoidView(WritingView):
    """Give up a draft; its number stays, marked."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return render(request, "minutes/void.html", self.frame("head"))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        def act() -> str:
            services.void(minutes=self.minutes)
            messages.success(request, f"{self.minutes.number} dibatalkan. Nomornya tidak dipakai lagi.")
            return reverse("minutes:list")

        return one_effect(request, act)


class QuorumView(FormView):
    """The kabid's rule of who has to be there, from a day on."""

    permission = "minutes.rules"
    title = "Aturan kuorum"
    meta = "Rapat yang sudah lewat memakai aturan pada harinya; aturan lama tidak berubah."
    form_class = QuorumForm
    submit = "Berlakukan"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return LIST, reverse("minutes:list")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs.pop("initial", None)
        return {**kwargs, "rule": queries.rule_on(None)}

    def done(self, form: Any) -> str:
        actor: Any = self.request.user
        data = form.cleaned_data
        services.set_quorum(starts_on=data["starts_on"], share=data["share"], least=form.least(), actor=actor)
        messages.success(self.request, "Aturan kuorum diberlakukan.")
        return reverse("minutes:list")
