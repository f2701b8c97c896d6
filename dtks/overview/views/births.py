"""A birth is reported, its papers come, it is taken back; the children who wait for their NIK."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.db.models import Case, CharField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from consultation.desk.views.receipts import pdf_answer
from dtks.accounts.models import ReadLog, User
from dtks.accounts.services import log_read
from dtks.overview.forms import BirthForm, BirthPapersForm
from dtks.overview.queries.births import locks, nik_request_of, papers_before, papers_of, slip_data, who_is
from dtks.overview.views.tickets import FromTicket
from dtks.registry.models import Citizen, LifeState
from dtks.web.tables import DayColumn, ListTable, NameColumn
from dtks.web.templatetags.formats import day
from dtks.web.views import FormView, ListView, PageView, RoomView
from dtks.web.views.forms import one_effect
from verification.corrections.models import Birth
from verification.corrections.queries import waits_for_words
from verification.corrections.services import bring_birth_papers, may_bring, report_birth, take_back_birth

URGENT = "LAHIR"  # of the table `urgent_reason`
ABOUT = "Anak yang belum punya NIK ikut ibunya. Bila Disdukcapil sudah memberi NIK, Padan mengusulkannya sendiri."


class KeepsPhoto:
    """Of a form that keeps the photo which was chosen before the form came back."""

    def form_invalid(self, form: Any) -> HttpResponse:
        form.keep_scan()
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        return answer


class ReportBirth(KeepsPhoto, FromTicket, FormView):
    """Six fields; from the mother's page the first one stands there already."""

    permission = "births.report"
    form_class = BirthForm
    template_name = "overview/birth.html"
    title = "Catat kelahiran"
    submit = "Catat kelahiran"

    @cached_property
    def mother(self) -> Citizen | None:
        user: Any = self.request.user
        if "pk" not in self.kwargs:
            return None
        return get_object_or_404(Citizen.objects.visible_to(user), pk=self.kwargs["pk"])

    def about(self) -> Citizen | None:
        return self.mother

    @property
    def meta(self) -> str:  # type: ignore[override]
        return f"{ABOUT} {self.ticket_words('ADD_MEMBER')}".strip()

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        if self.ticket is not None:
            return self.ticket.number, self.ticket.get_absolute_url()
        if self.mother is None:
            return "Kelahiran", reverse("overview:births")
        return self.mother.name, self.mother.get_absolute_url()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "mother": self.mother}

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        said = form.cleaned_data
        request = self.propose(
            "ADD_MEMBER",
            lambda whence: report_birth(
                mother=form.chosen, name=said["name"], sex=said["sex"], born_on=said["birth_date"],
                birth_place=said["birth_place"], maker=user, papers=list(said["papers"]), scan=form.scan_given,
                twin=said.get("twin", False),
                urgent_reason=URGENT if "urgent" in self.request.POST else "", whence=whence,
            ).request,
        )  # fmt: skip
        birth = request.birth
        form.forget_scan()
        messages.success(
            self.request, f"{birth.child.name} dicatat pada ibunya, {birth.mother.name}. NIK menyusul sendiri."
        )
        return self.after(birth.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form")
        mother = form.chosen if form is not None else self.mother
        return super().get_context_data(papers=papers_before(mother), locks=locks(), **kwargs)


class OwnBirth:
    """A birth of the person's areas."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def birth(self) -> Birth:
        user: Any = self.request.user
        joined = Birth.objects.visible_to(user).select_related(
            "child", "mother__kelurahan", "request__act", "request__citizen", "reported_by"
        )
        return get_object_or_404(joined, pk=self.kwargs["pk"])


class BirthPage(OwnBirth, PageView):
    """A reported birth: its mother, how far it is, what still has to be brought; the way back from a mistake."""

    permission = "births.report"
    template_name = "overview/birth_page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        birth, user = self.birth, self.request.user
        assert isinstance(user, User)
        log_read(user=user, act=ReadLog.Act.OPEN, subject="citizen", subject_id=birth.child_id)
        reported = day(timezone.localdate(birth.reported_at))
        return super().get_context_data(
            title=birth.child.name,
            meta=f"{birth.request.number} · dilaporkan {reported}, {birth.reported_by}",
            back=("Kelahiran", reverse("overview:births")),
            birth=birth,
            mother=who_is([birth.mother], user)[birth.mother_id],
            papers=papers_of(birth),
            locks=locks(birth.request.act),
            numbered=nik_request_of(birth),
            waits=waits_for_words(birth.request) if birth.request.waits_for else "",
            may_take_back=birth.may_be_taken_back_by(user),
            may_bring=may_bring(birth, user),
            may_see_request=user.may("corrections.see"),
            **kwargs,
        )


class TakeBackBirth(OwnBirth, RoomView):
    """It was written on the wrong woman, or twice."""

    permission = "births.report"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user

        def act() -> str:
            birth = take_back_birth(birth=self.birth, actor=user)
            messages.success(request, f"{birth.child.name} ditarik, tidak lagi tercatat pada {birth.mother.name}.")
            return birth.get_absolute_url()

        return one_effect(request, act)


class BringPapers(KeepsPhoto, OwnBirth, FormView):
    """Papers of a birth that come after it was reported."""

    permission = "births.report"
    form_class = BirthPapersForm
    title = "Tambah berkas kelahiran"
    submit = "Tambah berkas"

    @property
    def meta(self) -> str:  # type: ignore[override]
        return f"{self.birth.child.name} · {self.birth.request.number}"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return self.birth.child.name, self.birth.get_absolute_url()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        papers = list(form.cleaned_data["papers"])
        bring_birth_papers(birth=self.birth, papers=papers, scan=form.scan_given, actor=user)
        form.forget_scan()
        messages.success(self.request, f"Berkas ditambahkan pada {self.birth.request.number}.")
        return self.birth.get_absolute_url()


class BirthSlip(OwnBirth, RoomView):
    """What the mother still has to bring, on A5 or on the roll."""

    permission = "births.report"

    def get(self, request: HttpRequest, pk: int, paper: str) -> HttpResponse:
        data = slip_data(self.birth, papers_of(self.birth))
        return pdf_answer("desk/slip.typ", data, paper, f"slip-{self.birth.request.number}-{paper}.pdf")


class BirthTable(ListTable):
    """A row a child."""

    child = NameColumn(accessor="child__name", url="child_url", below="place", verbose_name="Anak")
    mother = tables.Column(accessor="mother__name", verbose_name="Ibu")
    born = DayColumn(accessor="child__birth_date", verbose_name="Lahir")
    reported_at = DayColumn(verbose_name="Dilaporkan")
    reported_by = tables.Column(verbose_name="Oleh", orderable=False)
    state = tables.TemplateColumn(
        "{% if record.taken_back %}{% state_chip 'polos' 'Ditarik' 'undo' %}"
        "{% elif record.attached %}{% state_chip 'padan' 'NIK sudah ada' %}"
        "{% else %}{% state_chip 'kosong' 'Menunggu NIK' 'clock' %}{% endif %}",
        verbose_name="NIK", orderable=False,
    )  # fmt: skip

    class Meta(ListTable.Meta):
        model = Birth
        fields = ("child", "mother", "born", "reported_at", "reported_by", "state")


class Births(ListView):
    """Children who hang on their mother, the newest first."""

    permission = "births.report"
    title = "Kelahiran"
    meta = "Anak tanpa NIK ikut ibunya sampai ekstrak Disdukcapil membawa NIK-nya."
    template_name = "overview/births.html"
    table_class = BirthTable
    chip_field = "standing"
    chip_words = {"waiting": "Menunggu NIK", "attached": "NIK sudah ada", "taken_back": "Ditarik"}
    order_by = "-reported_at"
    nothing_yet = "Belum ada kelahiran yang dilaporkan."

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        found = Birth.objects.visible_to(user).select_related("child__kelurahan", "mother", "reported_by")
        standing = Case(
            When(child__life_state=LifeState.INVALID, then=Value("taken_back")),
            When(child__nik="", then=Value("waiting")),
            default=Value("attached"), output_field=CharField(),
        )  # fmt: skip
        return found.annotate(standing=standing)

    def table(self) -> Any:
        table = super().table()
        for row in table.page.object_list:
            row.record.child_url = row.record.get_absolute_url()
            row.record.place = str(row.record.child.kelurahan or "")
        return table
