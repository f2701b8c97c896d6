"""A visit's page, and Form A4 in an ordinary browser: section by section, saved as one goes on, then sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from consultation.visits import services
from consultation.visits.forms import EndForm, PhotoForm, SectionForm
from consultation.visits.models import FILL, SEE, TYPE, FormVersion, Photo, PhotoKind, Visit
from consultation.visits.queries.families import members_at
from consultation.visits.queries.outcomes import chip_of
from consultation.visits.queries.questions import (
    FINDING,
    Cleaned,
    answered,
    asked_in,
    clean,
    form_on,
    is_shown,
    sections_of,
)
from consultation.visits.queries.returned import back_of, course
from consultation.visits.services import Ending
from consultation.visits.tables import visit_chip
from consultation.visits.views.lists import person_of
from dtks.accounts.models import User
from dtks.accounts.services import log_read
from dtks.files.services import path_of
from dtks.papers.services import RefusedScan
from dtks.web.refusals import Refusal
from dtks.web.views import FormView, RoomView, file_answer
from dtks.web.views.forms import one_effect


class OneVisit(RoomView):
    """A view of one visit that the person may see."""

    permission = SEE

    @property
    def person(self) -> User:
        return person_of(self.request)

    @cached_property
    def visit(self) -> Visit:
        joined = Visit.objects.visible_to(self.person).select_related(
            "citizen", "kelurahan", "facilitator", "checked_by", "document", "repeats", "draw"
        )
        return get_object_or_404(joined, pk=self.kwargs["pk"])

    @property
    def may_type(self) -> bool:
        """Whether the person fills it in: his own, or from paper where he leads."""
        own = self.visit.facilitator_id == self.person.pk and self.person.may(FILL)
        return self.visit.waits_in_field and (own or self.person.may(TYPE))


class VisitPage(OneVisit):
    """Why, who, what was found, with its photos and course."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        visit = self.visit
        log_read(user=self.person, act="open", subject="citizen", subject_id=visit.citizen_id)
        back = back_of(visit)
        members = members_at(visit)
        reports = list(visit.reports.select_related("by", "typed_by"))
        context = {
            "title": visit.citizen.name,
            "visit": visit,
            "chip": visit_chip(visit),
            "found": chip_of(visit.outcome) if visit.outcome else None,
            "standing": back,
            "photos": list(back.report.photos.select_related("document")) if back else [],
            "parts": answered(back.report.version, back.report.answers, members) if back else [],
            "members": members,
            "reports": reports,
            "events": course(visit),
            "may_type": self.may_type,
            "may_give": self.person.may("visits.give"),
            "back": ("Kunjungan", reverse("visits:day" if self.person.may(FILL) else "visits:list")),
        }
        return render(request, "visits/visit.html", context)


class PhotoView(OneVisit):
    """A photo of a report, small enough for the page."""

    def get(self, request: HttpRequest, pk: int, photo: int) -> HttpResponseBase:
        found = get_object_or_404(
            Photo.objects.filter(report__visit=self.visit).select_related("document__preview", "document__scan"),
            pk=photo,
        )
        stored = found.document.preview or found.document.scan
        if stored is None:
            raise Http404
        log_read(user=self.person, act="open", subject="document", subject_id=found.document_id)
        return file_answer(
            path_of(stored), name=f"{self.visit.number}-{found.pk}.{stored.kind}", kind=stored.kind, inline=True
        )


