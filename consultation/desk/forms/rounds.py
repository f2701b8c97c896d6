"""Forms of a round and of the day sheet."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from consultation.desk.queries.rounds import waiting_by_kelurahan
from dtks.office.models import Region
from dtks.web.forms import DayField, DropFile, OfficeForm


class KelurahanWaiting(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A kelurahan with the number of its cases that wait."""

    waiting: Mapping[int, int] = MappingProxyType({})

    def label_from_instance(self, obj: Region) -> str:
        """Lahundape (31)"""
        return f"{obj} ({self.waiting[obj.pk]})" if obj.pk in self.waiting else str(obj)


class RoundForm(OfficeForm):
    """Whom to call, for when and where."""

    kelurahan = KelurahanWaiting(
        label="Kelurahan",
        help_text="angka: tiket yang menunggu warga dan belum dipanggil",
        empty_label="pilih kelurahan",
        queryset=Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name"),
    )
    rts = forms.CharField(label="RT", max_length=120, required=False, help_text="misalnya 001, 003; kosong: semua RT")
    service_day = DayField(label="Hari layanan", help_text="hari-bulan-tahun, hari kerja yang akan datang")
    place = forms.CharField(label="Tempat", max_length=120, help_text="misalnya Kantor Lurah Lahundape, 09.00–12.00")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kelurahan = self.fields["kelurahan"]
        assert isinstance(kelurahan, KelurahanWaiting)
        kelurahan.waiting = waiting_by_kelurahan()

    def clean_rts(self) -> list[str]:
        parts = [part.strip() for part in self.cleaned_data["rts"].replace(";", ",").split(",") if part.strip()]
        if any(not part.removeprefix("RT").strip().isdecimal() for part in parts):
            raise ValidationError("Tulis nomor RT dengan koma, misalnya 001, 003.")
        return parts


class SheetForm(OfficeForm):
    """A filled day sheet."""

    sheet = forms.FileField(label="Lembar yang terisi", widget=DropFile, help_text="XLSX atau CSV; paling besar 2 MB")
