"""Lists of visits, the facilitator's day, a visit by hand, giving out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from consultation.visits import services
from consultation.visits.filters import VisitFilter
from consultation.visits.forms import GiveForm, HandForm
from consultation.visits.models import AREA, FILL, GIVE, IN_FIELD, SEE, State, Visit
from consultation.visits.queries.families import aid_of, maps_of
from consultation.visits.queries.progress import RouteToGive, routes_to_give
from consultation.visits.services.giving import usual_due
from consultation.visits.tables import VisitTable, visit_chip
from dtks.accounts.models import User
from dtks.registry.models import Citizen
from dtks.registry.services import find_citizens
from dtks.web.refusals import Refusal
from dtks.web.views import Act, FormView, ListView, RoomView
from dtks.web.views.forms import one_effect

MOST_GIVEN = 500
CHOSEN = "visits_chosen"  # in the session: which visits are to be given out


def person_of(request: HttpRequest) -> User:
    """Whoever is signed in."""
    return cast("User", request.user)


class VisitList(ListView):
    """All visits that the person may see."""

    permission = SEE
    title = "Daftar kunjungan"
    meta = "Siapa dikunjungi, oleh siapa, sampai kapan, dan apa yang ditemui."
    template_name = "visits/list.html"
    table_class = VisitTable
    filter_class = VisitFilter
    search_hint = "Warga, nomor, rute, atau asal"
    chip_field = "state"
    chip_words = {value: str(word).capitalize() for value, word in State.choices}
    order_by = "due_on"
    acts: Sequence[Act] = (Act("give", "Bagi {n} kunjungan", "people", GIVE),)
    here = "list"
    nothing_yet = "Belum ada kunjungan. Kunjungan datang dari tugas, atau ditunjuk supervisor."

    def rows(self) -> QuerySet[Visit]:
        return Visit.objects.visible_to(person_of(self.request)).joined()

    def bulk_give(self, rows: QuerySet[Visit]) -> str:
        """To the page on which routes get their facilitator."""
        chosen = list(rows.values_list("pk", flat=True)[: MOST_GIVEN + 1])
        if len(chosen) > MOST_GIVEN:
            raise Refusal(
                f"Paling banyak {MOST_GIVEN} kunjungan sekaligus. Persempit dengan saringan, lalu pilih lagi."
            )
        self.request.session[CHOSEN] = chosen
        return f"{reverse('visits:give')}?pilihan=1"

    def context(self) -> dict[str, Any]:
        return {"may_give": person_of(self.request).may(GIVE), "here": self.here}


class SentList(VisitList):
    """What a facilitator brought in, or what came in from the area."""

    title = "Terkirim"
    meta = "Laporan yang sudah sampai, dan apa kata supervisor."
    order_by = "-due_on"
    acts = ()
    here = "sent"
    nothing_yet = "Belum ada laporan yang terkirim."
    chip_words = {value: str(State(value).label).capitalize() for value in (State.DONE, State.CHECKED, State.RETURNED)}

    def rows(self) -> QuerySet[Visit]:
        return super().rows().filter(state__in=list(self.chip_words))


class Day(RoomView):
    """What a facilitator has to do, the nearest day first, route by route."""

    permission = FILL

    def get(self, request: HttpRequest) -> HttpResponse:
        user = person_of(request)
        own = Visit.objects.filter(facilitator=user).joined()
        rows = list(own.filter(state__in=IN_FIELD).order_by("due_on", "kelurahan__name", "route", "pk")[:100])
        citizens = [each.citizen_id for each in rows]
        aid, maps = aid_of(citizens), maps_of(citizens)
        sent = own.filter(state=State.DONE).count()
        today = timezone.localdate()
        context = {
            "title": "Kunjungan saya",
            "rows": [
                (each, aid.get(each.citizen_id, ""), visit_chip(each), maps.get(each.citizen_id, "")) for each in rows
            ],
            "late": sum(each.is_late(today) for each in rows),
            "returned": sum(each.state == State.RETURNED for each in rows),
            "sent": sent,
        }
        return render(request, "visits/day.html", context)


class NewVisit(RoomView):
    """A visit by hand: find the citizen, say what is to be looked at."""

    permission = GIVE

    def get(self, request: HttpRequest) -> HttpResponse:
        citizen = self.citizen(request.GET.get("warga", ""))
        return self.page(citizen, HandForm(initial={"due_on": usual_due()}), [])

    def post(self, request: HttpRequest) -> HttpResponse:
        """Search, or write the visit down."""
        user = person_of(request)
        if "q" in request.POST:
            return self.page(None, HandForm(), find_citizens(user=user, term=request.POST["q"], where="Kunjungan"))
        citizen = self.citizen(request.POST.get("warga", ""))
        form = HandForm(request.POST)
        if citizen is None or not form.is_valid():
            return self.page(citizen, form, [], status=422)

        def act() -> str:
            visit = services.open_visit(citizen=citizen, by=user, **form.cleaned_data)
            messages.success(request, f"{visit.number} dicatat untuk {citizen.name}.")
            return visit.get_absolute_url()

        return one_effect(request, act)

    def citizen(self, text: str) -> Citizen | None:
        if not text.isdecimal():
            return None
        codes = person_of(self.request).area_codes(AREA)
        found = get_object_or_404(
            Citizen.objects.visible_to(person_of(self.request)).select_related("kelurahan"), pk=text
        )
        place = found.kelurahan.code if found.kelurahan else ""
        if codes is not None and not any(place.startswith(code) for code in codes):
            raise PermissionDenied
        return found

    def page(self, citizen: Citizen | None, form: HandForm, hits: list[Any], status: int = 200) -> HttpResponse:
        context = {
            "title": "Kunjungan baru", "citizen": citizen, "form": form, "hits": hits,
            "searched": "q" in self.request.POST, "back": ("Kunjungan", reverse("visits:desk")),
        }  # fmt: skip
        return render(self.request, "visits/new.html", context, status=status)


class Collect(RoomView):
    """Make visits of the assignments that ask for one."""

    permission = GIVE
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        def act() -> str:
            number = services.collect(by=person_of(request))
            messages.success(request, f"{number} kunjungan dibuat dari tugas.")
            return reverse("visits:desk")

        return one_effect(request, act)


class Give(FormView):
    """Who goes where: a facilitator for each route."""

    permission = GIVE
    template_name = "visits/give.html"
    form_class = GiveForm
    title = "Bagi menurut rute"
    meta = "Satu rute satu orang; tiap orang hanya di kelurahan mandatnya."
    submit = "Bagikan"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return "Kunjungan", reverse("visits:desk")

    @cached_property
    def routes(self) -> list[RouteToGive]:
        chosen = self.request.session.get(CHOSEN, []) if "pilihan" in self.request.GET else None
        return routes_to_give(person_of(self.request), chosen)

    def get_form_kwargs(self) -> dict[str, Any]:
        people = services.facilitators_for(person_of(self.request).area_codes(AREA))
        return {**super().get_form_kwargs(), "routes": self.routes, "people": people}

    def done(self, form: Any) -> str:
        user, number = person_of(self.request), 0
        for route, facilitator in form.gifts():
            visits = Visit.objects.visible_to(user).filter(pk__in=route.ids)
            number += len(
                services.give(visits=visits, facilitator=facilitator, by=user, due_on=form.cleaned_data["due_on"])
            )
        self.request.session.pop(CHOSEN, None)
        messages.success(self.request, f"{number} kunjungan dibagikan.")
        return reverse("visits:desk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(routes=self.routes, **kwargs)
