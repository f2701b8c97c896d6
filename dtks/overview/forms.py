"""Forms for a person who is in no list yet, and for a change that a person proposes."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.db.models import Q

from dtks.accounts.models import User
from dtks.office.models import Region
from dtks.office.queries import code_labels
from dtks.overview.queries.panel import NUMBERS
from dtks.overview.queries.proposable import PROPOSABLE, choices_of
from dtks.papers.forms import ProofMixin
from dtks.papers.models import Document, PaperKind, Requirement
from dtks.papers.queries import documents_of
from dtks.registry.models import Citizen, HouseholdMembership
from dtks.registry.queries import display_text, value_text
from dtks.registry.services import ImpossibleValue, parse_value
from dtks.web.forms import DayField, DropFile, OfficeForm, Segment
from verification.corrections.models import Succession
from verification.corrections.queries.succession import Candidate
from verification.corrections.services import MemberPlace
from verification.matching.nik import clean_nik


class NewCitizenForm(OfficeForm):
    """What there is of a citizen. Only name and kelurahan are needed; no NIK yet is a state."""

    name = forms.CharField(label="Nama", max_length=120, help_text="seperti pada KTP, satu kata pun boleh")
    nik = forms.CharField(
        label="NIK", required=False, max_length=40, help_text="kosongkan bila belum ada",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    kk_number = forms.CharField(
        label="No. KK", required=False, max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    birth_place = forms.CharField(label="Tempat lahir", required=False, max_length=60)
    birth_date = DayField(label="Tanggal lahir", required=False)
    sex = forms.ChoiceField(
        label="Jenis kelamin", required=False, widget=Segment, choices=[("L", "Laki-laki"), ("P", "Perempuan")]
    )
    mother_name = forms.CharField(label="Nama ibu", required=False, max_length=120)
    relation = forms.ChoiceField(label="Hubungan keluarga", required=False)
    address = forms.CharField(label="Alamat", required=False, max_length=200)
    rt = forms.CharField(label="RT", required=False, max_length=10)
    rw = forms.CharField(label="RW", required=False, max_length=10)
    kelurahan = forms.ModelChoiceField(label="Kelurahan", queryset=Region.objects.none(), to_field_name="code")
    phone = forms.CharField(label="Telepon", required=False, max_length=24)
    known_anyway = forms.BooleanField(
        label="Bukan orang yang sama dengan yang sudah tercatat", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["relation"]
        labels = [(code, display_text("relation", code)) for code in code_labels("family_relations")]
        choices.choices = [("", "belum diketahui"), *labels]
        place: Any = self.fields["kelurahan"]
        place.queryset = kelurahan_of(user)
        self.helper.layout = Layout(
            "name",
            Div("nik", "kk_number", css_class="dua"),
            Div("birth_place", "birth_date", css_class="dua"),
            Div("sex", "mother_name", css_class="dua"),
            "address",
            Div("rt", "rw", css_class="dua"),
            Div("kelurahan", "relation", css_class="dua"),
            Div("phone", css_class="dua"),
            Field("known_anyway"),
        )

    def clean(self) -> dict[str, Any]:
        """Every value as the registry reads it; what it refuses stands under its field with the advice."""
        data = super().clean() or {}
        for field, text in self.values().items():
            try:
                parse_value(field, text)
            except ImpossibleValue as impossible:
                self.add_error(field, impossible.advice[:1].upper() + impossible.advice[1:])
        return data

    def values(self) -> dict[str, str]:
        """Canonical texts by field of Citizen.FIELDS, without the empty ones."""
        found: dict[str, str] = {}
        for field, value in self.cleaned_data.items():
            if field == "known_anyway" or not value:
                continue
            found[field] = value.code if isinstance(value, Region) else str(value)
        return found


def kelurahan_of(user: User) -> Any:
    """Kelurahan of the city in the person's areas."""
    found = Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name")
    codes = user.area_codes()
    if codes is None:
        return found
    condition = Q(pk__in=[])
    for code in codes:
        condition |= Q(code__startswith=code)
    return found.filter(condition)


