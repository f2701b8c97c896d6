"""Sign-in, profile, users, mandates, the reason for showing a number."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils import timezone

from dtks.accounts.models import Role, User
from dtks.office.models import Region
from dtks.web.forms import ChoiceTiles, DayField, OfficeForm, OfficeModelForm, PlainHelper

AREA_ROLES = {Role.KELURAHAN, Role.FACILITATOR}


class SignInForm(AuthenticationForm):
    """Name and password; which of both is wrong is not said."""

    error_messages = {
        "invalid_login": "Nama pengguna atau kata sandi tidak cocok. Periksa huruf besar, lalu coba lagi.",
        "inactive": "Akun ini tidak aktif. Hubungi administrator.",
    }
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Nama pengguna"
        self.fields["password"].label = "Kata sandi"
        for name, sentence in (("username", "Isi nama pengguna."), ("password", "Isi kata sandi.")):
            self.fields[name].error_messages["required"] = sentence
        self.helper = PlainHelper()


class PasswordForm(PasswordChangeForm):
    """The own password, anew."""

    use_required_attribute = False
    error_messages = {
        "password_incorrect": "Kata sandi lama tidak cocok.",
        "password_mismatch": "Kedua kata sandi baru tidak sama. Tulis lagi.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Kata sandi lama"
        self.fields["new_password1"].label = "Kata sandi baru"
        self.fields["new_password1"].help_text = "Paling sedikit 12 huruf. Beberapa kata lebih baik daripada satu."
        self.fields["new_password2"].label = "Kata sandi baru, sekali lagi"
        self.fields["new_password2"].help_text = ""
        self.helper = PlainHelper()


class ProfileForm(OfficeModelForm):
    """What a person sets for the own account."""

    class Meta:
        model = User
        fields = ["keys_enabled"]
        labels = {"keys_enabled": "Tombol satu huruf (T, X, K …) berlaku di luar isian"}


class UserForm(OfficeModelForm):
    """A new account."""

    class Meta:
        model = User
        fields = ["full_name", "username", "counter"]
        labels = {"full_name": "Nama lengkap", "username": "Nama pengguna", "counter": "Loket"}
        help_texts = {"username": "Huruf kecil dan titik, misalnya fitriani.lasolo", "counter": "misalnya Loket 2"}
        error_messages = {"username": {"unique": "Nama pengguna ini sudah dipakai. Pilih yang lain."}}


class MandateForm(OfficeForm):
    """A new mandate: role, area, days, letter."""

    role = forms.ChoiceField(label="Peran", choices=[("", "Pilih peran"), *Role.choices])
    acting = forms.ChoiceField(
        label="Kedudukan", required=False, choices=[("", "pejabat tetap"), ("Plh.", "Plh."), ("Plt.", "Plt.")]
    )
    region = forms.ModelChoiceField(
        label="Wilayah", required=False, empty_label="Kota Kendari", queryset=Region.objects.none(),
        help_text="Kosong: seluruh kota.",
    )  # fmt: skip
    starts_on = DayField(label="Mulai", help_text="")
    ends_on = DayField(label="Sampai", required=False, help_text="")
    basis = forms.CharField(
        label="Dasar (nomor surat)", required=False, max_length=100,
        help_text="Tanpa nomor surat, mandat tersimpan tetapi belum berlaku.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"starts_on": timezone.localdate()})
        super().__init__(*args, **kwargs)
        levels = [Region.Level.KECAMATAN, Region.Level.KELURAHAN]
        field: Any = self.fields["region"]
        field.queryset = Region.objects.filter(in_kendari=True, level__in=levels).order_by("name")
        field.label_from_instance = lambda region: f"{region.get_level_display().capitalize()} {region.name}"
        self.helper.layout = Layout(
            Div("role", "acting", css_class="dua"), "region", Div("starts_on", "ends_on", css_class="dua"), "basis"
        )

    def clean(self) -> dict[str, Any]:
        """Field roles have an area; a mandate ends after it starts."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("role") in AREA_ROLES and not data.get("region"):
            self.add_error("region", "Peran ini bekerja di satu wilayah. Pilih wilayahnya.")
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Hari terakhir mendahului hari pertama.")
        return data


class EndMandateForm(OfficeForm):
    """The last day of a mandate."""

    ends_on = DayField(label="Hari terakhir mandat ini")


class RevealForm(OfficeForm):
    """Why somebody needs a whole number."""

    class Reason:
        choices = [
            ("Mencocokkan dengan KTP atau KK yang dibawa", "Mencocokkan dengan KTP atau KK yang dibawa"),
            ("Menulis surat atau formulir untuk warga", "Menulis surat atau formulir untuk warga"),
            ("Menanyakan ke Disdukcapil", "Menanyakan ke Disdukcapil"),
            ("other", "Alasan lain"),
        ]

    reason = forms.ChoiceField(label="Mengapa nomor ini perlu dibuka?", choices=Reason.choices, widget=ChoiceTiles)
    other = forms.CharField(label="Alasan lain, dengan kata Anda", max_length=180, required=False)

    def clean(self) -> dict[str, Any]:
        """A reason of one's own is written out."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("reason") == "other" and not data.get("other"):
            self.add_error("other", "Tulis alasannya.")
        return data

    @property
    def words(self) -> str:
        """The reason for the log."""
        chosen: str = self.cleaned_data["reason"]
        return str(self.cleaned_data["other"]) if chosen == "other" else chosen


class CodeForm(OfficeForm):
    """A code of the telephone, or one of paper."""

    code = forms.CharField(
        label="Kode", max_length=20, help_text="6 angka di aplikasi telepon, atau satu kode cadangan di kertas",
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "one-time-code", "autofocus": True}),
        error_messages={"required": "Ketik kodenya."},
    )  # fmt: skip
