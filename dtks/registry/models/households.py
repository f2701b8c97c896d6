"""Families and dwellings, and who belongs to them from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from dtks.accounts.models import kelurahan_in
from dtks.office.models import Region
from dtks.registry.models.citizens import Citizen, Scheme

if TYPE_CHECKING:
    from dtks.accounts.models import User


class HouseholdQuerySet(models.QuerySet["Household"]):
    def visible_to(self, user: User) -> HouseholdQuerySet:
        """Households of the areas in which the person works."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes()))


@pghistory.track()
class Household(models.Model):
    """A family (one card, No. KK) or a dwelling (ID DTKS, may hold several cards)."""

    class Unit(models.TextChoices):
        FAMILY = "family", "keluarga"
        DWELLING = "dwelling", "rumah tangga"

    unit = models.CharField(max_length=8, choices=Unit.choices)
    number = models.CharField(max_length=40)  # No. KK, or ID DTKS
    scheme = models.CharField(max_length=8, choices=Scheme.choices, default=Scheme.DTKS)
    kelurahan = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    succeeded_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="precedes")

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["unit", "number"], name="one_household_per_number")]
        indexes = [models.Index(fields=["number"], name="household_number")]
        triggers = [pgtrigger.Protect(name="household_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_unit_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        """The household's page, of the top floor."""
        return reverse("overview:household", args=[self.pk])


class Relation(models.TextChoices):
    """Relation to the head, data/family_relations.csv; a dwelling's members carry none."""

    NONE = "", "–"
    HEAD = "1", "kepala keluarga"
    HUSBAND = "2", "suami"
    WIFE = "3", "istri"
    CHILD = "4", "anak"
    CHILD_IN_LAW = "5", "menantu"
    GRANDCHILD = "6", "cucu"
    PARENT = "7", "orang tua"
    PARENT_IN_LAW = "8", "mertua"
    OTHER_KIN = "9", "famili lain"
    SERVANT = "10", "pembantu"
    OTHER = "11", "lainnya"


@pghistory.track()
class HouseholdMembership(models.Model):
    """A citizen's time in a household. Ends, is never deleted."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="memberships")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="memberships")
    relation = models.CharField(max_length=2, choices=Relation.choices, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=80, blank=True)
    finding = models.CharField(max_length=40, blank=True)  # e.g. TWO_HEADS: was head in the file, is member here

    class Meta:
        ordering = ["household", "relation", "id"]
        constraints = [
            models.UniqueConstraint(  # a dwelling holds several cards, so its heads hang on the cards
                fields=["household"],
                condition=Q(relation=Relation.HEAD, ended_on=None),
                name="one_living_head_per_family_card",
            ),
            models.UniqueConstraint(
                fields=["household", "citizen"], condition=Q(ended_on=None), name="one_current_membership"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="membership_ends_after_start"
            ),
        ]
        triggers = [pgtrigger.Protect(name="membership_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.citizen_id} in {self.household_id}"
