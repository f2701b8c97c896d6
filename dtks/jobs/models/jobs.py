"""Jobs and their chunks, events, outgoing messages. The row is the truth; Celery only wakes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

if TYPE_CHECKING:
    from dtks.accounts.models import User


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> JobQuerySet:
        """All for whoever looks after jobs; else the own ones and those whose result the role may open."""
        from dtks.jobs.services.kinds import kinds_seen_by

        if user.may("jobs.see_all"):
            return self
        return self.filter(Q(actor=user) | Q(kind__in=kinds_seen_by(user)))


class Job(models.Model):
    """Long work: who asked for it, with which parameters, how far it is."""

    class State(models.TextChoices):
        WAITING = "waiting", "menunggu"
        RUNNING = "running", "berjalan"
        PAUSED = "paused", "dijeda"
        DONE = "done", "selesai"
        DONE_WITH_NOTES = "done_with_notes", "selesai dengan catatan"
        FAILED = "failed", "gagal"
        CANCELLED = "cancelled", "dihentikan"

    LIVE = (State.WAITING, State.RUNNING, State.PAUSED)

    kind = models.CharField(max_length=40)  # a key of settings.JOB_KINDS
    title = models.CharField(max_length=160)  # verb + noun, no personal data
    queue = models.CharField(max_length=20, default="jobs")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING, db_index=True)
    total = models.PositiveIntegerField(default=0)  # rows to work, as far as known
    done = models.PositiveIntegerField(default=0)  # rows worked
    refused = models.PositiveIntegerField(default=0)  # rows reported instead of worked
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    planned = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    link = models.CharField(max_length=200, blank=True)  # the page where its result stands

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["kind", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_state_display()})"

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    @property
    def page_url(self) -> str:
        """Its progress page."""
        return reverse("jobs:job", args=[self.pk])

    @property
    def kind_words(self) -> str:
        """Its kind in the words of the screen."""
        from dtks.jobs.services.kinds import kind_labels

        return kind_labels().get(self.kind, self.kind)

    @property
    def lasted(self) -> timedelta | None:
        """From the first chunk to the end, or until now."""
        if self.started_at is None:
            return None
        until: datetime = self.ended_at or timezone.now()
        return until - self.started_at

    def may_be_led_by(self, user: User) -> bool:
        """Whether a person may pause, stop or retry it: who started it, and who looks after jobs."""
        return self.actor_id == user.pk or user.may("jobs.manage")


class Chunk(models.Model):
    """About two seconds of a job's work, claimed with a lease and a token."""

    class State(models.TextChoices):
        WAITING = "waiting", "menunggu"
        LEASED = "leased", "dikerjakan"
        DONE = "done", "selesai"
        STUCK = "stuck", "macet"

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="chunks")
    no = models.PositiveIntegerField()
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(default=timezone.now)
    woken = models.BooleanField(default=False)  # a message for it is on its way
    attempts = models.PositiveSmallIntegerField(default=0)  # how often it was claimed
    failures = models.PositiveSmallIntegerField(default=0)  # how often its work raised an error
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["job", "no"]
        constraints = [
            models.UniqueConstraint(fields=["job", "no"], name="one_chunk_per_number"),
            models.CheckConstraint(
                condition=~Q(state="leased") | (Q(token__isnull=False) & Q(lease_until__isnull=False)),
                name="leased_chunk_has_token_and_end",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], condition=Q(state__in=["waiting", "leased"]), name="chunk_due")
        ]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.no}"


class JobAct(models.Model):
    """What a person did with a job: written once, never changed."""

    class Act(models.TextChoices):
        PAUSE = "pause", "menjeda"
        RESUME = "resume", "melanjutkan"
        STOP = "stop", "menghentikan"
        RETRY = "retry", "mencoba lagi yang macet"

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="acts")
    act = models.CharField(max_length=8, choices=Act.choices)
    chunk_no = models.PositiveIntegerField(null=True)  # the one chunk that was tried again
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.job_id}: {self.get_act_display()}"


class Event(models.Model):
    """Something that others want to know of, written in the transaction in which it happened."""

    kind = models.CharField(max_length=60)  # a key of settings.EVENT_HANDLERS
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    handled_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["due_at"], condition=Q(handled_at=None), name="event_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Message(models.Model):
    """A text that goes out to a citizen or an official, with its state. Never holds a NIK."""

    class Channel(models.TextChoices):
        EMAIL = "email", "surel"
        WHATSAPP = "whatsapp", "WhatsApp"
        PRINT = "print", "cetak"

    class State(models.TextChoices):
        WAITING = "waiting", "menunggu"
        SENT = "sent", "terkirim"
        FAILED = "failed", "gagal"

    channel = models.CharField(max_length=10, choices=Channel.choices)
    recipient = models.CharField(max_length=120)
    subject = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    about = models.CharField(max_length=40, blank=True)  # e.g. a ticket's number
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # who sent it with the office's phone

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="waiting"), name="message_due")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.pk}"

    @property
    def masked_recipient(self) -> str:
        """The address without what names a person: r•••@contoh.id; of a number its last three digits."""
        name, at, host = self.recipient.partition("@")
        if at:
            return f"{name[:1]}•••@{host}"
        return f"•••{name[-3:]}" if len(name) > 6 else "•••"

    @property
    def about_words(self) -> str:
        """What it is about, as a small line."""
        return f"tentang {self.about}" if self.about else ""


class Resend(models.Model):
    """Who had a failed message sent again, and what had gone wrong. Written once."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="resends")
    error = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.at:%d-%m-%Y}"
