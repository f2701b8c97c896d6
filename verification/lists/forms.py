"""Forms of the room: an answer, a decision, two lists."""

from __future__ import annotations

from typing import Any

from django import forms

from dtks.web.forms import OfficeForm
from verification.corrections.forms import PapersForm
from verification.lists.models import CentralList, IdentityQuestion, ReturnedCase
from verification.lists.queries import standing_lists

Answer, Decision = IdentityQuestion.Answer, ReturnedCase.Decision
MOST = 160


class AnswerForm(PapersForm):
    """Same person or other person, on what basis; papers as evidence."""

    answer = forms.ChoiceField(
        label="Jawaban", choices=[(Answer.SAME, "Orang yang sama"), (Answer.OTHER, "Orang lain")],
        error_messages={"required": "Pilih jawabannya, atau lewati.", "invalid_choice": "Pilih jawabannya."},
    )  # fmt: skip
    reason = forms.CharField(
        label="Atas dasar apa", help_text="berkas yang dilihat, atau siapa yang ditanya",
        error_messages={"required": "Tulis atas dasar apa: berkas yang dilihat, atau siapa yang ditanya."},
        max_length=MOST, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    field_order = ["answer", "reason", "papers", "paper_kind", "scan"]


class ReturnForm(PapersForm):
    """What the returned name is, why, with which papers."""

    decision = forms.ChoiceField(
        label="Putusan", choices=[(value, label) for value, label in Decision.choices if value],
        error_messages={"required": "Pilih putusannya, atau lewati.", "invalid_choice": "Pilih putusannya."},
    )  # fmt: skip
    reason = forms.CharField(
        label="Alasan", required=False, help_text="untuk dikeluarkan lagi, alasan lama sudah ikut",
        max_length=MOST, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    field_order = ["decision", "reason", "papers", "paper_kind", "scan"]


class CompareForm(OfficeForm):
    """Two lists that stand."""

    old = forms.ModelChoiceField(
        label="Daftar lama", queryset=CentralList.objects.none(), error_messages={"required": "Pilih daftar lama."}
    )
    new = forms.ModelChoiceField(
        label="Daftar baru", queryset=CentralList.objects.none(), error_messages={"required": "Pilih daftar baru."}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("old", "new"):
            field: Any = self.fields[name]
            field.queryset = standing_lists()


class AgainForm(OfficeForm):
    """Why a question is open again."""

    reason = forms.CharField(
        label="Mengapa dibuka lagi", max_length=160, error_messages={"required": "Tulis mengapa dibuka lagi."}
    )
