"""Aid programmes, what lists said of them, a citizen's place in a scheme."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dtks.registry.models.citizens import Citizen, Scheme


class Programme(models.Model):
    """An aid programme, from data/programmes.csv."""

    code = models.CharField(max_length=16, unique=True)
    label = models.CharField(max_length=120)
    short_label = models.CharField(max_length=20)  # as on chips: PKH, BPNT, PBI-JK
    unit = models.CharField(max_length=12)
    active_from = models.DateField(null=True)
    active_to = models.DateField(null=True)
    desil_max = models.PositiveSmallIntegerField(null=True)
    legal_basis = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.short_label


class AidRecord(models.Model):
    """What a list said of a programme for a citizen in a period. History stays when the citizen leaves."""

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="aid")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    period = models.DateField()  # first day of the month
    state = models.CharField(max_length=40, blank=True)  # as the list says: YA, berhasil, gagal …
    reference = models.CharField(max_length=80)  # list number

    class Meta:
        ordering = ["-period", "programme"]
        # the triage asks 7,000 cases at once whether aid is at stake: answered out of the index alone
        indexes = [models.Index(fields=["citizen"], include=["state"], name="aid_of_citizen")]
        constraints = [
            models.UniqueConstraint(fields=["citizen", "programme", "period"], name="one_aid_record_per_period")
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.period:%m-%Y}"


class SchemeStanding(models.Model):
    """A citizen's place in a scheme's list of a period: listed or not, with which id and desil."""

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="standings")
    scheme = models.CharField(max_length=8, choices=Scheme.choices)
    period = models.DateField()
    listed = models.BooleanField()
    member_id = models.CharField(max_length=36, blank=True)
    desil = models.PositiveSmallIntegerField(null=True)
    reference = models.CharField(max_length=80)

    class Meta:
        ordering = ["-period", "scheme"]
        constraints = [
            models.UniqueConstraint(fields=["citizen", "scheme", "period"], name="one_standing_per_scheme_and_period"),
            models.CheckConstraint(condition=Q(desil=None) | Q(desil__range=(1, 10)), name="standing_desil_is_1_to_10"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.period:%m-%Y}"
