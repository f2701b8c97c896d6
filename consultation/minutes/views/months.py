"""Over many berita acara: the news of each name, and the calendar of a month with its reminders."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from consultation.minutes import services
from consultation.minutes.filters import NewsFilter
from consultation.minutes.models import Item
from consultation.minutes.queries.months import month_of
from consultation.minutes.queries.news import Line, State, news_items
from consultation.minutes.tables import NewsTable
from dtks.accounts.models import User
from dtks.web.views import ListView, RoomView
from dtks.web.views.forms import one_effect

_NEWS: dict[str, Q] = {
    "checking": Q(review=Item.State.OPEN),
    "returned": Q(review=Item.State.RETURNED),
    "held": Q(review=Item.State.HELD),
    "office": Q(review=Item.State.ACCEPTED, centre=None) & ~Q(request__state=State.REFUSED),
    "sent": Q(centre__in=[Line.SENT, Line.PENDING]),
    "yes": Q(centre__in=[Line.ACCEPTED, Line.INFERRED_ACCEPTED]),
    "no": Q(centre__in=[Line.REFUSED, Line.INFERRED_IGNORED]) | Q(centre=None, request__state=State.REFUSED),
}


class NewsList(ListView):
    """What became of each name that a kelurahan handed in, to the centre's answer."""

    permission = "minutes.see"
    title = "Kabar usulan"
    meta = "Setiap nama dari berita acara, sampai jawaban pusat."
    table_class = NewsTable
    filter_class = NewsFilter
    search_hint = "Nama atau nomor berita acara"
    chip_field = "review"
    chip_words = {
        "checking": "Diperiksa Dinsos", "returned": "Dikembalikan", "held": "Ditahan", "office": "Di Dinsos",
        "sent": "Di pusat", "yes": "Masuk daftar", "no": "Ditolak",
    }  # fmt: skip
    nothing_yet = "Belum ada nama yang diserahkan. Kabar muncul sesudah berita acara diserahkan."

    def rows(self) -> QuerySet[Item]:
        user: Any = self.request.user
        return news_items(user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever wrote the names has read what became of them."""
        answer = super().get(request, *args, **kwargs)
        user: Any = request.user
        if user.may("minutes.write"):
            services.see_news(user=user)
        return answer

    def with_chip(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(_NEWS.get(value, Q(pk=None)))

    def chip_counts(self, rows: QuerySet[Any]) -> dict[str, int]:
        counts = {f"n_{name}": Count("pk", filter=rule) for name, rule in _NEWS.items()}
        found = rows.order_by().aggregate(**counts)
        return {name: found[f"n_{name}"] for name in _NEWS}


class CalendarView(RoomView):
    """A month over the kelurahan: handed in, late, nothing to be sent; reminders go from here."""

    permission = "minutes.see"

    def get(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        month = month_asked(request)
        context = {
            "title": "Kalender berita acara",
            "found": month_of(user, month),
            "before": (month.replace(day=1) - date.resolution).replace(day=1),
            "after": (month.replace(day=28) + 4 * date.resolution).replace(day=1),
            "may_remind": may_remind(user),
            "back": ("Berita acara", reverse("minutes:list")),
        }
        return render(request, "minutes/calendar.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Remind one kelurahan, or all that have something to do."""
        user: Any = request.user
        if not may_remind(user):
            raise PermissionDenied
        month = month_asked(request)
        wanted = request.POST.get("kelurahan", "")
        places = [each for each in month_of(user, month).places if not wanted or each.place.code == wanted]

        def act() -> str:
            number = services.remind(places=places, month=month, by=user)
            words = f"{number} kelurahan diingatkan." if number else "Sudah diingatkan dalam tiga hari ini."
            messages.success(request, words)
            return f"{reverse('minutes:calendar')}?bulan={month:%Y-%m}"

        return one_effect(request, act)


def may_remind(user: User) -> bool:
    """Who checks berita acara, or sets their rules, may remind."""
    return user.may("minutes.review") or user.may("minutes.rules")


def month_asked(request: HttpRequest) -> date:
    """The month of the address, else this one."""
    try:
        return date.fromisoformat(f"{request.GET.get('bulan', '')}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)
