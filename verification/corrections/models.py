"""Change requests: what is proposed, on what basis, who decided, what was applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.papers.models import Document
from dtks.registry.models import Citizen, Household

if TYPE_CHECKING:
    from dtks.accounts.models import User


class Act(models.Model):
    """A kind of change, from data/acts.csv: who decides in which order, what it needs, which template it takes."""

    code = models.CharField(max_length=24, unique=True)
    label = models.CharField(max_length=80)
    group = models.CharField(max_length=16)  # correction, proposal, household, exit …
    unit = models.CharField(max_length=12)
    decided_by = models.CharField(max_length=80)
    tiers: models.JSONField[list[str], list[str]] = models.JSONField(default=list)  # roles in order
    needs_minutes = models.BooleanField(default=False)
    needs_visit = models.BooleanField(default=False)
    needs_packet = models.BooleanField(default=False)
    template_kind = models.CharField(max_length=16, blank=True)  # perbaikan, usulan, penonaktifan, pengurus
    urgent_allowed = models.BooleanField(default=False)
    what_follows = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label


class Origin(models.TextChoices):
    """Where a proposal comes from. Machine origins have no maker."""

    EXTRACT = "extract", "ekstrak Disdukcapil"
    LIST = "list", "daftar pusat"
    VITAL_EVENT = "vital_event", "peristiwa kependudukan"
    DESK = "desk", "tiket loket"
    CITIZEN_PAGE = "citizen_page", "halaman warga"
    VISIT = "visit", "kunjungan"
    MINUTES = "minutes", "berita acara"


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


@pghistory.track(exclude=["claimed_by", "claimed_until"])
class ChangeRequest(models.Model):
    """One proposal to change a citizen. Its values are frozen once it is submitted."""

    class State(models.TextChoices):
        DRAFT = "draft", "sedang dicatat"
        SUBMITTED = "submitted", "menunggu putusan"
        RETURNED = "returned", "dikembalikan untuk diperbaiki"
        APPROVED = "approved", "disetujui, belum diterapkan"
        APPLY_FAILED = "apply_failed", "gagal diterapkan"
        APPLIED = "applied", "diterapkan"
        REFUSED = "refused", "ditolak"
        NOTHING_TO_DO = "nothing_to_do", "tidak ada perubahan"
        WITHDRAWN = "withdrawn", "ditarik pengusul"
        REVERSED = "reversed", "dibalikkan"

    OPEN_STATES = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED, State.APPLY_FAILED)

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
    state = models.CharField(max_length=14, choices=State.choices, default=State.DRAFT, db_index=True)
    result_class = models.CharField(max_length=20, blank=True)  # class of the comparison it rests on
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
        indexes = [models.Index(fields=["state", "created_at"]), models.Index(fields=["citizen", "state"])]
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
                operation=pgtrigger.UpdateOf("maker_id", "citizen_id", "origin", "act_id"),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES


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
        ]

    def __str__(self) -> str:
        return f"{self.request_id}.{self.field}"


class Decision(models.Model):
    """Who decided what on a request, at which tier. Written only. The maker stands in the row, so that a
    CHECK can refuse a checker who made the request himself; an override names its row."""

    class Kind(models.TextChoices):
        ACCEPT = "accept", "diterima"
        REFUSE = "refuse", "ditolak"
        SEND_BACK = "send_back", "dikembalikan"
        UNDO = "undo", "diurungkan"
        APPLY = "apply", "diterapkan"
        WITHDRAW = "withdraw", "ditarik"

    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="decisions")
    field_change = models.ForeignKey(FieldChange, on_delete=models.PROTECT, null=True, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    tier = models.PositiveSmallIntegerField(default=0)  # place in the act's order, from 0
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    checker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    override = models.ForeignKey("Override", on_delete=models.PROTECT, null=True, related_name="decisions")
    reason_code = models.CharField(max_length=24, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["accept", "refuse", "send_back"])
                | Q(maker=None)
                | Q(override__isnull=False)
                | ~Q(checker=F("maker")),
                name="checker_is_never_the_maker",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["accept", "refuse", "send_back"]) | Q(checker__isnull=False),
                name="a_decision_has_a_checker",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="decision_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(  # the composite foreign key cannot see a null maker, this can
                name="decision_names_the_maker",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("made_by", "bigint")],
                func="""
                    SELECT maker_id INTO made_by FROM corrections_changerequest WHERE id = NEW.request_id;
                    IF made_by IS DISTINCT FROM NEW.maker_id THEN
                        RAISE EXCEPTION 'decision of request % names another maker', NEW.request_id;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.get_kind_display()}"


class Override(models.Model):
    """The kabid's permission that a maker decides his own request: dated, reasoned, listed."""

    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="overrides")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="override_has_a_reason")]
        triggers = [pgtrigger.Protect(name="override_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.request_id} {self.at:%d-%m-%Y}"


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
