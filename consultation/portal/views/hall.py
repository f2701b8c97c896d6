"""The screen of the hall, and the tablet that gives numbers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from consultation.desk.models import HallNumber
from consultation.desk.queries.hall import hall_now
from consultation.desk.services.hall import take_number
from consultation.portal.views.pages import PublicView


class HallScreenView(PublicView):
    """The screen of the hall: numbers and counters, no names."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.answer("portal/hall.html", {"hall": hall_now(), "now": timezone.localtime()})


class HallBoardView(PublicView):
    """What changes on the screen, every three seconds (htmx)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.answer("portal/_board.html", {"hall": hall_now(), "now": timezone.localtime()})


class TakeNumberView(PublicView):
    """The button on the hall's tablet. Its address holds a key of the office; without one there is no such page."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.HALL_KEY or not constant_time_compare(kwargs["key"], settings.HALL_KEY):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        priority = request.POST.get("priority", "")
        return self._page(take_number(priority=priority if priority in HallNumber.Priority.values else ""))

    def _page(self, number: HallNumber | None = None) -> HttpResponse:
        return self.answer("portal/take.html", {"number": number, "priorities": HallNumber.Priority.choices})
