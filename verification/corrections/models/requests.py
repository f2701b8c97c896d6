"""A change request and its fields: what is proposed, on what basis, how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.papers.models import Document
from dtks.registry.models import Citizen, Household
from verification.corrections.models.acts import Act

if TYPE_CHECKING:
    from dtks.accounts.models import User
    from verification.corrections.models.plans import ActPlan
    from verification.corrections.models.successions import Succession


class Origin(models.TextChoices):
    """Where a proposal comes from. Machine origins have no maker."""

    EXTRACT = "extract", "ekstrak Disdukcapil"
    LIST = "list", "daftar pusat"
    VITAL_EVENT = "vital_event", "peristiwa kependudukan"
    DESK = "desk", "tiket loket"
    CITIZEN_PAGE = "citizen_page", "halaman warga"
    VISIT = "visit", "kunjungan"
    MINUTES = "minutes", "berita acara"
    REVERSAL = "reversal", "pembalikan"
    ADJUDICATION = "adjudication", "putusan NIK ganda"


PLANNED_ACTS = ("HEAD_SUCCESSION", "KK_CHANGE")
# Acts whose form may carry a plan for the other members of the family (data/act_forms.csv).
FAMILY_ACTS = (
    "NEW_PROPOSAL", "ADD_MEMBER", "MOVE_IN", "MOVE_INSIDE", "SPLIT", "MERGE", "MEMBER_OUT", "PENGURUS_CHANGE", "DEATH",
    "MOVE_OUT", "GRADUATE", "NOT_FOUND", "REFUSE_AID", "REACTIVATE_PBI", "DESIL_REVIEW", "DUPLICATE",
)  # fmt: skip
OBJECTION_DAYS = timedelta(days=14)  # assumed, domain.md 14
MACHINE_ORIGINS = (Origin.EXTRACT, Origin.LIST, Origin.VITAL_EVENT)


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    def visible_to(self, user: User) -> ChangeRequestQuerySet:
        """Requests about citizens of the areas in which the person works."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes("corrections.see"), "citizen__kelurahan"))

    def undecided(self) -> ChangeRequestQuerySet:
        """Requests that wait for a decision."""
        return self.filter(state=ChangeRequest.State.SUBMITTED)

    def open(self) -> ChangeRequestQuerySet:
        """Requests on which somebody still has to act."""
        return self.filter(state__in=ChangeRequest.OPEN_STATES)


