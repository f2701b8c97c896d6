"""What an act does beside the fields of its citizen: to the other members of the family. Frozen at submit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pgtrigger
from django.db import models

from dtks.registry.models import Citizen, Household, HouseholdMembership, Relation
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

    @property
    def shown_cards(self) -> list[tuple[str, str]]:
        """The cards to which somebody goes, and whose they are now; one query a card.

        A head is named only where the card is of the same kelurahan: whoever reads this may see its people.
        """
        said = [{each.field: each.new_value for each in self.request.fields.all()}]
        said += [each.values for each in self.members.all()]
        numbers = sorted({values["kk_number"] for values in said if values.get("kk_number")})
        place = self.request.citizen.kelurahan_id
        return [(number, _whose(number, place)) for number in numbers]


def _whose(number: str, place: int | None) -> str:
    rows = HouseholdMembership.objects.filter(
        household__number=number, household__unit=Household.Unit.FAMILY, household__ended_on=None, ended_on=None
    ).select_related("citizen__kelurahan")
    people = list(rows)
    if not people:
        return "kartu baru, belum ada orangnya di daftar"
    head = next((each.citizen for each in people if each.relation == Relation.HEAD), people[0].citizen)
    own = place is not None and head.kelurahan_id == place
    where = f", {head.kelurahan}" if head.kelurahan else ""
    return f"kartu keluarga {head.name if own else f'warga kelurahan lain{where}'}, {len(people)} orang"


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
