"""The meeting of a kelurahan: its head, attendance, quorum rule and the printed versions of its record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.office.models import Region
from dtks.papers.models import Document
from dtks.web.templatetags.formats import MONTHS

if TYPE_CHECKING:
    from dtks.accounts.models import User


class QuorumRule(models.Model):
    """Who has to be there for a meeting to decide, from a day on. Set by the kabid; dated, never edited in place."""

    starts_on = models.DateField("berlaku mulai")
    share = models.PositiveSmallIntegerField("lebih dari … % undangan")  # 50: more than half of those invited
    # [{"words": "Lurah atau seklur", "seats": ["LURAH", "SEKLUR"], "least": 1}, …]
    groups: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [models.CheckConstraint(condition=Q(share__lte=100), name="quorum_share_is_a_percentage")]
        triggers = [pgtrigger.Protect(name="quorum_rule_is_written_once", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"Kuorum mulai {self.starts_on:%d-%m-%Y}"


class Agenda(models.TextChoices):
    """Kinds of agenda, domain.md 7.4."""

    ELIGIBILITY = "eligibility", "Kelayakan penerima"
    PROPOSALS = "proposals", "Usulan baru"
    CORRECTIONS = "corrections", "Perbaikan data"
    URGENT = "urgent", "Prioritas/darurat"


class MinutesQuerySet(models.QuerySet["Minutes"]):
    def visible_to(self, user: User) -> MinutesQuerySet:
        """Berita acara of the kelurahan in which the person works; Dinsos sees what was handed in."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        found = self.filter(kelurahan_in(user.area_codes("minutes.see")))
        return found if user.may("minutes.write") else found.exclude(state__in=[Minutes.State.DRAFT])

    def handed_in(self) -> MinutesQuerySet:
        """Those that Dinsos has."""
        return self.filter(state__in=Minutes.FROZEN)


# What stays as it was signed, once it is handed in.
SIGNED = (
    "number", "kelurahan_id", "month", "agenda", "held_on", "starts_at", "ends_at", "place", "basis", "chair",
    "chair_seat", "recorder", "handed_in_by_id", "handed_in_at", "version_id", "scan_id",
)  # fmt: skip


