"""Tickets of the counter: who came, for what, with which papers, and what became of it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.jobs.models import Message
from dtks.office.models import Region
from dtks.papers.models import Document, PaperKind, Requirement
from dtks.registry.models import Citizen
from verification.corrections.models import ChangeRequest

if TYPE_CHECKING:
    from dtks.accounts.models import User

CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L, which people confuse


class Kind(models.TextChoices):
    """What a citizen comes for, in the order of the number keys 1 to 9 (decisions.md 5)."""

    INFO = "info", "Informasi"
    CORRECTION = "correction", "Perbaikan data"
    PROPOSAL = "proposal", "Usulan baru"
    REACTIVATION = "reactivation", "Pengaktifan kembali"
    CERTIFICATE = "certificate", "Surat keterangan"
    DEATH_OR_MOVE = "death_or_move", "Meninggal / pindah"
    COMPLAINT = "complaint", "Sanggahan / aduan"
    NOTICE = "notice", "Lapor perubahan"
    URGENT = "urgent", "Mendesak"


class State(models.TextChoices):
    """Where a ticket stands; the citizen reads `status_<state>` of message_texts.csv."""

    RECEIVED = "RECEIVED", "Diterima"
    INCOMPLETE = "INCOMPLETE", "Berkas kurang"
    CHECKING = "CHECKING", "Diperiksa"
    RETURNED = "RETURNED", "Usulan dikembalikan"
    WAIT_CITIZEN = "WAIT_CITIZEN", "Menunggu warga"
    WAIT_DUKCAPIL = "WAIT_DUKCAPIL", "Menunggu Disdukcapil"
    WAIT_KELURAHAN = "WAIT_KELURAHAN", "Menunggu kelurahan"
    WAIT_SCHOOL = "WAIT_SCHOOL", "Menunggu sekolah"
    WAIT_MAYOR = "WAIT_MAYOR", "Menunggu kiriman bulan ini"
    SENT = "SENT", "Dikirim ke pusat"
    DONE = "DONE", "Selesai"
    REFUSED = "REFUSED", "Belum bisa diterima"
    CANCELLED = "CANCELLED", "Dibatalkan"


CLOSED = (State.DONE, State.REFUSED, State.CANCELLED)
OPEN = tuple(state for state in State if state not in CLOSED)
# Who holds a ticket in a state; the clock runs only while the office does.
HOLDERS: dict[str, str] = {
    State.INCOMPLETE: "citizen",
    State.WAIT_CITIZEN: "citizen",
    State.WAIT_DUKCAPIL: "civil_registry",
    State.WAIT_KELURAHAN: "kelurahan",
    State.WAIT_SCHOOL: "school",
    State.WAIT_MAYOR: "mayor",
    State.SENT: "centre",
    State.RECEIVED: "office",
    State.CHECKING: "office",
    State.RETURNED: "office",
}
IN_OUR_HANDS = tuple(state for state, holder in HOLDERS.items() if holder == "office")
HOLDER_WORDS = {
    "office": "Dinas Sosial",
    "citizen": "warga",
    "civil_registry": "Disdukcapil",
    "kelurahan": "kelurahan",
    "school": "sekolah",
    "mayor": "Wali Kota",
    "centre": "Kementerian Sosial",
    "": "–",
}
# The only way from state to state. An open ticket moves among the open states as the case goes; what is closed
# opens again only by `reopen`.
TRANSITIONS: dict[str, frozenset[str]] = {
    **{state: frozenset(set(State.values) - {state, State.RECEIVED}) for state in OPEN},
    **{state: frozenset({State.CHECKING}) for state in CLOSED},
}


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, user: User) -> TicketQuerySet:
        """Tickets of the areas in which the person works; who objects to somebody is known to the desk alone."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        found = self.filter(kelurahan_in(user.area_codes("tickets.see")))
        return found if user.may("tickets.work") else found.exclude(act="OBJECTION")

    def open(self) -> TicketQuerySet:
        """Tickets on which somebody still has to act."""
        return self.filter(closed_at=None)


