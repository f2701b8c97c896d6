"""Forms of the room."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from dtks.web.forms import DropFile, OfficeForm
from dtks.web.templatetags.formats import month


def months_around(day: date) -> list[tuple[str, str]]:
    """This month and the two before, as value and words."""
    firsts = [day.replace(day=1)]
    for _ in range(2):
        last = firsts[-1]
        firsts.append(date(last.year - (last.month == 1), last.month - 1 or 12, 1))
    return [(first.isoformat(), month(first)) for first in firsts]


class SealForm(OfficeForm):
    """For which month the ready changes are sealed."""

    month = forms.ChoiceField(label="Bulan kiriman")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = months_around(timezone.localdate())
        self.fields["month"].choices = choices  # type: ignore[attr-defined]
        self.fields["month"].initial = choices[0][0]

    def first_day(self) -> date:
        """The chosen month as its first day."""
        return date.fromisoformat(self.cleaned_data["month"])


class ReturnForm(OfficeForm):
    """The file in which the centre answers."""

    file = forms.FileField(
        label="Berkas jawaban", widget=DropFile,
        help_text="XLSX atau CSV dengan kolom STATUS, paling besar 100 MB. Nama berkas …_HASIL dicocokkan sendiri.",
    )  # fmt: skip
