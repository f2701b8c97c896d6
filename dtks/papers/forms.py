"""Forms of papers: where one lies, and which of them proves what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from dtks.papers.models import ACT_WORDS, Document, PaperKind, Requirement
from dtks.papers.queries import PROVES, fields_proved_by, programme_choices
from dtks.papers.services import TURNS, NewPaper, Proof
from dtks.registry.models import Citizen
from dtks.registry.queries import CitizenHit
from dtks.web.forms import DayField, DropFile, FilesField, OfficeForm, Segment
from dtks.web.masking import without_numbers


class BoxForm(OfficeForm):
    """Where the paper lies."""

    box = forms.CharField(
        label="Boks", max_length=20, required=False, help_text="misalnya 14; kosong: kertas tidak disimpan"
    )
    shelf = forms.CharField(label="Rak", max_length=20, required=False, help_text="misalnya B2")


class ArchiveForm(BoxForm):
    """A paper that goes into the archive by itself: one that was found again, or came by post."""

    citizen = forms.ChoiceField(
        label="Milik", widget=forms.RadioSelect, error_messages={"required": "Cari, lalu pilih pemiliknya."}
    )
    kind = forms.ModelChoiceField(label="Berkas", queryset=PaperKind.objects.all(), empty_label="pilih berkas")
    form = forms.ChoiceField(label="Bentuk", choices=Document.Form.choices, widget=Segment, initial="original")
    issued_on = DayField(label="Terbit", required=False)
    scan = FilesField(
        label="Pindaian", required=False,
        help_text="PDF, atau foto tiap halaman (JPG, PNG, WebP) dipilih sekaligus; tiap berkas paling besar 10 MB.",
    )  # fmt: skip
    turn = forms.ChoiceField(label="Putar foto", choices=TURNS, initial="0", widget=Segment, required=False)
    note = forms.CharField(
        label="Catatan",
        max_length=200,
        required=False,
        help_text="misalnya buku register hlm. 88, selamat dari kebakaran",
    )
    field_order = ("citizen", "kind", "form", "issued_on", "scan", "turn", "box", "shelf", "note")

    def __init__(self, *args: Any, hits: list[CitizenHit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        citizen = self.fields["citizen"]
        assert isinstance(citizen, forms.ChoiceField)
        citizen.choices = [(str(hit.citizen.pk), _owner(hit.citizen)) for hit in hits]

    def clean_note(self) -> str:
        return without_numbers(self.cleaned_data["note"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("shelf") and not data.get("box"):
            self.add_error("box", "Tulis boksnya; rak saja tidak cukup.")
        return data


def _owner(citizen: Citizen) -> str:
    born = f", lahir {citizen.birth_date:%d-%m-%Y}" if citizen.birth_date else ""
    return f"{citizen.name}{born}, {citizen.kelurahan or 'kelurahan belum tahu'}, {citizen.place_words}"


class CustodyForm(OfficeForm):
    """What became of the paper itself."""

    custody = forms.ChoiceField(
        label="Kertasnya", widget=Segment,
        choices=[("lent", "dipinjam"), ("here", "kembali"), ("lost", "hilang"), ("burnt", "terbakar")],
    )  # fmt: skip
    held_by = forms.CharField(label="Peminjam", max_length=80, required=False, help_text="bila dipinjam")
    back_on = DayField(label="Kembali paling lambat", required=False)
    remark = forms.CharField(label="Catatan", max_length=160, required=False, help_text="misalnya kebakaran 2022")

    def move(self) -> dict[str, Any]:
        """For the service."""
        data = self.cleaned_data
        custody = "" if data["custody"] == "here" else data["custody"]
        return {"custody": custody, "held_by": data["held_by"], "back_on": data["back_on"], "note": data["remark"]}


class RuleForm(OfficeForm):
    """A rule from a day on: which paper, how much it is asked, what may stand in its place, on which law."""

    programme = forms.ChoiceField(label="Program")
    act = forms.ChoiceField(label="Urusan", choices=list(ACT_WORDS.items()))
    paper = forms.ModelChoiceField(label="Berkas", queryset=PaperKind.objects.all())
    mandatory = forms.ChoiceField(label="Sifat", choices=Requirement.Mandatory.choices, widget=Segment)
    alternatives = forms.ModelMultipleChoiceField(
        label="Boleh diganti dengan", queryset=PaperKind.objects.all(), required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}), help_text="tahan Ctrl untuk beberapa",
    )  # fmt: skip
    legal_basis = forms.CharField(label="Dasar hukum", max_length=240)
    starts_on = DayField(label="Mulai", help_text="tiket yang dibuka sebelumnya tetap memakai aturan lamanya")
    ends_on = DayField(label="Sampai", required=False, help_text="kosong: tanpa akhir")
    note = forms.CharField(label="Catatan", max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programme = self.fields["programme"]
        assert isinstance(programme, forms.ChoiceField)
        programme.choices = programme_choices()


class RuleEndForm(OfficeForm):
    """The last day of a rule."""

    ends_on = DayField(
        label="Berlaku sampai", help_text="hari terakhir; kemarin berarti tidak diminta lagi mulai hari ini"
    )


@dataclass(frozen=True)
class ProofRow:
    """A paper of the citizen on the page: whether it is taken, and the fields that it may prove."""

    document: Document
    taken: bool
    fields: list[tuple[str, str, bool]]  # name, label, ticked


class ProofMixin(OfficeForm):
    """Which paper proves which field. Papers come as `paper`, their fields as `proves-<id>`, beside a new paper."""

    def add_proof(self, *, papers: Sequence[Document], fields: Sequence[str], taken: Sequence[int] = ()) -> None:
        """Put the choice into the form.

        Args:
            papers: what the archive holds of the citizen.
            fields: what may be changed on the page.
            taken: ids of papers that are ticked at first.
        """
        self.proof_papers = {str(paper.pk): paper for paper in papers if paper.form != Document.Form.EXPIRED}
        self.proof_fields = list(fields)
        self.proof_taken = {str(pk) for pk in taken}
        self.proofs: list[Proof] = []
        self.new_paper: NewPaper | None = None
        self.fields["paper_kind"] = forms.ModelChoiceField(
            label="Berkas baru", queryset=PaperKind.objects.all(), required=False, empty_label="tidak ada"
        )
        self.fields["paper_form"] = forms.ChoiceField(
            label="Bentuk", choices=Document.Form.choices[:2], widget=Segment, required=False, initial="original"
        )
        self.fields["scan"] = forms.FileField(
            label="Pindaian", required=False, widget=DropFile, help_text="PDF, JPG, PNG; paling besar 10 MB"
        )

    def proof_rows(self) -> list[ProofRow]:
        """The papers of the citizen, each with the fields that it may prove."""
        return [self._row(pk, paper) for pk, paper in self.proof_papers.items()]

    def _row(self, pk: str, paper: Document) -> ProofRow:
        sent = set(self._sent(f"proves-{pk}"))
        proved = PROVES.get(paper.kind.code, ())
        names = [name for name in self.proof_fields if name in proved] or self.proof_fields
        ticked = {name for name in names if (name in sent if self.is_bound else name in proved)}
        taken = pk in (self._sent("paper") if self.is_bound else self.proof_taken)
        return ProofRow(paper, taken, [(name, Citizen.FIELDS[name], name in ticked) for name in names])

    def _sent(self, name: str) -> list[str]:
        data: Any = self.data
        if hasattr(data, "getlist"):
            return list(data.getlist(name))
        found = data.get(name, [])
        return [found] if isinstance(found, str) else list(found)

    def check_proof(self, values: Mapping[str, str]) -> None:
        """Keep which paper proves which changed field; what was read off it before must be what is proposed now.

        Args:
            values: changed field to its new value.
        """
        for pk in self._sent("paper"):
            paper = self.proof_papers.get(pk)
            if paper is None:
                continue
            fields = [name for name in values if name in self._sent(f"proves-{pk}")]
            self.proofs.append(Proof(paper, fields))
            for name in fields:
                if paper.readings.get(name, values[name]) != values[name]:
                    self.add_error(None, _reads_other(paper, name))
        self._check_new(values)

    def _check_new(self, values: Mapping[str, str]) -> None:
        kind: PaperKind | None = self.cleaned_data.get("paper_kind")
        if kind is None:
            if self.cleaned_data.get("scan"):
                self.add_error("paper_kind", "Pilih jenis berkas yang dipindai.")
            return
        fields = fields_proved_by(kind.code, values)
        form = self.cleaned_data.get("paper_form") or Document.Form.ORIGINAL
        self.new_paper = NewPaper(kind=kind, form=form, upload=self.cleaned_data.get("scan"), fields=fields)


def _reads_other(paper: Document, field: str) -> str:
    return (
        f"{paper.kind.short_label} {paper.number} memuat {Citizen.FIELDS[field]} yang lain daripada yang Anda ketik. "
        "Periksa ketikan, atau pilih berkas yang benar."
    )
