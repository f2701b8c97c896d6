"""Forms of requests: papers, send again, a reason."""

from __future__ import annotations

from typing import Any

from django import forms

from dtks.papers.models import Document, PaperKind
from dtks.papers.queries import documents_of
from dtks.registry.models import Citizen
from dtks.web.forms import DropFile, OfficeForm


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
