"""Forms of the meeting, its quorum, the names, the scan."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from consultation.minutes.models import Agenda, Decision, Minutes, QuorumRule
from consultation.minutes.queries import seat_choices
from consultation.minutes.services import CORRECTABLE, OUTCOMES, Guest, Said
from consultation.minutes.services.drafting import HEAD
from dtks.accounts.models import User
from dtks.office.models import Region
from dtks.office.queries import code_labels, kelurahan_of_kendari
from dtks.papers.models import PaperKind
from dtks.papers.services import TURNS
from dtks.registry.forms import judge_typed
from dtks.registry.models import Citizen
from dtks.web.forms import DayField, DropFile, FilesField, OfficeForm, OfficeModelForm, Segment
from dtks.web.templatetags.formats import month as month_words

ROWS_OF_CORRECTIONS = (1, 2, 3)
PAPERS_OF_ITEMS = (
    "KK", "KTP", "FOTO_RUMAH", "AKTA_MATI", "SK_MATI", "SKPWNI", "DOMISILI", "PERNYATAAN", "FORM_USUL", "SKTM",
    "RT_LETTER", "AKTA_LAHIR", "BIODATA",
)  # fmt: skip


class OpenForm(OfficeForm):
    """A new berita acara: for which kelurahan and month."""

    kelurahan = forms.ModelChoiceField(label="Kelurahan", queryset=Region.objects.none(), empty_label=None)
    month = forms.ChoiceField(label="Untuk bulan")
    agenda = forms.ChoiceField(label="Acara rapat", choices=Agenda.choices, widget=Segment, initial=Agenda.ELIGIBILITY)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields["kelurahan"]
        places = Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True)
        own.queryset = places.filter(_in_area(user)).order_by("name")
        months: Any = self.fields["month"]
        months.choices = [(day.isoformat(), month_words(day)) for day in _months(timezone.localdate())]

    def clean_month(self) -> date:
        """The first day of the month."""
        return date.fromisoformat(self.cleaned_data["month"])


def _in_area(user: User) -> Q:
    """The same rule as of a row's kelurahan, on regions themselves."""
    codes = user.area_codes("minutes.write")
    if codes is None:
        return Q()
    condition = Q(pk__in=[])
    for code in codes:
        condition |= Q(code__startswith=code)
    return condition


def _months(today: date) -> list[date]:
    first = today.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    before = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
    return [first, following, before]


class HeadForm(OfficeModelForm):
    """When and where the meeting was, who led it and who wrote it down. May be saved unfinished."""

    held_on = DayField(label="Hari rapat", required=False)
    starts_at = forms.TimeField(
        label="Mulai", required=False, input_formats=["%H.%M", "%H:%M", "%H%M", "%H"], help_text="misalnya 09.30",
        widget=forms.TimeInput(format="%H.%M"),
    )  # fmt: skip
    ends_at = forms.TimeField(
        label="Selesai", required=False, input_formats=["%H.%M", "%H:%M", "%H%M", "%H"],
        widget=forms.TimeInput(format="%H.%M"),
    )  # fmt: skip
    chair_seat = forms.ChoiceField(label="Jabatan pimpinan")

    class Meta:
        model = Minutes
        fields = HEAD
        widgets = {"agenda": Segment}
        help_texts = {
            "basis": "undangan atau dasar hukum, misalnya Undangan Lurah 005/12/XI/2026 (boleh kosong)",
            "address": "tercetak pada kop, misalnya Jl. Lasolo No. 12, Kendari 93127 (boleh kosong)",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats: Any = self.fields["chair_seat"]
        seats.choices = [row for row in seat_choices() if row[0] in {"LURAH", "SEKLUR", "LPM", "TOMAS"}]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "Jam selesai harus sesudah jam mulai.")
        if (day := cleaned.get("held_on")) and day > timezone.localdate():
            self.add_error("held_on", "Rapat belum berlangsung. Tulis hari rapat yang sudah lewat atau hari ini.")
        return cleaned


def guests_of(data: QueryDict) -> list[Guest]:
    """The attendance sheet as it was sent: rows without a name fall away."""
    seats = dict(seat_choices())
    return [
        Guest(
            seat=seat if seat in seats else "LAIN", name=name.strip(), neighbourhood=near.strip(), phone=phone.strip(),
            present=str(row) in data.getlist("present"),
        )
        for row, (seat, name, near, phone) in enumerate(
            zip(
                data.getlist("seat"), data.getlist("name"), data.getlist("neighbourhood"), data.getlist("phone"),
                strict=False,
            )
        )
        if name.strip()
    ]  # fmt: skip


