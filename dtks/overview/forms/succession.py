"""The form of a succession: the event, the new cards, a place for each member, who joins, the successor, the papers."""

from __future__ import annotations

from typing import Any

from django import forms

from dtks.accounts.models import User
from dtks.office.queries import code_labels
from dtks.overview.forms.acts import urgent_field
from dtks.overview.forms.newcomers import NewcomerForm, by_number, rows_wanted
from dtks.overview.queries.succession_papers import PaperLine, SuccessionPapers
from dtks.registry.models import Citizen, HouseholdMembership, Relation
from dtks.registry.queries import display_text
from dtks.web.forms import DayField, DropFile, OfficeForm, Segment
from verification.corrections.models import Succession
from verification.corrections.queries.cards import cards_of_others
from verification.corrections.queries.succession import Candidate
from verification.corrections.services import MemberPlace, Newcomer
from verification.matching.nik import clean_nik

CARDS = ("1", "2", "3", "4")  # into how many a family may be split at once
SHOWN = ("1", "2")  # columns that always stand
DEAD, OPEN = "mati", "belum"
PLACES = [*((card, f"KK baru {card}") for card in CARDS), (DEAD, "Meninggal"), (OPEN, "Belum ada di KK baru")]
GUARDIAN = "wali"


def _card(label: str, **asked: Any) -> forms.CharField:
    attrs = {"inputmode": "numeric", "autocomplete": "off", "aria-label": label, "class": "form-control"}
    return forms.CharField(label=label, max_length=40, widget=forms.TextInput(attrs=attrs), **asked)


