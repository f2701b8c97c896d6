"""Work orders to Disdukcapil: a numbered file with its letter, its rows, and the answers that came."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.assignments.models import Assignment
from dtks.files.models import FilePassword, StoredFile
from dtks.jobs.models import Job
from dtks.registry.models import Citizen
from verification.sources.models.civil import ResultClass

if TYPE_CHECKING:
    from dtks.accounts.models import User


class WorkOrder(models.Model):
    """What Disdukcapil is asked to mend, as one file and letter. Frozen when made; only its answers grow."""

    number = models.CharField(max_length=20, unique=True)  # DK-2611-0003
    letter_number = models.CharField(max_length=40, unique=True)
    seat = models.CharField(max_length=80)  # who signs
    made_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    week = models.DateField(null=True)  # the Monday of a weekly order made by itself
    row_count = models.PositiveIntegerField()
    answered = models.PositiveIntegerField(default=0)
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["week"], condition=Q(week__isnull=False), name="one_weekly_order_a_week"),
            models.CheckConstraint(condition=Q(answered__lte=F("row_count")), name="no_more_answers_than_rows"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="work_order_is_frozen",
                operation=pgtrigger.UpdateOf("number", "letter_number", "row_count", "stored_id") | pgtrigger.Delete,
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def page_url(self) -> str:
        """Its page."""
        return reverse("sources:order", args=[self.pk])

    @property
    def waiting(self) -> int:
        """Rows without a final answer."""
        return self.row_count - self.answered

    @property
    def below(self) -> str:
        """The second line of a list."""
        return f"surat {self.letter_number}"


class OrderPassword(FilePassword):
    """A password of a work order's file, told to Disdukcapil by another way than the file."""

    order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="passwords")

    def __str__(self) -> str:
        return f"{self.order_id} {self.made_at:%d-%m-%Y %H:%M}"


class OrderRowQuerySet(models.QuerySet["OrderRow"]):
    def visible_to(self, user: User) -> OrderRowQuerySet:
        """Rows about citizens of the areas in which the person works."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes("reconciliation.see"), "citizen__kelurahan"))


class OrderRow(models.Model):
    """One citizen on a work order: what is asked, and what Disdukcapil says."""

    class State(models.TextChoices):
        WAITING = "waiting", "belum dijawab"
        PENDING = "pending", "diproses Disdukcapil"
        MENDED = "mended", "sudah diperbaiki"
        DECEASED = "deceased", "dijawab meninggal"
        MOVED = "moved", "dijawab pindah"
        NOT_FOUND = "not_found", "dijawab tidak ditemukan"
        REFUSED = "refused", "perlu warga datang"

    OPEN = (State.WAITING, State.PENDING)

    order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField()
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="order_rows")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="order_rows")
    result_class = models.CharField(max_length=20, choices=ResultClass.choices)
    values: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)  # as written in the file
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    said = models.CharField(max_length=60, blank=True)  # Disdukcapil's own word
    note = models.CharField(max_length=240, blank=True)
    answered_on = models.DateField(null=True)

    objects = OrderRowQuerySet.as_manager()

    class Meta:
        ordering = ["order", "position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="one_order_row_per_position"),
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(state__in=["waiting", "pending"]), name="asked_once_at_a_time"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="order_row_is_as_sent",
                operation=pgtrigger.UpdateOf("order_id", "position", "citizen_id", "values") | pgtrigger.Delete,
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """What stands in the file and comes back: DK-2611-0003/017."""
        return f"{self.order.number}/{self.position:03d}"

    @property
    def person_url(self) -> str:
        """The citizen's file."""
        return self.citizen.get_absolute_url()

    @property
    def place_words(self) -> str:
        """The second line of a list."""
        return str(self.citizen.kelurahan or "kelurahan belum diketahui")

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def age_on(self, day: date) -> int:
        """Days from the order to its answer, or until a day."""
        return ((self.answered_on or day) - self.order.made_on).days

    @property
    def age(self) -> int:
        return self.age_on(timezone.localdate())


class OrderAnswer(models.Model):
    """A file in which Disdukcapil answers. Read = matched + unknown + repeated, always."""

    class State(models.TextChoices):
        READING = "reading", "dibaca"
        DONE = "done", "selesai"
        REFUSED = "refused", "ditolak"

    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.READING)
    problem = models.TextField(blank=True)  # why the whole file is refused, in words
    read = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)  # rows with a remark; each is one of the three above
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(read=F("matched") + F("unknown") + F("repeated")), name="answer_read_is_its_outcomes"
            )
        ]

    def __str__(self) -> str:
        return self.stored.name

    @property
    def page_url(self) -> str:
        """Where the answer is shown."""
        return reverse("sources:answer", args=[self.pk])


class OrderAnswerRowQuerySet(models.QuerySet["OrderAnswerRow"]):
    def visible_to(self, user: User) -> OrderAnswerRowQuerySet:
        """Rows about citizens of the person's areas; rows about nobody of ours only for the whole city."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        codes = user.area_codes("reconciliation.see")
        return self if codes is None else self.filter(kelurahan_in(codes, "row__citizen__kelurahan"))


class OrderAnswerRow(models.Model):
    """One row of an answer: what it says, whose row of ours it answers, what is wrong in it."""

    class Outcome(models.TextChoices):
        MATCHED = "matched", "cocok"
        UNKNOWN = "unknown", "tidak dikenal"
        REPEATED = "repeated", "berulang"

    answer = models.ForeignKey(OrderAnswer, on_delete=models.PROTECT, related_name="rows")
    row_no = models.PositiveIntegerField()  # as the spreadsheet counts
    name = models.CharField(max_length=120, blank=True)
    said = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=240, blank=True)
    row = models.ForeignKey(OrderRow, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    why = models.CharField(max_length=160, blank=True)  # of a row that changes nothing
    findings: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)

    objects = OrderAnswerRowQuerySet.as_manager()

    class Meta:
        ordering = ["row_no"]
        constraints = [models.UniqueConstraint(fields=["answer", "row_no"], name="one_answer_row_per_number")]

    def __str__(self) -> str:
        return f"{self.answer_id}/{self.row_no}"
