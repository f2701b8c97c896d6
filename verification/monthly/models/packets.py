"""The mayor's packet: a numbered, hashed annex that goes from desk to desk until it is signed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.files.models import StoredFile
from dtks.office.models import Signatory
from verification.monthly.models.batches import BatchRow, TemplateKind

if TYPE_CHECKING:
    from dtks.accounts.models import User


class FinalizationQuerySet(models.QuerySet["FinalizationRule"]):
    def required_on(self, day: date) -> set[str]:
        """Sheets that wait for the mayor on a day. Without a rule a sheet is written at once."""
        newest = self.filter(starts_on__lte=day).order_by("kind", "-starts_on").distinct("kind")
        return {rule.kind for rule in newest if rule.required}


class FinalizationRule(models.Model):
    """Whether a sheet waits for the mayor's letter, from a day on. Never edited: a change is a new row."""

    kind = models.CharField(max_length=12, choices=TemplateKind.choices)
    required = models.BooleanField()
    starts_on = models.DateField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    objects = FinalizationQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "starts_on"], name="one_finalization_rule_per_kind_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on:%d-%m-%Y}"


class ParafSeat(models.Model):
    """One desk in the order of initials that holds from a day on; the newest order holds."""

    class Act(models.TextChoices):
        INITIAL = "initial", "paraf"
        SIGN = "sign", "tanda tangan"

    starts_on = models.DateField()
    position = models.PositiveSmallIntegerField()  # from 1
    seat = models.CharField(max_length=80)
    act = models.CharField(max_length=8, choices=Act.choices, default=Act.INITIAL)
    usual_days = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["-starts_on", "position"]
        constraints = [
            models.UniqueConstraint(fields=["starts_on", "position"], name="one_seat_per_position_of_an_order")
        ]

    def __str__(self) -> str:
        return self.seat


