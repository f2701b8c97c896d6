"""Kinds of paper, which papers an act asks for, and the archive of what was shown or scanned."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.files.models import StoredFile
from dtks.office.models import Region
from dtks.registry.models import Citizen

if TYPE_CHECKING:
    from dtks.accounts.models import User


class PaperKind(models.Model):
    """A kind of paper, from data/papers.csv."""

    code = models.CharField(max_length=24, unique=True)
    label = models.CharField(max_length=120)
    issuer = models.CharField(max_length=120)
    copy_form = models.CharField(max_length=60, blank=True)
    max_age_days = models.PositiveIntegerField(null=True)
    what_to_check = models.TextField(blank=True)
    where_to_get = models.CharField(max_length=120, blank=True)  # for the citizen; may hold {kelurahan}
    bring = models.CharField(max_length=120, blank=True)
    if_lost = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label

    @property
    def short_label(self) -> str:
        """The name without what stands in brackets: KTP-el."""
        return self.label.split(" (", maxsplit=1)[0]

    def place_in(self, kelurahan: str) -> str:
        """Where a citizen of a kelurahan gets it."""
        return self.where_to_get.replace("{kelurahan}", kelurahan).strip()


# Acts that rules speak of, in the words of the screen.
ACT_WORDS = {
    "NEW_PROPOSAL": "Usulan baru", "ADD_MEMBER": "Tambah anggota keluarga", "FIX_NIK": "Perbaikan NIK",
    "FIX_NAME": "Perbaikan nama", "FIX_BIRTH": "Perbaikan tempat/tanggal lahir", "FIX_SEX": "Perbaikan jenis kelamin",
    "FIX_MOTHER": "Perbaikan nama ibu", "FIX_ADDRESS": "Perbaikan alamat", "MOVE_INSIDE": "Pindah kelurahan",
    "MOVE_OUT": "Pindah ke luar kota", "MOVE_IN": "Pindah datang", "KK_CHANGE": "Ganti nomor KK",
    "HEAD_SUCCESSION": "Kepala keluarga meninggal", "PENGURUS_CHANGE": "Ganti pengurus bantuan", "SPLIT": "Pecah KK",
    "MERGE": "Gabung KK", "MEMBER_OUT": "Anggota keluar dari keluarga", "DEATH": "Meninggal dunia",
    "GRADUATE": "Sudah mampu", "NOT_FOUND": "Tidak ditemukan", "REFUSE_AID": "Menolak bantuan",
    "DUPLICATE": "Data ganda", "REACTIVATE_PBI": "Pengaktifan kembali PBI-JK", "DESIL_REVIEW": "Pembaruan desil",
    "CERTIFICATE": "Surat keterangan", "PIP_SUPPORT": "Dukungan PIP", "OBJECTION": "Sanggahan",
    "COMPLAINT": "Pengaduan", "CHANGE_NOTICE": "Lapor perubahan", "INFO": "Informasi", "KTP17": "Rekam KTP usia 17",
}  # fmt: skip
PROGRAMME_WORDS = {"*": "Semua program", "DATA": "Pendataan DTKS/DTSEN"}


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def on(self, day: date) -> RequirementQuerySet:
        """Rules valid on a day; a ticket asks with the day on which it was opened."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


