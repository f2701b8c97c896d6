"""The form of a paper's place."""

from django import forms

from dtks.web.forms import OfficeForm


class BoxForm(OfficeForm):
    """Where the paper lies."""

    box = forms.CharField(
        label="Boks dan rak",
        max_length=20,
        required=False,
        help_text="misalnya boks 14, B2; kosong: kertas tidak disimpan",
    )
