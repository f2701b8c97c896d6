"""Take in a citizen on one screen: search, matter, papers, one save."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from consultation.desk import services
from consultation.desk.forms import ACT_WORDS, NEW, WRONG, IntakeForm, uuid_of
from consultation.desk.models import Kind, Ticket, TicketPaper
from consultation.desk.queries import hall, receipts, rules, tickets
from consultation.desk.views.receipts import keep_secret, pdf_answer
from dtks.accounts.models import User
from dtks.accounts.services import log_search
from dtks.papers.models import Document
from dtks.papers.queries import PROVES, fields_proved_by
from dtks.registry.models import Citizen
from dtks.registry.queries import display_text, search_citizens, value_text
from dtks.registry.services import ImpossibleValue
from dtks.web.masking import mask, may_see_numbers
from dtks.web.views import RoomView
from verification.corrections.queries import crossing_sentences
from verification.matching.dates import parse_date

KEPT = "kept_intake"  # what was typed when the session had ended, kept through the sign-in
SALT = "desk.intake"
_NUMBERS = {"nik", "kk_number"}


class IntakeBase(RoomView):
    """What the screen and its parts share: whatever is sent is kept, also when the session has ended."""

    permission = "tickets.open"

    def handle_no_permission(self) -> Any:
        request = self.request
        if request.method == "POST" and not request.user.is_authenticated and "who" in request.POST:
            request.session[KEPT] = dict(request.POST.lists())
        return super().handle_no_permission()

    @property
    def person(self) -> User:
        return cast("User", self.request.user)

    def page(self, form: IntakeForm, typed: QueryDict, *, show_errors: bool = False, status: int = 200) -> HttpResponse:
        """The whole screen with what is typed."""
        context = {"form": form, "show_errors": show_errors, **screen(self.person, typed, form)}
        return render(self.request, "desk/intake.html", context, status=status)


def screen(user: User, typed: QueryDict, form: IntakeForm) -> dict[str, Any]:
    """Names that the screen and its parts show: hits, the chosen citizen, open matters, papers, key."""
    citizen = chosen(user, typed.get("citizen", ""))
    follows = parts(user, typed, citizen)
    return {
        "title": "Terima warga",
        "current": hall.current_of(user),
        "key": typed.get("key") or str(uuid4()),
        "who": signing.dumps(user.pk, salt=SALT),
        "typed": typed,
        "citizen": citizen,
        "is_new": typed.get("citizen") == NEW,
        **hits(user, typed, form.alike),
        **follows,
        "act_choices": [
            (kind, [(act, ACT_WORDS[act]) for act in acts]) for kind, acts in rules.ACTS.items() if len(acts) > 1
        ],
        "wrong_rows": [(*row, follows["now"].get(row[0], "")) for row in form.wrong_rows()],
    }


def chosen(user: User, text: str) -> Citizen | None:
    """The citizen of a choice, if the person may see him."""
    if not text.isdecimal():
        return None
    return Citizen.objects.visible_to(user).select_related("kelurahan").filter(pk=text).first()


def hits(user: User, typed: QueryDict, alike: Sequence[Citizen] = ()) -> dict[str, Any]:
    """Citizens that the term may mean, each with how much is open; the chosen one stays among them.

    Who may be the one that is written down as new stands in place of the search.
    """
    term = typed.get("term", "").strip()
    found = list(alike)
    if not found and len(term) >= 2:
        found = [hit.citizen for hit in search_citizens(user=user, term=term, limit=6)]
    citizen = chosen(user, typed.get("citizen", ""))
    if citizen and citizen.pk not in {each.pk for each in found}:
        found.insert(0, citizen)
    counts = tickets.open_counts(found)
    return {
        "term": term,
        "hits": [(each, counts.get(each.pk, 0)) for each in found],
        "only_hit": len(found) == 1 and not typed.get("citizen"),
    }


def sought(user: User, typed: QueryDict) -> dict[str, Any]:
    """The hits of a search that was asked for, which is written down."""
    found = hits(user, typed)
    if found["term"]:
        log_search(user=user, found=len(found["hits"]), where="Terima warga")
    return found


def parts(user: User, typed: QueryDict, citizen: Citizen | None) -> dict[str, Any]:
    """What follows from the choices: open matters, values now, papers with what was ticked."""
    kind = typed.get("kind", "")
    wrong = typed.getlist("wrong") if kind == Kind.CORRECTION else []
    needs: list[tuple[rules.Need, str, str, str, str]] = []
    if kind in Kind.values:
        act = rules.act_of(kind, ticked=typed.get("act", ""), wrong=wrong, urgent_reason=typed.get("urgent_reason", ""))
        found = rules.needs_of(
            acts=rules.acts_of(act, wrong), programmes=typed.getlist("programmes"), on=timezone.localdate()
        )
        place = citizen.kelurahan.name if citizen and citizen.kelurahan else ""
        needs = [
            (
                need, typed.get(f"paper-{need.kind.code}", ""), typed.get(f"issued-{need.kind.code}", ""),
                need.kind.place_in(place), proved_words(need.kind.code, wrong),
            )
            for need in found
        ]  # fmt: skip
    asked = [row for row in needs if row[0].mandatory == "yes"]
    here = sum(row[1] in {"original", "copy"} for row in asked)
    return {
        "matters": tickets.open_matters(citizen=citizen, user=user, wrong=wrong) if citizen else [],
        "linked": typed.getlist("link"),
        "say": receipts.compared_words(citizen) if citizen else "",
        "now": values_now(user, citizen),
        "needs": needs,
        "seen_choices": TicketPaper.Seen.choices,
        "papers_asked": len(asked),
        "papers_here": here,
        "papers_missing": len(asked) - here,
        "papers_until": tickets.papers_until(timezone.localdate()) if len(asked) > here else None,
        "rules_since": max((row[0].rule.valid_from for row in needs), default=None),
        "citizen": citizen,
    }


def unopened(user: User, typed: QueryDict) -> tuple[Ticket, list[TicketPaper]]:
    """What is typed as a ticket that nobody saved, and its papers as they were ticked."""
    citizen, today = chosen(user, typed.get("citizen", "")), timezone.localdate()
    found = parts(user, typed, citizen)
    ticket = Ticket(
        kind=typed.get("kind", ""), programmes=typed.getlist("programmes"), citizen=citizen,
        given={"name": typed.get("c_name", "").strip()}, kelurahan=citizen.kelurahan if citizen else None,
        brought_by=typed.get("brought_by") or "SENDIRI", brought_by_name=typed.get("brought_by_name", "").strip(),
        opened_by=user, papers_until=found["papers_until"],
    )  # fmt: skip
    papers = []
    for need, seen, issued, _, _ in found["needs"]:
        day = parse_date(issued, today).date if issued else None
        papers.append(
            TicketPaper(
                kind=need.kind,
                rule=need.rule,
                mandatory=need.mandatory,
                document=Document(issued_on=day),
                seen=seen if seen in TicketPaper.Seen.values else TicketPaper.Seen.NONE,
            )
        )
    return ticket, papers


def proved_words(code: str, wrong: list[str]) -> str:
    """bukti NIK dan Nama: which of the wrong fields a paper proves."""
    proved = fields_proved_by(code, wrong) if code in PROVES else []
    return f"bukti {tickets.joined(Citizen.FIELDS[name] for name in proved)}" if proved else ""


def values_now(user: User, citizen: Citizen | None) -> dict[str, str]:
    """What the register holds of each field that can be proposed, masked as the role demands."""
    if citizen is None:
        return {}
    full = may_see_numbers(user)
    found = {name: value_text(citizen, name) for name in WRONG}
    return {
        name: (text if full else mask(text)) if name in _NUMBERS else display_text(name, text)
        for name, text in found.items()
        if text
    }


class IntakeView(IntakeBase):
    """The screen. Without JavaScript its buttons do what htmx does with it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        self._take_back()
        typed = query_of(services.draft_of(self.person))
        if citizen := request.GET.get("warga"):
            typed["citizen"] = citizen
        return self.page(self._form(typed), typed)

    def _take_back(self) -> None:
        """What was typed before the session ended comes back, to the person who typed it."""
        kept = self.request.session.pop(KEPT, None)
        if not kept:
            return
        try:
            who = signing.loads(kept.pop("who", [""])[0], salt=SALT, max_age=86400)
        except signing.BadSignature:
            return
        if who == self.person.pk:
            services.keep_draft(user=self.person, fields=kept)
            messages.info(self.request, "Sesi tadi berakhir. Ketikan Anda masih ada.")

    def _form(self, typed: QueryDict) -> IntakeForm:
        """The form with what is typed, not yet judged."""
        initial: dict[str, Any] = {name: typed.get(name) for name in typed}
        initial |= {name: typed.getlist(name) for name in ("wrong", "programmes")}
        if typed:
            initial["register"] = "register" in typed or typed.get("citizen") != NEW
        return IntakeForm(user=self.person, initial=initial)

    def post(self, request: HttpRequest) -> HttpResponse:
        act = request.POST.get("act_now", "find")
        typed = request.POST.copy()
        if act == "clear":
            services.drop_draft(user=self.person)
            return redirect("desk:intake")
        if act == "save":
            return self._save(typed)
        services.keep_draft(user=self.person, fields=dict(request.POST.lists()))
        if act == "slip":
            return self._slip(typed)
        if act == "draft":
            messages.success(request, "Draf tersimpan. Buka Terima warga untuk melanjutkan.")
            return redirect("desk:intake")
        if act == "find":
            found = sought(self.person, typed)
            if found["only_hit"]:
                typed["citizen"] = str(found["hits"][0][0].pk)
        return self.page(self._form(typed), typed)

    def _slip(self, typed: QueryDict) -> HttpResponse:
        """The slip of what is missing, for somebody who only asked: no ticket is opened."""
        ticket, papers = unopened(self.person, typed)
        if not any(paper.is_missing for paper in papers):
            messages.info(self.request, "Slip memuat berkas yang kurang. Pilih dulu jenis layanan dan tandai berkas.")
            return self.page(self._form(typed), typed)
        return pdf_answer("desk/slip.typ", receipts.slip_data(ticket=ticket, papers=papers), "a5", "slip-berkas.pdf")

    def _save(self, typed: QueryDict) -> HttpResponse:
        form = IntakeForm(typed, user=self.person)
        key = uuid_of(typed.get("key", "")) or uuid4()
        if form.is_valid():
            try:
                opened = services.open_ticket(intake=form.intake(), actor=self.person, key=key)
            except services.KeyUsed as used:
                typed["key"] = str(uuid4())
                form.add_error(None, str(used))
            except ImpossibleValue as error:
                form.add_error(None, str(error))
            else:
                keep_secret(self.request, opened)
                made = opened.ticket.changes.select_related("request__act", "request__citizen")
                for words in crossing_sentences([each.request for each in made], self.person):
                    messages.warning(self.request, words)
                return redirect("desk:receipt", number=opened.ticket.number)
        services.keep_draft(user=self.person, fields=dict(typed.lists()))
        return self.page(form, typed, show_errors=True, status=422)


def query_of(fields: dict[str, Any]) -> QueryDict:
    """Kept fields as the screen would send them."""
    query = QueryDict(mutable=True)
    for name, texts in fields.items():
        query.setlist(name, texts)
    return query


class IntakeHitsView(IntakeBase):
    """Hits while one types (htmx)."""

    def post(self, request: HttpRequest) -> HttpResponse:
        return render(request, "desk/_hits.html", {"typed": request.POST, **sought(self.person, request.POST)})


class IntakePartsView(IntakeBase):
    """Open matters, values now and papers after a choice (htmx)."""

    def post(self, request: HttpRequest) -> HttpResponse:
        citizen = chosen(self.person, request.POST.get("citizen", ""))
        context = {"typed": request.POST, "swap": True, **parts(self.person, request.POST, citizen)}
        return render(request, "desk/_parts.html", context)


class IntakeDraftView(IntakeBase):
    """Keep what is typed, every few seconds."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        draft = services.keep_draft(user=self.person, fields=dict(request.POST.lists()))
        return HttpResponse(f"Ketikan tersimpan {timezone.localtime(draft.saved_at):%H.%M}", content_type="text/plain")
