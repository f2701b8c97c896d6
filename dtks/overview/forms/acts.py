"""One form for every act of the office, made from the act's own row (data/act_forms.csv)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from dtks.accounts.models import User
from dtks.office.queries import code_labels
from dtks.overview.forms.citizens import kelurahan_of_city
from dtks.papers.models import Document, PaperKind, Requirement
from dtks.registry.models import Citizen, HouseholdMembership, LifeState, RegisterState
from dtks.registry.queries import display_text, value_text
from dtks.registry.services import ImpossibleValue, parse_value
from dtks.web.forms import ChipChoices, DayField, DropFile, OfficeForm
from verification.corrections.queries.act_forms import ActForm, aid_labels
from verification.corrections.queries.outcomes import Outcome
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


class FamilyActForm(OfficeForm):
    """Whom the act touches, what it asks, the papers, the reason."""

    def __init__(
        self, *args: Any, act: ActForm, citizen: Citizen, members: Sequence[HouseholdMembership], user: User,
        needed: Sequence[Requirement], outcomes: Sequence[Outcome] = (), urgent: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.act, self.citizen, self.user, self.outcomes = act, citizen, user, outcomes
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
            found += [(f"visit_{n}", DayField(label=f"Kunjungan {n}", required=False)) for n in (1, 2)]
        if "minutes" in asks:
            found.append(("minutes", forms.CharField(label="Nomor berita acara", max_length=60, required=False)))
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
        papers: Any = forms.ModelMultipleChoiceField(
            label="Berkas dari arsip", queryset=found.exclude(form=Document.Form.EXPIRED), required=False,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        papers.choices = [(paper.pk, f"{paper.kind.short_label}, {paper.number}") for paper in papers.queryset]
        asked = {kind.pk: kind for each in needed for kind in (each.paper, *each.alternatives.all())}
        if codes := {code for each in self.outcomes for codes in each.papers for code in codes}:
            asked |= {kind.pk: kind for kind in PaperKind.objects.filter(code__in=codes)}
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
        self.fields |= {"seen": seen, "scan": scan, "reason": reason}

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
        found = {name: cleaned[name] for name in ("place", "minutes", "programmes") if cleaned.get(name)}
        if "visits" in self.act.asks:
            visits = [cleaned.get("visit_1"), cleaned.get("visit_2")]
            found["visits"] = [each.isoformat() for each in visits if each]
        return found


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
