"""Rows of a succession for people of the new cards who were not on the old one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from dtks.accounts.models import User
from dtks.office.queries import code_labels
from dtks.registry.forms import judge_typed
from dtks.registry.models import Citizen, Relation
from dtks.registry.queries import citizens_alike, display_text
from dtks.registry.services import find_citizens
from dtks.web.forms import DayField, OfficeForm
from verification.corrections.services import Newcomer
from verification.matching.nik import clean_nik

MOST = 6  # people who join at once
COUNT = "baru"  # name of the hidden count of rows
SEXES = [("", "pilih"), ("L", "Laki-laki"), ("P", "Perempuan")]


class NewcomerForm(OfficeForm):
    """Somebody by his NIK or member id, or by name, sex and birth date; the card and what he is there."""

    number = forms.CharField(
        label="NIK atau ID anggota", max_length=40, required=False, help_text="bila sudah tercatat, ini cukup",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    name = forms.CharField(label="Nama", max_length=120, required=False)
    sex = forms.ChoiceField(label="Jenis kelamin", choices=SEXES, required=False)
    birth_date = DayField(label="Tanggal lahir", required=False, help_text="")
    card = forms.ChoiceField(label="Kartu", required=False)
    relation = forms.ChoiceField(label="Hubungan", required=False)
    another = forms.BooleanField(label="Bukan orang yang sudah tercatat itu", required=False)

    def __init__(self, *args: Any, user: User, cards: list[str], kelurahan: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.kelurahan = user, kelurahan
        self.citizen: Citizen | None = None
        self.alike: list[Citizen] = []
        card, relation = (self.fields[name] for name in ("card", "relation"))
        card.choices, card.initial = [(each, f"KK baru {each}") for each in cards], "1"  # type: ignore[attr-defined]
        labels = [(code, display_text("relation", code)) for code in code_labels("family_relations")]
        relation.choices = [("", "pilih"), *labels]  # type: ignore[attr-defined]
        relation.widget.attrs = {"class": "form-select hitung", "aria-label": "Hubungan anggota baru"}
        for name in ("number", "name", "birth_date"):
            self.fields[name].widget.attrs["class"] = "form-control"
        self.fields["sex"].widget.attrs["class"] = "form-select"

    @property
    def is_empty(self) -> bool:
        """Whether nothing says who: such a row is passed over."""
        return not (str(self["number"].value() or "").strip() or str(self["name"].value() or "").strip())

    @property
    def place(self) -> str:
        """The column where he stands."""
        return str(self["card"].value() or "")

    @property
    def heads(self) -> bool:
        return str(self["relation"].value() or "") == Relation.HEAD

    @property
    def shown_name(self) -> str:
        """Who it is, as far as the page knows."""
        return self.citizen.name if self.citizen else str(self["name"].value() or "").upper()

    @property
    def shown_words(self) -> str:
        """Relation and age or birth date."""
        relation = display_text("relation", str(self["relation"].value() or "")).lower()
        age = "" if self.citizen is None or self.citizen.age is None else f"{self.citizen.age} th"
        return " · ".join(filter(None, [relation, age or str(self["birth_date"].value() or "")]))

    @property
    def complaints(self) -> list[str]:
        """What was said of the row when it was sent; nothing before."""
        return [str(text) for texts in (getattr(self, "_errors", None) or {}).values() for text in texts]

    def clean(self) -> dict[str, Any]:
        """Exactly one person: known, or new with what a new one needs."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.is_empty:
            return cleaned
        if cleaned.get("number"):
            self._find(cleaned["number"])
        if self.citizen is None and not self.errors:
            self._check_new(cleaned)
        if not cleaned.get("relation"):
            self.add_error("relation", "Pilih hubungannya di kartu baru.")
        return cleaned

    def _find(self, said: str) -> None:
        self.citizen, number = by_number(self.user, said), clean_nik(said)
        if self.citizen is None and len(number) != 16:
            self.add_error("number", "Nomor ini tidak ditemukan di wilayah Anda. Kosongkan, lalu tulis namanya.")

    def _check_new(self, cleaned: Mapping[str, Any]) -> None:
        for name, words in (("name", "Tulis namanya."), ("sex", "Pilih jenis kelaminnya."),
                            ("birth_date", "Tulis tanggal lahirnya.")):  # fmt: skip
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, words)
        judge_typed(self, {"name": cleaned.get("name") or ""})
        if self.errors or cleaned.get("another"):
            return
        self.alike = citizens_alike(user=self.user, values=self.values(), limit=3)
        if self.alike:
            known = "; ".join(f"{each.name}, {each.kelurahan}, ID {each.dtks_id or 'belum ada'}" for each in self.alike)
            self.add_error("name", f"Mungkin sudah tercatat: {known}. Tulis nomornya, atau centang bukan orang itu.")

    def values(self) -> dict[str, str]:
        """Canonical texts of somebody who is in no list yet."""
        said = self.cleaned_data
        found = {"name": str(said.get("name", "")).upper(), "sex": said.get("sex", ""), "kelurahan": self.kelurahan}
        found["nik"] = clean_nik(said.get("number", ""))
        found["birth_date"] = said["birth_date"].isoformat() if said.get("birth_date") else ""
        return {name: text for name, text in found.items() if text}

    def newcomer(self, cards: Mapping[str, str]) -> Newcomer:
        """For the service; `cards` gives the number of each column."""
        said = self.cleaned_data
        return Newcomer(
            number=cards.get(said["card"], ""), relation=said["relation"], citizen=self.citizen,
            values={} if self.citizen else self.values(),
        )  # fmt: skip


def by_number(user: User, said: str) -> Citizen | None:
    """The one citizen of the person's areas with this NIK or member id; the search is written down."""
    number, nik = said.strip(), clean_nik(said)
    if len(number) < 4:
        return None
    hits = [hit.citizen for hit in find_citizens(user=user, term=number, where="Pergantian KK")]
    found = [each for each in hits if each.dtks_id == number or (nik and each.nik == nik)]
    return found[0] if len(found) == 1 else None


def rows_wanted(data: Mapping[str, Any] | None) -> int:
    """How many rows the page shows: those that were there, and one more where it was asked for."""
    if not data:
        return 0
    said = str(data.get(COUNT, "0"))
    return min(MOST, (int(said) if said.isdigit() else 0) + ("tambah" in data))
