"""The form of a succession."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from dtks.accounts.models import User
from dtks.office.queries import code_labels
from dtks.overview.forms.acts import urgent_field
from dtks.papers.models import Document, PaperKind, Requirement
from dtks.registry.models import Citizen, HouseholdMembership
from dtks.registry.queries import display_text
from dtks.web.forms import DayField, DropFile, OfficeForm, Segment
from verification.corrections.models import Succession
from verification.corrections.queries.succession import Candidate
from verification.corrections.services import MemberPlace
from verification.matching.nik import clean_nik

CARDS = ("1", "2", "3", "4")  # into how many a family may be split at once
PLACES = [*((card, f"KK baru {card}") for card in CARDS), ("mati", "Meninggal"), ("belum", "Belum ada")]
GUARDIAN = "wali"


def _card(label: str, **asked: Any) -> forms.CharField:
    """The number of a new card; its column stands in the table as soon as something is typed."""
    attrs = {"inputmode": "numeric", "autocomplete": "off", "placeholder": " "}
    return forms.CharField(label=label, max_length=40, widget=forms.TextInput(attrs=attrs), **asked)


class SuccessionForm(OfficeForm):
    """Kind and day, the new card numbers, a place and relation for each member, the successor, the papers."""

    kind = forms.ChoiceField(label="Yang terjadi", choices=Succession.Kind.choices, widget=Segment)
    event_on = DayField(label="Tanggal kejadian", help_text="hari meninggal, atau tanggal terbit KK baru")
    card_1 = _card("No. KK baru 1", error_messages={"required": "Tulis No. KK dari kartu yang baru."})
    card_2 = _card("No. KK baru 2", required=False, help_text="bila keluarga dipecah")
    card_3 = _card("No. KK baru 3", required=False)
    card_4 = _card("No. KK baru 4", required=False)
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
        self.fields["urgent"] = urgent_field()
        papers: Any = self.fields["papers"]
        found = Document.objects.filter(citizen__in=[each.citizen_id for each in members]).select_related("kind")
        papers.queryset = found.exclude(form=Document.Form.EXPIRED)
        papers.choices = [(paper.pk, f"{paper.kind.short_label}, {paper.number}") for paper in papers.queryset]
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

    def columns(self) -> list[tuple[str, str, str, str]]:
        """The places as columns: value, label, number of the card as typed, who is its head."""
        heads = {place: each.citizen.name for each, _, relation, place in self.rows() if str(relation.value()) == "1"}
        numbers = {card: clean_nik(self[f"card_{card}"].value() or "") for card in CARDS}
        return [
            (value, label, numbers.get(value, ""), heads.get(value, "") if value in CARDS else "")
            for value, label in PLACES
        ]

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
        for each in self.members:
            place = cleaned.get(f"tempat-{each.citizen_id}", "")
            if place in CARDS and not cleaned.get(f"card_{place}") and f"card_{place}" not in self.errors:
                self.add_error(f"card_{place}", f"Tulis No. KK baru {place}: {each.citizen.name} ditempatkan di sana.")
        return cleaned

    def _guardian(self, said: str) -> Citizen | None:
        number = said.strip()
        people = Citizen.objects.visible_to(self.user).exclude(pk__in=[each.citizen_id for each in self.members])
        found = list(people.filter(Q(dtks_id=number) | Q(nik=clean_nik(number)))[:2]) if len(number) > 3 else []
        return found[0] if len(found) == 1 else None

    def places(self) -> list[MemberPlace]:
        """Where everybody goes, for the service."""
        cards = {card: self.cleaned_data[f"card_{card}"] for card in CARDS}
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
