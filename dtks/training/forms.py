"""The form of the tour."""

from __future__ import annotations

from typing import Any

from django import forms

from dtks.web.forms import OfficeForm


class TourForm(OfficeForm):
    """Who practised, and what is finished."""

    person = forms.CharField(
        label="Nama Anda", max_length=100, error_messages={"required": "Tulis nama orang yang berlatih."}
    )
    trainer = forms.CharField(label="Dilatih oleh", max_length=100, required=False)
    lessons = forms.MultipleChoiceField(label="Yang sudah selesai", widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lessons"].choices = choices  # type: ignore[attr-defined]
