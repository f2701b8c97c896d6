"""Forms of the room."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from dtks.office.queries import KABID, SEATS
from dtks.registry.models import Citizen
from dtks.web.forms import DayField, DropFile, OfficeForm, OfficeModelForm, Segment
from verification.sources.models import Agreement

# What Disdukcapil's own screen shows a clerk; a mother's name may be among it.
KEYED = ("nik", "name", "birth_place", "birth_date", "sex", "mother_name", "kk_number", "address", "kelurahan")


class AgreementForm(OfficeModelForm):
    """An agreement with Disdukcapil, with its span, quota and thresholds."""

    starts_on = DayField(label="Berlaku mulai")
    ends_on = DayField(label="Berlaku sampai")

    class Meta:
        model = Agreement
        fields = (
            "number", "institution", "institution_code", "starts_on", "ends_on", "daily_quota", "threshold", "floor",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            "number",
            Div("institution", "institution_code", css_class="pasangan"),
            Div("starts_on", "ends_on", css_class="pasangan"),
            "daily_quota",
            Div("threshold", "floor", css_class="pasangan"),
        )

    def clean(self) -> dict[str, Any]:
        """Ends after it starts; the lower bound of a name lies below the upper one."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = said.get("starts_on"), said.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "PKS berakhir sebelum mulai. Periksa kedua tanggal.")
        floor, threshold = said.get("floor"), said.get("threshold")
        if threshold is not None and threshold > 100:
            self.add_error("threshold", "Ambang ditulis dalam persen, paling besar 100.")
        elif floor is not None and threshold is not None and floor >= threshold:
            self.add_error("floor", "Batas bawah harus lebih kecil dari ambang; di antaranya petugas memeriksa ejaan.")
        return said


class KeyedForm(OfficeForm):
    """What a clerk reads on Disdukcapil's screen: per field the same or another, never the value itself."""

    on = DayField(label="Dilihat pada")

    def __init__(self, *args: Any, citizen: Citizen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()
        choices = [("unknown", "tidak tampil"), ("same", "sesuai"), ("differs", "tidak sesuai")]
        for name in KEYED:
            if getattr(citizen, name):
                self.fields[name] = forms.ChoiceField(
                    label=Citizen.FIELDS[name], choices=choices, initial="unknown", widget=Segment, required=False
                )

    def clean_on(self) -> Any:
        """Not in the future."""
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Tanggal ini belum tiba.")
        return day

    def clean(self) -> dict[str, Any]:
        """At least one field was seen."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(said.get(name) in ("same", "differs") for name in KEYED):
            raise forms.ValidationError("Pilih sesuai atau tidak sesuai pada paling sedikit satu isian.")
        return said

    def verdicts(self) -> dict[str, str]:
        """Field to same or differs; what was not seen is left out."""
        said = self.cleaned_data
        return {name: said[name] for name in KEYED if said.get(name) in ("same", "differs")}


class OrderForm(OfficeForm):
    """Who signs the letter of a work order."""

    seat = forms.ChoiceField(
        label="Ditandatangani", choices=[(each, each) for each in SEATS[:3]], initial=KABID,
        help_text="nama dan NIP diambil dari daftar penanda tangan pada hari surat",
    )  # fmt: skip


class AnswerFileForm(OfficeForm):
    """The file that Disdukcapil filled in."""

    file = forms.FileField(
        label="Berkas jawaban", widget=DropFile,
        help_text="XLSX atau CSV dengan kolom HASIL dan KODE BARIS (atau NIK), paling besar 100 MB.",
    )  # fmt: skip
