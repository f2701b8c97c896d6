"""The form by which who stood on no new card gets his place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from dtks.office.queries import code_labels
from dtks.papers.models import PaperKind, Requirement
from dtks.registry.models import Citizen, Household
from dtks.registry.queries import display_text
from dtks.web.forms import ChipChoices, ChoiceTiles, DropFile, OfficeForm
from dtks.web.masking import mask
from verification.matching.nik import clean_nik

ANOTHER = "lain"


class PlaceForm(OfficeForm):
    """One of the cards that came in place of the old one, or another; what he is there; the papers."""

    card = forms.ChoiceField(label="Kartu", widget=ChoiceTiles, error_messages={"required": "Pilih kartunya."})
    number_typed = forms.CharField(
        label="No. KK lain", max_length=40, required=False, help_text="bila Disdukcapil meletakkannya di kartu lain",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    relation = forms.ChoiceField(label="Hubungan", error_messages={"required": "Pilih hubungannya di kartu itu."})
    seen = forms.ModelMultipleChoiceField(
        label="Asli dilihat hari ini", queryset=PaperKind.objects.none(), required=False, widget=ChipChoices
    )
    scan = forms.FileField(
        label="Pindaian", required=False, widget=DropFile, help_text="PDF, JPG, PNG; paling besar 10 MB"
    )
    reason = forms.CharField(label="Catatan", max_length=200, required=False)

    def __init__(
        self, *args: Any, citizen: Citizen, cards: Sequence[tuple[Household, str]], needed: Sequence[Requirement],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.numbers = {str(card.pk): card.number for card, _ in cards}
        self.number = ""
        choice, relation, seen = (self.fields[name] for name in ("card", "relation", "seen"))
        known = [(str(card.pk), f"{mask(card.number)}, kepala {head or 'belum ada'}") for card, head in cards]
        choice.choices = [*known, (ANOTHER, "KK lain")]  # type: ignore[attr-defined]
        labels = [(code, display_text("relation", code)) for code in code_labels("family_relations")]
        relation.choices, relation.initial = [("", "pilih"), *labels], citizen.relation  # type: ignore[attr-defined]
        kinds = {each.pk for rule in needed for each in (rule.paper, *rule.alternatives.all())}
        seen.queryset = PaperKind.objects.filter(pk__in=kinds)  # type: ignore[attr-defined]
        seen.label_from_instance = lambda kind: kind.short_label  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A card of the list, or a typed number of sixteen digits."""
        cleaned: dict[str, Any] = super().clean() or {}
        said = cleaned.get("card")
        self.number = self.numbers.get(str(said), "") or clean_nik(cleaned.get("number_typed", ""))
        if said == ANOTHER and len(self.number) != 16:
            self.add_error("number_typed", "No. KK harus 16 angka. Salin dari kartunya.")
        return cleaned
