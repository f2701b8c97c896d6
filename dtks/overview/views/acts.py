"""The acts of the office on a citizen and the family: one page for all of them, the effect shown before it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from consultation.minutes.models import Item
from consultation.minutes.queries.naming import items_naming
from consultation.visits.models import Visit
from consultation.visits.queries import checked_visits
from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.office.queries import next_window
from dtks.overview.forms import FamilyActForm
from dtks.overview.views.tickets import FromTicket
from dtks.papers.models import Document
from dtks.papers.services import add_document
from dtks.registry.models import Citizen, HouseholdMembership, LifeState, Relation
from dtks.registry.queries import family_of, members_of
from dtks.web.views import FormView, PageView
from verification.corrections.models import Act, ChangeRequest, SuccessionDraft
from verification.corrections.queries.act_forms import ActForm, Effect, act_forms, acts_by_heading, effects
from verification.corrections.queries.evidence import VISIT_COUNTS, papers_by, requirements_of
from verification.corrections.queries.outcomes import Outcome, choices_for
from verification.corrections.queries.permissions import tier_words
from verification.corrections.queries.succession import open_of
from verification.corrections.services import OpenAlready, Whence, propose_act, replace, tiers_of

NOBODY_MET = ("41", "42", "63")  # outcome_codes.csv
WITHDRAWABLE = (ChangeRequest.State.SUBMITTED, ChangeRequest.State.RETURNED)


class OfCitizen(FromTicket):
    """What the pages of acts share: the citizen of the person's areas, and the ticket they were opened from."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def citizen(self) -> Citizen:
        user: Any = self.request.user
        return get_object_or_404(Citizen.objects.visible_to(user).select_related("kelurahan"), pk=self.kwargs["pk"])

    def about(self) -> Citizen:
        return self.citizen

    def way_back(self, label: str, url: str) -> tuple[str, str]:
        """To the ticket, else to the page above."""
        return (self.ticket.number, self.ticket.get_absolute_url()) if self.ticket else (label, url)


class Acts(OfCitizen, PageView):
    """Which act fits: under four headings, each with who decides and what it takes."""

    permission = "corrections.propose"
    template_name = "overview/acts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        card, user = family_of(self.citizen), self.request.user
        drafts = SuccessionDraft.objects.filter(user=user, household=card) if card else None  # type: ignore[misc]
        return super().get_context_data(
            title="Tindakan",
            meta=f"{self.citizen.name}. Pilih yang terjadi; akibatnya tampak sebelum diajukan.",
            back=self.way_back(self.citizen.name, self.citizen.get_absolute_url()),
            query=self.query,
            draft=drafts.first() if drafts is not None else None,
            citizen=self.citizen,
            headings=acts_by_heading(),
            succession_url=reverse("overview:succession", args=[card.pk]) if card and not card.ended_on else "",
            **kwargs,
        )