class TypingView(OneVisit):
    """A page on which the form is typed."""

    permission = TYPE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        user = request.user
        if user.is_authenticated and user.may(TYPE) and not self.may_type:
            if self.visit.waits_in_field:
                raise PermissionDenied
            messages.info(request, f"{self.visit.number} {self.visit.get_state_display()}; isinya tidak diubah lagi.")
            return redirect(self.visit.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def answers(self) -> dict[str, Any]:
        found: dict[str, Any] = self.visit.draft.get("answers", {})
        return found

    @cached_property
    def members(self) -> list[Any]:
        return members_at(self.visit)

    @cached_property
    def version(self) -> FormVersion:
        return form_on()

    @cached_property
    def cleaned(self) -> Cleaned:
        return clean(self.version, self.answers, self.members)

    def steps(self) -> list[dict[str, Any]]:
        """The sections that are asked after what was found, with how much of each lacks; the end."""
        version = self.version
        found = []
        for letter, word in sections_of(version):
            questions = asked_in(version, letter)
            if any(is_shown(_of_family(each.shown_when), self.answers) for each in questions):
                own = {each.code for each in questions}
                lacks = sum(code.split("-")[0] in own for code in [*self.cleaned.lacks, *self.cleaned.wrong])
                found.append({"letter": letter, "word": word, "lacks": lacks if self.answers else None})
        return found

    def frame(self, here: str) -> dict[str, Any]:
        """What stands around each page of the form."""
        steps = self.steps()
        letters = [each["letter"] for each in steps]
        number = letters.index(here) + 1 if here in letters else len(letters) + 1
        return {
            "title": self.visit.citizen.name,
            "visit": self.visit,
            "steps_of_form": steps,
            "here": here,
            "number": number,
            "total": len(steps) + 1,
            "on_paper": self.visit.facilitator_id != self.person.pk,
            "back": ("Kunjungan", self.visit.get_absolute_url()),
        }


def _of_family(rule: str) -> str:
    """A rule without what it says of a single member."""
    return " & ".join(part for part in rule.split("&") if not part.strip().startswith(("E", "umur", "jk")))


class Start(TypingView):
    """To the first section."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("visits:section", pk=pk, letter=self.steps()[0]["letter"])


class Section(TypingView):
    """One section of the form."""

    def get(self, request: HttpRequest, pk: int, letter: str) -> HttpResponse:
        return self.page(self.form(letter), letter)

    def post(self, request: HttpRequest, pk: int, letter: str) -> HttpResponse:
        """Keep what was typed and go on; what cannot be is said, and the rest is kept."""
        form = self.form(letter, request.POST)
        if not form.is_valid():
            return self.page(form, letter, status=422)
        cleaned = services.keep_draft(visit=self.visit, answers=form.answers(self.answers), by=self.person)
        wrong = {name: words for name, words in cleaned.wrong.items() if name in form.fields}
        if wrong:
            for name, words in wrong.items():
                form.add_error(name, words)
            return self.page(form, letter, status=422)
        self.__dict__.pop("answers", None)
        self.__dict__.pop("cleaned", None)
        letters = [each["letter"] for each in self.steps()]
        after = letters[letters.index(letter) + 1 :] if letter in letters else []
        if "stay" in request.POST:
            return redirect(self.visit.get_absolute_url())
        return redirect("visits:section", pk=pk, letter=after[0]) if after else redirect("visits:finish", pk=pk)

    def form(self, letter: str, data: Any = None) -> SectionForm:
        if letter not in dict(sections_of(self.version)):
            raise Http404
        return SectionForm(data, version=self.version, letter=letter, answers=self.answers, members=self.members)

    def page(self, form: SectionForm, letter: str, status: int = 200) -> HttpResponse:
        known = {code: value for code, value in self.answers.items() if isinstance(value, str)}
        context = {**self.frame(letter), "form": form, "known": known, "finding": FINDING}
        return render(self.request, "visits/section.html", context, status=status)


class Finish(TypingView, FormView):
    """Photos, place and hour; then it is sent."""

    template_name = "visits/finish.html"
    form_class = EndForm
    submit = "Kirim laporan"

    def get_initial(self) -> dict[str, Any]:
        now = timezone.localtime()
        return {"day": now.date(), "hour": now.time()}

    def done(self, form: Any) -> str:
        data = form.cleaned_data
        place = {name: data[name] for name in ("latitude", "longitude", "accuracy_m")}
        on_paper = self.visit.facilitator_id != self.person.pk
        ending = Ending(visited_at=form.visited_at(), on_paper=on_paper, **place)
        received = services.send_draft(visit=self.visit, by=self.person, ending=ending)
        words = "terkirim" if received.result == "new" else "sudah terkirim sebelumnya"
        messages.success(self.request, f"Laporan {self.visit.number} {words}.")
        return reverse("visits:day") if self.person.may(FILL) else self.visit.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        photos = [(PhotoKind(each["kind"]).label, each["size"] // 1024) for each in self.visit.draft.get("photos", [])]
        shown = {**self.frame("end"), "photos": photos, "photo_form": PhotoForm()}
        return {**super().get_context_data(**kwargs), **shown}


class AddPhoto(TypingView):
    """A photo beside what is typed."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = PhotoForm(request.POST, request.FILES)
        if not form.is_valid():
            raise Refusal("Pilih dahulu berkas fotonya.")

        def act() -> str:
            try:
                services.add_draft_photo(
                    visit=self.visit, kind=form.cleaned_data["kind"], upload=form.cleaned_data["photo"], by=self.person
                )
            except RefusedScan as refused:
                raise Refusal(str(refused)) from refused
            return reverse("visits:finish", args=[pk])

        return one_effect(request, act)
