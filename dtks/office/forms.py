"""Letterhead, signatories, days off, windows of the month."""

from __future__ import annotations

import base64
import binascii
import io
from datetime import timedelta
from itertools import pairwise
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone
from PIL import Image, UnidentifiedImageError

from dtks.office import queries
from dtks.office.models import Holiday, Letterhead, MayorDay, MonthWindow, Signatory
from dtks.web.forms import DayField, DropFile, OfficeForm, OfficeModelForm, letter_number

EMBLEM_LIMIT = 500 * 1024
EMBLEM_SIDE = 600  # pixels: sharp enough on paper
PIXEL_LIMIT = 20_000_000
ENDS_BEFORE = "Hari terakhir mendahului hari pertama."


def emblem_png(content: bytes) -> bytes:
    """The picture as PNG of at most EMBLEM_SIDE, and nothing of the file but its pixels.

    Raises:
        forms.ValidationError: it is no PNG or JPEG, or too large.
    """
    if len(content) > EMBLEM_LIMIT:
        raise forms.ValidationError("Gambar lambang lebih dari 500 kB. Perkecil dahulu.")
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as found:
            if found.width * found.height > PIXEL_LIMIT:
                raise forms.ValidationError("Gambar lambang terlalu besar bila dibuka. Perkecil dahulu.")
            picture = found.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise forms.ValidationError("Isi berkas ini bukan gambar PNG atau JPG yang utuh.") from error
    picture.thumbnail((EMBLEM_SIDE, EMBLEM_SIDE))
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


