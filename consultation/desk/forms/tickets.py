"""The small forms of a ticket."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from consultation.desk.models import CLOSED, CannedAnswer, Kind, Ticket, TicketPaper
from consultation.desk.queries.canned import PLACES
from consultation.desk.queries.kinship import kin_of
from consultation.desk.queries.receipts import short_name
from dtks.accounts.models import User
from dtks.papers.services import TURNS
from dtks.web.forms import ChipChoices, ChoiceTiles, FilesField, OfficeForm, OfficeModelForm, Segment
from dtks.web.templatetags.formats import day, uncapped


class PaperForm(OfficeForm):
    """A paper that came later: in which form, with its scan if there is one."""

    seen = forms.ChoiceField(label="Bentuk", choices=TicketPaper.Seen.choices[:3], widget=Segment)
    scan = FilesField(
        label="Pindaian", required=False,
        help_text="PDF, atau foto tiap halaman (JPG, PNG, WebP) dipilih sekaligus; tiap berkas paling besar 10 MB.",
    )  # fmt: skip
    turn = forms.ChoiceField(label="Putar foto", choices=TURNS, initial="0", widget=Segment, required=False)


class CloseForm(OfficeForm):
    """How a ticket ends, and why."""

    state = forms.ChoiceField(
        label="Hasil", choices=[(state.value, state.label) for state in CLOSED], widget=Segment, initial=CLOSED[0]
    )
    outcome = forms.CharField(label="Keterangan", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class CannedForm(OfficeModelForm):
    """A ready answer: title, text with places, kinds of ticket for which it is offered."""

    kinds = forms.MultipleChoiceField(
        label="Untuk jenis", choices=Kind.choices, widget=ChipChoices, required=False, help_text="kosong: semua jenis"
    )

    class Meta:
        model = CannedAnswer
        fields = ("title", "text", "kinds", "is_active")
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "text": "Isian: " + ", ".join(f"{{{name}}} ({word})" for name, word in PLACES.items())
            + ". Yang diisi tangan tulis dalam kurung siku: [alamat]."
        }  # fmt: skip

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        unknown = sorted(set(re.findall(r"\{(\w+)\}", text)) - set(PLACES))
        if unknown:
            raise forms.ValidationError(
                f"Isian {{{unknown[0]}}} tidak dikenal. Pakai salah satu yang tertulis di atas."
            )
        return text


class RelateForm(OfficeForm):
    """Another ticket of the same person or family, and what it is to this one."""

    LINK, MERGE = "link", "merge"

    other = forms.ChoiceField(
        label="Tiket lain", widget=forms.RadioSelect, required=False,
        help_text="tiket orang ini dan keluarganya",
    )  # fmt: skip
    number = forms.CharField(label="atau nomor tiket", max_length=20, required=False, help_text="misalnya T-2610-0388")
    how = forms.ChoiceField(
        label="Tindakan", widget=Segment, initial=LINK,
        choices=[(LINK, "Sambungkan"), (MERGE, "Gabungkan tiket ini ke sana")],
    )  # fmt: skip
    reason = forms.CharField(label="Sebab", max_length=200, required=False)

    def __init__(self, *args: Any, ticket: Ticket, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        rows = kin_of(ticket, user)
        other = self.fields["other"]
        assert isinstance(other, forms.ChoiceField)
        other.choices = [(row.number, _in_a_line(row)) for row in rows]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        number = data.get("number", "").strip().upper() or data.get("other", "")
        data["found"] = Ticket.objects.visible_to(self.user).filter(number=number).first()
        if data["found"] is None:
            self.add_error("number", "Tiket itu tidak ada. Pilih dari daftar, atau periksa nomornya.")
        if data.get("how") == self.MERGE and not data.get("reason", "").strip():
            self.add_error("reason", "Tulis sebab tiket digabungkan.")
        return data


def _in_a_line(row: Ticket) -> str:
    """T-2611-0388 · Wa Ode N. · Perbaikan data, selesai · dibuka 3 Nov 2026"""
    matter = f"{row.get_kind_display()}, {uncapped(row.get_state_display())}"
    return f"{row.number} · {short_name(row.person_name)} · {matter} · dibuka {day(row.opened_at)}"


class SplitForm(OfficeForm):
    """A second matter that came up in a ticket and goes its own way."""

    kind = forms.ChoiceField(label="Jenis layanan", choices=Kind.choices[:-1], widget=ChoiceTiles)
    asked = forms.CharField(
        label="Yang diminta, dengan kata warga", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tulis apa yang dipisahkan ke tiket baru."},
    )  # fmt: skip
