"""Forms for a person who is in no list yet, and for a change that a person proposes."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.db.models import Q

from dtks.accounts.models import User
from dtks.office.models import Region
from dtks.office.queries import code_labels
from dtks.overview.queries.panel import NUMBERS
from dtks.overview.queries.proposable import PROPOSABLE, choices_of
from dtks.papers.forms import ProofMixin
from dtks.papers.models import Document
from dtks.papers.queries import documents_of
from dtks.registry.forms import judge_typed
from dtks.registry.models import Citizen
from dtks.registry.queries import display_text, value_text
from dtks.registry.services import typed_value
from dtks.web.forms import DayField, OfficeForm, Segment
from dtks.web.memory import kept
from verification.corrections.forms import BesideMixin
from verification.corrections.queries import open_beside


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
        judge_typed(self, self.values())
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


MOST_PAPERS = 12  # the newest; more would make the page heavy, and older ones stand in the archive


def _newest_papers(citizen: Citizen) -> Any:
    return documents_of(citizen).exclude(form=Document.Form.EXPIRED)[:MOST_PAPERS]


class ProposalForm(BesideMixin, ProofMixin):
    """The values of a citizen as they stand; what is typed over them is proposed."""

    reason = forms.CharField(label="Alasan", widget=forms.Textarea(attrs={"rows": 2}), help_text="dari mana diketahui")

    def __init__(self, *args: Any, citizen: Citizen, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.citizen = citizen
        whole = user.may("nik.see")
        for name in PROPOSABLE:
            self.fields[name] = self._field(name, user)
            if name not in NUMBERS or whole:
                self.initial[name] = self._shown(name)
        self.order_fields([*PROPOSABLE, "reason"])
        self.add_beside(citizen, open_beside(citizen, user))
        self.add_proof(papers=list(_newest_papers(citizen)) if user.may("papers.see") else [], fields=PROPOSABLE)
        pairs = [("birth_place", "birth_date"), ("sex", "mother_name"), ("rt", "rw"), ("kelurahan", "relation")]
        pairs += [("marital_status", "ktp_state")]
        rows = [Div(*pair, css_class="dua") for pair in pairs]
        self.helper.layout = Layout(
            Div("name", "nik", css_class="dua"), *rows[:2], "address", *rows[2:], "phone", "reason"
        )

    def _field(self, name: str, user: User) -> forms.Field:
        label = Citizen.FIELDS[name]
        if name == "kelurahan":
            places = [("", "belum diketahui"), *kelurahan_of_city()]
            return forms.ChoiceField(label=label, required=False, choices=places)
        if choices := choices_of(name):
            return forms.ChoiceField(label=label, required=False, choices=[("", "belum diketahui"), *choices])
        hint = "" if name not in NUMBERS or user.may("nik.see") else "kosongkan bila tidak berubah"
        return forms.CharField(label=label, required=False, max_length=200, help_text=hint)

    def _shown(self, name: str) -> str:
        text = value_text(self.citizen, name)
        return display_text(name, text) if name in ("birth_date", "phone") else text

    def clean(self) -> dict[str, Any]:
        """Only what differs is a proposal; an impossible value stands under its field with the advice."""
        data = super().clean() or {}
        judge_typed(self, {name: str(data[name]) for name in self.typed(data)})
        if not self.errors and not self.values():
            self.add_error(None, "Belum ada isian yang diubah. Ketik nilai yang benar di isian yang salah.")
        if not self.errors:
            self.check_proof(self.values())
            self.check_beside(self.values())
        return data

    def typed(self, data: dict[str, Any]) -> list[str]:
        """Names of fields whose text was changed on the screen."""
        return [name for name in PROPOSABLE if name in data and str(data[name]) != str(self.initial.get(name, ""))]

    def values(self) -> dict[str, str]:
        """Canonical texts of what differs from the citizen now."""
        found = {
            name: canonical_text(typed_value(name, str(self.cleaned_data[name])))
            for name in self.typed(self.cleaned_data)
        }
        return {name: text for name, text in found.items() if text != value_text(self.citizen, name)}


def canonical_text(value: Any) -> str:
    """A parsed value in the form that proposals carry."""
    if isinstance(value, Region):
        return value.code
    return value.isoformat() if isinstance(value, date) else str(value or "")


def kelurahan_of_city() -> list[tuple[str, str]]:
    """Code and name of all kelurahan of the city, for a choice: a person may have moved out of the area."""
    found = Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name")
    return kept("kelurahan_of_city", lambda: list(found.values_list("code", "name")))