class ProposalForm(ProofMixin):
    """The values of a citizen as they stand; what is typed over them is proposed."""

    reason = forms.CharField(label="Alasan", widget=forms.Textarea(attrs={"rows": 2}), help_text="dari mana diketahui")

    def __init__(self, *args: Any, citizen: Citizen, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.citizen = citizen
        whole = user.may("nik.see")
        for name in PROPOSABLE:
            self.fields[name] = self._field(name, user)
            if name not in NUMBERS or whole:
                self.initial[name] = self._shown(name)
        self.order_fields([*PROPOSABLE, "reason"])
        self.add_proof(papers=list(documents_of(citizen)) if user.may("papers.see") else [], fields=PROPOSABLE)
        pairs = [("birth_place", "birth_date"), ("sex", "mother_name"), ("rt", "rw"), ("kelurahan", "relation")]
        pairs += [("marital_status", "ktp_state"), ("life_state", "phone")]
        rows = [Div(*pair, css_class="dua") for pair in pairs]
        self.helper.layout = Layout(
            "name", Div("nik", "kk_number", css_class="dua"), *rows[:2], "address", *rows[2:], "reason"
        )

    def _field(self, name: str, user: User) -> forms.Field:
        label = Citizen.FIELDS[name]
        if name == "kelurahan":
            places = [("", "belum diketahui"), *((each.code, each.name) for each in kelurahan_of_city())]
            return forms.ChoiceField(label=label, required=False, choices=places)
        if choices := choices_of(name):
            return forms.ChoiceField(label=label, required=False, choices=[("", "belum diketahui"), *choices])
        hint = "" if name not in NUMBERS or user.may("nik.see") else "kosongkan bila tidak berubah"
        return forms.CharField(label=label, required=False, max_length=200, help_text=hint)

    def _shown(self, name: str) -> str:
        text = value_text(self.citizen, name)
        return display_text(name, text) if name in ("birth_date", "phone") else text

    def clean(self) -> dict[str, Any]:
        """Only what differs is a proposal; an impossible value stands under its field with the advice."""
        data = super().clean() or {}
        for name in self.typed(data):
            try:
                parse_value(name, str(data[name]))
            except ImpossibleValue as impossible:
                self.add_error(name, impossible.advice[:1].upper() + impossible.advice[1:])
        if not self.errors and not self.values():
            self.add_error(None, "Belum ada isian yang diubah. Ketik nilai yang benar di isian yang salah.")
        if not self.errors:
            self.check_proof(self.values())
        return data

    def typed(self, data: dict[str, Any]) -> list[str]:
        """Names of fields whose text was changed on the screen."""
        return [name for name in PROPOSABLE if name in data and str(data[name]) != str(self.initial.get(name, ""))]

    def values(self) -> dict[str, str]:
        """Canonical texts of what differs from the citizen now."""
        found = {
            name: canonical_text(parse_value(name, str(self.cleaned_data[name])))
            for name in self.typed(self.cleaned_data)
        }
        return {name: text for name, text in found.items() if text != value_text(self.citizen, name)}


def canonical_text(value: Any) -> str:
    """A parsed value in the form that proposals carry."""
    if isinstance(value, Region):
        return value.code
    return value.isoformat() if isinstance(value, date) else str(value or "")


def kelurahan_of_city() -> Any:
    """All kelurahan of the city: a person may have moved out of the area."""
    return Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name")


class SpanForm(OfficeForm):
    """A span of days, at most a year."""

    sejak = DayField(label="Sejak", help_text="")
    sampai = DayField(label="Sampai", help_text="")

    def clean(self) -> dict[str, Any]:
        """A span runs forward and is no longer than a year."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = data.get("sejak"), data.get("sampai")
        if start and end and not 0 <= (end - start).days <= 366:
            self.add_error("sampai", "Paling panjang setahun, dan tidak terbalik.")
        return data


PLACES = [("mati", "Meninggal"), ("1", "KK baru 1"), ("2", "KK baru 2"), ("belum", "Belum ada di KK baru")]
GUARDIAN = "wali"


class SuccessionForm(OfficeForm):
    """Kind and day, the new card numbers, a place and relation for each member, the successor, the papers."""

    kind = forms.ChoiceField(label="Yang terjadi", choices=Succession.Kind.choices, widget=Segment)
    event_on = DayField(label="Tanggal kejadian", help_text="hari meninggal, atau tanggal terbit KK baru")
    card_1 = forms.CharField(
        label="No. KK baru 1", max_length=40, error_messages={"required": "Tulis No. KK dari kartu yang baru."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    card_2 = forms.CharField(
        label="No. KK baru 2", max_length=40, required=False, help_text="bila keluarga dipecah",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    successor_id = forms.CharField(label="Penerus", error_messages={"required": "Pilih penerus kepala keluarga."})
    guardian = forms.CharField(
        label="NIK atau ID anggota wali", max_length=40, required=False, help_text="hanya bila penerusnya wali",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    papers = forms.ModelMultipleChoiceField(
        label="Berkas dari arsip", queryset=Document.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    seen = forms.ModelMultipleChoiceField(
        label="Asli dilihat hari ini", queryset=PaperKind.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    scan = forms.FileField(
        label="Pindaian", required=False, widget=DropFile, help_text="PDF, JPG, PNG; paling besar 10 MB"
    )
    reason = forms.CharField(label="Catatan", max_length=200, required=False)

    def __init__(
        self, *args: Any, members: list[HouseholdMembership], user: User, leaving: Citizen | None,
        candidates: list[Candidate], needed: list[Requirement], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.members, self.user, self.leaving, self.candidates = members, user, leaving, candidates
        self.successor: Citizen | None = None
        self.guardian_number = ""
        suggested = next((each.citizen for each in candidates if each.suggested), None)
        self.fields["kind"].initial = Succession.Kind.DIED if leaving else Succession.Kind.REPLACED
        self.fields["successor_id"].initial = str(suggested.pk) if suggested else GUARDIAN
        if leaving is not None and leaving.life_state_on:
            self.fields["event_on"].initial = leaving.life_state_on
        for each in members:
            self._add_member(each, suggested)
        papers: Any = self.fields["papers"]
        found = Document.objects.filter(citizen__in=[each.citizen_id for each in members]).select_related("kind")
        papers.queryset = found.exclude(form=Document.Form.EXPIRED)
        papers.label_from_instance = lambda paper: f"{paper.kind.short_label}, {paper.number}"
        kinds: Any = self.fields["seen"]
        kinds.queryset = PaperKind.objects.filter(
            Q(pk__in=[each.paper_id for each in needed])
            | Q(pk__in=[other.pk for each in needed for other in each.alternatives.all()])
            | Q(code="KUASA_WALI")
        )
        kinds.label_from_instance = lambda kind: kind.short_label

    def _add_member(self, member: HouseholdMembership, suggested: Citizen | None) -> None:
        number, dead = member.citizen_id, self.leaving is not None and member.citizen_id == self.leaving.pk
        place = forms.ChoiceField(
            label=f"Tempat {member.citizen.name}", choices=PLACES, initial="mati" if dead else "1"
        )
        codes = [("", "–"), *((code, display_text("relation", code)) for code in code_labels("family_relations"))]
        relation = forms.ChoiceField(
            label=f"Hubungan {member.citizen.name}", choices=codes, required=False,
            initial="1" if suggested and suggested.pk == number else _follows(member),
        )  # fmt: skip
        self.fields[f"tempat-{number}"], self.fields[f"hubungan-{number}"] = place, relation

    def rows(self) -> list[tuple[HouseholdMembership, Any, Any, str]]:
        """Each member with its two fields and where it stands now."""
        return [
            (each, self[f"tempat-{each.citizen_id}"], self[f"hubungan-{each.citizen_id}"],
             str(self[f"tempat-{each.citizen_id}"].value() or ""))
            for each in self.members
        ]  # fmt: skip

    def counts(self) -> dict[str, int]:
        """The equation: members = dead + placed + not yet."""
        said = [place for _, _, _, place in self.rows()]
        dead, waiting = said.count("mati"), said.count("belum")
        return {"all": len(said), "dead": dead, "open": waiting, "placed": len(said) - dead - waiting}

    def chosen_successor(self) -> Citizen | None:
        """Who is chosen on the page, for the preview."""
        said = str(self["successor_id"].value() or "")
        return next((each.citizen for each in self.members if str(each.citizen_id) == said), None)

    def clean(self) -> dict[str, Any]:
        """The successor is a member of the card, or a guardian whom this person may see."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("successor_id") == GUARDIAN:
            self.successor = self._guardian(cleaned.get("guardian", ""))
            self.guardian_number = self.successor.kk_number if self.successor else ""
            if self.successor is None:
                self.add_error("guardian", "Wali tidak ditemukan di wilayah Anda. Catat dahulu sebagai warga.")
            elif not self.guardian_number:
                self.add_error("guardian", "Wali ini belum punya No. KK. Perbaiki dahulu datanya.")
        else:
            self.successor = self.chosen_successor()
            if cleaned.get("successor_id") and self.successor is None:
                self.add_error("successor_id", "Penerus tidak ada di kartu ini. Pilih dari daftar.")
        return cleaned

    def _guardian(self, said: str) -> Citizen | None:
        number = said.strip()
        people = Citizen.objects.visible_to(self.user).exclude(pk__in=[each.citizen_id for each in self.members])
        found = list(people.filter(Q(dtks_id=number) | Q(nik=clean_nik(number)))[:2]) if len(number) > 3 else []
        return found[0] if len(found) == 1 else None

    def places(self) -> list[MemberPlace]:
        """Where everybody goes, for the service."""
        cards = {"1": self.cleaned_data["card_1"], "2": self.cleaned_data["card_2"]}
        return [
            MemberPlace(
                citizen=each.citizen, deceased=self.cleaned_data[f"tempat-{each.citizen_id}"] == "mati",
                number=cards.get(self.cleaned_data[f"tempat-{each.citizen_id}"], ""),
                relation=self.cleaned_data[f"hubungan-{each.citizen_id}"],
            )
            for each in self.members
        ]  # fmt: skip


def _follows(member: HouseholdMembership) -> str:
    """The relation that a member most likely has on the next card; a former head is asked for."""
    return "" if member.relation == "1" else str(member.relation)