@pghistory.track(exclude=["secret_hash"])
class Ticket(models.Model):
    """One consultation. Opened at the counter, closed once; its number is never given again."""

    number = models.CharField("nomor", max_length=20, unique=True)  # T-2611-0917
    key = models.UUIDField(unique=True, default=uuid.uuid4)  # one per screen of intake: a double click makes one
    fingerprint = models.CharField(max_length=64, blank=True)  # of what was sent with that key
    kind = models.CharField("jenis", max_length=16, choices=Kind.choices)
    act = models.CharField(max_length=24)  # acts.csv
    programmes: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=16), default=list)
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, null=True, blank=True, related_name="tickets")
    given: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)  # of somebody unknown
    kelurahan = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    brought_by = models.CharField("dibawa oleh", max_length=16, default="SENDIRI")  # code table `brought_by`
    brought_by_name = models.CharField("nama pembawa", max_length=120, blank=True)
    asked = models.TextField("yang diminta", blank=True)
    urgent_reason = models.CharField(max_length=12, blank=True)  # code table `urgent_reason`
    state = models.CharField(max_length=16, choices=State.choices, default=State.RECEIVED, db_index=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # null: the citizen wrote it on the public page
    opened_at = models.DateTimeField("dibuka", default=timezone.now)
    first_answer_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # its own: late edits move no figure (failure 30)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    clock_due_at = models.DateTimeField(
        null=True, blank=True
    )  # when our working time runs out; null while it is paused
    is_first = models.BooleanField("didahulukan", default=False)
    sheet_number = models.CharField("nomor lembar", max_length=20, blank=True)  # of a day on which Padan was down
    escalated_at = models.DateTimeField(null=True, blank=True)  # when it was late for the first time
    outcome = models.CharField("hasil", max_length=300, blank=True)
    due_on = models.DateField()  # when the citizen hears from us at the latest
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )  # the same matter came twice: this one is closed, its receipt leads there
    papers_until = models.DateField(null=True, blank=True)  # when missing papers have to be here
    receipt_code = models.CharField(max_length=8, unique=True)
    secret_hash = models.CharField(max_length=64)
    phone = models.CharField("nomor HP", max_length=16, blank=True)  # +62…
    email = models.EmailField("surel", blank=True)
    message_consent = models.BooleanField("setuju dikabari", default=False)
    consent_at = models.DateTimeField("sejak", null=True, blank=True)  # when the citizen agreed
    appealed_at = models.DateTimeField("dikeberatkan", null=True, blank=True)
    appeal_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # whose result the citizen does not accept: another one answers

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="ticket_newest"),
            models.Index(fields=["state", "-opened_at"], name="ticket_state_newest"),
            models.Index(fields=["kind", "-opened_at"], name="ticket_kind_newest"),
            models.Index(fields=["kelurahan", "-opened_at"], name="ticket_place_newest"),
            models.Index(fields=["citizen", "-opened_at"], name="ticket_citizen_newest"),
            models.Index(fields=["due_on"], condition=Q(closed_at=None), name="ticket_due"),
            models.Index(fields=["clock_due_at", "id"], name="ticket_clock"),
            models.Index(fields=["assigned_to"], condition=Q(closed_at=None), name="ticket_in_hands"),
            models.Index(fields=["id"], condition=Q(citizen=None), name="ticket_of_unknown"),
            models.Index(  # the work lists are counted out of this one alone
                fields=["state"],
                condition=Q(closed_at=None),
                name="ticket_work_lists",
                include=["id", "citizen", "assigned_to", "kind", "is_first", "clock_due_at", "kelurahan", "closed_at"],
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CLOSED, closed_at__isnull=False) | (~Q(state__in=CLOSED) & Q(closed_at=None)),
                name="closed_ticket_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(clock_due_at=None) | Q(state__in=IN_OUR_HANDS), name="clock_runs_only_in_our_hands"
            ),
            models.CheckConstraint(
                condition=Q(message_consent=False) | Q(consent_at__isnull=False), name="consent_has_its_day"
            ),
            models.CheckConstraint(condition=~Q(kind=Kind.URGENT) | ~Q(urgent_reason=""), name="urgent_has_a_reason"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | (Q(closed_at__isnull=False) & ~Q(merged_into=F("pk"))),
                name="merged_ticket_is_closed",
            ),
            models.CheckConstraint(
                condition=Q(citizen__isnull=False) | Q(given__has_key="name"), name="ticket_is_about_somebody"
            ),
            models.UniqueConstraint(
                fields=["sheet_number"], condition=~Q(sheet_number=""), name="one_ticket_a_line_of_the_day_sheet"
            ),
        ]
        triggers = [pgtrigger.Protect(name="ticket_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("desk:ticket", args=[self.number])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def person_name(self) -> str:
        """The name in force in the register, or what somebody unknown gave."""
        return self.citizen.name if self.citizen else self.given.get("name", "")

    @property
    def holder(self) -> str:
        """Who has to act now: a key of HOLDER_WORDS, empty once it is closed."""
        return HOLDERS.get(self.state, "")

    @property
    def holder_words(self) -> str:
        return HOLDER_WORDS[self.holder]

    @property
    def second_line(self) -> str:
        """What stands below the name in a list."""
        words = f"{self.asked[:60]}…" if len(self.asked) > 60 else self.asked
        return f"Didahulukan. {words}" if self.is_first and self.is_open else words

    def may_become(self, state: str) -> bool:
        return state in TRANSITIONS[self.state]


class TicketPaper(models.Model):
    """A paper that the rules of the opening day ask for, and in which form it was seen."""

    class Seen(models.TextChoices):
        ORIGINAL = "original", "Asli"
        COPY = "copy", "Salinan"
        EXPIRED = "expired", "Kedaluwarsa"
        NONE = "none", "Tidak ada"

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="papers")
    kind = models.ForeignKey(PaperKind, on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(Requirement, on_delete=models.PROTECT, null=True, related_name="+")
    mandatory = models.CharField(max_length=12, choices=Requirement.Mandatory.choices)
    seen = models.CharField(max_length=8, choices=Seen.choices, default=Seen.NONE)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["ticket", "kind"], name="one_paper_once_per_ticket")]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.kind_id} {self.seen}"

    @property
    def is_here(self) -> bool:
        return self.seen in (self.Seen.ORIGINAL, self.Seen.COPY)

    @property
    def is_missing(self) -> bool:
        """What the citizen still has to bring: it must be there, and it is not or is too old."""
        return self.mandatory == Requirement.Mandatory.YES and not self.is_here