@pghistory.track(exclude=["claimed_by", "claimed_until", "worst_verdict"])
class ChangeRequest(models.Model):
    """One proposal to change a citizen. Its values are frozen once it is submitted."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", "menunggu putusan"
        RETURNED = "returned", "dikembalikan untuk diperbaiki"
        APPROVED = "approved", "disetujui, belum diterapkan"
        APPLY_FAILED = "apply_failed", "gagal diterapkan"
        APPLIED = "applied", "diterapkan"
        REFUSED = "refused", "ditolak"
        NOTHING_TO_DO = "nothing_to_do", "tidak ada perubahan"
        WITHDRAWN = "withdrawn", "ditarik pengusul"
        REVERSED = "reversed", "dibalikkan"

    OPEN_STATES = (State.SUBMITTED, State.RETURNED, State.APPROVED, State.APPLY_FAILED)

    number = models.CharField(max_length=20, unique=True)  # P-2611-0482
    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="change_requests")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=12, choices=Origin.choices)
    origin_reference = models.CharField(max_length=60, blank=True)  # "Tiket T-2611-0917", "Rekonsiliasi 12"
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    started_by = models.ForeignKey(  # who started the job that made it; not its maker
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    # Outcome of the office that it names (code table outcome_codes), frozen. Older ones name it in their reason only:
    # read it by queries.outcomes.outcome_of.
    outcome = models.CharField(max_length=2, blank=True)
    state = models.CharField(max_length=14, choices=State.choices, default=State.SUBMITTED, db_index=True)
    # Frozen at submit: for each tier the roles that may decide it (decisions.md 1); empty: its rule is broken.
    tiers: models.JSONField[list[list[str]], list[list[str]]] = models.JSONField(default=list)
    tier = models.PositiveSmallIntegerField(default=0)  # the tier that decides now, from 0
    waits_for = ArrayField(models.CharField(max_length=20), default=list, blank=True)  # roles of the present tier
    second_look = models.BooleanField(default=False)  # drawn for, or bound to, a second pair of eyes
    # Papers that its act and its outcome asked for on the day it was made: [{"label", "kinds": ids that satisfy it}];
    # null: not frozen.
    papers_needed: models.JSONField[list[Any] | None, list[Any] | None] = models.JSONField(null=True)
    urgent_reason = models.CharField(max_length=24, blank=True)  # code table urgent_reason; empty: not urgent
    urgent_since = models.DateTimeField(null=True)  # when it came into the urgent lane; its clock runs from there
    # What a bundle of like cases has in common: act, class and the kind of each difference; '' goes in no bundle.
    likeness = models.CharField(max_length=200, blank=True)
    result_class = models.CharField(max_length=20, blank=True)  # class of the comparison it rests on
    # The worst word of the register on its fields (differs, unknown, variant, same), as frozen in their bases.
    worst_verdict = models.CharField(max_length=8, blank=True)
    confidence = models.FloatField(null=True)
    explanation = models.JSONField(default=dict, blank=True)  # words, contributions, band, method version; frozen
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    apply_error = models.TextField(blank=True)
    return_reason = models.CharField(max_length=200, blank=True)
    reverses = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversals")
    sealed_in = models.CharField(max_length=40, blank=True)  # number of the batch, as text: batches live above
    sealed_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    claimed_until = models.DateTimeField(null=True)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["state", "created_at"]),
            models.Index(fields=["citizen", "state"]),
            models.Index(
                fields=["likeness"], condition=Q(state="submitted") & ~Q(likeness=""), name="request_likeness"
            ),
        ]
        constraints = [
            models.CheckConstraint(  # a machine's proposal has no maker, a person's always has
                condition=Q(origin__in=MACHINE_ORIGINS, maker=None)
                | (~Q(origin__in=MACHINE_ORIGINS) & Q(maker__isnull=False)),
                name="maker_is_null_exactly_for_machines",
            ),
            # target of the decisions' composite foreign key, see migration 0002
            models.UniqueConstraint(fields=["id", "maker"], name="request_and_maker"),
        ]
        triggers = [
            pgtrigger.Protect(name="request_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="maker_and_subject_are_frozen",
                operation=pgtrigger.UpdateOf("maker_id", "origin", "act_id", "outcome"),
            ),
            pgtrigger.Trigger(  # it goes over to the record that is kept, and comes back with a merger that is undone
                name="subject_follows_only_a_merger",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("citizen_id"),
                condition=pgtrigger.Q(new__citizen_id__df=pgtrigger.F("old__citizen_id")),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM registry_mergedrecord
                        WHERE (alias_id = OLD.citizen_id AND kept_id = NEW.citizen_id AND undone_on IS NULL)
                           OR (alias_id = NEW.citizen_id AND kept_id = OLD.citizen_id AND undone_on IS NOT NULL)
                    ) THEN
                        RAISE EXCEPTION 'request % is about another citizen', OLD.id;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    # What may change after submit; all else is frozen.
    PROGRESS = (
        "state", "tiers", "tier", "waits_for", "second_look", "reason", "submitted_at", "decided_at", "applied_at",
        "apply_error", "return_reason", "claimed_by", "claimed_until",
    )  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("corrections:request", args=[self.pk])

    @property
    def plan(self) -> Succession | None:
        """The succession that it carries, decided and applied as a whole; None for what only changes fields."""
        return getattr(self, "succession", None) if self._may_carry_plan and self.act.code in PLANNED_ACTS else None

    @property
    def family_plan(self) -> ActPlan | None:
        """What it does to the other members of the family; None for what only changes fields of one citizen."""
        return getattr(self, "act_plan", None) if self._may_carry_plan and self.act.code in FAMILY_ACTS else None

    @property
    def _may_carry_plan(self) -> bool:
        """A plan is made by a person and taken back by another's: what a machine proposes and a reversal have none."""
        return self.maker_id is not None and self.reverses_id is None

    @property
    def is_whole(self) -> bool:
        """Whether it is decided and applied as a whole or not at all, as what takes such a request back."""
        return self.moves_family or (self.reverses is not None and self.reverses.moves_family)

    @property
    def moves_family(self) -> bool:
        """Whether other members of the family go along with its citizen."""
        return self.plan is not None or self.family_plan is not None

    @property
    def companions(self) -> list[Citizen]:
        """The other members who go along; of a request that takes back, those who come back."""
        first = self.reverses or self
        plan = first.plan or first.family_plan
        return [each.citizen for each in plan.shown_members if each.citizen_id != self.citizen_id] if plan else []

    @property
    def objection_until(self) -> date | None:
        """Until when somebody who was taken off the list may object."""
        if self.applied_at is None or self.act.group != "exit":
            return None
        return timezone.localdate(self.applied_at) + OBJECTION_DAYS

    def store(self) -> None:
        """Save how far the request is; its values, maker and subject stay as they were submitted."""
        self.save(update_fields=self.PROGRESS)

    def store_fields(self) -> None:
        """Save what was decided of its fields, in one statement."""
        changes, names = self.fields.all(), FieldChange.PROGRESS
        decided = {tuple(getattr(change, name) for name in names) for change in changes}
        if len(decided) == 1:  # as nearly always; one statement for each field's own takes thrice as long
            FieldChange.objects.filter(request=self).update(**dict(zip(names, decided.pop(), strict=True)))
        else:
            FieldChange.objects.bulk_update(changes, names)

    @property
    def fields_words(self) -> str:
        """The first changed fields, in words."""
        return words_of_fields([change.field for change in self.fields.all()])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES


