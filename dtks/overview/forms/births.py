"""A birth in six fields: the mother, the child's name, sex, day and place of birth, the papers that were seen.

A mother is taken without a question only where nothing can be mistaken: her NIK was typed, or her whole name, and
nobody else is like it. Anybody else is shown with her place and the head of her card, and has to be chosen.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils import timezone

from dtks.accounts.models import User
from dtks.overview.forms.kept_scans import KeepsScan
from dtks.overview.queries.births import who_is
from dtks.papers.models import PaperKind
from dtks.registry.forms import judge_typed
from dtks.registry.models import Citizen, LifeState, Sex
from dtks.registry.queries.search import digits_of
from dtks.registry.services import find_citizens
from dtks.web.forms import ChipChoices, DayField, OfficeForm, Segment
from verification.corrections.models import NEWBORN_DAYS, Birth
from verification.matching.names import written

PAPERS = ("SK_LAHIR", "AKTA_LAHIR", "KK")
MOST_MOTHERS = 6


class BirthForm(KeepsScan, OfficeForm):
    """Six fields; a name that several women bear is answered with them to choose from."""

    mother = forms.CharField(
        label="Ibu", max_length=80, help_text="nama, NIK, atau No. KK",
        widget=forms.TextInput(attrs={"autocomplete": "off"}), error_messages={"required": "Tulis siapa ibunya."},
    )  # fmt: skip
    mother_id = forms.ChoiceField(
        label="Ibu yang mana", required=False, widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Pilih ibunya dari daftar ini."},
    )  # fmt: skip
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
    twin = forms.BooleanField(label="Kembar: anak lain dari kelahiran ini", required=False)

    def __init__(self, *args: Any, user: User, mother: Citizen | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.chosen = user, mother
        papers: Any = self.fields["papers"]
        papers.label_from_instance = lambda kind: kind.short_label
        papers.depends = True  # what is asked stands below, and what a missing one does
        self.fields["birth_date"].widget.attrs["data-paling-akhir"] = timezone.localdate().isoformat()
        if mother is not None:
            asked: Any = self.fields["mother"]
            asked.disabled, asked.help_text, self.initial["mother"] = (
                True,
                who_is([mother], user)[mother.pk],
                mother.name,
            )
        self.candidates = self._candidates()
        known = who_is(self.candidates, self.user) if self.candidates else {}
        which: Any = self.fields["mother_id"]
        which.depends = True
        which.choices = [(str(each.pk), f"{each.name} · {known[each.pk]}") for each in self.candidates]
        ask = ["mother_id"] if self.candidates and not self._sure() else []
        own = Birth.objects.standing().filter(mother=mother) if mother else None
        twin = ["twin"] if own is None or own.exists() else []
        if not twin:  # nothing to be the twin of
            del self.fields["twin"]
        self.helper.layout = Layout(
            "mother", *ask, "name", Div("sex", "birth_date", css_class="dua"), "birth_place", "papers",
            Field("scan"), "scan_kept", *twin,
        )  # fmt: skip

    def _candidates(self) -> list[Citizen]:
        """Women whom the typed text may mean, in the person's areas."""
        typed = str(self.data.get("mother", "")).strip()
        if self.chosen is not None or len(typed) < 3:
            return []
        found = find_citizens(user=self.user, term=typed, where="Kelahiran", limit=2 * MOST_MOTHERS)
        return [hit.citizen for hit in found if may_bear(hit.citizen)][:MOST_MOTHERS]

    def _sure(self) -> bool:
        """Whether the typed text can mean nobody else: the NIK, or the whole name of the only one who is like it."""
        if len(self.candidates) != 1:
            return False
        typed, found = str(self.data.get("mother", "")), self.candidates[0]
        digits = digits_of(typed)
        return digits == found.nik if digits else bool(found.name) and written(typed) == written(found.name)

    def clean_birth_date(self) -> date:
        """A day on which a newborn can have been born."""
        born: date = self.cleaned_data["birth_date"]
        if born > timezone.localdate():
            raise forms.ValidationError("Tanggal ini belum tiba. Periksa hari, bulan, dan tahunnya.")
        if born < timezone.localdate() - timedelta(days=NEWBORN_DAYS):
            raise forms.ValidationError(
                "Sudah lewat setahun. Anak yang lebih besar dicatat sebagai anggota dengan berkasnya."
            )
        return born

    def clean(self) -> dict[str, Any]:
        """Exactly one mother."""
        cleaned: dict[str, Any] = super().clean() or {}
        judge_typed(self, {name: cleaned.get(name) or "" for name in ("name", "birth_place")})
        if self.chosen is None and cleaned.get("mother"):
            self._choose(str(cleaned.get("mother_id") or ""))
        return cleaned

    def _choose(self, said: str) -> None:
        if not self.candidates:
            self.add_error("mother", "Ibu ini tidak ditemukan di wilayah Anda. Catat dahulu sebagai warga baru.")
        elif self._sure():
            self.chosen = self.candidates[0]
        elif (found := next((each for each in self.candidates if str(each.pk) == said), None)) is not None:
            self.chosen = found
        elif not self.errors.get("mother_id"):
            many = len(self.candidates) > 1
            words = "Ada beberapa orang yang cocok." if many else "Yang tercatat tidak persis seperti yang ditulis."
            self.add_error("mother_id", f"{words} Pilih ibunya, atau tulis NIK atau nama lengkapnya di atas.")


class BirthPapersForm(KeepsScan, OfficeForm):
    """Papers that were seen after a birth was reported."""

    papers = forms.ModelMultipleChoiceField(
        label="Berkas yang dilihat", queryset=PaperKind.objects.filter(code__in=PAPERS), widget=ChipChoices,
        error_messages={"required": "Tandai berkas yang Anda lihat."},
    )  # fmt: skip
    field_order = ("papers", "scan", "scan_kept")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        papers: Any = self.fields["papers"]
        papers.label_from_instance = lambda kind: kind.short_label


def may_bear(citizen: Citizen) -> bool:
    """Whether a citizen may be the mother of a newborn."""
    age, living = citizen.age_on(timezone.localdate()), (LifeState.ALIVE, LifeState.DECEASED)
    return citizen.sex != Sex.MALE and citizen.life_state in living and (age is None or age >= 10)
