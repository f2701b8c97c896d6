"""Citizens, their dated identifiers, and what worse sources say of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import kelurahan_in
from dtks.office.models import Region

if TYPE_CHECKING:
    from dtks.accounts.models import User
    from dtks.registry.models.merges import MergedRecord


class Scheme(models.TextChoices):
    DTKS = "dtks", "DTKS"
    DTSEN = "dtsen", "DTSEN"


class Source(models.TextChoices):
    """Where a value comes from, best first: a worse source never overwrites a better one."""

    CORRECTION = "correction", "perbaikan disetujui"
    CIVIL = "civil", "Disdukcapil"
    VISIT = "visit", "kunjungan"
    MINUTES = "minutes", "berita acara"
    LIST = "list", "daftar pusat"
    BPS = "bps", "BPS"
    DESK = "desk", "loket"  # a person registered at the counter, in no list yet
    BIRTH = "birth", "laporan kelahiran"  # a newborn, as counter or companion was told


SOURCE_RANK = {source: rank for rank, source in enumerate(Source.values)}  # 0 is best


class Sex(models.TextChoices):
    MALE = "L", "Laki-laki"
    FEMALE = "P", "Perempuan"
    UNKNOWN = "", "belum diketahui"


class LifeState(models.TextChoices):
    """SIAK `status dasar`, see data/life_states.csv."""

    ALIVE = "1", "hidup"
    DECEASED = "2", "meninggal"
    MOVED = "3", "pindah"
    MISSING = "4", "hilang"
    AWAY = "6", "pergi"
    INVALID = "9", "tidak valid"


class RegisterState(models.TextChoices):
    """Where a citizen stands with the centre's list."""

    LISTED = "listed", "terdaftar"
    LEFT = "left", "tidak ada di daftar terakhir"
    REMOVED = "removed", "dikeluarkan"
    UNLISTED = "unlisted", "belum terdaftar"
    PROPOSED = "proposed", "diusulkan, belum terdaftar"


# Each change of a number closes the old dated identifier and opens the new one, whoever writes and by which way.
_KEEP_IDENTIFIERS = """
    IF TG_OP = 'UPDATE' THEN
        UPDATE registry_citizenidentifier i
        SET ended_on = GREATEST(i.started_on, (now() AT TIME ZONE 'Asia/Makassar')::date)
        FROM (VALUES ('nik', OLD.nik, NEW.nik), ('kk_number', OLD.kk_number, NEW.kk_number),
                     ('dtks_id', OLD.dtks_id, NEW.dtks_id)) AS v(kind, was, is_now)
        WHERE i.citizen_id = NEW.id AND i.kind = v.kind AND i.scheme = '' AND i.ended_on IS NULL
          AND v.was IS DISTINCT FROM v.is_now;
    END IF;
    INSERT INTO registry_citizenidentifier (citizen_id, kind, value, scheme, started_on)
    SELECT NEW.id, v.kind, v.is_now, '', (now() AT TIME ZONE 'Asia/Makassar')::date
    FROM (VALUES ('nik', NEW.nik), ('kk_number', NEW.kk_number), ('dtks_id', NEW.dtks_id)) AS v(kind, is_now)
    WHERE v.is_now <> '' AND NOT EXISTS (
        SELECT 1 FROM registry_citizenidentifier i
        WHERE i.citizen_id = NEW.id AND i.kind = v.kind AND i.scheme = '' AND i.ended_on IS NULL);
    RETURN NULL;
"""


