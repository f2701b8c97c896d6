"""The plan of a succession: the card that closes, the cards that come, and where each member goes. Frozen at submit."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from dtks.registry.models import Citizen, Household, Relation
from verification.corrections.models.requests import ChangeRequest


class Succession(models.Model):
    """A head died or a card was replaced: who follows, and until when the old card was good."""

    class Kind(models.TextChoices):
        DIED = "died", "kepala keluarga meninggal"
        REPLACED = "replaced", "KK diganti"

    request = models.OneToOneField(ChangeRequest, on_delete=models.PROTECT, related_name="succession")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="successions")  # the old card
    kind = models.CharField(max_length=8, choices=Kind.choices)
    event_on = models.DateField()  # day of the death, or from which the new card is good
    old_head = models.ForeignKey(Citizen, on_delete=models.PROTECT, null=True, related_name="+")
    successor = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="+")  # head, and receives the aid
    number = models.CharField(max_length=24)  # No. KK of the successor's card
    by_guardian = models.BooleanField(default=False)  # from another card, with a letter

    class Meta:
        triggers = [pgtrigger.Protect(name="succession_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.request_id} {self.kind}"

    @cached_property
    def shown_members(self) -> list[SuccessionMember]:
        """Members with their names, in the order of the plan, read once."""
        return list(self.members.select_related("citizen"))

    @property
    def cards(self) -> list[tuple[str, str]]:
        """The new cards, that of the successor first, each with its head: a column each."""
        heads = {each.number: each.citizen.name for each in self.shown_members if each.relation == Relation.HEAD}
        numbers = sorted({each.number for each in self.shown_members} - {"", self.number})
        return [(number, heads.get(number, "")) for number in [self.number, *numbers]]

    @property
    def equation(self) -> dict[str, int]:
        """Members of the old card = dead + placed + not on any new card yet; who joins is counted beside them."""
        places = [each.place for each in self.shown_members]
        counts = {place: places.count(place) for place in SuccessionMember.Place.values}
        return {"all": len(places) - counts["joins"], **counts}

    @property
    def waiting(self) -> list[Citizen]:
        """Who stands on no new card: each is a case of his own that stays open."""
        return [each.citizen for each in self.shown_members if each.place == SuccessionMember.Place.OPEN]


class SuccessionMember(models.Model):
    """A member of the old card: dead, on which new card as what, or not on any of them yet; or who joins a new card."""

    class Place(models.TextChoices):
        DECEASED = "deceased", "meninggal"
        PLACED = "placed", "punya tempat"
        OPEN = "open", "belum ada di KK baru"
        JOINS = "joins", "anggota baru"  # was not on the old card

    succession = models.ForeignKey(Succession, on_delete=models.PROTECT, related_name="members")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=8, choices=Place.choices)
    old_relation = models.CharField(max_length=2, choices=Relation.choices, blank=True)
    number = models.CharField(max_length=24, blank=True)  # No. KK of the new card
    relation = models.CharField(max_length=2, choices=Relation.choices, blank=True)
    # Where the earlier card number and relation came from, to be given back with them; of who joins, "values" as well.
    was: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["succession", "citizen"], name="one_place_per_member"),
            models.UniqueConstraint(
                fields=["succession", "number"], condition=Q(relation=Relation.HEAD, place__in=["placed", "joins"]),
                name="one_head_per_new_card",
            ),
            models.CheckConstraint(
                condition=Q(place__in=["placed", "joins"]) ^ Q(number=""), name="who_is_placed_has_a_card"
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Protect(name="succession_member_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.citizen_id} {self.place}"


class SuccessionDraft(models.Model):
    """What one person has typed of a succession and not sent. On the server: an ended session loses nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="+")  # the old card
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)  # name -> texts
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "household"], name="one_draft_of_a_succession_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.household_id} {self.saved_at:%d-%m-%Y %H:%M}"
