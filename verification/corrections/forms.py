"""Forms of requests: papers, send again, a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

from dtks.papers.models import Document, PaperKind
from dtks.papers.queries import documents_of
from dtks.registry.models import Citizen
from dtks.web.forms import DayField, DropFile, OfficeForm
from verification.corrections.models import Act
from verification.corrections.models.acts import EvidenceRule
from verification.corrections.queries import OpenBeside, doubled
from verification.corrections.queries.outcomes import Outcome
from verification.corrections.queries.urgent import LaneRule


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
    original_seen = forms.BooleanField(label="Saya melihat aslinya", required=False)

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
        if cleaned.get("paper_kind") and not (cleaned.get("scan") or cleaned.get("original_seen") or self.errors):
            self.add_error("scan", "Lampirkan pindaiannya, atau tandai bahwa Anda melihat aslinya.")
        return cleaned


class MorePapersForm(PapersForm):
    """More papers for a request that waits, and a word to whoever decides it."""

    note = forms.CharField(
        label="Catatan", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="misalnya nilai lain yang disebut warga; pemutus membacanya",
    )  # fmt: skip
    field_order = ["note", "papers", "paper_kind", "scan"]


class BesideMixin(OfficeForm):
    """Asks before a second open request on the same field of one person is made (row 38).

    Both may be true to what two people said, so that neither is lost; but nobody makes the second without knowing.
    """

    def add_beside(self, citizen: Citizen | None, open_ones: Sequence[OpenBeside]) -> None:
        """Put the question into the form; it is shown where it is needed."""
        self.beside_of, self.open_ones = citizen, open_ones
        self.asks_beside = False
        self.fields["beside"] = forms.BooleanField(
            label="Ajukan juga, keduanya diputuskan bersama", required=False
        )  # fmt: skip

    def check_beside(self, *proposed: Mapping[str, str]) -> None:
        """Ask where a field of the same person is open already; `proposed`: the values of each request to be made."""
        found = [each for values in proposed for each in doubled(self.beside_of, values, self.open_ones)]
        self.asks_beside = bool(found)
        if not found or self.cleaned_data.get("beside"):
            return
        named = "; ".join(f"{words} sudah diusulkan dalam {row.request.number}" for row, words in found)
        self.add_error(
            "beside",
            f"{named}. Tunggu putusannya, tambah berkas atau catatan di sana, atau tarik bila Anda pengusulnya. "
            "Bila nilai yang ini memang perlu diperiksa juga, centang Ajukan juga.",
        )


class ResubmitForm(PapersForm):
    note = forms.CharField(label="Yang diperbaiki", max_length=300, required=False)
    field_order = ["note", "papers", "paper_kind", "scan", "original_seen"]


class AnswerForm(PapersForm):
    """What the citizen said of a machine's proposal, and the papers that he showed."""

    note = forms.CharField(
        label="Jawaban warga", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Tulis apa kata warga atau keluarganya, atau bahwa ia tidak ditemui."},
    )  # fmt: skip
    field_order = ["note", "papers", "paper_kind", "scan"]


MOST_TIERS = 4
TIER_ROLES = [
    ("", "–"), ("kelurahan", "kelurahan (pengusul)"), ("frontdesk", "loket (pengusul)"), ("operator", "operator"),
    ("kasi", "kasi"), ("kabid", "kabid"),
]  # fmt: skip


AS_FOR_ACT = [("", "seperti jenisnya"), *EvidenceRule.choices]


class RuleForm(OfficeForm):
    """The order of deciders of an act, what a missing paper does, by outcome too, from which day and why."""

    def __init__(self, *args: Any, act: Act, outcomes: Sequence[Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known, rule = dict(TIER_ROLES), act.rule
        for place in range(MOST_TIERS):
            now = rule.tiers[place] if place < len(rule.tiers) else ""
            self.fields[f"tier_{place}"] = forms.ChoiceField(
                label=f"Tahap {place + 1}", choices=TIER_ROLES, required=False, initial=now if now in known else ""
            )
        self.fields["evidence"] = forms.ChoiceField(
            label="Bila berkas belum ada", choices=EvidenceRule.choices, initial=rule.evidence
        )
        self.asked_of = [(each, f"evidence_{each.code}") for each in outcomes]
        for outcome, name in self.asked_of:
            self.fields[name] = forms.ChoiceField(
                label=f"Bila berkas belum ada, sebab {outcome.words}", choices=AS_FOR_ACT, required=False,
                initial=rule.outcomes.get(outcome.code, ""), widget=forms.Select(attrs={"class": "form-select"}),
            )  # fmt: skip
        self.fields["starts_on"] = DayField(
            label="Berlaku mulai",
            initial=timezone.localdate,
            required=False,
            depends=True,
            help_text="hari ini, atau paling jauh setahun ke depan; sampai hari itu aturan yang sekarang berlaku",
        )
        self.fields["reason"] = forms.CharField(
            label="Alasan", max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={"required": "Tulis mengapa aturannya diubah."},
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """No empty step between two filled ones: nobody can tell who was meant to stand there."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = [bool(cleaned.get(f"tier_{place}")) for place in range(MOST_TIERS)]
        for place in range(MOST_TIERS - 1):
            if not chosen[place] and any(chosen[place + 1 :]) and not self.errors:
                words = f"Tahap {place + 1} kosong padahal tahap sesudahnya terisi. Isi, atau naikkan yang di bawahnya."
                self.add_error(f"tier_{place}", words)
        return cleaned

    def tiers(self) -> list[str]:
        """The chosen roles in order."""
        return [role for place in range(MOST_TIERS) if (role := self.cleaned_data[f"tier_{place}"])]

    def outcomes(self) -> dict[str, str]:
        """Outcome code to what a missing paper does, of those that have a rule of their own."""
        return {each.code: rule for each, name in self.asked_of if (rule := self.cleaned_data[name])}

    def tier_boxes(self) -> list[BoundField]:
        """The fields of the order, for the page."""
        return [self[f"tier_{place}"] for place in range(MOST_TIERS)]

    def outcome_boxes(self) -> list[tuple[Outcome, BoundField]]:
        """The outcomes with their fields, for the page."""
        return [(each, self[name]) for each, name in self.asked_of]


class ReasonForm(OfficeForm):
    reason = forms.CharField(
        label="Alasan", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tulis alasannya."},
    )  # fmt: skip


class UrgentRuleForm(OfficeForm):
    """Clock, quota and chain of the urgent lane, from when, and why."""

    hours = forms.IntegerField(label="Jam kerja sampai diputus", min_value=1, max_value=70)
    quota = forms.IntegerField(label="Kuota sebulan", min_value=0, max_value=1000)
    short_chain = forms.BooleanField(
        label="Jalur pendek: operator, lalu kasi atau kabid, siapa yang lebih dahulu", required=False
    )
    starts_on = DayField(label="Berlaku mulai", help_text="hari-bulan-tahun; hari ini atau sesudahnya")
    reason = forms.CharField(
        label="Alasan", max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Tulis mengapa aturannya diubah."},
    )  # fmt: skip

    def rule(self) -> LaneRule:
        """What was typed."""
        said = self.cleaned_data
        return LaneRule(said["hours"], said["quota"], said["short_chain"])