def words_of_fields(names: Sequence[str]) -> str:
    """The first of some fields by their labels, and how many more: "NIK, Nama, RT + 2"."""
    shown = ", ".join(Citizen.FIELDS[name] for name in names[:3])
    return shown + (f" + {len(names) - 3}" if len(names) > 3 else "")


@pghistory.track()
class FieldChange(models.Model):
    """One field of a request: the value the maker saw, the value proposed, what it rests on, what was decided."""

    class Verdict(models.TextChoices):
        UNDECIDED = "", "belum"
        ACCEPTED = "accepted", "diterima"
        REFUSED = "refused", "ditolak"

    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="fields")
    field = models.CharField(max_length=20)  # a key of Citizen.FIELDS
    old_value = models.CharField(max_length=200, blank=True)  # text form of registry.queries.value_text
    new_value = models.CharField(max_length=200, blank=True)
    # frozen: {"source", "taken_on", "value" (file only), "agrees", "similarity", "verdict"}
    basis: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    accepted_tiers = models.PositiveSmallIntegerField(default=0)  # how many tiers have accepted it, in order
    confirmed_over = models.CharField(max_length=200, null=True)  # the newer value that the checker saw and overrode
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True, default="")
    reason_code = models.CharField(max_length=24, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    applied = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "field"], name="one_change_per_field"),
            models.CheckConstraint(condition=~Q(verdict="refused") | ~Q(reason_code=""), name="refusal_has_a_reason"),
            models.CheckConstraint(condition=Q(applied=False) | Q(verdict="accepted"), name="applied_only_if_accepted"),
        ]
        triggers = [
            pgtrigger.Protect(name="field_change_is_never_deleted", operation=pgtrigger.Delete),
            # Frozen at once: a request with other values is another request (failure 7).
            pgtrigger.Protect(
                name="proposed_values_are_frozen",
                operation=pgtrigger.UpdateOf("request_id", "field", "old_value", "new_value", "basis"),
            ),
            pgtrigger.Trigger(  # no value reaches a citizen without a decision in writing
                name="applied_needs_an_acceptance",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("applied"),
                condition=pgtrigger.Q(new__applied=True),
                func="""
                    IF NOT EXISTS (SELECT 1 FROM corrections_decision
                                   WHERE field_change_id = NEW.id AND kind = 'accept') THEN
                        RAISE EXCEPTION 'field change % has no acceptance', NEW.id;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    PROGRESS = ("accepted_tiers", "confirmed_over", "verdict", "reason_code", "reason", "applied")

    def __str__(self) -> str:
        return f"{self.request_id}.{self.field}"

    def store(self) -> None:
        """Save what was decided; the values stay as they were submitted."""
        self.save(update_fields=self.PROGRESS)


class Evidence(models.Model):
    """A paper on which a request, or one field of it, rests."""

    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="evidence")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    fields: models.JSONField[list[str], list[str]] = models.JSONField(default=list)  # fields it proves; empty: all
    holds = models.BooleanField(default=True)
    locator = models.CharField(max_length=60, blank=True)  # "butir 17"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "document"], name="one_paper_once_per_request")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.document_id}"
