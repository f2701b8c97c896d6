"""People who sign in, their dated mandates with an area, and the log of who read what."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

import pghistory
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from dtks.office.models import Region


class Role(models.TextChoices):
    """In the order of precedence: a person with several mandates works as the first."""

    ADMINISTRATOR = "administrator", "Administrator"
    KABID = "kabid", "Kabid"
    KASI = "kasi", "Kasi"
    OPERATOR = "operator", "Operator DTKS"
    FRONT_DESK = "front_desk", "Loket"
    MAYOR_OFFICE = "mayor_office", "Kantor wali kota"
    SUPERVISOR = "supervisor", "Supervisor SLRT"
    FACILITATOR = "facilitator", "Fasilitator SLRT"
    KELURAHAN = "kelurahan", "Petugas kelurahan"
    AUDITOR = "auditor", "Auditor"


# What a role may do. A permission that stands nowhere is refused: the default is closed.
PERMISSIONS: dict[str, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset(
        {
            "accounts.manage", "office.manage", "jobs.see_all", "jobs.manage", "messages.see", "messages.send",
            "health.see",
        }
    ),
    Role.KABID: frozenset(
        {
            "citizens.see", "nik.see", "tickets.see", "tickets.work", "papers.see", "corrections.see",
            "letters.see", "letters.issue", "letters.withdraw", "papers.rules", "knowledge.write",
            "corrections.decide", "corrections.override", "corrections.rules", "files.see", "reconciliation.see",
            "reconciliation.thresholds", "monthly.see", "monthly.write_letters",
            "packets.make", "packets.freeze", "packets.record", "packets.copy",
            "office.manage", "jobs.see_all", "messages.see", "reports.see",
            "minutes.see", "minutes.rules", "visits.see", "visits.area",
            "assignments.see", "assignments.work", "assignments.give",
            "lists.see", "lists.decide", "retention.run",
        }
    ),
    Role.KASI: frozenset(
        {
            "citizens.see", "nik.see", "tickets.see", "tickets.work", "papers.see", "corrections.see",
            "letters.see", "letters.issue", "letters.withdraw", "knowledge.write", "messages.hand_over",
            "corrections.decide", "files.see", "files.merge", "reconciliation.see", "reconciliation.run", "sources.ask",
            "monthly.see", "monthly.seal", "monthly.write_letters", "packets.make", "jobs.see_all", "jobs.manage",
            "messages.see", "messages.send", "reports.see",
            "minutes.see", "minutes.review", "visits.see", "visits.area",
            "assignments.see", "assignments.work", "assignments.give", "registry.order",
            "lists.see", "lists.decide",
            "siks.look_up",
        }
    ),
    Role.OPERATOR: frozenset(
        {
            "citizens.see", "citizens.register", "births.report", "nik.see", "tickets.see", "tickets.work",
            "papers.see", "corrections.see", "corrections.propose", "corrections.decide", "files.see", "files.merge",
            "letters.see", "letters.issue", "messages.hand_over",
            "reconciliation.see", "reconciliation.run", "sources.ask",
            "monthly.see", "monthly.seal", "monthly.write_letters", "packets.make", "jobs.see_all", "jobs.manage",
            "messages.see", "messages.send", "papers.add",
            "minutes.see", "minutes.review", "visits.see", "visits.area",
            "assignments.see", "assignments.work", "assignments.give", "registry.order",
            "lists.see", "lists.decide",
            "siks.look_up",
        }
    ),
    Role.FRONT_DESK: frozenset(
        {
            "citizens.see", "citizens.register", "births.report", "nik.reveal", "tickets.see", "tickets.open",
            "tickets.work", "sources.ask",
            "letters.see", "letters.issue", "messages.hand_over",
            "papers.see", "corrections.see", "corrections.propose", "papers.add",
            "assignments.see", "assignments.work",
            "siks.look_up",
        }
    ),
    Role.MAYOR_OFFICE: frozenset({"monthly.see", "packets.record"}),
    Role.SUPERVISOR: frozenset(
        {
            "citizens.see", "births.report", "nik.reveal", "corrections.see",
            "assignments.see", "assignments.work", "assignments.give",
            "visits.see", "visits.area", "visits.type", "visits.give",
            "siks.look_up",
        }
    ),
    Role.FACILITATOR: frozenset(
        {
            "citizens.see", "births.report", "nik.reveal", "assignments.see", "assignments.work",
            "visits.see", "visits.fill", "visits.type",
        }
    ),
    Role.KELURAHAN: frozenset(
        {
            "citizens.see", "births.report", "nik.reveal", "tickets.see", "papers.see", "corrections.see",
            "corrections.propose", "papers.add", "minutes.see", "minutes.write",
            "letters.see", "visits.see", "visits.area",
            "assignments.see", "assignments.work",
            "siks.look_up",
        }
    ),
    Role.AUDITOR: frozenset({"audit.see", "reports.see", "jobs.see_all"}),
}  # fmt: skip


@pghistory.track(fields=["username", "full_name", "counter", "is_active"], model_name="UserEvent")
class User(AbstractUser):
    """A member of staff. Name, password and whether he may sign in; what he may do stands in his mandates."""

    full_name = models.CharField("nama lengkap", max_length=100)
    counter = models.CharField("loket", max_length=20, blank=True)
    password_is_temporary = models.BooleanField(default=False)  # given by the administrator, to be changed at once
    keys_enabled = models.BooleanField("tombol satu huruf", default=True)  # WCAG 2.1.4

    REQUIRED_FIELDS = ["full_name"]

    def __str__(self) -> str:
        return self.full_name or self.username

    @cached_property
    def mandates_today(self) -> list[Mandate]:
        """Mandates in force on the day of the office, the leading role first."""
        if not self.is_active:
            return []
        order = list(Role)
        today = timezone.localdate()
        if "mandates" in getattr(self, "_prefetched_objects_cache", {}):
            found = [mandate for mandate in self.mandates.all() if mandate.is_in_force(today)]
        else:
            found = list(self.mandates.in_force(today).select_related("region"))
        return sorted(found, key=lambda mandate: order.index(Role(mandate.role)))

    @property
    def role(self) -> str:
        """The leading role in force today, or an empty text: then nothing is allowed."""
        return self.mandates_today[0].role if self.mandates_today else ""

    @property
    def role_label(self) -> str:
        """The role as it stands in the top bar, with "Plh." where he stands in for somebody."""
        if not self.mandates_today:
            return "tanpa mandat"
        first = self.mandates_today[0]
        return f"{first.acting} {first.get_role_display()}".strip()

    @property
    def acting_later(self) -> list[Mandate]:
        """Mandates to stand in for somebody that begin another day; for rows whose mandates are at hand."""
        today = timezone.localdate()
        return [each for each in self.mandates.all() if each.acting and each.state_on(today) == "later"]

    @property
    def last_mandate(self) -> Mandate | None:
        """The one that ended last, of whom none is in force any more."""
        ended = [each for each in self.mandates.all() if each.state_today == "ended"]
        return max(ended, key=lambda each: str(each.ends_on), default=None) if not self.mandates_today else None

    @property
    def page_url(self) -> str:
        """The administrator's page of this account."""
        return reverse("accounts:user", args=[self.pk])

    @property
    def area_today(self) -> str:
        """Where he works today, in words."""
        areas = [str(mandate.region) if mandate.region else "Kota Kendari" for mandate in self.mandates_today]
        return ", ".join(dict.fromkeys(areas)) or "–"

    def may(self, permission: str) -> bool:
        """Whether one of today's mandates allows it."""
        return any(permission in PERMISSIONS[mandate.role] for mandate in self.mandates_today)

    def area_codes(self, permission: str = "citizens.see") -> list[str] | None:
        """Region codes in which the permission holds; None is the whole city, an empty list is nowhere."""
        holding = [mandate for mandate in self.mandates_today if permission in PERMISSIONS[mandate.role]]
        if any(mandate.region is None for mandate in holding):
            return None
        return [mandate.region.code for mandate in holding if mandate.region is not None]


