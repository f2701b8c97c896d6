"""Lists of the centre as immutable snapshots, and the questions that a list raises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.assignments.models import Assignment
from dtks.files.models import StagedFile
from dtks.jobs.models import Job
from dtks.papers.models import Document
from dtks.registry.models import Citizen, Scheme, Tombstone
from dtks.web.memory import forget
from verification.corrections.models import ChangeRequest

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
        triggers = [
            pgtrigger.Protect(name="list_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="list_stays_as_it_came",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("number", "scheme", "period", "staged_file", "sha256", "fields"),
            ),
            pgtrigger.Protect(
                name="counted_list_stays_counted",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__row_count__gt=0)
                & ~pgtrigger.Q(old__row_count=pgtrigger.F("new__row_count")),
            ),
        ]

    def __str__(self) -> str:
        return f"Daftar No. {self.number} ({self.get_scheme_display()} {self.period:%m-%Y})"

    @property
    def reference(self) -> str:
        """How values and standings name the list they come from."""
        return f"Daftar No. {self.number}"

    @property
    def file_url(self) -> str:
        """The page of the file it came in."""
        return self.staged_file.page_url

    @property
    def file_name(self) -> str:
        return f"{self.get_scheme_display()} · {self.staged_file.file.name}"


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
        """Questions whose two persons both live where the person works; of lists that count."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        codes = user.area_codes("lists.see")
        both = kelurahan_in(codes, "citizen__kelurahan") & kelurahan_in(codes, "other__kelurahan")
        return self.filter(both, central_list__taken_back_at__isnull=True)

    def waiting(self) -> IdentityQuestionQuerySet:
        """Questions on which somebody still has to act: not answered, or "same" without a second person."""
        return self.filter(Q(answer="") | Q(answer=IdentityQuestion.Answer.SAME, confirmed_at=None))


