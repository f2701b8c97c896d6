"""Rounds by RT: whom to call, the slips, who came."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from consultation.desk.forms import RoundForm
from consultation.desk.models import Round
from consultation.desk.queries import rounds
from consultation.desk.services import make_round, tick_attendance
from consultation.desk.tables import RoundTable
from dtks.accounts.models import User
from dtks.web.pdf import typeset
from dtks.web.refusals import Refusal
from dtks.web.views import FormView, ListView, RoomView
from dtks.web.views.forms import one_effect

ROUNDS = "Panggilan RT"


class RoundListView(ListView):
    """All rounds, with what came of them."""

    permission = "tickets.see"
    title = ROUNDS
    meta = "Tiket yang menunggu warga dipanggil lewat RT, pada satu hari layanan."
    template_name = "desk/rounds.html"
    table_class = RoundTable
    order_by = "-service_day"
    nothing_yet = "Belum ada panggilan. Buat untuk kelurahan dengan banyak tiket Menunggu warga."

    def rows(self) -> QuerySet[Round]:
        return rounds.rounds_listed(cast("User", self.request.user))

    def context(self) -> dict[str, Any]:
        return {"may_make": cast("User", self.request.user).may("tickets.work")}


class RoundNewView(FormView):
    """Call those of a kelurahan who still have to bring something."""

    permission = "tickets.work"
    title = "Buat panggilan RT"
    meta = "Slip dibuat untuk tiket terbuka yang menunggu warga dan belum dipanggil untuk hari yang akan datang."
    submit = "Buat slip"
    form_class = RoundForm
    back = (ROUNDS, "/tiket/panggilan/")

    def done(self, form: Any) -> str:
        data = form.cleaned_data
        made = make_round(
            kelurahan=data["kelurahan"], service_day=data["service_day"], place=data["place"], rts=data["rts"],
            actor=cast("User", self.request.user),
        )  # fmt: skip
        messages.success(self.request, f"{made.number}: {made.slips.count()} slip siap dicetak.")
        return made.get_absolute_url()


class OneRound(RoomView):
    """A view of one round that the person may see."""

    permission = "tickets.see"

    @property
    def person(self) -> User:
        return cast("User", self.request.user)

    @cached_property
    def round(self) -> Round:
        return get_object_or_404(rounds.rounds_listed(self.person), pk=self.kwargs["pk"])


class RoundView(OneRound):
    """The slips by RT; who came is ticked here."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        found: Any = self.round
        context = {
            "title": f"{ROUNDS} {found.kelurahan}",
            "round": found,
            "groups": rounds.slips_by_rt(found),
            "came_share": found.came / found.called if found.called else None,
            "solved_share": found.solved / found.called if found.called else None,
            "may_tick": self.person.may("tickets.work") and found.service_day <= timezone.localdate(),
            "back": (ROUNDS, reverse("desk:rounds")),
        }
        return render(request, "desk/round.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.round and not self.person.may("tickets.work"):
            raise Refusal("Kehadiran dicatat petugas Dinas Sosial.")
        came = [int(text) for text in request.POST.getlist("came") if text.isdecimal()]
        return one_effect(request, lambda: self._tick(came))

    def _tick(self, came: list[int]) -> str:
        number = tick_attendance(round_=self.round, came=came, actor=self.person)
        messages.success(self.request, f"{number} orang datang.")
        return self.round.get_absolute_url()


class RoundPdfView(OneRound):
    """The slips, RT by RT."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        answer = HttpResponse(typeset("desk/round.typ", rounds.round_data(self.round)), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="slip-{self.round.number}.pdf"'
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Cache-Control"] = "private, no-store"
        return answer
