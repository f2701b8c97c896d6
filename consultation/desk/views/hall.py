"""The queue of the hall, at the counter."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from consultation.desk.models import HallNumber
from consultation.desk.queries import hall
from consultation.desk.services import hall as services
from dtks.accounts.models import User
from dtks.web.refusals import Refusal
from dtks.web.views import PageView
from dtks.web.views.forms import one_effect


class HallView(PageView):
    """Who waits and who is here; give a number, call the next."""

    permission = "tickets.open"
    template_name = "desk/hall.html"

    @property
    def person(self) -> User:
        return cast("User", self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = hall.today()
        return super().get_context_data(
            title="Antrean loket",
            current=hall.current_of(self.person),
            waiting=hall.waiting_in_order(),
            absent=list(rows.filter(state=HallNumber.State.ABSENT)),
            served=rows.filter(state=HallNumber.State.SERVED).count(),
            priorities=HallNumber.Priority.choices,
            screen_url=reverse("portal:hall"),
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        return one_effect(request, self._act)

    def _act(self) -> str:
        what, data = self.request.POST.get("act_now", ""), self.request.POST
        if what == "take":
            priority = data.get("priority", "")
            number = services.take_number(priority=priority if priority in HallNumber.Priority.values else "")
            messages.success(self.request, f"Nomor {number} diberikan.")
        elif what == "next":
            number = services.call_next(actor=self.person)
            messages.success(self.request, f"{number} dipanggil ke {number.counter}.")
        elif what == "ring":
            services.ring_again(actor=self.person)
        elif what == "absent":
            services.mark_absent(actor=self.person)
        elif what == "finish":
            services.finish(actor=self.person)
        elif what == "back":
            number = get_object_or_404(hall.today(), pk=data.get("number") or 0)
            services.call_back(number=number)
        else:
            raise Refusal("Pilih dahulu tindakannya.")
        return reverse("desk:intake") if what == "next" and "intake" in data else reverse("desk:hall")
