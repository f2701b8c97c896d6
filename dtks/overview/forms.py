"""The form for a person who is in no list yet."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.db.models import Q

from dtks.accounts.models import User
from dtks.office.models import Region
from dtks.office.queries import code_labels
from dtks.registry.queries import display_text
from dtks.registry.services import ImpossibleValue, parse_value
from dtks.web.forms import DayField, OfficeForm, Segment


class NewCitizenForm(OfficeForm):
    """What there is of a citizen. Only name and kelurahan are needed; no NIK yet is a state."""

    name = forms.CharField(label="Nama", max_length=120, help_text="seperti pada KTP, satu kata pun boleh")
    nik = forms.CharField(
        label="NIK", required=False, max_length=40, help_text="kosongkan bila belum ada",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    kk_number = forms.CharField(
        label="No. KK", required=False, max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    birth_place = forms.CharField(label="Tempat lahir", required=False, max_length=60)
    birth_date = DayField(label="Tanggal lahir", required=False)
    sex = forms.ChoiceField(
        label="Jenis kelamin", required=False, widget=Segment, choices=[("L", "Laki-laki"), ("P", "Perempuan")]
    )
    mother_name = forms.CharField(label="Nama ibu", required=False, max_length=120)
    relation = forms.ChoiceField(label="Hubungan keluarga", required=False)
    address = forms.CharField(label="Alamat", required=False, max_length=200)
    rt = forms.CharField(label="RT", required=False, max_length=10)
    rw = forms.CharField(label="RW", required=False, max_length=10)
    kelurahan = forms.ModelChoiceField(label="Kelurahan", queryset=Region.objects.none(), to_field_name="code")
    phone = forms.CharField(label="Telepon", required=False, max_length=24)
    known_anyway = forms.BooleanField(
        label="Bukan orang yang sama dengan yang sudah tercatat", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["relation"]
        labels = [(code, display_text("relation", code)) for code in code_labels("family_relations")]
        choices.choices = [("", "belum diketahui"), *labels]
        place: Any = self.fields["kelurahan"]
        place.queryset = kelurahan_of(user)
        self.helper.layout = Layout(
            "name",
            Div("nik", "kk_number", css_class="dua"),
            Div("birth_place", "birth_date", css_class="dua"),
            Div("sex", "mother_name", css_class="dua"),
            "address",
            Div("rt", "rw", css_class="dua"),
            Div("kelurahan", "relation", css_class="dua"),
            Div("phone", css_class="dua"),
            Field("known_anyway"),
        )

    def clean(self) -> dict[str, Any]:
        """Every value as the registry reads it; what it refuses stands under its field with the advice."""
        data = super().clean() or {}
        for field, text in self.values().items():
            try:
                parse_value(field, text)
            except ImpossibleValue as impossible:
                self.add_error(field, impossible.advice[:1].upper() + impossible.advice[1:])
        return data

    def values(self) -> dict[str, str]:
        """Canonical texts by field of Citizen.FIELDS, without the empty ones."""
        found: dict[str, str] = {}
        for field, value in self.cleaned_data.items():
            if field == "known_anyway" or not value:
                continue
            found[field] = value.code if isinstance(value, Region) else str(value)
        return found


def kelurahan_of(user: User) -> Any:
    """Kelurahan of the city in the person's areas."""
    found = Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name")
    codes = user.area_codes()
    if codes is None:
        return found
    condition = Q(pk__in=[])
    for code in codes:
        condition |= Q(code__startswith=code)
    return found.filter(condition)