class Packet(models.Model):
    """A month's packet. Frozen once the kabid has signed it; what is wrong afterwards goes into a next one."""

    class State(models.TextChoices):
        DRAFT = "draft", "disusun"
        CIRCULATING = "circulating", "diedarkan"
        SIGNED = "signed", "disahkan"
        VOID = "void", "batal"

    FROZEN = (State.CIRCULATING, State.SIGNED)

    number = models.CharField(max_length=20, unique=True)  # PW-2026/11-1
    month = models.DateField()  # first day
    sequence = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT, db_index=True)
    item_count = models.PositiveIntegerField(default=0)
    page_count = models.PositiveSmallIntegerField(default=0)  # of the whole paper
    hash = models.CharField(max_length=64, blank=True)  # sha256 over the lines of the annex in their order
    paper = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")  # as it was printed
    cover_number = models.CharField(max_length=60, blank=True)  # the office's own letter number
    mayor_number = models.CharField(max_length=80, blank=True)  # from the secretariat's book, typed in
    signed_on = models.DateField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)  # until when it should be signed
    void_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-month", "-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["month", "sequence"], name="one_packet_per_month_and_sequence"),
            models.CheckConstraint(condition=Q(month__day=1), name="packet_month_is_a_first_day"),
            models.CheckConstraint(
                condition=~Q(state__in=["circulating", "signed"])
                | (~Q(hash="") & Q(frozen_at__isnull=False) & Q(frozen_by__isnull=False)),
                name="a_frozen_packet_has_a_hash",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | (~Q(mayor_number="") & Q(signed_on__isnull=False)),
                name="a_signed_packet_has_a_number",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="packet_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="frozen_packet_stays",
                operation=pgtrigger.UpdateOf("hash", "item_count", "number", "month", "cover_number", "frozen_at"),
                condition=pgtrigger.Q(old__state__in=["circulating", "signed"]),
            ),
            pgtrigger.Protect(
                name="signed_packet_stays_signed",
                operation=pgtrigger.UpdateOf("state", "mayor_number", "signed_on", "paper_id"),
                condition=pgtrigger.Q(old__state="signed"),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def page_url(self) -> str:
        """Where the packet is shown."""
        return reverse("monthly:packet", args=[self.pk])

    @property
    def month_words(self) -> str:
        """The month and the office's letter as a small line: "untuk 11-2026, surat 400.9/12/DINSOS/2026"."""
        return f"untuk {self.month:%m-%Y}" + (f", surat {self.cover_number}" if self.cover_number else "")

    @property
    def waiting_words(self) -> str:
        """Menunggu Sekretaris Daerah; needs the `desk` of `queries.packets`."""
        return f"Menunggu {getattr(self, 'desk', None) or 'paraf'}"

    @property
    def fingerprint(self) -> str:
        """The first 16 digits of the hash in groups of four, as printed."""
        return " ".join(self.hash[at : at + 4] for at in range(0, 16, 4)) if self.hash else ""

    @property
    def code(self) -> str:
        """What stands at the foot of every page of the letter: PW11-C587. A scan must show it."""
        return f"PW{self.month:%m}-{self.hash[12:16].upper()}" if self.hash else ""


class PacketItemQuerySet(models.QuerySet["PacketItem"]):
    def visible_to(self, user: User) -> PacketItemQuerySet:
        """Names of the areas in which the person works."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes("monthly.see"), "row__citizen__kelurahan"))

    def kept(self) -> PacketItemQuerySet:
        """Names that go on with the packet."""
        return self.filter(carved_at=None)

    def sent(self) -> PacketItemQuerySet:
        """Names that the packet lets go; urgent ones went before and are only told."""
        return self.kept().filter(reported=False)


class PacketItem(models.Model):
    """One sealed row in a packet. Carved out it waits for the next one, with the reason.

    A row that is no longer true is let go for good: its change takes part in the next batch with today's values.
    A name that proves wrong after the signature is withdrawn; the next packet tells the mayor.
    """

    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, related_name="items")
    row = models.ForeignKey(BatchRow, on_delete=models.PROTECT, related_name="packet_items")
    number = models.PositiveIntegerField(null=True)  # in the annex, from 1
    line: models.JSONField[list[str], list[str]] = models.JSONField(default=list)  # as printed beside the number
    sha256 = models.CharField(max_length=64, blank=True)  # over number, row and line
    reported = models.BooleanField(default=False)  # urgent: sent before, told to the mayor afterwards
    carved_at = models.DateTimeField(null=True)
    carved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    carved_reason = models.CharField(max_length=240, blank=True)
    carved_mender = models.CharField(max_length=40, blank=True)
    outdated = models.BooleanField(default=False)  # the row is not what the register says any more
    let_go = models.BooleanField(default=False)  # never sent as it was sealed
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(max_length=200, blank=True)
    told_in = models.ForeignKey(Packet, on_delete=models.PROTECT, null=True, related_name="withdrawals")

    objects = PacketItemQuerySet.as_manager()

    class Meta:
        ordering = ["packet", "number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["packet", "row"], name="a_row_once_per_packet"),
            models.UniqueConstraint(fields=["row"], condition=Q(carved_at=None), name="a_row_in_one_packet"),
            models.UniqueConstraint(
                fields=["packet", "number"], condition=Q(number__isnull=False), name="one_name_per_number"
            ),
            models.CheckConstraint(condition=Q(carved_at=None) | ~Q(carved_reason=""), name="carved_with_a_reason"),
            models.CheckConstraint(condition=Q(let_go=False) | ~Q(carved_at=None), name="let_go_only_if_carved"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""), name="withdrawn_with_a_reason"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="packet_item_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="numbered_item_stays",
                operation=pgtrigger.UpdateOf("packet_id", "row_id", "number", "line", "sha256", "reported"),
                condition=pgtrigger.Q(old__number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.packet_id}/{self.number or '–'}"


class PacketStep(models.Model):
    """One desk on the way of a packet: who initialled or signed it, on which day, recorded by whom."""

    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    seat = models.CharField(max_length=80)
    act = models.CharField(max_length=8, choices=ParafSeat.Act.choices, default=ParafSeat.Act.INITIAL)
    usual_days = models.PositiveSmallIntegerField(default=1)
    began_on = models.DateField(null=True)  # when it came to this desk
    done_on = models.DateField(null=True)
    name = models.CharField(max_length=100, blank=True)
    acting = models.CharField(max_length=4, choices=Signatory.Acting.choices, blank=True, default="")
    mandate_number = models.CharField(max_length=80, blank=True)
    mandate_from = models.DateField(null=True)
    mandate_until = models.DateField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["packet", "position"]
        constraints = [
            models.UniqueConstraint(fields=["packet", "position"], name="one_step_per_position"),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(done_on__gte=F("began_on")), name="step_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(acting="")
                | (
                    ~Q(mandate_number="")
                    & Q(mandate_from__lte=F("done_on"))
                    & (Q(mandate_until=None) | Q(mandate_until__gte=F("done_on")))
                ),
                name="acting_step_lies_in_its_mandate",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="packet_step_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="done_step_stays", operation=pgtrigger.Update, condition=pgtrigger.Q(old__done_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.packet_id} {self.seat}"

    @property
    def mandate_words(self) -> str:
        """The letter of who stands in, and its days: "800/311/2026, berlaku 16-11-2026 sampai 27-11-2026"."""
        if not self.acting or self.mandate_from is None:
            return ""
        until = f" sampai {self.mandate_until:%d-%m-%Y}" if self.mandate_until else ""
        return f"{self.mandate_number}, berlaku {self.mandate_from:%d-%m-%Y}{until}"

    @property
    def is_signature(self) -> bool:
        """Whether this desk signs; the others initial."""
        return self.act == ParafSeat.Act.SIGN

    def days_on(self, day: date) -> int:
        """Days at this desk until it was done, or until a day."""
        return ((self.done_on or day) - self.began_on).days if self.began_on else 0


class PacketScan(models.Model):
    """A scan that was handed in for a packet, taken or refused, and the code that was found on it."""

    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, related_name="scans")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    is_letter = models.BooleanField(default=True)  # else the sheet of initials
    accepted = models.BooleanField()
    code_read = models.CharField(max_length=20, blank=True)
    read_by_machine = models.BooleanField(default=False)
    pages = models.PositiveSmallIntegerField(default=1)
    problem = models.CharField(max_length=240, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        triggers = [pgtrigger.Protect(name="scan_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name


class GovernorCopy(models.Model):
    """A copy for the Governor, made from a signed packet: totals and names without any number of a person."""

    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, related_name="copies")
    version = models.PositiveSmallIntegerField()
    letter_number = models.CharField(max_length=60, unique=True)
    item_count = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    paper = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")  # as it was printed
    channel = models.CharField(max_length=40)  # surat, surel, aplikasi persuratan …
    sent_on = models.DateField(null=True)
    receipt = models.CharField(max_length=120, blank=True)  # number or name that proves that it arrived
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["packet", "version"], name="one_copy_per_version")]
        triggers = [
            pgtrigger.Protect(name="copy_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="sent_copy_stays", operation=pgtrigger.Update, condition=pgtrigger.Q(old__sent_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.letter_number

    @property
    def page_url(self) -> str:
        """The copy as a letter."""
        return reverse("monthly:copy_pdf", args=[self.pk])

    @property
    def is_sent(self) -> bool:
        """Whether its way out is on record."""
        return self.sent_on is not None

    @property
    def version_words(self) -> str:
        """versi 1, 18-11-2026"""
        return f"versi {self.version}, {timezone.localtime(self.made_at):%d-%m-%Y}"
