"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from dtks.files.models import StagedFile
from dtks.web.forms import ChoiceTiles, DayField, DropFile, OfficeForm

# The schemes stand in the registry, a floor above; here only their words are needed.
SCHEMES = [("dtks", "DTKS"), ("dtsen", "DTSEN")]
KINDS = [
    (StagedFile.Purpose.LIST, "Daftar pusat"),
    (StagedFile.Purpose.EXTRACT, "Ekstrak Disdukcapil"),
    (StagedFile.Purpose.REMOVALS, "Penghapusan lama"),
    (StagedFile.Purpose.PUPILS, "Daftar murid (Dapodik)"),
    (StagedFile.Purpose.EVENTS, "Peristiwa penduduk"),
    (StagedFile.Purpose.VERIFY, "Nama untuk diverifikasi"),
]


class TakeBackForm(OfficeForm):
    """Why a merge is taken back."""

    reason = forms.CharField(
        label="Alasan", max_length=200, help_text="misalnya: berkas bulan lain, dikirim keliru oleh pusat"
    )


class UploadForm(OfficeForm):
    """A table to bring in: what it is, of which day, and the file."""

    purpose = forms.ChoiceField(label="Jenis berkas", choices=KINDS, widget=ChoiceTiles)
    scheme = forms.ChoiceField(
        label="Skema daftar", choices=SCHEMES, required=False, help_text="hanya untuk daftar pusat"
    )
    day = DayField(
        label="Tanggal",
        required=False,
        depends=True,
        help_text="wajib untuk daftar (satu hari dalam bulannya), ekstrak (hari berkas diambil), dan nama untuk "
        "diverifikasi (tenggat dari pusat)",
    )
    school = forms.CharField(
        label="Sekolah", max_length=120, required=False,
        help_text="hanya untuk daftar murid yang tidak memuat nama sekolah, misalnya daftar seorang guru",
    )  # fmt: skip
    file = forms.FileField(label="Berkas", widget=DropFile, help_text="XLSX atau CSV, paling besar 100 MB")

    def clean(self) -> dict[str, Any]:
        """A list needs its month, an extract the day on which it was taken."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        day, purpose = said.get("day"), said.get("purpose")
        if (
            purpose in (StagedFile.Purpose.LIST, StagedFile.Purpose.EXTRACT)
            and day is None
            and not self.has_error("day")
        ):
            self.add_error("day", "Isi tanggalnya. Tulis seperti 28-09-2026.")
        if purpose == StagedFile.Purpose.EXTRACT and day and day > timezone.localdate():
            self.add_error("day", "Tanggal ekstrak ada di masa depan. Tulis hari ketika berkas diambil.")
        if purpose == StagedFile.Purpose.VERIFY and (day is None or day <= timezone.localdate()):
            self.add_error("day", "Tulis tenggat dari pusat: hari sesudah hari ini.")
        return said

    def parameters(self) -> dict[str, str]:
        """What the purpose has to know of the file."""
        day, purpose = self.cleaned_data["day"], self.cleaned_data["purpose"]
        if purpose == StagedFile.Purpose.LIST:
            return {"scheme": self.cleaned_data["scheme"] or "dtks", "period": day.replace(day=1).isoformat()}
        if purpose == StagedFile.Purpose.PUPILS:
            given = day or timezone.localdate()
            return {"taken_on": given.isoformat(), "school": self.cleaned_data["school"].strip()}
        if purpose == StagedFile.Purpose.VERIFY:
            return {"due_on": day.isoformat()}
        return {"taken_on": day.isoformat()} if purpose == StagedFile.Purpose.EXTRACT else {}
