"""The head of a family died or the card was replaced: who follows, where each member goes, what would be lost."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.overview.forms import PlaceForm, SuccessionForm
from dtks.overview.forms.succession import GUARDIAN
from dtks.overview.queries.succession_papers import CARD, LETTER, OF_THE_DEAD, SuccessionPapers
from dtks.overview.views.tickets import FromTicket
from dtks.papers.models import Document, PaperKind
from dtks.papers.queries import MADE_BY_OFFICE, requirements_for
from dtks.papers.services import add_document
from dtks.registry.models import Citizen, Household, HouseholdMembership, LifeState, Relation
from dtks.registry.queries import members_of
from dtks.web.views import FormView
from verification.corrections.models import Act, Succession, SuccessionDraft
from verification.corrections.queries.permissions import tier_words
from verification.corrections.queries.succession import (
    candidates,
    continuity,
    head_of_card,
    new_cards_of,
    open_of,
    waiting_words,
)
from verification.corrections.services import (
    answered_by,
    drop_succession_draft,
    keep_succession_draft,
    place_member,
    propose_succession,
    tiers_of,
    waiting_membership,
    why_not_waiting,
)
from verification.matching.nik import clean_nik
from verification.monthly.queries.ahead import batch_ahead

LOOKS = ("tinjau", "letakkan", "tambah")  # buttons that only show the page again


class SuccessionPage(FromTicket, FormView):
    """One page: members old against new, the successor with guidance, programmes at risk; sent as one request."""

    permission = "corrections.propose"
    form_class = SuccessionForm
    template_name = "overview/succession.html"
    submit = "Ajukan pergantian"

    @cached_property
    def household(self) -> Household:
        user: Any = self.request.user
        cards = Household.objects.visible_to(user).filter(unit=Household.Unit.FAMILY).select_related("kelurahan")
        return get_object_or_404(cards, pk=self.kwargs["pk"], ended_on=None)

    @cached_property
    def members(self) -> list[HouseholdMembership]:
        """Members of the card; somebody of another area makes the whole card another one's business."""
        user: Any = self.request.user
        found = list(members_of(self.household))
        others = (
            user.area_codes() is not None
            and len(found)
            != Citizen.objects.visible_to(user).filter(pk__in=[each.citizen_id for each in found]).count()
        )
        if not found or others:
            raise Http404
        return found

    @cached_property
    def family_head(self) -> Citizen | None:
        living = next((each.citizen for each in self.members if each.relation == Relation.HEAD), None)
        return living or head_of_card(self.household)

    def about(self) -> Citizen:
        return self.family_head or self.members[0].citizen

    @property
    def act_code(self) -> str:
        return "HEAD_SUCCESSION" if self.leaving else "KK_CHANGE"

    @cached_property
    def leaving(self) -> Citizen | None:
        """The head who dies by this act; none where only the card is replaced."""
        return self.family_head if self.chosen("kind", Succession.Kind.DIED) == Succession.Kind.DIED else None

    @cached_property
    def draft(self) -> SuccessionDraft | None:
        """What this person typed of the card before and has not sent."""
        return SuccessionDraft.objects.filter(user=self.request.user, household=self.household).first()  # type: ignore[misc]

    @cached_property
    def typed(self) -> QueryDict | None:
        """What stands on the page: as it was sent, else as it was kept; None at first."""
        if self.request.method == "POST":
            return self.request.POST
        if self.draft is None:
            return None
        kept = QueryDict(mutable=True)
        for name, texts in self.draft.data.items():
            kept.setlist(name, texts)
        return kept

    def chosen(self, name: str, otherwise: str = "") -> str:
        """What was typed, or proposed at first."""
        said = self.typed.get(name) if self.typed is not None else ""
        return str(said or self.request.GET.get(name) or otherwise)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep it as a draft, show it again with what was typed and complain of nothing yet, or send it."""
        if "Padan-Ketik" in request.headers:
            return HttpResponse(self._keep(), content_type="text/plain")
        if "draf" in request.POST:
            messages.success(request, f"{self._keep()}. Buka lagi dari halaman keluarga ini kapan saja.")
            return redirect(request.get_full_path())
        if "buang" in request.POST:
            drop_succession_draft(user=request.user, household=self.household)  # type: ignore[arg-type]
            return redirect(request.get_full_path())
        if any(name in request.POST for name in LOOKS):
            return self.render_to_response(self.get_context_data(form=self.quiet_form()))
        return super().post(request, *args, **kwargs)

    def _keep(self) -> str:
        user: Any = self.request.user
        fields = dict(self.request.POST.lists())
        saved = keep_succession_draft(user=user, household=self.household, fields=fields)
        if saved is None:
            return "Sudah diajukan"  # typed before it went out, heard after it
        return f"Ketikan tersimpan {timezone.localtime(saved.saved_at):%H.%M}"

    def quiet_form(self) -> Any:
        """The form as typed, before anybody is told what is missing."""
        form = self.get_form()
        form.errors.clear()
        for row in form.newcomers:
            if not row.is_empty:
                row.errors.clear()
        return form

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **self.ticket_start(self.act_code)}

    def get_form_kwargs(self) -> dict[str, Any]:
        said = super().get_form_kwargs()
        if self.typed is not None:
            said["data"] = self.typed
        place = self.household.kelurahan
        return {
            **said, "members": self.members, "user": self.request.user, "leaving": self.leaving,
            "candidates": self.candidates, "papers": self.papers_around, "kelurahan": place.code if place else "",
            "open_row": self.request.POST.get("letakkan", ""),
        }  # fmt: skip

    @property
    def by_guardian(self) -> bool:
        """Whether a guardian is chosen, or nobody of the card may follow: then his letter is among the papers."""
        nobody = not any(each.allowed for each in self.candidates)
        return self.chosen("successor_id", GUARDIAN if nobody else "") == GUARDIAN

    @cached_property
    def papers_around(self) -> SuccessionPapers:
        """What the act asks for today, and what the archive holds of these people."""
        rules = requirements_for("DATA", self.act_code, timezone.localdate())
        people = [each.citizen_id for each in self.members] + ([self.leaving.pk] if self.leaving else [])
        found = Document.objects.filter(citizen__in=people).select_related("kind", "citizen")
        letter = PaperKind.objects.filter(code=LETTER).first() if self.by_guardian else None
        return SuccessionPapers(
            needed=[rule for rule in rules if rule.paper.code not in MADE_BY_OFFICE],
            archived=list(found.exclude(form=Document.Form.EXPIRED)), leaving=self.leaving,
            letter=letter, place=str(self.household.kelurahan or "kelurahan"),
        )  # fmt: skip

    @cached_property
    def deciders(self) -> list[str]:
        """Who decides after this person, in order and in words."""
        user: Any = self.request.user
        row = Act.objects.filter(code=self.act_code).first()
        tiers = tiers_of(row, [mandate.role for mandate in user.mandates_today]) if row else []
        return [tier_words(tier) for tier in tiers]

    @cached_property
    def candidates(self) -> list[Any]:
        today = timezone.localdate()
        return candidates(self.members, today, without=[self.leaving.pk] if self.leaving else [])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or (self.quiet_form() if self.typed is not None else self.get_form())
        kwargs["form"] = form
        user: Any = self.request.user
        people = [each.citizen for each in self.members]
        people += [self.leaving] if self.leaving and self.leaving not in people else []
        if self.request.method == "GET":
            log_read(user=user, act=ReadLog.Act.OPEN, subject="household", subject_id=self.household.pk)
        successor, counts, waiting = form.chosen_successor(), form.counts(), form.waiting()
        lines = continuity(people, leaving=self.leaving, successor=successor, waiting=waiting, joins=counts["joins"])
        papers = form.paper_lines()
        return super().get_context_data(
            title=f"Keluarga {self.family_head or self.members[0].citizen}",
            back=(self.ticket.number, self.ticket.get_absolute_url())
            if self.ticket
            else ("Keluarga", reverse("overview:household", args=[self.household.pk])),
            ticket_words=self.ticket_words(self.act_code),
            household=self.household,
            died=self.leaving is not None,
            head_is_dead=self.family_head is not None and self.family_head.life_state == LifeState.DECEASED,
            counts=counts, waiting=waiting, waiting_words=waiting_words(waiting),
            lines=lines, at_risk=sum(line.lost for line in lines),
            batch=batch_ahead(),
            requests=open_of(people),
            successor=successor, who_follows=successor or "wali", too_young=_too_young(self.candidates),
            papers=papers, papers_there=sum(line.is_there for line in papers),
            papers_missing=sum(line.is_missing for line in papers), other_papers=self.papers_around.others,
            steps=[("Anda", 1), *((word, place) for place, word in enumerate(self.deciders, start=2))], current=1,
            first_decider=next(iter(self.deciders), "pemutus"),
            draft=self.draft if self.request.method == "GET" and self.typed is not None else None,
            may_ask=user.may("sources.ask"),
            **kwargs,
        )  # fmt: skip

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        said = form.cleaned_data
        request = self.propose(
            self.act_code,
            lambda whence: propose_succession(
                household=self.household, kind=said["kind"], event_on=said["event_on"], successor=form.successor,
                places=form.places(), newcomers=form.joining(), maker=user, reason=said["reason"],
                documents=self.papers(form), guardian_number=form.guardian_number, urgent_reason=said["urgent"],
                whence=whence,
            ),
        )  # fmt: skip
        drop_succession_draft(user=user, household=self.household)
        if answered := answered_by(request):
            numbers = ", ".join(each.number for each in answered)
            messages.info(self.request, f"{numbers} dari Disdukcapil dijawab pergantian ini, tidak diputus sendiri.")
        words = waiting_words(form.waiting())
        after = f" {words} menyusul sebagai perkara sendiri." if words else ""
        messages.success(
            self.request, f"Pergantian diajukan sebagai {request.number}. Orang lain yang memutuskan.{after}"
        )
        return self.after(request.get_absolute_url())

    def papers(self, form: Any) -> list[Document]:
        """Papers from the archive that were ticked, and those seen today; the scan goes with the first of these."""
        user: Any = self.request.user
        cited = set(form.cleaned_data["papers"])
        found = [each for each in self.papers_around.archived if str(each.pk) in cited]
        scan = form.cleaned_data.get("scan")
        tokens = [token.partition("-") for token in form.cleaned_data["seen"]]
        kinds = PaperKind.objects.in_bulk([int(pk) for pk, _, _ in tokens])
        for pk, _, card in tokens:
            kind = kinds[int(pk)]
            owner = self._owner(kind, form.used.get(card), form.successor)
            reads = (
                {"kk_number": clean_nik(form.cleaned_data.get(f"card_{card}", ""))} if owner == form.successor else {}
            )
            form_of = Document.Form.ORIGINAL
            paper = add_document(citizen=owner, kind=kind, form=form_of, seen_by=user, upload=scan, readings=reads)
            found.append(paper)
            scan = None
        return found

    def _owner(self, kind: PaperKind, head: Citizen | None, successor: Citizen) -> Citizen:
        """Whose paper it is: that of a death of the dead, a new card of its head, all else of who follows."""
        if kind.code in OF_THE_DEAD and self.leaving:
            return self.leaving
        return head if kind.code == CARD and head else successor


def _too_young(found: list[Any]) -> str:
    """Who may not follow yet, for the rule under the list."""
    names = [f"{each.citizen.name} ({each.citizen.age})" for each in found if not each.allowed and each.citizen.age]
    return ", ".join(names[:4])


class PlaceMember(FormView):
    """Who stood on no new card gets his place: on one of the new cards, or on one whose number is typed."""

    permission = "corrections.propose"
    form_class = PlaceForm
    template_name = "overview/place.html"
    submit = "Ajukan tempatnya"

    @cached_property
    def citizen(self) -> Citizen:
        user: Any = self.request.user
        people = Citizen.objects.visible_to(user).select_related("kelurahan")
        return get_object_or_404(people, pk=self.kwargs["citizen"], memberships__household=self.kwargs["pk"],
                                 memberships__ended_on=None)  # fmt: skip

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; for who has a place his page, with the reason."""
        if waiting_membership(self.citizen) is None:
            messages.info(request, why_not_waiting(self.citizen))
            return redirect(reverse("overview:household", args=[self.kwargs["pk"]]))
        log_read(user=request.user, act=ReadLog.Act.OPEN, subject="citizen", subject_id=self.citizen.pk)  # type: ignore[arg-type]
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        rules = requirements_for("DATA", "KK_CHANGE", timezone.localdate())
        needed = [rule for rule in rules if rule.paper.code not in MADE_BY_OFFICE]
        cards = new_cards_of(self.citizen, self.request.user)  # type: ignore[arg-type]
        return {**super().get_form_kwargs(), "citizen": self.citizen, "cards": cards, "needed": needed}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = ("Keluarga", reverse("overview:household", args=[self.kwargs["pk"]]))
        meta = "Tidak ada di KK baru keluarganya. Orang lain yang memutuskan; bantuannya tetap dalam catatan keluarga."
        return super().get_context_data(
            title=f"Letakkan {self.citizen.name}", meta=meta, back=back, citizen=self.citizen, **kwargs
        )

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        said, scan = form.cleaned_data, form.cleaned_data.get("scan")
        papers = []
        for kind in said["seen"]:
            papers.append(
                add_document(citizen=self.citizen, kind=kind, form=Document.Form.ORIGINAL, seen_by=user, upload=scan)
            )
            scan = None
        made = place_member(
            citizen=self.citizen, number=form.number, relation=said["relation"], maker=user, documents=papers,
            reason=said["reason"],
        )  # fmt: skip
        messages.success(self.request, f"Tempat {self.citizen.name} diajukan sebagai {made.number}.")
        return made.get_absolute_url()
