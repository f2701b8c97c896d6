"""A birth that a companion wrote down on the phone without network: sent when there is one, and taken once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from dtks.overview.forms import BirthForm
from dtks.overview.views.births import URGENT
from dtks.papers.models import PaperKind
from dtks.registry.models import Citizen
from dtks.web.refusals import Refusal
from dtks.web.views import RoomView
from dtks.web.views.forms import one_effect
from verification.corrections.services import report_birth


class PhoneBirth(RoomView):
    """The six fields as the phone sends them, with the phone's own key as `form_key`: sent again it is the same birth.

    The answer names the child; or says, with the mothers to choose from where several may be meant, what to mend.
    """

    permission = "births.report"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request)
        if not form.is_valid():
            return self._asked(form)
        try:
            page = one_effect(request, lambda: self._reported(form, request))
        except Refusal as refusal:
            return JsonResponse({"error": str(refusal)}, status=409)
        return JsonResponse({"words": "Kelahiran terkirim. NIK menyusul sendiri.", "page": page["Location"]})

    def _form(self, request: HttpRequest) -> BirthForm:
        user: Any = request.user
        said = request.POST.copy()
        kinds = PaperKind.objects.filter(code__in=said.getlist("papers")).values_list("pk", flat=True)
        said.setlist("papers", [str(pk) for pk in kinds])
        chosen = said.get("mother_pk", "")
        known = Citizen.objects.visible_to(user).filter(pk=chosen).first() if chosen.isdigit() else None
        return BirthForm(said, request.FILES, user=user, mother=known)

    def _asked(self, form: BirthForm) -> HttpResponse:
        words = " ".join(str(word) for errors in form.errors.values() for word in errors)
        which: Any = form.fields["mother_id"]
        mothers = which.choices if "mother_id" in form.errors else []
        found = [{"id": value, "words": label} for value, label in mothers]
        return JsonResponse({"error": words, "mothers": found}, status=409)

    def _reported(self, form: BirthForm, request: HttpRequest) -> str:
        user: Any = request.user
        said = form.cleaned_data
        assert form.chosen is not None  # the form is valid
        birth = report_birth(
            mother=form.chosen, name=said["name"], sex=said["sex"], born_on=said["birth_date"],
            birth_place=said["birth_place"], maker=user, papers=list(said["papers"]), scan=form.scan_given,
            urgent_reason=URGENT if "urgent" in request.POST else "",
        )  # fmt: skip
        return birth.get_absolute_url()
