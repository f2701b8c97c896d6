"""Who decided what; written once."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from verification.corrections.models.requests import ChangeRequest, FieldChange


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
        REOPEN = "reopen", "dibuka lagi karena ditolak pusat"

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
