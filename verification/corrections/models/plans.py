"""What an act does beside the fields of its citizen: to the other members of the family. Frozen at submit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pgtrigger
from django.db import models

from dtks.registry.models import Citizen, Household
from dtks.registry.queries import display_text
from dtks.web.masking import mask
from verification.corrections.models.requests import ChangeRequest


class ActPlan(models.Model):
    """The plan of an act of acts.csv: its day, its card, and what else was said."""

    request = models.OneToOneField(ChangeRequest, on_delete=models.PROTECT, related_name="act_plan")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="act_plans")
    event_on = models.DateField()
    # "place", "minutes", "visits", "programmes", "card": as text, as the form asked for them
    details: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        triggers = [pgtrigger.Protect(name="act_plan_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.request_id}"

    @property
    def shown_members(self) -> models.QuerySet[PlanMember]:
        """Members with their names."""
        return self.members.select_related("citizen")

    @property
    def shown_visits(self) -> list[date]:
        """The days on which nobody was found."""
        return [date.fromisoformat(each) for each in self.details.get("visits", [])]


class PlanMember(models.Model):
    """One person of the plan: the values he gets, and what they and their sources were."""

    plan = models.ForeignKey(ActPlan, on_delete=models.PROTECT, related_name="members")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="+")
    values: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    # {"value", "source"} of each field
    was: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["plan", "citizen"], name="one_row_per_member_of_a_plan")]
        triggers = [
            pgtrigger.Protect(name="plan_member_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.citizen_id}"

    @property
    def shown_changes(self) -> list[tuple[str, str, str]]:
        """Label, old and new value of each field, as the screen shows them."""
        return [
            (Citizen.FIELDS[field], shown(field, self.was[field]["value"]), shown(field, new))
            for field, new in self.values.items()
        ]


def shown(field: str, text: str) -> str:
    """A value for the screen; a number without its serial."""
    if field in ("kk_number", "nik") and text:
        return mask(text)
    return display_text(field, text) or "–"
