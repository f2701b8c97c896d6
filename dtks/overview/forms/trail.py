"""The span of days of the trail; the paper on which records are destroyed."""

from __future__ import annotations

from typing import Any

from django import forms

from dtks.web.forms import DayField, OfficeForm, letter_number


class SpanForm(OfficeForm):
    """A span of days, at most a year."""

    sejak = DayField(label="Sejak", help_text="")
    sampai = DayField(label="Sampai", help_text="")

    def clean(self) -> dict[str, Any]:
        """A span runs forward and is no longer than a year."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = data.get("sejak"), data.get("sampai")
        if start and end and not 0 <= (end - start).days <= 366:
            self.add_error("sampai", "Paling panjang setahun, dan tidak terbalik.")
        return data


class DestructionForm(OfficeForm):
    """The minutes of destruction and the own word that the list was read."""

    basis = forms.CharField(
        label="Nomor berita acara pemusnahan", max_length=60, help_text="misalnya 045/12/BA-PEMUSNAHAN/2026",
        error_messages={"required": "Isi nomor berita acara pemusnahan."}, validators=[letter_number],
    )  # fmt: skip
    read = forms.BooleanField(
        label="Jumlah di atas sudah saya periksa", help_text="Yang dimusnahkan tidak kembali.",
        error_messages={"required": "Periksa jumlahnya dahulu."},
    )  # fmt: skip
