"""Disdukcapil's web service: its state, the agreement, one citizen asked now or keyed by hand, the data given back."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.registry.models import Citizen
from dtks.web.views import FormView, ListView, RoomView
from dtks.web.views.forms import one_effect
from verification.sources import queries, services
from verification.sources.filters import AnswerFilter
from verification.sources.forms import AgreementForm, KeyedForm
from verification.sources.models import Agreement, ResultClass, ServiceAnswer
from verification.sources.tables import AnswerTable


class ServicePage(ListView):
    """The service and its answers."""

    permission = "reconciliation.see"
    title = "Layanan Disdukcapil"
    meta = "Layanan hanya menjawab sesuai atau tidak; nilai di Disdukcapil tidak pernah diberikan."
    table_class = AnswerTable
    filter_class = AnswerFilter
    chip_field = "result_class"
    chip_words = dict(ResultClass.choices)
    order_by = "-at"
    template_name = "sources/service.html"
    nothing_yet = "Belum ada pertanyaan. Buka berkas warga, lalu Cek Disdukcapil."
    search_hint = "Cari nama"

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        return ServiceAnswer.objects.visible_to(user).select_related("citizen__kelurahan__parent", "by")

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        return {
            "service": queries.service_state(),
            "may_run": user.may("reconciliation.run"),
            "may_agree": user.may("office.manage"),
            "month": timezone.localdate().strftime("%Y-%m"),
        }


class AgreementPage(FormView):
    """A new agreement; older ones stay as they were."""

    permission = "office.manage"
    form_class = AgreementForm
    title = "PKS dengan Disdukcapil"
    meta = "Kuota, ambang dan masa berlaku. Pengguna dan sandi layanan berada di lingkungan server, tidak di sini."
    submit = "Simpan PKS"

    @property
    def back(self) -> tuple[str, str] | None:  # type: ignore[override]
        """The administrator enters the agreement; the citizens asked about are not his to see."""
        user: Any = self.request.user
        return ("Layanan Disdukcapil", reverse("sources:service")) if user.may(ServicePage.permission) else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": Agreement()}

    def done(self, form: Any) -> str:
        agreement = services.enter_agreement(agreement=form.save(commit=False), actor=self.request.user)  # type: ignore[arg-type]
        messages.success(self.request, f"PKS {agreement.number} berlaku sampai {agreement.ends_on:%d-%m-%Y}.")
        return reverse("sources:service") if self.back else self.request.path


class Switch(RoomView):
    """Turn the service on or off."""

    permission = "office.manage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """`pakai` is 1 or 0, so a second click changes nothing."""
        agreement = get_object_or_404(Agreement, pk=pk)
        services.switch(agreement=agreement, on=request.POST.get("pakai") == "1")
        return redirect("sources:service")


class RunChecks(RoomView):
    """Start the checks that are due."""

    permission = "reconciliation.run"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user

        def act() -> str:
            job = services.start_checks(actor=user)
            messages.success(request, f"{job.total} warga ditanyakan ke Disdukcapil satu per satu.")
            return reverse("sources:service")

        return one_effect(request, act)


class CitizenPage(FormView):
    """One citizen: what the service said, ask now, or key what Disdukcapil's screen shows."""

    permission = "sources.ask"
    form_class = KeyedForm
    title = "Cek Disdukcapil"
    submit = "Catat hasil layar"
    template_name = "sources/citizen.html"

    @cached_property
    def citizen(self) -> Citizen:
        user: Any = self.request.user
        return get_object_or_404(
            Citizen.objects.visible_to(user).select_related("kelurahan__parent"), pk=self.kwargs["pk"]
        )

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return self.citizen.name, self.citizen.get_absolute_url()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "citizen": self.citizen}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            citizen=self.citizen,
            meta=f"{self.citizen.name}, {self.citizen.kelurahan or 'kelurahan belum diketahui'}",
            checks=queries.checks_of(self.citizen),
            planned=getattr(self.citizen, "service_check", None),
            service=queries.service_state(),
            **kwargs,
        )

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        found = services.key_answer(
            citizen=self.citizen, verdicts=form.verdicts(), actor=user, on=form.cleaned_data["on"]
        )
        messages.success(self.request, f"Dicatat: {found.get_result_class_display()}.")
        return reverse("sources:citizen", args=[self.citizen.pk])


class AskNow(RoomView):
    """Ask the service about one citizen while he stands there."""

    permission = "sources.ask"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Within a minute the same answer comes again, so a double click asks once."""
        user: Any = request.user
        citizen = get_object_or_404(Citizen.objects.visible_to(user).select_related("kelurahan"), pk=pk)
        answer = services.check_now(citizen=citizen, actor=user)
        if answer.result_class == ResultClass.SERVICE_ERROR:
            messages.warning(
                request, "Layanan Disdukcapil sedang terganggu. Warga tidak perlu menunggu; kami cek lagi sendiri."
            )
        else:
            messages.success(request, f"Jawaban Disdukcapil: {answer.get_result_class_display()}.")
        return redirect("sources:citizen", pk=pk)


class GivenBack(RoomView):
    """Data balikan: what the answers of a month were used for, as Disdukcapil asks for it."""

    permission = "reconciliation.run"

    def get(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        month = _month(request.GET.get("bulan", ""))
        found = queries.given_back(user, month)
        log_read(user=user, act=ReadLog.Act.DOWNLOAD, subject="data_balikan", bulan=f"{month:%Y-%m}")
        response = HttpResponse(json.dumps(found, ensure_ascii=False, indent=1), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="data_balikan_{month:%Y-%m}.json"'
        response["Cache-Control"] = "private, no-store"
        return response


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)
