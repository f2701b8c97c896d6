"""Home pages, the health of the installation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views import View

from dtks.overview.queries.health import checks
from dtks.overview.queries.home import home_of
from dtks.overview.queries.metrics import as_text
from dtks.web.navigation import offered_part
from dtks.web.views import PageView
from dtks.web.views.rooms import no_store
from verification.monthly.queries.calendar import warnings_for


class Home(PageView):
    """The first page: the work of the person's role."""

    permission = ""

    def get_template_names(self) -> list[str]:
        return [f"overview/home_{self.role}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        name, shown = home_of(user)
        self.role = {"supervisor": "kelurahan", "facilitator": "kelurahan"}.get(name, name)
        tasks = offered_part("assignments", user)
        now = timezone.localtime()
        shown["warnings"] = warnings_for(user, now.date(), known=shown.pop("known", None))
        return super().get_context_data(title="Pekerjaan hari ini", now=now, tasks=tasks, **shown, **kwargs)


class Health(PageView):
    """Whether all parts work, and what to do where one does not."""

    permission = "health.see"
    template_name = "overview/health.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = checks()
        unwell = [check for check in found if not check.well]
        return super().get_context_data(title="Kesehatan", checks=found, unwell=unwell, **kwargs)


class Metrics(View):
    """The same for a collector, with the office's key in the header; without a key there is no such page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not settings.METRICS_KEY or not constant_time_compare(shown, settings.METRICS_KEY):
            raise Http404
        return no_store(HttpResponse(as_text(), content_type="text/plain; version=0.0.4; charset=utf-8"))
