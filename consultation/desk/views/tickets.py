"""Lists and pages of tickets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from consultation.desk import services
from consultation.desk.filters import TicketFilter
from consultation.desk.forms import CloseForm, PaperForm, WrongFieldsForm
from consultation.desk.models import CLOSED, OPEN, CannedAnswer, State, Ticket, TicketPaper
from consultation.desk.queries import canned, pages, people, queues, receipts, rules, tickets
from consultation.desk.queries.clocks import clock_now
from consultation.desk.queries.kinship import related_to
from consultation.desk.queries.visits import visit_days
from consultation.desk.tables import TicketTable
from consultation.desk.views.intake import values_now
from dtks.accounts.models import User
from dtks.accounts.services import log_read
from dtks.papers.services import RefusedScan, joined
from dtks.registry.services import ImpossibleValue
from dtks.web.navigation import offered_part
from dtks.web.refusals import Refusal
from dtks.web.views import Act, FormView, ListView, Outcome, RoomView
from dtks.web.views.forms import one_effect
from dtks.web.views.lists import Chip
from verification.corrections.queries import crossing_sentences
from verification.siks.queries import looks_at

WAITS = (State.WAIT_CITIZEN, State.WAIT_DUKCAPIL, State.WAIT_KELURAHAN, State.WAIT_SCHOOL)


class TicketListView(ListView):
    """Tickets of the person's areas."""

    permission = "tickets.see"
    title = "Tiket"
    table_class = TicketTable
    filter_class = TicketFilter
    search_hint = "Cari nomor tiket atau nama"
    chip_field = "queue"
    chip_words = queues.WORDS
    order_by = "-opened_at"
    nothing_yet = "Belum ada tiket. Terima warga pertama dari menu Terima warga."
    acts = (
        Act("take", "Pegang {n} tiket", "person", "tickets.work", kind="take_tickets"),
        Act("release", "Lepas {n} tiket", permission="tickets.work", kind="release_tickets"),
        Act("first", "Dahulukan {n} tiket", permission="tickets.work", kind="first_tickets"),
        Act("in_line", "Tidak didahulukan", permission="tickets.work", kind="line_tickets"),
        Act("assign", "Serahkan {n} tiket", "", "tickets.work", asks="desk/_bulk_to.html", kind="assign_tickets"),
        Act("answer", "Jawab {n} tiket", "", "tickets.work", asks="desk/_bulk_answer.html", kind="answer_tickets"),
    )

    @property
    def person(self) -> User:
        return cast("User", self.request.user)

    def rows(self) -> QuerySet[Ticket]:
        return tickets.listed(self.person)

    def with_chip(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(queues.queue(value, self.person))

    def chip_counts(self, rows: QuerySet[Any]) -> dict[str, int]:
        return queues.counts(rows, self.person)

    @cached_property
    def total(self) -> int:
        return self.counts.get(self.chip, 0) if self.chip else self.counts["all"]

    def chips(self) -> list[Chip]:
        """A ticket stands in several queues, so that all is counted by itself."""
        first, *others = super().chips()
        return [replace(first, count=self.counts["all"]), *others]

    def by_ids(self, rows: QuerySet[Any], page: int) -> bool:
        return pages.sorted_by(rows) in {pages.BY_NAME, pages.BY_PLACE} or super().by_ids(rows, page)

    def ids_of_page(self, rows: QuerySet[Any], start: int, size: int) -> list[int]:
        if pages.sorted_by(rows) in {pages.BY_NAME, pages.BY_PLACE}:
            return pages.ids_of_page(rows, start, size, self.total)
        return super().ids_of_page(rows, start, size)

    def bulk_take(self, rows: QuerySet[Ticket]) -> list[Outcome]:
        return [self._hand(ticket, self.person) for ticket in rows]

    def bulk_release(self, rows: QuerySet[Ticket]) -> list[Outcome]:
        return [self._hand(ticket, None) for ticket in rows]

    def bulk_assign(self, rows: QuerySet[Ticket]) -> list[Outcome]:
        to = people.colleagues().get(pk=self.asked_assign()["to"])
        return [self._hand(ticket, to) for ticket in rows]

    def asked_assign(self) -> dict[str, Any]:
        """To whom."""
        chosen = self.request.POST.get("to", "")
        to = people.colleagues().filter(pk=chosen).first() if chosen.isdecimal() else None
        if to is None:
            raise Refusal("Pilih dahulu kepada siapa tiket diserahkan.")
        return {"to": to.pk}

    def bulk_first(self, rows: QuerySet[Ticket]) -> list[Outcome]:
        return [self._first(ticket, first=True) for ticket in rows]

    def bulk_in_line(self, rows: QuerySet[Ticket]) -> list[Outcome]:
        return [self._first(ticket, first=False) for ticket in rows]

    def bulk_answer(self, rows: QuerySet[Ticket]) -> list[Outcome]:
        """One text for all, its places filled from each ticket."""
        return [self._answer_one(ticket, **self.asked_answer()) for ticket in rows]

    def asked_answer(self) -> dict[str, Any]:
        """The text, and the state that follows."""
        text, then = self.request.POST.get("text", "").strip(), self.request.POST.get("then", "")
        if not text:
            raise Refusal("Tulis dahulu jawabannya.")
        return {"text": text, "then": then if then in {*WAITS, State.DONE} else ""}

    def _hand(self, ticket: Ticket, to: User | None) -> Outcome:
        words = "dilepas" if to is None else "dipegang Anda" if to == self.person else f"diserahkan ke {to}"
        return self._try(
            ticket,
            lambda: services.hand_over(ticket=ticket, to=to, actor=self.person, seen_state=ticket.state),
            words,
        )

    def _first(self, ticket: Ticket, *, first: bool) -> Outcome:
        words = "didahulukan" if first else "tidak lagi didahulukan"
        return self._try(ticket, lambda: services.put_first(ticket=ticket, first=first, actor=self.person), words)

    def _answer_one(self, ticket: Ticket, text: str, then: str) -> Outcome:
        said = canned.fill(CannedAnswer(text=text), canned.values_of(ticket))
        if said.left:
            words = f"Isi dahulu {tickets.joined(said.left)} dalam jawaban."
            return Outcome(self._label(ticket), words, done=False, url=ticket.get_absolute_url())
        return self._try(
            ticket,
            lambda: services.answer(
                ticket=ticket, text=said.text, actor=self.person, then=then, seen_state=ticket.state
            ),
            "dijawab",
        )

    def _label(self, ticket: Ticket) -> str:
        return f"{ticket.number} {receipts.short_name(ticket.person_name)}"

    def _try(self, ticket: Ticket, act: Callable[[], object], words: str) -> Outcome:
        """One row by itself: a refusal is its result and stops no other."""
        try:
            with transaction.atomic():
                act()
        except Refusal as refusal:
            return Outcome(self._label(ticket), str(refusal), done=False, url=ticket.get_absolute_url())
        return Outcome(self._label(ticket), words, url=ticket.get_absolute_url())

    def context(self) -> dict[str, Any]:
        may_work = self.person.may("tickets.work")
        return {
            "colleagues": people.choices() if may_work else (),
            "waits": [(each.value, each.label) for each in WAITS],
        }


class OneTicket(RoomView):
    """A view of one ticket that the person may see."""

    permission = "tickets.see"

    @cached_property
    def ticket(self) -> Ticket:
        return get_object_or_404(tickets.of_number(self.person, self.kwargs["number"]))

    @property
    def person(self) -> User:
        return cast("User", self.request.user)

    @property
    def url(self) -> str:
        return reverse("desk:ticket", args=[self.ticket.number])


class TicketView(OneTicket):
    """A ticket: who holds it, what was said, papers, what became of each proposal."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """Answer, note, wait, hand over, reopen. What was typed comes back if the ticket moved meanwhile."""
        if self.ticket and not self.person.may("tickets.work"):  # a ticket of another area is not there at all
            raise Refusal("Tiket dikerjakan petugas Dinas Sosial. Anda dapat membacanya.")
        if use := request.POST.get("use"):
            return self._with_ready(use)
        if request.POST.get("act_now") == "find":
            return self.page()
        try:
            return one_effect(request, self._act)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            del self.ticket
            return self.page(status=409)

    def _with_ready(self, use: str) -> HttpResponse:
        """The page with a ready answer put behind what is typed; nothing is sent yet."""
        found = get_object_or_404(CannedAnswer, pk=use if use.isdecimal() else 0, is_active=True)
        ready = canned.fill(found, canned.values_of(self.ticket)).text
        return self.page(typed="\n".join(filter(None, [self.request.POST.get("text", "").strip(), ready])))

    def _act(self) -> str:
        data = self.request.POST
        text, seen, what = data.get("text", "").strip(), data.get("seen_state", ""), data.get("act_now", "")
        if what in {"answer", "note", "citizen"} and not text:
            raise Refusal("Tulis dahulu isinya.")
        if what == "answer" and (left := canned.left_open(text)):
            raise Refusal(f"Isi dahulu {tickets.joined(left)} dalam jawaban.")
        if what == "answer":
            then = data.get("then", "")
            services.answer(
                ticket=self.ticket, text=text, actor=self.person, seen_state=seen,
                then=then if then in {*WAITS, *CLOSED, State.CHECKING} else "",
            )  # fmt: skip
        elif what in {"note", "citizen"}:
            services.add_note(ticket=self.ticket, text=text, actor=self.person, from_citizen=what == "citizen")
        elif what == "visit":
            services.ask_for_visit(ticket=self.ticket, why=text, actor=self.person)
            messages.success(
                self.request, "Kunjungan rumah diminta. Supervisor membaginya; hasilnya tampil pada warga."
            )
        elif what == "take":
            services.hand_over(ticket=self.ticket, to=self.person, actor=self.person, seen_state=seen)
        elif what == "hand_over":
            to = get_object_or_404(User, pk=data.get("to") or 0)
            services.hand_over(ticket=self.ticket, to=to, actor=self.person, seen_state=seen)
        elif what == "appeal":
            services.appeal(ticket=self.ticket, reason=text, actor=self.person)
        elif what == "reopen":
            services.reopen(ticket=self.ticket, reason=text, actor=self.person)
        else:
            raise Refusal("Pilih dahulu tindakannya.")
        return self.url

    def page(self, status: int = 200, typed: str = "") -> HttpResponse:
        ticket = self.ticket
        changes = tickets.changes_of(ticket)
        if ticket.citizen:
            log_read(user=self.person, act="open", subject="ticket", subject_id=ticket.pk)
        notes = list(ticket.notes.select_related("by", "message"))
        shown = TicketPaper.objects.select_related("kind", "document__scan")
        prefetch_related_objects([ticket], Prefetch("papers", shown))
        papers = list(ticket.papers.all())
        steps = list(ticket.steps.select_related("by").order_by("started_at", "id"))
        context = {
            "title": receipts.matter_words(ticket),
            "ticket": ticket,
            "standing": tickets.standing_of(ticket, [link.request for link in changes]),
            "stages": tickets.stages_of(ticket, with_changes=bool(changes)),
            "changes": changes,
            "offers": offered_part("acts_of_ticket", self.person, ticket),
            "kin": related_to(ticket, self.person),
            "letters": ticket.letters.only("number", "title", "withdrawn_at") if self.person.may("letters.see") else (),
            "may_issue": ticket.is_open and ticket.citizen_id and self.person.may("letters.issue"),
            "may_keep": self.person.may("office.manage"),
            "may_ask": ticket.citizen_id and self.person.may("sources.ask"),
            "looks": looks_at(ticket.citizen_id, timezone.localdate()) if ticket.citizen_id else [],
            "may_look_up": ticket.citizen_id and self.person.may("siks.look_up"),
            "may_propose": self.person.may("corrections.propose"),
            "may_open": self.person.may("tickets.open"),
            "public": [note for note in notes if note.is_public],
            "inside": [note for note in notes if not note.is_public],
            "papers": papers,
            "visits": visit_days(ticket, notes, papers),
            "papers_here": sum(paper.is_here for paper in papers),
            "papers_missing": any(paper.is_missing for paper in papers),
            "clock": clock_now(ticket, steps),
            "steps": steps[::-1],
            "typed": typed or self.request.POST.get("text", ""),
            "ready": canned.ready_for(ticket, self.request.POST.get("ready_term", "")) if ticket.is_open else [],
            "ready_open": bool(typed),
            "ready_sought": self.request.POST.get("act_now") == "find",
            "ready_term": self.request.POST.get("ready_term", ""),
            "waits": [(state.value, state.label) for state in WAITS if ticket.may_become(state)],
            "colleagues": self._colleagues() if ticket.state in OPEN else [],
            "may_work": self.person.may("tickets.work"),
            "short_name": receipts.short_name(ticket.person_name),
            "brought": receipts.brought_word(ticket),
        }
        return render(self.request, "desk/ticket.html", context, status=status)

    def _colleagues(self) -> list[tuple[int, str]]:
        return [(pk, name) for pk, name in people.choices() if pk != self.person.pk]


class TicketForm(OneTicket, FormView):
    """A page with one form of a ticket."""

    permission = "tickets.work"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.meta = f"{self.ticket.number} · {receipts.short_name(self.ticket.person_name)}"
        self.back = (self.ticket.number, self.url)
        return super().get_context_data(**kwargs)


class ProposeView(TicketForm):
    """Propose a further correction from a ticket."""

    permission = "corrections.propose"
    title = "Usulkan perbaikan"
    submit = "Ajukan usulan"
    form_class = WrongFieldsForm
    template_name = "desk/propose.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "ticket": self.ticket, "user": self.person}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        now = values_now(self.person, self.ticket.citizen)
        rows = [(*row, now.get(row[0], "")) for row in context["form"].wrong_rows()]
        urgent = tickets.urgent_word(self.ticket)
        fields = rules.urgent_fields() if urgent else ()
        may_add = self.person.may("papers.add")
        return {**context, "wrong_rows": rows, "urgent": urgent, "urgent_fields": fields, "may_add": may_add}

    def done(self, form: Any) -> str:
        data = form.cleaned_data
        try:
            links = services.propose_more(
                ticket=self.ticket, wrong=data["wrong_values"], actor=self.person, reason=data["reason"],
                proofs=form.proofs, new=form.new_paper,
            )  # fmt: skip
        except (ImpossibleValue, RefusedScan) as error:
            raise Refusal(str(error)) from error
        for words in crossing_sentences([link.request for link in links], self.person):
            messages.warning(self.request, words)
        return self.url


class TicketCloseView(TicketForm):
    """Close a ticket with its outcome."""

    title = "Tutup tiket"
    submit = "Tutup tiket"
    form_class = CloseForm
    template_name = "desk/close.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = tickets.changes_of(self.ticket)
        waiting = [link.request for link in changes if link.request.is_open]
        return {**super().get_context_data(**kwargs), "waiting": waiting}

    def done(self, form: Any) -> str:
        data = form.cleaned_data
        services.close(ticket=self.ticket, state=data["state"], outcome=data["outcome"], actor=self.person)
        return self.url


class TicketPaperView(TicketForm):
    """A paper came later, or its scan."""

    permission = "papers.add"
    submit = "Simpan berkas"
    form_class = PaperForm

    @cached_property
    def paper(self) -> TicketPaper:
        return get_object_or_404(self.ticket.papers.select_related("kind", "document", "ticket"), pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.paper.seen if self.paper.is_here else "copy"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.title = self.paper.kind.short_label
        return super().get_context_data(**kwargs)

    def done(self, form: Any) -> str:
        try:
            scan = joined(form.cleaned_data["scan"], turn=int(form.cleaned_data["turn"] or 0))
            if scan and self.paper.document_id and self.paper.seen == form.cleaned_data["seen"]:
                services.take_in_scan(paper=self.paper, upload=scan, actor=self.person)
            else:
                services.see_paper(paper=self.paper, seen=form.cleaned_data["seen"], upload=scan, actor=self.person)
        except RefusedScan as error:
            raise Refusal(str(error)) from error
        return self.url
