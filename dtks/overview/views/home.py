"""Home pages, the health of the installation."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from dtks.overview.queries.health import checks
from dtks.overview.queries.home import home_of
from dtks.web.navigation import offered_part
from dtks.web.views import PageView
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
