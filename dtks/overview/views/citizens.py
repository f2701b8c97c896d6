"""The list of citizens, a citizen's file, a household, a new citizen."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from consultation.desk.models import Letter
from dtks.accounts.models import ReadLog, User
from dtks.accounts.services import log_read
from dtks.assignments.models import GIVE
from dtks.assignments.services import assign
from dtks.overview.filters import CitizenFilter
from dtks.overview.forms import NewCitizenForm, ProposalForm, TaskForm, may_bear
from dtks.overview.queries.file import CitizenFile, citizen_file
from dtks.overview.queries.households import household_file
from dtks.overview.queries.readings import readings_of
from dtks.overview.queries.tickets import link_to
from dtks.overview.queries.timeline import timeline
from dtks.overview.services.choices import task_of
from dtks.overview.tables import CitizenTable
from dtks.papers.models import Document
from dtks.papers.services import take_proofs
from dtks.registry.models import Citizen
from dtks.registry.queries import aid_labels, citizens_alike, history_of
from dtks.registry.services import register_citizen
from dtks.web.masking import may_see_numbers
from dtks.web.memory import counted
from dtks.web.refusals import Refusal
from dtks.web.templatetags.formats import day
from dtks.web.views import FormView, ListView, PageView
from dtks.web.views.lists import Act, Chip, Outcome
from verification.corrections.models import Origin
from verification.corrections.queries import crossing_sentences
from verification.corrections.services import propose
from verification.monthly.queries.packets import standings_of
from verification.reconciliation.models import Result, Run
from verification.sources.queries import latest_extract
from verification.sources.services import compare_now

LEAST_SOUGHT = 3  # letters or digits; one or two are no search but a way to leaf through everybody
SEARCH_FIRST = "Cari dahulu orangnya: nama, NIK, No. KK, telepon atau tanggal lahir."


class CitizenList(ListView):
    """Everybody in the person's areas; the chips count results of the last comparison."""

    permission = "citizens.see"
    title = "Warga"
    template_name = "overview/citizens.html"
    table_class = CitizenTable
    filter_class = CitizenFilter
    chip_field = "result_class"
    order_by = "name"
    search_hint = "Nama, NIK, No. KK, telepon, alamat"
    nothing_yet = "Belum ada warga. Gabungkan daftar pusat, atau catat warga baru."
    acts = (Act("give", "Serahkan {n} ke kelurahan", "list", GIVE, asks="overview/_give.html", kind="give_citizens"),)

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        people = Citizen.objects.visible_to(user).select_related("kelurahan")
        return people.none() if self.must_search else people

    @cached_property
    def must_search(self) -> bool:
        """Whoever serves the whole city, and neither sees numbers nor gives out work, looks for one person."""
        user: Any = self.request.user
        looks_through_all = user.area_codes() is not None or user.may("nik.see") or user.may(GIVE)
        return not looks_through_all and len(self.term.strip()) < LEAST_SOUGHT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.must_search:
            self.nothing_yet = self.nothing_found = SEARCH_FIRST
        return super().get(request, *args, **kwargs)

    def table(self) -> Any:
        """The page of rows; what hangs on each is read for these rows only, however far down the list they stand."""
        table = super().table()
        ids = [row.record.pk for row in table.page.object_list]
        results = Result.objects.filter(citizen__in=ids, is_latest=True)
        table.results = dict(results.values_list("citizen", "result_class"))
        table.programmes = aid_labels(ids)
        return table

    def with_chip(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(pk__in=Result.objects.filter(is_latest=True, result_class=value).values("citizen"))

    def chip_counts(self, rows: QuerySet[Any]) -> dict[str, int]:
        if self.must_search:
            return {}
        results = Result.objects.filter(is_latest=True).order_by().values_list("result_class")
        if self.term or self.active_filters or self.request.user.area_codes() is not None:  # type: ignore[union-attr]
            results = results.filter(citizen__in=rows.order_by().values("pk"))
            return dict(results.annotate(number=Count("pk")))
        number, state = Run.objects.values_list("pk", "state").first() or (0, "")  # results change with runs only
        return (
            cache.get_or_set(f"results:{number}:{state}", lambda: dict(results.annotate(number=Count("pk"))), 600) or {}
        )

    @cached_property
    def everybody(self) -> int:
        """All that match, compared or not."""
        return counted(self.matched)

    @cached_property
    def total(self) -> int:
        return self.counts.get(self.chip, 0) if self.chip else self.everybody

    def chips(self) -> list[Chip]:
        first, *others = super().chips()
        return [replace(first, count=self.everybody), *others]

    def bulk_give(self, rows: QuerySet[Citizen]) -> list[Outcome]:
        """The kelurahan of each chosen person gets the work, once for each person and task."""
        user: Any = self.request.user
        return [self._given(citizen, user, **self.asked_give()) for citizen in rows]

    def asked_give(self) -> dict[str, Any]:
        """The task and its working days."""
        form = TaskForm(self.request.POST)
        if not form.is_valid():
            raise Refusal("Tulis tugasnya, paling panjang 100 huruf, dan 1 sampai 60 hari kerja.")
        return dict(form.cleaned_data)

    def _given(self, citizen: Citizen, user: User, *, task: str, days: int) -> Outcome:
        if citizen.kelurahan_id is None:
            return Outcome(citizen.name, "kelurahannya belum dicatat", done=False, url=citizen.get_absolute_url())
        given = assign(draft=task_of(citizen, task=task, days=days, by=user), by=user)
        return Outcome(
            citizen.name, f"Kel. {citizen.kelurahan}, tenggat {day(given.due_on)}", url=given.get_absolute_url()
        )

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        return {"may_register": user.may("citizens.register"), "sees_numbers": may_see_numbers(user)}


class CitizenPage(PageView):
    """A part of a citizen's file. Opening it is written down."""

    permission = "citizens.see"
    part = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        file = citizen_file(user=user, pk=kwargs["pk"])
        if file is None:
            raise Http404
        log_read(user=user, act=ReadLog.Act.OPEN, subject="citizen", subject_id=file.citizen.pk, part=self.part)
        context = {**self.around(file), **self.more(file)}
        return self.render_to_response(self.get_context_data(**context))

    def around(self, file: CitizenFile) -> dict[str, Any]:
        """What every part shows: name, chips, tabs, acts."""
        user: Any = self.request.user
        citizen = file.citizen
        return {
            "title": citizen.name,
            "file": file,
            "citizen": citizen,
            "part": self.part,
            "may_ask": user.may("sources.ask"),
            "may_see_numbers": user.may("nik.see"),
            "intake_url": link_to("desk:intake") if user.may("tickets.open") else "",
            "succession_url": reverse("overview:succession", args=[file.family_card.pk])
            if user.may("corrections.propose") and file.family_card and not file.family_card.ended_on
            else "",
            "look_up_url": reverse("siks:look_up", args=[citizen.pk]) if user.may("siks.look_up") else "",
            "acts_url": reverse("overview:acts", args=[citizen.pk]) if user.may("corrections.propose") else "",
            "birth_url": reverse("overview:birth", args=[citizen.pk])
            if user.may("births.report") and may_bear(citizen)
            else "",
            "propose_url": reverse("overview:propose", args=[citizen.pk]) if user.may("corrections.propose") else "",
        }

    def more(self, file: CitizenFile) -> dict[str, Any]:
        """What this part shows beside."""
        return {}


class CitizenSummary(CitizenPage):
    """What is known and from where, what is open, what has happened."""

    template_name = "overview/citizen.html"
    part = "ringkasan"

    def more(self, file: CitizenFile) -> dict[str, Any]:
        return {"events": timeline(file)}


class CitizenMatters(CitizenPage):
    """Tickets and requests of the citizen and the family, open ones first."""

    template_name = "overview/citizen_matters.html"
    part = "perkara"

    def more(self, file: CitizenFile) -> dict[str, Any]:
        sealed = [request.pk for request in file.requests if request.sealed_in]
        found = standings_of(self.request.user, sealed) if sealed else {}  # type: ignore[arg-type]
        for request in file.requests:
            request.standing = found.get(request.pk)  # type: ignore[attr-defined]
        return {}


class CitizenPapers(CitizenPage):
    """The papers that were shown, with their numbers in the archive, and those that the office issued."""

    template_name = "overview/citizen_papers.html"
    part = "berkas"

    def more(self, file: CitizenFile) -> dict[str, Any]:
        user: Any = self.request.user
        papers = Document.objects.visible_to(user).filter(citizen=file.citizen).select_related("kind", "seen_by")
        letters = Letter.objects.visible_to(user).filter(citizen=file.citizen).defer("content")
        may_issue = user.may("letters.issue")
        return {"documents": list(papers), "letters": list(letters), "may_issue": may_issue}


class CitizenHistory(CitizenPage):
    """Every change of every field, and every event."""

    template_name = "overview/citizen_history.html"
    part = "riwayat"

    def more(self, file: CitizenFile) -> dict[str, Any]:
        return {"changes": history_of(file.citizen), "events": timeline(file, most=60)}


class CitizenReadings(CitizenPage):
    """Who opened this person's data."""

    template_name = "overview/citizen_readings.html"
    part = "pembukaan"

    def more(self, file: CitizenFile) -> dict[str, Any]:
        return {"readings": list(readings_of(file.citizen)[:100])}


class HouseholdPage(PageView):
    """A family card or a dwelling: its members, now and before, and what is open for them."""

    permission = "citizens.see"
    template_name = "overview/household.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        file = household_file(user=user, pk=kwargs["pk"])
        if file is None:
            raise Http404
        log_read(user=user, act=ReadLog.Act.OPEN, subject="household", subject_id=file.household.pk)
        title = f"Keluarga {file.head.name}" if file.head else file.household.get_unit_display().capitalize()
        may = user.may("corrections.propose") and file.household.unit == "family" and not file.household.ended_on
        return self.render_to_response(
            self.get_context_data(
                file=file, title=title,
                succession_url=reverse("overview:succession", args=[kwargs["pk"]]) if may and file.members else "",
            )
        )  # fmt: skip


class NewCitizen(FormView):
    """Write down a person who is in no list, with what there is; who is known already is shown first."""

    permission = "citizens.register"
    template_name = "overview/citizen_new.html"
    form_class = NewCitizenForm
    title = "Catat warga baru"
    meta = "Untuk orang yang belum ada di daftar mana pun. Cari dahulu: NIK, nama, tanggal lahir."
    submit = "Catat warga"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: Any) -> HttpResponse:
        alike = self.alike(form.values())
        if alike and not form.cleaned_data["known_anyway"]:
            form.data = {**form.data.dict(), "known_anyway": "on"}
            return self.render_to_response(self.get_context_data(form=form, alike=alike), status=409)
        return super().form_valid(form)

    def alike(self, values: dict[str, str]) -> list[Citizen]:
        """Citizens who may be the same."""
        user: Any = self.request.user
        return citizens_alike(user=user, values=values)

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        citizen = register_citizen(values=form.values(), actor=user, reference=f"Loket {timezone.localdate():%d-%m-%Y}")
        messages.success(self.request, f"{citizen.name} dicatat. Data ini bersumber loket sampai dibandingkan.")
        return reverse("overview:citizen", args=[citizen.pk])