def kelurahan_in(codes: list[str] | None, field: str = "kelurahan") -> Q:
    """Condition that a row's kelurahan lies in one of the areas. None is everywhere, an empty list nowhere."""
    if codes is None:
        return Q()
    condition = Q(pk__in=[])
    for code in codes:
        condition |= Q(**{f"{field}__code__startswith": code})
    return condition


class MandateQuerySet(models.QuerySet["Mandate"]):
    def in_force(self, on: date) -> MandateQuerySet:
        """Mandates whose span holds the day and that rest on a letter."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on).exclude(basis="")


@pghistory.track()
class Mandate(models.Model):
    """What a person may do, where, from when to when, on whose letter. Ends, is never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mandates")
    role = models.CharField("peran", max_length=20, choices=Role.choices)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name="wilayah")
    acting = models.CharField("kedudukan", max_length=4, blank=True, default="")  # Plh., Plt.
    basis = models.CharField("nomor surat", max_length=100, blank=True)  # without a letter it is not in force
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai", null=True, blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["user", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="mandate_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(role__in=[Role.KELURAHAN, Role.FACILITATOR]) | Q(region__isnull=False),
                name="field_roles_have_an_area",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    def is_in_force(self, on: date) -> bool:
        """Whether its span holds the day and it rests on a letter."""
        return bool(self.basis) and self.starts_on <= on and (self.ends_on is None or self.ends_on >= on)

    def state_on(self, on: date) -> str:
        """What it is on a day: in_force, ending (within a month), later, ended, without_letter."""
        if self.ends_on is not None and self.ends_on < on:
            return "ended"
        if not self.basis:
            return "without_letter"
        if self.starts_on > on:
            return "later"
        return "ending" if self.ends_on is not None and (self.ends_on - on).days <= 31 else "in_force"

    @property
    def role_words(self) -> str:
        """The role, with "Plh." or "Plt." before it."""
        return f"{self.acting} {self.get_role_display()}".strip()

    @property
    def state_today(self) -> str:
        return self.state_on(timezone.localdate())


