"""Home pages, the health of the installation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views import View

from dtks.overview.queries import backlog
from dtks.overview.queries.health import checks
from dtks.overview.queries.home import home_of
from dtks.overview.queries.metrics import as_text
from dtks.web.navigation import offered_part
from dtks.web.views import PageView
from dtks.web.views.rooms import no_store
from verification.monthly.queries.calendar import warnings_for

WITHOUT = "tanpa"  # a request that rests on no comparison
KECAMATAN = 6  # digits of a kelurahan's code that name its kecamatan
COLUMNS = [("nama", "Kelurahan"), ("kecamatan", "Kecamatan"), ("", "Terbuka"), ("jumlah", "Perkara"),
           ("lama", "> 30 hr"), ("", "7 minggu"), ("ubah", "Sebulan"), ("", "Hasil banding")]  # fmt: skip
ORDERS: dict[str, Callable[[backlog.KelurahanLine], Any]] = {
    "nama": lambda line: line.name,
    "kecamatan": lambda line: line.kecamatan,
    "jumlah": lambda line: line.number,
    "lama": lambda line: line.old_share or 0.0,
    "ubah": lambda line: line.change or 0.0,
}


class Home(PageView):
    """The first page: the work of the person's role."""

    permission = ""

    def get_template_names(self) -> list[str]:
        return [f"overview/home_{self.role}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        name, shown = home_of(user)
        self.role = {"supervisor": "kelurahan", "facilitator": "kelurahan"}.get(name, name)
        tasks = shown.pop("tasks", None) or offered_part("assignments", user)
        now = timezone.localtime()
        shown["warnings"] = warnings_for(user, now.date(), known=shown.pop("known", None))
        shown["last"] = offered_part("last_decision", user, self.request)
        return super().get_context_data(title="Pekerjaan hari ini", now=now, tasks=tasks, **shown, **kwargs)


class Backlog(PageView):
    """The backlog by kelurahan and class, sorted by what is asked; each row leads to its cases."""

    permission = "corrections.decide"
    template_name = "overview/backlog.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        asked = self.request.GET
        every = backlog.by_kelurahan(user)
        result = {WITHOUT: ""}.get(asked["hasil"], asked["hasil"]) if "hasil" in asked else None
        lines = every if result is None else backlog.by_kelurahan(user, result=result)
        area = asked.get("kecamatan", "")
        lines = [line for line in lines if not area or line.code.startswith(area)]
        order = asked.get("urut", "-jumlah")
        lines.sort(key=lambda line: line.name)
        lines.sort(key=ORDERS.get(order.removeprefix("-"), ORDERS["jumlah"]), reverse=order.startswith("-"))
        classes = Counter({each.result: 0 for line in every for each in line.classes})
        for line in every:
            classes.update({each.result: each.number for each in line.classes})
        return super().get_context_data(
            title="Tunggakan", lines=lines, result=result, area=area, order=order,
            most=max((line.number for line in lines), default=0), total=sum(line.number for line in lines),
            every=sum(classes.values()), classes=classes.most_common(),
            kecamatan=sorted({(line.code[:KECAMATAN], line.kecamatan) for line in every}, key=lambda each: each[1]),
            columns=COLUMNS, **kwargs,
        )  # fmt: skip


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
