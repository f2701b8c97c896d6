"""Papers that the office issues: make one, the register, its print, its withdrawal."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from consultation.desk import services
from consultation.desk.filters import LetterFilter
from consultation.desk.forms import LetterForm, WithdrawForm
from consultation.desk.models import Kind, Letter, Ticket
from consultation.desk.queries import letters, receipts, tickets
from consultation.desk.tables import LETTER_CHIPS, LetterTable, letter_chip
from dtks.accounts.models import ReadLog, User
from dtks.accounts.services import log_read
from dtks.registry.models import Citizen
from dtks.web.pdf import typeset
from dtks.web.views import FormView, ListView, RoomView

REGISTER = "Surat yang diterbitkan"
KIND_OF_TICKET = {Kind.REACTIVATION: Letter.Kind.REACTIVATION, Kind.CERTIFICATE: Letter.Kind.CERTIFICATE}


class LetterListView(ListView):
    """The register of what was issued."""

    permission = "letters.see"
    title = REGISTER
    meta = "Dibuat dari tiket atau dari halaman warga. Nomor yang dicabut tetap tercatat."
    table_class = LetterTable
    filter_class = LetterFilter
    search_hint = "Nomor, kode, nama, atau keperluan"
    chip_field = "standing"
    chip_words = {name: word for name, (_, word, _) in LETTER_CHIPS.items()}
    nothing_yet = "Belum ada surat. Buka tiket atau halaman warga, lalu Buat surat."

    def rows(self) -> QuerySet[Letter]:
        user = cast("User", self.request.user)
        return Letter.objects.visible_to(user).select_related("citizen", "issued_by").defer("content")

    def with_chip(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(letters.standing_rule(value))

    def chip_counts(self, rows: QuerySet[Any]) -> dict[str, int]:
        return letters.standing_counts(rows)


class OneLetter(RoomView):
    """A view of one letter that the person may see."""

    permission = "letters.see"

    @property
    def person(self) -> User:
        return cast("User", self.request.user)

    @cached_property
    def letter(self) -> Letter:
        rows = Letter.objects.visible_to(self.person).select_related(
            "citizen", "kelurahan", "ticket", "signatory", "issued_by", "withdrawn_by", "replaced_by"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class LetterView(OneLetter):
    """A letter: what it says, how it stands, how often it was checked."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        letter = self.letter
        log_read(user=self.person, act=ReadLog.Act.OPEN, subject="letter", subject_id=letter.pk)
        context = {
            "title": letter.title,
            "letter": letter,
            "chip": letter_chip(letter),
            "checked": letters.check_of(letter),
            "often": letter.state_on(timezone.localdate()) == "valid" and letters.check_of(letter).state == "copied",
            "may_withdraw": self.person.may("letters.withdraw") and letter.withdrawn_at is None,
            "back": ("Surat", reverse("desk:letters")),
        }
        return render(request, "desk/letter.html", context)


class LetterPdfView(OneLetter):
    """The paper itself, the same at every print."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        letter = self.letter
        log_read(user=self.person, act=ReadLog.Act.DOWNLOAD, subject="letter", subject_id=letter.pk)
        pdf = typeset("desk/letter.typ", letters.letter_data(letter), on=letter.issued_at)
        answer = HttpResponse(pdf, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="surat-{letter.number.replace("/", "-")}.pdf"'
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Cache-Control"] = "private, no-store"
        return answer


class LetterWithdrawView(OneLetter, FormView):
    """Withdraw a letter with its reason."""

    permission = "letters.withdraw"
    form_class = WithdrawForm
    submit = "Cabut surat"
    meta = "Nomornya tetap tercatat. Halaman periksa surat menyebut surat ini dicabut, sejak hari ini, dengan sebabnya."

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "letter": self.letter}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.title = f"Cabut {self.letter.number}"
        self.back = (self.letter.number, self.letter.get_absolute_url())
        return super().get_context_data(**kwargs)

    def done(self, form: Any) -> str:
        data = form.cleaned_data
        letter = services.withdraw_letter(
            letter=self.letter, reason=data["reason"], replacement=data["replacement"], actor=self.person
        )
        return letter.get_absolute_url()


class IssueView(FormView):
    """Make a paper for a citizen."""

    permission = "letters.issue"
    title = "Buat surat"
    submit = "Terbitkan"
    form_class = LetterForm

    @property
    def person(self) -> User:
        return cast("User", self.request.user)

    @property
    def citizen(self) -> Citizen:
        """Of whom the letter speaks; each page finds them in its own way."""
        raise NotImplementedError

    ticket: Ticket | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.meta = f"{receipts.short_name(self.citizen.name)} · Nomor surat diambil saat diterbitkan."
        return super().get_context_data(**kwargs)

    def done(self, form: Any) -> str:
        data = form.cleaned_data
        said = {name: data[name].strip() for name in ("purpose", "addressee", "basis")}
        letter = services.issue_letter(
            kind=data["kind"], citizen=self.citizen, ticket=self.ticket, seat=data["seat"], actor=self.person, **said
        )
        messages.success(self.request, f"Surat {letter.number} dibuat. Cetak, lalu mintakan paraf dan tanda tangan.")
        return letter.get_absolute_url()


class TicketLetterView(IssueView):
    """From a ticket: its papers are the basis, and the citizen hears of it."""

    @cached_property
    def ticket(self) -> Ticket:  # type: ignore[override]
        rows = tickets.of_number(self.person, self.kwargs["number"]).exclude(citizen=None)
        return get_object_or_404(rows)

    @property
    def citizen(self) -> Citizen:
        assert self.ticket.citizen
        return self.ticket.citizen

    def get_initial(self) -> dict[str, Any]:
        here = [paper.kind.short_label for paper in self.ticket.papers.select_related("kind") if paper.is_here]
        kind = KIND_OF_TICKET.get(Kind(self.ticket.kind), Letter.Kind.CERTIFICATE)
        return {"kind": kind, "basis": tickets.joined(here)[:200] if kind != Letter.Kind.CERTIFICATE else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.back = (self.ticket.number, self.ticket.get_absolute_url())
        return super().get_context_data(**kwargs)


class CitizenLetterView(IssueView):
    """From the page of a citizen."""

    @cached_property
    def citizen(self) -> Citizen:
        return get_object_or_404(Citizen.objects.visible_to(self.person), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.back = (self.citizen.name.title(), self.citizen.get_absolute_url())
        return super().get_context_data(**kwargs)