class Minutes(models.Model):
    """The record of one meeting. Frozen when it is handed in; its number is never given again."""

    class State(models.TextChoices):
        DRAFT = "draft", "disusun"
        HANDED_IN = "handed_in", "diserahkan, diperiksa Dinsos"
        CHECKED = "checked", "selesai diperiksa"
        VOID = "void", "batal"

    FROZEN = (State.HANDED_IN, State.CHECKED)

    number = models.CharField("nomor", max_length=60, unique=True)  # 04/BA-DTKS/KEL-LAHUNDAPE/11/2026
    kelurahan = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    month = models.DateField("bulan")  # first day
    agenda = models.CharField("acara", max_length=12, choices=Agenda.choices, default=Agenda.ELIGIBILITY)
    held_on = models.DateField("hari rapat", null=True, blank=True)
    starts_at = models.TimeField("mulai", null=True, blank=True)
    ends_at = models.TimeField("selesai", null=True, blank=True)
    place = models.CharField("tempat", max_length=120, blank=True)
    address = models.CharField(
        "alamat kantor kelurahan", max_length=120, blank=True
    )  # below the name in the letterhead
    basis = models.CharField("dasar rapat", max_length=200, blank=True)
    chair = models.CharField("pimpinan rapat", max_length=100, blank=True)
    chair_seat = models.CharField("jabatan pimpinan", max_length=12, default="LURAH")  # code table attendance_seat
    recorder = models.CharField("notulis", max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    handed_in_at = models.DateTimeField(null=True)
    version = models.ForeignKey("Print", on_delete=models.PROTECT, null=True, related_name="+")  # what was signed
    scan = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    posted_from = models.DateField("ditempel mulai", null=True, blank=True)
    posted_until = models.DateField("ditempel sampai", null=True, blank=True)

    objects = MinutesQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-id"]
        verbose_name_plural = "minutes"
        indexes = [models.Index(fields=["kelurahan", "-month"]), models.Index(fields=["state", "-handed_in_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="minutes_month_is_a_first_day"),
            models.UniqueConstraint(
                fields=["kelurahan", "month"], condition=Q(state="draft"), name="one_open_minutes_per_month"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["handed_in", "checked"])
                | Q(
                    handed_in_at__isnull=False,
                    handed_in_by__isnull=False,
                    version__isnull=False,
                    scan__isnull=False,
                    held_on__isnull=False,
                ),
                name="handed_in_minutes_are_signed_and_scanned",
            ),
            models.CheckConstraint(
                condition=Q(posted_until=None) | Q(posted_until__gte=models.F("posted_from")), name="posting_has_a_span"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="minutes_are_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="handed_in_minutes_are_frozen",
                operation=pgtrigger.UpdateOf(*SIGNED),
                condition=pgtrigger.Q(old__state__in=["handed_in", "checked", "void"]),
            ),
            pgtrigger.Protect(
                name="minutes_do_not_go_back",
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(old__state__in=["handed_in", "checked"], new__state__in=["draft", "void"]),
            ),
        ]

    def __str__(self) -> str:
        return f"Berita acara {self.month_name}"

    def get_absolute_url(self) -> str:
        return reverse("minutes:minutes", args=[self.pk])

    @property
    def month_name(self) -> str:
        """November; with its year where it is not this one."""
        this_year = self.month.year == timezone.localdate().year
        return MONTHS[self.month.month - 1] + ("" if this_year else f" {self.month.year}")

    @property
    def title(self) -> str:
        """Berita acara Lahundape, November."""
        return f"Berita acara {self.kelurahan}, {self.month_name}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def head_is_complete(self) -> bool:
        """Whether all that the paper says of the meeting is there."""
        return bool(self.held_on and self.starts_at and self.ends_at and self.place and self.chair and self.recorder)


_STAYS = """
    SELECT state INTO found FROM minutes_minutes WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.minutes_id ELSE NEW.minutes_id END FOR SHARE;
    IF found <> 'draft' THEN
        RAISE EXCEPTION 'berita acara is %, its contents stay as they are', found;
    END IF;
    RETURN COALESCE(NEW, OLD);
"""  # noqa: E501


def stays_as_signed(name: str, *columns: str) -> pgtrigger.Trigger:
    """A trigger: rows of a berita acara come, go and change (in these columns) only while it is a draft."""
    changes = pgtrigger.UpdateOf(*columns) if columns else pgtrigger.Update
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Delete | changes,
        declare=[("found", "text")],
        func=_STAYS,
    )


class Attendance(models.Model):
    """Somebody who was invited to the meeting, by seat, and whether he came."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="attendance")
    seat = models.CharField("unsur", max_length=12)  # code table attendance_seat
    name = models.CharField("nama", max_length=100)
    neighbourhood = models.CharField("RT/RW", max_length=20, blank=True)
    phone = models.CharField("nomor HP", max_length=16, blank=True)
    present = models.BooleanField("hadir", default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        triggers = [stays_as_signed("attendance_stays_as_signed")]

    def __str__(self) -> str:
        return self.name


class Print(models.Model):
    """A version of the paper as it was printed: what it says, its fingerprint and the code on each page."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="prints")
    number = models.PositiveSmallIntegerField()  # version 1, 2 …
    code = models.CharField(max_length=12, unique=True)  # BA-7Q2K-91
    sha256 = models.CharField(max_length=64)  # of the contents
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)  # what the paper sets
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["minutes", "-number"]
        constraints = [models.UniqueConstraint(fields=["minutes", "number"], name="one_print_per_version")]
        triggers = [pgtrigger.Protect(name="print_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.code} versi {self.number}"


def first_of_month(day: date) -> date:
    """The business month of a day."""
    return day.replace(day=1)
