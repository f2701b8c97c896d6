"""Forms of the room."""

from __future__ import annotations

from django import forms

from dtks.web.forms import OfficeForm
from verification.monthly.queries import ledger, papers


class LetterForm(OfficeForm):
    """The letter that asks for answers: from which age on, and who signs."""

    older_than = forms.IntegerField(
        label="Belum dijawab lebih dari (hari)", min_value=1, max_value=999, initial=ledger.LETTER_AFTER
    )
    seat = forms.CharField(label="Ditandatangani", max_length=80, initial=papers.KABID)