class SuccessionForm(OfficeForm):
    """Kind and day, the new card numbers, a place and relation for each member, the successor, the papers."""

    kind = forms.ChoiceField(
        label="Yang terjadi", choices=Succession.Kind.choices, widget=Segment(attrs={"class": "hitung"})
    )
    event_on = DayField(label="Tanggal kejadian", help_text="")
    card_1 = _card("No. KK baru 1", required=False)
    card_2 = _card("No. KK baru 2", required=False)
    card_3 = _card("No. KK baru 3", required=False)
    card_4 = _card("No. KK baru 4", required=False)
    successor_id = forms.CharField(label="Penerus", error_messages={"required": "Pilih penerus kepala keluarga."})
    guardian = forms.CharField(
        label="NIK atau ID anggota wali", max_length=40, required=False, widget=forms.TextInput(
            attrs={"autocomplete": "off"}
        ),
    )  # fmt: skip
    seen = forms.MultipleChoiceField(label="Asli dilihat hari ini", required=False)
    papers = forms.MultipleChoiceField(label="Berkas dari arsip", required=False)
    scan = forms.FileField(
        label="Pindaian", required=False, widget=DropFile, help_text="PDF, JPG, PNG; paling besar 10 MB"
    )
    reason = forms.CharField(label="Catatan", max_length=200, required=False)

    def __init__(
        self, *args: Any, members: list[HouseholdMembership], user: User, leaving: Citizen | None,
        candidates: list[Candidate], papers: SuccessionPapers, kelurahan: str, open_row: str = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.members, self.user, self.leaving, self.candidates = members, user, leaving, candidates
        self.shown_papers, self.open_row = papers, open_row
        self.successor: Citizen | None = None
        self.guardian_number = ""
        suggested = next((each.citizen for each in candidates if each.suggested), None)
        self.fields["kind"].initial = Succession.Kind.DIED if leaving else Succession.Kind.REPLACED
        self.fields["successor_id"].initial = str(suggested.pk) if suggested else GUARDIAN
        if leaving is not None and leaving.life_state_on:
            self.fields["event_on"].initial = leaving.life_state_on
        codes = [("", "–"), *((code, display_text("relation", code)) for code in code_labels("family_relations"))]
        for each in members:
            self._add_member(each, suggested, codes)
        self.fields["urgent"] = urgent_field()
        if self.is_bound and "urgent" not in self.data:
            self.fields["urgent"].initial = ""
        self.newcomers = [
            NewcomerForm(self.data, prefix=f"baru-{place}", user=user, cards=self.cards, kelurahan=kelurahan)
            for place in range(rows_wanted(self.data if self.is_bound else None))
        ]
        self._add_papers()

    def _add_member(self, member: HouseholdMembership, suggested: Citizen | None, codes: list[tuple[str, str]]) -> None:
        number, dead = member.citizen_id, self.leaving is not None and member.citizen_id == self.leaving.pk
        self.fields[f"tempat-{number}"] = forms.ChoiceField(
            label=f"Tempat {member.citizen.name}", choices=PLACES, initial=DEAD if dead else "1"
        )
        heads = suggested is not None and suggested.pk == number
        for card in CARDS:
            self.fields[f"hubungan-{number}-{card}"] = forms.ChoiceField(
                label=f"Hubungan {member.citizen.name} di KK baru {card}", choices=codes, required=False,
                initial="1" if heads else _follows(member),
            )  # fmt: skip

    def _add_papers(self) -> None:
        seen, papers = self.fields["seen"], self.fields["papers"]
        lines = self.paper_lines()
        seen.choices = [(token, token) for line in lines for token, _, _ in line.tokens]  # type: ignore[attr-defined]
        papers.choices = [(str(each.pk), each.number) for each in self.shown_papers.archived]  # type: ignore[attr-defined]
        papers.initial = self.shown_papers.usual(self.chosen_successor())

    @property
    def cards(self) -> list[str]:
        """The columns: the first two, and each further card that has a number or a member."""
        placed = {str(self[f"tempat-{each.citizen_id}"].value()) for each in self.members}
        return [card for card in CARDS if card in SHOWN or card in placed or self[f"card_{card}"].value()]

    @property
    def used(self) -> dict[str, Citizen | None]:
        """The cards on which somebody stands, each with its head so far."""
        found: dict[str, Citizen | None] = {}
        for row in self.rows():
            if row.place in CARDS:
                head = row.member.citizen if str(row.relation_at(row.place).value()) == Relation.HEAD else None
                found[row.place] = found.get(row.place) or head
        return dict(sorted(found.items()))

    def rows(self) -> list[MemberRow]:
        """Each member with his fields and where he stands now."""
        return [MemberRow(self, each) for each in self.members]

    def columns(self) -> list[tuple[str, Any, str]]:
        """The new cards as columns: which, the field of its number, who is its head."""
        heads = {card: head.name for card, head in self.used.items() if head}
        heads |= {each.place: each.shown_name for each in self.newcomers if each.heads and not each.is_empty}
        return [(card, self[f"card_{card}"], heads.get(card, "")) for card in self.cards]

    def counts(self) -> dict[str, int]:
        """The equation: members = dead + placed + not yet; `joins` stands beside it."""
        said = [row.place for row in self.rows()]
        dead, waiting = said.count(DEAD), said.count(OPEN)
        joins = sum(not each.is_empty for each in self.newcomers)
        return {"all": len(said), "dead": dead, "open": waiting, "placed": len(said) - dead - waiting, "joins": joins}

    def waiting(self) -> list[Citizen]:
        """Who stands on no new card."""
        return [row.member.citizen for row in self.rows() if row.place == OPEN]

    def chosen_successor(self) -> Citizen | None:
        """Who is chosen on the page, for the preview."""
        said = str(self["successor_id"].value() or "")
        return next((each.citizen for each in self.members if str(each.citizen_id) == said), None)

    @property
    def by_guardian(self) -> bool:
        return str(self["successor_id"].value() or "") == GUARDIAN

    @property
    def guardian_key(self) -> int:
        """The key of the guardian: the one after those who may follow."""
        return sum(each.allowed for each in self.candidates) + 1

    def paper_lines(self) -> list[PaperLine]:
        """The papers of the act, each there or missing, per new card and for who waits."""
        return self.shown_papers.lines(
            cards=self.used or {"1": None}, waiting=self.waiting(), guardian=self.by_guardian,
            seen=_said(self, "seen"), cited=_said(self, "papers", self.shown_papers.usual(self.chosen_successor())),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The successor is of this card, or a guardian whom this person may see; each used card has a number."""
        cleaned: dict[str, Any] = super().clean() or {}
        self._clean_successor(cleaned)
        for count, new in enumerate(self.newcomers, start=1):
            if not new.is_valid() and not new.is_empty:
                self.add_error(None, f"Anggota baru {count}: {new.complaints[0]}")
        standing = [(row.place, row.member.citizen.name) for row in self.rows()]
        standing += [(each.place, each.shown_name) for each in self.newcomers if not each.is_empty]
        for place, name in standing:
            if place in CARDS and not cleaned.get(f"card_{place}") and f"card_{place}" not in self.errors:
                self.add_error(f"card_{place}", f"Tulis No. KK baru {place}: {name} ditempatkan di sana.")
        self._clean_cards(cleaned)
        return cleaned

    def _clean_cards(self, cleaned: dict[str, Any]) -> None:
        """A new card is nobody else's; said at its field."""
        numbers = {card: clean_nik(cleaned.get(f"card_{card}") or "") for card in CARDS}
        people = [each.citizen for each in self.members]
        people += [each.citizen for each in self.newcomers if each.citizen]
        others = set(numbers.values()) - {self.guardian_number}
        taken = cards_of_others(sorted(filter(None, others)), people=people, user=self.user)
        for card, number in numbers.items():
            if number in taken:
                self.add_error(f"card_{card}", taken[number])

    def _clean_successor(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("successor_id") != GUARDIAN:
            self.successor = self.chosen_successor()
            if cleaned.get("successor_id") and self.successor is None:
                self.add_error("successor_id", "Penerus tidak ada di kartu ini. Pilih dari daftar.")
            return
        found = by_number(self.user, cleaned.get("guardian", ""))
        self.successor = None if found in [each.citizen for each in self.members] else found
        self.guardian_number = self.successor.kk_number if self.successor else ""
        if self.successor is None:
            self.add_error("guardian", "Wali tidak ditemukan di wilayah Anda. Catat dahulu sebagai warga.")
        elif not self.guardian_number:
            self.add_error("guardian", "Wali ini belum punya No. KK. Perbaiki dahulu datanya.")

    def places(self) -> list[MemberPlace]:
        """Where everybody goes, for the service."""
        said = self.cleaned_data
        return [
            MemberPlace(
                citizen=row.member.citizen, deceased=row.place == DEAD,
                number=said.get(f"card_{row.place}", ""),
                relation=said.get(f"hubungan-{row.member.citizen_id}-{row.place}", ""),
            )
            for row in self.rows()
        ]  # fmt: skip

    def joining(self) -> list[Newcomer]:
        """Who was not on the old card, for the service."""
        numbers = {card: clean_nik(self.cleaned_data[f"card_{card}"]) for card in CARDS}
        return [each.newcomer(numbers) for each in self.newcomers if not each.is_empty]


class MemberRow:
    """One line of the matrix: a member, the field of his place, and his relation on each card."""

    def __init__(self, form: SuccessionForm, member: HouseholdMembership) -> None:
        self.form, self.member = form, member
        self.field = form[f"tempat-{member.citizen_id}"]
        self.place = str(self.field.value() or "")

    def relation_at(self, card: str) -> Any:
        """The field of the relation on a card."""
        return self.form[f"hubungan-{self.member.citizen_id}-{card}"]

    @property
    def cells(self) -> list[tuple[str, Any, str]]:
        """A cell a card: which, the field of the relation there, and what it was before, in words."""
        return [(card, self.relation_at(card), self._before(card)) for card in self.form.cards]

    def _before(self, card: str) -> str:
        same = str(self.relation_at(card).value() or "") == self.member.relation
        old = self.member.get_relation_display() or "belum diketahui"
        return "tetap" if same and self.member.relation else f"dari {old}"

    @property
    def is_waiting(self) -> bool:
        """Whether the row says that he stands on no new card, and offers to place him."""
        return self.place == OPEN and self.form.open_row != str(self.member.citizen_id)

    @property
    def is_opened(self) -> bool:
        """Whether somebody has just asked to place him: the keyboard stands here."""
        return self.form.open_row == str(self.member.citizen_id)


def _follows(member: HouseholdMembership) -> str:
    """The relation that a member most likely has on the next card; a former head is asked for."""
    return "" if member.relation == "1" else str(member.relation)


def _said(form: SuccessionForm, name: str, otherwise: list[str] | None = None) -> set[str]:
    """What is ticked now; at first what usually is."""
    if not form.is_bound:
        return set(otherwise or form.initial.get(name, []))
    return set(form.data.getlist(name))  # type: ignore[attr-defined]
