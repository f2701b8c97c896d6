"""Lists of the centre as immutable snapshots, and the questions that a list raises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.files.models import StagedFile
from dtks.registry.models import Citizen, Scheme, Tombstone

if TYPE_CHECKING:
    from dtks.accounts.models import User


class CentralList(models.Model):
    """One list of the centre as it came: numbered, hashed, never changed."""

    number = models.PositiveIntegerField(unique=True)
    scheme = models.CharField(max_length=8, choices=Scheme.choices)
    period = models.DateField()  # first day of the month
    staged_file = models.OneToOneField(StagedFile, on_delete=models.PROTECT, related_name="central_list")
    sha256 = models.CharField(max_length=64)  # of the file
    fields: models.JSONField[list[str], list[str]] = models.JSONField(default=list)  # columns that the list has
    row_count = models.PositiveIntegerField(default=0)
    merged_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-period", "-number"]
        constraints = [models.CheckConstraint(condition=Q(period__day=1), name="list_period_is_a_first_day")]
        triggers = [pgtrigger.Protect(name="list_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Daftar No. {self.number} ({self.get_scheme_display()} {self.period:%m-%Y})"

    @property
    def reference(self) -> str:
        """How values and standings name the list they come from."""
        return f"Daftar No. {self.number}"


class ListRow(models.Model):
    """A row of a list as the list said it, cleaned but not judged. Also the rows that were refused."""

    central_list = models.ForeignKey(CentralList, on_delete=models.PROTECT, related_name="rows")
    row_no = models.PositiveIntegerField()
    member_id = models.CharField(max_length=36, blank=True)
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, null=True, related_name="list_rows")
    refused = models.BooleanField(default=False)
    values: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        ordering = ["central_list", "row_no"]
        constraints = [models.UniqueConstraint(fields=["central_list", "row_no"], name="one_list_row_per_number")]
        indexes = [
            models.Index(fields=["central_list", "member_id"]),
            models.Index(fields=["citizen", "central_list"]),
        ]
        triggers = [pgtrigger.Protect(name="list_row_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.central_list_id}/{self.row_no}"


class IdentityQuestionQuerySet(models.QuerySet["IdentityQuestion"]):
    def visible_to(self, user: User) -> IdentityQuestionQuerySet:
        """Questions about citizens of the areas in which the person works."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes(), "citizen__kelurahan"))


class IdentityQuestion(models.Model):
    """A new id came with a NIK that somebody else has: the same person, or another? Never merged by itself."""

    class Answer(models.TextChoices):
        OPEN = "", "belum dijawab"
        SAME = "same", "orang yang sama"
        OTHER = "other", "orang lain"

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="identity_questions")
    other = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="+")
    central_list = models.ForeignKey(CentralList, on_delete=models.PROTECT, related_name="questions")
    answer = models.CharField(max_length=5, choices=Answer.choices, blank=True, default="")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = IdentityQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["citizen", "other"], name="one_question_per_pair"),
            models.CheckConstraint(condition=~Q(citizen=F("other")), name="a_question_is_about_two"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_by__isnull=False), name="an_answer_has_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.citizen_id} / {self.other_id}"


class ReturnedCase(models.Model):
    """A removed name is on a list again. It is never merged silently; a person decides what it is."""

    class Band(models.TextChoices):
        SAME = "same", "orang yang sama"
        EYES = "eyes", "perlu dilihat"

    central_list = models.ForeignKey(CentralList, on_delete=models.PROTECT, related_name="returned")
    row = models.OneToOneField(ListRow, on_delete=models.PROTECT, related_name="returned")
    tombstone = models.ForeignKey(Tombstone, on_delete=models.PROTECT, related_name="returns")
    kind = models.CharField(max_length=24)  # not_removed, same_id, new_id, new_nik_and_spelling
    band = models.CharField(max_length=4, choices=Band.choices)
    confidence = models.FloatField()
    opened_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=20, blank=True)  # remove_again, legitimate, other_person
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["central_list", "id"]

    def __str__(self) -> str:
        return f"{self.tombstone_id} {self.kind}"
