"""Forms of the room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from dtks.web.forms import DayField, DropFile, OfficeForm, Segment
from verification.monthly.models import TemplateKind
from verification.monthly.queries import Sealable
from verification.siks.models import LookUp, Template
from verification.siks.queries import SHORT
from verification.siks.services import Seen, Version


class SealForm(OfficeForm):
    """For which month the ready changes are sealed; the page chose it."""

    month = forms.ChoiceField(
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "Kiriman bulan itu sudah ditutup. Pilih bulan di atas."},
    )

    def __init__(self, *args: Any, months: Sequence[Sealable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.months = {each.value: each for each in months}
        self.fields["month"].choices = [(value, value) for value in self.months]  # type: ignore[attr-defined]

    def chosen(self) -> Sealable:
        """The month, and until when a change must have been accepted to go with it."""
        return self.months[self.cleaned_data["month"]]


class VersionForm(OfficeForm):
    """A new version of a sheet of the centre."""

    kind = forms.ChoiceField(label="Lembar", choices=TemplateKind.choices)
    version = forms.CharField(label="Nama versi", max_length=20, help_text="misalnya A-2027.1; tercetak di lembar META")
    valid_from = DayField(
        label="Berlaku mulai", help_text="dipakai kiriman bulan yang hari pertamanya pada atau sesudah hari ini"
    )
    sheet = forms.RegexField(
        r"^[^\[\]:*?/\\]{1,31}$", label="Nama lembar di berkas",
        error_messages={"invalid": "Excel tidak menerima nama ini: paling panjang 31 huruf, tanpa [ ] : * ? / \\."},
    )  # fmt: skip
    first_data_row = forms.IntegerField(label="Baris data pertama", min_value=2, max_value=7, initial=2)
    date_form = forms.ChoiceField(label="Bentuk tanggal", choices=Template.DateForm.choices)
    dotted_codes = forms.BooleanField(label="Kode wilayah bertitik", required=False)
    slice_rows = forms.IntegerField(label="Baris tiap berkas", min_value=1, max_value=5_000, initial=500)
    columns = forms.CharField(
        label="Kolom, satu baris tiap kolom", max_length=60_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "false"}),
        help_text="KEPALA KOLOM | isian | bentuk | panjang | tabel kode | ya atau tidak (wajib) | catatan. "
        "Tanda - berarti kosong; kolom tanpa isian ditulis kosong.",
    )  # fmt: skip

    def said(self) -> Version:
        """The version without its columns."""
        return Version(**{name: value for name, value in self.cleaned_data.items() if name != "columns"})


class ReturnForm(OfficeForm):
    """The file in which the centre answers."""

    file = forms.FileField(
        label="Berkas jawaban", widget=DropFile,
        help_text="XLSX atau CSV dengan kolom STATUS, paling besar 100 MB. Nama berkas …_HASIL dicocokkan sendiri.",
    )  # fmt: skip


class LookUpForm(OfficeForm):
    """What a person saw on the centre's screen: pasted as a whole, or keyed."""

    KEYED = ("PKH", "SEMBAKO", "PBI_JK", "PIP")

    source = forms.ChoiceField(
        label="Dilihat di", choices=LookUp.Source.choices, widget=Segment, initial=LookUp.Source.SIKS
    )
    seen_on = DayField(label="Tanggal dilihat", initial=timezone.localdate)
    pasted = forms.CharField(
        label="Tempel isi layarnya", required=False, max_length=20_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
        help_text="salin seluruh layar (Ctrl A, Ctrl C), tempel di sini; Padan mengisi yang di bawah",
    )  # fmt: skip
    unknown = forms.BooleanField(label="Orangnya tidak ditemukan di sana", required=False)
    desil = forms.IntegerField(label="Desil", required=False, min_value=1, max_value=10)
    note = forms.CharField(label="Catatan", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note = self.fields.pop("note")
        for code in self.KEYED:
            states = [("", "tidak dilihat"), *LookUp.Payment.choices]
            self.fields[f"state_{code}"] = forms.ChoiceField(label=SHORT[code], choices=states, required=False)
            words = f"Masa {SHORT[code]}, misalnya Okt-Des 2026"
            self.fields[f"period_{code}"] = forms.CharField(label=words, required=False, max_length=30)
        self.fields["note"] = note
        pairs = [Div(f"state_{code}", f"period_{code}", css_class="kisi separuh") for code in self.KEYED]
        first, last = (
            Div("source", "seen_on", css_class="kisi separuh"),
            Div("desil", "unknown", css_class="kisi separuh"),
        )
        self.helper.layout = Layout(first, "pasted", last, *pairs, "note")

    def seen(self) -> Seen:
        """What the fields say."""
        said = self.cleaned_data
        payments = {
            code: [said[f"state_{code}"], said[f"period_{code}"]] for code in self.KEYED if said[f"state_{code}"]
        }
        unknown = said["unknown"] and not payments and said["desil"] is None
        return Seen(not unknown, said["desil"], payments)

    def filled(self, seen: Seen) -> dict[str, str]:
        """The fields as a pasted screen fills them; what it does not say stays as it was keyed."""
        found = {"unknown": "" if seen.found else "on"}
        if seen.desil is not None:
            found["desil"] = str(seen.desil)
        for code, (state, period) in seen.payments.items():
            found |= {f"state_{code}": state, f"period_{code}": period}
        return found
