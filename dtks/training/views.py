"""The tour of the own role, and the record of who was trained."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from dtks.accounts.models import User
from dtks.training import services
from dtks.training.forms import TourForm
from dtks.training.models import Training
from dtks.training.queries import done_by, others_here, tour_of
from dtks.training.tables import TrainingTable
from dtks.web.forms import OfficeForm
from dtks.web.views import FormView, ListView


class Tour(FormView):
    """What to try first in a role, step by step; ticking a lesson writes it down."""

    permission = ""
    template_name = "training/tour.html"
    form_class = TourForm
    title = "Latihan peran Anda"
    submit = "Catat yang selesai"

    @property
    def person(self) -> User:
        return cast("User", self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        choices = [(each.code, each.title) for each in tour_of(self.person)]
        return {**super().get_form_kwargs(), "choices": choices}

    def get_initial(self) -> dict[str, Any]:
        return {} if settings.PRACTICE else {"person": self.person.full_name}

    def done(self, form: Any) -> str:
        number = services.record(account=self.person, **form.cleaned_data)
        messages.success(self.request, f"{number} pelajaran dicatat untuk {form.cleaned_data['person']}.")
        return reverse("training:tour")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lessons = tour_of(self.person)
        name = "" if settings.PRACTICE else self.person.full_name
        done = done_by(name, self.person.role) if name else {}
        shown = {
            "lessons": [(each, done.get(each.code)) for each in lessons],
            "meta": f"{self.person.role_label} · {len(done)} dari {len(lessons)} tercatat selesai",
        }
        return super().get_context_data(**{**shown, **kwargs})


class Again(FormView):
    """All of practice as it was at first, for everybody in it; so the page says how many that are."""

    permission = ""
    form_class = OfficeForm
    title = "Ulang dari awal"
    submit = "Ulang dari awal"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not settings.PRACTICE:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def meta(self) -> str:  # type: ignore[override]
        number = others_here(cast("User", self.request.user))
        said = f" Yang sedang dikerjakan {number} orang lain ikut hilang." if number else ""
        return f"Keluarga karangan, tiket, dan usulan kembali seperti semula. Catatan pelatihan tetap.{said}"

    def done(self, form: Any) -> str:
        services.begin_again()
        messages.success(self.request, "Ruang latihan kembali seperti semula.")
        return reverse("training:tour")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back=("Latihan", reverse("training:tour")), **kwargs)


class Records(ListView):
    """The record of training."""

    permission = "office.manage"
    title = "Catatan pelatihan"
    meta = "Siapa berlatih apa, kapan, dengan siapa. Setiap orang mencatat sendiri di Latihan peran Anda."
    table_class = TrainingTable
    order_by = "-done_at"
    nothing_yet = "Belum ada pelatihan yang dicatat."

    def rows(self) -> QuerySet[Training]:
        return Training.objects.all()
