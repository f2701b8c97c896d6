"""Forms of assignments: hand over, finish, cancel."""

from __future__ import annotations

from typing import Any

from django import forms

from dtks.accounts.models import Role
from dtks.assignments.models import Assignment, Outcome
from dtks.assignments.queries import people_for, working_roles
from dtks.web.forms import OfficeForm


class HandOverForm(OfficeForm):
    """To a person, or to whoever of a role takes it."""

    person: Any = forms.ModelChoiceField(
        label="Kepada", queryset=None, required=False, empty_label="siapa pun dari peran di bawah"
    )
    role = forms.ChoiceField(label="Peran", required=False, help_text="bila tidak kepada satu orang")
    note = forms.CharField(label="Pesan", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(Role.choices)
        self.fields["person"].queryset = people_for(assignment)  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", "tetap"), *((each, labels[Role(each)]) for each in working_roles())]  # type: ignore[attr-defined]


class FinishForm(OfficeForm):
    """How it ended."""

    outcome = forms.ChoiceField(
        label="Hasil",
        choices=[each for each in Outcome.choices if each[0] != Outcome.CHANGED],
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih bagaimana tugas ini berakhir."},
    )
    note = forms.CharField(
        label="Catatan", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="yang perlu diketahui orang berikutnya; tanpa NIK",
    )  # fmt: skip


class CancelForm(OfficeForm):
    """Why it is not done."""

    note = forms.CharField(
        label="Alasan", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Tulis mengapa tugas ini tidak perlu dikerjakan."},
    )  # fmt: skip