class ProposeChange(FormView):
    """Propose changes of a citizen from his page: what is typed over the present values."""

    permission = "corrections.propose"
    template_name = "overview/propose.html"
    form_class = ProposalForm
    title = "Usulkan perubahan"
    submit = "Ajukan usulan"

    @cached_property
    def citizen(self) -> Citizen:
        user: Any = self.request.user
        return get_object_or_404(Citizen.objects.visible_to(user).select_related("kelurahan"), pk=self.kwargs["pk"])

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return self.citizen.name, self.citizen.get_absolute_url()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "citizen": self.citizen, "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meta = f"{self.citizen.name}. Orang lain yang memutuskan."
        may_add = self.request.user.may("papers.add")  # type: ignore[union-attr]
        return super().get_context_data(meta=meta, may_add=may_add, **kwargs)

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        values = form.values()
        proofs = take_proofs(citizen=self.citizen, proofs=form.proofs, new=form.new_paper, values=values, actor=user)
        request = propose(
            citizen=self.citizen, act="", values=values, origin=Origin.CITIZEN_PAGE,
            origin_reference="Halaman warga", maker=user, reason=form.cleaned_data["reason"],
            documents=[proof.document for proof in proofs], proves={each.document.pk: each.fields for each in proofs},
            comparison=compare_now(citizen=self.citizen, actor=user) if latest_extract() else None,
        )  # fmt: skip
        messages.success(self.request, f"Usulan {request.number} {request.get_state_display()}.")
        for words in crossing_sentences([request], user):
            messages.warning(self.request, words)
        return reverse("overview:citizen_matters", args=[self.citizen.pk])