class CitizenQuerySet(models.QuerySet["Citizen"]):
    def visible_to(self, user: User) -> CitizenQuerySet:
        """Citizens of the areas in which the person works. No mandate: nobody."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(kelurahan_in(user.area_codes()))


@pghistory.track(exclude=["name_key", "updated_at"])
class Citizen(models.Model):
    """A person as our register holds him now. Never deleted; every earlier value is in the history."""

    # Fields that a list or a correction may change, with the words of the screen.
    FIELDS = {
        "nik": "NIK",
        "name": "Nama",
        "birth_place": "Tempat lahir",
        "birth_date": "Tanggal lahir",
        "sex": "Jenis kelamin",
        "mother_name": "Nama ibu",
        "kk_number": "No. KK",
        "address": "Alamat",
        "rt": "RT",
        "rw": "RW",
        "kelurahan": "Kelurahan",
        "relation": "Hubungan keluarga",
        "marital_status": "Status kawin",
        "occupation": "Pekerjaan",
        "education": "Pendidikan",
        "religion": "Agama",
        "ktp_state": "Perekaman KTP-el",
        "life_state": "Keadaan",
        "phone": "Telepon",
        "register_state": "Kedudukan di daftar",
    }

    name = models.CharField("nama", max_length=120)
    nik = models.CharField("NIK", max_length=24, blank=True)  # as text; may be wrong, shared or missing; never a key
    nik_problem = models.CharField(max_length=20, blank=True)  # NO_NIK, NIK_INVALID … see matching.nik
    dtks_id = models.CharField("ID anggota", max_length=36, blank=True)
    kk_number = models.CharField("No. KK", max_length=24, blank=True)
    sex = models.CharField("jenis kelamin", max_length=1, choices=Sex.choices, blank=True)
    birth_place = models.CharField("tempat lahir", max_length=60, blank=True)
    birth_date = models.DateField("tanggal lahir", null=True, blank=True)
    birth_estimated = models.BooleanField(default=False)
    mother_name = models.CharField("nama ibu", max_length=120, blank=True)
    relation = models.CharField("hubungan keluarga", max_length=2, blank=True)  # code table `family_relations`
    marital_status = models.CharField("status kawin", max_length=2, blank=True)
    religion = models.CharField("agama", max_length=2, blank=True)
    education = models.CharField("pendidikan", max_length=2, blank=True)
    occupation = models.CharField("pekerjaan", max_length=60, blank=True)
    address = models.CharField("alamat", max_length=200, blank=True)
    rt = models.CharField("RT", max_length=10, blank=True)
    rw = models.CharField("RW", max_length=10, blank=True)
    kelurahan = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="kelurahan"
    )
    life_state = models.CharField("keadaan", max_length=1, choices=LifeState.choices, default=LifeState.ALIVE)
    life_state_on = models.DateField(null=True, blank=True)
    ktp_state = models.CharField("perekaman KTP-el", max_length=1, blank=True)  # code table `ktp_states`
    phone = models.CharField("telepon", max_length=16, blank=True)  # +62…
    message_consent = models.BooleanField("setuju dikirimi pesan", default=False)
    register_state = models.CharField(max_length=8, choices=RegisterState.choices, default=RegisterState.UNLISTED)
    desil = models.PositiveSmallIntegerField("desil", null=True, blank=True)
    # field -> {"source": Source, "since": "2026-09-28", "reference": "Daftar 1"}; absent: by its list
    sources: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    name_key = models.CharField(max_length=160, blank=True)  # matching.names.search_key(name), kept by services
    updated_at = models.DateTimeField(default=timezone.now)

    objects = CitizenQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["nik"], condition=~Q(nik=""), name="citizen_nik"),
            models.Index(fields=["kk_number"], condition=~Q(kk_number=""), name="citizen_kk"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="citizen_phone"),
            models.Index(fields=["birth_date"], name="citizen_birth"),
            models.Index(fields=["id"], include=["birth_date", "kelurahan"], name="citizen_facts"),  # of the triage
            models.Index(fields=["kelurahan", "name"], name="citizen_place_name"),
            models.Index(fields=["name", "id"], include=["name_key"], name="citizen_name"),  # sought without its rows
            GinIndex(OpClass(F("name_key"), "gin_trgm_ops"), name="citizen_name_key"),
            GinIndex(OpClass(Upper("address"), "gin_trgm_ops"), name="citizen_address"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["dtks_id"], condition=~Q(dtks_id=""), name="one_citizen_per_dtks_id"),
            models.CheckConstraint(condition=Q(desil=None) | Q(desil__range=(1, 10)), name="desil_is_1_to_10"),
        ]
        triggers = [
            pgtrigger.Protect(name="citizen_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="keep_dated_identifiers",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("nik", "kk_number", "dtks_id"),
                func=_KEEP_IDENTIFIERS,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The citizen's file; its page is of the top floor, known here by its name only."""
        return reverse("overview:citizen", args=[self.pk])

    @property
    def place_words(self) -> str:
        """RT 003 / RW 001, or the street where no neighbourhood is known."""
        if self.rt or self.rw:
            return " / ".join(f"{word} {value}" for word, value in (("RT", self.rt), ("RW", self.rw)) if value)
        return self.address

    @property
    def has_nik(self) -> bool:
        return bool(self.nik)

    def age_on(self, day: date) -> int | None:
        """Full years on a day; somebody born on 29 February has birthday on 1 March of common years."""
        if self.birth_date is None:
            return None
        before = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before

    @property
    def age(self) -> int | None:
        return self.age_on(timezone.localdate())

    @property
    def merged_into(self) -> MergedRecord | None:
        """The record to which this one leads, with why; None where it stands for itself. A query each time."""
        return self.mergers.filter(undone_on=None).select_related("kept").first()

    @property
    def awaits_nik(self) -> bool:
        """A newborn whom the civil registry has not numbered yet: nothing there can be held against it."""
        lives = self.life_state == LifeState.ALIVE
        return lives and not self.nik and self.age == 0 and bool(self.mother_name)

    def source_of(self, field: str) -> dict[str, Any]:
        """Source, date and reference of a field's value."""
        return self.sources.get(field) or {"source": Source.LIST, "since": "", "reference": ""}


class CitizenIdentifier(models.Model):
    """A NIK, card number or list id that a citizen had, from when to when. Written by a trigger on Citizen."""

    class Kind(models.TextChoices):
        NIK = "nik", "NIK"
        KK = "kk_number", "No. KK"
        DTKS_ID = "dtks_id", "ID anggota"
        OTHER_ID = "other_id", "ID skema lain"

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=40)
    scheme = models.CharField(max_length=8, choices=Scheme.choices, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "-started_on", "-id"]
        indexes = [models.Index(fields=["kind", "value"], name="identifier_value")]
        constraints = [
            models.UniqueConstraint(
                fields=["citizen", "kind", "scheme"],
                condition=Q(ended_on=None),
                name="one_current_identifier_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class OtherValue(models.Model):
    """What a worse source says of a field ("the centre says otherwise"): kept, never applied."""

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="other_values")
    field = models.CharField(max_length=20)
    value = models.CharField(max_length=200)
    source = models.CharField(max_length=10, choices=Source.choices)
    reference = models.CharField(max_length=80)
    seen_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["citizen", "field", "source"], name="one_other_value_per_field_and_source")
        ]

    def __str__(self) -> str:
        return f"{self.field} ({self.source})"