@pghistory.track()
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
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)  # "same" merges two records, so a second person says it too
    documents = models.ManyToManyField(Document, blank=True, related_name="+")

    objects = IdentityQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["citizen", "other"], name="one_question_per_pair"),
            models.CheckConstraint(condition=~Q(citizen=F("other")), name="a_question_is_about_two"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_by__isnull=False), name="an_answer_has_a_person"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("answered_by")),
                name="who_confirms_is_not_who_answered",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(answer="same", confirmed_by__isnull=False),
                name="only_same_is_confirmed_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.citizen_id} / {self.other_id}"

    def get_absolute_url(self) -> str:
        """The page on which it is answered."""
        return reverse("lists:question", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.answer == "" or (self.answer == self.Answer.SAME and self.confirmed_at is None)

    @property
    def state(self) -> str:
        """open, second (waits for the second person), same, other."""
        return "open" if self.answer == "" else "second" if self.is_waiting else self.answer


class ReturnedCaseQuerySet(models.QuerySet["ReturnedCase"]):
    def visible_to(self, user: User) -> ReturnedCaseQuerySet:
        """Cases whose removed name and whose new row both lie where the person works; of lists that count."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        codes = user.area_codes("lists.see")
        both = kelurahan_in(codes, "tombstone__kelurahan")
        if codes is not None:
            both &= Q(row__citizen=None) | kelurahan_in(codes, "row__citizen__kelurahan")
        return self.filter(both, central_list__taken_back_at__isnull=True)

    def waiting(self) -> ReturnedCaseQuerySet:
        """Cases without a decision, and those whose request came to nothing: refused work has a home."""
        return self.filter(Q(decision="") | Q(request__state__in=CAME_TO_NOTHING))


CAME_TO_NOTHING = (ChangeRequest.State.REFUSED, ChangeRequest.State.WITHDRAWN, ChangeRequest.State.REVERSED)


@pghistory.track()
class ReturnedCase(models.Model):
    """A removed name is on a list again. It is never merged silently; a person decides what it is."""

    class Kind(models.TextChoices):
        NOT_REMOVED = "not_removed", "belum dikeluarkan pusat"
        SAME_ID = "same_id", "kembali dengan ID yang sama"
        NEW_ID = "new_id", "kembali dengan ID baru"
        NEW_NIK = "new_nik_and_spelling", "kembali dengan NIK atau ejaan lain"

    class Decision(models.TextChoices):
        OPEN = "", "belum diputus"
        REMOVE_AGAIN = "remove_again", "dikeluarkan lagi"
        LEGITIMATE = "legitimate", "kembali dengan sah"
        OTHER_PERSON = "other_person", "orang lain"

    class Band(models.TextChoices):
        SAME = "same", "orang yang sama"
        EYES = "eyes", "perlu dilihat"

    central_list = models.ForeignKey(CentralList, on_delete=models.PROTECT, related_name="returned")
    row = models.OneToOneField(ListRow, on_delete=models.PROTECT, related_name="returned")
    tombstone = models.ForeignKey(Tombstone, on_delete=models.PROTECT, related_name="returns")
    kind = models.CharField(max_length=24, choices=Kind.choices)
    band = models.CharField(max_length=4, choices=Band.choices)
    confidence = models.FloatField()
    opened_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=20, choices=Decision.choices, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True)
    # Removing again and a legitimate return change the register: a request, decided by others.
    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ReturnedCaseQuerySet.as_manager()

    class Meta:
        ordering = ["central_list", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="") | Q(decided_by__isnull=False), name="a_decided_return_has_a_person"
            ),
            models.CheckConstraint(condition=Q(confidence__range=(0, 1)), name="return_confidence_is_0_to_1"),
        ]

    def __str__(self) -> str:
        return f"{self.tombstone_id} {self.kind}"

    def get_absolute_url(self) -> str:
        """The page on which it is decided."""
        return reverse("lists:return", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.decision == "" or (self.request is not None and self.request.state in CAME_TO_NOTHING)


NEWEST_DIFFERENCE = "newest_difference"


class ListDifference(models.Model):
    """Two lists of the centre held against each other: the counts; what is not unchanged stands in lines."""

    old = models.ForeignKey(CentralList, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(CentralList, on_delete=models.PROTECT, related_name="+")
    counts: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)  # by class
    made_at = models.DateTimeField(default=timezone.now)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-new__period", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="one_difference_of_two_lists"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="a_difference_is_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Home pages, which remember the newest for a minute, read it anew."""
        super().save(*args, **kwargs)
        forget(NEWEST_DIFFERENCE)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("lists:difference", args=[self.pk])


class DifferenceLineQuerySet(models.QuerySet["DifferenceLine"]):
    def visible_to(self, user: User) -> DifferenceLineQuerySet:
        """Lines of citizens of the areas in which the person works."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes(), "citizen__kelurahan"))


class DifferenceLine(models.Model):
    """Somebody who entered, left, changed or returned between two lists."""

    class Change(models.TextChoices):
        ENTERED = "entered", "masuk"
        LEFT = "left", "keluar"
        CHANGED = "changed", "berubah"
        RETURNED = "returned", "kembali"

    difference = models.ForeignKey(ListDifference, on_delete=models.CASCADE, related_name="lines")
    member_id = models.CharField(max_length=40)  # ID ANGGOTA, or "c" and our citizen where the list gives none
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    change = models.CharField(max_length=8, choices=Change.choices)
    fields: models.JSONField[list[str], list[str]] = models.JSONField(default=list)  # nama, nik, alamat …
    values: models.JSONField[list[list[str]], list[list[str]]] = models.JSONField(default=list)  # [field, old, new]

    objects = DifferenceLineQuerySet.as_manager()

    class Meta:
        ordering = ["member_id"]
        constraints = [
            models.UniqueConstraint(fields=["difference", "member_id"], name="one_line_per_person_and_difference")
        ]
        indexes = [models.Index(fields=["difference", "change", "member_id"], name="difference_line_of_change")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.change}"

    @property
    def citizen_url(self) -> str:
        return self.citizen.get_absolute_url() if self.citizen else ""


class VerificationOrder(models.Model):
    """Names that the centre sent to be looked at in their homes, until a day. Each that we know becomes a visit."""

    number = models.CharField(max_length=20, unique=True)  # V-2611-0001
    staged_file = models.OneToOneField(StagedFile, on_delete=models.PROTECT, related_name="verification_order")
    due_on = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        triggers = [pgtrigger.Protect(name="order_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Nama pusat {self.number}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("lists:order", args=[self.pk])

    @property
    def file_name(self) -> str:
        return self.staged_file.file.name


class NameQuerySet(models.QuerySet["VerificationName"]):
    def visible_to(self, user: User) -> NameQuerySet:
        """Names of citizens of the person's areas; whom we do not know is for whoever works in the whole city."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes("lists.see"), "citizen__kelurahan"))


class VerificationName(models.Model):
    """One name of such an order: whom it means, and the work that came of it. Its outcome is that of the visit."""

    order = models.ForeignKey(VerificationOrder, on_delete=models.PROTECT, related_name="names")
    row_no = models.PositiveIntegerField()
    member_id = models.CharField(max_length=36, blank=True)
    name = models.CharField(max_length=120)
    reason = models.CharField(max_length=200, blank=True)  # why the centre asks
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, null=True, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=80, blank=True)  # why nobody goes there

    objects = NameQuerySet.as_manager()

    class Meta:
        ordering = ["order", "row_no"]
        constraints = [models.UniqueConstraint(fields=["order", "row_no"], name="one_name_per_row_of_an_order")]

    def __str__(self) -> str:
        return self.name

    @property
    def citizen_url(self) -> str:
        return self.citizen.get_absolute_url() if self.citizen else ""