class ItemForm(OfficeForm):
    """What the meeting says of one person; nothing is required, a draft row is saved as it is."""

    decision = forms.ChoiceField(choices=[("", ""), *Decision.choices], required=False)
    reason = forms.CharField(label="Alasan", required=False, max_length=240)
    dissent = forms.CharField(label="Keberatan", required=False, max_length=240)
    moved_to = forms.CharField(required=False, max_length=10)

    def clean(self) -> dict[str, Any]:
        """A corrected value is one that a paper reads."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        typed = {self.data.get(f"field_{row}", ""): self.data.get(f"value_{row}", "") for row in ROWS_OF_CORRECTIONS}
        judge_typed(self, {name: text for name, text in typed.items() if name in CORRECTABLE})
        return data

    def said(self, before: dict[str, str]) -> Said:
        """What was typed. An empty box beside a chosen field leaves the value that was typed before."""
        values = {}
        for row in ROWS_OF_CORRECTIONS:
            name, text = self.data.get(f"field_{row}", ""), self.data.get(f"value_{row}", "").strip()
            if name in CORRECTABLE and (text or before.get(name)):
                values[name] = text or before[name]
        data = self.cleaned_data
        return Said(
            decision=data["decision"],
            outcome=self.data.get(f"outcome_{data['decision']}", ""),
            reason=data["reason"],
            dissent=data["dissent"],
            moved_to=kelurahan_of_kendari().get(data["moved_to"]),
            values=values,
        )


def correctable() -> list[tuple[str, str]]:
    """Fields that a meeting may correct, with their words."""
    return [(name, Citizen.FIELDS[name]) for name in CORRECTABLE]


def outcome_choices() -> dict[str, list[tuple[str, str]]]:
    """Reasons by decision, code and word."""
    words = code_labels("outcome_codes")
    return {decision: [(code, words.get(code, code)) for code in codes] for decision, codes in OUTCOMES.items()}


class UnknownForm(OfficeForm):
    """Somebody who is not in the register."""

    name = forms.CharField(label="Nama seperti pada KTP", max_length=120)
    nik = forms.CharField(label="NIK", required=False, max_length=24, help_text="kosongkan bila belum ada")
    kk_number = forms.CharField(label="No. KK", required=False, max_length=24, help_text="boleh kosong")
    birth_date = forms.CharField(label="Tanggal lahir", required=False, max_length=20, help_text="misalnya 12-03-1984")
    sex = forms.ChoiceField(
        label="Jenis kelamin", choices=[("L", "Laki-laki"), ("P", "Perempuan")], widget=Segment, required=False
    )
    mother_name = forms.CharField(label="Nama ibu", required=False, max_length=120, help_text="boleh kosong")
    address = forms.CharField(label="Alamat", required=False, max_length=200)
    rt = forms.CharField(label="RT", required=False, max_length=10)
    rw = forms.CharField(label="RW", required=False, max_length=10)

    def clean(self) -> dict[str, Any]:
        """Each value as a paper reads it."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        judge_typed(self, {name: str(data.get(name) or "") for name in self.fields})
        return data


class ItemPaperForm(OfficeForm):
    """A photo or scan for one person."""

    kind = forms.ModelChoiceField(label="Berkas", queryset=PaperKind.objects.none(), empty_label=None)
    scan = forms.FileField(
        label="Foto atau pindaian", help_text="PDF, JPG, PNG atau WebP; paling besar 10 MB", widget=DropFile
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.queryset = PaperKind.objects.filter(code__in=PAPERS_OF_ITEMS)


class SheetForm(OfficeForm):
    """The filled template."""

    sheet = forms.FileField(label="Templat yang sudah diisi", widget=DropFile, help_text="XLSX; paling besar 2 MB")


class QuorumForm(OfficeForm):
    """A new quorum rule: the share of those invited, and how many of each group."""

    starts_on = DayField(label="Berlaku mulai")
    share = forms.IntegerField(label="Hadir lebih dari … persen undangan", min_value=0, max_value=99)

    def __init__(self, *args: Any, rule: QuorumRule | None, **kwargs: Any) -> None:
        initial = {"share": rule.share if rule else 50, "starts_on": timezone.localdate()}
        super().__init__(*args, initial=initial, **kwargs)
        self.groups = rule.groups if rule else []
        for place, group in enumerate(self.groups):
            self.fields[f"least_{place}"] = forms.IntegerField(
                label=f"{group['words']}, paling sedikit", min_value=0, max_value=20, initial=group["least"]
            )

    def least(self) -> list[int]:
        """How many of each group."""
        return [self.cleaned_data[f"least_{place}"] for place in range(len(self.groups))]


class HandInForm(OfficeForm):
    """The signed scan, and the code that stands on its pages."""

    code = forms.CharField(
        label="Kode naskah pada kertas", max_length=120, required=False,
        help_text="Padan membacanya dari kotak kode di kertas; ketik hanya bila tidak terbaca, misalnya BA-7Q2K-91",
    )  # fmt: skip
    scan = FilesField(
        label="Pindaian yang sudah ditandatangani",
        help_text="PDF, atau foto tiap halaman (JPG, PNG, WebP) dipilih sekaligus; tiap berkas paling besar 10 MB",
    )
    turn = forms.ChoiceField(label="Putar foto", choices=TURNS, initial="0", widget=Segment, required=False)