_REQUEST_CHIPS = {
    "submitted": ("varian", "clock"), "returned": ("varian", "return"), "approved": ("padan", "check"),
    "applied": ("padan", "check"), "apply_failed": ("berbeda", "warning"), "refused": ("berbeda", "x"),
    "nothing_to_do": ("kosong", "minus"), "withdrawn": ("meninggal", "minus"), "reversed": ("meninggal", "undo"),
}  # fmt: skip


class TicketChange(models.Model):
    """A change request that came out of a ticket. How it fares is asked from the request."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="changes")
    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["ticket", "request"], name="one_request_once_per_ticket")]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.request_id}"

    @property
    def field_words(self) -> str:
        """The fields that the request changes, in the words of the screen."""
        words = [Citizen.FIELDS[each.field] for each in self.request.fields.all() if each.old_value != each.new_value]
        return ", ".join(words) or self.request.act.label

    @property
    def chip(self) -> tuple[str, str]:
        """Family of colours and icon of the request's state."""
        return _REQUEST_CHIPS.get(self.request.state, ("kosong", "clock"))


class TicketLink(models.Model):
    """Two tickets that belong together; kept once, the older ticket first."""

    class Kind(models.TextChoices):
        RELATED = "related", "disambungkan"
        SPLIT = "split", "dipisahkan dari"

    first = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="links_down")
    second = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="links_up")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.RELATED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="two_tickets_are_linked_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="link_runs_from_older_to_newer"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}–{self.second_id}"


class TicketNote(models.Model):
    """What was said: an answer or notice that the citizen may read, the citizen's own words, or a note inside."""

    class Kind(models.TextChoices):
        ANSWER = "answer", "jawaban"
        CITIZEN = "citizen", "kata warga"
        NOTICE = "notice", "kabar"  # written by the system when something was decided
        INTERNAL = "internal", "catatan dalam"

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # what the notice speaks of, so that an event handled twice says it once
    about = models.CharField(max_length=60, blank=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "about"], condition=~Q(about=""), name="one_notice_per_matter"),
            models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),
        ]
        triggers = [pgtrigger.Protect(name="note_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.get_kind_display()}"

    @property
    def is_public(self) -> bool:
        return self.kind != self.Kind.INTERNAL


class TicketStep(models.Model):
    """A stretch of time in one state in one person's hands. The clock and the story are read from these."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=16, choices=State.choices)
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    word = models.CharField(max_length=120)  # what was done, as the story tells it

    class Meta:
        ordering = ["started_at", "id"]
        triggers = [pgtrigger.Protect(name="step_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.word}"

    @property
    def holder(self) -> str:
        return HOLDERS.get(self.state, "")


class IntakeDraft(models.Model):
    """What one person at the counter has typed so far. On the server: a lost session or closed tab loses nothing."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user_id} {self.saved_at:%d-%m-%Y %H:%M}"
