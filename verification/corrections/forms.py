"""Forms of requests: propose, send again, a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms

from dtks.office.models import Region
from dtks.office.queries import code_labels, kelurahan_of_kendari
from dtks.papers.models import Document, PaperKind
from dtks.papers.queries import documents_of
from dtks.registry.models import Citizen, LifeState, Sex
from dtks.registry.queries import CODE_TABLES, display_text, value_text
from dtks.registry.services import ImpossibleValue, parse_value
from dtks.web.forms import DayField, DropFile, OfficeForm
from dtks.web.masking import mask

NUMBERS = ("nik", "kk_number")


class PapersForm(OfficeForm):
    """Papers of the citizen to cite, and one more to add."""

    papers = forms.ModelMultipleChoiceField(
        label="Berkas yang sudah ada", queryset=Document.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    paper_kind = forms.ModelChoiceField(label="Berkas baru", queryset=PaperKind.objects.all(), required=False)
    scan = forms.FileField(
        label="Pindaian", required=False, widget=DropFile, help_text="PDF, JPG, PNG; paling besar 10 MB"
    )

    def __init__(self, *args: Any, citizen: Citizen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.citizen = citizen
        papers: Any = self.fields["papers"]
        papers.queryset = documents_of(citizen)
        papers.label_from_instance = lambda paper: f"{paper.kind.label}, {paper.number}"

    def clean(self) -> dict[str, Any]:
        """A scan needs to know what it is."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("scan") and not cleaned.get("paper_kind"):
            self.add_error("paper_kind", "Pilih jenis berkas yang dipindai.")
        return cleaned


class ResubmitForm(PapersForm):
    note = forms.CharField(label="Yang diperbaiki", max_length=300, required=False)
    field_order = ["note", "papers", "paper_kind", "scan"]


class ReasonForm(OfficeForm):
    reason = forms.CharField(
        label="Alasan", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tulis alasannya."},
    )  # fmt: skip


class ProposeForm(PapersForm):
    """The citizen's fields: only what is filled in and differs is proposed."""

    reason = forms.CharField(label="Alasan", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, full: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in Citizen.FIELDS.items():
            self.fields[f"new_{name}"] = _field(name, label, self._old(name, full=full))
        pairs = [f"new_{name}" for name in Citizen.FIELDS]
        twos = [Div(*pairs[at : at + 2], css_class="dua") for at in range(0, len(pairs), 2)]
        self.helper.layout = Layout(*twos, "reason", "papers", Div("paper_kind", "scan", css_class="dua"))

    def _old(self, name: str, *, full: bool) -> str:
        text = value_text(self.citizen, name)
        if name in NUMBERS:
            return text if full else mask(text)
        return display_text(name, text)

    def clean(self) -> dict[str, Any]:
        """Canonical texts of the fields that were filled in."""
        cleaned = super().clean()
        self.values: dict[str, str] = {}
        for name in Citizen.FIELDS:
            given = cleaned.get(f"new_{name}")
            text = given.isoformat() if isinstance(given, date) else str(given or "").strip()
            if not text:
                continue
            try:
                self.values[name] = _canonical(parse_value(name, text))
            except ImpossibleValue as impossible:
                self.add_error(f"new_{name}", impossible.advice[:1].upper() + impossible.advice[1:])
        if not self.values and not self.errors:
            raise forms.ValidationError("Isi paling sedikit satu nilai baru.")
        return cleaned


def _canonical(value: Any) -> str:
    """The canonical text of a parsed value."""
    if isinstance(value, Region):
        return value.code
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _field(name: str, label: str, old: str) -> forms.Field:
    said = f"sekarang: {old or 'kosong'}"
    if name == "birth_date":
        return DayField(label=label, required=False, help_text=f"{said} · hari-bulan-tahun")
    if choices := _choices(name):
        return forms.ChoiceField(label=label, required=False, help_text=said, choices=[("", "tetap"), *choices])
    return forms.CharField(label=label, required=False, help_text=said, max_length=200)


def _choices(name: str) -> list[tuple[str, str]]:
    if name == "kelurahan":
        return [(code, f"{place.name}, {place.parent}") for code, place in kelurahan_of_kendari().items()]
    if name == "sex":
        return [(value, label) for value, label in Sex.choices if value]
    if name == "life_state":
        return list(LifeState.choices)
    if name in CODE_TABLES and name != "occupation":
        return [(code, display_text(name, code)) for code in code_labels(CODE_TABLES[name])]
    return []
