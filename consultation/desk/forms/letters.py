"""Forms of papers that the office issues."""

from __future__ import annotations

from typing import Any

from django import forms

from consultation.desk.models import Letter
from consultation.desk.queries.letters import seats_today
from dtks.web.forms import OfficeForm, Segment
from dtks.web.masking import without_numbers


class LetterForm(OfficeForm):
    """A paper that the office issues: which, for what, to whom, who signs."""

    kind = forms.ChoiceField(label="Surat", choices=Letter.Kind.choices, widget=Segment)
    purpose = forms.CharField(
        label="Keperluan", max_length=200,
        help_text="tercetak di surat, misalnya: pengusulan PIP atas nama La Ode Hasrul",
        error_messages={"required": "Tulis untuk apa surat ini."},
    )  # fmt: skip
    addressee = forms.CharField(
        label="Kepada", max_length=160, required=False,
        help_text="wajib untuk rujukan, misalnya: Kepala Disdukcapil Kota Kendari",
    )  # fmt: skip
    basis = forms.CharField(
        label="Dasar, atau yang dibawa warga", max_length=200, required=False,
        help_text="rekomendasi: surat yang menjadi dasar; rujukan: berkas yang dibawa",
    )  # fmt: skip
    seat = forms.ChoiceField(label="Ditandatangani", error_messages={"required": "Pilih penanda tangan."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seat = self.fields["seat"]
        assert isinstance(seat, forms.ChoiceField)
        seat.choices = seats_today()
        if not seat.choices:
            seat.help_text = "belum ada pejabat yang bermandat hari ini; administrator mencatatnya di Penanda tangan"
        self.fields["kind"].initial = Letter.Kind.CERTIFICATE

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") == Letter.Kind.REFERRAL and not data.get("addressee", "").strip():
            self.add_error("addressee", "Tulis instansi yang dituju.")
        if data.get("kind") == Letter.Kind.REACTIVATION and not data.get("basis", "").strip():
            self.add_error("basis", "Tulis surat yang menjadi dasar, misalnya surat kontrol dari rumah sakit.")
        for name in ("purpose", "basis", "addressee"):
            if without_numbers(data.get(name, "")) != data.get(name, ""):
                self.add_error(name, "Jangan tulis NIK atau nomor KK di sini.")
        return data


class WithdrawForm(OfficeForm):
    """Why a paper is no longer in force, and which one stands in its place."""

    reason = forms.CharField(
        label="Sebab", max_length=200, help_text="tampil di halaman periksa surat, misalnya: data keluarga diperbarui",
        error_messages={"required": "Tulis sebab surat dicabut."},
    )  # fmt: skip
    replacement = forms.ModelChoiceField(
        label="Pengganti", queryset=Letter.objects.none(), required=False, empty_label="tidak ada"
    )

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = self.fields["replacement"]
        assert isinstance(found, forms.ModelChoiceField)
        found.queryset = Letter.objects.filter(citizen=letter.citizen, withdrawn_at=None).exclude(pk=letter.pk)