class SubmittedForm(models.Model):
    """The key of a form that was sent: sent again, it has no second effect."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()
    answer = models.CharField(max_length=400, blank=True)  # where the first one led
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_effect_per_form_key")]

    def __str__(self) -> str:
        return str(self.key)


class ReadLog(models.Model):
    """One reading of personal data: who, when, whose, what, why. Written only, never changed."""

    class Act(models.TextChoices):
        OPEN = "open", "membuka"
        REVEAL = "reveal", "menampilkan NIK"
        DOWNLOAD = "download", "mengunduh"
        SEARCH = "search", "mencari"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    act = models.CharField(max_length=10, choices=Act.choices)
    subject = models.CharField(max_length=40)  # "citizen", "household", "document" …
    subject_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    detail: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["subject", "subject_id", "-at"])]

    def __str__(self) -> str:
        return f"{self.user} {self.get_act_display()} {self.subject} {self.subject_id}"

    @property
    def subject_word(self) -> str:
        """What was read, in a word of the screen."""
        words = {
            "citizen": "warga", "household": "keluarga", "document": "berkas", "ticket": "tiket", "trail": "jejak",
            "batch_file": "berkas kiriman", "bundle": "paket serupa", "ledger": "buku usulan", "letter": "surat",
            "batch_password": "sandi kiriman", "order_password": "sandi perintah", "work_order": "perintah kerja",
            "data_balikan": "data balikan", "difference": "selisih daftar", "verification": "verifikasi lapangan",
            "held": "perubahan tertahan", "minutes": "berita acara", "packet": "paket wali kota", "pupil": "murid",
            "packet_scan": "pindaian paket", "governor_copy": "tembusan gubernur", "school": "daftar murid sekolah",
            "staged_file": "berkas masuk", "visits": "kunjungan",
        }  # fmt: skip
        return words.get(self.subject, self.subject)


class SecondFactor(models.Model):
    """The secret of a person's authenticator, sealed, and how often a wrong code was typed."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="second_factor")
    sealed_secret = models.BinaryField()
    confirmed_at = models.DateTimeField(null=True)  # until a first code was right it asks for nothing
    last_step = models.BigIntegerField(default=0)  # a code is taken once
    failures = models.PositiveSmallIntegerField(default=0)
    shut_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.user)


class RecoveryCode(models.Model):
    """A code on paper for the day on which the telephone is lost; works once."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)  # new codes were made, or the factor was taken away

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="one_recovery_code_per_digest")]

    def __str__(self) -> str:
        return f"{self.user} {self.made_at:%d-%m-%Y}"


class SignIn(models.Model):
    """One session of a person: from which device, when, how it ended."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_ins")
    session_key = models.CharField(max_length=40, db_index=True)
    device = models.CharField(max_length=80)  # browser and system in words
    address = models.GenericIPAddressField(null=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-seen_at"]
        indexes = [models.Index(fields=["user", "-seen_at"], condition=Q(ended_at=None), name="sign_in_open")]

    def __str__(self) -> str:
        return f"{self.user} {self.started_at:%d-%m-%Y}"
