"""Forms of visits: a section of Form A4, its end, a visit by hand, who gets what, the draw, the duty letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from consultation.visits.models import FormVersion, PhotoKind, Question, Source
from consultation.visits.models.questions import FLAGS, MOMENT, NUMBER, PHOTO, PLACE
from consultation.visits.queries.progress import RouteToGive
from consultation.visits.queries.questions import FINDINGS, OUTCOME, Member, asked_in, is_shown
from consultation.visits.services.giving import reaches
from dtks.accounts.models import User
from dtks.office.models import Region
from dtks.web.forms import ChipChoices, ChoiceTiles, DayField, DropFile, OfficeForm

TILES = 9  # choices that stand as tiles; more stand in a list
FINDING_WORDS = {"1": "Ditemukan", "2": "Pindah", "3": "Meninggal", "4": "Sudah mampu", "5": "Tidak ditemukan",
                 "6": "Menolak"}  # fmt: skip


class Unfinished:
    """A field of a draft: it may stay empty, and the service says what cannot be."""

    def validate(self, value: Any) -> None:
        """Anything is kept."""


class DraftText(Unfinished, forms.CharField):
    """A line."""


class DraftChoice(Unfinished, forms.ChoiceField):
    """One of several."""


class DraftFlags(Unfinished, forms.MultipleChoiceField):
    """Some of several."""


class SectionForm(OfficeForm):
    """The questions of one section. Nothing is required here: what is typed is kept, what lacks is said at the end."""

    def __init__(
        self, *args: Any, version: FormVersion, letter: str, answers: Mapping[str, Any], members: Sequence[Member],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.rules: dict[str, str] = {}
        self.groups: list[tuple[Member | None, list[str]]] = []
        asked = [each for each in asked_in(version, letter) if each.kind not in (PHOTO, PLACE)]
        self._add(None, [each for each in asked if not each.of_member], answers)
        for member in members:
            own = answers.get("members", {}).get(str(member.id), {})
            rows = [each for each in asked if each.of_member and _fits(each, member)]
            self._add(member, rows, own)

    def _add(self, member: Member | None, questions: list[Question], own: Mapping[str, Any]) -> None:
        names = []
        for question in questions:
            name = f"{question.code}-{member.id}" if member else question.code
            self.fields[name] = _field(question, own.get(question.code, ""))
            self.rules[name] = _rule_for(question.shown_when, member)
            names.append(name)
        if names:
            self.groups.append((member, names))

    def rows(self) -> list[tuple[Member | None, list[tuple[Any, str, str]]]]:
        """Groups of bound fields: field, its rule, its code."""
        return [
            (member, [(self[name], self.rules[name], name.split("-")[0]) for name in names])
            for member, names in self.groups
        ]

    def answers(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """All answers, those of this section as they were sent."""
        found: dict[str, Any] = {
            **before,
            "members": {key: dict(own) for key, own in before.get("members", {}).items()},
        }
        for member, names in self.groups:
            target = found["members"].setdefault(str(member.id), {}) if member else found
            for name in names:
                target[name.split("-")[0]] = self.cleaned_data.get(name, "")
        return found


def _fits(question: Question, member: Member) -> bool:
    """Whether a question can concern a member at all: by sex and age, whatever is answered."""
    parts = [part.strip() for part in question.shown_when.split("&") if part.strip().startswith(("umur", "jk"))]
    return is_shown(" & ".join(parts), {}, member)


def _rule_for(rule: str, member: Member | None) -> str:
    """The rule in the names of the page: a member's own answers carry his id."""
    parts = [part.strip() for part in rule.split("&") if part.strip() and not part.strip().startswith(("umur", "jk"))]
    if member is None:
        return " & ".join(parts)
    return " & ".join(part.replace("=", f"-{member.id}=", 1) if part.startswith("E") else part for part in parts)


def _field(question: Question, value: Any) -> forms.Field:
    common: dict[str, Any] = {
        "label": question.label, "required": question.required, "initial": value, "help_text": question.help,
    }  # fmt: skip
    if question.kind == FLAGS:
        return DraftFlags(choices=_pairs(question), widget=ChipChoices, **common)
    if question.code == OUTCOME:
        return DraftChoice(choices=_outcomes(question), **common)
    if question.choices and len(question.choices) <= TILES:
        return DraftChoice(choices=_pairs(question), widget=ChoiceTiles, **common)
    if question.choices:
        return DraftChoice(choices=[("", "pilih …"), *_pairs(question)], **common)
    field = DraftText(max_length=240, **common)
    if question.kind == NUMBER:
        field.widget.attrs["inputmode"] = "numeric"
    if question.kind == MOMENT:
        field.widget.attrs["autocomplete"] = "off"
    return field


def _pairs(question: Question) -> list[tuple[str, str]]:
    return [(code, word) for code, word in question.choices]