class LetterheadForm(OfficeModelForm):
    """The letterhead from a day on. An emblem that was looked at once comes back in `emblem_kept`."""

    starts_on = DayField(label="Berlaku mulai", help_text="Surat sebelum hari itu tetap memakai kop yang lama.")
    emblem_file = forms.FileField(
        label="Lambang daerah", required=False, widget=DropFile,
        help_text="PNG atau JPG, paling besar 500 kB. Kosong: lambang yang sekarang tetap.",
    )  # fmt: skip
    emblem_kept = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Letterhead
        fields = ["government", "office", "address", "phone", "email", "postcode"]
        help_texts = {"address": "jalan, nomor, kelurahan, kecamatan"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("address", "phone", "email", "postcode"):
            self.fields[name].label = str(self.fields[name].label).capitalize()
        self.fields["government"].label = "Pemerintah"
        self.fields["office"].label = "Dinas"
        self.helper.layout = Layout(
            "government", "office", "address", Div("phone", "postcode", css_class="dua"), "email", "emblem_file",
            "emblem_kept", "starts_on",
        )  # fmt: skip

    def clean_postcode(self) -> str:
        """Five digits, or nothing."""
        text = str(self.cleaned_data["postcode"])
        if text and not (text.isdigit() and len(text) == 5):
            raise forms.ValidationError("Kode pos terdiri dari 5 angka.")
        return text

    def clean_emblem_file(self) -> bytes | None:
        """The picture, made anew from its pixels."""
        upload = self.cleaned_data.get("emblem_file")
        return emblem_png(upload.read(EMBLEM_LIMIT + 1)) if upload else None

    def clean_emblem_kept(self) -> bytes | None:
        """The picture of the preview; it is checked like an upload."""
        text = self.cleaned_data.get("emblem_kept")
        if not text:
            return None
        try:
            return emblem_png(base64.b64decode(text, validate=True))
        except (binascii.Error, ValueError) as error:
            raise forms.ValidationError("Gambar lambang rusak di jalan. Pilih lagi berkasnya.") from error

    def letterhead(self, current: Letterhead) -> Letterhead:
        """What was typed, with the new emblem or else the current one; not saved."""
        data = {name: self.cleaned_data[name] for name in self.Meta.fields}
        new = self.cleaned_data.get("emblem_file") or self.cleaned_data.get("emblem_kept")
        return Letterhead(**data, emblem=new or bytes(current.emblem), starts_on=self.cleaned_data["starts_on"])


class SignatoryForm(OfficeModelForm):
    """An official with his mandate."""

    starts_on = DayField(label="Mulai", help_text="")
    ends_on = DayField(label="Sampai", required=False, help_text="")

    class Meta:
        model = Signatory
        fields = ["seat", "name", "rank", "nip", "acting", "mandate_number"]
        labels = {
            "seat": "Jabatan", "name": "Nama dan gelar", "rank": "Pangkat, golongan",
            "nip": "NIP", "acting": "Kedudukan", "mandate_number": "Nomor surat mandat",
        }  # fmt: skip
        help_texts = {
            "seat": "Tulis seperti di surat, misalnya Kepala Dinas Sosial.",
            "mandate_number": "Wajib untuk Plh., Plt. dan Pj.; ditulis di bawah tanda tangan.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [*queries.SEATS, *Signatory.objects.values_list("seat", flat=True).distinct().order_by("seat")]
        self.seats = list(dict.fromkeys(known))
        self.fields["seat"].widget.attrs.update({"list": "jabatan", "autocomplete": "off"})
        self.helper.layout = Layout(
            "seat", "name", Div("rank", "nip", css_class="dua"), Div("acting", "mandate_number", css_class="dua"),
            Div("starts_on", "ends_on", css_class="dua"),
        )  # fmt: skip

    def clean_nip(self) -> str:
        """18 digits, or nothing."""
        text = "".join(str(self.cleaned_data["nip"]).split())
        if text and not (text.isdigit() and len(text) == 18):
            raise forms.ValidationError("NIP terdiri dari 18 angka. Kosongkan bila tidak punya.")
        return text

    def clean_mandate_number(self) -> str:
        """A number as letters have it, or nothing."""
        text = str(self.cleaned_data["mandate_number"])
        if text:
            letter_number(text)
        return text

    def clean(self) -> dict[str, Any]:
        """An acting official has a letter; a mandate ends after it starts."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("acting") and not data.get("mandate_number"):
            self.add_error("mandate_number", "Pejabat pengganti menandatangani atas dasar surat. Tulis nomornya.")
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", ENDS_BEFORE)
        return data

    def values(self) -> dict[str, Any]:
        """What stands in the signature block."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class EndForm(OfficeForm):
    """The last day of an official."""

    ends_on = DayField(label="Hari terakhir ia menandatangani")


class HolidayForm(OfficeModelForm):
    """A day off."""

    date = DayField(label="Tanggal", help_text="hari-bulan-tahun, misalnya 17-08-2027")

    class Meta:
        model = Holiday
        fields = ["date", "name", "kind", "certainty", "source"]
        labels = {"name": "Nama", "kind": "Jenis", "certainty": "Kepastian", "source": "Dasar"}
        help_texts = {"source": "misalnya SKB Tiga Menteri 2027 atau surat wali kota"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["date"]  # a day that moves is taken back, and the other one declared
        names = [*([] if self.instance.pk else ["date"]), "name", Div("kind", "certainty", css_class="dua"), "source"]
        self.helper.layout = Layout(*names)

    def clean_date(self) -> Any:
        """A day that nobody declared yet."""
        day = self.cleaned_data["date"]
        if known := Holiday.objects.filter(date=day).first():
            raise forms.ValidationError(f"Hari itu sudah libur: {known.name}. Ubah yang itu.")
        return day

    def validate_unique(self) -> None:
        """A day that was taken back may be declared again."""


class TakeBackForm(OfficeForm):
    """Why a day off is worked after all."""

    reason = forms.CharField(
        label="Alasan", max_length=160, help_text="misalnya perubahan SKB atau hasil sidang isbat, dengan nomornya"
    )


class HolidayFileForm(OfficeForm):
    """A year's list as CSV or XLSX."""

    file = forms.FileField(
        label="Daftar hari libur", widget=DropFile,
        help_text="CSV atau XLSX, kolom tanggal, nama, jenis (nasional, cuti bersama, daerah); paling besar 1 MB.",
    )  # fmt: skip
    source = forms.CharField(label="Dasar", max_length=160, help_text="misalnya SKB Tiga Menteri 2028 nomor …")


class WindowForm(OfficeModelForm):
    """The days of a month."""

    class Meta:
        model = MonthWindow
        fields = [
            "is_shut", "opens_on", "kelurahan_until", "pbi_until", "closes_on", "packet_on", "signed_by", "upload_on",
            "governor_on", "basis",
        ]  # fmt: skip
        field_classes = {name: DayField for name in fields if name not in {"is_shut", "basis"}}
        labels = {
            "is_shut": "Pusat tidak membuka jendela bulan ini", "opens_on": "Jendela dibuka",
            "kelurahan_until": "Batas berita acara kelurahan", "pbi_until": "Batas PBI", "closes_on": "Batas kiriman",
            "packet_on": "Paket ke wali kota", "signed_by": "Ditandatangani paling lambat",
            "upload_on": "Unggah ke SIKS-NG", "governor_on": "Tembusan gubernur", "basis": "Dasar",
        }  # fmt: skip
        help_texts = {
            **dict.fromkeys(field_classes, ""),
            "basis": "misalnya pengumuman pusat; tanggal yang jatuh pada hari libur maju ke hari kerja sebelumnya",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = [
            ("opens_on", "kelurahan_until"), ("pbi_until", "closes_on"), ("packet_on", "signed_by"),
            ("upload_on", "governor_on"),
        ]  # fmt: skip
        self.helper.layout = Layout("is_shut", *(Div(*pair, css_class="dua") for pair in pairs), "basis")

    def clean(self) -> dict[str, Any]:
        """The days follow each other."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        order = ["opens_on", "closes_on", "signed_by", "upload_on"]
        for before, after in pairwise(order):
            if data.get(before) and data.get(after) and data[after] < data[before]:
                self.add_error(after, f"Hari ini mendahului “{self.fields[before].label}”.")
        return data


class MayorDayForm(OfficeForm):
    """Days on which the mayor signs or is away."""

    kind = forms.ChoiceField(label="Jenis", choices=MayorDay.Kind.choices)
    starts_on = DayField(label="Mulai", help_text="")
    ends_on = DayField(label="Sampai", help_text="")
    note = forms.CharField(label="Keterangan", max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs.setdefault("initial", {"starts_on": today, "ends_on": today + timedelta(days=1)})
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout("kind", Div("starts_on", "ends_on", css_class="dua"), "note")

    def clean(self) -> dict[str, Any]:
        """A span ends after it starts."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", ENDS_BEFORE)
        return data
