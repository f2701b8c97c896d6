"""A birth in six fields: the mother, the child's name, sex, day and place of birth, the papers that were seen."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils import timezone

from dtks.accounts.models import User
from dtks.papers.models import PaperKind
from dtks.registry.models import Citizen, LifeState, Sex
from dtks.registry.services import find_citizens
from dtks.web.forms import ChipChoices, DayField, DropFile, OfficeForm, Segment
from verification.corrections.models import Birth

PAPERS = ("SK_LAHIR", "AKTA_LAHIR", "KK")
MOST_MOTHERS = 6


class BirthForm(OfficeForm):
    """Six fields; a name that several women bear is answered with them to choose from."""

    mother = forms.CharField(
        label="Ibu", max_length=80, help_text="nama, NIK, atau No. KK",
        widget=forms.TextInput(attrs={"autocomplete": "off"}), error_messages={"required": "Tulis siapa ibunya."},
    )  # fmt: skip
    mother_id = forms.ChoiceField(label="Ibu yang mana", required=False, widget=forms.RadioSelect)
    name = forms.CharField(label="Nama anak", max_length=60, required=False, help_text="kosong: Bayi Ny. nama ibu")
    sex = forms.ChoiceField(
        label="Jenis kelamin", widget=Segment, choices=[("L", "Laki-laki"), ("P", "Perempuan")],
        error_messages={"required": "Pilih laki-laki atau perempuan."},
    )  # fmt: skip
    birth_date = DayField(label="Tanggal lahir", error_messages={"required": "Tulis tanggal lahirnya."})
    birth_place = forms.CharField(label="Tempat lahir", max_length=60, initial="KENDARI")
    papers = forms.ModelMultipleChoiceField(
        label="Berkas yang dilihat", queryset=PaperKind.objects.filter(code__in=PAPERS), required=False,
        widget=ChipChoices,
    )  # fmt: skip
    scan = forms.FileField(
        label="Foto berkas", required=False, widget=DropFile, help_text="boleh menyusul; PDF, JPG, PNG"
    )
    twin = forms.BooleanField(label="Kembar: anak lain dari kelahiran ini", required=False)

    def __init__(self, *args: Any, user: User, mother: Citizen | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.chosen = user, mother
        papers: Any = self.fields["papers"]
        papers.label_from_instance = lambda kind: kind.short_label
        if mother is not None:
            self.fields["mother"].disabled, self.initial["mother"] = True, mother.name
        self.candidates = self._candidates()
        which: Any = self.fields["mother_id"]
        which.choices = [(str(each.pk), _words(each)) for each in self.candidates]
        ask = ["mother_id"] if len(self.candidates) > 1 else []
        twin = ["twin"] if mother is None or Birth.objects.filter(mother=mother).exists() else []
        if not twin:  # nothing to be the twin of
            del self.fields["twin"]
        self.helper.layout = Layout(
            "mother", *ask, "name", Div("sex", "birth_date", css_class="dua"), "birth_place", "papers",
            Field("scan"), *twin,
        )  # fmt: skip

    def _candidates(self) -> list[Citizen]:
        """Women whom the typed text may mean, in the person's areas."""
        typed = str(self.data.get("mother", "")).strip()
        if self.chosen is not None or len(typed) < 3:
            return []
        found = find_citizens(user=self.user, term=typed, where="Kelahiran", limit=2 * MOST_MOTHERS)
        return [hit.citizen for hit in found if may_bear(hit.citizen)][:MOST_MOTHERS]

    def clean(self) -> dict[str, Any]:
        """Exactly one mother."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.chosen is None and cleaned.get("mother"):
            self._choose(str(cleaned.get("mother_id") or ""))
        return cleaned

    def _choose(self, said: str) -> None:
        if not self.candidates:
            self.add_error("mother", "Ibu ini tidak ditemukan di wilayah Anda. Catat dahulu sebagai warga baru.")
        elif len(self.candidates) == 1:
            self.chosen = self.candidates[0]
        elif (found := next((each for each in self.candidates if str(each.pk) == said), None)) is not None:
            self.chosen = found
        else:
            self.add_error("mother_id", "Ada beberapa orang yang cocok. Pilih ibunya.")


def may_bear(citizen: Citizen) -> bool:
    """Whether a citizen may be the mother of a newborn."""
    age, living = citizen.age_on(timezone.localdate()), (LifeState.ALIVE, LifeState.DECEASED)
    return citizen.sex != Sex.MALE and citizen.life_state in living and (age is None or age >= 10)


def _words(citizen: Citizen) -> str:
    born = f", lahir {citizen.birth_date:%d-%m-%Y}" if citizen.birth_date else ""
    return f"{citizen.name}{born}, {citizen.kelurahan or 'kelurahan belum diketahui'}, {citizen.place_words}"