def _outcomes(question: Question) -> list[Any]:
    """The office's codes under what was found; without JavaScript all of them stand there."""
    words = dict(_pairs(question))
    groups = [
        (FINDING_WORDS[finding], [(code, f"{code} {words[code]}") for code in codes if code in words])
        for finding, codes in FINDINGS.items()
    ]
    return [("", "pilih …"), *groups]


class ClockField(forms.TimeField):
    """An hour as people write it: 8.44."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%H.%M", "%H:%M", "%H%M"], widget=forms.TimeInput(format="%H.%M"), **kwargs
        )  # fmt: skip


class EndForm(OfficeForm):
    """When and where; then it is sent."""

    day = DayField(label="Hari kunjungan", help_text="hari-bulan-tahun")
    hour = ClockField(label="Jam tiba", help_text="misalnya 8.44")
    latitude = forms.DecimalField(
        label="Lintang", required=False, min_value=-90, max_value=90, max_digits=9, decimal_places=6
    )
    longitude = forms.DecimalField(
        label="Bujur", required=False, min_value=-180, max_value=180, max_digits=9, decimal_places=6
    )
    accuracy_m = forms.IntegerField(label="Ketelitian, meter", required=False, min_value=0, max_value=100_000)

    def clean_day(self) -> date:
        """Not in the future."""
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError("Hari kunjungan belum tiba. Tulis hari Anda datang.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            self.add_error("longitude", "Tulis lintang dan bujur, atau kosongkan keduanya.")
        if cleaned.get("latitude") is not None and cleaned.get("accuracy_m") is None:
            self.add_error("accuracy_m", "Tulis ketelitian dalam meter seperti pada HP.")
        return cleaned

    def visited_at(self) -> datetime:
        """The moment of the visit."""
        day, hour = self.cleaned_data["day"], self.cleaned_data["hour"]
        return timezone.make_aware(datetime.combine(day, hour or time(8)))


class PhotoForm(OfficeForm):
    """A photo of the home."""

    kind = forms.ChoiceField(label="Foto", choices=PhotoKind.choices)
    photo = forms.FileField(
        label="Berkas foto", widget=DropFile, help_text="JPG, PNG atau WebP; paling besar 10 MB, diperkecil sendiri"
    )


class HandForm(OfficeForm):
    """A visit by hand: why, and until when."""

    source = forms.ChoiceField(
        label="Asal", choices=[each for each in Source.choices if each[0] != Source.AUDIT], initial=Source.HAND
    )
    why = forms.CharField(
        label="Yang perlu dilihat", max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="dibaca fasilitator; tanpa NIK",
        error_messages={"required": "Tulis apa yang perlu dilihat fasilitator."},
    )  # fmt: skip
    origin = forms.CharField(
        label="Dasar", max_length=120, required=False, help_text="misalnya nomor surat (boleh kosong)"
    )
    due_on = DayField(label="Tenggat", help_text="hari-bulan-tahun")


class GiveForm(OfficeForm):
    """A facilitator for each route; a route without one stays as it is."""

    due_on = DayField(label="Tenggat untuk semua", required=False, help_text="kosong: tenggat masing-masing tetap")

    def __init__(self, *args: Any, routes: Sequence[RouteToGive], people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.routes, self.people = list(routes), {person.pk: person for person in people}
        for number, route in enumerate(self.routes):
            place = Region(code=route.code, name=route.name)
            near = [(person.pk, str(person)) for person in people if reaches(person, place)]
            self.fields[f"route_{number}"] = forms.TypedChoiceField(
                label=f"{route.name}, {route.route or 'tanpa RT'}", required=False, coerce=int, empty_value=None,
                choices=[("", "belum dibagi"), *near], help_text=f"{len(route.ids)} kunjungan",
            )  # fmt: skip

    def gifts(self) -> list[tuple[RouteToGive, User]]:
        """Routes for which somebody was chosen."""
        chosen = [(route, self.cleaned_data.get(f"route_{number}")) for number, route in enumerate(self.routes)]
        return [(route, self.people[pk]) for route, pk in chosen if pk]


class DrawForm(OfficeForm):
    """How many are made again; the seed may be given, so that others can draw the same."""

    share = forms.IntegerField(label="Bagian yang diulang, persen", min_value=1, max_value=100, initial=10)
    seed = forms.CharField(
        label="Benih undian", max_length=40, required=False,
        help_text="kosong: dibuat Padan. Benih dicatat; siapa pun dapat mengulang undian dan mendapat hasil yang sama.",
    )  # fmt: skip


class LetterForm(OfficeForm):
    """From when to when the letter holds."""

    starts_on = DayField(label="Mulai", help_text="hari-bulan-tahun")
    ends_on = DayField(label="Sampai", help_text="hari-bulan-tahun")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("starts_on") and cleaned.get("ends_on") and cleaned["ends_on"] < cleaned["starts_on"]:
            self.add_error("ends_on", "Hari akhir sebelum hari mulai.")
        return cleaned


class CancelForm(OfficeForm):
    """Why the visit is not needed."""

    reason = forms.CharField(
        label="Alasan", max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Tulis mengapa kunjungan ini tidak perlu."},
    )  # fmt: skip