class ActPage(OfCitizen, FormView):
    """One act. The first click shows what it would do; only what was shown is sent."""

    permission = "corrections.propose"
    form_class = FamilyActForm
    template_name = "overview/act.html"
    other: ChangeRequest | None = None

    @cached_property
    def act(self) -> ActForm:
        found = act_forms().get(self.kwargs["act"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def row(self) -> Act:
        return get_object_or_404(Act, code=self.act.code)

    @cached_property
    def members(self) -> list[HouseholdMembership]:
        """Members of the card whom the person may see; somebody of another area is not touched from here."""
        user: Any = self.request.user
        card = family_of(self.citizen)
        found = list(members_of(card)) if card else []
        if user.area_codes() is None:
            return found
        ids = [each.citizen_id for each in found]
        seen = set(Citizen.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
        return [each for each in found if each.citizen_id in seen]

    @cached_property
    def needed(self) -> list[Any]:
        """Papers of the act, those of the office among them: a berita acara is shown like any other."""
        return requirements_of(self.act.code, timezone.localdate())

    @cached_property
    def family(self) -> list[Citizen]:
        """Everybody whom the act may touch and the person may see."""
        return [self.citizen, *(each.citizen for each in self.members if each.citizen_id != self.citizen.pk)]

    @cached_property
    def items(self) -> list[Item]:
        """Items of berita acara that say it of the family."""
        return items_naming(self.family, self.act.code) if "minutes" in self.act.asks else []

    @cached_property
    def visits(self) -> list[Visit]:
        """Checked visits of the family that still count; where the act asks for two, those that found nobody."""
        if not (self.row.needs_visit or "visits" in self.act.asks):
            return []
        found = checked_visits(Q(citizen__in=self.family), timezone.localdate() - VISIT_COUNTS)
        return [each for each in found if "visits" not in self.act.asks or each.outcome in NOBODY_MET]

    @cached_property
    def replaced(self) -> ChangeRequest | None:
        """One's own open request that is withdrawn for this one."""
        user: Any = self.request.user
        number = self.request.POST.get("ganti", "")
        return ChangeRequest.objects.filter(pk=number, maker=user).first() if number.isdecimal() else None

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """Outcomes among which the maker chooses, the likeliest first; most acts have one, and ask for none."""
        return choices_for(self.act.code, self.citizen) if "outcome" in self.act.asks else []

    def asked(self, outcome: Outcome | None) -> list[tuple[str, str]]:
        """The papers of the act and of the outcome, each with how much it is asked for; once each."""
        of_act = papers_by(self.row, self.needed, None)
        of_outcome = [each for each in papers_by(self.row, self.needed, outcome) if each not in of_act]
        told = {kind for each in of_outcome for kind in each["kinds"]}
        return [
            *((rule.paper.label, rule.get_mandatory_display()) for rule in self.needed if rule.paper_id not in told),
            *((each["label"], "wajib menurut sebabnya") for each in of_outcome),
        ]

    @cached_property
    def succession_url(self) -> str:
        """Where a death belongs that leaves a family without its head: the successor goes along in one request."""
        leads = any(each.citizen_id == self.citizen.pk and each.relation == Relation.HEAD for each in self.members)
        living = [each for each in self.members if each.citizen.life_state == LifeState.ALIVE]
        if self.act.code != "DEATH" or not leads or len(living) < 2:
            return ""
        return f"{reverse('overview:succession', args=[self.members[0].household_id])}?kind=died"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **self.ticket_start(self.act.code)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(), "act": self.act, "citizen": self.citizen, "members": self.members,
            "user": self.request.user, "needed": self.needed, "outcomes": self.outcomes,
            "urgent": self.row.urgent_allowed, "items": self.items, "visits": self.visits,
        }  # fmt: skip

    def effects_of(self, form: Any) -> list[Effect]:
        """What stands on the page, as effects person by person."""
        programmes = list(form["programmes"].value() or []) if "programmes" in form.fields else []
        family = [each.citizen for each in self.members]
        return effects(self.act, form.values(), programmes=programmes, family=family)

    def form_valid(self, form: Any) -> HttpResponse:
        """Sent only if exactly this effect was on the screen before."""
        if self.request.POST.get("terlihat") != _digest(self.effects_of(form), form.outcome()):
            return self.render_to_response(self.get_context_data(form=form, seen=True))
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        """What is open already and says something else stands beside what was typed; that can be sent in its place."""
        if self.other is None:
            return super().form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form, seen=True), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", None) or self.get_form()
        kwargs["form"] = form
        user: Any = self.request.user
        if self.request.method == "GET":
            log_read(user=user, act=ReadLog.Act.OPEN, subject="citizen", subject_id=self.citizen.pk)
        found = self.effects_of(form)
        tiers = tiers_of(self.row, [mandate.role for mandate in user.mandates_today])
        seen, outcome = kwargs.pop("seen", False), form.outcome()
        return super().get_context_data(
            title=self.row.label, meta=f"{self.act.sentence} {self.ticket_words(self.act.code)}".strip(),
            citizen=self.citizen, act=self.act, row=self.row,
            effects=found, seen=seen, digest=_digest(found, outcome) if seen else "", outcome=outcome,
            asked=self.asked(outcome), missing=self.row.rule.evidence_for(outcome.code if outcome else ""),
            deciders=" lalu ".join(tier_words(tier) for tier in tiers), succession_url=self.succession_url,
            requests=open_of([each.citizen for each in found]) if found else [],
            window=next_window(timezone.localdate()), visits=self.visits, other=self.other,
            replaceable=self.other and self.other.maker_id == user.pk and self.other.state in WITHDRAWABLE,
            back=self.way_back("Tindakan", reverse("overview:acts", args=[self.citizen.pk])), **kwargs,
        )  # fmt: skip

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        said, outcome = form.cleaned_data, form.outcome()

        def make(whence: Whence | None) -> ChangeRequest:
            return propose_act(
                form=self.act, citizen=self.citizen, values=form.values(), maker=user, event_on=said.get("event_on"),
                details=form.details(), documents=self.papers(form), cited=form.cited(),
                urgent_reason=said.get("urgent", ""), outcome=outcome.code if outcome else "", whence=whence,
                reason=". ".join(filter(None, [outcome.words if outcome else "", said["reason"]])),
            )  # fmt: skip

        try:
            made = self._made(make)
        except OpenAlready as refusal:
            self.other = refusal.request
            raise
        messages.success(self.request, f"{self.row.label} diajukan sebagai {made.number}. Orang lain yang memutuskan.")
        return self.after(made.get_absolute_url())

    def _made(self, make: Callable[[Whence | None], ChangeRequest]) -> ChangeRequest:
        old = self.replaced
        if old is None:
            return self.propose(self.act.code, make)
        user: Any = self.request.user
        return replace(request=old, actor=user, make=lambda: self.propose(self.act.code, make))

    def papers(self, form: Any) -> list[Document]:
        """Those of the archive that were ticked, and those seen today; the scan goes with the first of these."""
        user: Any = self.request.user
        found, scan = list(form.cleaned_data.get("papers", [])), form.cleaned_data.get("scan")
        for kind in form.cleaned_data.get("seen", []):
            form_of = Document.Form.ORIGINAL
            found.append(add_document(citizen=self.citizen, kind=kind, form=form_of, seen_by=user, upload=scan))
            scan = None
        return found


def _digest(found: list[Effect], outcome: Outcome | None) -> str:
    """What was on the screen, short; the papers follow from the outcome."""
    text = repr([outcome and outcome.code, *((each.citizen.pk, each.changes, each.aid) for each in found)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
