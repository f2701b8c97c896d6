"""The form of the formula: every number of the points, from when, and why."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst

from dtks.web.forms import DayField, OfficeForm
from verification.workbench.queries.formula import EASE, HARM, MOST, Weights
from verification.workbench.services.formula import TOO_EARLY

_AFTER = {"days": (1, 60), "points": (1, MOST), "harm": (0, MOST - 1), "ease": (1, MOST)}


def _number(label: str, lowest: int, highest: int) -> forms.IntegerField:
    bounds = {"min_value": f"{label}: paling kecil {lowest}.", "max_value": f"{label}: paling besar {highest}."}
    return forms.IntegerField(
        label=label, min_value=lowest, max_value=highest, error_messages=bounds,
        widget=forms.NumberInput(attrs={"class": "numberinput form-control isian-angka"}),
    )  # fmt: skip


def _numbers() -> dict[str, forms.IntegerField]:
    """A field for each number, in the order of the page."""
    made = {}
    for step in range(1, 5):
        made[f"days_{step}"] = _number(f"Batas {step}, hari kerja", *_AFTER["days"])
        made[f"points_{step}"] = _number(f"Batas {step}, poin", *_AFTER["points"])
    made["later"] = _number("Lebih lama, poin", *_AFTER["points"])
    made["waiting_days"] = _number("Menunggu lebih dari, hari", 1, 365)
    made["waiting"] = _number("Menunggu lama, tambah", *_AFTER["harm"])
    made |= {name: _number(capfirst(words), *_AFTER["harm"]) for name, words in HARM}
    made |= {name: _number(capfirst(words), *_AFTER["ease"]) for name, words in EASE}
    return made


class FormulaForm(OfficeForm):
    """Every number, from when it holds, and why."""

    starts_on = DayField(label="Berlaku mulai")
    reason = forms.CharField(
        label="Alasan", max_length=200, required=False, help_text="untuk menyimpan; mencoba tidak memerlukannya"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {**_numbers(), **self.fields}
        self.fields["reason"].depends = True  # type: ignore[attr-defined]
        example = timezone.localdate() + timedelta(days=7)
        self.fields["starts_on"].help_text = f"hari ini atau sesudahnya, misalnya {example:%d-%m-%Y}"

    def clean_starts_on(self) -> date:
        """A day that is over is refused before anything is tried."""
        day: date = self.cleaned_data["starts_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(TOO_EARLY)
        return day

    def clean(self) -> dict[str, Any]:
        """The days ascend."""
        values: dict[str, Any] = super().clean() or {}
        days = [values.get(f"days_{step}") for step in range(1, 5)]
        known = [day for day in days if day is not None]
        if known != sorted(set(known)):
            self.add_error("days_1", "Batas hari kerja harus naik dari yang pertama ke yang keempat.")
        return values

    def weights(self) -> Weights:
        """The numbers that were typed."""
        return Weights(**{each.name: self.cleaned_data[each.name] for each in fields(Weights)})

    @property
    def steps(self) -> list[tuple[Any, Any]]:
        """Days and points of each bound, for the page."""
        return [(self[f"days_{step}"], self[f"points_{step}"]) for step in range(1, 5)]

    @property
    def harm(self) -> list[Any]:
        return [self[name] for name, _ in HARM]

    @property
    def ease(self) -> list[Any]:
        return [self[name] for name, _ in EASE]
