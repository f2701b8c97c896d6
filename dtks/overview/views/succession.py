"""The head of a family died or the card was replaced: who follows, where each member goes, what would be lost."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.office.queries import next_window
from dtks.overview.forms import SuccessionForm
from dtks.overview.views.tickets import FromTicket
from dtks.papers.models import Document
from dtks.papers.queries import MADE_BY_OFFICE, requirements_for
from dtks.papers.services import add_document
from dtks.registry.models import Citizen, Household, HouseholdMembership, LifeState, Relation
from dtks.registry.queries import members_of
from dtks.web.views import FormView
from verification.corrections.models import Succession
from verification.corrections.queries.succession import candidates, continuity, head_of_card, open_of
from verification.corrections.services import propose_succession


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

    def chosen(self, name: str, otherwise: str = "") -> str:
        """What was typed, or proposed at first."""
        return str(self.request.POST.get(name) or self.request.GET.get(name) or otherwise)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Preview renders the same page with what was typed, and complains of nothing yet; anything else sends it."""
        if "tinjau" in request.POST:
            form = self.get_form()
            form.errors.clear()
            return self.render_to_response(self.get_context_data(form=form))
        return super().post(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **self.ticket_start(self.act_code)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(), "members": self.members, "user": self.request.user, "leaving": self.leaving,
            "candidates": self.candidates, "needed": self.needed,
        }  # fmt: skip

    @cached_property
    def candidates(self) -> list[Any]:
        today = timezone.localdate()
        return candidates(self.members, today, without=[self.leaving.pk] if self.leaving else [])

    @cached_property
    def needed(self) -> list[Any]:
        """Papers that the act asks for today."""
        rules = requirements_for("DATA", self.act_code, timezone.localdate())
        return [rule for rule in rules if rule.paper.code not in MADE_BY_OFFICE]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()
        kwargs["form"] = form
        people = [each.citizen for each in self.members]
        people += [self.leaving] if self.leaving and self.leaving not in people else []
        if self.request.method == "GET":
            log_read(user=self.request.user, act=ReadLog.Act.OPEN, subject="household", subject_id=self.household.pk)  # type: ignore[arg-type]
        successor = form.chosen_successor()
        lines = continuity(people, leaving=self.leaving, successor=successor)
        counts = form.counts()
        return super().get_context_data(
            title=f"Keluarga {self.family_head or self.members[0].citizen}",
            back=(self.ticket.number, self.ticket.get_absolute_url())
            if self.ticket
            else ("Keluarga", reverse("overview:household", args=[self.household.pk])),
            ticket_words=self.ticket_words(self.act_code),
            household=self.household,
            died=self.leaving is not None,
            head_is_dead=self.family_head is not None and self.family_head.life_state == LifeState.DECEASED,
            counts=counts,
            lines=lines,
            at_risk=sum(line.lost for line in lines),
            window=next_window(timezone.localdate()),
            requests=open_of(people),
            successor=successor,
            **kwargs,
        )

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        said = form.cleaned_data
        request = self.propose(
            self.act_code,
            lambda whence: propose_succession(
                household=self.household, kind=said["kind"], event_on=said["event_on"], successor=form.successor,
                places=form.places(), maker=user, reason=said["reason"], documents=self.papers(form),
                guardian_number=form.guardian_number, urgent_reason=form.cleaned_data["urgent"], whence=whence,
            ),
        )  # fmt: skip
        messages.success(self.request, f"Pergantian diajukan sebagai {request.number}. Orang lain yang memutuskan.")
        return self.after(request.get_absolute_url())

    def papers(self, form: Any) -> list[Document]:
        """Papers from the archive that were ticked, and those seen today; the scan goes with the first of these."""
        user: Any = self.request.user
        found = list(form.cleaned_data["papers"])
        scan = form.cleaned_data.get("scan")
        for kind in form.cleaned_data["seen"]:
            owner = self.leaving if kind.code in ("AKTA_MATI", "SK_MATI") and self.leaving else form.successor
            found.append(
                add_document(citizen=owner, kind=kind, form=Document.Form.ORIGINAL, seen_by=user, upload=scan)
            )  # fmt: skip
            scan = None
        return found
