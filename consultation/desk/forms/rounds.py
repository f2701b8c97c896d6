"""Forms of a round and of the day sheet."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from dtks.office.models import Region
from dtks.web.forms import DayField, DropFile, OfficeForm


class RoundForm(OfficeForm):
    """Whom to call, for when and where."""

    kelurahan = forms.ModelChoiceField(
        label="Kelurahan",
        queryset=Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name"),
    )
    rts = forms.CharField(label="RT", max_length=120, required=False, help_text="misalnya 001, 003; kosong: semua RT")
    service_day = DayField(label="Hari layanan")
    place = forms.CharField(label="Tempat", max_length=120, help_text="misalnya Kantor Lurah Lahundape, 09.00–12.00")

    def clean_rts(self) -> list[str]:
        parts = [part.strip() for part in self.cleaned_data["rts"].replace(";", ",").split(",") if part.strip()]
        if any(not part.removeprefix("RT").strip().isdecimal() for part in parts):
            raise ValidationError("Tulis nomor RT dengan koma, misalnya 001, 003.")
        return parts


class SheetForm(OfficeForm):
    """A filled day sheet."""

    sheet = forms.FileField(label="Lembar yang terisi", widget=DropFile, help_text="XLSX atau CSV; paling besar 2 MB")
