"""One form for every act of the office, made from the act's own row (data/act_forms.csv)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from consultation.minutes.models import Item
from consultation.visits.models import Visit
from dtks.accounts.models import User
from dtks.office.queries import code_labels
from dtks.overview.forms.citizens import kelurahan_of_city
from dtks.papers.models import Document, PaperKind, Requirement
from dtks.papers.queries import MADE_BY_OFFICE
from dtks.registry.forms import judge_typed
from dtks.registry.models import Citizen, HouseholdMembership, LifeState, RegisterState
from dtks.registry.queries import display_text, value_text
from dtks.registry.services import ImpossibleValue, parse_value
from dtks.web.forms import ChipChoices, DayField, DropFile, OfficeForm
from verification.corrections.queries.act_forms import ActForm, aid_labels
from verification.corrections.queries.outcomes import Outcome
from verification.corrections.services.filing import born_after
from verification.matching.nik import clean_nik

PLACE_FIELDS = ("kelurahan", "address", "rt", "rw")
IN_REGISTER = (RegisterState.LISTED, RegisterState.PROPOSED)


class OutcomeField(forms.ChoiceField):
    """For which outcome of the office somebody leaves; nothing said means the likeliest, which comes first."""

    depends = True

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        super().__init__(
            label="Sebab", choices=[(each.code, each.words) for each in outcomes], initial=outcomes[0].code,
            required=False, help_text="menentukan berkas yang diminta di samping berkas jenisnya",
        )  # fmt: skip


class MinutesField(forms.ChoiceField):
    """Which item of a berita acara says it; only such as name the family, never a number that is typed."""

    def __init__(self, items: Sequence[Item]) -> None:
        none = "Belum ada butir berita acara yang menyebut keluarga ini; usulannya terkunci sampai ada."
        super().__init__(
            label="Butir berita acara", required=False, help_text="" if items else none,
            choices=[("", "pilih" if items else "belum ada"), *((str(each.pk), _item_words(each)) for each in items)],
            initial=str(items[0].pk) if len(items) == 1 else "",
        )  # fmt: skip


class VisitsField(forms.MultipleChoiceField):
    """The checked visits of the family on which nobody was found: two, on different days."""

    def __init__(self, visits: Sequence[Visit]) -> None:
        self.days = {str(each.pk): day_of(each) for each in visits}
        none = "Belum ada kunjungan yang sudah diperiksa. Minta kunjungan dahulu."
        super().__init__(
            label="Kunjungan", widget=forms.CheckboxSelectMultiple, help_text="" if visits else none,
            choices=[(str(each.pk), _visit_words(each)) for each in visits], initial=list(self.days),
            error_messages={"required": "Perlu dua kunjungan yang sudah diperiksa, pada hari yang berlainan."},
        )  # fmt: skip

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len({self.days[each] for each in value}) < 2:
            raise forms.ValidationError(self.error_messages["required"], code="required")


def _item_words(item: Item) -> str:
    """04/BA-DTKS/KEL-LAHUNDAPE/11/2026, butir 17 · LA ODE · Tidak layak"""
    return f"{item.of_minutes} · {item.person_name} · {item.get_decision_display()}"


def _visit_words(visit: Visit) -> str:
    """K-2611-0121, 10-11-2026, Tidak ditemukan"""
    return f"{visit.number}, {day_of(visit):%d-%m-%Y}, {visit.outcome_words}"


def day_of(visit: Visit) -> date:
    """The day of a checked visit, as its report says."""
    assert visit.document is not None and visit.document.issued_on is not None
    return visit.document.issued_on


class FamilyActForm(OfficeForm):
    """Whom the act touches, what it asks, the papers, the reason."""

    def __init__(
        self, *args: Any, act: ActForm, citizen: Citizen, members: Sequence[HouseholdMembership], user: User,
        needed: Sequence[Requirement], outcomes: Sequence[Outcome] = (), urgent: bool = False,
        items: Sequence[Item] = (), visits: Sequence[Visit] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.act, self.citizen, self.user, self.outcomes = act, citizen, user, outcomes
        self.items, self.visits = {str(each.pk): each for each in items}, {str(each.pk): each for each in visits}
        self.people = [each.citizen for each in members] if act.who != "person" else [citizen]
        if citizen not in self.people:
            self.people.append(citizen)
        if act.who != "person":
            self._add_members()
        for name, field in self._asked():
            self.fields[name] = field
        self._add_papers(needed)
        if urgent:
            self.fields["urgent"] = urgent_field()

    def _add_members(self) -> None:
        ticked = [each for each in self.people if each.life_state == LifeState.ALIVE]
        first = [self.citizen] if self.act.who == "some" else ticked
        self.fields["members"] = forms.MultipleChoiceField(
            label="Anggota yang ikut", widget=forms.CheckboxSelectMultiple,
            choices=[(str(each.pk), _person_words(each)) for each in self.people],
            initial=[str(each.pk) for each in first], error_messages={"required": "Pilih paling sedikit satu orang."},
        )  # fmt: skip

    def _asked(self) -> list[tuple[str, forms.Field]]:
        asks, found = self.act.asks, list[tuple[str, forms.Field]]()
        if len(self.outcomes) > 1:
            found.append(("outcome", OutcomeField(self.outcomes)))
        if "event_on" in asks:
            found.append(("event_on", DayField(label=self.act.day_label, initial=_today)))
        if "place" in asks:
            hint = "kota atau kabupaten"
            found.append(("place", forms.CharField(label="Asal atau tujuan", max_length=80, help_text=hint)))
        if "visits" in asks:
            found.append(("visits", VisitsField(list(self.visits.values()))))
        if "minutes" in asks:
            found.append(("minutes", MinutesField(list(self.items.values()))))
        if "programme" in asks:
            labels = [(label, label) for label in aid_labels(self._family())]
            words = {"required": "Pilih program yang berganti penerima."}
            none = "" if labels else "Menurut daftar terakhir tidak ada bantuan keluarga di kartu ini."
            field = forms.MultipleChoiceField(
                label="Program", choices=labels, widget=ChipChoices, error_messages=words, help_text=none
            )
            found.append(("programmes", field))
        return found + self._card_fields() + self._place_fields()

    def _family(self) -> list[Citizen]:
        card = self.citizen.kk_number
        return list(Citizen.objects.filter(kk_number=card)) if card else [self.citizen]

    def _card_fields(self) -> list[tuple[str, forms.Field]]:
        if "kk_number" not in self.act.asks:
            return []
        number = forms.CharField(
            label="No. KK tujuan", max_length=40, error_messages={"required": "Tulis No. KK dari kartunya."},
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )  # fmt: skip
        codes = [("", "tetap"), *((code, display_text("relation", code)) for code in code_labels("family_relations"))]
        relations: list[tuple[str, forms.Field]] = [
            (f"relation_{each.pk}", forms.ChoiceField(label=f"Hubungan {each.name}", choices=codes, required=False))
            for each in self.people
        ]
        return [("kk_number", number), *relations]

    def _place_fields(self) -> list[tuple[str, forms.Field]]:
        if "kelurahan" not in self.act.asks:
            return []
        places = [("", "pilih"), *kelurahan_of_city()]
        return [
            ("kelurahan", forms.ChoiceField(label="Kelurahan baru", choices=places)),
            ("address", forms.CharField(label="Alamat baru", max_length=200, required=False)),
            ("rt", forms.CharField(label="RT", max_length=10, required=False)),
            ("rw", forms.CharField(label="RW", max_length=10, required=False)),
        ]

    def _add_papers(self, needed: Sequence[Requirement]) -> None:
        found = Document.objects.filter(citizen__in=self.people).select_related("kind")
        found = found.exclude(kind__code__in=MADE_BY_OFFICE)
        papers: Any = forms.ModelMultipleChoiceField(
            label="Berkas dari arsip", queryset=found.exclude(form=Document.Form.EXPIRED), required=False,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        papers.choices = [(paper.pk, f"{paper.kind.short_label}, {paper.number}") for paper in papers.queryset]
        asked = {kind.pk: kind for each in needed for kind in (each.paper, *each.alternatives.all())}
        if codes := {code for each in self.outcomes for codes in each.papers for code in codes}:
            asked |= {kind.pk: kind for kind in PaperKind.objects.filter(code__in=codes)}
        asked = {pk: kind for pk, kind in asked.items() if kind.code not in MADE_BY_OFFICE}
        kinds = PaperKind.objects.filter(pk__in=asked)
        seen: Any = forms.ModelMultipleChoiceField(
            label="Asli dilihat hari ini", queryset=kinds, required=False, widget=ChipChoices
        )
        seen.choices = [(pk, kind.short_label) for pk, kind in sorted(asked.items(), key=lambda each: each[1].position)]
        scan = forms.FileField(label="Pindaian", required=False, widget=DropFile, help_text="PDF, JPG, PNG")
        reason = forms.CharField(
            label="Alasan" if self.act.is_exit else "Catatan", max_length=300, required=self.act.is_exit,
            widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": "Tulis mengapa, dan dari mana tahu."},
        )  # fmt: skip
        if papers.choices:
            self.fields["papers"] = papers
        if asked:
            self.fields |= {"seen": seen, "scan": scan}
        self.fields["reason"] = reason

    def clean(self) -> dict[str, Any]:
        """A day that cannot be is said at its field; a scan says which paper it is."""
        said = super().clean() or {}
        day: date | None = said.get("event_on")
        if day and day > _today():
            self.add_error("event_on", "Tanggal ini di masa depan. Periksa tanggal kejadian.")
        elif day and (young := born_after(self.chosen(), day)):
            self.add_error("event_on", f"{young.name} lahir {young.birth_date:%d-%m-%Y}, sesudah tanggal ini.")
        judge_typed(self, {name: str(said.get(name) or "") for name in (*PLACE_FIELDS, "kk_number")})
        if len(re.findall(r"[^\W\d_]", said.get("place") or "xxx")) < 3:
            self.add_error("place", "Tulis nama kota atau kabupatennya, misalnya Konawe Selatan.")
        if said.get("scan") and not said.get("seen"):
            self.add_error("seen", "Pindaian ini berkas apa? Pilih di sini.")
        return said

    def outcome(self) -> Outcome | None:
        """The outcome for which they leave, as the page says now; None where the act has none."""
        said = str(self._said("outcome"))
        return next((each for each in self.outcomes if each.code == said), next(iter(self.outcomes), None))

    def chosen(self) -> list[Citizen]:
        """Whom the act touches, as the page says now."""
        if self.act.who == "person":
            return [self.citizen]
        said = {str(value) for value in (self["members"].value() or [])}
        return [each for each in self.people if str(each.pk) in said]

    def values(self) -> dict[Citizen, dict[str, str]]:
        """Canonical texts that each person gets, from what stands on the page; what cannot be read is left out."""
        return {each: self._values_of(each) for each in self.chosen()}

    def _values_of(self, citizen: Citizen) -> dict[str, str]:
        found = {field: text for field, text in self.act.sets.items() if _sensible(citizen, field, text)}
        if number := clean_nik(str(self._said("kk_number"))):
            found["kk_number"] = number
            if relation := str(self._said(f"relation_{citizen.pk}")):
                found["relation"] = relation
        for field in PLACE_FIELDS:
            if text := str(self._said(field)).strip():
                found[field] = _canonical(field, text)
        return found

    def _said(self, name: str) -> Any:
        return (self[name].value() or "") if name in self.fields else ""

    def details(self) -> Mapping[str, Any]:
        """What is kept with the plan beside the values."""
        cleaned = self.cleaned_data
        found = {name: cleaned[name] for name in ("place", "programmes") if cleaned.get(name)}
        if item := self.items.get(cleaned.get("minutes", "")):
            found["minutes"] = item.minutes.number
        if "visits" in self.act.asks:
            found["visits"] = sorted({day_of(each).isoformat() for each in self._visits()})
        return found

    def cited(self) -> list[tuple[Document, str]]:
        """What the office made for it, with its place: the item of the berita acara, the reports of the visits."""
        found = [(each.document, f"Form A4 {each.number}") for each in self._visits() if each.document]
        item = self.items.get(self.cleaned_data.get("minutes", ""))
        return found + ([(item.minutes.scan, item.locator)] if item and item.minutes.scan else [])

    def _visits(self) -> list[Visit]:
        """The visits that were ticked; where none is asked for, the newest that was checked."""
        if "visits" not in self.fields:
            return list(self.visits.values())[-1:]
        return [self.visits[each] for each in self.cleaned_data.get("visits", [])]


def urgent_field() -> forms.ChoiceField:
    """The listed reasons of the urgent lane, for an act that it takes."""
    reasons = [("", "tidak, berjalan seperti biasa"), *code_labels("urgent_reason").items()]
    hint = "jalur mendesak punya jam sendiri dan dilaporkan sesudahnya"
    return forms.ChoiceField(label="Mendesak", choices=reasons, required=False, help_text=hint)


def _today() -> date:
    return timezone.localdate()


def _sensible(citizen: Citizen, field: str, text: str) -> bool:
    """A person whom the centre lists already is not proposed again; the dead do not move."""
    if field == "register_state" and text == RegisterState.PROPOSED:
        return citizen.register_state not in IN_REGISTER
    return text != value_text(citizen, field)


def _canonical(field: str, text: str) -> str:
    try:
        value = parse_value(field, text)
    except ImpossibleValue:
        return text
    return str(getattr(value, "code", value) or "")


def _person_words(citizen: Citizen) -> str:
    relation = display_text("relation", citizen.relation)
    age = "" if citizen.age is None else f", {citizen.age} th"
    gone = "" if citizen.life_state == LifeState.ALIVE else f", {citizen.get_life_state_display()}"
    return f"{citizen.name}{', ' + relation.lower() if relation else ''}{age}{gone}"