@pghistory.track(fields=["valid_to"], model_name="RequirementEvent")
class Requirement(models.Model):
    """One paper that an act of a programme asks for, with its law and time. Dated, so never edited in place."""

    class Mandatory(models.TextChoices):
        YES = "yes", "wajib"
        NO = "no", "membantu"
        CONDITIONAL = "conditional", "bila perlu"

    programme = models.CharField(max_length=16)  # DATA: the register itself
    act = models.CharField(max_length=24)
    paper = models.ForeignKey(PaperKind, on_delete=models.PROTECT, related_name="+")
    mandatory = models.CharField(max_length=12, choices=Mandatory.choices)
    alternatives = models.ManyToManyField(PaperKind, related_name="+", blank=True)
    legal_basis = models.CharField(max_length=240, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # null: it came with the table
    made_at = models.DateTimeField(default=timezone.now)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "act", "id"]
        indexes = [models.Index(fields=["programme", "act"])]
        triggers = [
            pgtrigger.Protect(name="rule_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="rule_is_only_ended",
                operation=pgtrigger.UpdateOf(
                    "programme", "act", "paper_id", "mandatory", "legal_basis", "valid_from", "note"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.act}: {self.paper_id}"

    def get_absolute_url(self) -> str:
        return reverse("papers:rule", args=[self.pk])

    @property
    def act_words(self) -> str:
        return ACT_WORDS.get(self.act, self.act)

    @property
    def title(self) -> str:
        """What the rule is about: Perbaikan NIK, KTP-el."""
        return f"{self.act_words}, {self.paper.short_label}"

    def state_on(self, day: date) -> str:
        """in_force, later, ended; one that was replaced before it began is ended too."""
        if self.valid_to is not None and (self.valid_to < day or self.valid_to < self.valid_from):
            return "ended"
        return "later" if self.valid_from > day else "in_force"

    @property
    def state_today(self) -> str:
        return self.state_on(timezone.localdate())


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> DocumentQuerySet:
        """Documents of citizens, or of kelurahan, of the areas in which the person works."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        codes = user.area_codes("papers.see")
        if codes is None:
            return self
        of_place = Q(citizen=None) & kelurahan_in(codes)
        return self.filter(kelurahan_in(codes, "citizen__kelurahan") | of_place)


class Document(models.Model):
    """A paper of a citizen, or of a kelurahan, and its scan if there is one. Archived under a number."""

    class Form(models.TextChoices):
        ORIGINAL = "original", "asli"
        COPY = "copy", "fotokopi"
        EXPIRED = "expired", "kedaluwarsa"

    class Custody(models.TextChoices):
        """Where the paper itself is, apart from its scan."""

        HERE = "", "di tempatnya"
        LENT = "lent", "dipinjam"
        LOST = "lost", "hilang"
        BURNT = "burnt", "terbakar"

    number = models.CharField(max_length=20, unique=True)  # A-2611-0917
    kind = models.ForeignKey(PaperKind, on_delete=models.PROTECT, related_name="+")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    kelurahan = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    form = models.CharField(max_length=8, choices=Form.choices)
    scan = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    preview = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    readings = models.JSONField(default=dict, blank=True)  # field -> what the paper reads, keyed by the front desk
    issued_on = models.DateField(null=True, blank=True)
    box = models.CharField("boks", max_length=20, blank=True)
    shelf = models.CharField("rak", max_length=20, blank=True)
    custody = models.CharField("keadaan kertas", max_length=5, choices=Custody.choices, default="", blank=True)
    held_by = models.CharField("peminjam", max_length=80, blank=True)
    back_on = models.DateField("kembali", null=True, blank=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=200, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(citizen__isnull=False) | Q(kelurahan__isnull=False), name="paper_belongs_to_somebody"
            ),
            models.CheckConstraint(condition=~Q(box="") | Q(shelf=""), name="a_shelf_holds_a_box"),
            models.CheckConstraint(
                condition=Q(custody="lent") & ~Q(held_by="") | ~Q(custody="lent") & Q(held_by="", back_on=None),
                name="a_lent_paper_has_its_borrower",
            ),
        ]
        indexes = [models.Index(fields=["box"], condition=~Q(box=""), name="document_box")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("papers:document", args=[self.number])

    @property
    def owner_words(self) -> str:
        """Whose paper it is: a citizen, or a kelurahan."""
        return self.citizen.name if self.citizen else f"Kelurahan {self.kelurahan}"

    @property
    def custody_words(self) -> str:
        """Dipinjam Salim, sampai 4 Des; Hilang; empty where it lies in its place."""
        if self.custody == self.Custody.LENT:
            until = f", sampai {self.back_on:%d-%m-%Y}" if self.back_on else ""
            return f"Dipinjam {self.held_by}{until}"
        return self.get_custody_display().capitalize() if self.custody else ""

    @property
    def place(self) -> str:
        """boks 14, B2; empty where no paper is kept."""
        box = self.box if self.box.lower().startswith("boks") or not self.box else f"boks {self.box}"
        return ", ".join(part for part in (box, self.shelf) if part)


class PaperMove(models.Model):
    """A paper was lent, came back, was lost, found, or burnt. Written once."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="moves")
    custody = models.CharField(max_length=5, choices=Document.Custody.choices, blank=True)
    held_by = models.CharField("peminjam", max_length=80, blank=True)
    back_on = models.DateField("kembali", null=True, blank=True)
    note = models.CharField("catatan", max_length=160, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        triggers = [pgtrigger.Protect(name="paper_move_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.document_id} {self.get_custody_display()}"
